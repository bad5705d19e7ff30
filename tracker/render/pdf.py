"""Tables and other blocks on paper: A4, with headings on every page, which says how many there are."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from heapq import nlargest
from itertools import chain
from pathlib import Path
from typing import Any, TextIO

from tracker.charts.svg import svg
from tracker.errors import Refused
from tracker.messages import Message
from tracker.model.pages import Page
from tracker.model.table import Kind, Table
from tracker.model.text import plain
from tracker.render.blocks import LineBlock, PictureBlock, ShownBlock
from tracker.render.cells import RIGHT
from tracker.render.faces import Face, Shown
from tracker.render.pdf_parts import Block, set_blocks
from tracker.render.streams import bytes_of
from tracker.render.totals import Totals
from tracker.typesetting.setting import NotSet, lacking_message, require_typst

MOST_CELLS = 300_000
"""The most cells of what is printed: they are all in memory when pages are made."""

_MEASURED = 5
"""How many of the longest texts of a column are measured, as not all letters are equally wide."""

_TEMPLATE = Path(__file__).with_name("table.typ")

_TOO_WIDE = "too-wide"
"""What the template says when a page would have to break numbers."""

Tell = Callable[[Message], None] | None


def write_rows(table: Table, stream: TextIO, *, tell: Tell) -> None:
    """Write a table with its title and its totals, and `tell` which letters cannot be printed.

    Raises Refused for a terminal, for more cells than MOST_CELLS, for columns that do not fit, and as `typeset`.
    """
    _write(str(table.title), [_table(table, titled=False)], stream, tell)


def write_page(page: Page, stream: TextIO, *, tell: Tell) -> None:
    """Write all tables of a page below each other, each under its title, and the foot. Raises Refused as `write_rows`.

    `tell` is told which letters cannot be printed.
    """
    tables = [_table(section.table, titled=True) for section in page.sections]
    _write(str(page.title), [*tables, _lines(page.foot), _lines([page.command], "command")], stream, tell)


def write_blocks(
    title: Message | str, blocks: Iterable[ShownBlock], command: str, stream: TextIO, *, tell: Tell
) -> None:
    """Write blocks in their order, and at the foot the command that writes them. Raises Refused as `write_rows`.

    `tell` is told which letters cannot be printed.
    """
    _write(str(title), [*map(_block, blocks), _lines([command], "command")], stream, tell)


def _write(title: str, blocks: Sequence[Block], stream: TextIO, tell: Tell) -> None:
    require_typst()
    binary = bytes_of(stream, "pdf")
    try:
        done = set_blocks(_TEMPLATE.read_text(encoding="utf-8"), title, blocks)
    except NotSet as refused:
        if _TOO_WIDE not in refused.error:
            raise
        raise Refused(
            "The {columns} columns of a table do not fit across a page; choose fewer with --fields, or write it as "
            "xlsx or html.",
            columns=max(len(block.get("columns", ())) for block in blocks),
        ) from None
    if done.lacking and tell is not None:
        tell(lacking_message(done.lacking))
    binary.write(done.pdf)


def _block(block: ShownBlock) -> Block:
    """Return what the template reads of a block."""
    if isinstance(block, Table):
        return _table(block, titled=True)
    if isinstance(block, PictureBlock):
        drawn, said = svg(block.chart, width=block.width), str(block.chart.title)
        return {"kind": "picture", "title": None, "svg": drawn, "width": block.width, "said": said}
    title = None if block.title is None else str(block.title)
    if isinstance(block, LineBlock):
        return {**_lines(block.lines), "title": title}
    facts = [{"label": str(each.label), "value": str(each.value), "marked": each.is_marked} for each in block.facts]
    return {"kind": "facts", "title": title, "facts": facts}


def _lines(lines: Iterable[Message | str], kind: str = "lines") -> Block:
    return {"kind": kind, "title": None, "lines": [str(line).strip() for line in lines]}


def _table(table: Table, *, titled: bool) -> Block:
    """Return what the template reads of a table. Raises Refused when it has too many cells."""
    face, totals = Face(table), Totals(table)
    headings = face.headings()
    most = MOST_CELLS // max(1, len(headings))
    rows: list[list[Shown]] = []
    for row in table.rows:
        if len(rows) == most:
            raise Refused(
                "A pdf holds at most {rows} rows of {columns} columns; choose fewer with --fields or a filter, "
                "or write it as xlsx or html.",
                rows=most,
                columns=len(headings),
            )
        totals.add(row)
        rows.append(face.row(row))
    foot = table.foot or totals.line()
    last = None if foot is None else face.foot(foot)
    return {
        "kind": "table",
        "title": str(table.title) if titled else None,
        "empty": str(table.empty),
        "columns": list(_columns(headings, [*rows, last] if last else rows)),
        "rows": [[_value(cell) for cell in row] for row in rows],
        "foot": None if last is None else [cell.text for cell in last],
    }


def _columns(headings: Sequence[Shown], rows: Sequence[Sequence[Shown]]) -> Iterator[dict[str, Any]]:
    """Yield what is known of each column: its heading, and the texts and words that make it wide."""
    for heading, *cells in zip(headings, *rows, strict=True):
        texts = {f"! {cell.text}" if cell.is_marked else cell.text for cell in cells}
        words = set(chain.from_iterable(text.split(" ") for text in texts))
        yield {
            "heading": heading.text,
            "right": heading.column.kind in RIGHT,
            "broken": heading.column.kind is Kind.TEXT,
            "cut": heading.column.kind in (Kind.TEXT, Kind.CODE),
            "longest": _longest(texts),
            "words": _longest(words),
        }


def _longest(texts: set[str]) -> list[str]:
    """Return those of some texts that are likely to be the longest when they are printed; all digits are as wide."""
    return nlargest(_MEASURED, sorted({plain(text).translate(_DIGITS) for text in texts}), key=_length)


def _length(text: str) -> float:
    """Return about how long a text is: most letters are 1, narrow ones half, wide ones half as much again."""
    return len(text) - sum(map(text.count, _NARROW)) / 2 + sum(map(text.count, _WIDE)) / 2


_DIGITS = str.maketrans("123456789", "0" * 9)
_NARROW, _WIDE = "iījlļtfr.,:;|!/'", "mwMWжшщюЖШЩЮ%"


def _value(cell: Shown) -> str | list[str]:
    """Return a cell as the template reads it: a text; one that is marked in a list."""
    return [cell.text] if cell.is_marked else cell.text
