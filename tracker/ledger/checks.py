"""Verifying a ledger: what the database can prove of itself, and how counts of items are divided."""

from collections.abc import Collection, Iterator
from itertools import islice

from tracker.ledger.divisions import misdivisions
from tracker.messages import Message
from tracker.store import catalogue, checks
from tracker.store.commands import of_no_command
from tracker.store.connection import Database


def discrepancies(database: Database, *, but: Collection[str] = ()) -> Iterator[Message]:
    """Yield a sentence for every discrepancy but those of these names; none when the ledger is valid."""
    yield from checks.discrepancies(database, but=but)
    if checks.can_be_asked(database) and not any(of_no_command(database)):
        for wrong in islice(misdivisions(database), checks.MOST):
            yield checks.SENTENCES["count_misdivided"].given(
                entry=wrong.found.number,
                counted=wrong.found.total,
                item=wrong.item,
                place=catalogue.place_by_id(database, wrong.place).code,
                expected=wrong.expected,
                run=catalogue.run_code(database, wrong.run),
                held=wrong.held,
            )
