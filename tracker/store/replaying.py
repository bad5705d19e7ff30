"""Replaying what other offices recorded: their steps, and nothing but what the writes of this version do.

Batches come from others, and whoever may write into the log could put anything there. So SQLite asks an authorizer
about each statement when it is prepared, the triggers judge what it does as they judge our own commands, and what the
batch says of itself must be what its command says.
"""

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any, Final

from tracker.errors import TrackerError
from tracker.messages import Message
from tracker.store import bulk, commands, texts
from tracker.store.allowances import limited
from tracker.store.connection import DURABLE, SCHEMA_VERSION, BrokenRule, Database, Statement, connected, translated
from tracker.store.guard import refuse_strangers
from tracker.store.judging import Closing, Judge, Later
from tracker.store.locks import holding, retrying, shorten_waits
from tracker.store.proving import prove
from tracker.store.schema import migrate
from tracker.store.shapes import Act
from tracker.store.steps import BOOKED, LOCAL, NOT_OURS, Unfit
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
        with ExitStack() as held:
            yield Replay(database, held)


class Replay:
    """A copy that takes over batches, in transactions of one or of many."""

    schema = 0
    """The version of its schema, once a transaction has begun."""

    def __init__(self, database: Database, held: ExitStack) -> None:
        """Take a connection that nothing else uses, and guard it; `held` ends with the connection."""
        self.database = database
        self._held = held
        self._is_ours, self._denied = True, ""
        self._later: Later | None = None
        """What is judged at the end, if commands are not judged each as a whole."""
        self._aside: list[str] = []
        """The statements that make the triggers that are set aside meanwhile."""
        database.connection.set_authorizer(self._allow)

    def begin(self) -> None:
        """Begin a transaction, with the write lock. Raises Unusable when others hold it, or something else is there."""
        retrying(lambda: self.database.apply([Statement("BEGIN IMMEDIATE")]), self.database.path)
        self._held.enter_context(holding(self.database.path))
        self.schema = int(self.database.value("PRAGMA user_version"))
        if self.schema == SCHEMA_VERSION:
            refuse_strangers(self.database)

    def carry_out(self, number: int, clerk: str, moment: str, steps: Iterable[Step], size: int) -> None:
        """Carry out the steps of a command, of a batch of so many bytes.

        Raises Unfit when that is not what they are, or it breaks a rule.
        """
        judge, facts = Judge(self._later if size <= _SMALL else None), 0
        self._is_ours = False
        try:
            with self._meant(), limited(self.database, size) as allowance:
                for sql, rows in steps:
                    shape = judge.see(sql, rows)
                    allowance.spend_on(sql, shape, rows)
                    self._denied = ""
                    changed = self._carry_out(sql, rows)
                    if shape.table in _FACTS:
                        facts += changed * _ADDING[shape.act]
        except KeyboardInterrupt:
            if allowance.is_spent:
                raise allowance.refusal() from None
            raise
        finally:
            self._is_ours = True
        closing = judge.end(number, clerk, moment)
        if closing.facts - closing.removed != facts:  # of which the trigger sees only what was added
            raise Unfit.of(_OTHER_FACTS)
        if self._later is None:
            prove(self.database, number, judge)
        else:
            self._prove_facts(closing, judge)
            self._later.judge()
        if judge.has_done("changes", "text"):
            self.database.apply([texts.note_traces(number)])

    @contextmanager
    def judged_at_the_end(self) -> Iterator[None]:
        """Take over commands without judging each as a whole, and book their sums at the end of the block.

        It takes a tenth of the time. What guards single rows goes on guarding them; the caller must prove the rest,
        over the whole of the ledger, before anybody sees it. Raises Unfit when a place would be short.
        """
        database = self.database
        first = commands.last_entry(database) + 1
        self._set_aside()
        self._later = Later()
        yield
        self._later.judge(end=True)
        self._later = None
        try:
            bulk.update_balances(database, first)
        except BrokenRule as broken:
            raise Unfit.of(Message("it breaks a rule of the ledger ({rule})", rule=broken)) from broken
        self._put_back()

    def _set_aside(self) -> None:
        """Set the triggers aside that judge a command as a whole."""
        self._aside = [sql for (sql,) in self.database.rows(_JUDGING, _WHOLE)]
        self.database.apply([Statement(f"DROP TRIGGER {name}") for name in _WHOLE])

    def _put_back(self) -> None:
        """Put them back."""
        self.database.apply([Statement(sql) for sql in self._aside])
        self._aside = []

    def _prove_facts(self, closing: Closing, judge: Judge) -> None:
        """Raise Unfit unless a command closes just the facts that it states, some of which it may have removed."""
        there = closing.facts - closing.removed
        if judge.has_removed:
            from tracker.store.queries import current  # reads files, which is slow

            its_facts = current("SELECT count(*) FROM _fact WHERE command = ?")
            there = int(self.database.value(its_facts, [closing.number]))
        if there != closing.facts:
            raise Unfit.of(_OTHER_FACTS)

    def upgrade(self, number: int, clerk: str, moment: str) -> None:
        """Upgrade the copy to this version's schema, as that command did elsewhere."""
        self._put_back()
        migrate(self.database)
        if self._later is not None:
            self._set_aside()
        self.schema = SCHEMA_VERSION
        self.database.apply([commands.close(commands.CommandRow(number, "upgrade", clerk, moment))])

    def commit(self) -> None:
        """Commit what was carried out. Raises Unfit when it refers to what is not there."""
        self._held.close()
        try:
            retrying(lambda: self.database.apply([Statement("COMMIT")]), self.database.path)
        except BrokenRule as broken:
            raise Unfit.of(Message("it breaks a rule of the ledger ({rule})", rule=broken)) from broken

    def _carry_out(self, sql: str, rows: Sequence[Sequence[Any]]) -> int:
        """Carry out a step, and return how many rows it added, changed or removed."""
        connection = self.database.connection
        done = connection.execute(sql, rows[0]) if len(rows) == 1 else connection.executemany(sql, rows)
        return done.rowcount

    @contextmanager
    def _meant(self) -> Iterator[None]:
        """Raise what SQLite raises at the steps of others as what it says of them."""
        try:
            with translated(self.database.path):
                yield
        except Unfit:
            raise
        except TrackerError as error:
            raise self._meaning(error) from error
        except (UnicodeEncodeError, OverflowError) as error:
            why = getattr(error, "reason", error)
            raise Unfit.of(Message("it is not what a command does ({reason})", reason=why)) from None

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
"""The tables of the question `_fact`."""

_ADDING: Final[dict[Act, int]] = {"adds": 1, "changes": 0, "removes": -1}
"""By how many facts there are more for each row to which that is done."""

_UNREAD = LOCAL - {"setting"}

_OTHER_FACTS = Message("it does not close just the facts that it states")

_SMALL: Final = 2_000
"""The bytes of a batch, compressed, whose values may be judged together with those of others."""

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

_WHOLE = "command_is_whole", "command_fits", _BOOKING
"""The triggers that judge a command as a whole."""

_JUDGING = "SELECT sql FROM sqlite_schema WHERE type = 'trigger' AND name IN (?, ?, ?) ORDER BY rowid"
