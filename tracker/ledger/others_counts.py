"""Counts of items as a whole that other offices recorded: whether they are divided over the print runs by the rule."""

from tracker.errors import Refused
from tracker.ledger.divisions import misdivisions
from tracker.ledger.holdings import Holdings
from tracker.ledger.state import State
from tracker.messages import Message
from tracker.model.entries import LOSS, PUBLIC, Time
from tracker.store import shelves
from tracker.store.connection import Database
from tracker.store.shelves import Shelf
from tracker.store.steps import Unfit


def prove_divisions(database: Database, command: int | None) -> None:
    """Raise Unfit when a count leaves other copies of a run than the rule: any, or the only entry of a command.

    What was recorded together with other entries cannot be told from what is recorded without going through all of the
    ledger: of a command, it is left to `check`.
    """
    if command is None:
        is_right = next(misdivisions(database), None) is None
    else:
        counted = shelves.counted_alone(database, command)
        is_right = all(_is_divided(database, *each) for each in counted)
    if not is_right:
        raise Unfit.of(Message("it divides a count over the print runs otherwise than by the rule"))


def _is_divided(database: Database, shelf: Shelf, number: int, time: Time) -> bool:
    """Return whether a count is what the rule makes of it now, when nothing was recorded after it."""
    state = State(database, Holdings(database))
    counts = state.counts_of(shelf.place, shelf.item, Time(time.date, time.position - 1))
    booked = state.holdings.booked(number)
    for count in counts:
        if count.number == number and count.total is not None:
            try:
                expected = state.recounting(shelf.place, shelf.item, counts).counted(count)
            except Refused:  # which is another fault
                return True
            return all(
                quantity
                == state.held_before(shelf.place, run, time)
                + sum(booked.get(run, {}).get(outside, 0) for outside in (LOSS, PUBLIC))
                for run, quantity in expected.items()
            )
    return True
