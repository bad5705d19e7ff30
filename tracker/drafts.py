"""Drafts: what a command writes under a name that nobody looks at, and who clears them away.

A draft is called `.tracker-<16 digits>.tmp`, and stands beside the file or folder that it is to become. Beside it
stands its guard, `.tracker-<16 digits>.lock`, which is locked for as long as the program that writes the draft lives,
however it ends. So everyone can tell the drafts of the dead, and each command clears them from the folder of its
ledger and from those in which it writes. A draft in another folder than the ledger's has a note in the ledger's, so
that the next command finds it, whatever that does.

A file `.tracker-<16 digits>.alive`, whose digits are made of the ledger's name, is touched every second by the command
that holds the lock of the ledger for long. Whoever clears the folder removes it: the living make it again.
"""

import os
import re
import sys
import time
import zlib
from collections.abc import Collection, Iterator
from contextlib import ExitStack, contextmanager, suppress
from io import FileIO
from pathlib import Path

from tracker.errors import session

_GUARD, _NOTE, _DRAFT, _ASIDE, _SIGN = ".lock", ".note", ".tmp", ".old", ".alive"
_BEGINNING = ".tracker-"
_NAME = r"\.tracker-[0-9a-f]{16}\.(lock|note|alive)"
_OF_SQLITE = ("", "-journal", "-wal", "-shm")
"""What SQLite adds to the name of a draft that is a database, for files of its own."""

_DAY = 24 * 60 * 60
_LONGEST = 65536


@contextmanager
def draft_of(target: Path) -> Iterator[Path]:
    """Give a name in the target's folder for its draft, and remove at the end whatever still has that name.

    Drafts that killed programs left there are cleared first. Raises OSError when the folder cannot be written to.
    """
    clear(target.parent)
    with ExitStack() as held:
        guard = None
        while guard is None:
            guard = _guard(held, target)
        draft = guard.with_suffix(_DRAFT)
        held.callback(_clear_draft, draft, target.name)  # again, for Ctrl-C may come in the middle of the first time
        try:
            yield draft
        finally:
            _clear_draft(draft, target.name)


def sign_of_life(ledger: Path) -> Path:
    """Return the file that a command touches while it holds the lock of the ledger."""
    real = Path(os.path.realpath(ledger))
    return real.with_name(f".tracker-{zlib.crc32(os.fsencode(real.name)):016x}{_SIGN}")


def settle(ledger: Path) -> None:
    """Clear the drafts of the dead from the folder of the ledger; this program's own will be noted there."""
    session.folder = ledger.parent
    clear(ledger.parent)


def clear(folder: Path) -> None:
    """Remove from a folder the drafts of programs that have ended; put back a folder that was moved out of the way."""
    found: list[str] = []
    with suppress(OSError), os.scandir(folder) as files:
        found += [file.name for file in files if file.name.startswith(_BEGINNING)]
    for name in found:
        if re.fullmatch(_NAME, name, re.ASCII):
            with suppress(OSError):
                _clear_one(folder / name)


def _guard(held: ExitStack, target: Path) -> Path | None:
    """Set up a guard beside the target; None when a name was taken in between, or somebody came upon it.

    One elsewhere than the ledger has a note beside that, which comes before it and goes after it.
    """
    guard = target.with_name(f".tracker-{os.urandom(8).hex()}{_GUARD}")
    home, noted = session.folder, True
    if home is not None and not _is_same(home, target.parent):
        note = home / guard.with_suffix(_NOTE).name
        with suppress(OSError):  # who only reads the ledger need not be able to write there
            noted = _hold(held, note, os.fsencode(guard.absolute()), [guard])
    guarded = _guarded(guard.with_suffix(_DRAFT))
    return guard if noted and _hold(held, guard, os.fsencode(target.name), guarded) else None


def _is_same(folder: Path, other: Path) -> bool:
    with suppress(OSError):
        return folder.samefile(other)
    return False


def _hold(held: ExitStack, path: Path, content: bytes, guarded: Collection[Path] = ()) -> bool:
    """Create a file that stays locked until `held` ends; tell whether that succeeded.

    It is then removed, unless something of what it guards is left: whoever comes next clears that by it.
    """
    held.callback(_let_go, path, guarded)  # first, for Ctrl-C may come at any moment
    stream = path.open("xb+", buffering=0)
    held.callback(stream.close)
    with suppress(OSError):  # a file system without locks
        if not _lock(stream) or not _has_name(stream, path):
            return False  # somebody clears up, and came upon it before it was locked
    stream.write(content)
    return True


def _let_go(path: Path, guarded: Collection[Path]) -> None:
    """Remove a guard or a note if nothing is left of what it leads to."""
    if not any(map(os.path.lexists, guarded)):
        remove(path)


def _lock(stream: FileIO) -> bool:
    """Lock a file unless another program has locked it; tell which. Raises OSError where files cannot be locked."""
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(stream.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(stream, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):  # the latter on Windows
        return False
    return True


def _has_name(stream: FileIO, path: Path) -> bool:
    """Tell whether the open file is still the one of that name."""
    try:
        return os.path.samestat(os.fstat(stream.fileno()), path.stat())
    except FileNotFoundError:
        return False


def _clear_one(path: Path) -> None:
    """Clear up after the program that a guard, a note or a sign of life is of, if that program has ended."""
    if not path.is_file():  # a pipe of that name would block
        return
    if path.suffix == _SIGN:
        path.unlink()
        return
    with path.open("rb+", buffering=0) as stream:
        try:
            ended = _lock(stream)
        except OSError:  # a file system without locks
            ended = time.time() - path.stat().st_mtime > _DAY
        if not ended or not _has_name(stream, path):
            return
        content = Path(os.fsdecode(stream.read(_LONGEST).replace(b"\0", b"")))
        guarded: list[Path] = []
        if path.suffix == _GUARD:
            draft = path.with_suffix(_DRAFT)
            _clear_draft(draft, content.name)
            guarded = _guarded(draft)
        elif content.name == path.with_suffix(_GUARD).name and content.exists():
            _clear_one(content)
            guarded = [content]
    _let_go(path, guarded)


def _clear_draft(draft: Path, name: str) -> None:
    """Remove the draft of what has that name; a folder that was moved out of its way is put back if it left a gap."""
    aside = draft.with_suffix(_ASIDE)
    if name and aside.exists():
        target = draft.with_name(name)
        if os.path.lexists(target):
            remove(aside)
        else:
            aside.rename(target)
    for part in _parts(draft):
        remove(part)


def _guarded(draft: Path) -> list[Path]:
    return [*_parts(draft), draft.with_suffix(_ASIDE)]


def _parts(draft: Path) -> list[Path]:
    return [draft.with_name(f"{draft.name}{added}") for added in _OF_SQLITE]


def remove(path: Path) -> None:
    """Remove a file or a folder with all that is in it, if there is one and that is possible."""
    with suppress(OSError):
        if path.is_dir() and not path.is_symlink():
            import shutil  # slow to load, and hardly ever needed

            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
