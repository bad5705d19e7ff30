"""Words for the clerk: why the ledger refused, and what a write changed besides."""

from collections.abc import Iterator, Sequence
from dataclasses import replace

from tracker.errors import Refused
from tracker.ledger.state import CountAdjustment, Short, State
from tracker.model.entries import TRANSIT, Draft, EntryType
from tracker.store import balances, catalogue, entries
from tracker.store.connection import BrokenRule


def explain(state: State, broken: BrokenRule) -> Refused:
    """Return the refusal that names the place, run, date, shortfall and the entry that needs the copies."""
    short = state.shortage()
    if short is None:
        return Refused(f"The ledger refused it: {broken}.")
    return Refused(_sentence(state, short))


def _sentence(state: State, short: Short) -> str:
    run = catalogue.run_code(state.database, short.run)
    lacking = f"{short.missing} {copies(short.missing)} of {run} short on {short.date}"
    if short.place is None:
        needing = balances.parcel_taker(state.database, short.shipment or 0, short.run, short.date, short.outside)
        of_what = "in transit" if short.outside == TRANSIT else "among its losses"
        because = f": entry {needing} of that day has taken them from there" if needing else ""
        return f"Shipment {short.shipment} would be {lacking} {of_what}{because}."
    place = catalogue.place_by_id(state.database, short.place).code
    needing = balances.taker(state.database, short.place, short.run, short.date)
    because = f": entry {needing} of that day needs them" if needing else ""
    return f"{place} would be {lacking}{because}."


def say_undone(void: Draft) -> str:
    """Return the sentence that names what a void undoes: the entry, and a shipment's receipts with it."""
    with_it = f", and its receipts with it: {', '.join(map(str, void.receipts))}" if void.receipts else ""
    return f"Entry {void.voids} is voided by entry {void.number}{with_it}."


def say_changes(state: State, changed: Sequence[CountAdjustment]) -> Iterator[str]:
    """Yield a sentence for every count whose difference changed, from first to last."""
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
        unseen = "" if count.named else f" {run} was not there when it was logged, and counts as none."
        yield (
            f"Count {count.number} of {count.time[0]} at {place} stands at {count.quantity} of {run}; "
            f"its difference was {_difference(change.before)}, now {_difference(change.after)}.{unseen}"
        )


def _difference(copies: int) -> str:
    return f"{copies:+d}" if copies else "0"


def say_standing(state: State, drafts: Sequence[Draft], *, dry_run: bool) -> Iterator[str]:
    """Yield a sentence for every count of the same day and copies that an entry stands after."""
    told = set()
    for draft in drafts:
        if draft.type in (EntryType.COUNT, EntryType.VOID):
            continue
        for move in draft.moves:
            if move.count is not None:
                continue
            for place in (move.source, move.destination):
                for count in entries.counts_on(state.database, place, move.run, draft.time):
                    if count not in told:
                        told.add(count)
                        mending = "" if dry_run else f"--replaces {draft.number} "
                        yield (
                            f"It stands after count {count} of the same day; if it happened before that, "
                            f"log it with {mending}--before {count}."
                        )


def copies(quantity: int) -> str:
    """Return the word that goes with the quantity."""
    return "copy" if quantity == 1 else "copies"
