"""Creating a database: migrations, views and reference data, all in one transaction."""

import csv
import os
from collections.abc import Callable, Iterator
from contextlib import suppress
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from tracker.errors import Refused, Unusable, session
from tracker.store.connection import (
    APPLICATION_ID,
    SCHEMA_VERSION,
    Database,
    Statement,
    connected,
    reason,
    translated,
)
from tracker.store.queries import names, view
from tracker.store.statements import quoted

if TYPE_CHECKING:
    import sqlite_utils


def create(path: Path, fill: Callable[[Database], None]) -> None:
    """Create a new database at `path`, with the initial content that `fill` adds.

    It is built in a temporary file and renamed when complete, so that a partial one is never visible.
    Raises Refused when the path already exists, Unusable when it cannot be written.
    """
    refuse_if_there(path)
    draft = path.with_name(f".{os.urandom(8).hex()}.tmp")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        draft.open("xb").close()
        with connected(draft) as database:
            database.apply([Statement("BEGIN IMMEDIATE")])
            migrate(database)
            fill(database)
            database.apply([Statement("COMMIT")])
        refuse_if_there(path)
        draft.rename(path)
        session.committed = True
    except OSError as error:
        raise Unusable(f"Cannot create a database at {path}: {reason(error)}.") from None
    finally:
        for left in (draft, draft.with_name(draft.name + "-journal")):
            with suppress(OSError):
                left.unlink()


def refuse_if_there(path: Path) -> None:
    """Raise Refused when a file or folder of that name already exists."""
    if os.path.lexists(path):
        raise Refused(f"{path} already exists and was not changed; name another file.")


def migrate(database: Database) -> None:
    """Migrate the schema, the views and the reference data to this version, within the current transaction."""
    import sqlite_utils  # slower to import than everything else together, and needed only here

    with translated(database.path):
        _migrations().apply(sqlite_utils.Database(database.connection))
        _renew_views(database)
        _fill_reference(database)
        database.connection.execute(f"PRAGMA application_id = {APPLICATION_ID:d}")
        database.connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION:d}")


def _migrations() -> "sqlite_utils.Migrations":
    from sqlite_utils import Migrations

    migrations = Migrations("tracker")
    for name, script in migration_files():
        migrations(name=name)(_step(script))
    return migrations


def migration_files() -> Iterator[tuple[str, str]]:
    """Yield the name and the SQL of every migration, in order."""
    for file in sorted(files("tracker.db.migrations").iterdir(), key=lambda file: file.name):
        if file.name.endswith(".sql"):
            yield file.name.removesuffix(".sql"), file.read_text(encoding="utf-8")


def _step(script: str) -> "Callable[[sqlite_utils.Database], None]":
    def apply(db: "sqlite_utils.Database", /) -> None:
        db.executescript(script)

    return apply


def _renew_views(database: Database) -> None:
    old = list(database.rows("SELECT name FROM sqlite_schema WHERE type = 'view'"))
    database.apply([Statement(f"DROP VIEW {quoted(name)}") for (name,) in old])
    database.apply([Statement(view(name)) for name in names()])


def _fill_reference(database: Database) -> None:
    """Add the languages, countries and kinds, and update the names of the existing ones."""
    upsert = {
        "languages": "INSERT INTO language (code, name, name_lv) VALUES (?, ?, nullif(?, '')) "
        "ON CONFLICT DO UPDATE SET name = excluded.name, name_lv = excluded.name_lv",
        "countries": "INSERT INTO country (code, name, name_lv) VALUES (?, ?, ?) "
        "ON CONFLICT DO UPDATE SET name = excluded.name, name_lv = excluded.name_lv",
        "kinds": "INSERT INTO kind (code, name) VALUES (?, ?) ON CONFLICT DO NOTHING",
    }
    for table, sql in upsert.items():
        text = files("tracker.db.reference").joinpath(f"{table}.csv").read_text(encoding="utf-8")
        rows = list(csv.reader(text.splitlines()))[1:]
        database.apply([Statement(sql, tuple(row)) for row in rows])
