"""Commands: the last and next one, rows that belong to none, and the row that closes one."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator

from tracker import errors
from tracker.deferred import NamedTuple
from tracker.errors import Unusable
from tracker.model.dates import WrongClock, moment_after, next_moment
from tracker.store.connection import Database, Statement, is_shared


class RecordedCommand(NamedTuple):
    """A recorded command, for `--known-at` and the clock."""

    number: int
    name: str
    moment: str
    """The UTC timestamp of recording, corrected if the clock was wrong."""


class CommandRow(NamedTuple):
    """The row that closes a command; entries are given by number, other records as counts."""

    number: int
    name: str
    clerk: str
    moment: str
    key: str | None = None
    request: str | None = None
    first_entry: int | None = None
    last_entry: int | None = None
    movements: int = 0
    facts: int = 0
    removed: int = 0
    sheet: str | None = None
    """For an import: data that identify its sheet, as JSON."""


def last_command(database: Database) -> RecordedCommand | None:
    """Return the last command, or None if there is none."""
    row = database.row("SELECT number, name, recorded_at FROM _command ORDER BY number DESC LIMIT 1")
    return RecordedCommand(*row) if row else None


def last_shared(database: Database, other: Database) -> int:
    """Return the last command that two ledgers share, or 0, by bisection: all after a different one differ.

    In a shared ledger every command has a key of its own. The ids of batches would not do: a copy and its log forget
    them.
    """
    sql = "SELECT name, clerk, recorded_at, key FROM command WHERE number = ?"
    last = min(last_number(database), last_number(other))
    return last_of(last, lambda number: database.row(sql, [number]) == other.row(sql, [number]))


def last_number(database: Database) -> int:
    """Return the number of the last command, or 0 if there is none."""
    return database.number("SELECT coalesce(max(number), 0) FROM command")


def last_known(database: Database, moment: str) -> int:
    """Return the last command recorded up to a timestamp, or 0, by bisection: both increase together."""
    sql = "SELECT recorded_at FROM _command WHERE number = ?"
    return last_of(last_number(database), lambda number: bool(database.value(sql, [number]) <= moment))


def last_of(last: int, belongs: Callable[[int], bool]) -> int:
    """Return the highest of the numbers 1 to `last` that belongs, or 0; all before one that belongs do."""
    low, high = 0, last
    while low < high:
        middle = (low + high + 1) // 2
        if belongs(middle):
            low = middle
        else:
            high = middle - 1
    return low


def name_of(database: Database, command: int) -> str:
    """Return the name of a command, such as "place add"."""
    return str(database.value("SELECT name FROM command WHERE number = ?", [command]))


def last_entry(database: Database) -> int:
    """Return the number of the last entry of the recorded commands, or 0 if there is none."""
    return database.number("SELECT coalesce(max(last_entry), 0) FROM command")


class Next(NamedTuple):
    """The number and timestamp of the next command."""

    number: int
    moment: str


def next_command(database: Database, *, any_clock: bool = False) -> Next:
    """Return the number and timestamp of the next command; the database must hold the write lock.

    With `any_clock` there is no timestamp yet. Raises Unusable if the clock is wrong, Refused if rows without a command
    are in the way.
    """
    last = last_command(database)
    moment = "" if any_clock else _moment_after(database, last)
    statements = " ".join(statement for _, statement in rows_without_command(database))
    if statements:
        raise errors.RowsOfNoCommand(
            "Another program left rows in {path} that belong to no command; nothing can be recorded until you "
            "delete them: {statements}",
            path=database.path,
            statements=statements,
        )
    return Next(1 if last is None else last.number + 1, moment)


def _moment_after(database: Database, last: RecordedCommand | None) -> str:
    try:
        return next_moment(None if last is None else last.moment)
    except WrongClock as wrong:
        assert last is not None  # noqa: S101  (without one, no clock is wrong)
        if is_shared(database):  # this clock is within an hour of the server's, and another was ahead
            return moment_after(last.moment)
        from tracker.model.quantities import numbered  # rarely needed

        raise Unusable(
            "The clock shows {now}, but command {command} ({name}) of {path} was recorded at {moment}. Set the clock, "
            "or run 'tracker clock fix {commands} MOMENT'.",
            now=wrong.now,
            command=last.number,
            name=last.name,
            path=database.path,
            moment=last.moment,
            commands=numbered(range(last_known(database, wrong.now) + 1, last.number + 1)),
            rule="wrong-clock",
        ) from None


def close(row: CommandRow) -> Statement:
    """Return the statement that closes a command; triggers then update sums and check the whole."""
    return Statement(_CLOSE, row)


_CLOSE = (
    "INSERT INTO command (number, name, clerk, recorded_at, key, request, first_entry, last_entry, movements, facts, "
    "removed, sheet, office) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, (SELECT office FROM log_cursor))"
)


class KeyedCommand(NamedTuple):
    """A command with a key: its number, and the fingerprint of its request."""

    number: int
    request: str


def by_key(database: Database, key: str) -> KeyedCommand | None:
    """Return the command with this key, or None."""
    row = database.row("SELECT number, request FROM command WHERE key = ?", [key])
    return KeyedCommand(*row) if row else None


OF_ENTRIES = {
    "movement": "entry",
    "voided": "void",
    "count_line": "count",
    "shipment_cost": "shipment",
    "handout_audience": "handout",
}
"""The tables whose rows belong to the command of an entry, with the column of its number."""

OF_COMMANDS = (
    "text",
    "cancellation",
    "entry",
    "request_line",
    "request",
    "closing",
    "withdrawal",
    "grant_withdrawal",
    "funding_grant",
    "run_share",
    "run_detail",
    "place_detail",
    "level",
    "region",
    "audience",
    "seminar",
    "clock_fix",
    "undoing",
    "place",
    "booklet",
)
"""The tables whose rows have a command number; referring tables come before their targets."""


def new_key(database: Database) -> str | None:
    """Return a key for a command without one, if offices share the ledger: a log's answer may be lost."""
    return os.urandom(5).hex() if is_shared(database) else None


def name_of_clerk(database: Database, clerk: str) -> str:
    """Return the name under which a clerk records: with the office if another office has a clerk of this name."""
    office = database.value(_OFFICE_IF_SHARED, {"clerk": clerk})
    return clerk if office is None else f"{clerk} ({office})"


_OFFICE_IF_SHARED = """
SELECT office FROM log_cursor
 WHERE office IS NOT NULL
   AND EXISTS (SELECT 1 FROM command WHERE clerk = :clerk
                  AND coalesce(command.office, iif(begun_here, log_cursor.office, '')) <> log_cursor.office)
"""


def rows_without_command(database: Database) -> Iterator[tuple[str, str]]:
    """Yield each table with rows of no command, and the statement that deletes them, in order."""
    entry, command = last_entry(database), last_number(database)
    bounds = [(table, column, entry) for table, column in OF_ENTRIES.items()]
    bounds += [(table, "command", command) for table in OF_COMMANDS]
    newest = database.row("SELECT " + ", ".join(f"(SELECT max({column}) FROM {table})" for table, column, _ in bounds))
    for (table, column, bound), last in zip(bounds, newest or (), strict=True):
        if last is not None and last > bound:
            yield table, f"DELETE FROM {table} WHERE {column} > {bound};"
