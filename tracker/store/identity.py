"""Check the header of a database file before SQLite opens it, so that foreign files stay untouched."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

from tracker import __version__
from tracker.database_files import content_of
from tracker.deferred import NamedTuple
from tracker.errors import NewerVersion, NoLedger, NotALedger, Unusable, reason
from tracker.languages import worded
from tracker.messages import Message
from tracker.store.connection import APPLICATION_ID, PRE_RELEASE_IDS, SCHEMA_VERSION, Database, connected

if TYPE_CHECKING:
    from collections.abc import Callable

    from _typeshed import StrPath

_LENGTH = 100
_MAGIC = b"SQLite format 3\0"
KEPT: dict[str, Callable[[os.stat_result], bytes]] = {}
"""Functions that read the header of a file that is kept open, given its status, as in `store.serving`."""

_WAL_MAGIC = (b"\x37\x7f\x06\x82", b"\x37\x7f\x06\x83")


class Header(NamedTuple):
    """The properties of a tracker database known before it is opened."""

    is_wal: bool
    """Whether another program has put it into WAL mode."""
    links: int
    """The number of hard links of the file."""
    rights: int
    """The permission bits of its mode."""


def check_header(path: StrPath) -> Header:
    """Return the header, read as bytes. Raises Unusable unless this version can read the file."""
    header, status = _header(path)
    if not header:
        raise NotALedger("The file {path} is empty; remove it and create a database with 'tracker init'.", path=path)
    if not is_database(header):
        raise NotALedger("The file {path} is not a tracker database; it was not changed.", path=path)
    refuse_strange(path, header)
    if not is_wal(header) and (wal := _wal_of_another(path)) is not None:
        raise Unusable(
            "Next to the database {path} is {wal}, the journal of another file; move it to another folder, or "
            "run 'tracker restore'.",
            path=path,
            wal=wal,
        )
    return Header(is_wal(header), status.st_nlink, status.st_mode & 0o666)


def is_database(header: bytes) -> bool:
    """Return whether the bytes are the complete header of an SQLite database."""
    return len(header) == _LENGTH and header.startswith(_MAGIC)


def refuse_strange(path: StrPath, header: bytes) -> None:
    """Raise Unusable if a database is not tracker's, or of an unsupported version."""
    application = int.from_bytes(header[68:72], "big")
    if application in PRE_RELEASE_IDS:
        raise Unusable(
            "The database {path} was made by a pre-release version of tracker, which this version cannot read; "
            "it was not changed.",
            path=path,
        )
    if application != APPLICATION_ID:
        raise NotALedger("The database {path} belongs to another program; it was not changed.", path=path)
    if int.from_bytes(header[60:64], "big") > SCHEMA_VERSION:
        raise newer(path)


def newer(path: StrPath) -> NewerVersion:
    """Return the error for a database of a newer version, which is named in it. It is not changed, nor its journal."""
    with connected(path, mode="ro&immutable=1") as database:
        theirs = database.value("SELECT value FROM setting WHERE name = ?", [WRITTEN_BY])
    return NewerVersion(
        "{path} was written by tracker {theirs}, but this is {ours}; install tracker {theirs} or later.",
        path=path,
        theirs=theirs,
        ours=__version__,
    )


WRITTEN_BY = "version"
"""The name of the setting with the version of the program that made or upgraded the file."""


def several_names(path: StrPath, links: int) -> Unusable:
    """Return the error for writing to a file with several hard links."""
    return Unusable(
        "The database {path} has {links} hard links, so it can only be read; copy it with 'tracker backup' and use "
        "the copy.",
        path=path,
        links=links,
    )


def _wal_of_another(path: StrPath) -> str | None:
    """Return the write-ahead log next to a database not in WAL mode, which SQLite would merge into the file; or None.

    It is left when another file replaces a database in WAL mode.
    """
    wal = f"{os.path.realpath(path)}-wal"
    try:
        with open(wal, "rb") as file:
            found = file.read(4) in _WAL_MAGIC
    except OSError:
        return None
    # A program that sets WAL mode marks the header first: read after the log, the header is current.
    return wal if found and not is_wal(_header(path)[0]) else None


