"""How results are written: the only package that uses rich.

``write`` is the entry point: it takes a table, the name of a format, and a destination. ``formats`` lists the
formats and what writes them:

- ``screen`` chooses the columns that a terminal has room for, and draws them on a ``canvas``; so do ``charts`` and
  ``overview``;
- ``delimited``, ``json_`` and ``markdown`` stream rows, however many there are, and ``workbook``
  does so for spreadsheets, and ``html`` for browsers; ``pdf`` has all rows, and lays them out for paper;
- ``cells`` formats one value as text, says what of a table people see, and sums columns;
- ``streams`` opens the destination; ``files`` replaces a file atomically, ``folders`` a folder;
- ``progress`` shows the progress of long work on a terminal.

Nothing heavy is imported before it is used: a script that wants csv does not wait for rich.
"""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tracker.messages import Message
    from tracker.model.table import Table
    from tracker.render.screen import Screen


def write(
    table: "Table",
    *,
    format: str,  # noqa: A002
    output: str | None = None,
    raw: bool = False,
    screen: "Screen | None" = None,
    tell: "Callable[[Message], None] | None" = None,
) -> None:
    """Write the table in one of FORMATS to a file, or to stdout when `output` is None or "-".

    `screen` says how it is drawn on a terminal. `raw` does not escape text in csv and tsv that a spreadsheet would
    run as a formula. `tell` is told which letters cannot be printed in a pdf. A file is written completely or not
    at all. Raises WrongUsage for an unknown format, Refused for a file that cannot be written and for xlsx and pdf on
    a terminal; an OSError of stdout (a closed pipe, a full disk) passes through.
    """
    from tracker.render.formats import prepared, writer
    from tracker.render.streams import destination

    draw = writer(format, raw=raw, screen=screen, tell=tell)
    with destination(output) as stream:
        draw(prepared(table, format), stream)


def write_bytes(content: bytes, format: str, output: str | None = None) -> None:  # noqa: A002
    """Write what is in a format that is not text, to a file or to stdout. Raises as `write`."""
    from tracker.render.streams import bytes_of, destination

    with destination(output) as stream:
        bytes_of(stream, format).write(content)


def write_opened(
    opened: "AbstractContextManager[Table]",
    *,
    format: str,  # noqa: A002
    output: str | None = None,
    raw: bool = False,
    screen: "Screen | None" = None,
    tell: "Callable[[Message], None] | None" = None,
) -> None:
    """Write a table whose rows stream from the open database of `opened`, which is closed before stdout is written.

    The reader of stdout may be slow, as `less` is, and an open database would block writers all that time.
    Raises what `write` does.
    """
    from tracker.render.formats import prepared, writer
    from tracker.render.streams import buffered, is_file, text_stdout

    if is_file(output):
        with opened as table:
            write(table, format=format, output=output, raw=raw, screen=screen, tell=tell)
        return
    draw = writer(format, raw=raw, tell=tell)
    if format == "table" or text_stdout().isatty():
        with opened as table:
            table = table.read()
        write(table, format=format, raw=raw, screen=screen, tell=tell)
        return
    with buffered(format) as stream, opened as table:
        draw(prepared(table, format), stream)
