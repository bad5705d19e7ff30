"""Recording many voids in one command: those on which nothing else depends as a set, the others one by one.

Nothing else depends on a void when no count after it, and no closing, is of a place that it concerns, and it takes back
no print and no count. It moves the opposite of what it voids then, which is written without being read.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import TypeVar

from tracker.ledger.commands import Command, Ledger
from tracker.ledger.reversals import Reversals, refuse_short
from tracker.ledger.state import State
from tracker.model.entries import Draft, EntryType
from tracker.store import void_sets
from tracker.store.connection import BrokenRule, Statement
from tracker.store.void_sets import VoidSet

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

    of_set: Reversals
    others: Reversals

    @cached_property
    def as_set(self) -> VoidSet:
        """The voids of the set, as they are written."""
        targets = {entry.number: void for void, entry in self.of_set.targets.items()}
        receipts = {number: void for number, void in self.of_set.voids.items() if number not in targets}
        return VoidSet(targets, receipts, self.others.targets.keys())

    def all_drafts(self, state: State, drafts: Sequence[Draft]) -> list[Draft]:
        """Return the drafts with those of the set."""
        return sorted((*self.of_set.drafts(state.database), *drafts), key=lambda draft: draft.number or 0)


def set_apart(state: State, reversals: Reversals, *, one_by_one: bool = False) -> Apart:
    """Divide voids into those that are written as a set, and the others.

    The last void is one of the others if there are any: the movements that adjust counts are its. `one_by_one` are few
    of them, or when something is recorded together with them.
    """
    targets = reversals.targets
    nothing = replace(reversals, targets={}, receipts={})
    kinds = {entry.kind for entry in targets.values()}
    if one_by_one or len(targets) < FEWEST or kinds & {EntryType.PRINT.value, EntryType.COUNT.value}:
        return Apart(nothing, reversals)
    voids = reversals.voids
    dependent = {voids[number] for number in void_sets.dependent(state.database, voids)}
    if not dependent:
        state.voided.update(voids)
        return Apart(reversals, nothing)
    dependent.add(max(targets))
    state.voided.update(number for number, void in voids.items() if void not in dependent)
    return Apart(_part(reversals, targets.keys() - dependent), _part(reversals, dependent))


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
        in_sets = len(drafts) + len(apart.of_set.targets) >= FEWEST
        with _in_sets(running, drafts, apart) if in_sets else nullcontext():
            _enter(running, drafts, apart)
            yield
        if not running.database.checks_references:
            from tracker.store import references  # only many need it

            references.prove(running.database, running.number)
    except BrokenRule:
        running.database.apply([Statement("ROLLBACK TO whole"), Statement("RELEASE whole")])
        running.go_back(progress)
        state.holdings.add([move for draft in apart.all_drafts(state, drafts) for move in draft.moves])
        refuse_short(state)
        raise
    running.database.apply([Statement("RELEASE whole")])


def _enter(running: Command, drafts: Sequence[Draft], apart: Apart) -> None:
    """Record drafts and a set of voids. What is written about the voids is the same for all of them."""
    database, of_set, voids = running.database, apart.of_set, apart.as_set
    if not of_set.targets:
        running.enter(drafts)
        return
    running.enter([replace(draft, reason=None, note=None) for draft in drafts])
    before, facts = database.changes, len(voids.targets) + len(voids.receipts)
    database.apply(voids.steps())
    moved = database.changes - before - facts
    database.apply([voids.entries(running.number)])
    running.note(len(voids.targets), moved, facts)
    if of_set.reason is not None or of_set.note is not None:
        database.apply([void_sets.texts(running.number, of_set.reason, of_set.note)])
        running.note(0, 0, len(voids.targets) + len(drafts))


@contextmanager
def _in_sets(running: Command, drafts: Sequence[Draft], apart: Apart) -> Iterator[None]:
    """Set the triggers aside while the block records and closes a command, and do what they do at the end."""
    from tracker.store import bulk_loading, bulk_sums  # only many need them

    database = running.database
    with bulk_loading.without_triggers(database):
        yield
        bulk_sums.update_balances(database, running.first_entry)
    if not apart.of_set.targets:
        bulk_loading.prove(database, running.number)
        return
    bulk_loading.prove(database, running.number, proved="void_incomplete")
    apart.as_set.prove(database)
    void_sets.prove_whole(database, running.number, [draft.number or 0 for draft in drafts])
