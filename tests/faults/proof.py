"""Checks of a ledger after several wrote to it, or after its writer was killed."""

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

from tests.conftest import Answer, Clerk
from tests.faults.worker import HALVES

Lines = list[tuple[str, str, str, str, int]]
"""The movements of an entry: date, run, source, destination, quantity."""


def logged(rows: list[dict[str, Any]]) -> dict[int, Lines]:
    """Return the movements of every entry of a log, in order of time."""
    found: dict[int, Lines] = {}
    for row in rows:
        lines = found.setdefault(row["entry"], [])
        if row["quantity"] is not None:
            lines.append((row["date"], row["run"], row["source"], row["destination"], row["quantity"]))
    return {number: sorted(lines) for number, lines in found.items()}


def lines_said(entry: Any) -> Lines:
    """Return the movements that a logging command reported."""
    names = ("date", "run", "source", "destination", "quantity")
    return sorted(tuple(line[name] for name in names) for line in entry["lines"])


def entries_said(words: list[str], answer: Answer) -> list[int]:
    """Return the numbers of the entries that a successful command reported."""
    if "log" in words or words[0] not in ("ship", "void", "count", "import"):
        return []
    said = answer.json
    if words[0] == "import":
        return list(said["entries"])
    return [said["entry"], *([said["receipt"]] if "receipt" in said else [])]


def halves(path: Path) -> int:
    """Return the numbers of commands with missing or extra rows, and of rows without a command, read by SQL."""
    with closing(sqlite3.connect(path)) as connection:
        (found,) = connection.execute(f"SELECT {HALVES}").fetchone()
        return int(found)


def tables(path: Path) -> dict[str, list[Any]]:
    """Return all rows of all tables, read by SQL, except the list of migrations."""
    with closing(sqlite3.connect(path)) as connection:
        names = connection.execute(
            "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE '\\_%' ESCAPE '\\'"
        )
        return {name: sorted(connection.execute(f"SELECT * FROM {name}"), key=repr) for (name,) in names.fetchall()}


def schema_version(path: Path) -> int:
    """Return the number of the schema, read by SQL."""
    with closing(sqlite3.connect(path)) as connection:
        return int(connection.execute("PRAGMA user_version").fetchone()[0])


def is_hot(path: Path) -> bool:
    """Return whether a killed writer left a journal that the next one has to roll back."""
    journal = path.with_name(f"{path.name}-journal")
    try:
        return journal.read_bytes()[:8] == bytes.fromhex("d9d505f920a163d7")
    except FileNotFoundError:
        return False


def stocks_add_up(rows: list[dict[str, Any]]) -> bool:
    """Return whether no copies appeared or vanished."""
    parts = ("on_hand", "in_transit", "at_places", "handed_out", "lost")
    return all(row["printed"] + row["found"] == sum(row[part] for part in parts) for row in rows)


def all_is_there(clerk: Clerk, told: list[tuple[list[str], Answer]]) -> list[dict[str, Any]]:
    """Assert that the ledger is valid, and has everything that was reported; return its log."""
    clerk.does("check")
    assert halves(clerk.db) == 0
    log: list[dict[str, Any]] = clerk.reads("log")
    found = logged(log)
    assert sorted(found) == list(range(1, len(found) + 1)), "numbers have gaps"
    for words, answer in told:
        if answer.code == 0:
            numbers = entries_said(words, answer)
            assert set(numbers) <= set(found), (words, answer)
            if words[0] in ("ship", "void", "count"):
                assert found[numbers[0]] == lines_said(answer.json), (words, answer)
    return log
