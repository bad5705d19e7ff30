"""Backups: copies of the whole file, made while others write, and verified before they get their final names."""

import re
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from tracker.errors import Refused, Unusable, reason, session
from tracker.ledger.checks import discrepancies
from tracker.model.dates import format_moment
from tracker.model.text import plain
from tracker.store.backups import Held, copy, held, size_of
from tracker.store.checks import AHEAD, facts
from tracker.store.connection import Database
from tracker.store.new_files import TargetExists
from tracker.store.snapshots import Tell, undisturbed
from tracker.store.statements import insert
from tracker.store.transactions import reading, writing


class Backup(NamedTuple):
    """A completed backup: its file, its size in bytes, and how many entries and movements it contains."""

    file: Path
    size: int
    entries: int
    movements: int
    noted: bool
    """Whether the backup was recorded in the ledger."""
    removed: tuple[Path, ...] = ()
    """The older backups that were removed."""
    lost: tuple[Path, ...] = ()
    """The backups with commands that the ledger no longer has; none of them is removed."""


def back_up(path: Path, target: Path, clerk: str, tell: Tell = lambda _: None) -> Backup:
    """Copy the ledger at `path` to the new file `target`, verify the copy, and record it in the ledger.

    The target's disk may be slow: of a large ledger a copy beside it is read, so that nobody waits for that; `tell` is
    given the message that says what room it takes.

    Raises Refused when the target already exists or cannot be written, or when the ledger has a
    discrepancy, dates that lie ahead aside; Unusable when it cannot be read.
    """

    def verify(copied: Database) -> Backup:
        found = next(discrepancies(copied, but=AHEAD), None)
        if found is not None:
            raise Refused("No backup was made: the ledger has a discrepancy. {found} Run 'tracker check'.", found=found)

        counts = facts(copied)
        return Backup(target, size_of(copied), int(counts["entries"] or 0), int(counts["movements"] or 0), noted=False)

    with undisturbed(path, tell=tell) as database:
        backup = copy(database, target, verify)
    return backup._replace(noted=_note(path, target, clerk))


def back_up_into(path: Path, folder: Path, keep: int | None, clerk: str, tell: Tell = lambda _: None) -> Backup:
    """Back up the ledger into a folder, as its name and the UTC time, and remove all but the last `keep` backups.

    Which are the last is decided by what they hold, as the clock may have been wrong when they got their names. One
    that holds what the ledger has lost stays: an older copy may have been put in its place unnoticed.
    Raises Refused as `back_up` does, and when the folder does not exist: its disk may not be connected.
    """
    if not folder.is_dir():
        raise Refused("There is no folder {folder}; create it, or connect the disk it is on.", folder=folder)
    backup = _back_up_as(path, folder, f"{datetime.now(UTC):%Y%m%d-%H%M%S}", clerk, tell)
    if keep is None:
        return backup
    own, lost = _same_ledger(path, backup)
    old = [file for file in own[:-keep] if file != backup.file]
    return backup._replace(removed=tuple(file for file in old if _removed(file, backup)), lost=tuple(lost))


def _back_up_as(path: Path, folder: Path, second: str, clerk: str, tell: Tell) -> Backup:
    """Back up to the file named after that second, with a number if it is taken, so that the last is the newest."""
    number = 1 + max((other for of, other, _ in _backups(path, folder) if of == second), default=0)
    while True:
        name = f"{path.stem}-{second}" if number == 1 else f"{path.stem}-{second}-{number}"
        try:
            return back_up(path, folder / f"{name}.db", clerk, tell)
        except TargetExists:
            number += 1


def _backups(path: Path, folder: Path) -> list[tuple[str, int, Path]]:
    """Return second, number and file of the backups of ledgers of this name in the folder, oldest first."""
    pattern = re.compile(rf"{re.escape(path.stem)}-(\d{{8}}-\d{{6}})(?:-(\d+))?\.db", re.ASCII)
    found = [(match, file) for file in folder.iterdir() if (match := pattern.fullmatch(file.name)) and file.is_file()]
    return sorted((match[1], int(match[2] or 1), file) for match, file in found)


def _same_ledger(path: Path, backup: Backup) -> tuple[list[Path], list[Path]]:
    """Return the backups in the folder that are of this ledger, not of another with the same name, the last one last.

    The second are those of what the ledger lost since, when it went back to an earlier state.
    """
    found: list[tuple[Held, str, int, Path]] = []
    with reading(backup.file) as copied:
        for second, number, file in _backups(path, backup.file.parent):
            how_far = held(file, copied)
            if how_far is not None:
                found.append((how_far, second, number, file))
    found.sort()
    own = [file for how_far, *_, file in found if how_far.is_part]
    return own, [file for how_far, *_, file in found if not how_far.is_part]


def _removed(old: Path, backup: Backup) -> bool:
    """Remove an older backup, and return whether it still existed."""
    try:
        old.unlink()
    except FileNotFoundError:
        return False
    except OSError as error:
        raise Refused(
            "The backup {backup} was made, but the older backup {old} cannot be removed: {reason}.",
            backup=backup.file,
            old=old,
            reason=reason(error),
        ) from None
    return True


def _note(path: Path, target: Path, clerk: str) -> bool:
    """Record when and where the backup was made; return False when the ledger cannot be written to.

    The log does not tell of that, so that it does not count as something recorded.
    """
    committed = session.committed
    try:
        with writing(path, local=True) as database:
            moment = format_moment(datetime.now(UTC))
            statement = insert("backup", file=plain(str(target.absolute())), recorded_at=moment, recorded_by=clerk)
            database.apply([statement])
    except Unusable:
        return False
    session.committed = committed
    return True
