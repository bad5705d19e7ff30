"""A file that is written completely or not at all."""

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TextIO

from tracker.errors import Refused

# Names of streams that are already open; they may lead to a file, but that must not be replaced.
_STREAMS = ("/dev/fd/", "/dev/std", "/proc/self/fd/")

_REASONS: dict[type[OSError], str] = {
    FileNotFoundError: "no such folder",
    NotADirectoryError: "no such folder",
    IsADirectoryError: "it is a folder",
    PermissionError: "permission denied",
}


@contextmanager
def replacing(path: str) -> Iterator[TextIO]:
    """Yield a stream of UTF-8 text with LF line ends that becomes the file `path` at the end.

    An existing file stays until then, and stays for good if anything fails; its permissions are
    kept. A device or a pipe is written to directly. Bytes, for a format that is not text, go
    through the stream's `buffer`. Raises Refused, naming the path and the reason, if it cannot be
    written, is a folder, or is a database.
    """
    try:
        existing = _look(path)
        if existing is not None and (path.startswith(_STREAMS) or not stat.S_ISREG(existing.st_mode)):
            # Appending preserves what a redirected stream already holds.
            with Path(path).open("a", encoding="utf-8", errors="backslashreplace", newline="\n") as stream:
                yield stream
        else:
            # A symbolic link stays, and the file it points to is replaced.
            with _beside(Path(os.path.realpath(path)), existing) as stream:
                yield stream
    except OSError as error:
        raise refusal(path, reason(error)) from error


def _look(path: str) -> os.stat_result | None:
    """Return the status of the existing file, None if there is none. Raises Refused if it must not be replaced."""
    if not path or "\0" in path:
        raise refusal(path, "it is not a valid file name")
    try:
        existing = Path(path).stat()
    except FileNotFoundError:
        if path.endswith(("/", os.sep)):
            raise refusal(path, "no such folder") from None
        return None
    if stat.S_ISDIR(existing.st_mode):
        raise refusal(path, "it is a folder")
    if not os.access(path, os.W_OK):
        raise refusal(path, "permission denied")
    if stat.S_ISREG(existing.st_mode) and _is_database(Path(path)):
        raise refusal(path, "it is a database, and would be overwritten")
    return existing


@contextmanager
def _beside(target: Path, existing: os.stat_result | None) -> Iterator[TextIO]:
    """Yield a stream to a temporary file in the target's folder, which replaces the target at the end."""
    temporary = target.with_name(f".tracker-{os.urandom(8).hex()}.tmp")
    # The copy of a private file must never be readable by others.
    mode = 0o666 if existing is None else 0o600
    try:
        with open(
            temporary,
            "x",
            encoding="utf-8",
            errors="backslashreplace",
            newline="\n",
            opener=lambda name, flags: os.open(name, flags, mode),
        ) as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        if existing is not None:
            temporary.chmod(existing.st_mode & 0o777)
        temporary.replace(target)
    except BaseException:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise


def _is_database(path: Path) -> bool:
    """Return whether the file is an SQLite database: naming the ledger by mistake must not destroy it."""
    try:
        with path.open("rb") as file:
            return file.read(16) == b"SQLite format 3\0"
    except OSError:
        return False


def reason(error: OSError) -> str:
    """Return what an OSError means to a user, in a few words."""
    for kind, words in _REASONS.items():
        if isinstance(error, kind):
            return words
    text = error.strerror or str(error) or type(error).__name__
    return text[:1].lower() + text[1:]


def refusal(path: str, why: str) -> Refused:
    """Return the refusal to write to the path, with the reason."""
    return Refused(f"Cannot write '{path}': {why}.")
