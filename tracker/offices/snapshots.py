"""Snapshots: a whole ledger as others begin with it, without what is only of this copy, compressed."""

import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from tracker.drafts import draft_of
from tracker.errors import Unusable, reason
from tracker.offices.logs import Snapshot
from tracker.store.commands import last_number
from tracker.store.connection import SCHEMA_VERSION, Database, connected
from tracker.store.copies import without_local
from tracker.store.guard import refuse_strangers
from tracker.store.headers import check_header
from tracker.store.new_files import create_empty

FORM: Final = b"TS1\n"
"""What the body of a snapshot begins with; the database file follows, compressed."""

MOST_FREELY = 256 * 1024**2
"""The bytes to which a snapshot of any size may expand; a larger one to `MOST_RATIO` times its own besides."""

MOST_RATIO = 100
"""A ledger expands to some six times its size."""

_CHUNK = 1 << 20
_LEVEL = 6


def taken(path: Path) -> Snapshot:
    """Return the ledger as of its last commit; the caller keeps others from writing meanwhile.

    Raises Unusable when there is no room for a copy beside it.
    """
    try:
        with draft_of(path) as draft:
            number, schema = without_local(path, draft)
            return Snapshot(number, schema, FORM + b"".join(_packed(draft)))
    except OSError as error:
        raise Unusable("{path} cannot be copied: {reason}.", path=path, reason=reason(error)) from None


def _packed(file: Path) -> Iterator[bytes]:
    compress = zlib.compressobj(_LEVEL)
    with file.open("rb") as content:
        while part := content.read(_CHUNK):
            yield compress.compress(part)
    yield compress.flush()


@contextmanager
def opened(snapshot: Snapshot, draft: Path, path: Path) -> Iterator[Database]:
    """Make a file what a snapshot holds, and open it; `path` is what it is called in messages.

    Raises Unusable when it is none of ours, holds what is not tracker's, or is not what it says, OSError without room.
    """
    unpack(snapshot, draft)
    with connected(draft, path) as database:
        try:
            if database.value("PRAGMA user_version") == SCHEMA_VERSION:
                refuse_strangers(database)
            number = last_number(database)
        except Unusable:  # which speaks of the file as of one that is used
            raise unfit() from None
        if number != snapshot.number:
            raise unfit()
        yield database


def unpack(snapshot: Snapshot, draft: Path) -> None:
    """Write the database file that a snapshot holds. Raises Unusable when it is none of ours, OSError without room."""
    create_empty(draft, 0o666)
    try:
        with draft.open("wb") as file:
            for part in unpacked(snapshot):
                file.write(part)
    except zlib.error:
        raise unfit() from None
    try:
        check_header(draft)
    except Unusable:
        if snapshot.schema > SCHEMA_VERSION:
            raise
        raise unfit() from None


def unpacked(snapshot: Snapshot) -> Iterator[bytes]:
    """Yield the database file that a snapshot holds, in parts. Raises Unusable when it is none, or too large."""
    if not snapshot.body.startswith(FORM):
        raise unfit()
    expand, packed = zlib.decompressobj(), memoryview(snapshot.body)[len(FORM) :]
    left = MOST_FREELY + MOST_RATIO * len(packed)
    while packed or expand.unconsumed_tail:
        part = expand.decompress(expand.unconsumed_tail or packed[:_CHUNK], _CHUNK)
        if not expand.unconsumed_tail:
            packed = packed[_CHUNK:]
        left -= len(part)
        if left < 0:
            raise Unusable("The snapshot in the log expands to more than any ledger has; ask who keeps the log.")
        yield part
    yield expand.flush()
    if not expand.eof:
        raise unfit()


def unfit() -> Unusable:
    """Return the error that a snapshot is none that this program puts into a log."""
    return Unusable(
        "The snapshot in the log is not one of tracker's, or is not complete. Whoever keeps the log puts another one "
        "there, with 'tracker share URL' on a copy that follows it, when a further command is recorded."
    )
