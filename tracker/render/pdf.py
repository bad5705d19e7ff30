"""Tables and other blocks on A4 paper, with headings on every page, and page numbers."""

from collections.abc import Iterable, Sequence
from heapq import nlargest
from itertools import chain
from pathlib import Path
from typing import Any, TextIO

from tracker.charts.svg import svg
from tracker.errors import TooLarge
from tracker.languages import spoken
from tracker.messages import Message
from tracker.model.page_blocks import Facts, Pictured, SentenceList
from tracker.model.table import Column, Kind, Page, Table
from tracker.model.text import plain
from tracker.render.cells import RIGHT, Face, Totals
from tracker.render.streams import bytes_of
from tracker.typesetting.setting import Manuscript, NotSet, require, typeset

Block = dict[str, Any]
"""A table, facts, sentences or a picture in the form that the template reads."""

MOST_CELLS = 40_000
"""The maximum number of cells to print, on some 150 pages: typst takes 15 KB of memory for each."""

_TAGGED = 4_000  # the maximum number of cells tagged in the PDF

_MEASURED = 9  # how many of the longest texts of a column are measured, as characters differ in width
_TEMPLATE = Path(__file__).with_name("table.typ")
_TOO_WIDE = "too-wide"  # the template's error for a page that would have to break numbers


def write_rows(table: Table, stream: TextIO) -> None:
    """Write a table with its title and totals.

    Raises Refused for a terminal, more than MOST_CELLS cells or too wide columns, and the errors of `typeset`.
    """
    _write(str(table.title), [_table(table, titled=False)], stream)


def write_page(page: Page, stream: TextIO) -> None:
    """Write all tables of a page one below another, each under its title, and the foot.

    Raises the same errors as `write_rows`.
    """
    tables = [(_table(section.table, titled=True), section.is_annex) for section in page.sections]
    annex = [table for table, is_annex in tables if is_annex and table["rows"]]
    main = [table for table, _ in tables if table not in annex]
    _write(str(page.title), [*main, _lines(page.foot), _lines([page.command], "command")], stream, annex)


def write_blocks(
    title: Message | str, blocks: Iterable[Table | Pictured | Facts | SentenceList], command: str, stream: TextIO
) -> None:
    """Write blocks in order and, at the foot, the command that writes them.

    Raises the same errors as `write_rows`.
    """
    _write(str(title), [*map(_block, blocks), _lines([command], "command")], stream)


def _write(title: str, blocks: Sequence[Block], stream: TextIO, annex: Sequence[Block] = ()) -> None:
    """Typeset blocks one below another under a title, on numbered pages, and an annex on pages of its own."""
    require("typst")
    binary = bytes_of(stream, "pdf")
    tables = [block for block in (*blocks, *annex) if block["kind"] == "table"]
    cells = sum(len(block["columns"]) * len(block["rows"]) for block in tables)
    data = {
        "lang": spoken.code,
        "title": title,
        "page": Message("Page {page} of {pages}"),
        "dense": len(tables) > 3,
        "parts": [blocks, annex] if annex else [blocks],
    }
    try:
        pdf = typeset(Manuscript(_TEMPLATE.read_text(encoding="utf-8"), data, tagged=cells <= _TAGGED))
    except NotSet as refused:
        if _TOO_WIDE not in str(refused):
            raise
        raise TooLarge(
            "{columns} columns do not fit across a page; select fewer with --fields, or save as xlsx or html.",
            columns=max(len(block.get("columns", ())) for block in blocks),
        ) from None
    binary.write(pdf)


_PICTURE = 480  # the width of a chart in pixels


def _block(block: Table | Pictured | Facts | SentenceList) -> Block:
    if isinstance(block, Table):
        return _table(block, titled=True)
    if isinstance(block, Pictured):
        drawn, description = svg(block.chart, width=_PICTURE), str(block.chart.title)
        return {"kind": "picture", "title": None, "svg": drawn, "width": _PICTURE, "said": description}
    title = None if block.title is None else str(block.title)
    if isinstance(block, SentenceList):
        return {**_lines(block.lines), "title": title}
    facts = [{"label": str(each.label), "value": str(each.value), "marked": each.wants_doing} for each in block.facts]
    return {"kind": "facts", "title": title, "facts": facts}


def _lines(lines: Iterable[Message | str], kind: str = "lines") -> Block:
    return {"kind": kind, "title": None, "lines": [str(line).strip() for line in lines]}


Cell = str | list[str]
"""A cell as the template reads it: text, or a list of one text if it needs attention."""


def _table(table: Table, *, titled: bool) -> Block:
    face, totals = Face(table), Totals(table)
    most = MOST_CELLS // max(1, len(face.columns))
    rows: list[list[Cell]] = []
    for row in table.rows:
        if len(rows) == most:
            raise TooLarge(
                "A PDF has at most {rows} rows of {columns} columns; select fewer with --fields or a filter, or "
                "save as xlsx or html.",
                rows=most,
                columns=len(face.columns),
            )
        totals.add(row)
        marks = face.marked(row)
        rows.append([[text] if at in marks else text for at, text in enumerate(face.texts(row))])
    foot = table.foot or totals.line()
    last = None if foot is None else face.foot(foot)
    columns = zip(face.columns, face.headings, *rows, *([last] if last else []), strict=True)
    return {
        "kind": "table",
        "title": str(table.title) if titled else None,
        "empty": str(table.empty),
        "legend": table.legend,
        "columns": [_column(column, heading, cells) for column, heading, *cells in columns],
        "rows": rows,
        "foot": last,
    }


def _column(column: Column, heading: str, cells: Iterable[Cell]) -> dict[str, Any]:
    """Return a column in the form that the template reads, with the texts and words that decide its width."""
    texts = {cell if isinstance(cell, str) else f"! {cell[0]}" for cell in cells}
    words = set(chain.from_iterable(text.split(" ") for text in texts))
    return {
        "heading": heading,
        "right": column.kind in RIGHT,
        "broken": column.kind is Kind.TEXT,
        "cut": column.kind in (Kind.TEXT, Kind.CODE),
        "longest": _longest(texts),
        "words": _longest(words),
    }


def _longest(texts: set[str]) -> list[str]:
    """Return the longest texts, one of which is the widest in print; all digits have the same width."""
    return nlargest(_MEASURED, sorted({plain(text).translate(_DIGITS) for text in texts}), key=len)


_DIGITS = str.maketrans("123456789", "0" * 9)
