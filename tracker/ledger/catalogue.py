"""Changing the catalogue: one transaction, with its timestamp."""

from collections.abc import Callable, Sequence

from tracker.errors import Refused
from tracker.model.dates import next_moment
from tracker.store import entries
from tracker.store.connection import BrokenRule, Database, Ledger, Statement
from tracker.store.transactions import writing


def change(ledger: Ledger, decide: Callable[[Database, str], Sequence[Statement]]) -> None:
    """Execute, in one transaction, the statements that `decide` returns for the current state and timestamp.

    Raises Refused when the database rejects one of them.
    """
    with writing(ledger) as database:
        statements = decide(database, next_moment(entries.last_moment(database)))
        try:
            database.apply(statements)
        except BrokenRule as broken:
            raise Refused(f"The database rejected the change: {broken}.") from broken


def remove(ledger: Ledger, what: str, decide: Callable[[Database], Sequence[Statement]]) -> None:
    """Remove a record that nothing refers to. Raises Refused, naming it, when it is in use."""
    with writing(ledger) as database:
        statements = decide(database)
        try:
            database.apply(statements)
        except BrokenRule as broken:
            raise Refused(f"{what} is in use and cannot be removed; only unused records can be.") from broken
