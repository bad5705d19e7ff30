"""Files and folders that appear complete or not at all: written as a draft beside their place, then moved there.

All drafts have one pattern of name, and one function removes those that a killed program left behind.
"""

import os
import re
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_DRAFT = re.compile(r"\.tracker-[0-9a-f]{16}\.tmp(-journal)?", re.ASCII)

_DAY = 24 * 60 * 60


@contextmanager
def draft_of(target: Path) -> Iterator[Path]:
    """Give a name in the target's folder for its draft, and remove at the end whatever still has that name.

    Drafts that a killed program left there more than a day ago are removed too; a younger one may be at work.
    """
    _remove_abandoned(target.parent)
    draft = target.with_name(f".tracker-{os.urandom(8).hex()}.tmp")
    try:
        yield draft
    finally:
        _remove(draft)
        _remove(draft.with_name(f"{draft.name}-journal"))


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


def replace_file(draft: Path, target: Path) -> None:
    """Move the draft of a file to its place, over a file that is there."""
    draft.replace(target)


def create_file(draft: Path, target: Path) -> None:
    """Move the draft of a file to its place. Raises FileExistsError when something has that name by now."""
    try:
        os.link(draft, target)  # unlike a renaming, this never replaces what is there
    except FileExistsError:
        raise
    except (OSError, NotImplementedError):  # a file system that has no links
        if os.path.lexists(target):
            raise FileExistsError(target) from None
        draft.rename(target)


def remove_other_names(file: Path) -> None:
    """Remove the names of drafts that lead to this very file: of who was killed between `create_file` and its end."""
    with suppress(OSError):
        real = Path(os.path.realpath(file))
        for path in real.parent.glob(".tracker-*.tmp"):
            if _DRAFT.fullmatch(path.name) and path.samefile(real):
                _remove(path)


def replace_folder(draft: Path, target: Path, *, existing: bool) -> None:
    """Move the draft of a folder to its place; what is there moves out of the way first, and is then removed."""
    aside = draft.with_suffix(".old")
    try:
        if existing:
            target.rename(aside)
        draft.rename(target)
    except BaseException:
        if aside.exists() and not target.exists():
            aside.rename(target)
        raise
    finally:
        if not draft.exists():
            _remove(aside)


def _remove_abandoned(folder: Path) -> None:
    with suppress(OSError):
        for path in folder.glob(".tracker-*.tmp*"):  # makes a Path of what matches only, unlike iterdir
            with suppress(OSError):
                if _DRAFT.fullmatch(path.name) and time.time() - path.stat().st_mtime > _DAY:
                    _remove(path)


def _remove(path: Path) -> None:
    with suppress(OSError):
        if path.is_dir() and not path.is_symlink():
            import shutil  # slow to load, and hardly ever needed

            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)
