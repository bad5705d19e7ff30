"""The next version of the program: the same, with one more migration and one more view."""

import re
import shutil
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

import pytest

from tests.adapters import SCHEMA_VERSION
from tests.faults.crew import ROOT
from tests.renewing import schema
from tracker.database_files import content_of
from tracker.store import dictionary, queries
from tracker.store.schema import migration_files

THIS, NEXT = SCHEMA_VERSION, SCHEMA_VERSION + 1
VERSION = "9.8.7"
"""The next version's own number."""

MIGRATION = """ALTER TABLE fund ADD COLUMN url TEXT CONSTRAINT url_is_there CHECK (url <> '');
CREATE TABLE run_weight (run INTEGER PRIMARY KEY REFERENCES print_run DEFERRABLE INITIALLY DEFERRED,
    grams INTEGER NOT NULL) STRICT;
INSERT INTO run_weight SELECT id, 100 FROM print_run;
ALTER TABLE balance ADD COLUMN weighed INTEGER NOT NULL DEFAULT 0;
"""
"""A column, a table with the weight of a copy of each print run, and a column of a sum."""

VIEW = "SELECT run, grams, (SELECT max(url) FROM fund) AS url FROM run_weight\n"

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
_KNOW_THE_PROGRAM = ("store.schema", "store.identity", "imports.data_package", "reports.exports", "offices.batches")
"""The modules that import the program's number under a name of their own."""


def install(patched: pytest.MonkeyPatch, migration: str = MIGRATION) -> None:
    """Make this process run the next version."""
    for module in _KNOW_THE_VERSION:
        import_module(f"tracker.{module}")  # all before the first is patched: undoing it must give back this version
    statements = _statements()
    _migrate(patched, migration)
    for module in _KNOW_THE_PROGRAM:
        patched.setattr(f"tracker.{module}.__version__", VERSION)
    patched.setattr("tracker.store.identity._statements", lambda: statements)


def _migrate(patched: pytest.MonkeyPatch, migration: str) -> None:
    def migrations() -> Iterator[tuple[str, str]]:
        yield from migration_files()
        yield _NAME, migration

    sums = [_weighed(text) for text in queries.sums()]
    views = {name: queries.view(name) for name in queries.names()} | {"weights": f"CREATE VIEW weights AS\n{VIEW}"}
    for module in _KNOW_THE_VERSION:
        patched.setattr(f"tracker.{module}.SCHEMA_VERSION", NEXT)
    patched.setattr(dictionary, "_text", _dictionary)
    for name, uncached in _UNCACHED.items():
        patched.setattr(dictionary, name, uncached)
    patched.setattr("tracker.store.queries.sums", lambda: sums)
    patched.setattr("tracker.store.schema.migration_files", migrations)
    patched.setattr("tracker.store.schema.names", lambda: list(views))
    patched.setattr("tracker.store.schema.view", views.__getitem__)


def _weighed(text: str) -> str:
    """Return the text of a sum, with the column that the migration adds to one."""
    head, select = "INTO balance (place, ", "SELECT place, "
    return text.replace(
        f"{head}run, date, copies, came)\n{select}", f"{head}weighed, run, date, copies, came)\n{select}0, "
    )


_UNCACHED = {"tables": dictionary.tables.__wrapped__, "columns": dictionary.columns.__wrapped__}


@cache
def _dictionary() -> str:
    before, fund, after = re.split("((?:^tables/fund,.*\n)+)", content_of("dictionary.csv"), flags=re.MULTILINE)
    return f"{before}{fund}tables/fund,url,string,,,Its page\n{after}{_WEIGHTS}"


_WEIGHTS = (
    "tables/run_weight,run,integer,,primary tables/print_run.id,run\ntables/run_weight,grams,integer,grams,,weight\n"
)


@cache
def _schema() -> str:
    with pytest.MonkeyPatch.context() as patched:
        _migrate(patched, MIGRATION)
        return schema()


@cache
def _statements() -> tuple[str, ...]:
    first, *others = _schema().removesuffix(";\n").split(";\nCREATE ")
    return first, *map("CREATE ".__add__, others)


def program_in(folder: Path) -> Path:
    """Copy the program into a folder, as a wheel installs it, as the next version; return the folder."""
    caches = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "tracker", folder / "tracker", ignore=caches)
    shutil.copytree(ROOT / "db", folder / "tracker" / "db", ignore=caches)
    for name, was, becomes in (
        ("store/connection.py", f"SCHEMA_VERSION = {THIS}\n", f"SCHEMA_VERSION = {NEXT}\n"),
        ("__init__.py", r'__version__ = "[^"]*"', f'__version__ = "{VERSION}"'),
    ):
        file = folder / "tracker" / name
        code, count = re.subn(was, becomes, file.read_text(encoding="utf-8"))
        assert count == 1, name
        file.write_text(code, encoding="utf-8")
    for name, text in (
        (f"migrations/{_NAME}.sql", MIGRATION),
        ("views/weights.sql", VIEW),
        ("schema.sql", _schema()),
        ("dictionary.csv", _dictionary()),
        ("sums/balance.sql", _weighed(content_of("sums/balance.sql"))),
    ):
        (folder / "tracker" / "db" / name).write_text(text, encoding="utf-8")
    return folder


def upgraded(tables: dict[str, list[Any]]) -> dict[str, list[Any]]:
    """Return the rows of all tables but `command` as the upgrade leaves them."""
    return {name: rows for name, rows in tables.items() if name != "command"} | {
        "fund": [(*row, None) for row in tables["fund"]],
        "balance": [(*row, 0) for row in tables["balance"]],
        "setting": [(name, VERSION if name == "version" else value) for name, value in tables["setting"]],
        "run_weight": [(run, 100) for run, *_ in tables["print_run"]],
    }
