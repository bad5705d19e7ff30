"""Reversing entries: the reversal of their movements, each at its own position in time, judged as a whole."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import chain

from tracker.deferred import NamedTuple
from tracker.errors import Refused
from tracker.languages import worded
from tracker.ledger.lookup import find_entry
from tracker.ledger.messages import short
from tracker.ledger.recounting import CountAdjustment, new_counts
from tracker.ledger.state import Earlier, State
from tracker.messages import Message, Plural
from tracker.model.entries import LOSS, PRINTER, TRANSIT, Draft, Entry, EntryType, Move, Time
from tracker.store import catalogue, entries, entry_sets
from tracker.store.catalogue import costs_of
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


# Recording entries again: what an undo sets back gets another number, and is otherwise as it was.


def record_again(state: State, void: Sequence[EntryRow], first: int, voided: Collection[int]) -> tuple[Draft, ...]:
    """Return the drafts of entries that were void and are recorded again: as they were, but for their numbers.

    `first` is the number of the first; `voided` are the entries that are voided together with that. Raises Refused
    when the row of a sheet that one was made of was imported again, or its place in time is taken; when one is a
    receipt whose shipment does not stand, or names a run that is not printed any more.
    """
    database = state.database
    old = [entry.number for entry in void]
    _refuse_taken(database, old, voided)
    numbers = {entry.number: number for number, entry in enumerate(void, first)}
    parcels = {**_standing_shipments(database, void, voided), **numbers}
    moves, texts = entry_sets.moves_of(database, old), entry_sets.texts_of(database, old)
    costs = costs_of(database, old)
    counted = entry_sets.counted_in(database, [entry for entry in void if entry.type is EntryType.COUNT])
    drafts = []
    for entry in void:
        written = texts.get(entry.number, entry_sets.Texts())
        own = tuple(
            Move(move.run, move.source, move.destination, move.quantity, move.time, parcels.get(move.shipment or 0))
            for move in moves.get(entry.number, ())
        )
        drafts.append(
            Draft(
                entry.type,
                numbers[entry.number],
                entry.time,
                entry.place,
                own,
                shipment=parcels.get(entry.shipment or 0),
                request=entry.request,
                reference=written.reference,
                carrier=written.carrier,
                reason=entry.reason,
                note=written.note,
                row_key=entry.key,
                counting=counted.get(entry.number),
                costs=costs.get(entry.number, ()),
                restores=entry.first,
            )
        )
    return tuple(drafts)


def _refuse_taken(database: Database, old: Collection[int], voided: Collection[int]) -> None:
    if taken := entry_sets.keys_taken(database, old, voided):
        raise Refused(
            "Entry {entry} cannot be recorded again: the row of the sheet that it was made of was imported again, as "
            "entry {other}; undo that first with 'tracker undo --command {command}'.",
            **taken._asdict(),
        )
    if taken := entry_sets.times_taken(database, old, voided):
        raise Refused(
            "Entry {entry} cannot be recorded again: entry {other} has its place in time; "
            "undo that first with 'tracker undo --command {command}'.",
            **taken._asdict(),
        )


def _standing_shipments(database: Database, void: Collection[EntryRow], voided: Collection[int]) -> dict[int, int]:
    """Return what the shipments of receipts are recorded as now. Raises Refused when one does not stand."""
    again = {entry.number for entry in void}
    receipts = [entry for entry in void if entry.shipment is not None and entry.shipment not in again]
    now = entry_sets.as_they_are_now(database, {receipt.shipment or 0 for receipt in receipts})
    void_now = {
        entry.number: entry for entry in entry_sets.recorded(database, set(now.values())) if entry.voided_by is not None
    }
    for receipt in receipts:
        shipment = now[receipt.shipment or 0]
        if shipment in void_now or shipment in voided:
            raise Refused(
                "Receipt {receipt} cannot be recorded again: its shipment {shipment} does not stand any more; "
                "see 'tracker show {shipment}' for what voided it, and undo that first.",
                receipt=receipt.number,
                shipment=shipment,
            )
    return now


def refuse_unprinted(state: State, drafts: Sequence[Draft]) -> None:
    """Raise Refused when one of the drafts, which are pending, names a run that is not printed any more."""
    printed: dict[str, set[int]] = {}
    items: dict[int, str] = {}
    for draft in drafts:
        runs = {move.run for move in draft.moves if move.count is None and move.source != PRINTER}
        for run in runs | set(draft.counting.runs if draft.counting else ()):
            if run not in items:
                items[run] = catalogue.item_of(state.database, run)
            if items[run] not in printed:
                printed[items[run]] = {each.id for each in state.runs_of(items[run])}
            if run not in printed[items[run]]:
                raise Refused(
                    "Entry {entry} cannot be recorded again: the print of {run}, which it names, was voided since; "
                    "undo that first.",
                    entry=draft.restores,
                    run=catalogue.run_code(state.database, run),
                )


# Receipts of a shipment that is replaced: void with it, and logged again with what replaces it when that is wanted.
#
# Each stays at its own place in time. A receipt of all that was outstanding is one of all that is outstanding now;
# any other has the same copies of each item, and what it booked as lost is what is left then. (One that was recorded
# with its shipment is made with the new one, as `--received` makes it.)


Copies = dict[int, int]
"""How many copies of each run, the oldest run first."""


class Former(NamedTuple):
    """A receipt of the shipment that is replaced: what arrived, and what of it had been booked as lost before."""

    number: int
    time: Time
    arrived: Copies
    found: Copies
    closes: bool
    """Whether it booked the rest as lost."""
    completes: bool
    """Whether all that was outstanding arrived."""
    came_along: bool
    """Whether it was recorded with its shipment."""
    texts: entry_sets.Texts

    @property
    def copies(self) -> int:
        """How many copies it brought to the place."""
        return sum(self.arrived.values()) + sum(self.found.values())


def former_receipts(database: Database, shipment: int) -> list[Former]:
    """Return the receipts of a shipment that stand, in the order of time."""
    rows = sorted(entry_sets.receipts_of(database, [shipment]), key=lambda row: row.time)
    numbers = [row.number for row in rows]
    moves, texts = entry_sets.moves_of(database, numbers), entry_sets.texts_of(database, numbers)
    left = by_run(database, entries.moves_of(database, shipment))
    came_along = entries.receipts_with(database, shipment)
    formers = []
    for row in rows:
        from_transit = [move for move in moves[row.number] if move.source == TRANSIT]
        for move in from_transit:
            left[move.run] -= move.quantity
        found = by_run(database, [move for move in moves[row.number] if move.source == LOSS])
        arrived = by_run(database, [move for move in from_transit if move.destination != LOSS])
        closes = any(move.destination == LOSS for move in from_transit)
        completes = not (any(left.values()) or closes or found)
        came = row.number in came_along
        written = texts.get(row.number, entry_sets.Texts())
        formers.append(Former(row.number, row.time, arrived, found, closes, completes, came, written))
    return formers


def log_again(database: Database, sent: Draft, formers: Sequence[Former]) -> tuple[Draft, ...]:
    """Return the drafts of the receipts of what replaces a shipment, `sent`, numbered from the next number on.

    Raises Refused when one would come before the shipment, or has more copies than are left of it.
    """
    left, lost, drafts = by_run(database, sent.moves), dict[int, int](), []
    for number, former in enumerate(formers, sent.number + 1):
        _refuse_early(sent, former)
        arrived = dict(left) if former.completes else _taken(database, former, former.arrived, left)
        found = _taken(database, former, former.found, lost)
        left = _less(left, arrived)
        away = left if former.closes else {}
        lost = {**_less(lost, found), **away}
        left = _less(left, away)
        ends = (TRANSIT, sent.place, arrived), (LOSS, sent.place, found), (TRANSIT, LOSS, away)
        moves = tuple(
            Move(run, source, to, copies, former.time, sent.number)
            for source, to, runs in ends
            for run, copies in runs.items()
            if copies
        )
        if not moves:
            raise _too_few(database, former)
        draft = Draft(EntryType.RECEIVE, number, former.time, sent.place, moves, shipment=sent.number)
        drafts.append(draft._replace(replaces=former.number, **former.texts._asdict()))
    return tuple(drafts)


def _refuse_early(sent: Draft, former: Former) -> None:
    if former.time <= sent.time:
        raise Refused(
            "Receipt {receipt} of {day} cannot be logged again, because it would come before the shipment, which is "
            "now of {dispatched_on}; log the shipment without --yes, then what arrived with 'tracker receive'.",
            receipt=former.number,
            day=former.time.date,
            dispatched_on=sent.time.date,
        )


def _taken(database: Database, former: Former, wanted: Copies, left: Copies) -> Copies:
    """Return what a receipt takes of what is left: of each run what it had, the rest of the item's oldest runs.

    Raises Refused when there is too little of an item.
    """
    taken = {run: min(copies, left.get(run, 0)) for run, copies in wanted.items()}
    for run, copies in wanted.items():
        missing = copies - min(copies, left.get(run, 0))
        item = catalogue.item_of(database, run)
        for other in left:
            if missing and catalogue.item_of(database, other) == item:
                more = min(missing, left[other] - taken.get(other, 0))
                taken[other] = taken.get(other, 0) + more
                missing -= more
        if missing:
            raise _too_few(database, former)
    return taken


def _too_few(database: Database, former: Former) -> Refused:
    items = sorted({catalogue.item_of(database, run) for run in (*former.arrived, *former.found)})
    return Refused.of(
        Plural(
            "Receipt {receipt} of {day} ({count} copy of {items}) cannot be logged again, because the corrected "
            "shipment has too few left for it; log the shipment without --yes, then what arrived with "
            "'tracker receive'.",
            "Receipt {receipt} of {day} ({count} copies of {items}) cannot be logged again, because the corrected "
            "shipment has too few left for it; log the shipment without --yes, then what arrived with "
            "'tracker receive'.",
            receipt=former.number,
            day=former.time.date,
            count=former.copies,
            items=", ".join(items),
        )
    )


def by_run(database: Database, moves: Sequence[Move]) -> Copies:
    """Return how many copies of each run are moved, the oldest run first."""
    copies: Copies = {}
    for move in moves:
        copies[move.run] = copies.get(move.run, 0) + move.quantity
    if len(copies) < 2:
        return copies
    return {run.id: copies[run.id] for run in catalogue.runs(database) if run.id in copies}


def _less(copies: Copies, taken: Copies) -> Copies:
    return {run: quantity - taken.get(run, 0) for run, quantity in copies.items()}


# What a clerk is told --------------------------------------------------------------------------------


def describe_again(
    database: Database, formers: Sequence[Former], drafts: Sequence[Draft], *, dry_run: bool
) -> Iterator[Message]:
    """Yield a message for each receipt that was logged again, or would be."""
    for former, draft in zip(formers, drafts, strict=True):
        if dry_run:
            message = Plural(
                "Receipt {receipt} would be logged again: {count} copy at {place} on {day}.",
                "Receipt {receipt} would be logged again: {count} copies at {place} on {day}.",
            )
        else:
            message = Plural(
                "Receipt {receipt} was logged again as entry {entry}: {count} copy at {place} on {day}.",
                "Receipt {receipt} was logged again as entry {entry}: {count} copies at {place} on {day}.",
                entry=draft.number,
            )
        yield message.given(
            receipt=former.number,
            count=sum(move.quantity for move in draft.moves if move.destination == draft.place),
            place=catalogue.place_by_id(database, draft.place).code,
            day=draft.time.date,
        )
