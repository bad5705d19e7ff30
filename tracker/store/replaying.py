"""Replaying what other offices recorded: their steps, and nothing but what the writes of this version do.

Batches come from others, and whoever may write into the log could put anything there. So SQLite asks an authorizer
about each statement when it is prepared, the triggers judge what it does as they judge our own commands, and what the
batch says of itself must be what its command says.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from tracker.errors import TrackerError
from tracker.messages import Message
from tracker.store import bulk_sums, commands, texts
from tracker.store.allowances import limited
from tracker.store.connection import DURABLE, SCHEMA_VERSION, BrokenRule, Database, Statement, connected, translated
from tracker.store.guard import refuse_strangers
from tracker.store.judging import NOT_OURS, Judge
from tracker.store.locks import retrying, shorten_waits
from tracker.store.proving import prove
from tracker.store.schema import migrate
from tracker.store.steps import BOOKED, LOCAL, Unfit
from tracker.store.transactions import OVERWRITING
from tracker.store.writers import ADDED, REMOVED

Step = tuple[str, Sequence[Sequence[Any]]]
"""An SQL statement, and the parameters of each time that it is to be carried out."""

CHANGED: Final = {
    "booklet": {"title", "note"},
    "fund": {"name"},
    "kind": {"name"},
    "place": {"name", "is_store", "address", "contact", "email", "phone", "note", "is_discreet"},
    "text": {"reference", "carrier", "reason", "note", "redacted"},
}
"""What commands change, by table: names, and texts when they are emptied."""

FUNCTIONS: Final = frozenset({"coalesce", "count", "date", "iif", "lag", "lead", "max", "min", "nullif"}) | {
    *("row_number", "substr", "sum"),
}
"""What steps, triggers and the views they ask may use; nothing of it depends on time, chance or the machine."""


@contextmanager
def replaying(path: Path, name: Path | None = None) -> Iterator["Replay"]:
    """Open a copy for taking over what other offices recorded; `name` is what it is called in messages."""
    with connected(path, name) as database:
        shorten_waits(database)
        retrying(lambda: database.apply([DURABLE]), path)
        # What they emptied is not to be left in the file, and readers do not have to wait for what is not committed.
        database.apply([OVERWRITING, Statement("PRAGMA cache_size = 50000")])
        yield Replay(database)


class Replay:
    """A copy that takes over batches, in transactions of one or of many."""

    schema = 0
    """The version of its schema, once a transaction has begun."""

    def __init__(self, database: Database) -> None:
        """Take a connection that nothing else uses, and guard it."""
        self.database = database
        self._is_ours, self._is_judged, self._denied = True, True, ""
        database.connection.set_authorizer(self._allow)

    def begin(self) -> None:
        """Begin a transaction, with the write lock. Raises Unusable when others hold it, or something else is there."""
        retrying(lambda: self.database.apply([Statement("BEGIN IMMEDIATE")]), self.database.path)
        self.schema = int(self.database.value("PRAGMA user_version"))
        if self.schema == SCHEMA_VERSION:
            refuse_strangers(self.database)

    def carry_out(self, number: int, clerk: str, moment: str, steps: Iterable[Step], size: int) -> None:
        """Carry out the steps of a command, of a batch of so many bytes.

        Raises Unfit when that is not what they are, or it breaks a rule.
        """
        judge, facts, redacts = Judge(), 0, False
        self._is_ours = False
        try:
            with limited(self.database, size) as allowance:
                for sql, rows in steps:
                    shape = judge.see(sql, rows)
                    allowance.spend_on(sql, shape, rows)
                    changed = self._carry_out(sql, rows)
                    if shape.table in _FACTS:
                        facts += {"adds": changed, "removes": -changed}.get(shape.act, 0)
                    redacts = redacts or (shape.act, shape.table) == ("changes", "text")
        except KeyboardInterrupt:
            if allowance.is_spent:
                raise allowance.refusal() from None
            raise
        finally:
            self._is_ours = True
        closed = commands.closed_by(self.database)
        if closed is None or closed[:3] != (number, clerk, moment):
            raise Unfit.of(Message("it is not the command that it says it is"))
        if closed.facts != facts:  # of which the trigger sees only what was added
            raise Unfit.of(Message("it does not close just the facts that it states"))
        judge.end(number, closed.name, clerk)
        if self._is_judged:
            prove(self.database, number, judge)
        if redacts:
            self.database.apply([texts.note_traces(number)])

    @contextmanager
    def judged_at_the_end(self) -> Iterator[None]:
        """Take over commands without judging each as a whole, and book their sums at the end of the block.

        It takes a fifth of the time. What guards single rows goes on guarding them; the caller must prove the rest,
        over the whole of the ledger, before anybody sees it. Raises Unfit when a place would be short.
        """
        database = self.database
        first = commands.last_entry(database) + 1
        booking = database.value("SELECT sql FROM sqlite_schema WHERE type = 'trigger' AND name = ?", [_BOOKING])
        database.apply([Statement("DROP TRIGGER command_closes")])
        self._is_judged = False
        yield
        self._is_judged = True
        try:
            bulk_sums.update_balances(database, first)
        except BrokenRule as broken:
            raise Unfit.of(Message("it breaks a rule of the ledger ({rule})", rule=broken)) from broken
        database.apply([Statement(booking)])

    def upgrade(self, number: int, clerk: str, moment: str) -> None:
        """Upgrade the copy to this version's schema, as that command did elsewhere."""
        migrate(self.database)
        self.schema = SCHEMA_VERSION
        self.database.apply([commands.close(commands.CommandRow(number, "upgrade", clerk, moment))])

    def commit(self) -> None:
        """Commit what was carried out. Raises Unfit when it refers to what is not there."""
        try:
            retrying(lambda: self.database.apply([Statement("COMMIT")]))
        except BrokenRule as broken:
            raise Unfit.of(Message("it breaks a rule of the ledger ({rule})", rule=broken)) from broken

    def _carry_out(self, sql: str, rows: Sequence[Sequence[Any]]) -> int:
        """Carry out a step, and return how many rows it added, changed or removed."""
        self._denied = ""
        try:
            with translated(self.database.path):
                connection = self.database.connection
                done = connection.execute(sql, rows[0]) if len(rows) == 1 else connection.executemany(sql, rows)
                return done.rowcount
        except TrackerError as error:
            raise self._meaning(error) from error
        except UnicodeEncodeError as error:
            raise Unfit.of(Message("it is not what a command does ({reason})", reason=error.reason)) from None

    def _meaning(self, error: TrackerError) -> TrackerError:
        if isinstance(error, BrokenRule):
            return Unfit.of(Message("it breaks a rule of the ledger ({rule})", rule=error))
        cause = error.__cause__
        code = getattr(cause, "sqlite_errorcode", sqlite3.SQLITE_ERROR) & 0xFF
        if self._denied:
            return Unfit.of(NOT_OURS.given(what=self._denied))
        if code in _MALFORMED:
            return Unfit.of(Message("it is not what a command does ({reason})", reason=str(cause)))
        return error

    def _allow(self, action: int, first: str | None, second: str | None, _of: str | None, source: str | None) -> int:
        """Tell SQLite whether what it prepares may be done."""
        if self._is_ours or _is_allowed(action, first or "", second or "", source or ""):
            return sqlite3.SQLITE_OK
        self._denied = f"{_ACTIONS.get(action, action)} {first or ''} {second or ''}".strip()
        return sqlite3.SQLITE_DENY


