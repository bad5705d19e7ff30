"""Recording many voids in one command: those on which nothing else depends as a set, the others one by one.

Nothing else depends on a void when no count after it, and no closing, is of a place that it concerns, and it takes back
no print and no count. It moves the opposite of what it voids then, which is written without being read.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

from tracker.ledger.commands import Command, Ledger
from tracker.ledger.reversals import Reversals, refuse_short, reverse
from tracker.ledger.state import State
from tracker.model.entries import Draft, EntryType
from tracker.store import entry_sets
from tracker.store.connection import BrokenRule, Statement

if TYPE_CHECKING:  # only many need it
    from tracker.store.void_sets import StandingRange, VoidSet

FEWEST = 1_000
"""The number of entries from which it pays to set the triggers aside, and references."""

_Made = TypeVar("_Made")


class _Many(Exception):
    """So much is to be recorded that references are better proved at the end than with each row."""


def begin(record: Callable[[bool], _Made]) -> _Made:
    """Record a command and return what was made; `record` is told whether SQLite is to check references.

    Only what stands in the ledger tells how much is to be recorded, and then it is too late to turn the check off: so
    when it turns out to be much, it is begun again.
    """
    try:
        return record(True)
    except _Many:
        return record(False)


def begin_anew_if_many(ledger: Ledger, running: Command, count: int) -> None:
    """Have `begin` record a command of so many entries without a check of references, if it is not yet."""
    if count >= FEWEST and isinstance(ledger, Path) and running.database.checks_references:
        raise _Many


@dataclass(frozen=True)
class Apart:
    """Voids to be recorded together, of which some are written as a set."""

    of_set: "VoidSet | None"
    others: Reversals
    read: Callable[[], Reversals]
    """Returns what the voids of the set are, which is read when it is asked for."""

    @property
    def in_set(self) -> int:
        """How many voids are written as a set."""
        return 0 if self.of_set is None else self.of_set.count

    @property
    def count(self) -> int:
        """How many voids there are."""
        return self.in_set + len(self.others.targets)

    def all_drafts(self, state: State, drafts: Sequence[Draft]) -> list[Draft]:
        """Return the drafts with those of the set."""
        return sorted((*self.read().drafts(state.database), *drafts), key=lambda draft: draft.number or 0)


def set_apart(state: State, reversals: Reversals, *, one_by_one: bool = False) -> Apart:
    """Divide voids into those that are written as a set, and the others.

    The last void is one of the others if there are any: the movements that adjust counts are its. `one_by_one` are few
    of them, or when something is recorded together with them.
    """
    targets = reversals.targets
    kinds = {entry.kind for entry in targets.values()}
    if one_by_one or len(targets) < FEWEST or kinds & {EntryType.PRINT.value, EntryType.COUNT.value}:
        nothing = replace(reversals, targets={}, receipts={})
        return Apart(None, reversals, lambda: nothing)
    from tracker.store import void_sets  # only many need it

    voids = reversals.voids
    dependent = {voids[number] for number in void_sets.dependent(state.database, voids)}
    if dependent:
        dependent.add(max(targets))
    together, others = _part(reversals, targets.keys() - dependent), _part(reversals, dependent)
    state.voided.update(together.voids)
    return Apart(_as_set(together, others), others, lambda: together)


def _as_set(together: Reversals, others: Reversals) -> "VoidSet | None":
    """Return voids as they are written as a set, None when there are none."""
    if not together.targets:
        return None
    from tracker.store import void_sets  # only many need it

    targets = {entry.number: void for void, entry in together.targets.items()}
    receipts = {number: void for number, void in together.voids.items() if number not in targets}
    return void_sets.of_pairs(targets, receipts, others.targets.keys())


def many_standing(running: Command, first: int, last: int, clerk: str | None) -> "StandingRange | None":
    """Return what stands of a range of entries that can be voided unread; None if they are to be looked at.

    They are few then, or there are prints or counts among them, or counts or closings depend on them, or, when
    nothing may have to be confirmed by a clerk, not all of them are that clerk's.
    """
    if last - first + 1 < FEWEST or last >= running.first_entry:
        return None
    from tracker.store import void_sets

    database = running.database
    if clerk is not None and not void_sets.is_all_of(database, first, last, clerk):
        return None
    there = void_sets.standing(database, first, last)
    if there.entries < FEWEST or there.special or void_sets.depends(database, first, last):
        return None
    return there


def of_range(running: Command, there: "StandingRange", reason: str | None = None, note: str | None = None) -> Apart:
    """Return the voids of all that stands of a range of entries."""
    from tracker.store import void_sets  # only many need it

    database, number = running.database, running.next_entry

    def read() -> Reversals:
        found = entry_sets.standing(database, there.first, there.last)
        return reverse(State(database, running.holdings), found, number, reason=reason, note=note)

    return Apart(void_sets.of_range(database, there, number), Reversals({}, {}, reason, note), read)


def _part(reversals: Reversals, voids: Collection[int]) -> Reversals:
    targets = {void: entry for void, entry in reversals.targets.items() if void in voids}
    numbers = {entry.number for entry in targets.values()}
    receipts = {number: own for number, own in reversals.receipts.items() if number in numbers}
    return replace(reversals, targets=targets, receipts=receipts)


@contextmanager
def in_full(running: Command, state: State, drafts: Sequence[Draft], apart: Apart) -> Iterator[None]:
    """Record drafts, with the voids that are written as a set; the block records the rest, and closes the command.

    The database judges it, and nothing is asked for each entry. Many are recorded with the triggers aside, and proved.
    Raises Refused, saying where copies would be missing, if that is why the database rejects it.
    """
    running.database.apply([Statement("SAVEPOINT whole")])
    progress = running.progress()
    try:
        in_sets = len(drafts) + apart.in_set >= FEWEST
        with _in_sets(running, drafts, apart) if in_sets else nullcontext():
            _enter(running, drafts, apart)
            yield
        if not running.database.checks_references:
            from tracker.store import keys  # only many need it

            keys.prove(running.database, running.number, but=_MIRRORED if _is_alone(drafts, apart) else ())
    except BrokenRule:
        running.database.apply([Statement("ROLLBACK TO whole"), Statement("RELEASE whole")])
        running.go_back(progress)
        whole = apart.all_drafts(state, drafts)
        state.voided.update(entry for draft in whole for entry in (draft.voids or 0, *draft.receipts))
        state.holdings.add([move for draft in whole for move in draft.moves])
        refuse_short(state)
        raise
    running.database.apply([Statement("RELEASE whole")])


def _is_alone(drafts: Sequence[Draft], apart: Apart) -> bool:
    """Return whether all entries of the command are voids of a set."""
    return apart.of_set is not None and not drafts


_MIRRORED = frozenset({"entry", "movement", "voided"})
"""The tables in which a set's own proof shows that nothing dangles."""

