"""Messages to the clerk: why an entry was refused, and what else it changed."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from tracker.errors import Refused
from tracker.ledger.state import CountAdjustment, Shortage, State
from tracker.model.entries import TRANSIT, Draft, EntryType
from tracker.store import balances, catalogue, entries
from tracker.store.connection import BrokenRule


def explain(state: State, broken: BrokenRule) -> Refused:
    """Return the refusal that names the place, run, date, shortage and the entry that needs the copies."""
    shortage = state.shortage()
    if shortage is None:
        return Refused(f"The database rejected the entry: {broken}.")
    return Refused(_sentence(state, shortage))


def _sentence(state: State, shortage: Shortage) -> str:
    run = catalogue.run_code(state.database, shortage.run)
    quantity = f"{shortage.missing} {copies(shortage.missing)} of {run} short on {shortage.date}"
    if shortage.place is None:
        entry = balances.last_taking_shipped(
            state.database, shortage.shipment or 0, shortage.run, shortage.date, shortage.outside
        )
        state_of = "in transit" if shortage.outside == TRANSIT else "booked as lost"
        because = f": entry {entry} of that day needs them" if entry else ""
        return f"Shipment {shortage.shipment} would be {quantity} among the copies {state_of}{because}."
    place = catalogue.place_by_id(state.database, shortage.place).code
    entry = balances.last_taking(state.database, shortage.place, shortage.run, shortage.date)
    because = f": entry {entry} of that day needs them" if entry else ""
    return f"{place} would be {quantity}{because}."


def describe_void(void: Draft) -> str:
    """Return the sentence that names what a void reverses: the entry, and the receipts of a shipment."""
    receipts = f", together with its receipts: {', '.join(map(str, void.receipts))}" if void.receipts else ""
    return f"Entry {void.voids} is voided by entry {void.number}{receipts}."


def describe_adjustments(state: State, changed: Sequence[CountAdjustment]) -> Iterator[str]:
    """Yield a sentence for every count whose difference changed, in order."""
    merged: dict[tuple[int, int], CountAdjustment] = {}
    for change in changed:
        earlier = merged.get((change.count.number, change.run), change)
        merged[change.count.number, change.run] = replace(change, before=earlier.before)
    for change in merged.values():
        if change.before == change.after:
            continue
        count, database = change.count, state.database
        run = catalogue.run_code(database, change.run)
        place = catalogue.place_by_id(database, change.place).code
        unlisted = "" if count.listed else f" The count did not list {run}, so its quantity is 0."
        yield (
            f"Count {count.number} of {count.time[0]} at {place} remains at {count.quantity} of {run}; "
            f"its difference changed from {_difference(change.before)} to {_difference(change.after)}.{unlisted}"
        )


def _difference(copies: int) -> str:
    return f"{copies:+d}" if copies else "0"


def describe_earlier_counts(state: State, drafts: Sequence[Draft], *, dry_run: bool) -> Iterator[str]:
    """Yield a sentence for every count of the same copies that precedes an entry on the same day."""
    described = set()
    for draft in drafts:
        if draft.type in (EntryType.COUNT, EntryType.VOID):
            continue
        for move in draft.moves:
            if move.count is not None:
                continue
            for place in (move.source, move.destination):
                for count in entries.counts_on(state.database, place, move.run, draft.time):
                    if count not in described:
                        described.add(count)
                        correction = "" if dry_run else f"--replaces {draft.number} "
                        yield (
                            f"The entry comes after count {count} of the same day; if it happened before the count, "
                            f"log it with {correction}--before {count}."
                        )


def copies(quantity: int) -> str:
    """Return the noun for that quantity: copy or copies."""
    return "copy" if quantity == 1 else "copies"
