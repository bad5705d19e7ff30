"""The text of a batch: the rows that a command added, changed and removed, as JSON, compressed."""

import json
import zlib
from hashlib import sha256
from typing import Any, NamedTuple

from tracker import __version__
from tracker.errors import Refused
from tracker.messages import Message
from tracker.offices.logs import Batch, NotTaken

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
