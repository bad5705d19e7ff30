"""Counting: what is really there. A count is a checkpoint, which nothing logged later changes."""

from dataclasses import dataclass

from tracker.errors import Refused, WrongUsage
from tracker.ledger.lookup import find_item, find_open_place, find_run
from tracker.ledger.recording import Decision, Now, record
from tracker.ledger.state import State
from tracker.model.catalogue import Place, Run
from tracker.model.codes import RunCode
from tracker.model.entries import Counting, Draft, Entry, EntryType, Particulars
from tracker.model.quantities import Line, check_distinct
from tracker.store import balances, catalogue
from tracker.store.connection import Ledger


@dataclass(frozen=True)
class Count:
    """What a clerk says of a count: where, what was found, and whether that was everything."""

    place: str
    lines: tuple[Line, ...]
    full: bool = False


def log_count(ledger: Ledger, count: Count, particulars: Particulars) -> Entry:
    """Record a count and return its entry; the differences are booked with it.

    Raises WrongUsage when nothing was counted, Refused when the place is unknown or closed, a run was
    not printed by then, or the count would leave a later day short.
    """
    check_distinct(count.lines)
    if not count.lines and not count.full:
        raise WrongUsage("Nothing was counted: give ITEM=QTY, or --full when the place is empty.")

    def decide(state: State, now: Now) -> Decision:
        place = find_open_place(state.database, count.place, now.day)
        found: dict[int, int] = {}
        items = []
        for line in count.lines:
            if isinstance(line.what, RunCode):
                run = find_run(state.database, line.what)
                _refuse_unprinted(run, now)
                found[run.id] = line.quantity
            else:
                item = find_item(state.database, line.what)
                items.append(item)
                found |= _spread(state, place, item, line.quantity, now)
        if count.full:
            for run_id in balances.runs_at(state.database, place.id):
                if run_id not in found and state.held_before(place.id, run_id, now.time):
                    found[run_id] = 0
        surplus = any(quantity > state.held_before(place.id, run, now.time) for run, quantity in found.items())
        draft = Draft(
            EntryType.COUNT,
            now.number,
            now.time,
            place.id,
            counting=Counting(found, tuple(items), count.full),
        )
        return Decision((draft,), messages=_parcels(state, place, now) if surplus else ())

    given = {"place": count.place, "lines": count.lines, "full": count.full}
    return record(ledger, particulars, "count", given, decide)


def _spread(state: State, place: Place, item: str, counted: int, now: Now) -> dict[int, int]:
    """Return how many copies of each run there are when so many of the item were found.

    What is missing left the oldest run first, as far as later days allow; what is too much joins the
    newest run there, else the newest that was printed by then.
    """
    printed = [run for run in catalogue.runs_of(state.database, item) if run.printed_on <= now.day]
    if not printed:
        raise Refused(f"None of {item} was printed by {now.day}; count it on a later date.")
    expected = {run.id: state.held_before(place.id, run.id, now.time) for run in printed}
    there = {run: held for run, held in expected.items() if held}
    if not there:
        return {printed[-1].id: counted}
    difference = counted - sum(there.values())
    if difference > 0:
        newest = next(run.id for run in reversed(printed) if run.id in there)
        return {**there, newest: there[newest] + difference}
    missing = -difference
    for run, held in list(there.items()):
        left = min(missing, held, max(state.spare(place.id, run, now.time).copies, 0))
        there[run] -= left
        missing -= left
    for run, held in list(there.items()):  # later days do not allow it: the ledger will say which
        left = min(missing, held)
        there[run] -= left
        missing -= left
    return there


def _refuse_unprinted(run: Run, now: Now) -> None:
    if now.day < run.printed_on:
        raise Refused(f"{run.code} was printed on {run.printed_on}; it cannot be counted on {now.day} already.")


def _parcels(state: State, place: Place, now: Now) -> tuple[str, ...]:
    """Name the parcels that were on their way that day to a place where more was found than expected."""
    parcels = balances.in_transit_to(state.database, place.id, now.time[0])
    if not parcels:
        return ()
    named = ", ".join(map(str, parcels))
    return (
        f"More was found than expected, and parcels are in transit to {place.code}: shipment {named}. "
        f"If one had arrived, log that before the count: 'tracker receive {parcels[0]} --before {now.number}'.",
    )
