"""The state of a copy of a shared ledger: its log and last batches, and the changes of a command.

All tables of the schema are shared, except the ones named here.
"""

import json
from collections.abc import Iterator
from functools import lru_cache, partial
from typing import Any

from tracker.deferred import NamedTuple
from tracker.store.commands import last_number
from tracker.store.connection import Database, Ledger, Statement, connected, table_of
from tracker.store.locks import retrying, shorten_waits
from tracker.store.statements import insert, quoted, update

KEPT = 5_000
"""The number of batches whose bodies a copy keeps, to repair the log."""

LOCAL = frozenset({"backup", "setting", "log_cursor", "kept_batch"})
"""The tables with rows of their own in each copy."""

NOT_SHARED = LOCAL | {"balance", "monthly_flow", "custody", "language", "country"}
"""Local tables, sums that the trigger on `command` maintains, and reference data that comes with the program."""


class Cursor(NamedTuple):
    """The log that a ledger is a copy of, and the progress of the copy."""

    url: str
    password_file: str | None
    ca: str | None
    office: str | None
    """The name of this office: the user in the address."""
    begun_here: int
    """Whether this office shared the ledger, so that commands without an office are its own."""
    batch: str
    """The id of the last batch in the copy, or of the snapshot it began with."""
    in_touch: str
    """The UTC timestamp of the last answer of the log."""
    offices: str = ""
    """The progress of each office when this one last asked, as text."""


class Batch(NamedTuple):
    """The changes of one command, with its number."""

    number: int
    id: str
    """The SHA-256 of its text, which contains the id of the previous batch."""
    prev: str
    body: bytes
    """Its compressed text."""


class Standing(NamedTuple):
    """The progress of a copy: the number of its last command."""

    cursor: Cursor | None
    here: int


def standing(ledger: Ledger) -> Standing:
    """Return the progress of a copy, without upgrading it. An open ledger must not be in a transaction."""
    if not isinstance(ledger, Database):
        from tracker.store.journals import set_foreign_journal_aside  # needed only for shared ledgers

        set_foreign_journal_aside(ledger)
        with connected(ledger) as database:
            shorten_waits(database)
            return standing(database)
    ledger.apply([Statement("BEGIN")])
    try:
        return retrying(lambda: Standing(cursor(ledger), last_number(ledger)), ledger.path)
    finally:
        ledger.roll_back()


def cursor(database: Database) -> Cursor | None:
    """Return the cursor of the log that the ledger is a copy of, or None if it is not shared."""
    row = database.row(f"SELECT {', '.join(Cursor._fields)} FROM log_cursor")
    return Cursor(*row) if row else None


def follow(begun: Cursor) -> list[Statement]:
    """Return the statements that make the ledger a copy of a log, replacing any other."""
    return [Statement("DELETE FROM log_cursor"), insert("log_cursor", **begun._asdict())]


def note(url: str, **values: Any) -> Statement:
    """Return the statement that updates values of the cursor, such as the last batch."""
    return update("log_cursor", "url", url, **values)


def keep(batch: Batch) -> list[Statement]:
    """Return the statements that keep an accepted batch and drop the oldest one."""
    drop = Statement("DELETE FROM kept_batch WHERE number <= ?", (batch.number - KEPT,))
    return [insert("kept_batch", **batch._asdict()), drop]


def forget_before(number: int) -> Statement:
    """Return the statement that deletes the batches made before a redaction."""
    return Statement("DELETE FROM kept_batch WHERE number < ?", (number,))


def kept_after(database: Database, number: int) -> Iterator[Batch]:
    """Yield the kept batches after `number`, in order."""
    rows = database.rows("SELECT number, id, prev, body FROM kept_batch WHERE number > ? ORDER BY number", [number])
    return (Batch(*row) for row in rows)


def id_at(database: Database, number: int) -> str | None:
    """Return the id of the batch with this number, or None if the copy no longer has it."""
    return database.text_or_none(
        "SELECT id FROM kept_batch WHERE number = ?1 UNION ALL SELECT prev FROM kept_batch WHERE number = ?1 + 1 "
        "UNION ALL SELECT batch FROM log_cursor WHERE ?1 = (SELECT max(number) FROM command)",
        [number],
    )


