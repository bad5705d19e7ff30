"""Restoring a backup: it is proven, what is lost is told, and it takes the ledger's place, which is kept beside."""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from tracker.errors import Refused, TrackerError, Unusable
from tracker.ledger.checks import discrepancies
from tracker.messages import Message
from tracker.store.checks import AHEAD, facts
from tracker.store.commands import RecordedCommand, Since, last_command, last_shared, since
from tracker.store.connection import Database
from tracker.store.locks import is_busy
from tracker.store.opening_as_is import opened_as_is, opened_backup, refuse_unreadable
from tracker.store.restoring import JOURNAL_KEPT, LOG_KEPT, is_there, put_in_place


class Present(NamedTuple):
    """The file that a backup replaces, as far as it can be read."""

    exists: bool
    unreadable: Message | None = None
    """Why it is not known what was recorded in it since the backup."""
    is_other: bool = False
    """Whether it is another ledger than the one of which the backup was made."""
    lost: Since | None = None
    """What was recorded in it since the backup, or all of another ledger; None when nothing was."""


class Restoration(NamedTuple):
    """A backup that restores a ledger: how far it goes, and what it replaces."""

    ledger: Path
    backup: Path
    entries: int
    movements: int
    last: RecordedCommand
    """The last command in the backup."""
    present: Present
    kept: Path | None = None
    """Where the old file is kept, once it is restored; None when there was none."""
    log: Path | None = None
    """Where the write-ahead log of another file is kept that lay beside it; None when there was none."""
    journals: tuple[Path, ...] = ()
    """Where the journals are kept of a ledger that was not there."""

    @property
    def messages(self) -> tuple[Message, ...]:
        """What is to be said of that log and of these journals."""
        log = () if self.log is None else (LOG_KEPT.given(kept=self.log),)
        return *log, *(JOURNAL_KEPT.given(ledger=self.ledger, kept=journal) for journal in self.journals)


Confirm = Callable[[Restoration], bool]
"""Lets somebody agree to what is planned, who may raise; returns whether anybody was told what is lost."""


def restore(path: Path, backup: Path, confirm: Confirm) -> Restoration:
    """Prove a backup, and put it in the place of the ledger at `path`.

    Dates that lie ahead are right to the copy all the same. Raises Refused when there is no such backup, it has a
    discrepancy, or more is recorded while somebody is asked; Unusable when it is no backup of this version, or the
    ledger is locked, cannot be written or must not be replaced.
    """
    if not backup.exists():
        raise Refused("There is no backup at {backup}; name the file of one.", backup=backup)
    if is_there(path) and backup.samefile(path):
        raise Refused("{backup} is the ledger itself; name a backup of it.", backup=backup)
    with opened_backup(backup, path) as copied:
        planned = _planned(path, backup, copied)
        asked = confirm(planned)
        found = [planned.present]

        def agree(present: Database | None) -> None:
            if present is None:
                found[0] = Present(exists=planned.present.exists, unreadable=planned.present.unreadable)
            else:
                found[0] = _present(present, copied)
            if asked and found[0] != planned.present:
                raise Refused(
                    "{path} was changed while you were asked, and was not replaced; run the command again.", path=path
                )

        kept = put_in_place(path, copied, agree)
        return Restoration(path, backup, planned.entries, planned.movements, planned.last, found[0], *kept)


def _planned(path: Path, backup: Path, copied: Database) -> Restoration:
    """Return what the backup holds, once it is proven, and what it would replace."""
    found = next(discrepancies(copied, but=AHEAD), None)
    if found is not None:
        raise Refused(
            "{backup} has a discrepancy, and was not restored: {found} See 'tracker --db {backup} check'.",
            backup=backup,
            found=found,
        )
    counts, last = facts(copied), last_command(copied)
    assert last is not None  # noqa: S101  (a ledger begins with its command 1, as was just proven)
    present = Present(exists=False)
    if is_there(path):
        try:
            with opened_as_is(path) as database:
                present = _present(database, copied)
        except Unusable as unusable:
            if is_busy(unusable):
                raise
            present = Present(exists=True, unreadable=unusable.message)
    return Restoration(path, backup, int(counts["entries"] or 0), int(counts["movements"] or 0), last, present)


def _present(database: Database, copied: Database) -> Present:
    """Return what an open ledger holds that the backup does not."""
    try:
        refuse_unreadable(database)
        shared = last_shared(database, copied)
        return Present(exists=True, is_other=shared == 0, lost=since(database, shared))
    except TrackerError as error:
        return Present(exists=True, unreadable=error.message)
