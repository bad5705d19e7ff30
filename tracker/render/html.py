"""Tables as a page for browsers and for paper: one file without scripts, which loads nothing from elsewhere.

What users wrote is text: all of it goes through ``plain`` and ``escape``. Rows are streamed.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from html import escape
from itertools import chain
from typing import NamedTuple, TextIO, TypeVar

from tracker.charts.svg import svg
from tracker.languages import heading, spoken, worded
from tracker.messages import Message
from tracker.model.table import Column, Kind, Page, Row, Table, Value
from tracker.model.text import plain
from tracker.render.cells import RIGHT, Totals, heading_of, shown
from tracker.render.overview import FactBlock, LineBlock, PictureBlock, ShownBlock

# How a page for browsers looks: on a wide screen and a narrow one, by day and by night, and on paper.


STYLE = """\
:root { color-scheme: light dark; --ink: #1c1c1c; --paper: #fff; --shade: #f1f1ee; --rule: #c9c9c4; --alarm: #b3001b }
@media (prefers-color-scheme: dark) {
  :root { --ink: #e6e6e3; --paper: #171717; --shade: #262626; --rule: #4b4b4b; --alarm: #ff8f85 }
}
body { margin: 1rem; background: var(--paper); color: var(--ink); font: 1rem/1.4 system-ui, sans-serif }
h1 { font-size: 1.3rem; margin: 0 0 .5rem }
h2 { font-size: 1.1rem; margin: 1.2rem 0 .4rem }
div { overflow-x: auto }
table { border-collapse: collapse; font-variant-numeric: tabular-nums }
caption { contain: inline-size; text-align: start }
caption > * { position: sticky; left: 0; width: min(44rem, 100vw - 2rem) }
th, td { padding: .3rem .6rem; border-bottom: 1px solid var(--rule); text-align: start; vertical-align: top }
thead th { background: var(--shade); vertical-align: bottom }
td:not([class]) { min-width: 9rem }
tfoot td, tfoot th { border-top: 2px solid var(--rule); font-weight: bold }
.c, .n { white-space: nowrap }
.n { text-align: end }
th.n { white-space: normal }
.alarm { color: var(--alarm); font-weight: bold }
.alarm::before { content: "!" }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .2rem 1rem; margin: 0 }
dt { color: color-mix(in srgb, var(--ink) 75%, var(--paper)) }
dd { margin: 0; overflow-wrap: anywhere }
ul { margin: 0; padding-left: 1.2rem }
figure { margin: 1rem 0 }
figure svg { max-width: 100%; height: auto }
footer { margin-top: 1.5rem }
code { overflow-wrap: anywhere }
@media screen and (max-width: 40rem) {
  body { margin: .75rem; font-size: .9rem }
  caption > * { width: calc(100vw - 1.5rem) }
  th, td { padding: .3rem .4rem }
  tr > :first-child { position: sticky; left: 0; max-width: 40vw; background: var(--paper) }
  thead th:first-child { background: var(--shade) }
}
@media print {
  :root { color-scheme: light; --ink: #000; --paper: #fff; --shade: #fff; --rule: #888; --alarm: #000 }
  @page { margin: 12mm }
  @page wide { size: landscape }
  .wide { page: wide; font-size: 7pt }
  body { margin: 0; font-size: 9pt }
  div { overflow: visible }
  caption { break-after: avoid }
  caption > * { position: static; width: auto }
  thead { display: table-header-group }
  tfoot { display: table-row-group }
  tr { break-inside: avoid }
  th, td { padding: 1pt 3pt }
  td:not([class]) { min-width: 0 }
  .wide .c { white-space: normal }
  h2 { break-after: avoid }
}
"""


# What of a table people see on a page: which columns, with which headings, and each cell as text.


_NAME = Column("name")

_Cell = TypeVar("_Cell")


class Shown(NamedTuple):
    """A cell as people see it."""

    text: str
    column: Column
    is_marked: bool = False
    """Whether it wants something done."""


class Face:
    """What of a table's columns is shown: those of the screen, with the names of places beside their codes."""

    def __init__(self, table: Table) -> None:
        """Take the table, whose rows are not looked at."""
        self.table = table
        self.kept = table.shown(margins=True)
        names = [table.columns[at].name for at in self.kept]
        self.beside = names.index("place") if table.names and table.fields is None and "place" in names else None
        """The position of the codes of places, beside which their names are put."""
        self.columns = self._with_names([table.columns[at] for at in self.kept], _NAME)

    def headings(self) -> list[Shown]:
        """Return the headings."""
        own = [heading_of(self.table.columns[at].name, self.table.pivot) for at in self.kept]
        texts = self._with_names(own, plain(heading(_NAME.name)))
        return [Shown(text, column) for column, text in zip(self.columns, texts, strict=True)]

    def row(self, row: Row) -> list[Shown]:
        """Return the cells of a row, of which those are marked that want something done."""
        return list(self._cells(row, self.table.alarms(row) if self.table.alarms else ()))

    def foot(self, row: Row) -> list[Shown]:
        """Return the cells of the totals, which say so in the first column, unless that has a sum itself."""
        first, *others = self._cells(row)
        if row[self.kept[0]] in (None, ""):
            first = Shown(plain(str(Message("total"))), first.column)
        return [first, *others]

    def _cells(self, row: Row, alarms: Collection[str] = ()) -> Iterator[Shown]:
        columns = self.table.columns
        values: list[Value] = [worded(columns[at].name, row[at], columns[at].table) for at in self.kept]
        if self.beside is not None:
            values.insert(self.beside + 1, (self.table.names or {}).get(str(values[self.beside])))
        for column, value in zip(self.columns, values, strict=True):
            yield Shown(shown(value, column.kind), column, column.name in alarms)

    def _with_names(self, cells: Sequence[_Cell], name: _Cell) -> list[_Cell]:
        if self.beside is None:
            return list(cells)
        return [*cells[: self.beside + 1], name, *cells[self.beside + 1 :]]


_CLASSES = dict.fromkeys(RIGHT, "n") | {Kind.CODE: "c", Kind.DATE: "c", Kind.FORECAST: "c"}
"""How cells look: a number stands to the right, a code is never broken. Texts have no class."""

_UPRIGHT = 11
"""The most columns of a table that is printed on an upright sheet."""


def write_rows(table: Table, stream: TextIO) -> None:
    """Write a page of one table, with its title and its totals, as far as they are on the screen."""
    begin(str(table.title), stream)
    write_table(table, "h1", stream)
    stream.write("</body>\n</html>\n")


def write_page(page: Page, stream: TextIO) -> None:
    """Write all tables of a page below each other, each under its title, and the foot."""
    begin(str(page.title), stream)
    stream.write(f"<h1>{_text(page.title)}</h1>\n")
    for section in page.sections:
        write_table(section.table, "h2", stream)
    end(stream, page.foot, command=page.command)


def end(stream: TextIO, foot: Sequence[Message] = (), *, command: str) -> None:
    """Write the foot of a page, with the command that writes it."""
    said = "".join(f"<p>{_text(message)}</p>\n" for message in foot)
    stream.write(f"<footer>\n{said}<p><code>{_text(command)}</code></p>\n</footer>\n</body>\n</html>\n")


def begin(title: str, stream: TextIO) -> None:
    """Write all that comes before the contents of a page."""
    stream.write(
        f'<!DOCTYPE html>\n<html lang="{spoken.code}">\n<head>\n<meta charset="utf-8">\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{_text(title)}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n"
    )


def write_table(table: Table, level: str, stream: TextIO) -> None:
    """Write the table, which scrolls by itself where it is too wide; or what is said when it has no rows."""
    rows = iter(table.rows)
    first = next(rows, None)
    if first is None:
        stream.write(f"<{level}>{_text(table.title)}</{level}>\n<p>{_text(table.empty)}</p>\n")
        return
    face, totals = Face(table), Totals(table)
    wide = ' class="wide"' if len(face.columns) > _UPRIGHT else ""
    stream.write(f'<div{wide} tabindex="0">\n<table>\n')
    stream.write(f"<caption><{level}>{_text(table.title)}</{level}></caption>\n")
    stream.write(f"<thead>\n{_headings(face)}</thead>\n<tbody>\n")
    for row in chain([first], rows):
        totals.add(row)
        stream.write(_row(face.row(row)))
    stream.write("</tbody>\n")
    foot = table.foot or totals.line()
    if foot is not None:
        stream.write(f"<tfoot>\n{_foot(foot, face)}</tfoot>\n")
    stream.write("</table>\n</div>\n")


def _headings(face: Face) -> str:
    cells = (f'<th scope="col"{_class(cell.column)}>{escape(cell.text)}</th>' for cell in face.headings())
    return f"<tr>{''.join(cells)}</tr>\n"


def _row(cells: Sequence[Shown]) -> str:
    return f"<tr>{''.join(map(_cell, cells))}</tr>\n"


def _foot(row: Row, face: Face) -> str:
    first, *others = face.foot(row)
    has_sum = row[face.kept[0]] not in (None, "")
    heading = _cell(first) if has_sum else f'<th scope="row">{escape(first.text)}</th>'
    return f"<tr>{heading}{''.join(map(_cell, others))}</tr>\n"


def _cell(cell: Shown) -> str:
    return f"<td{_class(cell.column, marked=cell.is_marked)}>{escape(cell.text)}</td>"


def _class(column: Column, *, marked: bool = False) -> str:
    names = " ".join(filter(None, (_CLASSES.get(column.kind), "alarm" if marked else None)))
    return f' class="{names}"' if names else ""


def _text(text: Message | str) -> str:
    return escape(plain(str(text)))


# A page for browsers and paper that has more than tables: facts, and sentences, a line each, below headings.


def write_blocks(title: Message | str, blocks: Iterable[ShownBlock], command: str, stream: TextIO) -> None:
    """Write a page of these blocks in their order, and at its foot the command that writes it."""
    begin(str(title), stream)
    stream.write(f"<h1>{_escaped(title)}</h1>\n")
    for block in blocks:
        if isinstance(block, Table):
            write_table(block, "h2", stream)
            continue
        if isinstance(block, PictureBlock):
            stream.write(f"<figure>{svg(block.chart, width=block.width)}</figure>\n")
            continue
        if block.title is not None:
            stream.write(f"<h2>{_escaped(block.title)}</h2>\n")
        stream.write(_facts(block) if isinstance(block, FactBlock) else _lines(block))
    end(stream, command=command)


def _facts(block: FactBlock) -> str:
    facts = (
        f"<dt>{_escaped(fact.label)}</dt><dd{' class=alarm' if fact.is_marked else ''}>{_escaped(fact.value)}</dd>\n"
        for fact in block.facts
    )
    return f"<dl>\n{''.join(facts)}</dl>\n"


def _lines(block: LineBlock) -> str:
    return "<ul>\n" + "".join(f"<li>{escape(plain(str(line)).strip())}</li>\n" for line in block.lines) + "</ul>\n"


def _escaped(text: Message | str) -> str:
    return escape(plain(str(text)))
