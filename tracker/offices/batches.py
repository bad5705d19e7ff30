"""The text of a batch, the rows that a command added, changed and removed, and snapshots of whole ledgers."""

import json
import zlib
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from tracker import __version__
from tracker.drafts import draft_of
from tracker.errors import Refused, Unusable, reason
from tracker.messages import Message
from tracker.offices.logs import NotTaken, Snapshot
from tracker.store import sharing
from tracker.store.commands import last_number
from tracker.store.connection import DURABLE, SCHEMA_VERSION, connected
from tracker.store.copies import without_local
from tracker.store.guard import refuse_strangers
from tracker.store.headers import check_header
from tracker.store.new_files import create_empty
from tracker.store.sharing import Batch, Cursor

MOST_BODY = 16 * 1024**2
"""The maximum number of bytes of a body. A sheet of 250,000 rows has that."""

MOST_TEXT = 512 * 1024**2
"""The maximum number of bytes of a text. Sheets compress to a tenth."""

UPGRADE = "upgrade"
"""The act of a change `["upgrade", schema]`: each program migrates its own copy."""


class Text(NamedTuple):
    """What the text of a batch says."""

    version: str
    """The version of the program that recorded it."""
    prev: str
    """The id of the previous batch."""
    changes: list[Any]


def pack(number: int, prev: str, changes: str) -> Batch:
    """Return the batch with these changes, given as JSON. Raises Refused when it is too large to share."""
    text = f'{{"version":{json.dumps(__version__)},"prev":{json.dumps(prev)},"changes":{changes}}}'.encode()
    body = zlib.compress(text)
    if len(text) > MOST_TEXT or len(body) > MOST_BODY:
        raise Refused("This command records too much for one batch of the shared log; import the sheet in parts.")
    return Batch(number, sha256(text).hexdigest(), prev, body)


def content_of(batch: Batch) -> Text:
    """Return what a batch says. Raises NotTaken when it is damaged."""
    try:
        expand = zlib.decompressobj()
        text = expand.decompress(batch.body, MOST_TEXT)
        if not expand.eof or expand.unused_data or sha256(text).hexdigest() != batch.id:
            raise ValueError
        found = json.loads(text)
        content = Text(found.pop("version"), found.pop("prev"), found.pop("changes"))
    except (zlib.error, ValueError, RecursionError, AttributeError, KeyError, TypeError) as error:
        raise damaged(batch.number) from error
    if found or not isinstance(content.version, str) or not isinstance(content.changes, list):
        raise newer(batch.number, str(content.version))
    return content


def damaged(number: int) -> NotTaken:
    """Return the error that a batch is not as it was recorded."""
    return NotTaken(
        "Command {number} is damaged in the log; its owner starts the log again with 'tracker share URL --from-copy'.",
        number=number,
    )


def newer(number: int, version: str) -> NotTaken:
    """Return the error that this version does not know what a batch records."""
    return NotTaken(
        "Command {number} was recorded with tracker {theirs} and this is {ours}; upgrade tracker.",
        number=number,
        theirs=version,
        ours=__version__,
    )


def broken(number: int, version: str, rule: object) -> NotTaken:
    """Return the error that a batch breaks a rule, which a newer version may not have."""
    if _parts(version) > _parts(__version__):
        return newer(number, version)
    return NotTaken.of(_BROKEN.given(number=number, rule=rule))


_BROKEN = Message(
    "Command {number} of the log breaks a rule ({rule}); its owner removes it with 'tracker share URL --from-copy'."
)


def _parts(version: str) -> list[int]:
    return [int(part) for part in version.split(".") if part.isdigit()]


_CHUNK = 1 << 20


def snapshot_of(path: Path, id_: str | None) -> Snapshot:
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
        raise _damaged_snapshot(snapshot) from None
    check_header(draft)
    with connected(draft, path) as database:
        if database.value("PRAGMA user_version") == SCHEMA_VERSION:
            refuse_strangers(database)
        if last_number(database) != snapshot.number:
            raise _damaged_snapshot(snapshot)
        database.apply([DURABLE, *sharing.follow(cursor._replace(batch=snapshot.id))])


def unpacked(snapshot: Snapshot) -> Iterator[bytes]:
    """Yield the database file that a snapshot holds, in parts."""
    expand, packed = zlib.decompressobj(), memoryview(snapshot.body)
    for start in range(0, len(packed), _CHUNK):
        yield expand.decompress(packed[start : start + _CHUNK])
    yield expand.flush()
    if not expand.eof:
        raise _damaged_snapshot(snapshot)


def _damaged_snapshot(snapshot: Snapshot) -> Unusable:
    return Unusable(
        "The snapshot of command {number} is damaged; the log's owner renews it with 'tracker share URL'.",
        number=snapshot.number,
    )
