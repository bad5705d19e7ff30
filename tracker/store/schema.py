"""Creating a database: migrations, views and reference data, all in one transaction."""

import csv
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import suppress
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from tracker.errors import Unusable, reason, session
from tracker.store.connection import (
    APPLICATION_ID,
    SCHEMA_VERSION,
    Database,
    Statement,
    translated,
)
from tracker.store.new_files import new_file
from tracker.store.queries import names, sql_files, triggers, view
from tracker.store.statements import quoted

if TYPE_CHECKING:
    import sqlite_utils

Filled = TypeVar("Filled")


def create(path: Path, fill: Callable[[Database], Filled], *, like: Path | None = None) -> Filled:
    """Create a new database at `path`, with the initial content that `fill` adds, and return what that returns.

    It appears complete or not at all; a folder that does not exist is created. What the database is made of, if it
    is `like` some file, can be read by nobody else now either. Raises TargetExists, which is a Refused, when the path
    already exists, Unusable when it cannot be written.
    """
    try:
        with suppress(FileExistsError):  # a file has the name of a folder: creating the draft says so
            path.parent.mkdir(parents=True, exist_ok=True)
        with new_file(path, like=like) as database:
            database.apply([Statement("BEGIN IMMEDIATE")])
            migrate(database)
            filled = fill(database)
            database.apply([Statement("COMMIT")])
        if like is not None:
            path.chmod(like.stat().st_mode & _READ_AND_WRITE | _BY_ITS_OWNER)
    except OSError as error:
        raise Unusable("Cannot create a database at {path}: {reason}.", path=path, reason=reason(error)) from None
    finally:
        session.committed = session.committed or session.made == path  # its first command is recorded in it
    return filled


_READ_AND_WRITE, _BY_ITS_OWNER = 0o666, 0o600


def migrate(database: Database) -> None:
    """Migrate the schema, the views and the reference data to this version, within the current transaction."""
    import sqlite_utils  # slower to import than everything else together, and needed only here

    is_new = database.value("PRAGMA user_version") == 0
    with translated(database.path):
        _migrations().apply(sqlite_utils.Database(database.connection))
        _renew_views(database)
        _fill_reference(database, "languages", "countries", *(["kinds"] if is_new else []))
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
    return sql_files("migrations")


def _step(script: str) -> "Callable[[sqlite_utils.Database], None]":
    def apply(db: "sqlite_utils.Database", /) -> None:
        for statement in statements_of(script):
            db.execute(statement)

    return apply


def statements_of(script: str) -> Iterator[str]:
    """Yield the statements of a script, each with the comments before it; no two statements may share a line.

    Inside a transaction, sqlite-utils' executescript looks after every character whether a statement is complete,
    which took four fifths of the time that a new database needs.
    """
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
    if statement:
        yield statement


def _renew_views(database: Database) -> None:
    old = list(database.rows("SELECT name FROM sqlite_schema WHERE type = 'view'"))
    database.apply([Statement(f"DROP VIEW {quoted(name)}") for (name,) in old])
    database.apply([Statement(view(name)) for name in names()])
    for name, trigger in triggers():
        database.apply([Statement(f"DROP TRIGGER IF EXISTS {name}"), Statement(trigger)])


def _fill_reference(database: Database, *tables: str) -> None:
    """Add the languages, countries or kinds, and update the names of the existing ones.

    An office may remove kinds that it does not use: they are added to a new database only.
    """
    upsert = {
        "languages": "INSERT INTO language (code, name, name_lv, name_ru) VALUES (?, ?, nullif(?, ''), nullif(?, '')) "
        "ON CONFLICT DO UPDATE SET name = excluded.name, name_lv = excluded.name_lv, name_ru = excluded.name_ru",
        "countries": "INSERT INTO country (code, name, name_lv, name_ru) VALUES (?, ?, ?, ?) "
        "ON CONFLICT DO UPDATE SET name = excluded.name, name_lv = excluded.name_lv, name_ru = excluded.name_ru",
        "kinds": "INSERT INTO kind (code, name) VALUES (?, ?) ON CONFLICT DO NOTHING",
    }
    for table in tables:
        database.apply([Statement(upsert[table], row) for row in reference(table)])


def reference(table: str) -> list[tuple[str, ...]]:
    """Return the rows of a file of reference data, such as `languages`: a code, then its names."""
    text = files("tracker.db.reference").joinpath(f"{table}.csv").read_text(encoding="utf-8")
    return [tuple(row) for row in csv.reader(text.splitlines())][1:]
