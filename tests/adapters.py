"""The few internal functions and values that tests use: whoever moves one changes this file and no test.

Whatever can be tested through the command line, its JSON or the file, is tested there.
"""

import ctypes
import importlib
from datetime import UTC, date, datetime, tzinfo
from pathlib import Path
from string import Formatter
from typing import Any

import click
import pytest

from tests.kept_open import kept_open
from tracker import docs, entry_point, languages
from tracker.atomic_files import create_file, replace_file, replace_folder
from tracker.charts.svg import svg
from tracker.cli import COMMANDS, cli, guide
from tracker.cli.conversation.desks import Inquiry
from tracker.cli.conversation.questions import Choice
from tracker.imports.rows import Sheet
from tracker.imports.sample import make_sample
from tracker.imports.sheets import read_sheet
from tracker.imports.tables import TABLES
from tracker.languages import ENGLISH, LANGUAGES, NO_BREAK_SPACE, speak, speaking, worded
from tracker.ledger.checks import discrepancies
from tracker.model.as_of import AsOf
from tracker.model.charts import Bar, BarChart, Chart, Curve, LineChart, Point
from tracker.model.codes import parse_item, parse_named, short_code
from tracker.model.dates import today
from tracker.model.entries import EntryType, Particulars
from tracker.model.table import Column, Kind, Pivot, Row, Table, Value, disarm, rearm
from tracker.model.text import plain, without_unseen
from tracker.offices.logs import Log, Seen, Snapshot, Uncertain
from tracker.render.folders import replacing_folder
from tracker.render.formats import FORMATS, Writer, format_for
from tracker.render.screen import Screen, draw
from tracker.render.streams import bytes_of, use_utf8
from tracker.reports.exports import EXPORTS
from tracker.reports.overview import served
from tracker.store.connection import SCHEMA_VERSION, BrokenRule, Database, Statement
from tracker.store.dictionary import tables
from tracker.store.locks import retrying
from tracker.store.new_files import copy_pages
from tracker.store.sharing import Batch
from tracker.store.transactions import compact, reading, writing

__all__ = [
    "COMMANDS",
    "ENGLISH",
    "EXPORTS",
    "FORMATS",
    "LANGUAGES",
    "NO_BREAK_SPACE",
    "SCHEMA_VERSION",
    "TABLES",
    "AsOf",
    "Bar",
    "BarChart",
    "Batch",
    "BrokenRule",
    "Chart",
    "Choice",
    "Column",
    "Curve",
    "Database",
    "EntryType",
    "Inquiry",
    "Kind",
    "LineChart",
    "Log",
    "Particulars",
    "Pivot",
    "Point",
    "Row",
    "Screen",
    "Seen",
    "Sheet",
    "Snapshot",
    "Statement",
    "Table",
    "Uncertain",
    "Value",
    "bytes_of",
    "cli",
    "compact",
    "copy_pages",
    "create_file",
    "disarm",
    "discrepancies",
    "docs",
    "draw",
    "format_for",
    "guide",
    "make_sample",
    "parse_item",
    "parse_named",
    "plain",
    "read_sheet",
    "reading",
    "rearm",
    "replace_file",
    "replace_folder",
    "replacing_folder",
    "retrying",
    "served",
    "short_code",
    "speak",
    "speaking",
    "svg",
    "tables",
    "today",
    "use_utf8",
    "without_unseen",
    "worded",
    "write",
    "writing",
]


def run(words: list[str]) -> int:
    """Run one command in this process, on ledgers that are kept open, and return its exit code."""
    with kept_open():
        return entry_point.run(words)


def every_command() -> list[str]:
    """Return the words of every command, including those in groups, such as `place add`."""
    context, found = click.Context(cli), list[str]()
    for name in COMMANDS:
        found.append(name)
        if isinstance(command := cli.get_command(context, name), click.Group):
            found += [f"{name} {each}" for each in command.commands]
    return found


# The clock ------------------------------------------------------------------------------------------


def write(table: Table, *, output: str | None = None, **named: str) -> None:
    Writer(named["format"], output).write(table)


def set_clock(patched: pytest.MonkeyPatch, now: datetime, local_date: date | None = None) -> None:
    """Stop the program's clock at a timestamp with a time zone. Without `local_date`, the date stays the machine's."""
    patched.setattr("tracker.model.dates.datetime", _stopped_at(now))
    set_clock_of_backups(patched, now)
    if local_date is not None:
        set_date(patched, local_date)


def set_date(patched: pytest.MonkeyPatch, day: date) -> None:
    """Set the machine's local date."""

    class Calendar(date):
        @classmethod
        def today(cls) -> "Calendar":
            return cls.fromordinal(day.toordinal())

    for module in ("model.dates", "model.as_of"):  # each imports the class by name
        patched.setattr(f"tracker.{module}.date", Calendar)


def set_clock_of_backups(patched: pytest.MonkeyPatch, now: datetime) -> None:
    """Stop the clock used in the names of dated backups."""
    patched.setattr("tracker.ledger.backups.datetime", _stopped_at(now))


