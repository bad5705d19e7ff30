"""A file that appears whole or not at all."""

import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TextIO

from tracker.errors import Refused

# Names of streams that are open already; what they lead to may be a file, but is not ours to replace.
_STREAMS = ("/dev/fd/", "/dev/std", "/proc/self/fd/")

_REASONS: dict[type[OSError], str] = {
    FileNotFoundError: "no such folder",
    NotADirectoryError: "no such folder",
    IsADirectoryError: "it is a folder",
    PermissionError: "permission denied",
}


@contextmanager
def replacing(path: str) -> Iterator[TextIO]:
    """Give a stream of UTF-8 text with LF line ends that becomes the file `path` at the end.

    Until then what was there stays, and it stays for good when anything fails. The file keeps
    the permissions it had. A device or a pipe is written to directly. Bytes, for a format that
    is not text, go through the stream's `buffer`. Raises Refused, naming the path and the
    reason, when it cannot be written, is a folder, or is a database.
    """
    try:
        there = _look(path)
        if there is not None and (path.startswith(_STREAMS) or not stat.S_ISREG(there.st_mode)):
            # Appending spares what a redirected stream holds already.
            with Path(path).open("a", encoding="utf-8", errors="backslashreplace", newline="\n") as stream:
                yield stream
        else:
            # A symbolic link stays, and the file it leads to is replaced.
            with _beside(Path(os.path.realpath(path)), there) as stream:
                yield stream
    except OSError as error:
        raise refusal(path, reason(error)) from error


def _look(path: str) -> os.stat_result | None:
    """Return what is known of the file there now, None if there is none; raise Refused if it must stay."""
    if not path or "\0" in path:
        raise refusal(path, "it is not the name of a file")
    try:
        there = Path(path).stat()
    except FileNotFoundError:
        if path.endswith(("/", os.sep)):
            raise refusal(path, "no such folder") from None
        return None
    if stat.S_ISDIR(there.st_mode):
        raise refusal(path, "it is a folder")
    if not os.access(path, os.W_OK):
        raise refusal(path, "permission denied")
    if stat.S_ISREG(there.st_mode) and _is_database(Path(path)):
        raise refusal(path, "it is a database, and would be lost")
    return there


@contextmanager
def _beside(target: Path, there: os.stat_result | None) -> Iterator[TextIO]:
    """Give a stream to a temporary file in the target's folder that takes its place at the end."""
    temporary = target.with_name(f".tracker-{os.urandom(8).hex()}.tmp")
    # A file that was private must not be readable for a moment either.
    mode = 0o666 if there is None else 0o600
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
        if there is not None:
            temporary.chmod(there.st_mode & 0o777)
        temporary.replace(target)
    except BaseException:
        with suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise


def _is_database(path: Path) -> bool:
    """Tell whether the file is an SQLite database: naming the ledger by mistake must not destroy it."""
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
    """Return the refusal to write there, for the reason given."""
    return Refused(f"Cannot write '{path}': {why}.")
