"""What a stranger did to a ledger's file, as the steps of batches that would do the same in another copy."""

import sqlite3
from contextlib import closing
from functools import partial
from pathlib import Path
from typing import Any

from tests.adapters import SCHEMA_VERSION, Batch, Statement
from tests.offices.mutants import Step
from tracker.model.dates import current_moment
from tracker.offices.batches import Packer
from tracker.store import base_tables
from tracker.store.statements import delete, insert, quoted
from tracker.store.steps import LOCAL
from tracker.store.writers import WRITES

Rows = dict[str, dict[Any, dict[str, Any]]]
"""By table, each row by what names it."""

KEYS = {"movement": "entry", "count_line": "count", "voided": "void", "shipment_cost": "shipment"}
"""Of which entry a row is, by table."""


class Command:
    """What one command would have done."""

    def __init__(self, row: dict[str, Any]) -> None:
        """Begin with what is said of the command."""
        self.row = row
        self.steps: list[Step] = []
        self.done: set[tuple[str, str]] = {("adds", "command")}
        self.types: set[str] = set()
        """Of the entries that it adds."""

    @property
    def names(self) -> list[str]:
        """The names of commands that write as much, one of those that write the same, else of one that does not."""
        able = {
            writes.all: name
            for name, writes in WRITES.items()
            if self.done <= writes.all and self.types <= writes.entries and not writes.always.isdisjoint(self.done)
        }
        return [*able.values()] or ["place edit"]

    def steps_as(self, name: str) -> list[Step]:
        """Return what it does, and that it is the command of that name."""
        closing = insert("command", **{**self.row, "name": name})
        return [*self.steps, (closing.sql, tuple(closing.parameters))]

    def batch(self, name: str) -> Batch:
        """Return it as a command of that name would send it."""
        row, packer = self.row, Packer()
        for sql, parameters in self.steps_as(name):
            packer.add(sql, [parameters])
        return Batch(
            row["number"], f"{row['number']:032}", SCHEMA_VERSION, row["clerk"], row["recorded_at"], packer.body()
        )


def rows_of(file: Path) -> Rows:
    """Return what a ledger holds that all copies have."""
    found: Rows = {}
    with closing(sqlite3.connect(file)) as connection:
        connection.row_factory = sqlite3.Row
        connection.text_factory = partial(str, encoding="utf-8", errors="replace")  # as a line of a batch is UTF-8
        for table in base_tables.exported():
            if table in LOCAL:
                continue
            written = connection.execute("SELECT name, pk FROM pragma_table_xinfo(?) WHERE hidden = 0", [table])
            keys = dict(written)
            names = ", ".join(f'"{name}"' for name in keys)
            rows = [dict(row) for row in connection.execute(f'SELECT {names} FROM "{table}"')]
            key = [name for name, pk in keys.items() if pk] or list(keys)
            found[table] = {tuple(row[name] for name in key): row for row in rows}
            found[table][()] = dict.fromkeys(key)
    return found


def commands_that_do(before: Rows, after: Rows) -> list[Command]:
    """Return the commands that make of one ledger the other: those that were added, or one that does it all.

    None when what is different is of the file, or of what every copy has of its own.
    """
    last = max(key[0] for key in before["command"] if key)
    rows = [row for key, row in after["command"].items() if key and key[0] > last]
    template = {**before["command"][(last,)], "number": last + 1, "recorded_at": current_moment(), "key": None}
    empty = {"first_entry": None, "last_entry": None, "movements": 0, "facts": 0, "removed": 0}
    commands = [Command(row) for row in sorted(rows, key=lambda row: row["number"])] or [Command(template | empty)]
    for table, now in after.items():
        if table != "command":
            _compare(commands, table, before[table], now, after["entry"])
    return commands if rows or commands[0].steps else []


def _compare(commands: list[Command], table: str, then: dict[Any, Any], now: dict[Any, Any], entries: Any) -> None:
    keys = list(now[()])
    for name in now.keys() - then.keys():
        row = now[name]
        entry = entries.get((row.get(KEYS.get(table, "")),), {})
        number = row.get("command", entry.get("command"))
        whose = next((command for command in commands if command.row["number"] == number), commands[0])
        _done(whose, "adds", table, insert(table, **row))
        whose.types |= {row["type"]} if table == "entry" else set()
    for name in then.keys() - now.keys():
        _done(commands[0], "removes", table, delete(table, **dict(zip(keys, name, strict=True))))
    for name in now.keys() & then.keys():
        if changed := {column: value for column, value in now[name].items() if then[name][column] != value}:
            columns = ", ".join(f"{quoted(column)} = ?" for column in changed)
            sql = f"UPDATE {quoted(table)} SET {columns} WHERE {quoted(keys[0])} = ?"
            _done(commands[0], "changes", table, Statement(sql, (*changed.values(), name[0])))


def _done(command: Command, act: str, table: str, step: Statement) -> None:
    command.steps.append((step.sql, tuple(step.parameters)))
    command.done.add((act, table))
