"""Drafts: hidden files under which a command writes its output, and their clean-up.

A draft is in a hidden folder of its own, `.tracker-<16 digits>.tmp`, next to its target. The folder also has SQLite's
extra files, the target that was moved aside, and a lock that the program holds while it runs. So every command
recognises the drafts of programs that have ended, and removes them from its ledger's folder and from those it writes
to.

A command that holds the ledger's lock for long touches `.tracker-<16 digits>.alive` every second; the digits depend on
the ledger's name. Clean-up removes the file, and running commands make it again.
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
    from pathlib import Path  # not needed by short commands

    from _typeshed import StrPath

_DRAFT, _ASIDE, _LOCK, _SIGN = "draft", "old", "lock", ".alive"
_BEGINNING = ".tracker-"
_NAME = r"\.tracker-[0-9a-f]{16}\.(tmp|alive)"
_DAY = 24 * 60 * 60
_LONGEST = 65536


@contextmanager
def draft_of(target: Path) -> Iterator[Path]:
    """Yield a path on the target's disk for its draft, and remove at the end whatever is left there.

    Drafts of killed programs are removed first. Raises OSError if the folder cannot be written to.
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
            try:
                _remove(home, target.name)
            except KeyboardInterrupt:  # a signal during the removal, which is short
                _remove(home, target.name)
                raise


def aside_of(draft: Path) -> Path:
    """Return the path to which a folder is moved aside for its draft."""
    return draft.with_name(_ASIDE)


def sign_of_life(ledger: StrPath) -> str:
    """Return the file that a command touches while it holds the ledger's lock."""
    folder, name = os.path.split(os.path.realpath(ledger))
    return os.path.join(folder, f"{_BEGINNING}{zlib.crc32(os.fsencode(name)):016x}{_SIGN}")


def clear(folder: StrPath) -> None:
    """Remove the drafts of ended programs from a folder; put back a folder that was moved aside."""
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

    A draft without a lock, or where files cannot be locked, is kept for a day.
    """
    if path.suffix == _SIGN:
        if path.is_file():  # a pipe or folder with this name is not a sign of life
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
    """Lock a file unless another program has; return whether it is locked. Raises OSError where that is impossible."""
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(stream.fileno(), msvcrt.LK_LOCK if wait else msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(stream, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):  # PermissionError on Windows
        return False
    return True


def _remove(home: Path, name: str) -> None:
    """Remove the draft of file `name`; put back a folder that was moved aside if nothing took its place."""
    aside = home / _ASIDE
    if name and aside.exists() and not os.path.lexists(home.with_name(name)):
        aside.rename(home.with_name(name))
    remove(home)


def remove(path: Path) -> None:
    """Remove a file or a whole folder if it exists and can be removed."""
    with suppress(OSError):
        if path.is_dir() and not path.is_symlink():
            import shutil  # slow to load, and hardly ever needed

            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
