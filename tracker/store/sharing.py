"""Which log a ledger is a copy of, how far it has come, and a batch of which it is not known whether it was taken."""

from pathlib import Path
from typing import NamedTuple

from tracker.store.commands import last_number
from tracker.store.connection import DURABLE, SCHEMA_VERSION, Database, Ledger, Statement, connected
from tracker.store.journals import set_foreign_journal_aside
from tracker.store.locks import retrying, shorten_waits
from tracker.store.statements import insert, update
from tracker.store.texts import traces


class Cursor(NamedTuple):
    """The log of which a ledger is a copy, and how far that has come besides the number of its last command."""

    url: str
    password_file: str | None
    ca: str | None
    batch: str | None
    """The id of the last batch that it has, or of the snapshot with which it began."""
    in_touch: str
    """The UTC timestamp at which it was last known what is in the log."""


class Sent(NamedTuple):
    """A batch that was sent, and its command's name and key."""

    number: int
    id: str
    schema: int
    clerk: str
    moment: str
    name: str
    key: str | None
    body: bytes


class Standing(NamedTuple):
    """What a copy knows of itself before it catches up."""

    cursor: Cursor | None
    here: int
    """The number of its last command."""
    sent: Sent | None
    has_traces: bool
    """Whether texts that were redacted may have left traces in the file."""
    is_current: bool
    """Whether its schema is that of this version."""


def standing(ledger: Ledger) -> Standing:
    """Return what a copy knows of itself, without upgrading it. One that is open must not be in a transaction."""
    if isinstance(ledger, Path):
        set_foreign_journal_aside(ledger)
        with connected(ledger) as database:
            shorten_waits(database)
            return standing(database)
    ledger.apply([Statement("BEGIN")])
    try:
        here = retrying(lambda: last_number(ledger), ledger.path)
        version = ledger.value("PRAGMA user_version")
        has_traces = traces(ledger) is not None
        return Standing(cursor(ledger), here, sent(ledger), has_traces, version == SCHEMA_VERSION)
    finally:
        ledger.roll_back()


def settle(path: Path, known: Sent) -> None:
    """Forget the batch of which it was not known whether the log took it, but no other that was sent since."""
    with connected(path) as database:
        shorten_waits(database)
        forget = Statement("DELETE FROM sent_batch WHERE id = ?", (known.id,))
        retrying(lambda: database.apply([DURABLE, forget]), path)


def cursor(database: Database) -> Cursor | None:
    """Return which log the ledger is a copy of, None when it is a file of its own."""
    row = database.row("SELECT url, password_file, ca, batch, in_touch FROM log_cursor")
    return Cursor(*row) if row else None


def follow(begun: Cursor) -> list[Statement]:
    """Return the statements that make the ledger a copy of a log, in place of any other."""
    return [*leave(), insert("log_cursor", **begun._asdict())]


def goes_by(way: Cursor) -> Statement:
    """Return the statement that has a copy go to its log by another way."""
    return Statement("UPDATE log_cursor SET url = ?, password_file = ?, ca = ?", (way.url, way.password_file, way.ca))


def leave() -> list[Statement]:
    """Return the statements that make the ledger a file of its own."""
    return [Statement("DELETE FROM log_cursor"), Statement("DELETE FROM sent_batch")]


def stands_at(url: str, batch: str | None, in_touch: str) -> Statement:
    """Return the statement that notes the last batch, and when the log was last heard of."""
    return update("log_cursor", "url", url, batch=batch, in_touch=in_touch)


def sent(database: Database) -> Sent | None:
    """Return the batch of which it is not known whether the log took it, None when there is none."""
    row = database.row("SELECT number, id, schema, clerk, moment, name, key, body FROM sent_batch")
    return Sent(*row) if row else None


def keep_sent(batch: Sent) -> list[Statement]:
    """Return the statements that keep a batch of which it is not known whether the log took it."""
    return [Statement("DELETE FROM sent_batch"), insert("sent_batch", **batch._asdict())]


class Closed(NamedTuple):
    """What the row of the last command says."""

    number: int
    name: str
    clerk: str
    moment: str
    key: str | None


def closed(database: Database) -> Closed:
    """Return what the row of the last command says."""
    row = database.row("SELECT number, name, clerk, recorded_at, key FROM command ORDER BY number DESC LIMIT 1")
    assert row is not None  # noqa: S101  (a ledger begins with its command 1)
    return Closed(*row)
