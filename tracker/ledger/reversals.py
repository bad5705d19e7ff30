"""Reversing entries: the reversal of their movements, each at its own position in time, judged as a whole."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

from tracker.errors import Refused
from tracker.languages import worded
from tracker.ledger.lookup import find_entry
from tracker.ledger.messages import short
from tracker.ledger.recounting import CountAdjustment, new_counts
from tracker.ledger.state import Earlier, State
from tracker.model.entries import Draft, Entry, EntryType, Move
from tracker.store import catalogue, entries, entry_sets
from tracker.store.connection import Database
from tracker.store.entry_sets import EntryRow


@dataclass(frozen=True)
class Reversals:
    """Voids that were decided; what they move is read when it is asked for, since there may be very many."""

    targets: Mapping[int, EntryRow]
    """What they void, by their own numbers."""
    receipts: Mapping[int, Sequence[int]]
    """The receipts that are voided with shipments, by these."""
    reason: str | None = None
    note: str | None = None

    @cached_property
    def voids(self) -> dict[int, int]:
        """The numbers of the voids, by the entries that they void, receipts included."""
        return {
            number: void
            for void, entry in self.targets.items()
            for number in (entry.number, *self.receipts.get(entry.number, ()))
        }

    def drafts(self, database: Database) -> tuple[Draft, ...]:
        """Return the drafts of the voids."""
        moves = entry_sets.moves_of(database, self.voids)
        drafts = []
        for number, entry in self.targets.items():
            own = self.receipts.get(entry.number, ())
            reversals = [reversal(move) for voided in (entry.number, *own) for move in moves.get(voided, ())]
            drafts.append(
                Draft(
                    EntryType.VOID,
                    number,
                    entry.time,
                    entry.place,
                    tuple(reversals),
                    voids=entry.number,
                    reason=self.reason,
                    note=self.note,
                    receipts=tuple(own),
                )
            )
        return tuple(drafts)


def reverse(
    state: State,
    wrong: Collection[EntryRow],
    first: int,
    *,
    reason: str | None = None,
    note: str | None = None,
    printed_again: Collection[int] = (),
) -> Reversals:
    """Return the voids of entries that stand; voiding a shipment also voids its receipts.

    A receipt whose shipment is among them is voided with that. `first` is the number of the first void. Raises
    Refused when one of them printed a run that others name, unless it is `printed_again`.
    """
    ships = {entry.number for entry in wrong if entry.kind == EntryType.SHIP.value}
    receipts: dict[int, list[int]] = {}
    for receipt, shipment in entry_sets.receipts_of_each(state.database, ships):
        receipts.setdefault(shipment, []).append(receipt)
    targets = dict(enumerate((entry for entry in wrong if entry.shipment not in ships), first))
    reversals = Reversals(targets, receipts, reason, note)
    prints = [entry.number for entry in targets.values() if entry.kind == EntryType.PRINT.value]
    printed = {own[0].run: number for number, own in entry_sets.moves_of(state.database, prints).items()}
    lost = {run: number for run, number in printed.items() if run not in printed_again}
    if lost:
        refuse_in_use(state, lost, reversals.voids)
    return reversals


def reverse_replaced(state: State, number: int, void_number: int, kind: EntryType) -> tuple[Draft, ...]:
    """Return the draft of the void of an entry that is replaced by one of type `kind`, which is recorded next.

    A print may replace the print of a run that is in use, because it may keep the run. Raises Refused when there is
    no such entry, it is a void or is voided, it printed a run that is in use, or it is of another type.
    """
    find_replaceable(state.database, number, kind)
    reason = f"replaced by entry {void_number + 1}"
    found = entry_sets.recorded(state.database, (number,))
    kept = [entries.run_printed(state.database, number)] if kind is EntryType.PRINT else []
    return reverse(state, found, void_number, reason=reason, printed_again=kept).drafts(state.database)


def find_replaceable(database: Database, number: int, kind: EntryType) -> Entry:
    """Return an entry that one of type `kind` can replace.

    Raises Refused when there is no such entry, it is a void or is voided, or is of another type.
    """
    found = find_entry(database, number)
    refuse_unvoidable(found)
    if found.type is not kind:
        raise Refused(
            "Entry {entry} is of type {type}, and an entry of type {kind} cannot replace it; "
            "void it with 'tracker void {entry} --reason TEXT', and log this entry without --replaces.",
            entry=number,
            type=worded("type", found.type),
            kind=worded("type", kind),
        )
    return found


def adjusted(
    state: State, voids: Sequence[Draft], again: Sequence[Draft] = (), earlier: Earlier = Earlier.ALL
) -> tuple[tuple[Draft, ...], list[CountAdjustment]]:
    """Return drafts that are recorded together, with the movements that adjust the differences of counts.

    Counts that are voided are reversed; the others are worked out again once, on the result, by movements of the last
    draft. `earlier` are the movements that may divide counts before them again. Raises Refused when a count finds fewer
    copies than later entries need.
    """
    voided = {void.voids for void in voids if void.voids is not None}
    reversals = {count: state.reverse_count(count) for count in entry_sets.counts_among(state.database, voided)}
    state.voided.update(voided)
    whole = [*voids, *again]
    result = state.adjust_counts(
        [*chain.from_iterable(draft.moves for draft in whole), *chain.from_iterable(reversals.values())],
        new_counts(again),
        earlier,
    )
    further = {void.number: reversals[void.voids] for void in voids if void.voids in reversals}
    counting = {draft.number for draft in again if draft.counting is not None}
    for move in result.moves:
        number = move.count if move.count in counting else whole[-1].number
        further.setdefault(number or 0, []).append(move)
    for index, draft in enumerate(whole):
        if draft.number in further:
            whole[index] = draft._replace(moves=(*draft.moves, *further[draft.number]))
    return tuple(whole), result.adjustments


def refuse_short(state: State) -> None:
    """Raise Refused when a place, or a shipment, is short by what is pending."""
    shortage = state.shortage()
    if shortage is not None:
        raise short(state, shortage)


def refuse_unvoidable(entry: Entry) -> None:
    """Raise Refused for an entry that is a void, or is already voided."""
    if entry.type is EntryType.VOID:
        raise Refused(
            "Entry {entry} is a void and cannot be voided; log the voided entry again instead, or take the void back "
            "with 'tracker undo --command {command}'.",
            entry=entry.number,
            command=entry.command,
        )
    if entry.restored_by is not None:
        raise Refused(
            "Entry {entry} has already been voided by entry {void}, and was recorded again as entry {again}.",
            entry=entry.number,
            void=entry.voided_by,
            again=entry.restored_by,
        )
    if entry.voided_by is not None:
        raise Refused(
            "Entry {entry} has already been voided by entry {void}.", entry=entry.number, void=entry.voided_by
        )


def refuse_in_use(state: State, printed: Mapping[int, int], taken: Collection[int]) -> None:
    """Raise Refused when an entry that stands, other than those `taken`, names one of the runs that are not printed.

    `printed` are, by run, the entries that printed them.
    """
    other = entry_sets.others_naming(state.database, printed, taken)
    if other is not None:
        code = catalogue.run_code(state.database, other.run)
        raise Refused(
            "Entry {other} moves or counts copies of {code}; void that entry first, or correct the print with "
            "'tracker print {item} … --replaces {entry}'.",
            other=other.entry,
            code=code,
            item=code.rpartition("/")[0],
            entry=printed[other.run],
        )


def reversal(move: Move) -> Move:
    """Return the movement that reverses another, at the same position in time."""
    return Move(move.run, move.destination, move.source, move.quantity, move.time, move.shipment, move.count)
