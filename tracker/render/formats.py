"""The formats in which a table can be written: their names, their suffixes, and what writes them."""

import os
from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, TextIO

from tracker.errors import WrongUsage

if TYPE_CHECKING:
    from tracker.messages import Message
    from tracker.model.table import Page, Table
    from tracker.render.screen import Screen

FORMATS: tuple[str, ...] = ("table", "csv", "tsv", "json", "ndjson", "markdown", "xlsx", "html", "pdf")
"""The formats a table can be written in."""

FOR_PEOPLE = ("table", "html", "pdf", "ics")
"""Those that people read, with totals and in their language; in the others a table is exported."""

PICTURE = "svg"
"""The format of a chart that is no text."""

CALENDAR = "ics"
"""The format of days, which what is due has."""

_SUFFIXES = {
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
}


def format_for(path: str | None, requested: str | None, default: str = "table") -> str:
    """Return the requested format, else the one of the file's suffix, else the default.

    A name without a suffix has the default. Raises WrongUsage for a suffix that is of no format, Unwritten for such a
    file that would not be written anyway, as a database.
    """
    suffix = os.path.splitext(path or "")[1]
    if PICTURE in (requested, suffix.lower().removeprefix(".") if requested is None else None):
        raise WrongUsage(
            "svg needs --chart, which stock and the reports distribution, coverage, evidence and funding have."
        )
    if requested and _SUFFIXES.get(suffix.lower(), "table") not in ("table", requested):
        raise WrongUsage(
            "{path} ends in {suffix}, but --format is {format}; leave out --format, or use another suffix.",
            path=path,
            suffix=suffix,
            format=requested,
        )
    if requested is not None or suffix in ("", "."):
        return requested or default
    if suffix.lower() not in _SUFFIXES:
        from tracker.render.files import refuse_unwritable

        refuse_unwritable(str(path))
        raise WrongUsage(
            "No format has the suffix {suffix}; use one of {suffixes}, or --format.",
            suffix=suffix,
            suffixes=", ".join(_SUFFIXES),
        )
    return _SUFFIXES[suffix.lower()]


def format_of_chart(path: str | None, requested: str | None) -> str:
    """Return the format of a chart: the one requested or that of the file's suffix, else "table", drawn in letters.

    Raises WrongUsage for any other.
    """
    if requested is None and os.path.splitext(path or "")[1].lower() == f".{PICTURE}":
        return PICTURE
    format = requested if requested == PICTURE else format_for(path, requested)  # noqa: A001
    if format not in (PICTURE, "table"):
        raise WrongUsage(
            "A chart cannot be written as {format}; leave out --chart, or write -o FILE.svg.",
            format=format,
        )
    return format


def prepared(table: "Table", name: str) -> "Table":
    """Return the table as its writer wants it: as it is for people, else as it is exported."""
    return table if name in FOR_PEOPLE else table.exported()


def writer(
    name: str, *, raw: bool, screen: "Screen | None" = None, tell: "Callable[[Message], None] | None" = None
) -> "Callable[[Table, TextIO], None]":
    """Return what writes a table in one of FORMATS to a stream. Raises WrongUsage when there is no such format.

    `tell` is told what cannot be written as it is.
    """
    if name == "table":
        from tracker.render.screen import Screen, draw

        return partial(draw, screen=screen or Screen())
    if name in ("csv", "tsv"):
        from tracker.render import delimited

        return partial(delimited.write_rows, delimiter="," if name == "csv" else "\t", raw=raw)
    if name in ("json", "ndjson"):
        from tracker.render import json_

        return json_.write_array if name == "json" else json_.write_lines
    if name == "markdown":
        from tracker.render import markdown

        return markdown.write_rows
    if name == "xlsx":
        from tracker.render import workbook

        return workbook.write_rows
    if name == "html":
        from tracker.render import html

        return html.write_rows
    if name == "pdf":
        from tracker.render import pdf

        return partial(pdf.write_rows, tell=tell)
    if name == CALENDAR:
        from tracker.render.overview import write_calendar

        return write_calendar
    raise WrongUsage("'{format}' is not a format; choose one of {formats}.", format=name, formats=", ".join(FORMATS))


def page_writer(
    page: "Page", name: str, *, screen: "Screen | None" = None, tell: "Callable[[Message], None] | None" = None
) -> "Callable[[Page, TextIO], None]":
    """Return what writes several tables in one of FORMATS. Raises WrongUsage for a format that holds one table only."""
    if name == "table":
        from tracker.render.screen import Screen, draw_page

        return partial(draw_page, screen=screen or Screen())
    if name == "pdf":
        from tracker.render import pdf

        return partial(pdf.write_page, tell=tell)
    if name == "markdown":
        from tracker.render.markdown import write_page
    elif name == "json":
        from tracker.render.json_ import write_page
    elif name == "xlsx":
        from tracker.render.workbook import write_page
    elif name == "html":
        from tracker.render.html import write_page
    else:
        raise WrongUsage("{format} takes one table; choose it with --table: {names}.", format=name, names=page.names)
    return write_page
