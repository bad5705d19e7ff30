"""Whether counts of items are divided over their print runs by the rule."""

from collections.abc import Iterator

from tracker.deferred import NamedTuple
from tracker.errors import Refused
from tracker.ledger.holdings import Holdings
from tracker.ledger.state import State
from tracker.model.entries import Time
from tracker.store import balances
from tracker.store.balances import StandingCount
from tracker.store.connection import Database


class Misdivision(NamedTuple):
    """A run of which a count leaves another number of copies than the rule."""

    found: StandingCount
    place: int
    item: str
    run: int
    expected: int
    held: int


def misdivisions(database: Database) -> Iterator[Misdivision]:
    """Yield what standing counts of items leave otherwise than by the rule.

    Counts that leave another total than they found, or too few copies for what follows, have other faults.
    """
    state = State(database, Holdings(database))
    for place, item in balances.shelves_counted(database):
        counts = state.counts_of(place, item, Time("", 0))
        recounting = state.recounting(place, item, counts)
        for index, count in enumerate(counts):
            if count.total is None:
                continue
            try:
                expected = recounting.counted(index)
            except Refused:
                continue
            held = {run: recounting.left(count, run) for run in expected}
            if sum(held.values()) == count.total:
                for run, copies in expected.items():
                    if copies != held[run]:
                        yield Misdivision(count, place, item, run, copies, held[run])