def _stopped_at(now: datetime) -> type[datetime]:
    class Clock(datetime):
        @classmethod
        def now(cls, tz: tzinfo | None = None) -> "Clock":
            return cls.fromtimestamp(now.timestamp(), tz or UTC)

    return Clock


class _Vfs(ctypes.Structure):
    """SQLite's VFS (https://sqlite.org/c3ref/vfs.html), up to the function that returns the time."""

    _fields_ = (
        *((name, ctypes.c_int) for name in ("iVersion", "szOsFile", "mxPathname")),
        *((name, ctypes.c_void_p) for name in ("pNext", "zName", "pAppData", "xOpen", "xDelete", "xAccess")),
        *((name, ctypes.c_void_p) for name in ("xFullPathname", "xDlOpen", "xDlError", "xDlSym", "xDlClose")),
        *((name, ctypes.c_void_p) for name in ("xRandomness", "xSleep", "xCurrentTime", "xGetLastError")),
        ("xCurrentTimeInt64", ctypes.c_void_p),
    )


_Now = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.POINTER(ctypes.c_int64))


def set_clock_of_sqlite(patched: pytest.MonkeyPatch, now: datetime) -> None:
    """Stop the clock of SQL's `now`, which some views use to count days."""
    library = ctypes.CDLL(importlib.import_module("_sqlite3").__file__)
    library.sqlite3_vfs_find.restype = ctypes.POINTER(_Vfs)
    system = library.sqlite3_vfs_find(None).contents
    julian = int((2440587.5 * 86400 + now.timestamp()) * 1000)

    def tell(_vfs: int, time: Any) -> int:
        time[0] = julian
        return 0

    clock = _Now(tell)
    _clocks.append(clock)  # SQLite may call it as long as the process lives
    patched.setattr(system, "xCurrentTimeInt64", ctypes.cast(clock, ctypes.c_void_p).value)


_clocks: list[Any] = []


# Words ----------------------------------------------------------------------------------------------


class FieldsOnly:
    """A language without words: a message is its fields, such as `<place=london, quantity=5>`, sorted by their names.

    A column has its machine name. So output changes with figures, codes and fields, but not with wording.
    """

    def gettext(self, template: str) -> str:
        """Return a template with the fields of the given one, and no words."""
        names = sorted({name for _, name, _, _ in Formatter().parse(template) if name})
        return f"<{', '.join(f'{name}={{{name}}}' for name in names)}>"

    def ngettext(self, singular: str, plural: str, count: int) -> str:
        """Return a template for any number."""
        return self.gettext(singular + plural)

    def pgettext(self, sort: str, name: str) -> str:
        """Return the machine name."""
        return name


class _FieldsTongue:
    def __init__(self, code: str = languages.ENGLISH) -> None:
        self.code, self.catalogue = code, FieldsOnly()


def speak_fields_only(patched: pytest.MonkeyPatch) -> None:
    """Replace every message by its fields, in all languages."""
    patched.setattr(languages, "_Tongue", _FieldsTongue)
    patched.setattr(languages.spoken, "run", _FieldsTongue())


def speak_english() -> None:
    """Speak English again after a run that spoke another language."""
    languages.speak(languages.ENGLISH)


# The page -------------------------------------------------------------------------------------------


def page_of(ledger: Path, host: str, port: int, token: str, *, may_record: bool) -> Any:
    """Return the ASGI application that serves a ledger, for the browser of Anna, who has the token."""
    from tracker.page.faults import Connections
    from tracker.page.server import Door, application
    from tracker.page.visits import House

    door: Any = Door(host, port, None, token)  # type: ignore[arg-type]  # nobody listens
    return application(Connections(ledger), door, House(may_record=may_record, clerk="Anna"))


# Talking ----------------------------------------------------------------------------------------------


def sit_at_terminal(patched: pytest.MonkeyPatch, desk: object) -> None:
    """Let commands ask for missing arguments at a desk."""
    patched.setattr("tracker.cli.output.at_terminal", lambda: True)
    patched.setattr("tracker.cli.conversation.starting.at_hand", lambda: desk)


# The log of several offices -----------------------------------------------------------------------------


def share_log(patched: pytest.MonkeyPatch, log: Any) -> None:
    """Replace the log at every address by this one, which is told the office."""

    def opened(cursor: Any) -> object:
        log.called(cursor.office)
        return log

    patched.setattr("tracker.offices.connections.log_of", opened)


def wait_at_most(patched: pytest.MonkeyPatch, seconds: float) -> None:
    """Limit the seconds that a command waits for a lock, a log or an engine."""
    patched.setattr("tracker.retries.MOST_SECONDS", seconds)


# Many rows at once ------------------------------------------------------------------------------------


def import_in_sets(patched: pytest.MonkeyPatch, fewest: int) -> None:
    """Set the number of rows from which an import records them together."""
    patched.setattr("tracker.imports.running.FEWEST", fewest)


def limit_sheets(patched: pytest.MonkeyPatch, limit: str, most: int) -> None:
    """Limit the rows, cells or bytes of a sheet."""
    patched.setattr(f"tracker.imports.sources._MOST_{limit.upper()}", most)
