"""Write a file completely or not at all."""

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from tracker.atomic_files import is_database, keep_rights, replace_file, sync
from tracker.drafts import draft_of
from tracker.errors import Unwritten, reason, session
from tracker.messages import Message

# Paths of streams that are already open: they may lead to a file, which must not be replaced.
_STREAMS = ("/dev/fd/", "/dev/std", "/proc/self/fd/")


@contextmanager
def replacing(path: str) -> Iterator[TextIO]:
    """Yield a stream of UTF-8 text with LF line ends that becomes the file `path` at the end.

    An existing file is kept until then, and if anything fails; its permissions and, where allowed, its owner and group
    are kept too. A new file gives nobody more rights than the ledger does. A device or a pipe is written to directly.
    Binary formats use the stream's `buffer`. Raises Unwritten if the path cannot be written, is a folder, or is a
    database.
    """
    try:
        existing = _look(path)
        if existing is not None and (path.startswith(_STREAMS) or not stat.S_ISREG(existing.st_mode)):
            # Appending preserves what a redirected stream already holds.
            with Path(path).open("a", encoding="utf-8", errors="backslashreplace", newline="\n") as stream:
                yield stream
        else:
            # A symbolic link stays, and the file it points to is replaced.
            with _draft(Path(os.path.realpath(path)), existing) as stream:
                yield stream
    except OSError as error:
        raise refusal(path, reason(error)) from error


def _look(path: str) -> os.stat_result | None:
    """Return the status of the existing file, or None if there is none.

    Raises Refused or OSError if it must not be replaced.
    """
    if not path or "\0" in path:
        raise refusal(path, Message("it is not a valid file name"))
    try:
        existing = Path(path).stat()
    except FileNotFoundError:
        if path.endswith(("/", os.sep)):
            raise NotADirectoryError(path) from None
        return None
    if stat.S_ISDIR(existing.st_mode):
        raise IsADirectoryError(path)
    if not os.access(path, os.W_OK):
        raise PermissionError(path)
    if stat.S_ISREG(existing.st_mode) and is_database(Path(path)):
        raise refusal(path, Message("it is a database, and would be overwritten"))
    return existing


@contextmanager
def _draft(target: Path, existing: os.stat_result | None) -> Iterator[TextIO]:
    with draft_of(target) as draft:
        with draft.open("x", encoding="utf-8", errors="backslashreplace", newline="\n") as stream:
            usual = stat.S_IMODE(draft.stat().st_mode)
            draft.chmod(0o600)  # it is empty so far, and others must never be able to read a private file
            yield stream
        sync(draft)
        if existing is not None:
            keep_rights(draft, existing)
        else:
            draft.chmod(usual & (session.rights | 0o600))  # the owner may write it even if the ledger is read-only
        replace_file(draft, target)


def refusal(path: str, why: Message) -> Unwritten:
    """Return the error that the path cannot be written, with the reason."""
    return Unwritten("Cannot write '{path}': {reason}.", path=path, reason=why)
