"""Drafts: what a command writes under a name that nobody looks at, and who clears them away.

A draft is in a hidden folder of its own, `.tracker-<16 digits>.tmp`, next to the file or folder that it is to become.
The folder also holds the files that SQLite adds, what was moved out of the draft's way, and a lock that the program
holds for as long as it lives, however it ends. So every command recognises the drafts of programs that have ended, and
removes them from the folder of its ledger and from those in which it writes.

A file `.tracker-<16 digits>.alive`, whose digits are made of the ledger's name, is touched every second by the command
that holds the lock of the ledger for long. Whoever clears the folder removes it: the living make it again.
"""

from __future__ import annotations

import os
import re
import sys
import time
import zlib
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from io import FileIO
    from pathlib import Path  # which no short command waits for

    from _typeshed import StrPath

_DRAFT, _ASIDE, _LOCK, _SIGN = "draft", "old", "lock", ".alive"
_BEGINNING = ".tracker-"
_NAME = r"\.tracker-[0-9a-f]{16}\.(tmp|alive)"
_DAY = 24 * 60 * 60
_LONGEST = 65536


@contextmanager
def draft_of(target: Path) -> Iterator[Path]:
    """Give a name on the target's disk for its draft, and remove at the end whatever still has that name.

    Drafts that killed programs left there are cleared first. Raises OSError when the folder cannot be written to.
    """
    clear(target.parent)
    home = target.with_name(f"{_BEGINNING}{os.urandom(8).hex()}.tmp")
    try:
        home.mkdir(0o700)
        with (home / _LOCK).open("xb", buffering=0) as lock:
            with suppress(OSError):  # a file system without locks
                _lock(lock, wait=True)
            lock.write(os.fsencode(target.name))
            yield home / _DRAFT
    finally:
        with suppress(OSError):
            _remove(home, target.name)


def aside_of(draft: Path) -> Path:
    """Return the name to which a folder moves out of the way of its draft."""
    return draft.with_name(_ASIDE)


def sign_of_life(ledger: StrPath) -> str:
    """Return the file that a command touches while it holds the lock of the ledger."""
    folder, name = os.path.split(os.path.realpath(ledger))
    return os.path.join(folder, f"{_BEGINNING}{zlib.crc32(os.fsencode(name)):016x}{_SIGN}")


def clear(folder: StrPath) -> None:
    """Remove from a folder the drafts of programs that have ended; put back a folder that was moved out of the way."""
    found: list[str] = []
    with suppress(OSError), os.scandir(folder) as files:
        found += [file.name for file in files if file.name.startswith(_BEGINNING)]
    for name in found:
        if re.fullmatch(_NAME, name, re.ASCII):
            from pathlib import Path

            with suppress(OSError):
                _clear_one(Path(folder, name))


def _clear_one(path: Path) -> None:
    """Remove a sign of life, or the draft of a program that has ended.

    Before a program holds its lock, and where files cannot be locked, it is taken to live for a day.
    """
    if path.suffix == _SIGN:
        if path.is_file():  # a pipe or a folder of that name is not ours
            path.unlink()
        return
    lock = path / _LOCK
    name, has_ended = "", path.is_dir() and time.time() - path.stat().st_mtime > _DAY
    if lock.is_file():
        with lock.open("rb+", buffering=0) as stream:
            with suppress(OSError):  # a file system without locks
                if not _lock(stream):
                    return
                has_ended = has_ended or lock.stat().st_size > 0
            name = os.path.basename(os.fsdecode(stream.read(_LONGEST).replace(b"\0", b"")))
    if has_ended:
        _remove(path, name)


def _lock(stream: FileIO, *, wait: bool = False) -> bool:
    """Lock a file, unless another program has locked it; tell which. Raises OSError where files cannot be locked."""
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(stream.fileno(), msvcrt.LK_LOCK if wait else msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(stream, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):  # the latter on Windows
        return False
    return True


def _remove(home: Path, name: str) -> None:
    """Remove the draft of what has that name; a folder that was moved out of its way is put back if it left a gap."""
    aside = home / _ASIDE
    if name and aside.exists() and not os.path.lexists(home.with_name(name)):
        aside.rename(home.with_name(name))
    remove(home)


def remove(path: Path) -> None:
    """Remove a file or a folder with all that is in it, if there is one and that is possible."""
    with suppress(OSError):
        if path.is_dir() and not path.is_symlink():
            import shutil  # slow to load, and hardly ever needed

            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
