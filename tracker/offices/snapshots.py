"""Snapshots: a whole ledger as other offices begin with it, without local rows, compressed."""

import zlib
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

from tracker.drafts import draft_of
from tracker.errors import Unusable, reason
from tracker.offices.logs import Snapshot
from tracker.store import sharing
from tracker.store.commands import last_number
from tracker.store.connection import DURABLE, SCHEMA_VERSION, connected
from tracker.store.copies import without_local
from tracker.store.guard import refuse_strangers
from tracker.store.headers import check_header
from tracker.store.new_files import create_empty
from tracker.store.sharing import Cursor

_CHUNK = 1 << 20


def taken(path: Path, id_: str | None) -> Snapshot:
    """Return the ledger as of its last commit, whose batch has that id; the caller keeps others from writing.

    Raises Unusable when there is no room for a copy next to it.
    """
    try:
        with draft_of(path) as draft:
            number = without_local(path, draft)
            body = b"".join(_packed(draft))
    except OSError as error:
        raise Unusable("{path} cannot be copied: {reason}.", path=path, reason=reason(error)) from None
    return Snapshot(number, id_ or sha256(body).hexdigest(), body)


def _packed(file: Path) -> Iterator[bytes]:
    compress = zlib.compressobj()
    with file.open("rb") as content:
        while part := content.read(_CHUNK):
            yield compress.compress(part)
    yield compress.flush()


def begin(draft: Path, path: Path, cursor: Cursor, snapshot: Snapshot) -> None:
    """Make a file what a snapshot holds, as a copy of the log; `path` is what it is called in messages.

    Raises Unusable when the snapshot is damaged or from a newer version, OSError without room.
    """
    create_empty(draft, 0o666)
    try:
        with draft.open("wb") as file:
            for part in unpacked(snapshot):
                file.write(part)
    except zlib.error:
        raise _damaged(snapshot) from None
    check_header(draft)
    with connected(draft, path) as database:
        if database.value("PRAGMA user_version") == SCHEMA_VERSION:
            refuse_strangers(database)
        if last_number(database) != snapshot.number:
            raise _damaged(snapshot)
        database.apply([DURABLE, *sharing.follow(cursor._replace(batch=snapshot.id))])


def unpacked(snapshot: Snapshot) -> Iterator[bytes]:
    """Yield the database file that a snapshot holds, in parts."""
    expand, packed = zlib.decompressobj(), memoryview(snapshot.body)
    for start in range(0, len(packed), _CHUNK):
        yield expand.decompress(packed[start : start + _CHUNK])
    yield expand.flush()
    if not expand.eof:
        raise _damaged(snapshot)


def _damaged(snapshot: Snapshot) -> Unusable:
    return Unusable(
        "The snapshot of command {number} is damaged; the log's owner renews it with 'tracker share URL'.",
        number=snapshot.number,
    )
