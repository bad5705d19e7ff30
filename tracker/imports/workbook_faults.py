"""How a workbook that cannot be read is refused."""

from pathlib import Path

from tracker.errors import Refused
from tracker.messages import Message

LONGEST_REASON = 200
"""The most characters of a message that are taken from a file or a library."""


def damaged(path: Path, reason: Message) -> Refused:
    """Return the refusal of a file that cannot be read, with the reason."""
    return Refused(
        "{file} cannot be read as a workbook; it is damaged or in another format: {reason}.", file=path, reason=reason
    )


def reason_of(error: BaseException) -> Message:
    """Return what a library says, in one line and shortened."""
    text = " ".join(str(error).split())[:LONGEST_REASON].rstrip(".")
    return Message("{reason}", reason=text) if text else Message("no reason given")
