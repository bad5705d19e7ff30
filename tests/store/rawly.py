"""Writing to the database as a stranger would, past the program."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

from tests.conftest import Clerk


@contextmanager
def opened(clerk: Clerk) -> Iterator[sqlite3.Connection]:
    """Open the database with no settings but SQLite's own; each statement is committed at once."""
    with closing(sqlite3.connect(clerk.db, isolation_level=None)) as connection:
        yield connection


def picture(clerk: Clerk) -> dict[str, list[Any]]:
    """Return all that the ledger's tables hold."""
    with opened(clerk) as connection:
        return {
            table: connection.execute(f"SELECT * FROM {table} ORDER BY 1, 2, 3").fetchall()
            for table in ("entry", "movement", "balance", "monthly_flow", "print_run", "place")
        }


def place(code: str) -> str:
    """Return the SQL for a place's row."""
    return f"(SELECT id FROM place WHERE code = '{code}')"


def entry_sql(
    number: object, *, verb: str = "INSERT", moment: str = "9999-01-01T00:00:00.000000Z", **values: Any
) -> str:
    """Return the SQL that adds an entry of one movement, a print of today unless values say otherwise."""
    row: dict[str, object] = {
        "id": number,
        "type": "'writeoff'",
        "date": "'2015-02-01'",
        "position": 0,
        "place": place("store"),
        "lines": 1,
        "key": f"'key {number}'",
        "recorded_at": f"'{moment}'",
        "recorded_by": "'stranger'",
        **values,
    }
    return f"{verb} INTO entry ({', '.join(row)}) VALUES ({', '.join(map(str, row.values()))})"


def movement_sql(entry: int, *, verb: str = "INSERT", **values: Any) -> str:
    """Return the SQL that adds an entry's first movement: one copy of run 1 from the store into the losses."""
    row: dict[str, object] = {
        "entry": entry,
        "line": 1,
        "run": 1,
        "source": place("store"),
        "destination": place("loss"),
        "quantity": 1,
        "date": "'2015-02-01'",
        "position": 0,
        **values,
    }
    return f"{verb} INTO movement ({', '.join(row)}) VALUES ({', '.join(map(str, row.values()))})"
