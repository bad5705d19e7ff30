"""Reverse entries: a set of voids and of entries recorded again is recorded together and checked by its result.

`void`, `undo` and replacements all plan such a set. SQL writes it, each movement at the position in time of the one it
reverses or repeats. Only movements that affect counts are read, and count differences are worked out once.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

from tracker.deferred import NamedTuple
from tracker.errors import NotReversible, StillUsed
from tracker.ledger.commands import Command, Progress
from tracker.ledger.messages import refuse_in_closed, short
from tracker.ledger.recounting import CountAdjustment, NewCount
from tracker.ledger.state import Earlier, State
from tracker.messages import Message, Plural
from tracker.model.entries import EntryType, Move
from tracker.store import catalogue, entries, entry_sets, undoing
from tracker.store.connection import BrokenRule, Database, Statement
from tracker.store.entry_sets import EntryRow


@dataclass(frozen=True)
class Reversals:
    """A set of voids, numbered consecutively."""

    targets: Mapping[int, EntryRow]
    """The voided entries, by the numbers of their voids."""
    receipts: Mapping[int, Sequence[int]]
    """The receipts voided with shipments, by shipment."""
    reason: str | None = None
    note: str | None = None

    @cached_property
    def voids(self) -> dict[int, int]:
        """The numbers of the voids by voided entry, including receipts."""
        return {
            number: void
            for void, entry in self.targets.items()
            for number in (entry.number, *self.receipts.get(entry.number, ()))
        }

    def moves(self, database: Database, *, watched: bool = False) -> list[Move]:
        """Return the movements of the voids; with `watched`, those that affect counts, closings and prints."""
        undone = entry_sets.moves_of(database, self.voids, watched=watched)
        return [
            move._replace(source=move.destination, destination=move.source) for own in undone.values() for move in own
        ]


def reverse(
    state: State,
    wrong: Collection[EntryRow],
    first: int,
    *,
    reason: str | None = None,
    note: str | None = None,
    printed_again: Collection[int] = (),
) -> Reversals:
    """Return the voids of valid entries, numbered from `first`; voiding a shipment also voids its receipts.

    Raises Refused if one printed a run that other entries use, unless it is `printed_again`.
    """
    ships = {entry.number for entry in wrong if entry.kind == EntryType.SHIP.value}
    receipts: dict[int, list[int]] = {}
    for receipt in entry_sets.receipts_of(state.database, ships):
        receipts.setdefault(receipt.shipment or 0, []).append(receipt.number)
    targets = dict(enumerate((entry for entry in wrong if entry.shipment not in ships), first))
    reversals = Reversals(targets, receipts, reason, note)
    prints = [entry.number for entry in targets.values() if entry.kind == EntryType.PRINT.value]
    printed = {own[0].run: number for number, own in entry_sets.moves_of(state.database, prints).items()}
    lost = {run: number for run, number in printed.items() if run not in printed_again}
    if lost:
        refuse_in_use(state, lost, reversals.voids)
    return reversals


class Rebooked(NamedTuple):
    """Adjustments of counts' differences: movements by the entries they belong to, and their effects."""

    moves: dict[int, list[Move]]
    adjustments: list[CountAdjustment]


def adjust(
    state: State,
    reversals: Reversals,
    moves: Sequence[Move],
    counted: Sequence[NewCount] = (),
    last: int = 0,
    earlier: Earlier = Earlier.ALL,
) -> Rebooked:
    """Return the adjustments of counts for voids and other entries recorded with them; `moves` are those of both.

    A voided count is reversed by its void. The others are worked out once, on the result: `counted` are new counts,
    which record their own differences, and the `last` entry records all others. `earlier` are the movements that may
    divide earlier counts again. Raises Refused if a count finds fewer copies than later entries need.
    """
    booked = {
        void: state.reverse_count(entry.number)
        for void, entry in reversals.targets.items()
        if entry.kind == EntryType.COUNT.value
    }
    state.voided.update(reversals.voids)
    result = state.adjust_counts([*moves, *chain(*booked.values())], counted, earlier)
    new = {count.number for count in counted}
    for move in result.moves:
        booked.setdefault(move.count if move.count in new else last, []).append(move)
    return Rebooked(booked, result.adjustments)


def record_voids(running: Command, reversals: Reversals, rebooked: Rebooked) -> None:
    """Record voids, with their movements that adjust counts."""
    if reversals.voids:
        database, number = running.database, running.number
        running.note(*entry_sets.write_voids(database, number, reversals.voids, reversals.reason, reversals.note))
        _record_adjusting(running, rebooked, reversals.targets)
    running.holdings.keep()


def _record_adjusting(running: Command, rebooked: Rebooked, numbers: Collection[int]) -> None:
    for number in sorted(rebooked.moves.keys() & set(numbers)):
        moves = rebooked.moves[number]
        line = entry_sets.last_line(running.database, number)
        running.database.apply(entries.movements(number, moves, line + 1))
        running.note(0, len(moves), 0)


