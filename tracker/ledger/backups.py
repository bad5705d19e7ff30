"""Backups: copies of the whole file, made while others write, and verified before they get their final names."""

import re
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

from tracker.deferred import NamedTuple
from tracker.errors import (
    Discrepancies,
    Overtaken,
    SamePlace,
    TargetExists,
    TrackerError,
    UnknownName,
    Unusable,
    Unwritten,
    WrongFile,
    reason,
    session,
)
from tracker.ledger.checks import discrepancies
from tracker.ledger.commands import recorded
from tracker.ledger.places import NewPlace, add_place
from tracker.messages import Message
from tracker.model.dates import format_moment
from tracker.model.text import plain
from tracker.store.checks import AHEAD, facts
from tracker.store.commands import RecordedCommand, last_command
from tracker.store.connection import Database
from tracker.store.ledger_copies import opened_as_is, refuse_unreadable
from tracker.store.locks import is_busy
from tracker.store.new_files import copy, size_of
from tracker.store.restoring import JOURNAL_KEPT, is_there, put_in_place
from tracker.store.schema import create
from tracker.store.statements import insert
from tracker.store.texts import backups
from tracker.store.transactions import reading, writing


class Backup(NamedTuple):
    """A completed backup: its file, its size in bytes, and its number of entries and movements."""

    file: Path
    size: int
    entries: int
    movements: int
    noted: bool
    """Whether the backup was recorded in the ledger."""
    removed: tuple[Path, ...] = ()


def back_up(path: Path, target: Path, clerk: str) -> Backup:
    """Copy the ledger to the new file `target`, verify the copy, and record it in the ledger.

    Raises Refused if the target exists or cannot be written, or the ledger has a discrepancy other than future dates.
    """

    def verify(copied: Database) -> Backup:
        found = next(discrepancies(copied, but=AHEAD), None)
        if found is not None:
            raise Discrepancies(
                "No backup was made: the ledger has a discrepancy. {found} Run 'tracker check'.", found=found
            )

        counts = facts(copied)
        return Backup(target, size_of(copied), int(counts["entries"] or 0), int(counts["movements"] or 0), noted=False)

    with reading(path) as database:
        backup = copy(database, target, verify)
    return backup._replace(noted=_note(path, target, clerk))


def back_up_into(path: Path, folder: Path, keep: int | None, clerk: str) -> Backup:
    """Back up the ledger into a folder, named after it and the UTC time, and remove all but the last `keep` backups.

    The ledger knows its own backups and their order; other files stay. Raises the same errors as `back_up`, and Refused
    if the folder does not exist: its disk may not be connected.
    """
    if not folder.is_dir():
        raise UnknownName(
            "The folder {folder} does not exist; create it, or connect the drive it is on.", folder=folder
        )
    backup = _back_up_dated(path, folder, clerk)
    if keep is None or not backup.noted:
        return backup
    dated = re.compile(rf"{re.escape(path.stem)}-\d{{8}}-\d{{6}}(-\d+)?\.db", re.ASCII)
    there = {file for file in folder.absolute().iterdir() if dated.fullmatch(file.name) and file.is_file()}
    with reading(path) as database:
        own = [file for name, _ in backups(database) if (file := Path(name)) in there]
    for old in own[:-keep]:
        try:
            old.unlink(missing_ok=True)
        except OSError as error:
            raise Unwritten(
                "The backup {backup} was made, but the older backup {old} cannot be removed: {reason}.",
                backup=backup.file,
                old=old,
                reason=reason(error),
            ) from None
    return backup._replace(removed=tuple(own[:-keep]))


def _back_up_dated(path: Path, folder: Path, clerk: str) -> Backup:
    """Back up to the file named after this second, with a number if that is taken."""
    name = f"{path.stem}-{datetime.now(UTC):%Y%m%d-%H%M%S}"
    number, ending = 1, ""
    while True:
        try:
            return back_up(path, folder / f"{name}{ending}.db", clerk)
        except TargetExists:
            number += 1
            ending = f"-{number}"


