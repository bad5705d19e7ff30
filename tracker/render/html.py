"""HTML from templates: pages of the server, and self-contained files for browsers and paper.

All user text goes through ``plain`` and is escaped. The rows of a file are streamed.
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import cache
from itertools import chain
from pkgutil import get_data
from typing import Any, TextIO
from zlib import crc32

from jinja2 import Environment, FunctionLoader, StrictUndefined, Template
from markupsafe import Markup

from tracker.charts.svg import svg
from tracker.deferred import NamedTuple
from tracker.docs import CHAPTERS
from tracker.languages import grouped, spoken, translated
from tracker.messages import Message
from tracker.model.charts import Chart
from tracker.model.page_blocks import Facts, Figures, Lines, Pictured, SentenceList, Sides, Stack, Timeline
from tracker.model.table import Column, Kind, Page, Row, Table, Value
from tracker.model.text import plain
from tracker.render.cells import RIGHT, Face, Totals


@cache
def asset(name: str) -> bytes:
    """Return the content of a file that pages link to."""
    content = get_data("tracker.render", f"templates/{name}")
    assert content is not None  # noqa: S101  (files and zip archives can be read)
    return content


@cache
def version(name: str) -> str:
    """Return a checksum of a linked file, which changes its address when its content changes."""
    return f"{crc32(asset(name)):08x}"


def template(name: str) -> Template:
    """Return a template; `language` is one of its fields."""
    return _environment().get_template(f"{name}.html")


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FunctionLoader(lambda name: asset(name).decode("utf-8")),
        autoescape=True,
        finalize=_shown,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    environment.globals.update(gettext=translated, version=version, grouped=grouped, manual=_manual)
    return environment


def _shown(value: object) -> object:
    if isinstance(value, Markup):
        return value
    if isinstance(value, Message | str):
        return plain(str(value))
    return value


def _manual(markdown: str) -> Markup:
    """Return a text of the manual as HTML, in which a command that shows a topic leads to its page."""
    from markdown_it import MarkdownIt

    text = MarkdownIt("commonmark", {"html": False}).enable("table").render(markdown)
    text = text.replace("<pre>", '<pre tabindex="0">')  # which scrolls, also by keys
    names = "|".join(name for _, names in CHAPTERS for name in names)
    return Markup(re.sub(rf"<code>tracker\s+help\s+({names})</code>", r'<a href="/help/\1">\g<0></a>', text))  # noqa: S704


# Tables as templates draw them.


_CLASSES = dict.fromkeys(RIGHT, "n") | {Kind.CODE: "c", Kind.DATE: "c", Kind.FORECAST: "c"}
_WORDS = frozenset({"kind", "type", "status", "what", "country"})
"""The columns of single words, which are not broken; neither are codes and dates."""


class Cell(NamedTuple):
    """A cell as shown."""

    text: str
    classes: str = ""
    address: str | None = None


class Heading(NamedTuple):
    """The heading of a column, with a link to the same table sorted by it."""

    text: str
    classes: str
    address: str | None = None
    sorted: str | None = None
    """The direction in ARIA's terms: ascending, descending."""


class ShownTable(NamedTuple):
    """A table as a template draws it."""

    title: Message
    headings: Sequence[Heading]
    rows: Iterable[Sequence[Cell]]
    foot: Callable[[], Sequence[Cell] | None]
    """Returns the totals row after all rows were drawn."""
    empty: Message | None
    """The message shown if there are no rows."""
    legend: Message | None = None
    name: str = ""
    counted: Message | None = None
    """Which of how many rows are shown."""
    before: str | None = None
    """The link to the previous rows."""
    after: str | None = None
    filter: tuple[str, str] | None = None
    """The name and value of the filter field."""
    kept: Sequence[tuple[str, str]] = ()
    """Other query parameters, which a form keeps."""
    files: Sequence[tuple[str, str]] = ()
    """The download formats, each with its link."""
    columns: tuple[str, Sequence[tuple[str, str, bool]]] = ("", ())
    """The parameter name that selects columns, and each column with its heading and visibility."""
    is_wide: bool = False
    """Whether it is too wide for a usual window."""


