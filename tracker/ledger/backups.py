"""Backups: copies of the whole file, made while others write, and proven before they get their names."""

import re
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

from tracker.errors import Refused, Unusable
from tracker.model.dates import next_moment
from tracker.model.text import plain
from tracker.store import entries
from tracker.store.backups import TargetExists, copy, first_key
from tracker.store.checks import discrepancies, facts
from tracker.store.connection import Database, reason
from tracker.store.statements import insert
from tracker.store.transactions import reading, writing


@dataclass(frozen=True)
class Backup:
    """A backup that was made: its file, its size in bytes, and what it holds."""

    file: Path
    size: int
    entries: int
    movements: int
    noted: bool
    """Whether the ledger could take note of it."""
    removed: tuple[Path, ...] = ()
    """The older ones that went."""


def back_up(path: Path, target: Path, clerk: str) -> Backup:
    """Copy the ledger at `path` to the new file `target`, prove the copy, and take note of it.

    Raises Refused when the target is there already or cannot be written, or when the ledger has a
    discrepancy; Unusable when it cannot be read.
    """

    def prove(made: Database) -> Backup:
        found = next(discrepancies(made), None)
        if found is not None:
            raise Refused(f"No backup was made: the ledger has a discrepancy. {found} See 'tracker check'.")

        known, size = facts(made), made.path.stat().st_size
        return Backup(target, size, int(known["entries"] or 0), int(known["movements"] or 0), noted=False)

    with reading(path) as database:
        made = copy(database, target, prove)
    return replace(made, noted=_note(path, target, clerk))


def back_up_into(path: Path, folder: Path, keep: int | None, clerk: str) -> Backup:
    """Back the ledger up into a folder, under its name and the UTC time, and remove all but the last `keep`.

    Raises Refused as `back_up` does, and when the folder is not there: it may be a disk that is not.
    """
    if not folder.is_dir():
        raise Refused(f"There is no folder {folder}; make it, or connect the disk it is on.")
    made = _under_a_free_name(path, folder, f"{datetime.now(UTC):%Y%m%d-%H%M%S}", clerk)
    old = [] if keep is None else [file for file in _ours(path, made)[:-keep] if file != made.file]
    return replace(made, removed=tuple(file for file in old if _removed(file, made)))


def _under_a_free_name(path: Path, folder: Path, second: str, clerk: str) -> Backup:
    """Back up to the file of that second, numbered on when it has backups already, so that the last is the newest."""
    number = 1 + max((other for of, other, _ in _backups(path, folder) if of == second), default=0)
    while True:
        name = f"{path.stem}-{second}" if number == 1 else f"{path.stem}-{second}-{number}"
        try:
            return back_up(path, folder / f"{name}.db", clerk)
        except TargetExists:
            number += 1


def _backups(path: Path, folder: Path) -> list[tuple[str, int, Path]]:
    """Return the backups of ledgers of this name in the folder, with second and number of each, the oldest first."""
    named = re.compile(rf"{re.escape(path.stem)}-(\d{{8}}-\d{{6}})(?:-(\d+))?\.db", re.ASCII)
    found = [(match, file) for file in folder.iterdir() if (match := named.fullmatch(file.name)) and file.is_file()]
    return sorted((match[1], int(match[2] or 1), file) for match, file in found)


def _ours(path: Path, made: Backup) -> list[Path]:
    """Return the backups in the folder that are of this ledger, and not of another with the same name."""
    first = first_key(made.file)
    return [] if first is None else [file for *_, file in _backups(path, made.file.parent) if first_key(file) == first]


def _removed(old: Path, made: Backup) -> bool:
    """Remove an older backup, and tell whether it was still there."""
    try:
        old.unlink()
    except FileNotFoundError:
        return False
    except OSError as error:
        raise Refused(f"{made.file} was made, but the older {old} cannot be removed: {reason(error)}.") from None
    return True


def _note(path: Path, target: Path, clerk: str) -> bool:
    """Write down when and where the backup was made; False when the ledger cannot be written to."""
    try:
        with writing(path) as database:
            moment = next_moment(entries.last_moment(database))
            step = insert("backup", file=plain(str(target.absolute())), recorded_at=moment, recorded_by=clerk)
            database.apply([step])
    except Unusable:
        return False
    return True
