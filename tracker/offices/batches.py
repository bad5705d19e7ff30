"""The text of a batch, the rows that a command added, changed and removed, and snapshots of whole ledgers."""

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
"""The maximum number of bytes of a body. A sheet of 250,000 rows has that."""

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
    if len(body) > MOST_BODY:
        raise TooLarge("The command is too large for one batch of the shared log; import the sheet in parts.")
    return Batch(number, sha256(text).hexdigest(), prev, body)


def content_of(batch: Batch) -> Text:
    """Return what a batch says. Raises Unusable when it is damaged, or has a form that this version does not know."""
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
    """Return the error that this version does not know what a batch records."""
    return Unusable(
        "Command {number} was recorded with tracker {theirs}, but this is {ours}; upgrade tracker.",
        number=number,
        theirs=version,
        ours=__version__,
    )


def broken(number: int, version: str, rule: object) -> Unusable:
    """Return the error that a batch breaks a rule, which a newer version may not have."""
    if _parts(version) > _parts(__version__):
        return newer(number, version)
    return Unusable.of(_BROKEN.given(number=number, rule=rule))


_BROKEN = Message(
    "Command {number} of the log breaks a rule ({rule}); the owner removes it with 'tracker share URL --from-copy'."
)


def _parts(version: str) -> list[int]:
    return [int(part) for part in version.split(".") if part.isdigit()]


def snapshot_of(path: Path, id_: str | None) -> Snapshot:
    """Return the ledger as of its last commit, whose batch has that id; the caller keeps others from writing.

    Raises Unusable when there is no room for a copy next to it.
    """
    try:
        with draft_of(path) as draft:
            number = without_local(path, draft)
            body = zlib.compress(draft.read_bytes())
    except OSError as error:
        raise Unusable("{path} cannot be copied: {reason}.", path=path, reason=reason(error)) from None
    return Snapshot(number, id_ or sha256(body).hexdigest(), body)
