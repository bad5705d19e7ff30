"""Verify a ledger: the database's own checks, and the division of counted items between runs."""

from collections.abc import Collection, Iterator
from itertools import islice

from tracker.errors import Refused
from tracker.ledger.holdings import Holdings
from tracker.ledger.state import State
from tracker.messages import Message
from tracker.model.entries import Time
from tracker.store import balances, catalogue, checks
from tracker.store.commands import rows_without_command
from tracker.store.connection import Database


def discrepancies(database: Database, *, but: Collection[str] = ()) -> Iterator[Message]:
    """Yield a message for each discrepancy, except findings named in `but`; none if the ledger is valid."""
    yield from checks.discrepancies(database, but=but)
    if checks.can_be_queried(database) and not any(rows_without_command(database)):
        yield from islice(_misdivisions(database), checks.MOST)


def _misdivisions(database: Database) -> Iterator[Message]:
    """Yield a message for each run whose copies after a valid count of its item differ from the rule.

    Counts that leave another total than they found, or too few copies for later entries, are reported otherwise.
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
            for run in expected if sum(held.values()) == count.total else ():
                if expected[run] != held[run]:
                    yield checks.SENTENCES["count_misdivided"].given(
                        entry=count.number,
                        counted=count.total,
                        item=item,
                        place=catalogue.place_by_id(database, place).code,
                        expected=expected[run],
                        run=catalogue.run_code(database, run),
                        held=held[run],
                    )