_OF_ENTRIES = frozenset(
    {
        *("void_incomplete", "movement_unfit", "entry_unfit"),
        *("run_unprinted", "time_shared", "key_shared", "entry_at_closed_place"),
    }
)
"""The rules that a set's own proof shows when all entries of the command are its voids."""


def _enter(running: Command, drafts: Sequence[Draft], apart: Apart) -> None:
    """Record drafts and a set of voids. What is written about the voids is the same for all of them."""
    database, of_set, others = running.database, apart.of_set, apart.others
    if of_set is None:
        running.enter(drafts)
        return
    running.enter([draft._replace(reason=None, note=None) for draft in drafts])
    before = database.changes
    database.apply(of_set.marking)
    voided = database.changes
    database.apply([of_set.movements])
    moved = database.changes
    database.apply([of_set.entries(running.number)])
    running.note(of_set.count, moved - voided, voided - before)
    if others.reason is not None or others.note is not None:
        database.apply([of_set.texts(running.number, others.reason, others.note)])
        running.note(0, 0, of_set.count + len(drafts))


@contextmanager
def _in_sets(running: Command, drafts: Sequence[Draft], apart: Apart) -> Iterator[None]:
    """Set the triggers aside while the block records and closes a command, and do what they do at the end."""
    from tracker.store import bulk  # only many need them

    database, of_set = running.database, apart.of_set
    with bulk.without_triggers(database):
        yield
        bulk.update_balances(database, running.first_entry, in_place=of_set is not None)
    if of_set is None:
        bulk.prove(database, running.number)
    elif _is_alone(drafts, apart):
        bulk.prove(database, running.number, proved=_OF_ENTRIES)
        of_set.prove_alone(database, running.number)
    else:
        bulk.prove(database, running.number, proved={"void_incomplete"})
        of_set.prove(database)
        of_set.prove_others(database, running.number)
