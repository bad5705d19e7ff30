"""What an undo sets back: what a command added is voided, what it voided is recorded again."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from tracker.ledger.commands import Command
from tracker.ledger.recording_again import record_again
from tracker.ledger.reversals import reverse
from tracker.ledger.state import State
from tracker.ledger.void_sets import Apart, many_standing, of_range, set_apart
from tracker.ledger.voidable import doubts_about
from tracker.messages import Message
from tracker.model.entries import Draft
from tracker.store import entry_sets, undoing
from tracker.store.connection import Database
from tracker.store.entry_sets import EntryRow


class Parts(NamedTuple):
    """What a command did to entries."""

    added: Sequence[EntryRow] = ()
    taken: Sequence[EntryRow] = ()
    """What it voided."""
    wrong: Sequence[EntryRow] = ()
    """What it added and still stands."""
    again: Sequence[EntryRow] = ()
    """What it voided, and is to be recorded again."""


def parts_of(database: Database, command: int) -> Parts:
    """Return the parts of a command; what a command recorded first that is undone since is not recorded again."""
    added, taken = entry_sets.added_by(database, command), entry_sets.voided_by(database, command)
    now = entry_sets.as_they_are_now(database, [entry.number for entry in taken])
    standing = {entry.number for entry in entry_sets.recorded(database, set(now.values())) if entry.voided_by is None}
    undone = undoing.commands_undone(database, [entry.number for entry in taken])
    again = [
        entry for entry in taken if now[entry.number] not in standing and undone.get(entry.number) in (None, command)
    ]
    return Parts(added, taken, [entry for entry in added if entry.voided_by is None], again)


@dataclass(frozen=True)
class Back:
    """What is set back of a command, and what is passed over."""

    apart: Apart
    """The voids of what it added."""
    void: Sequence[int]
    """What it added that is void already."""
    again: tuple[Draft, ...] = ()
    """What it voided, recorded again."""
    numbers: dict[int, int] = field(default_factory=dict)
    """The numbers that this gets, by those that it had."""
    left: Sequence[int] = ()
    """What it voided and is not recorded again."""
    doubts: tuple[Message, ...] = ()
    """What a clerk has to confirm."""


def back_of(state: State, parts: Parts, first: int, clerk: str, *, refusing: bool) -> Back:
    """Return what is set back; the first void gets the number `first`.

    With `refusing`, it is not recorded if anything has to be confirmed. Raises Refused when a run that others name
    would not be printed any more, or something cannot be recorded again.
    """
    database = state.database
    reversals = reverse(state, parts.wrong, first, printed_again=entry_sets.printed_by(database, parts.again))
    doubts = doubts_about(database, parts.wrong, reversals, clerk)
    wrong = {entry.number for entry in parts.wrong}
    drafts = record_again(state, parts.again, first + len(reversals.targets), wrong)
    numbers = {entry.number: draft.number or 0 for entry, draft in zip(parts.again, drafts, strict=True)}
    return Back(
        set_apart(state, reversals, one_by_one=bool(drafts) or (refusing and bool(doubts))),
        [entry.number for entry in parts.added if entry.voided_by is not None],
        drafts,
        numbers,
        [entry.number for entry in parts.taken if entry.number not in numbers],
        doubts,
    )


def back_unread(running: Command, command: int, clerk: str, *, is_sure: bool) -> Back | None:
    """Return what is set back of a command that added very many entries, which are not read.

    None if they have to be: for one, when something may have to be confirmed, unless it `is_sure`.
    """
    database = running.database
    span = entry_sets.span_of(database, command)
    if span is None:
        return None
    there = many_standing(running, *span, None if is_sure else clerk)
    if there is None or there.voids or there.again:
        return None
    return Back(of_range(running, there), entry_sets.void_among(database, *span))
