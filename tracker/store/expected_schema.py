"""Objects in a database file that this version did not create, and objects that are missing."""

from collections.abc import Iterator
from functools import cache

from tracker.database_files import content_of
from tracker.deferred import NamedTuple
from tracker.errors import Unusable
from tracker.languages import worded
from tracker.messages import Message
from tracker.store.connection import Database


class Object(NamedTuple):
    """An object of a schema: its type in SQLite's terms, its name, and its statement."""

    kind: str
    name: str
    statement: str


_WHOLE = (
    "SELECT group_concat(sql, ';\n') FROM (SELECT sql FROM sqlite_schema WHERE sql NOT NULL "
    "AND NOT (tbl_name = '_sqlite_migrations' AND type IN ('table', 'index')) ORDER BY rowid)"
)
"""The schema in the order of `db/schema.sql`, unless an index was added or an upgrade created an object later."""

_OBJECTS = (
    "SELECT type, name, sql FROM sqlite_schema WHERE sql NOT NULL "
    "AND NOT (tbl_name = '_sqlite_migrations' AND type IN ('table', 'index')) "
    "AND NOT (type = 'table' AND (name GLOB 'sqlite_stat[0-9]' "
    "OR name = 'sqlite_sequence' AND sql = 'CREATE TABLE sqlite_sequence(name,seq)'))"
)
"""All objects of a schema, without the tables of sqlite-utils, ANALYZE and AUTOINCREMENT.

The last one remains after foreign tables are removed, and SQLite does not allow removing it.
"""

_ADDED = Message(
    "{path} has a {kind} that tracker did not create ({name}); drop it, and keep your own in a separate file."
)
_INDEX = Message(
    "{path} has a unique index that tracker did not create ({name}); it could reject valid entries. Drop it."
)
_CHANGED = Message("The {kind} {name} of the database {path} was changed; run 'tracker restore BACKUP'.")
_MISSING = Message("The {kind} {name} is missing from the database {path}; run 'tracker restore BACKUP'.")


def refuse_strangers(database: Database, *, missing: bool = False) -> None:
    """Raise Unusable if the file has foreign, changed or missing objects.

    A changed view could run forever, a trigger could undo what a command records, and a missing one would leave a rule
    unchecked. With `missing`, only objects needed by queries must exist. A file unchanged since the last comparison is
    not compared again.
    """
    version = database.value("PRAGMA data_version")
    if version == database.compared:
        return
    if database.value(_WHOLE) == _text():
        database.compared = version
        return
    found = {sql for _, _, sql in objects(database)}
    for kind, name, sql in objects(database):
        if sql not in ours() and not is_harmless(kind, sql):
            names = {known for _, known, _ in expected()}
            refusal = _CHANGED if name in names else _INDEX if kind == "index" else _ADDED
            raise Unusable.of(refusal.given(path=database.path, kind=worded("object", kind), name=name))
    for kind, name, statement in expected():
        if statement not in found and (not missing or is_needed_by_queries(name, statement)):
            raise Unusable.of(_MISSING.given(path=database.path, kind=worded("object", kind), name=name))


def is_harmless(kind: str, statement: str) -> bool:
    """Return whether a foreign object only makes reading faster: an index that allows all values."""
    return kind == "index" and statement.startswith("CREATE INDEX ")


def is_needed_by_queries(name: str, statement: str) -> bool:
    """Return whether queries need it: a table, a private view, or an index that foreign keys refer to."""
    return name.startswith("_") or statement.startswith(("CREATE TABLE", "CREATE UNIQUE"))


def objects(database: Database) -> Iterator[Object]:
    """Yield the objects in the schema of a file."""
    return map(Object._make, database.rows(_OBJECTS))


@cache
def ours() -> frozenset[str]:
    """Return the statements of the schema, as in `db/schema.sql`."""
    return frozenset(_statements())


def expected() -> Iterator[Object]:
    """Yield the objects of `db/schema.sql` in order."""
    for statement in _statements():
        words = statement.split(None, 4)
        kind, name = words[2:4] if words[1] == "UNIQUE" else words[1:3]
        yield Object(kind.lower(), name, statement)


def _text() -> str:
    return content_of("schema.sql").removesuffix(";\n")


@cache
def _statements() -> tuple[str, ...]:
    first, *others = _text().split(";\nCREATE ")
    return first, *map("CREATE ".__add__, others)
