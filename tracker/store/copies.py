"""Copies of a shared ledger: one without what is only of this file, and how two of them differ."""

from collections.abc import Iterator
from itertools import zip_longest
from pathlib import Path
from typing import Any, NamedTuple

from tracker.model.text import plain
from tracker.store import commands
from tracker.store.backups import copy_pages
from tracker.store.connection import SCHEMA_VERSION, Database, Statement, connected, translated
from tracker.store.new_files import create_empty
from tracker.store.statements import quoted
from tracker.store.texts import TRACES
from tracker.store.transactions import reading

_OWN = (
    Statement("DELETE FROM backup"),
    Statement("DELETE FROM log_cursor"),
    Statement("DELETE FROM sent_batch"),
    Statement("DELETE FROM setting WHERE name = ?", (TRACES,)),
)
"""What takes away what every copy has of its own."""


def without_local(path: Path, target: Path) -> tuple[int, int]:
    """Copy a ledger to a new file, without what is only of this one; return the last command, and the schema."""
    create_empty(target)
    with connected(target, path) as copied:
        with reading(path) as database, translated(path):
            copy_pages(database, copied)
        copied.apply([Statement("PRAGMA journal_mode = DELETE"), *_OWN, Statement("VACUUM")])
        return commands.last_number(copied), SCHEMA_VERSION


class Difference(NamedTuple):
    """A table that is not the same in two copies, and the first rows that differ, as text; one may be missing."""

    table: str
    here: str
    there: str


def differences(database: Database, other: Database) -> Iterator[Difference]:
    """Yield the tables in which a copy differs from another one, what each has of its own left aside."""
    for table, columns in list(_tables(database)):
        own = f"name <> '{TRACES}'" if table == "setting" else "1"
        question = f"SELECT {columns} FROM {quoted(table)} WHERE {own} ORDER BY {columns}"
        for here, there in zip_longest(database.rows(question), other.rows(question)):
            if here != there:
                yield Difference(table, _shown(here), _shown(there))
                break


def _shown(row: tuple[Any, ...] | None) -> str:
    return "()" if row is None else plain(repr(row))[:_SHOWN]


_SHOWN = 200
"""The characters of a row that are shown."""


def _tables(database: Database) -> Iterator[tuple[str, str]]:
    """Yield the tables that are the same in all copies, with the list of their columns."""
    tables = database.rows(
        "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT IN ('backup', 'log_cursor', 'sent_batch', "
        "'_sqlite_migrations') AND name NOT GLOB 'sqlite_*' ORDER BY name"
    )
    for (table,) in list(tables):
        columns = database.rows("SELECT name FROM pragma_table_info(?)", [table])
        yield table, ", ".join(quoted(name) for (name,) in columns)
