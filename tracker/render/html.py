"""Tables as a page for browsers and for paper: one file without scripts, which loads nothing from elsewhere.

What users wrote is text: all of it goes through ``plain`` and ``escape``. Rows are streamed.
"""

from collections.abc import Sequence
from html import escape
from itertools import chain
from typing import TextIO

from tracker.languages import spoken
from tracker.messages import Message
from tracker.model.pages import Page
from tracker.model.table import Column, Kind, Row, Table
from tracker.model.text import plain
from tracker.render.cells import RIGHT
from tracker.render.faces import Face, Shown
from tracker.render.html_style import STYLE
from tracker.render.totals import Totals

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
