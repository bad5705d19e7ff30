"""Changing the catalogue: one transaction, with its timestamp."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from tracker.errors import Refused
from tracker.messages import Message
from tracker.model.dates import next_moment
from tracker.store import entries
from tracker.store.connection import BrokenRule, Database, Ledger, Statement
from tracker.store.transactions import writing

Result = TypeVar("Result")


@dataclass(frozen=True)
class Change(Generic[Result]):
    """What a command decided to change: its statements, and what it returns when they are executed."""

    statements: Sequence[Statement]
    result: Result


def change(ledger: Ledger, decide: Callable[[Database, str], Change[Result]]) -> Result:
    """Execute, in one transaction, what `decide` returns for the current state and timestamp; return its result.

    Raises Refused when the database rejects a statement.
    """
    with writing(ledger) as database:
        decided = decide(database, next_moment(entries.last_moment(database)))
        try:
            database.apply(decided.statements)
        except BrokenRule as broken:
            raise Refused("The database rejected the change: {rule}.", rule=broken) from broken
    return decided.result


def remove(ledger: Ledger, in_use: Message, decide: Callable[[Database], Sequence[Statement]]) -> None:
    """Remove a record that nothing refers to. Raises Refused, with the message `in_use`, when it is in use."""
    with writing(ledger) as database:
        statements = decide(database)
        try:
            database.apply(statements)
        except BrokenRule as broken:
            raise Refused.of(in_use) from broken