def read_header(path: StrPath) -> bytes:
    """Return the header of a file. Raises Unusable if it cannot be read, or is not a regular file."""
    return _header(path)[0]


def is_ledger(path: StrPath) -> bool:
    """Return whether a file is readable and a ledger of any version."""
    try:
        with open(path, "rb") as file:
            header = file.read(_LENGTH)
    except OSError:
        return False
    return header.startswith(_MAGIC) and int.from_bytes(header[68:72], "big") == APPLICATION_ID


def is_wal(header: bytes) -> bool:
    """Return whether the header marks WAL mode."""
    return header[19:20] == b"\2"


def _header(path: StrPath) -> tuple[bytes, os.stat_result]:
    try:
        status = os.stat(path)
        if stat.S_ISDIR(status.st_mode):
            raise Unusable("{path} is a folder, not a database; use a file in it.", path=path)
        if not stat.S_ISREG(status.st_mode):  # opening a pipe would block
            raise Unusable("{path} is a device or a pipe, not a database; use a file.", path=path)
        if (kept := KEPT.get(os.fspath(path))) is not None:
            return kept(status), status
        with open(path, "rb") as file:
            return file.read(_LENGTH), status
    except FileNotFoundError:
        raise NoLedger(path) from None
    except OSError as error:
        raise Unusable("The database {path} cannot be opened: {reason}.", path=path, reason=reason(error)) from None


# Objects in a file that this version did not create, and objects that are missing.


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

_REFUSALS = {
    "object_unknown": Message(
        "{path} has a {kind} that tracker did not create ({name}); drop it and keep your own in a separate file."
    ),
    "object_changed": Message("The {kind} {name} of the database {path} was changed; run 'tracker restore BACKUP'."),
    "object_missing": Message("The {kind} {name} is missing from the database {path}; run 'tracker restore BACKUP'."),
}
_INDEX = Message(
    "{path} has a unique index that tracker did not create ({name}); it could reject valid entries. Drop it."
)


def refuse_strangers(database: Database, *, missing: bool = False) -> None:
    """Raise Unusable if the file has foreign, changed or missing objects; with `missing`, only needed ones must exist.

    A changed view could run forever, a trigger could undo what a command records. An unchanged file is compared once.
    """
    version = database.value("PRAGMA data_version")
    if version == database.compared:
        return
    if database.value(_WHOLE) == _text():
        database.compared = version
        return
    for found in sorted(differences(database), key=lambda each: each.finding == "object_missing"):
        if found.finding != "object_missing" or found.is_needed or not missing:
            is_index = found.finding == "object_unknown" and found.kind == "index"
            refusal = _INDEX if is_index else _REFUSALS[found.finding]
            kind = worded("object", found.kind)
            raise Unusable.from_message(refusal.given(path=database.path, kind=kind, name=found.name))


class Difference(NamedTuple):
    """A difference between the schema of a file and this version's."""

    finding: str
    """object_missing, object_changed or object_unknown."""
    kind: str
    name: str
    is_needed: bool = False
    """Whether queries need the object: a table, a private view, or an index that foreign keys refer to."""


def differences(database: Database) -> Iterator[Difference]:
    """Yield the differences in the schema; foreign indexes that allow all values only make reading faster."""
    existing = {(kind, name): sql for kind, name, sql in objects(database)}
    for kind, name, sql in expected():
        found = existing.pop((kind, name), None)
        if found != sql:
            is_needed = name.startswith("_") or sql.startswith(("CREATE TABLE", "CREATE UNIQUE"))
            yield Difference("object_missing" if found is None else "object_changed", kind, name, is_needed)
    for (kind, name), sql in sorted(existing.items()):
        if not sql.startswith("CREATE INDEX "):
            yield Difference("object_unknown", kind, name)


def objects(database: Database) -> Iterator[Object]:
    """Yield the objects in the schema of a file."""
    return map(Object._make, database.rows(_OBJECTS))


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
