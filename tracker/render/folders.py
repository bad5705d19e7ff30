"""A folder of files that appears whole or not at all."""

import os
import shutil
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from tracker.errors import Refused
from tracker.render.files import reason, refusal

Ours = Callable[[Path], set[str] | None]
"""Tells which files in a folder are of an earlier export of ours, by their paths in it with / between;
None if there was none."""


@contextmanager
def replacing_folder(path: str, ours: Ours) -> Iterator[Path]:
    """Give an empty folder that becomes the folder `path` at the end.

    Until then what was there stays, and it stays for good when anything fails. A folder that
    holds nothing but what `ours` tells is replaced as a whole, and keeps the permissions that it
    and its files had; a symbolic link to it stays. Raises Refused, naming the path and the
    reason, when it holds other files, is a file or is in use, or when it cannot be written.
    """
    if not path or "\0" in path:
        raise refusal(path, "it is not the name of a folder")
    target = Path(os.path.realpath(path))
    draft = target.parent / f".tracker-{os.urandom(8).hex()}.tmp"
    try:
        with _told(path, draft):
            there = _look(path, target, ours)
            # What was private must not be readable for a moment either.
            draft.mkdir(0o777 if there is None else 0o700)
            yield draft
            _settle(draft, target)
            there = _look(path, target, ours)
            if there is not None:
                draft.chmod(stat.S_IMODE(there.st_mode))
            _take_place(draft, target, replaces=there is not None)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


@contextmanager
def _told(path: str, draft: Path) -> Iterator[None]:
    """Let each failure name the folder as the user did: nobody but us knows the draft."""
    try:
        yield
    except OSError as error:
        raise refusal(path, reason(error)) from error
    except Refused as refused:
        raise Refused(str(refused).replace(str(draft), path)) from refused


def _look(path: str, target: Path, ours: Ours) -> os.stat_result | None:
    """Return what is known of the folder there now, None if there is none; raise Refused if it must stay."""
    try:
        there = target.stat()
    except FileNotFoundError:
        return None
    if not stat.S_ISDIR(there.st_mode):
        raise refusal(path, "it is a file; name a folder")
    if (stranger := _stranger(target, ours)) is not None:
        raise refusal(path, f"it holds other files ({stranger}); name another folder")
    if Path.cwd().is_relative_to(target):
        raise refusal(path, "it is the folder you are in; name it from outside")
    if not os.access(target, os.W_OK):
        raise refusal(path, "permission denied")
    return there


def _stranger(folder: Path, ours: Ours) -> str | None:
    """Return the first thing in the folder that is not of an earlier export, None if there is no such thing."""
    first = min((entry.name for entry in folder.iterdir()), default=None)
    known = None if first is None else ours(folder)
    if known is None:
        return first
    known = known.union(str(above) for name in known for above in PurePosixPath(name).parents)
    return min((name for name in _inside(folder) if name not in known), default=None)


def _inside(folder: Path) -> Iterator[str]:
    """Name all files and folders in a folder, by their paths in it; what a link leads to is not in it."""
    for above, folders, files in os.walk(folder, onerror=_raise):
        for name in (*folders, *files):
            yield (Path(above) / name).relative_to(folder).as_posix()


def _raise(error: OSError) -> None:
    raise error


def _settle(draft: Path, target: Path) -> None:
    """Have the disk hold every file of the draft, with the permissions of the one that it replaces."""
    for name in _inside(draft):
        file, old = draft / name, target / name
        if not file.is_file():
            continue
        with file.open("r+b") as stream:
            os.fsync(stream.fileno())
        if old.is_file():
            file.chmod(stat.S_IMODE(old.stat().st_mode))


def _take_place(draft: Path, target: Path, *, replaces: bool) -> None:
    """Move the draft to the target, and what was there out of the way and then away."""
    aside = draft.with_suffix(".old")
    try:
        if replaces:
            target.rename(aside)
        draft.rename(target)
    except BaseException:
        if aside.exists() and not target.exists():
            aside.rename(target)
        raise
    finally:
        if not draft.exists():
            shutil.rmtree(aside, ignore_errors=True)