def _note(path: Path, target: Path, clerk: str) -> bool:
    """Record the backup, which is no command; return False if the ledger cannot be written to."""
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


# Restore a backup: verify it, and replace the ledger, which is kept next to it.


class Restoration(NamedTuple):
    """The restoration of a ledger from a backup: the last commands of the backup and of the replaced file."""

    ledger: Path
    backup: Path
    entries: int
    movements: int
    last: RecordedCommand
    replaced: RecordedCommand | Message | None
    """The last command of the replaced file, or why it is unknown; None if there is no file."""
    kept: Path | None = None
    """The new path of the old file after the restoration, or None if there was none."""
    journals: tuple[Path, ...] = ()
    """The new paths of the journals of a missing ledger."""

    @property
    def messages(self) -> tuple[Message, ...]:
        """The messages about these journals."""
        return tuple(JOURNAL_KEPT.given(ledger=self.ledger, kept=journal) for journal in self.journals)


Confirm = Callable[[Restoration], bool]
"""Asks the user to confirm a plan, and may raise; returns whether the user was asked."""


def restore(path: Path, backup: Path, confirm: Confirm) -> Restoration:
    """Verify a backup, and replace the ledger at `path` with it; future dates are accepted.

    Raises Refused if the backup does not exist or has a discrepancy, or commands are recorded during the confirmation;
    Unusable if it is no backup of this version, or the ledger must not be replaced.
    """
    if not backup.exists():
        raise UnknownName("There is no backup at {backup}; use an existing backup file.", backup=backup)
    if is_there(path) and backup.samefile(path):
        raise SamePlace("{backup} is the ledger itself; use a backup.", backup=backup)
    with opened_as_is(backup) as copied:
        planned = _planned(path, backup, copied)
        confirmed = confirm(planned)
        found = [planned.replaced]

        def agree(present: Database | None) -> None:
            if present is not None:
                found[0] = _last(present)
            elif not isinstance(found[0], Message):
                found[0] = None
            if confirmed and found[0] != planned.replaced:
                raise Overtaken(
                    "{path} changed before you answered and was not replaced; run the command again.", path=path
                )

        kept = put_in_place(path, copied, agree)
        return Restoration(path, backup, planned.entries, planned.movements, planned.last, found[0], *kept)


def _planned(path: Path, backup: Path, copied: Database) -> Restoration:
    found = next(discrepancies(copied, but=AHEAD), None)
    if found is not None:
        raise WrongFile(
            "{backup} has a discrepancy and was not restored: {found} See 'tracker --db {backup} check'.",
            backup=backup,
            found=found,
        )
    counts, last = facts(copied), last_command(copied)
    assert last is not None  # noqa: S101  (a ledger begins with its command 1, as was just proven)
    replaced: RecordedCommand | Message | None = None
    if is_there(path):
        try:
            with opened_as_is(path) as database:
                replaced = _last(database)
        except Unusable as unusable:
            if is_busy(unusable):
                raise
            replaced = unusable.message
    return Restoration(path, backup, int(counts["entries"] or 0), int(counts["movements"] or 0), last, replaced)


def _last(database: Database) -> RecordedCommand | Message | None:
    """Return the last command of an open ledger, or why it is unknown."""
    try:
        refuse_unreadable(database)
        return last_command(database)
    except TrackerError as error:
        return error.message


# Create a database with its first store.


def create_database(path: Path, store: NewPlace, clerk: str, fill: Callable[[Database], None] | None = None) -> None:
    """Create a database with its default store, as command 1, and the content that `fill` adds.

    Raises Refused if the file exists or the country is unknown, Unusable if it cannot be created.
    """

    def begin(database: Database) -> None:
        with recorded(database, "init", clerk) as running:
            add_place(running, store)
            running.change([insert("setting", name="default_store", value=store.code)])
        if fill is not None:
            fill(database)

    create(path, begin)
