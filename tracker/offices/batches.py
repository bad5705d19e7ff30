"""The format of batches (the rows that a command added, changed and removed) and of snapshots of whole ledgers."""

import json
import zlib
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

from tracker import __version__
from tracker.drafts import draft_of
from tracker.errors import TooLarge, Unusable, reason
from tracker.messages import Message
from tracker.offices.logs import Snapshot
from tracker.store.ledger_copies import without_local
from tracker.store.sharing import Batch

MOST_BODY = 16 * 1024**2
"""The maximum size of a compressed batch, in bytes; a sheet of 250,000 rows reaches it."""

UPGRADE = "upgrade"
"""Marks a schema upgrade, `["upgrade", schema]`: each office migrates its own copy."""


class Text(NamedTuple):
    """The decoded text of a batch."""

    version: str
    """The version of the program that recorded the batch."""
    prev: str
    """The id of the previous batch."""
    changes: list[Any]


def pack(number: int, prev: str, changes: str) -> Batch:
    """Return a batch with these changes, given as JSON. Raises TooLarge if it is too large to share."""
    text = f'{{"version":{json.dumps(__version__)},"prev":{json.dumps(prev)},"changes":{changes}}}'.encode()
    body = zlib.compress(text)
    if len(body) > MOST_BODY:
        raise TooLarge("The command is too large for one batch of the shared log; import the sheet in parts.")
    return Batch(number, sha256(text).hexdigest(), prev, body)


def content_of(batch: Batch) -> Text:
    """Return the decoded text of a batch. Raises Unusable if it is damaged or in an unknown format."""
    try:
        text = zlib.decompress(batch.body)
        if sha256(text).hexdigest() != batch.id:
            raise ValueError
        found = json.loads(text)
        content = Text(found.pop("version"), found.pop("prev"), found.pop("changes"))
    except (zlib.error, ValueError, RecursionError, TypeError, AttributeError, KeyError) as error:
        raise Unusable(
            "Command {number} is damaged in the log; the owner restarts the log with 'tracker share URL --from-copy'.",
            number=batch.number,
        ) from error
    if found:
        raise newer(batch.number, content.version)
    return content


def newer(number: int, version: str) -> Unusable:
    """Return the error for a batch that only a newer version understands."""
    return Unusable(
        "Command {number} was recorded with tracker {theirs}, but this is {ours}; install tracker {theirs} or later.",
        number=number,
        theirs=version,
        ours=__version__,
    )


def broken(number: int, version: str, rule: object) -> Unusable:
    """Return the error for a batch that breaks a rule; a newer version may have dropped the rule."""
    if _parts(version) > _parts(__version__):
        return newer(number, version)
    return Unusable.from_message(_BROKEN.given(number=number, rule=rule))


_BROKEN = Message(
    "Command {number} of the log breaks a rule ({rule}); the owner removes it with 'tracker share URL --from-copy'."
)


def _parts(version: str) -> list[int]:
    return [int(part) for part in version.split(".") if part.isdigit()]


def snapshot_of(path: Path, id_: str | None) -> Snapshot:
    """Return the ledger as of its last commit, whose batch has that id; others may not write. Raises Unusable."""
    try:
        with draft_of(path) as draft:
            number = without_local(path, draft)
            body = zlib.compress(draft.read_bytes())
    except OSError as error:
        raise Unusable("{path} cannot be copied: {reason}.", path=path, reason=reason(error)) from None
    return Snapshot(number, id_ or sha256(body).hexdigest(), body)
