"""What stands in a database file beside what this version makes: tables, views and triggers of others."""

from functools import cache
from pkgutil import get_data

from tracker.errors import Unusable
from tracker.languages import worded
from tracker.messages import Message
from tracker.store.connection import Database

_OBJECTS = (
    "SELECT type, name, sql FROM sqlite_schema WHERE type <> 'index' AND NOT (type = 'table' "
    "AND (name = '_sqlite_migrations' OR name GLOB 'sqlite_stat[0-9]' "
    "OR name = 'sqlite_sequence' AND sql = 'CREATE TABLE sqlite_sequence(name,seq)'))"
)
"""All that can hold others' statements, without the tables of sqlite-utils, of ANALYZE and of AUTOINCREMENT.

The last one is left by tables of others, and SQLite lets nobody remove it.
"""

_ADDED = Message(
    "The database {path} holds a {kind} that is not tracker's, {name}, and is not used while it does; remove it, and "
    "keep what is yours in a file of its own."
)
_CHANGED = Message(
    "The {kind} {name} of the database {path} is not as tracker made it; restore a backup with 'tracker restore'."
)


def refuse_strangers(database: Database) -> None:
    """Raise Unusable if the file holds a table, a view or a trigger that is not ours, word for word.

    A view under one of our names could never end, and a trigger could undo what a command records. What is missing
    is for `check` to say.
    """
    for kind, name, sql in database.rows(_OBJECTS):
        if sql not in ours():
            names = {statement.split(None, 3)[2] for statement in ours()}
            raise Unusable.of(
                (_CHANGED if name in names else _ADDED).given(
                    path=database.path, kind=worded("object", kind), name=name
                )
            )


@cache
def ours() -> frozenset[str]:
    """Return the statements that make the schema, as `db/schema.sql` has them."""
    content = get_data("tracker.db", "schema.sql")
    assert content is not None  # noqa: S101  (files and zip archives can be read)
    first, *others = content.decode("utf-8").replace("\r\n", "\n").removesuffix(";\n").split(";\nCREATE ")
    return frozenset((first, *map("CREATE ".__add__, others)))
