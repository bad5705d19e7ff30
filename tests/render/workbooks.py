"""Workbooks that are written in memory and looked into."""

import io
from typing import Any
from zipfile import ZipFile

from python_calamine import CalamineWorkbook

from tests.adapters import Kind, Table, Value
from tests.render.columns import columns
from tracker.messages import Message
from tracker.render.workbook import write_rows


def written(table: Table) -> bytes:
    stream = io.TextIOWrapper(io.BytesIO(), encoding="utf-8")
    write_rows(table, stream, raw=True)
    stream.flush()
    held: bytes = stream.buffer.getvalue()
    return held


def sheets(table: Table) -> dict[str, list[list[Any]]]:
    """Write the table, and return the cells of each sheet as a reader finds them."""
    book = CalamineWorkbook.from_filelike(io.BytesIO(written(table)))
    return {name: book.get_sheet_by_name(name).to_python(skip_empty_area=False) for name in book.sheet_names}


def cells(table: Table) -> list[list[Any]]:
    (only,) = sheets(table).values()
    return only[1:]


def cell(value: Value, kind: Kind = Kind.TEXT) -> Any:
    """Write one cell, and return what a reader finds there."""
    return cells(Table(Message(""), columns("it beside", it=kind), [(value, "beside")]))[0][0]


def xml(table: Table, name: str = "xl/worksheets/sheet1.xml") -> str:
    with ZipFile(io.BytesIO(written(table))) as parts:
        return parts.read(name).decode("utf-8")
