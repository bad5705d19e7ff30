"""The next version of the program: the same, with one more migration."""

import shutil
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import pytest

from tests.adapters import SCHEMA_VERSION
from tests.faults.crew import ROOT
from tracker.store.identity import expected
from tracker.store.schema import migration_files

THIS, NEXT = SCHEMA_VERSION, SCHEMA_VERSION + 1

NEW_TABLE = "CREATE TABLE run_weight (run INTEGER PRIMARY KEY REFERENCES print_run, grams INTEGER NOT NULL) STRICT"
"""The additional column of the next version: the weight of a copy of each print run."""

MIGRATION = f"{NEW_TABLE};\nINSERT INTO run_weight SELECT id, 100 FROM print_run;\n"

_NAME = f"{NEXT:04}_weights"
_KNOW_THE_VERSION = (
    *(
        "store.connection",
        "store.transactions",
        "store.schema",
        "store.checks",
        "store.identity",
        "store.ledger_copies",
    ),
    *("store.replaying", "imports.data_package", "reports.exports", "reports.database"),
    *("offices.copying", "offices.joining"),
)
"""The modules that import the schema's number under a name of their own."""


def install(patched: pytest.MonkeyPatch, migration: str = MIGRATION) -> None:
    """Make this process run the next version."""

    def migrations() -> Iterator[tuple[str, str]]:
        yield from migration_files()
        yield _NAME, migration

    for module in _KNOW_THE_VERSION:
        import_module(f"tracker.{module}")  # all before the first is patched: undoing it must give back this version
    for module in _KNOW_THE_VERSION:
        patched.setattr(f"tracker.{module}.SCHEMA_VERSION", NEXT)
    statements = (*(statement for _, _, statement in expected()), NEW_TABLE)
    patched.setattr("tracker.store.identity._statements", lambda: statements)
    patched.setattr("tracker.store.identity.ours", lambda: frozenset(statements))
    patched.setattr("tracker.store.schema.migration_files", migrations)


def program_in(folder: Path) -> Path:
    """Copy the program into a folder, as a wheel installs it, as the next version; return the folder."""
    caches = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "tracker", folder / "tracker", ignore=caches)
    shutil.copytree(ROOT / "db", folder / "tracker" / "db", ignore=caches)
    connection = folder / "tracker" / "store" / "connection.py"
    code = connection.read_text(encoding="utf-8")
    was, becomes = f"SCHEMA_VERSION = {THIS}\n", f"SCHEMA_VERSION = {NEXT}\n"
    assert was in code
    connection.write_text(code.replace(was, becomes), encoding="utf-8")
    (folder / "tracker" / "db" / "migrations" / f"{_NAME}.sql").write_text(MIGRATION, encoding="utf-8")
    with (folder / "tracker" / "db" / "schema.sql").open("a", encoding="utf-8") as schema:
        schema.write(f"{NEW_TABLE};\n")
    return folder