class SharedTable(NamedTuple):
    """A shared table: its writable columns, and those of its primary key."""

    columns: list[str]
    key: list[str]


def shared_table(database: Database, table: str) -> SharedTable | None:
    """Return a shared table, or None for any other name."""
    columns = [] if table in NOT_SHARED or "sqlite_" in table else list(database.rows(_COLUMNS, [table]))
    return SharedTable([name for name, _ in columns], [name for name, key in columns if key]) if columns else None


_COLUMNS = "SELECT name, pk FROM pragma_table_xinfo(?, 'main') WHERE hidden = 0 ORDER BY cid"


class Recorder:
    """Collects the changes of the open transaction in shared tables.

    Temporary triggers see each row, whatever statement writes it. They are created when a statement first writes to a
    table: all of them together would take three times as long as a command.
    """

    def __init__(self, database: Database) -> None:
        self.database = database
        self._made = set[tuple[str, str]]()
        database.apply([_CHANGES])
        database.watch = self._watch

    def _watch(self, sql: str) -> None:
        if sql.startswith("ROLLBACK TO"):  # undoes triggers created since the savepoint
            self._made.clear()
        table = table_of(sql)
        assert table or not sql.lstrip().startswith(_WRITING), sql  # noqa: S101  (its rows would not be in the batch)
        if not table or (event := sql.split(maxsplit=1)[0], table) in self._made:
            return
        self._made.add((event, table))
        shared = shared_table(self.database, table)
        if shared is not None:
            new, old = (
                f"json_array({', '.join(f'{row}.{quoted(name)}' for name in shared.columns)})" for row in ("NEW", "OLD")
            )
            before, after = "NULL" if event == "INSERT" else old, "NULL" if event == "DELETE" else new
            trigger = (
                f"CREATE TEMP TRIGGER IF NOT EXISTS shared_{event}_{table} AFTER {event} ON main.{quoted(table)} BEGIN "
                f"INSERT INTO shared_change VALUES (NULL, '{_ACTS[event]}', '{table}', {before}, {after}); END"
            )
            self.database.apply([Statement(trigger)])

    def changes(self) -> str | None:
        """Return the changes as JSON, `[[act, table, columns, rows], …]`, the row of the command last, or None.

        Consecutive additions to a table are combined, unless a change or removal comes between them.
        """
        groups, adding = list[tuple[str, list[str]]](), dict[str, list[str]]()
        columns_of = lru_cache(partial(shared_table, self.database))
        for act, table, before, after in self.database.rows(
            "SELECT act, name, before, after FROM temp.shared_change ORDER BY id"
        ):
            shared = columns_of(table)
            assert shared is not None  # noqa: S101  (only rows of shared tables are collected)
            if act == "add":
                if table not in adding:
                    adding[table] = []
                    groups.append((_head(act, table, shared.columns), adding[table]))
                adding[table].append(after)
                continue
            adding = {}
            old = dict(zip(shared.columns, json.loads(before), strict=True))
            values = {name: old[name] for name in shared.key}
            if act == "change":
                new = zip(shared.columns, json.loads(after), strict=True)
                values |= {name: value for name, value in new if value != old[name]}
                if len(values) == len(shared.key):
                    continue
            groups.append((_head(act, table, list(values)), [json_of(list(values.values()))]))
        return "[" + ",".join(f"{head}[{','.join(rows)}]]" for head, rows in groups) + "]" if groups else None


_WRITING = ("INSERT", "UPDATE", "DELETE", "REPLACE")
_ACTS = {"INSERT": "add", "UPDATE": "change", "DELETE": "remove"}
_CHANGES = Statement("CREATE TEMP TABLE shared_change (id INTEGER PRIMARY KEY, act, name, before, after)")


def _head(act: str, table: str, columns: list[str]) -> str:
    return f"[{json_of(act)},{json_of(table)},{json_of(columns)},"


def json_of(value: Any) -> str:
    """Return a value as compact JSON."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