def headings(face: Face) -> list[Heading]:
    """Return the headings, capitalised except for the values of a pivot."""
    pivot = face.table.pivot
    values = frozenset[Column]() if pivot is None else frozenset(face.table.columns[pivot.by :])
    return [
        Heading(text if column in values else text[:1].upper() + text[1:], _classes(column))
        for text, column in zip(face.headings, face.columns, strict=True)
    ]


def cells(face: Face, row: Row, leads: Callable[[Column, Value], str | None] = lambda *_: None) -> list[Cell]:
    """Return the cells of a row with their links; cells that need attention are marked."""
    marks = face.marked(row)
    return [
        Cell(text, _classes(column, value, marked=at in marks), leads(column, value))
        for at, (text, column, value) in enumerate(zip(face.texts(row), face.columns, face.values(row), strict=True))
    ]


def foot_cells(face: Face, row: Row | None) -> list[Cell] | None:
    """Return the cells of the totals row, or None if there is none."""
    if row is None:
        return None
    return [Cell(text, _classes(column)) for text, column in zip(face.foot(row), face.columns, strict=True)]


def _classes(column: Column, value: Value = None, *, marked: bool = False) -> str:
    look = "c" if column.name in _WORDS else _CLASSES.get(column.kind, "")
    look += f" state {value}" if column.name == "status" and value else ""
    return f"{look} alarm".lstrip() if marked else look


def drawn(chart: Chart) -> tuple[Markup, Markup]:
    """Return the chart for wide and narrow screens, without its last note, which the page shows itself."""
    own = replace(chart, notes=chart.notes[:-1] if chart.command else chart.notes, command="")
    wide, narrow = (Markup(svg(own, width=width)) for width in (_WIDE, _NARROW))  # noqa: S704  (all text is escaped)
    return wide, narrow


_WIDE, _NARROW = 720, 330
"""The widths of a chart in pixels, for a screen and for a telephone."""


Block = Table | Pictured | Facts | SentenceList | Figures | Lines | Stack | Timeline | Sides


def write_rows(table: Table, stream: TextIO) -> None:
    """Write a page of one table with its title and totals."""
    write_blocks(table.title, [table], None, stream)


def write_page(page: Page, stream: TextIO) -> None:
    """Write all tables of a page one below another, each under its title, and the foot."""
    tables = [section.table for section in page.sections]
    write_blocks(page.title, [*tables, SentenceList(page.foot)] if page.foot else tables, page.command, stream)


def write_blocks(title: Message | str, blocks: Iterable[Block], command: str | None, stream: TextIO) -> None:
    """Write a page of these blocks in order and, at its foot, the command that writes it."""
    drawing = template("file").stream(
        language=spoken.code,
        style=Markup(asset("style.css").decode("utf-8")),  # noqa: S704  (trusted SVG)
        heading=title,
        blocks=list(map(_prepared, blocks)),
        command=command,
        as_of=None,
        form=None,
        visit=None,
    )
    drawing.enable_buffering(_PIECES)
    stream.writelines(drawing)


_PIECES = 1000  # the number of chunks of text per write


def _prepared(block: Block) -> tuple[str, Any]:
    if isinstance(block, Sides):
        return "sides", Sides(list(map(_prepared, block.left)), list(map(_prepared, block.right)))
    if isinstance(block, Table):
        return "table", _table(block)
    if isinstance(block, Pictured):
        return "picture", drawn(block.chart)
    return type(block).__name__.lower(), block


def _table(table: Table) -> ShownTable:
    face, totals, rows = Face(table), Totals(table), iter(table.rows)
    first = next(rows, None)

    def drawn_rows() -> Iterable[Sequence[Cell]]:
        for row in chain([first] if first else [], rows):
            totals.add(row)
            yield cells(face, row)

    return ShownTable(
        table.title,
        headings(face),
        drawn_rows() if first else (),
        lambda: foot_cells(face, table.foot or totals.line()),
        table.empty,
        table.legend,
    )
