"""Files and folders that appear complete or not at all: written as a draft beside their place, then moved there."""

import os
import stat
from contextlib import suppress
from pathlib import Path

from tracker.drafts import aside_of, remove
from tracker.errors import session


def journal_of(path: Path) -> Path | None:
    """Return the database to which a file of that name would belong: SQLite would mix it in, or remove it."""
    name, dash, ending = path.name.rpartition("-")
    if not dash or ending.casefold() not in ("journal", "wal", "shm"):
        return None
    database = path.with_name(name)
    return database if is_database(database) else None


def is_database(path: Path) -> bool:
    """Return whether the file is an SQLite database."""
    try:
        with path.open("rb") as file:
            return file.read(16) == b"SQLite format 3\0"
    except OSError:
        return False


def sync(file: Path) -> None:
    """Have the disk hold what was written to the file."""
    with file.open("rb+") as stream:
        os.fsync(stream.fileno())


def sync_folder(folder: Path) -> None:
    """Have the disk hold which names a folder has, where the system lets a folder be opened."""
    with suppress(OSError):
        opened = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)


def keep_rights(draft: Path, kept: os.stat_result) -> None:
    """Give the draft the permissions of another file and, where that is allowed, its owner and group."""
    if hasattr(os, "chown"):
        for owner in ((kept.st_uid, kept.st_gid), (-1, kept.st_gid)):  # a member of the group may give it that
            with suppress(OSError):
                os.chown(draft, *owner)
                break
    draft.chmod(stat.S_IMODE(kept.st_mode) if draft.is_dir() else kept.st_mode & 0o777)


def replace_file(draft: Path, target: Path) -> None:
    """Move the draft of a file to its place, over a file that is there."""
    try:
        draft.replace(target)
    finally:
        _note(draft, target)
    sync_folder(target.parent)


def create_file(draft: Path, target: Path) -> None:
    """Move the draft of a file to its place. Raises FileExistsError when something has that name by now."""
    try:
        os.link(draft, target)  # unlike a renaming, this never replaces what is there
    except FileExistsError:
        raise
    except (OSError, NotImplementedError):  # a file system that has no links
        target.open("xb").close()  # from here on the name is ours
        try:
            draft.replace(target)
        except BaseException:
            target.unlink()
            raise
    finally:
        _note(draft, target)
    sync_folder(target.parent)


def _note(draft: Path, target: Path) -> None:
    """Note that a draft was moved, if it was: Ctrl-C may come as soon as it is there."""
    if is_placed(draft, target):
        session.made = target


def is_placed(draft: Path, target: Path) -> bool:
    """Return whether a draft has got its name, under which nothing but it can be."""
    return os.path.lexists(target) and (not draft.exists() or (target.exists() and draft.samefile(target)))


def replace_folder(draft: Path, target: Path, *, existing: bool) -> None:
    """Move the draft of a folder to its place; what is there moves out of the way first, and is then removed.

    Whoever comes after a program that was killed between the two moves puts back what was there.
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
