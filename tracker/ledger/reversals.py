"""Undoing an entry: the opposite of its movements, in its own place in time."""

from dataclasses import replace

from tracker.errors import Refused
from tracker.ledger.lookup import find_entry
from tracker.ledger.state import State
from tracker.model.entries import Draft, Entry, EntryType, Move
from tracker.store import balances, catalogue, entries


def undo(
    state: State, number: int, as_number: int, *, reason: str | None = None, by_print: bool = False
) -> tuple[Draft, ...]:
    """Return the draft of the void of an entry; a shipment takes its receipts with it.

    Without a reason it makes room for the entry's replacement. Raises Refused when there is no such
    entry, when it is a void or was voided, or when it printed a run that is in use. `by_print` allows
    the last: a print that replaces it may keep the run.
    """
    database = state.database
    entry = find_entry(database, number)
    refuse_unvoidable(entry)
    if entry.type is EntryType.PRINT and not by_print:
        refuse_in_use(state, number)
    moves = [opposite(move) for move in entries.moves_of(database, number)]
    receipts = entries.receipts_of(database, number) if entry.type is EntryType.SHIP else []
    for receipt in receipts:
        moves += [opposite(move) for move in entries.moves_of(database, receipt)]
    place = entries.place_of(database, number)
    said = reason or f"replaced by entry {as_number + 1}"
    time = entries.time_of(database, number)
    void = Draft(EntryType.VOID, as_number, time, place, tuple(moves), voids=number, reason=said)
    return (replace(void, receipts=tuple(receipts)),)


def refuse_unvoidable(entry: Entry) -> None:
    """Raise Refused for an entry that is a void, or voided already."""
    if entry.type is EntryType.VOID:
        raise Refused(f"Entry {entry.number} is a void, which cannot be voided; log the entry anew instead.")
    if entry.voided_by is not None:
        raise Refused(f"Entry {entry.number} was voided by entry {entry.voided_by} already.")


def refuse_in_use(state: State, number: int) -> None:
    """Raise Refused when another standing entry names the run that a print entry printed."""
    run = entries.run_printed(state.database, number)
    others = balances.others_naming(state.database, run, number)
    if others:
        code = catalogue.run_code(state.database, run)
        raise Refused(
            f"Entry {others[0]} moves or counts copies of {code}; void that first, "
            f"or mend the print with 'tracker print {code.rpartition('/')[0]} … --replaces {number}'."
        )


def opposite(move: Move) -> Move:
    """Return the movement that undoes another, in the same place in time."""
    return replace(move, source=move.destination, destination=move.source)
