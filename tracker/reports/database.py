"""Check the file, and report its contents."""

import platform
from pathlib import Path

from tracker import __version__
from tracker.deferred import NamedTuple
from tracker.errors import TrackerError
from tracker.ledger.checks import discrepancies
from tracker.messages import Message
from tracker.model.table import Table, Value
from tracker.reports.queries import Database, reading
from tracker.store import catalogue, sharing, texts
from tracker.store.checks import can_be_queried, facts
from tracker.store.commands import last_number
from tracker.store.connection import SCHEMA_VERSION, SQLITE_VERSION
from tracker.store.desk import SESSION_DAYS, DeskFile, Person
from tracker.store.dictionary import columns
from tracker.store.identity import is_ledger
from tracker.store.ledger_copies import opened_as_is

_TRACES = Message(
    "Traces of texts redacted by command {command} may remain in the file; remove them with 'tracker redact --finish'."
)


_CHECKED = ("entries", "movements")
"""The tables counted during a check."""


class Checked(NamedTuple):
    """The result of a check."""

    discrepancies: list[Message]
    """A message for each discrepancy."""
    totals: dict[str, int]
    """The number of entries and movements checked."""
    log: str | None
    """The URL of the log that the ledger is a copy of, or None."""


def check(path: Path) -> Checked:
    """Check the ledger and return the result.

    If tables are missing or foreign, only these are reported.
    """
    with reading(path, strangers=True) as database:
        found = list(discrepancies(database))
        if can_be_queried(database):
            counts, cursor = facts(database), sharing.cursor(database)
            if (command := texts.traces(database)) is not None:
                found.append(_TRACES.given(command=command))
            totals = {name: int(counts[name] or 0) for name in _CHECKED}
            return Checked(found, totals, None if cursor is None else cursor.url)
    return Checked(found, dict.fromkeys(_CHECKED, 0), log_of(path))


def log_of(path: Path) -> str | None:
    """Return the URL of the log that the ledger is a copy of, or None if there is none or the file is unreadable.

    An old schema is not upgraded.
    """
    try:
        with opened_as_is(path) as database:
            cursor = sharing.cursor(database)
    except TrackerError:
        return None
    return None if cursor is None else cursor.url


def about_program() -> dict[str, Value]:
    """Return the versions of tracker, Python, the system and SQLite."""
    return {
        "tracker": __version__,
        "python": platform.python_version(),
        "system": platform.platform(),
        "sqlite": SQLITE_VERSION,
    }


def info(path: Path) -> dict[str, Value]:
    """Return facts about the file, by name."""
    with reading(path, missing=True) as database:
        cursor, log = sharing.cursor(database), dict[str, Value]()
        if cursor is not None:
            log = {"log": cursor.url, "log_command": last_number(database), "log_in_touch_at": cursor.in_touch}
            log["log_offices"] = cursor.offices or None
        return {
            "bytes": path.stat().st_size,
            "schema": SCHEMA_VERSION,
            "default_store": catalogue.default_store(database).code,
            **facts(database),
            **log,
        }


def people(desk: DeskFile) -> Table:
    """Return the people with access to the page, by name."""
    rows = [(person.name, "yes" if person.writes else "no", person.since) for person in desk.people()]
    nobody = Message("Nobody has a link. Create one with 'tracker access add NAME'.")
    return Table(Message("People with a link"), columns("access"), rows, nobody)


def other_ledgers(path: Path, default: str) -> list[Path]:
    """Return the other .db ledgers in the folder of `path`, and the default ledger."""
    found = dict.fromkeys(file for file in (*sorted(path.parent.glob("*.db")), Path(default)) if is_ledger(file))
    return [file for file in found if file != path]


def in_touch_at(database: Database) -> str | None:
    """Return the UTC timestamp of a copy's last contact with its log, or None if the ledger is not shared."""
    cursor = sharing.cursor(database)
    return None if cursor is None else cursor.in_touch


__all__ = ["SESSION_DAYS", "Checked", "DeskFile", "Person"]
