"""Changing the catalogue, or recording facts that are no entries: a command of its own, or part of another."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from tracker.errors import Refused
from tracker.ledger.commands import Command, Ledger, judged, recorded
from tracker.messages import Message
from tracker.store.connection import BrokenRule, Statement

Result = TypeVar("Result")


@dataclass(frozen=True)
class Change(Generic[Result]):
    """What a command decided, and what it returns when that is done."""

    result: Result
    changes: Sequence[Statement] = ()
    """What it adds to the catalogue, or changes there."""
    facts: Sequence[Statement] = ()
    """What it records, a row each."""


@dataclass(frozen=True)
class Author:
    """Which command changes the ledger, by its name such as "place add", and whose it is."""

    command: str
    clerk: str


def change(ledger: Ledger, author: Author, decide: Callable[[Command], Change[Result]]) -> Result:
    """Record, as one command, what `decide` returns for the current state; return its result.

    Raises Refused when the database rejects it.
    """
    with recorded(ledger, author.command, author.clerk) as running:
        decided = decide(running)
        with judged():
            if decided.changes:
                running.change(decided.changes)
            running.add(decided.facts)
            running.close()
    return decided.result


def remove(
    ledger: Ledger, author: Author, in_use: Message, decide: Callable[[Command], tuple[Sequence[Statement], int]]
) -> None:
    """Remove a record that nothing refers to, by the statements that `decide` returns, with how many facts it has.

    Raises Refused, with the message `in_use`, when it is in use.
    """
    try:
        with recorded(ledger, author.command, author.clerk) as running:
            statements, facts = decide(running)
            running.change(statements)
            running.removed += facts
    except BrokenRule as broken:  # at the latest by the commit, as references are checked then
        raise Refused.of(in_use) from broken
