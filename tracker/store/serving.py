"""A ledger that a program serves to many at once: its first bytes are read without ever closing the file.

Closing a file takes away, on POSIX, all locks that the process has on it, also those of a question that another thread
asks meanwhile: what that reads could then change under it.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from io import FileIO
from pathlib import Path
from threading import Lock

from tracker.errors import Unusable
from tracker.store.headers import KEPT

State = tuple[bytes, int, int, int]
"""What tells two states of a ledger apart."""

_LENGTH = 100


@contextmanager
def served(path: Path) -> Iterator[None]:
    """Keep the file open within the block, whatever is asked of it meanwhile."""
    kept = _Kept(path)
    KEPT[path] = kept.header
    try:
        yield
    finally:
        del KEPT[path]
        kept.close()


def state_of(path: Path) -> State | None:
    """Return the state of a ledger that is served, None where it cannot be told.

    Each commit raises the counter in the file's first bytes. A restored backup, or another file of that name, may
    have a counter that was there before: but neither was written at the same moment.
    """
    try:
        status = path.stat()
        return KEPT[path](status), status.st_mtime_ns, status.st_size, status.st_ino
    except (OSError, Unusable):
        return None


class _Kept:
    """A file that stays open; another file that takes its name is opened, too."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._files: list[FileIO] = []
        self._lock = Lock()

    def header(self, status: os.stat_result) -> bytes:
        """Return the first bytes of the file that has this status. Raises OSError."""
        with self._lock:
            if not self._files or not os.path.samestat(os.fstat(self._files[-1].fileno()), status):
                self._files.append(self._path.open("rb", buffering=0))
            file = self._files[-1]
            file.seek(0)
            return file.read(_LENGTH)

    def close(self) -> None:
        """Close what was opened."""
        for file in self._files:
            file.close()
