"""Tables as a page for browsers and for paper: one file without scripts, which loads nothing from elsewhere.

What users wrote is text: all of it goes through ``plain`` and ``escape``. Rows are streamed.
"""

from collections.abc import Collection, Iterator, Sequence
from html import escape
from itertools import chain
from typing import TextIO, TypeVar

from tracker.languages import heading, spoken, worded
from tracker.messages import Message
from tracker.model.pages import Page
from tracker.model.table import Column, Kind, Row, Table, Value
from tracker.model.text import plain
from tracker.render.cells import RIGHT, heading_of, shown
from tracker.render.html_style import STYLE
from tracker.render.totals import Totals

_CLASSES = dict.fromkeys(RIGHT, "n") | {Kind.CODE: "c", Kind.DATE: "c"}
"""How cells look: a number stands to the right, a code is never broken. Texts have no class."""

_UPRIGHT = 11
"""The most columns of a table that is printed on an upright sheet."""

_NAME = Column("name")

_Cell = TypeVar("_Cell")


def write_rows(table: Table, stream: TextIO) -> None:
    """Write a page of one table, with its title and its totals, as far as they are on the screen."""
    _begin(str(table.title), stream)
    _write_table(table, "h1", stream)
    stream.write("</body>\n</html>\n")


def write_page(page: Page, stream: TextIO) -> None:
    """Write all tables of a page below each other, each under its title, and the foot."""
    _begin(str(page.title), stream)
    stream.write(f"<h1>{_text(page.title)}</h1>\n")
    for section in page.sections:
        _write_table(section.table, "h2", stream)
    foot = "".join(f"<p>{_text(message)}</p>\n" for message in page.foot)
    stream.write(f"<footer>\n{foot}<p><code>{_text(page.command)}</code></p>\n</footer>\n</body>\n</html>\n")


def _begin(title: str, stream: TextIO) -> None:
    stream.write(
        f'<!DOCTYPE html>\n<html lang="{spoken.code}">\n<head>\n<meta charset="utf-8">\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{_text(title)}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n"
    )


def _write_table(table: Table, level: str, stream: TextIO) -> None:
    """Write the table, which scrolls by itself where it is too wide; or what is said when it has no rows."""
    rows = iter(table.rows)
    first = next(rows, None)
    if first is None:
        stream.write(f"<{level}>{_text(table.title)}</{level}>\n<p>{_text(table.empty)}</p>\n")
        return
    face, totals = _Face(table), Totals(table)
    wide = ' class="wide"' if len(face.columns) > _UPRIGHT else ""
    stream.write(f'<div{wide} tabindex="0">\n<table>\n')
    stream.write(f"<caption><{level}>{_text(table.title)}</{level}></caption>\n")
    stream.write(f"<thead>\n{face.headings()}</thead>\n<tbody>\n")
    for row in chain([first], rows):
        totals.add(row)
        stream.write(face.row(row))
    stream.write("</tbody>\n")
    foot = table.foot or totals.line()
    if foot is not None:
        stream.write(f"<tfoot>\n{face.foot(foot)}</tfoot>\n")
    stream.write("</table>\n</div>\n")


class _Face:
    """What of a table's columns is shown: those of the screen, with the names of places beside their codes."""

    def __init__(self, table: Table) -> None:
        self.table = table
        self.kept = table.shown(margins=True)
        names = [table.columns[at].name for at in self.kept]
        self.beside = names.index("place") if table.names and table.fields is None and "place" in names else None
        """The position of the codes of places, beside which their names are put."""
        self.columns = self._with_names([table.columns[at] for at in self.kept], _NAME)

    def headings(self) -> str:
        """Return the line of headings."""
        own = [heading_of(self.table.columns[at].name, self.table.pivot) for at in self.kept]
        texts = self._with_names(own, plain(heading(_NAME.name)))
        cells = (
            f'<th scope="col"{_class(column)}>{escape(text)}</th>'
            for column, text in zip(self.columns, texts, strict=True)
        )
        return f"<tr>{''.join(cells)}</tr>\n"

    def row(self, row: Row) -> str:
        """Return the line of a row, in which the cells that want something done are marked."""
        alarms = self.table.alarms(row) if self.table.alarms else ()
        return f"<tr>{''.join(self._cells(row, alarms))}</tr>\n"

    def foot(self, row: Row) -> str:
        """Return the line of totals, which says so in its first column, unless that has a sum itself."""
        first, *others = self._cells(row)
        if row[self.kept[0]] in (None, ""):
            said = Message("total")
            first = f'<th scope="row">{_text(said)}</th>'
        return f"<tr>{first}{''.join(others)}</tr>\n"

    def _cells(self, row: Row, alarms: Collection[str] = ()) -> Iterator[str]:
        columns = self.table.columns
        values: list[Value] = [worded(columns[at].name, row[at]) for at in self.kept]
        if self.beside is not None:
            values.insert(self.beside + 1, (self.table.names or {}).get(str(values[self.beside])))
        for column, value in zip(self.columns, values, strict=True):
            yield f"<td{_class(column, marked=column.name in alarms)}>{escape(shown(value, column.kind))}</td>"

    def _with_names(self, cells: Sequence[_Cell], name: _Cell) -> list[_Cell]:
        if self.beside is None:
            return list(cells)
        return [*cells[: self.beside + 1], name, *cells[self.beside + 1 :]]


def _class(column: Column, *, marked: bool = False) -> str:
    names = " ".join(filter(None, (_CLASSES.get(column.kind), "alarm" if marked else None)))
    return f' class="{names}"' if names else ""


def _text(text: Message | str) -> str:
    return escape(plain(str(text)))
