"""A folder of files that is written completely or not at all."""

import os
import shutil
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from tracker.errors import Refused
from tracker.render.files import reason, refusal

OwnFiles = Callable[[Path], set[str] | None]
"""Returns the files of an earlier export in a folder, as relative paths with "/" as separator; None if there is no
such export."""


@contextmanager
def replacing_folder(path: str, own_files: OwnFiles) -> Iterator[Path]:
    """Yield an empty folder that becomes the folder `path` at the end.

    An existing folder stays until then, and stays for good if anything fails. A folder that holds
    only the files of `own_files` is replaced as a whole; its permissions and those of its files are
    kept, and so is a symbolic link to it. Raises Refused, naming the path and the reason, if it
    holds other files, is a file, is in use, or cannot be written.
    """
    if not path or "\0" in path:
        raise refusal(path, "it is not a valid folder name")
    target = Path(os.path.realpath(path))
    draft = target.parent / f".tracker-{os.urandom(8).hex()}.tmp"
    try:
        with _errors_naming(path, draft):
            existing = _look(path, target, own_files)
            # The copy of a private folder must never be readable by others.
            draft.mkdir(0o777 if existing is None else 0o700)
            yield draft
            _sync(draft, target)
            existing = _look(path, target, own_files)
            if existing is not None:
                draft.chmod(stat.S_IMODE(existing.st_mode))
            _move_into_place(draft, target, replaces=existing is not None)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


@contextmanager
def _errors_naming(path: str, draft: Path) -> Iterator[None]:
    """Let errors name the folder as the user did, and not the temporary one."""
    try:
        yield
    except OSError as error:
        raise refusal(path, reason(error)) from error
    except Refused as refused:
        raise Refused(str(refused).replace(str(draft), path)) from refused


def _look(path: str, target: Path, own_files: OwnFiles) -> os.stat_result | None:
    """Return the status of the existing folder, None if there is none. Raises Refused if it must not be replaced."""
    try:
        existing = target.stat()
    except FileNotFoundError:
        return None
    if not stat.S_ISDIR(existing.st_mode):
        raise refusal(path, "it is a file; name a folder")
    if (other := _other_file(target, own_files)) is not None:
        raise refusal(path, f"it holds other files ({other}); name another folder")
    if Path.cwd().is_relative_to(target):
        raise refusal(path, "it is the current folder; run the command from another folder")
    if not os.access(target, os.W_OK):
        raise refusal(path, "permission denied")
    return existing


def _other_file(folder: Path, own_files: OwnFiles) -> str | None:
    """Return the first file or folder that is not part of an earlier export, None if there is none."""
    first = min((entry.name for entry in folder.iterdir()), default=None)
    known = None if first is None else own_files(folder)
    if known is None:
        return first
    known = known.union(str(parent) for name in known for parent in PurePosixPath(name).parents)
    return min((name for name in _inside(folder) if name not in known), default=None)


def _inside(folder: Path) -> Iterator[str]:
    """Yield the relative paths of all files and folders in a folder; symbolic links are not followed."""
    for parent, folders, files in os.walk(folder, onerror=_raise):
        for name in (*folders, *files):
            yield (Path(parent) / name).relative_to(folder).as_posix()


def _raise(error: OSError) -> None:
    raise error


def _sync(draft: Path, target: Path) -> None:
    """Flush every file of the draft to disk, with the permissions of the file that it replaces."""
    for name in _inside(draft):
        file, old = draft / name, target / name
        if not file.is_file():
            continue
        with file.open("r+b") as stream:
            os.fsync(stream.fileno())
        if old.is_file():
            file.chmod(stat.S_IMODE(old.stat().st_mode))


def _move_into_place(draft: Path, target: Path, *, replaces: bool) -> None:
    """Move the existing target aside and the draft into its place, then remove the old one."""
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
