"""Tables and other blocks on paper: A4, with headings on every page, which says how many there are."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from heapq import nlargest
from itertools import accumulate, chain
from pathlib import Path
from typing import Any, TextIO

from tracker.charts.svg import svg
from tracker.errors import Refused
from tracker.languages import spoken
from tracker.messages import Message
from tracker.model.blocks import Facts, Pictured, Told
from tracker.model.forms import Fill, Form
from tracker.model.quantities import MAX_QUANTITY
from tracker.model.table import Column, Kind, Page, Table, would_run
from tracker.model.text import plain
from tracker.render.cells import RIGHT, Face, Totals
from tracker.render.streams import bytes_of, destination
from tracker.render.workbook import holdable, literal, new_workbook, sheet_name
from tracker.typesetting.setting import (
    Binding,
    Bound,
    Manuscript,
    NotSet,
    Typeset,
    bound,
    lacking_message,
    require_typst,
    typeset,
)

# What is too long to be set at once is set in parts, one after the other, each from where the last full page ended.


_ROOM = 160_000
"""How much is set at once, in KB of the memory that it takes: half of what it may, as that is an estimate."""

_CELL = 17
_LETTER = 0.6
"""The KB of memory that a cell takes, and each of its letters: measured of cells that all differ."""

_TAGGED = 4_000
"""The most cells that are tagged as such in the PDF."""

Block = dict[str, Any]
"""What the template reads of a table, facts, sentences or a picture."""


def set_blocks(template: str, title: str, blocks: Sequence[Block]) -> Typeset:
    """Return the blocks below each other under a title, on pages with their numbers. Raises as `typeset`."""
    weights = [weight for block in blocks for weight in _weights(block)]
    foot = str(Message("page {page} of {pages}"))
    common = {"lang": spoken.code, "title": title, "page": foot}
    if sum(weights) <= _ROOM:
        cells = sum(len(block["columns"]) * len(block["rows"]) for block in blocks if block["kind"] == "table")
        shown = _shown(blocks, 0, len(weights))
        return typeset(Manuscript(template, {**common, "part": None, "blocks": shown}, tagged=cells <= _TAGGED))
    parts = list(_parts(template, common, blocks, weights))
    return bound(parts, Binding(title, spoken.code, foot=foot))


def _parts(
    template: str, common: Mapping[str, object], blocks: Sequence[Block], weights: Sequence[float]
) -> Iterator[Bound]:
    """Yield the parts. The last page of each is left out, as the next one begins with it, but for the very last."""
    first = 0
    while first < len(weights):
        last = _end(weights, first)
        data = {**common, "part": {"first": first == 0}, "blocks": _shown(blocks, first, last)}
        part = typeset(Manuscript(template, data, tagged=False, asked="kept"))
        kept = part.asked or 0
        if last < len(weights) and kept > first:
            yield Bound(part, part.pages - 1)
            first = kept
        else:
            yield Bound(part, part.pages)
            first = last


def _end(weights: Sequence[float], first: int) -> int:
    """Return the end of the units from one on that are set at once, one at least."""
    sums = accumulate(weights[first:])
    return first + max(1, next((at for at, weight in enumerate(sums) if weight > _ROOM), len(weights) - first))


def _weights(block: Block) -> Iterator[float]:
    """Yield what each unit of a block weighs: each row of a table, its totals too; another block is one."""
    if block["kind"] != "table":
        yield _LETTER * sum(map(len, block.get("lines", ()))) + _CELL * len(block.get("facts", ())) + _CELL
        return
    rows = [*block["rows"], *([block["foot"]] if block["foot"] else [])]
    for row in rows:
        yield _CELL * len(row) + _LETTER * sum(len(cell if isinstance(cell, str) else cell[0]) for cell in row)
    if not rows:
        yield _CELL


def _shown(blocks: Sequence[Block], first: int, last: int) -> list[Block]:
    """Return the blocks with those of their units that are shown, and the number of the first of these."""
    shown, begin = [], 0
    for block in blocks:
        units = sum(1 for _ in _weights(block))
        low, high = max(first - begin, 0), min(last - begin, units)
        block = {**block, "unit": begin + low, "shown": low < high, "title": block["title"] if low == 0 else None}
        if block["kind"] == "table":
            rows = block["rows"]
            foot = block["foot"] if high == units else None
            block |= {"filled": bool(rows), "rows": rows[low:high], "foot": foot}
        shown.append(block)
        begin += units
    return shown


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
    title: Message | str, blocks: Iterable[Table | Pictured | Facts | Told], command: str, stream: TextIO, *, tell: Tell
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


_PICTURE = 480
"""How wide a chart is, in pixels."""


def _block(block: Table | Pictured | Facts | Told) -> Block:
    """Return what the template reads of a block."""
    if isinstance(block, Table):
        return _table(block, titled=True)
    if isinstance(block, Pictured):
        drawn, said = svg(block.chart, width=_PICTURE), str(block.chart.title)
        return {"kind": "picture", "title": None, "svg": drawn, "width": _PICTURE, "said": said}
    title = None if block.title is None else str(block.title)
    if isinstance(block, Told):
        return {**_lines(block.lines), "title": title}
    facts = [{"label": str(each.label), "value": str(each.value), "marked": each.wants_doing} for each in block.facts]
    return {"kind": "facts", "title": title, "facts": facts}


def _lines(lines: Iterable[Message | str], kind: str = "lines") -> Block:
    return {"kind": kind, "title": None, "lines": [str(line).strip() for line in lines]}


Cell = str | list[str]
"""A cell as the template reads it: a text; one that wants something done in a list."""


def _table(table: Table, *, titled: bool) -> Block:
    """Return what the template reads of a table. Raises Refused when it has too many cells."""
    face, totals = Face(table), Totals(table)
    most = MOST_CELLS // max(1, len(face.columns))
    rows: list[list[Cell]] = []
    for row in table.rows:
        if len(rows) == most:
            raise Refused(
                "A pdf holds at most {rows} rows of {columns} columns; choose fewer with --fields or a filter, "
                "or write it as xlsx or html.",
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
        "columns": [_column(column, heading, cells) for column, heading, *cells in columns],
        "rows": rows,
        "foot": last,
    }


def _column(column: Column, heading: str, cells: Iterable[Cell]) -> dict[str, Any]:
    """Return what is known of a column: its heading, and the texts and words that make it wide."""
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
    """Return those of some texts that are likely to be the longest when they are printed; all digits are as wide."""
    return nlargest(_MEASURED, sorted({plain(text).translate(_DIGITS) for text in texts}), key=_length)


def _length(text: str) -> float:
    """Return about how long a text is: most letters are 1, narrow ones half, wide ones half as much again."""
    return len(text) - sum(map(text.count, _NARROW)) / 2 + sum(map(text.count, _WIDE)) / 2


_DIGITS = str.maketrans("123456789", "0" * 9)
_NARROW, _WIDE = "iījlļtfr.,:;|!/'", "mwMWжшщюЖШЩЮ%"


# Forms as workbooks: what is printed in them is locked, so that they come back as they went out.


_FIRST_DAY = 60
"""The day number from which Excel counts right: the day after its 29 February 1900."""


def write_form(form: Form, output: str | None) -> None:
    """Write a form to a file or stdout. Raises as `write`."""
    with destination(output) as stream:
        _write_form(form, stream)


def _write_form(form: Form, stream: TextIO) -> None:
    with new_workbook(bytes_of(stream, "xlsx"), constant_memory=False) as workbook:
        made = {} if form.moment is None else {"created": datetime.fromisoformat(form.moment)}  # the same again
        workbook.set_properties({"title": holdable(form.title), **made})
        sheet, styles = workbook.add_worksheet(sheet_name(form.title)), _styles(workbook)
        sheet.protect("", {"format_columns": True, "format_rows": True})
        sheet.hide_gridlines(2)
        sheet.set_landscape()
        sheet.fit_to_pages(1, 0)
        _text(sheet, 0, 0, form.title, styles["title"])
        for row, line in enumerate(form.told, 1):
            _text(sheet, row, 0, line, None)
        row = len(form.told) + 2
        for at, column in enumerate(form.columns):
            hidden = {"hidden": True} if column.fill is Fill.HIDDEN else {}
            sheet.set_column(at, at, column.width, None, hidden)
            _text(sheet, row, at, column.heading, styles["heading"])
            _text(sheet, row + 1, at, column.name, styles["name"])
        sheet.freeze_panes(row + 2, 0)
        sheet.repeat_rows(row, row + 1)
        row += 2
        for block in form.blocks:
            _fill(sheet, form, row, block, styles)
            row += len(block)


def _styles(workbook: Any) -> dict[Any, Any]:
    border = {"border": 1, "border_color": "#999999", "valign": "top", "text_wrap": True}
    free = {**border, "locked": False, "bg_color": "#FFFBE6"}
    return {
        "title": workbook.add_format({"bold": True, "font_size": 14}),
        "heading": workbook.add_format({**border, "bold": True}),
        "name": workbook.add_format({**border, "italic": True, "font_size": 8, "font_color": "#777777"}),
        "literal": workbook.add_format({**border, "quote_prefix": True}),
        Fill.NOTHING: workbook.add_format(border),
        Fill.HIDDEN: workbook.add_format(border),
        Fill.DAY: workbook.add_format({**free, "num_format": "yyyy-mm-dd"}),
        Fill.COPIES: workbook.add_format({**free, "num_format": "0"}),
        Fill.TEXT: workbook.add_format(free),
    }


def _fill(sheet: Any, form: Form, first: int, block: tuple[tuple[str | int | None, ...], ...], styles: Any) -> None:
    """Write the rows of a place; the cell of their date is one for all."""
    last = first + len(block) - 1
    for at, column in enumerate(form.columns):
        style = styles[column.fill]
        if column.fill is Fill.DAY:
            sheet.data_validation(first, at, last, at, {"validate": "date", "criteria": ">", "value": _FIRST_DAY})
            if last > first:
                sheet.merge_range(first, at, last, at, "", style)
                continue
        if column.fill is Fill.COPIES:
            between = {"validate": "integer", "criteria": "between", "minimum": 0, "maximum": MAX_QUANTITY}
            sheet.data_validation(first, at, last, at, between)
        for row, values in enumerate(block, first):
            value = values[at]
            if isinstance(value, int):
                sheet.write_number(row, at, value, style)
            elif value is None:
                sheet.write_blank(row, at, None, style)
            else:
                _text(sheet, row, at, value, styles["literal"] if would_run(value) else style)


def _text(sheet: Any, row: int, column: int, text: str, style: Any) -> None:
    sheet.write_string(row, column, literal(holdable(text)), style)
