"""How results are written: the only package that uses rich.

``write`` is the entry point: it takes a table, the name of a format, and a destination.

- ``screen`` draws a table for people, with the column widths of ``layout`` and the sums of ``totals``;
- ``delimited``, ``json_`` and ``markdown`` stream rows, however many there are, and ``workbook``
  does so for spreadsheets;
- ``details`` prints one record, a line for each field;
- ``cells`` formats one value as text;
- ``streams`` opens the destination; ``files`` replaces a file atomically, ``folders`` a folder;
  ``data_package`` writes a folder of tables;
- ``progress`` shows the progress of long work on a terminal.

Nothing heavy is imported before it is used: a script that wants csv does not wait for rich.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from functools import partial
from pathlib import PurePath
from typing import TYPE_CHECKING, TextIO

from tracker.errors import WrongUsage

if TYPE_CHECKING:
    from tracker.model.table import Table

FORMATS: tuple[str, ...] = ("table", "csv", "tsv", "json", "ndjson", "markdown", "xlsx")
"""The formats a table can be written in."""

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
}


def format_for(path: str | None, requested: str | None, default: str = "table") -> str:
    """Return the requested format, else the one of the file's suffix, else the default."""
    if requested is not None:
        return requested
    return _SUFFIXES.get(PurePath(path or "").suffix.lower(), default)


def write(table: "Table", *, format: str, output: str | None = None, raw: bool = False) -> None:  # noqa: A002
    """Write the table in one of FORMATS to a file, or to stdout when `output` is None or "-".

    `raw` does not escape text in csv and tsv that a spreadsheet would run as a formula. A file is
    written completely or not at all. Raises WrongUsage for an unknown format, Refused for a file
    that cannot be written and for xlsx without its library or on a terminal; an OSError of stdout
    (a closed pipe, a full disk) passes through.
    """
    from tracker.render.streams import destination

    draw = _writer(format, raw)
    with destination(output) as stream:
        draw(table if format == "table" else table.without_margins(), stream)


def write_opened(
    opened: "AbstractContextManager[Table]",
    *,
    format: str,  # noqa: A002
    output: str | None = None,
    raw: bool = False,
) -> None:
    """Write a table whose rows stream from the open database of `opened`, which is closed before stdout is written.

    The reader of stdout may be slow, as `less` is, and an open database would block writers all that time.
    Raises what `write` does.
    """
    from tracker.render.streams import buffered, is_file, text_stdout

    if is_file(output):
        with opened as table:
            write(table, format=format, output=output, raw=raw)
        return
    draw = _writer(format, raw)
    if format == "table" or text_stdout().isatty():
        with opened as table:
            table = table.read()
        write(table, format=format, raw=raw)
        return
    with buffered(format) as stream, opened as table:
        draw(table.without_margins(), stream)


def _writer(name: str, raw: bool) -> "Callable[[Table, TextIO], None]":
    if name == "table":
        from tracker.render import screen

        return screen.draw
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
    raise WrongUsage("'{format}' is not a format; choose one of {formats}.", format=name, formats=", ".join(FORMATS))
