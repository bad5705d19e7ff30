"""Create databases: migrations, views and reference data in one transaction."""

import csv
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import suppress
from importlib.resources import files
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from tracker import __version__
from tracker.errors import LedgerDamaged, Refused, Unusable, reason, session
from tracker.messages import Joined, Message
from tracker.retries import retry
from tracker.store import commands
from tracker.store.answers import new_secret
from tracker.store.connection import APPLICATION_ID, SCHEMA_VERSION, Database, Statement, connected, translated, warn
from tracker.store.identity import WRITTEN_BY, newer
from tracker.store.journals import free_name
from tracker.store.locks import holding, retrying
from tracker.store.new_files import copy, new_file
from tracker.store.queries import names, sql_files, triggers, view
from tracker.store.statements import quoted

if TYPE_CHECKING:
    import sqlite_utils


Filled = TypeVar("Filled")


def create(
    path: Path, fill: Callable[[Database], Filled], *, like: Path | None = None, schema: int | None = None
) -> Filled:
    """Create a new database at `path`, with the initial content that `fill` adds, and return the result of `fill`.

    It appears complete or not at all; missing folders are created. With `like`, nobody gets more permissions than on
    that file. With the number of a `schema`, `fill` also migrates it from there. Raises TargetExists, a Refused, if the
    path exists, Unusable if it cannot be written.
    """
    try:
        with suppress(FileExistsError):  # a file has the folder's name: creating the draft reports it
            path.parent.mkdir(parents=True, exist_ok=True)
        with new_file(path, like=like) as database:
            database.apply([Statement("BEGIN IMMEDIATE")])
            migrate(database, schema)
            database.apply([new_secret()])
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


def migrate(database: Database, schema: int | None = None) -> None:
    """Migrate the schema, the views and the reference data to this version, within the current transaction.

    With the number of a `schema`, migrate the tables only so far, to fill them with rows of an earlier version.
    """
    import sqlite_utils  # slower to import than everything else together, and needed only here

    is_new = database.value("PRAGMA user_version") == 0
    with translated(database.path):
        from sqlite_utils import Migrations

        migrations = Migrations("tracker")
        _drop_views(database)
        for name, script in islice(migration_files(), schema):
            migrations(name=name)(_step(script))
        migrations.apply(sqlite_utils.Database(database.connection))
        if schema is None:
            _create_views(database)
            _fill_reference(database, "languages", "countries", *(["kinds"] if is_new else []))
            database.apply([Statement(_WRITTEN_BY, (WRITTEN_BY, __version__))])
        database.connection.execute(f"PRAGMA application_id = {APPLICATION_ID:d}")
        database.connection.execute(f"PRAGMA user_version = {schema or SCHEMA_VERSION:d}")


_WRITTEN_BY = "INSERT INTO setting (name, value) VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value"


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

    Inside a transaction, sqlite-utils' executescript checks after every character whether a statement is complete,
    which took four fifths of the time for a new database.
    """
    statement = ""
    for line in script.splitlines(keepends=True):
        statement += line
        if sqlite3.complete_statement(statement):
            yield statement
            statement = ""
    if statement:
        yield statement


def _drop_views(database: Database) -> None:
    """Drop the views and the triggers that query them: SQLite changes no table that a view depends on."""
    views = database.column("SELECT name FROM sqlite_schema WHERE type = 'view'")
    database.apply([Statement(f"DROP TRIGGER IF EXISTS {name}") for name, _ in triggers()])
    database.apply([Statement(f"DROP VIEW {quoted(name)}") for name in views])


def _create_views(database: Database) -> None:
    database.apply([Statement(view(name)) for name in names()])
    database.apply([Statement(trigger) for _, trigger in triggers()])


def _fill_reference(database: Database, *tables: str) -> None:
    """Add or rename languages, countries and kinds. An office may have removed kinds: only new files get these."""
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


# Upgrade a database from an earlier version: a command, in place and in one transaction, after a backup.


def upgrade(database: Database, office: Any) -> None:
    """Upgrade the database of an open connection, as a command, and print a warning on stderr.

    After an interruption, the database is either old or new. A shared ledger is upgraded by the first of its offices;
    the others follow. Raises Unusable if the file is from a newer version, cannot be written, the clock is wrong or
    other offices cannot be reached; Refused if there are rows without a command.
    """
    retry(lambda: _upgrade(database, office))


def _upgrade(database: Database, office: Any) -> None:
    if office is not None:
        office.catch_up(database)
    _execute(database, _BEGIN)
    kept = None
    try:
        with holding(database.path):
            version = database.value("PRAGMA user_version")
            if version > SCHEMA_VERSION:
                raise newer(database.path)
            if version < SCHEMA_VERSION:  # otherwise another command upgraded it while this one waited
                kept = _back_up(Path(database.path), version)
                migrate(database)
                number, moment = commands.next_command(database)
                row = commands.CommandRow(number, "upgrade", session.clerk(), moment)
                database.apply([commands.close(row)])
                if office is not None:
                    office.hand_over(database)
        _execute(database, _COMMIT)
    except BaseException:
        database.roll_back()
        if kept is not None:  # the ledger is unchanged, so the copy is not needed
            with suppress(OSError):
                kept.unlink()
        raise
    if kept is not None:
        warn(_UPGRADED.given(path=database.path, old=version, new=SCHEMA_VERSION, copy=kept))


# BEGIN succeeds on a read-only file, but no write does, even one that changes no rows.
_BEGIN = Statement("BEGIN IMMEDIATE"), Statement("DELETE FROM setting WHERE 0")
_COMMIT = (Statement("COMMIT"),)


def _execute(database: Database, statements: tuple[Statement, ...]) -> None:
    try:
        retrying(lambda: database.apply(statements), database.path)
    except Unusable as error:
        needed = Message("It is from an earlier version of tracker and must be upgraded before use.")
        raise Unusable.from_message(Joined(error.message, needed)) from None


_UPGRADED = Message("{path} was upgraded from schema {old} to {new}; a copy of the old version is kept as {copy}.")


def _back_up(path: Path, version: int) -> Path:
    kept = free_name(path, f"schema-{version}")

    def prove(copied: Database) -> None:
        found = copied.value("PRAGMA integrity_check(1)")
        if found != "ok":
            raise LedgerDamaged(
                "The database {path} is damaged; run 'tracker restore BACKUP'. SQLite reports: {damage}",
                path=copied.path,
                damage=found,
            )

    try:
        with connected(path) as reader:
            copy(reader, kept, prove)
    except Refused as refused:
        needed = Message("The database {path} must be upgraded, but it cannot be backed up first.", path=path)
        raise Unusable.from_message(Joined(needed, refused.message)) from None
    return kept
