"""Sheets that a clerk imports, written next to the database."""

from pathlib import Path
from typing import Any

from tests.conftest import Clerk


def sheet(clerk: Clerk, *rows: str, name: str = "sheet.csv") -> Path:
    """Write a sheet of these rows, the header first."""
    path = clerk.db.parent / name
    path.write_text("".join(f"{row}\n" for row in rows), encoding="utf-8")
    return path


def imports(clerk: Clerk, table: str, path: Path, *words: object) -> Any:
    """Import a valid sheet, and return the outcome."""
    return clerk.does("import", table, path, *words, "--format", "json").json


def figures(outcome: Any) -> tuple[int, int, int]:
    """Return the numbers of recorded, skipped and rejected rows, which are all that were read."""
    recorded, skipped, rejected = (outcome[name] for name in ("recorded", "skipped", "rejected"))
    assert recorded + skipped + rejected == outcome["read"]
    return recorded, skipped, rejected


def errors(clerk: Clerk, table: str, path: Path, *words: object) -> list[tuple[int, str | None, str | None, str]]:
    """Import a sheet with invalid rows, which records nothing, and return the errors: line, column, value, message."""
    before = clerk.db.read_bytes()
    answer = clerk("import", table, path, *words, "--format", "json")
    assert answer.code == 1, (answer.code, answer.out, answer.err)
    assert "so nothing was recorded" in answer.err
    assert clerk.db.read_bytes() == before
    outcome = answer.json
    assert (outcome["recorded"], outcome["entries"]) == (0, [])
    return [(error["line"], error["column"], error["value"], error["message"]) for error in outcome["errors"]]
