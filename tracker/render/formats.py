"""The output formats of a table: names, suffixes and writers."""

import os
from collections.abc import Callable, Mapping, Sequence
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Any, TextIO

from tracker.deferred import NamedTuple
from tracker.errors import WrongUsage
from tracker.render.streams import buffered, destination, is_file, text_stdout

if TYPE_CHECKING:
    from collections.abc import Iterable
    from contextlib import AbstractContextManager

    from tracker.messages import Message
    from tracker.model.table import Page, Table
    from tracker.render.screen import Screen

FORMATS: tuple[str, ...] = ("table", "csv", "tsv", "json", "ndjson", "markdown", "xlsx", "html", "pdf")

FOR_PEOPLE = ("table", "xlsx", "html", "pdf", "ics")
"""The formats for people, with totals and in their language; the others are for programs."""

PICTURE = "svg"
CHARTS = "table", PICTURE
"""The formats of charts: drawn in characters, or as a picture."""

CALENDAR = "ics"
"""The calendar format, for due tasks."""

SUFFIXES = {
    ".txt": "table",
    ".csv": "csv",
    ".tsv": "tsv",
    ".json": "json",
    ".ndjson": "ndjson",
    ".jsonl": "ndjson",
    ".md": "markdown",
    ".markdown": "markdown",
    ".xlsx": "xlsx",
    ".html": "html",
    ".htm": "html",
    ".pdf": "pdf",
    ".ics": CALENDAR,
    ".svg": PICTURE,
}


def format_for(
    path: str | None, requested: str | None, default: str = "table", formats: Sequence[str] = FORMATS
) -> str:
    """Return the requested one of the formats or, if none, that of the file's suffix, or the default without a suffix.

    Raises WrongUsage for another format.
    """
    suffix = os.path.splitext(path or "")[1]
    known = {**SUFFIXES, ".txt": "text" if "text" in formats else "table"}
    own = known.get(suffix.lower())
    chosen = requested or own
    if chosen == PICTURE and PICTURE not in formats:
        raise WrongUsage("svg requires --chart, which stock and report distribution have.")
    if PICTURE in formats and chosen not in (None, *CHARTS):
        raise WrongUsage("A chart cannot be written as {format}; omit --chart, or use -o FILE.svg.", format=chosen)
    if requested and own not in (None, known[".txt"], requested):
        raise WrongUsage(
            "{path} ends in {suffix}, but --format is {format}; omit --format, or use another extension.",
            path=path,
            suffix=suffix,
            format=requested,
        )
    if requested is not None or suffix in ("", "."):
        return requested or default
    if own is None or own not in formats:
        raise WrongUsage(
            "No format has the extension {suffix}; use one of {suffixes}, or --format.",
            suffix=suffix,
            suffixes=", ".join(each for each, name in known.items() if name in formats),
        )
    return own


_ROWS = {
    "table": "screen.draw",
    "csv": "delimited.write_rows",
    "tsv": "delimited.write_rows",
    "json": "json_.write_array",
    "ndjson": "json_.write_lines",
    "markdown": "markdown.write_rows",
    "xlsx": "workbook.write_rows",
    "html": "html.write_rows",
    "pdf": "pdf.write_rows",
    CALENDAR: "overview.write_calendar",
}
_PAGES = {
    "table": "screen.draw_page",
    "json": "json_.write_page",
    "markdown": "markdown.write_page",
    "xlsx": "workbook.write_page",
    "html": "html.write_page",
    "pdf": "pdf.write_page",
}
_BLOCKS = {
    "text": "markdown.write_text",
    "markdown": "markdown.write_blocks",
    "html": "html.write_blocks",
    "pdf": "pdf.write_blocks",
}
"""The functions that write the rows of one table, the tables of a page, and blocks of text, facts and pictures."""


class Writer(NamedTuple):
    """A format and its destination.

    A file is written completely or not at all. Writing raises Refused for a file that cannot be written, or for xlsx
    and pdf on a terminal; an OSError of stdout (a closed pipe, a full disk) is passed on.
    """

    format: str = "table"
    path: str | None = None
    """The file; None or "-" means stdout."""
    raw: bool = False
    """Whether csv and tsv keep text that a spreadsheet would run as a formula, and xlsx is for programs."""
    screen: "Screen | None" = None
    """The layout of a table on a terminal."""

    def write(self, table: "Table") -> None:
        """Write one table."""
        draw = self._drawn_by(_ROWS)
        with destination(self.path) as stream:
            draw(self.prepared(table), stream)

    def write_page(self, page: "Page") -> None:
        """Write several tables. Raises WrongUsage for a format that takes only one table."""
        if self.format not in _PAGES:
            raise WrongUsage(
                "{format} output can contain only one table; choose one with --table: {names}.",
                format=self.format,
                names=page.names,
            )
        draw = self._drawn_by(_PAGES)
        with destination(self.path) as stream:
            draw(page, stream)

    def write_blocks(self, title: "Message | str", blocks: "Iterable[Any]", command: str) -> None:
        """Write blocks one below another and, at the foot, the command that writes them."""
        draw = self._drawn_by(_BLOCKS)
        with destination(self.path) as stream:
            draw(title, blocks, f"{command} --format {self.format}", stream)

    def write_opened(self, opened: "AbstractContextManager[Table]") -> None:
        """Write a table whose rows stream from an open database, which is closed before stdout is written.

        The reader of stdout may be slow, as `less` is, and an open database would block writers all that time.
        """
        if is_file(self.path):
            with opened as table:
                self.write(table)
            return
        draw = self._drawn_by(_ROWS)
        if self.format == "table" or text_stdout().isatty():
            with opened as table:
                table = table.read()
            self.write(table)
            return
        with buffered(self.format) as stream, opened as table:
            draw(self.prepared(table), stream)

    def write_to(self, stream: TextIO, table: "Table") -> None:
        """Write one table to a stream."""
        self._drawn_by(_ROWS)(self.prepared(table), stream)

    def prepared(self, table: "Table") -> "Table":
        """Return the table as shown to people, or in its export form for other formats."""
        return table if self.is_for_people else table.exported()

    @property
    def is_for_people(self) -> bool:
        """Whether it has totals, and is in the current language."""
        return self.format in FOR_PEOPLE and not (self.format == "xlsx" and self.raw)

    def _drawn_by(self, functions: Mapping[str, str]) -> "Callable[..., None]":
        module, function = functions[self.format].split(".")
        options: dict[str, dict[str, Any]] = {
            "table": {"screen": self.screen},
            "csv": {"delimiter": ",", "raw": self.raw},
            "tsv": {"delimiter": "\t", "raw": self.raw},
            "xlsx": {"raw": self.raw},
        }
        return partial(getattr(import_module(f"tracker.render.{module}"), function), **options.get(self.format, {}))
