"""Changing the catalogue: one transaction, with the moment and the clerk."""

from collections.abc import Callable, Sequence

from tracker.errors import Refused
from tracker.model.dates import next_moment
from tracker.store import entries
from tracker.store.connection import BrokenRule, Database, Ledger, Statement
from tracker.store.transactions import writing


def change(ledger: Ledger, decide: Callable[[Database, str], Sequence[Statement]]) -> None:
    """Carry out, in one transaction, the steps that `decide` makes of the present state and the moment."""
    with writing(ledger) as database:
        steps = decide(database, next_moment(entries.last_moment(database)))
        try:
            database.apply(steps)
        except BrokenRule as broken:
            raise Refused(f"The database refused it: {broken}.") from broken


def remove(ledger: Ledger, what: str, decide: Callable[[Database], Sequence[Statement]]) -> None:
    """Remove something that nothing refers to. Raises Refused, naming it, when it is in use."""
    with writing(ledger) as database:
        steps = decide(database)
        try:
            database.apply(steps)
        except BrokenRule as broken:
            raise Refused(f"{what} is in use and stays; only what was never used can be removed.") from broken
