"""Comma- and tab-separated values: a header, then a line for each row, ended by LF everywhere."""

import csv
import io
import re
from collections.abc import Callable, Iterable, Sequence
from itertools import islice
from typing import TextIO

from tracker.model.formulas import disarm
from tracker.model.table import Kind, Table, Value
from tracker.model.text import plain
from tracker.render.cells import encodable

_BATCH = 1000
"""The rows that are held at once."""

_QUOTED_OR_END = re.compile(r'("(?:[^"]|"")*")|\r\n')


def write_rows(table: Table, stream: TextIO, *, delimiter: str, raw: bool = False) -> None:
    """Write the table's rows as they come, None as an empty cell.

    Text and codes that a spreadsheet would run as a formula are disarmed unless `raw`. On a
    terminal, characters that could steer it are shown as U+FFFD.
    """
    safe = plain if stream.isatty() else encodable
    texts = [_disarmed(safe) if column.kind in (Kind.TEXT, Kind.CODE) and not raw else safe for column in table.columns]
    stream.write(_lines([[safe(column.name) for column in table.columns]], delimiter))
    rows = iter(table.rows)
    while batch := list(islice(rows, _BATCH)):
        columns = map(_column, zip(*batch, strict=True), texts)
        stream.write(_lines(list(zip(*columns, strict=True)), delimiter))


def _column(values: tuple[Value, ...], text: Callable[[str], str]) -> Iterable[Value]:
    """Return a column's values with its texts as they are to be written, each looked at once however often it comes."""
    changed: dict[Value, str] = {
        value: new for value in set(values) if isinstance(value, str) and (new := text(value)) != value
    }
    return [changed.get(value, value) for value in values] if changed else values


def _lines(rows: Sequence[Iterable[Value]], delimiter: str) -> str:
    """Return rows as csv writes them, but for their ends.

    The csv module quotes a cell that holds a character of its line end. It is told CR LF, so that
    a lone CR in a cell is quoted too, and the file still gets the LF it should have.
    """
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter, lineterminator="\r\n").writerows(rows)
    lines = text.getvalue()
    if lines.count("\r") == len(rows):  # none of them in a cell
        return lines.replace("\r\n", "\n")
    return _QUOTED_OR_END.sub(lambda found: found[1] or "\n", lines)


def _disarmed(safe: Callable[[str], str]) -> Callable[[str], str]:
    return lambda text: disarm(safe(text))