def _is_allowed(action: int, first: str, second: str, source: str) -> bool:
    if action == sqlite3.SQLITE_SELECT:
        return True
    if action == sqlite3.SQLITE_READ:
        return first not in _UNREAD and not first.startswith("sqlite_")
    if action == sqlite3.SQLITE_FUNCTION:
        return second in FUNCTIONS
    if source == _BOOKING and first in BOOKED:
        return action in (sqlite3.SQLITE_INSERT, sqlite3.SQLITE_UPDATE)
    if action == sqlite3.SQLITE_INSERT:
        return first in ADDED
    if action == sqlite3.SQLITE_UPDATE:
        return second in CHANGED.get(first, ())
    return action == sqlite3.SQLITE_DELETE and first in REMOVED


_FACTS = {*commands.OF_COMMANDS, *commands.OF_ENTRIES} - {"entry", "movement", "place", "booklet"}
"""The tables of the view `_fact`."""


_UNREAD = LOCAL - {"setting"}

_BOOKING = "command_closes"
"""The trigger that books the sums. Only triggers write under a name: what a SELECT calls its parts can only read."""

_MALFORMED = {sqlite3.SQLITE_ERROR, sqlite3.SQLITE_MISMATCH, sqlite3.SQLITE_RANGE, sqlite3.SQLITE_TOOBIG}

_ACTIONS = {
    getattr(sqlite3, f"SQLITE_{name}"): name.lower().replace("_", " ")
    for name in (
        *("ALTER_TABLE", "ANALYZE", "ATTACH", "CREATE_INDEX", "CREATE_TABLE", "CREATE_TEMP_TABLE", "CREATE_TRIGGER"),
        *("CREATE_VIEW", "DELETE", "DETACH", "DROP_INDEX", "DROP_TABLE", "DROP_TRIGGER", "DROP_VIEW", "FUNCTION"),
        *("INSERT", "PRAGMA", "READ", "RECURSIVE", "REINDEX", "SAVEPOINT", "TRANSACTION", "UPDATE"),
    )
}
