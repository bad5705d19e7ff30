"""Recording entries again: what an undo sets back gets another number, and is otherwise as it was."""

from collections.abc import Collection, Sequence

from tracker.errors import Refused
from tracker.ledger.state import State
from tracker.model.entries import PRINTER, Draft, EntryType, Move
from tracker.store import catalogue, entry_sets
from tracker.store.connection import Database
from tracker.store.costs import costs_of
from tracker.store.entry_sets import EntryRow


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
