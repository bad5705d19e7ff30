"""Apply the rows recorded by other offices, checked by the constraints and triggers of this copy's schema."""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache, partial
from pathlib import Path
from typing import Any

from tracker.messages import Message
from tracker.model.as_of import AsOf
from tracker.model.text import is_unsafe, unseen_in
from tracker.store import bulk, commands, sharing, texts
from tracker.store.connection import DURABLE, SCHEMA_VERSION, BrokenRule, Database, Statement, connected, translated
from tracker.store.identity import refuse_strangers
from tracker.store.locks import holding, retrying, shorten_waits
from tracker.store.schema import migrate
from tracker.store.statements import quoted
from tracker.store.transactions import OVERWRITING


class Unknown(Exception):
    """A change has an unknown form, table or column."""


class Replay:
    """A copy to which batches are applied."""

    def __init__(self, database: Database, *, judged: bool) -> None:
        """Take an open file; without `judged` (checks per command), the caller checks the result as a whole."""
        self.database = database
        self._is_judged = judged

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """Hold the write lock in the block, then commit; without checks per command, sums are booked at the end."""
        database = self.database
        retrying(lambda: database.apply([Statement("BEGIN IMMEDIATE")]), database.path)
        try:
            with holding(database.path):
                self._prepare()
                yield
                self._book()
            retrying(lambda: database.apply([Statement("COMMIT")]), database.path)
        except BaseException:
            database.roll_back()
            raise

    def _prepare(self) -> None:
        if self.database.value("PRAGMA user_version") == SCHEMA_VERSION:
            refuse_strangers(self.database)
        self._table = lru_cache(partial(sharing.shared_table, self.database))
        self._first = commands.last_entry(self.database) + 1
        self._aside = () if self._is_judged else tuple(self.database.rows(_JUDGING))
        self.database.apply([Statement(f"DROP TRIGGER {name}") for name, _ in self._aside])

    def _book(self) -> None:
        if self._aside:
            bulk.book(self.database, self._first)
            bulk.prove(self.database, self._first)
            self._restore()

    def _restore(self) -> None:
        self.database.apply([Statement(sql) for _, sql in self._aside])

    def upgrade(self) -> None:
        """Migrate to this version's schema, as the command did elsewhere.

        The sums wait for the end of the transaction: only migrated tables have the columns that this version books.
        """
        if self.database.value("PRAGMA user_version") < SCHEMA_VERSION:
            first = self._first
            self._restore()
            migrate(self.database)
            self._prepare()
            self._first = first

    def carry_out(self, number: int, changes: Sequence[Any]) -> None:
        """Apply the changes of a command, whose own row comes last. Raises Unknown or BrokenRule."""
        touched: set[str] = set()
        with translated(self.database.path):
            for act, table, columns, rows in changes:
                self._apply(act, table, tuple(columns), rows)
                touched.add(table)
        act, table, columns, rows = changes[-1]
        if (act, table, len(rows)) != ("add", "command", 1) or rows[0][columns.index("number")] != number:
            raise BrokenRule("{rule}", rule=f"it is not command {number}")
        if self._is_judged and not touched.isdisjoint(("movement", "count_line")):
            _prove_counts(self.database, number)
        if any(act == "change" and table == "text" for act, table, *_ in changes):
            self.database.apply([texts.note_traces(number), sharing.forget_before(number)])

    def _apply(self, act: str, table: str, columns: tuple[str, ...], rows: list[list[Any]]) -> None:
        known = self._table(table)
        if known is None or not set(columns) <= set(known.columns) or not rows:
            raise Unknown
        _refuse_letters(columns, rows)
        try:
            done = self.database.connection.executemany(_statement(act, table, columns, tuple(known.key)), rows)
        except (sqlite3.ProgrammingError, sqlite3.InterfaceError) as error:  # values that cannot be bound
            raise Unknown from error
        if done.rowcount != len(rows):
            raise BrokenRule("{rule}", rule=Message("a row of {table} is missing", table=table))


_JUDGING = (
    "SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' AND name IN "
    "('command_is_whole', 'command_is_booked', 'command_fits', 'command_closes') ORDER BY rowid"
)
"""The triggers that update sums for a command and check it as a whole."""


@contextmanager
def replaying(path: Path, name: Path | None = None, *, judged: bool = True) -> Iterator[Replay]:
    """Open a copy to apply batches to it; `name` replaces the path in messages."""
    with connected(path, name) as database:
        shorten_waits(database)
        retrying(lambda: database.apply([DURABLE]), path)
        # Redacted text must not remain in the file, and readers need not wait for uncommitted pages.
        database.apply([OVERWRITING, Statement("PRAGMA cache_size = 50000")])
        yield Replay(database, judged=judged)


@lru_cache(maxsize=256)
def _statement(act: str, table: str, columns: tuple[str, ...], key: tuple[str, ...]) -> str:
    if act == "add":
        names, values = ", ".join(map(quoted, columns)), ", ".join("?" * len(columns))
        return f"INSERT INTO {quoted(table)} ({names}) VALUES ({values})"
    equal = [f"{quoted(column)} = ?{at}" for at, column in enumerate(columns, 1)]
    found, changed = " AND ".join(equal[: len(key)]), ", ".join(equal[len(key) :])
    if columns[: len(key)] == key and act == "remove" and not changed:
        return f"DELETE FROM {quoted(table)} WHERE {found}"
    if columns[: len(key)] == key and act == "change" and changed:
        return f"UPDATE {quoted(table)} SET {changed} WHERE {found}"
    raise Unknown


def _refuse_letters(columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> None:
    """Raise BrokenRule for control characters in text, and for invisible characters in names."""
    for column, values in zip(columns, zip(*rows, strict=True), strict=True):
        text = "".join(value for value in values if type(value) is str)
        if text.isprintable():
            continue
        letter = next(filter(is_unsafe, text), None) or (None if column in ("note", "reason") else unseen_in(text))
        if letter is not None:
            raise BrokenRule("{rule}", rule=Message("{column} has U+{code}", column=column, code=f"{ord(letter):04X}"))


def _prove_counts(database: Database, command: int) -> None:
    """Raise BrokenRule if a command affected a count so that `check` would report it; no trigger checks that."""
    if not database.value(_TOUCHES_COUNTS, [command]):
        return
    from tracker.store.queries import as_of, checks  # reads files, which is slow

    latest = as_of(database, AsOf())
    for sql in checks():
        if "'count_" in sql and (found := database.value(f"SELECT finding FROM ({sql})", latest)):
            raise BrokenRule("{rule}", rule=found)


_TOUCHES_COUNTS = """
SELECT 1
  FROM command
 CROSS JOIN entry AS own ON own.id BETWEEN command.first_entry AND command.last_entry
  LEFT JOIN movement ON movement.entry = own.id
 CROSS JOIN entry AS count ON count.place IN (own.place, movement.source, movement.destination)
                          AND count.date >= coalesce(movement.date, own.date)
 WHERE command.number = ?1 AND count.type = 'count'
 LIMIT 1
"""
"""Whether a command may have affected any count, valid or void."""
