"""Reversing an entry: the reversal of its movements, at its own position in time."""

from dataclasses import replace

from tracker.errors import Refused
from tracker.ledger.lookup import find_entry
from tracker.ledger.state import State
from tracker.model.entries import Draft, Entry, EntryType, Move
from tracker.store import balances, catalogue, entries


def reverse(
    state: State, number: int, void_number: int, *, reason: str | None = None, by_print: bool = False
) -> tuple[Draft, ...]:
    """Return the draft of the void of an entry; voiding a shipment also voids its receipts.

    Without a reason, the entry is replaced by the one recorded next. Raises Refused when there is no such
    entry, when it is a void or is voided, or when it printed a run that is in use. `by_print` allows
    the last case: a print that replaces it may keep the run.
    """
    database = state.database
    entry = find_entry(database, number)
    refuse_unvoidable(entry)
    if entry.type is EntryType.PRINT and not by_print:
        refuse_in_use(state, number)
    moves = [reversal(move) for move in entries.moves_of(database, number)]
    receipts = entries.receipts_of(database, number) if entry.type is EntryType.SHIP else []
    for receipt in receipts:
        moves += [reversal(move) for move in entries.moves_of(database, receipt)]
    place = entries.place_of(database, number)
    reason = reason or f"replaced by entry {void_number + 1}"
    time = entries.time_of(database, number)
    void = Draft(EntryType.VOID, void_number, time, place, tuple(moves), voids=number, reason=reason)
    return (replace(void, receipts=tuple(receipts)),)


def reverse_replaced(state: State, number: int, void_number: int, kind: EntryType) -> tuple[Draft, ...]:
    """Return the draft of the void of an entry that is replaced by one of type `kind`.

    Raises Refused as `reverse` does, but lets a print replace the print of a run that is in use, because it may
    keep the run; and when the entry is of another type.
    """
    replaced = find_entry(state.database, number)
    refuse_unvoidable(replaced)
    if replaced.type is not kind:
        raise Refused(
            "Entry {entry} is of type {type}, and an entry of type {kind} cannot replace it; "
            "void it with 'tracker void {entry} --reason TEXT', and log this entry without --replaces.",
            entry=number,
            type=replaced.type,
            kind=kind,
        )
    return reverse(state, number, void_number, by_print=kind is EntryType.PRINT)


def refuse_unvoidable(entry: Entry) -> None:
    """Raise Refused for an entry that is a void, or is already voided."""
    if entry.type is EntryType.VOID:
        raise Refused(
            "Entry {entry} is a void and cannot be voided; log the voided entry again instead.", entry=entry.number
        )
    if entry.voided_by is not None:
        raise Refused(
            "Entry {entry} has already been voided by entry {void}.", entry=entry.number, void=entry.voided_by
        )


def refuse_in_use(state: State, number: int) -> None:
    """Raise Refused when another entry that is not voided refers to the run that a print entry printed."""
    run = entries.run_printed(state.database, number)
    others = balances.others_using(state.database, run, number)
    if others:
        code = catalogue.run_code(state.database, run)
        raise Refused(
            "Entry {other} moves or counts copies of {code}; void that entry first, or correct the print with "
            "'tracker print {item} … --replaces {entry}'.",
            other=others[0],
            code=code,
            item=code.rpartition("/")[0],
            entry=number,
        )


def reversal(move: Move) -> Move:
    """Return the movement that reverses another, at the same position in time."""
    return replace(move, source=move.destination, destination=move.source)
