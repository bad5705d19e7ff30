"""Counting the copies at a place. A count is a checkpoint, which nothing logged later changes."""

from dataclasses import dataclass

from tracker.errors import Refused, WrongUsage
from tracker.ledger.lookup import find_item, find_open_place, find_run
from tracker.ledger.recording import Decision, Now, record
from tracker.ledger.state import State
from tracker.messages import Message
from tracker.model.catalogue import Place, Run
from tracker.model.codes import RunCode
from tracker.model.entries import Counting, Draft, Entry, EntryType, Particulars
from tracker.model.quantities import Line, check_distinct
from tracker.store import balances, catalogue
from tracker.store.connection import Ledger


@dataclass(frozen=True)
class Count:
    """A count as the clerk gives it: the place, the quantities found, and whether everything was counted."""

    place: str
    lines: tuple[Line, ...]
    full: bool = False


def log_count(ledger: Ledger, count: Count, particulars: Particulars) -> Entry:
    """Record a count, with the movements that book its differences, and return its entry.

    Raises WrongUsage when nothing was counted, Refused when the place is unknown or closed, a run was
    not printed by then, or the count would cause a shortage on a later day.
    """
    check_distinct(count.lines)
    if not count.lines and not count.full:
        raise WrongUsage("Nothing was counted: give ITEM=QTY, or --full if the place is empty.")

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
        return Decision((draft,), messages=_in_transit(state, place, now) if surplus else ())

    arguments = {"place": count.place, "lines": count.lines, "full": count.full}
    return record(ledger, particulars, "count", arguments, decide)


def _spread(state: State, place: Place, item: str, counted: int, now: Now) -> dict[int, int]:
    """Return how many copies of each run the place holds when that many of the item were counted.

    A shortage is taken from the oldest run first, without causing a shortage on a later day; a surplus is
    added to the newest run at the place, or else to the newest that was printed by then.
    """
    printed = [run for run in catalogue.runs_of(state.database, item) if run.printed_on <= now.day]
    if not printed:
        raise Refused("{item} had not been printed by {day}; count it on a later date.", item=item, day=now.day)
    expected = {run.id: state.held_before(place.id, run.id, now.time) for run in printed}
    # Within a day a run can be below zero for a while; it is then counted as none before anything is shared out.
    quantities = {run: max(held, 0) for run, held in expected.items() if held}
    if not quantities:
        return {printed[-1].id: counted}
    difference = counted - sum(quantities.values())
    if difference > 0:
        newest = next(run.id for run in reversed(printed) if run.id in quantities)
        return {**quantities, newest: quantities[newest] + difference}
    missing = -difference
    for run, held in list(quantities.items()):
        taken = min(missing, held, max(state.spare(place.id, run, now.time).copies, 0))
        quantities[run] -= taken
        missing -= taken
    # Taking the rest causes a later shortage, which is reported when the count is recorded.
    for run, held in list(quantities.items()):
        taken = min(missing, held)
        quantities[run] -= taken
        missing -= taken
    return quantities


def _refuse_unprinted(run: Run, now: Now) -> None:
    if now.day < run.printed_on:
        raise Refused(
            "{run} was printed on {printed_on}; it cannot be counted earlier, on {day}.",
            run=run.code,
            printed_on=run.printed_on,
            day=now.day,
        )


def _in_transit(state: State, place: Place, now: Now) -> tuple[Message, ...]:
    """Return a message naming the shipments in transit that day to a place where a surplus was counted."""
    shipments = balances.in_transit_to(state.database, place.id, now.time.date)
    if not shipments:
        return ()
    return (
        Message(
            "The count found a surplus while copies are in transit to {place}, in these shipments: {shipments}. "
            "If one of them arrived before the count, log its receipt there: "
            "'tracker receive {first} --before {count}'.",
            place=place.code,
            shipments=", ".join(map(str, shipments)),
            first=shipments[0],
            count=now.number,
        ),
    )
