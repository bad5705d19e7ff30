"""Check the header of a database file before SQLite opens it, so that foreign files stay untouched."""

from __future__ import annotations

import os
import stat
from typing import TYPE_CHECKING

from tracker.deferred import NamedTuple
from tracker.errors import NewerVersion, NoLedger, NotALedger, Unusable, reason
from tracker.store.connection import APPLICATION_ID, PRE_RELEASE_IDS, SCHEMA_VERSION

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
    """Return the header. Raises Unusable unless the file is a tracker database that this version can read.

    The header is read as bytes, so that a file of another program is never changed. The offsets are those of SQLite's
    file format (https://www.sqlite.org/fileformat.html, section 1.3).
    """
    header, status = _header(path)
    if not header:
        raise NotALedger("The file {path} is empty; remove it and create a database with 'tracker init'.", path=path)
    if not is_database(header):
        raise NotALedger("The file {path} is not a tracker database; it was not changed.", path=path)
    refuse_strange(path, header)
    if not is_wal(header):
        wal = wal_of_another(path)
        if wal is not None:
            raise Unusable(
                "Next to the database {path} is {wal}, the journal of another file; move it away, or run 'tracker "
                "restore'.",
                path=path,
                wal=wal,
            )
    return Header(is_wal(header), status.st_nlink, status.st_mode & 0o666)


def is_database(header: bytes) -> bool:
    """Return whether the bytes are the complete header of an SQLite database."""
    return len(header) == _LENGTH and header.startswith(_MAGIC)


def is_supported(header: bytes) -> bool:
    """Return whether SQLite supports the formats in the header, and so writes the file."""
    return max(header[18:20]) <= _FILE_FORMAT and int.from_bytes(header[44:48], "big") <= _SCHEMA_FORMAT


_FILE_FORMAT, _SCHEMA_FORMAT = 2, 4
"""The newest formats; a file in a newer one is not read, or only read."""


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
    version = int.from_bytes(header[60:64], "big")
    if version > SCHEMA_VERSION:
        raise NewerVersion(
            "The database {path} requires a newer version of tracker (schema {schema}, this version supports "
            "{supported}); upgrade tracker.",
            path=path,
            schema=version,
            supported=SCHEMA_VERSION,
        )


def several_names(path: StrPath, links: int) -> Unusable:
    """Return the error for writing to a file with several hard links."""
    return Unusable(
        "The database {path} has {links} hard links, so it can only be read; copy it with 'tracker backup', and "
        "use the copy.",
        path=path,
        links=links,
    )


def wal_of_another(path: StrPath) -> str | None:
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
    """Return the header of a file, and its status."""
    try:
        status = os.stat(path)
        if stat.S_ISDIR(status.st_mode):
            raise Unusable("{path} is a folder, not a database; name a file in it.", path=path)
        if not stat.S_ISREG(status.st_mode):  # opening a pipe would block
            raise Unusable("{path} is a device or a pipe, not a database; name a file.", path=path)
        if (kept := KEPT.get(os.fspath(path))) is not None:
            return kept(status), status
        with open(path, "rb") as file:
            return file.read(_LENGTH), status
    except FileNotFoundError:
        raise NoLedger(path) from None
    except OSError as error:
        raise Unusable("The database {path} cannot be opened: {reason}.", path=path, reason=reason(error)) from None