@contextmanager
def taken_back(
    running: Command, state: State, reversals: Reversals, again: Sequence[EntryRow] = ()
) -> Iterator[list[CountAdjustment]]:
    """Record voids, and void entries again unchanged; the block records the rest, and closes the command.

    Yields the count adjustments. Raises Refused if an entry cannot be recorded again, or if the result breaks a rule,
    naming the place, shipment or run.
    """
    database, first = running.database, running.next_entry
    numbers = {entry.number: number for number, entry in enumerate(again, first + len(reversals.targets))}
    if again:
        if taken := entry_sets.taken(database, numbers, reversals.voids):
            raise NotReversible(
                "Entry {entry} cannot be recorded again while entry {other} is valid. First run '{command}'.",
                entry=taken.entry,
                other=taken.other,
                command=undoing.remedy(database, taken.command) or f"tracker void {taken.other} --reason TEXT",
            )
        _refuse_without_shipment(database, again, reversals.voids)
    moves = reversals.moves(database, watched=True)
    moves += chain(*entry_sets.moves_of(database, numbers, watched=True).values())
    last = first + len(reversals.targets) + len(numbers) - 1
    counts = [entry for entry in again if entry.kind == EntryType.COUNT.value]
    found = entry_sets.counted_in(database, counts)
    counted = [NewCount(numbers[each.number], each.place, each.time, found[each.number]) for each in counts]
    rebooked = adjust(state, reversals, moves, counted, last)
    watched = state.holdings.pending

    progress = running.progress()
    database.apply([Statement("SAVEPOINT whole")])
    try:
        record_voids(running, reversals, rebooked)
        if numbers:
            running.note(*entry_sets.write_again(database, running.number, numbers))
            _record_adjusting(running, rebooked, numbers.values())
        refuse_in_closed(state, watched, reversals.targets.values())
        yield rebooked.adjustments
    except BrokenRule:
        _refuse_by_name(running, state, progress)
        raise
    database.apply([Statement("RELEASE whole")])


def _refuse_by_name(running: Command, state: State, progress: Progress) -> None:
    """Roll back to the savepoint, and raise Refused if a run is not printed or copies are missing."""
    database, first = running.database, running.first_entry + progress.entries
    unprinted, moves = entry_sets.unprinted(database, first), entry_sets.moves_since(database, first)
    if unprinted is not None:
        raise NotReversible(
            "Entry {entry} cannot be recorded again: the print of {run} has been voided. Undo that void first.",
            entry=unprinted.restores,
            run=unprinted.run,
        )
    database.apply([Statement("ROLLBACK TO whole"), Statement("RELEASE whole")])
    running.go_back(progress)
    state.holdings.add(moves)
    if shortage := state.shortage():
        raise short(state, shortage)


def _refuse_without_shipment(database: Database, again: Sequence[EntryRow], voided: Collection[int]) -> None:
    recorded_again = {entry.number for entry in again}
    receipts = [entry for entry in again if entry.shipment is not None and entry.shipment not in recorded_again]
    now = entry_sets.as_they_are_now(database, {receipt.shipment or 0 for receipt in receipts})
    void = {entry.number for entry in entry_sets.recorded(database, set(now.values())) if entry.voided_by is not None}
    for receipt in receipts:
        shipment = now[receipt.shipment or 0]
        if shipment in void or shipment in voided:
            raise NotReversible(
                "Receipt {receipt} cannot be recorded again: its shipment {shipment} was voided. See 'tracker show "
                "{shipment}', and undo that void first.",
                receipt=receipt.number,
                shipment=shipment,
            )


def refuse_in_use(state: State, printed: Mapping[int, int], taken: Collection[int]) -> None:
    """Raise Refused if another valid entry uses an unprinted run; `printed` maps these runs to their entries."""
    other = entry_sets.others_naming(state.database, printed, taken)
    if other is not None:
        code = catalogue.run_code(state.database, other.run)
        raise StillUsed(
            "Entry {other} moves or counts copies of {code}. Void that entry first, or run 'tracker fix {entry}'.",
            other=other.entry,
            code=code,
            entry=printed[other.run],
        )


def describe_voids(state: State, reversals: Reversals) -> Iterator[Message]:
    """Yield a message for each void: copies, place and date of the voided entry, and a shipment's receipts."""
    for void, entry in reversals.targets.items():
        message: Message
        if receipts := reversals.receipts.get(entry.number):
            message = Plural(
                "Entry {entry} of {day} ({count} copy, {place}) is voided by entry {void}, with its receipts: "
                "{receipts}.",
                "Entry {entry} of {day} ({count} copies, {place}) is voided by entry {void}, with its receipts: "
                "{receipts}.",
                receipts=", ".join(map(str, receipts)),
            )
        elif entry.type == EntryType.COUNT:
            message = Message("Count {entry} of {day} ({place}) is voided by entry {void}.")
        else:
            message = Plural(
                "Entry {entry} of {day} ({count} copy, {place}) is voided by entry {void}.",
                "Entry {entry} of {day} ({count} copies, {place}) is voided by entry {void}.",
            )
        yield message.given(
            count=entry_sets.copies_voided(state.database, [void]),
            entry=entry.number,
            day=entry.date,
            place=catalogue.place_by_id(state.database, entry.place).code,
            void=void,
        )
