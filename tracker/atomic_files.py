"""Write files and folders completely or not at all: as a draft next to their place, then moved there."""

import os
import stat
from contextlib import suppress
from pathlib import Path

from tracker.drafts import aside_of, remove
from tracker.errors import session


def is_database(path: Path) -> bool:
    """Return whether the file is an SQLite database."""
    try:
        with path.open("rb") as file:
            return file.read(16) == b"SQLite format 3\0"
    except OSError:
        return False


def sync(file: Path) -> None:
    """Flush the file's content to disk."""
    with file.open("rb+") as stream:
        os.fsync(stream.fileno())


def sync_folder(folder: Path) -> None:
    """Flush the names in a folder to disk, where the system allows opening a folder."""
    with suppress(OSError):
        opened = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)


def keep_rights(draft: Path, kept: os.stat_result) -> None:
    """Give the draft the permissions of another file and, where allowed, its owner and group."""
    if hasattr(os, "chown"):
        for owner in ((kept.st_uid, kept.st_gid), (-1, kept.st_gid)):  # a member of the group may set the group
            with suppress(OSError):
                os.chown(draft, *owner)
                break
    draft.chmod(stat.S_IMODE(kept.st_mode) if draft.is_dir() else kept.st_mode & 0o777)


def replace_file(draft: Path, target: Path) -> None:
    """Move a draft file to its place, replacing an existing file."""
    try:
        draft.replace(target)
    finally:
        _note(draft, target)
    sync_folder(target.parent)


def create_file(draft: Path, target: Path) -> None:
    """Move a draft file to its place. Raises FileExistsError if the name has been taken in the meantime."""
    try:
        os.link(draft, target)  # unlike a rename, this never replaces a file
    except FileExistsError:
        raise
    except (OSError, NotImplementedError):  # a file system without links
        target.open("xb").close()  # reserves the name
        try:
            draft.replace(target)
        except BaseException:
            target.unlink()
            raise
    finally:
        _note(draft, target)
    sync_folder(target.parent)


def _note(draft: Path, target: Path) -> None:
    """Record at once that a draft was moved, if it was: Ctrl-C may come immediately afterwards."""
    if is_placed(draft, target):
        session.made = target


def is_placed(draft: Path, target: Path) -> bool:
    """Return whether the target path now holds the draft and not another file."""
    return os.path.lexists(target) and (not draft.exists() or (target.exists() and draft.samefile(target)))


def replace_folder(draft: Path, target: Path, *, existing: bool) -> None:
    """Move a draft folder to its place; an existing folder is moved aside first, then removed.

    If a program is killed between the two moves, the next one restores the old folder.
    """
    aside = aside_of(draft)
    try:
        if existing:
            target.rename(aside)
        draft.rename(target)
    except BaseException:
        if aside.exists() and not target.exists():
            aside.rename(target)
        raise
    finally:
        _note(draft, target)
        if not draft.exists():
            remove(aside)
    sync_folder(target.parent)
