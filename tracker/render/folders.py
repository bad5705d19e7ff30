"""Write a folder of files completely or not at all."""

import hashlib
import json
import os
import re
import stat
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath
from typing import Any

from tracker.atomic_files import keep_rights, replace_folder, sync
from tracker.drafts import draft_of
from tracker.errors import reason
from tracker.messages import Message
from tracker.model.table import DESCRIPTOR, PROPERTY, Resource
from tracker.render.delimited import write_rows
from tracker.render.files import refusal

OwnFiles = Callable[[Path], set[str] | None]
"""Returns the files of an earlier export in a folder, as relative POSIX paths, or None if it has no export."""


@contextmanager
def replacing_folder(path: str, own_files: OwnFiles, like: Path | None = None) -> Iterator[Path]:
    """Yield an empty folder that becomes the folder `path` at the end.

    An existing folder is kept until then, and if anything fails. A folder that contains only the files of `own_files`
    is replaced as a whole, keeping its permissions and those of its files and, where allowed, owners and groups; a
    symbolic link to it is kept too. New files get the permissions of the file `like`, and new folders matching ones.
    Raises Refused if the folder contains other files, is a file, is in use, or cannot be written.
    """
    if not path or "\0" in path:
        raise refusal(path, Message("it is not a valid folder name"))
    target = Path(os.path.realpath(path))
    try:
        _look_at_folder(path, target, own_files)
        with draft_of(target) as draft:
            draft.mkdir()  # inside a folder that only its owner may open
            yield draft
            _finish_files(draft, target, like)
            existing = _look_at_folder(path, target, own_files)
            if existing is not None:
                keep_rights(draft, existing)
            replace_folder(draft, target, existing=existing is not None)
    except OSError as error:
        raise refusal(path, reason(error)) from error


def _look_at_folder(path: str, target: Path, own_files: OwnFiles) -> os.stat_result | None:
    """Return the status of the existing folder, or None if there is none.

    Raises Refused or OSError if it must not be replaced.
    """
    try:
        existing = target.stat()
    except FileNotFoundError:
        return None
    if not stat.S_ISDIR(existing.st_mode):
        raise refusal(path, Message("it is a file; use a folder"))
    if (other := _other_file(target, own_files)) is not None:
        raise refusal(path, Message("it has other files ({file}); use another folder", file=other))
    if Path.cwd().is_relative_to(target):
        raise refusal(path, Message("it is the current folder; run the command from another folder"))
    if not os.access(target, os.W_OK):
        raise PermissionError(path)
    return existing


def _other_file(folder: Path, own_files: OwnFiles) -> str | None:
    """Return the first file or folder that is not part of an earlier export, or None if there is none."""
    first = min((entry.name for entry in folder.iterdir()), default=None)
    known = None if first is None else own_files(folder)
    if known is None:
        return first
    known = known.union(str(parent) for name in known for parent in PurePosixPath(name).parents)
    return min((name for name in _inside(folder) if name not in known), default=None)


def _inside(folder: Path) -> Iterator[str]:
    for parent, folders, files in os.walk(folder, onerror=_raise):
        for name in (*folders, *files):
            yield (Path(parent) / name).relative_to(folder).as_posix()


def _raise(error: OSError) -> None:
    raise error


def _finish_files(draft: Path, target: Path, like: Path | None) -> None:
    for name in _inside(draft):
        file, old = draft / name, target / name
        if file.is_file():
            sync(file)
        if old.is_file() == file.is_file() and old.exists():
            keep_rights(file, old.stat())
        elif like is not None:
            _liken(file, like.stat())
    if like is not None:
        _liken(draft, like.stat())


def _liken(made: Path, like: os.stat_result) -> None:
    """Give a new file the permissions of another; a new folder is open to those who may read that file."""
    mode = like.st_mode & 0o666 | 0o600
    made.chmod(mode | (mode & 0o444) >> 2 if made.is_dir() else mode)


# A data package: a folder of csv files with `datapackage.json`, which describes them for programs.


_PACKAGE_FILE = re.compile(r"(tables/)?[a-z_-]+\.csv", re.ASCII)


def write_package(
    resources: Iterable[Resource], folder: str, *, about: dict[str, Any], raw: bool, like: Path | None = None
) -> list[str]:
    """Write the resources as a Frictionless Data Package and return the paths of its files.

    `about` describes the program and is stored in the descriptor under PROPERTY. The folder is written completely or
    not at all, and replaces an earlier package; new files get the permissions of `like`, the ledger. Raises Refused if
    it contains anything else.
    """
    described = []
    with replacing_folder(folder, package_files, like) as draft:
        for resource in resources:
            path = draft / resource.path
            path.parent.mkdir(exist_ok=True)
            with path.open("w", encoding="utf-8", newline="\n") as file:
                write_rows(resource.table.exported(), file, delimiter=",", raw=raw)
            described.append(_described(resource, path))
        descriptor = {
            "profile": "tabular-data-package",
            "name": "tracker",
            "title": "A ledger of printed booklets: print runs, places, shipments and all that became of them",
            PROPERTY: {**about, "disarmed": not raw},
            "resources": described,
        }
        with (draft / DESCRIPTOR).open("w", encoding="utf-8", newline="\n") as file:
            json.dump(descriptor, file, ensure_ascii=False, indent=2)
            file.write("\n")
    return [resource["path"] for resource in described] + [DESCRIPTOR]


def package_files(folder: Path) -> set[str] | None:
    """Return the files of the package in a folder, or None if it contains no package of this program."""
    try:
        descriptor = json.loads((folder / DESCRIPTOR).read_text(encoding="utf-8"))
        if PROPERTY not in descriptor:
            return None
        paths = [str(resource["path"]) for resource in descriptor["resources"]]
        # The descriptor may be forged: files with any other name were not written by this program, and must stay.
        return {DESCRIPTOR, *filter(_PACKAGE_FILE.fullmatch, paths)}
    except (OSError, ValueError, TypeError, KeyError, RecursionError):
        return None


def _described(resource: Resource, path: Path) -> dict[str, Any]:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    return {
        "profile": "tabular-data-resource",
        "name": resource.name,
        "path": resource.path,
        "description": resource.description,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": path.stat().st_size,
        "hash": f"sha256:{digest}",
        "schema": dict(resource.schema),
    }
