"""Recalls: a withdrawn run is no longer shipped."""

from datetime import date
from typing import NamedTuple

from tracker.errors import Refused
from tracker.ledger.catalogue import Author, Change, change
from tracker.ledger.commands import Command, Ledger
from tracker.ledger.lookup import find_run
from tracker.model.codes import RunCode
from tracker.model.dates import day_of_opposite
from tracker.store import catalogue
from tracker.store.statements import insert, write


class Recall(NamedTuple):
    """A withdrawal or reinstatement as the clerk gives it; only a withdrawal has a reason."""

    run: RunCode
    reason: str | None
    day: date | None = None
    note: str | None = None


def withdraw(ledger: Ledger, recall: Recall, clerk: str) -> int:
    """Withdraw a run from that day on, and return the record's number.

    Raises Refused when the run is unknown, is already withdrawn, or was printed later.
    """
    return _record(ledger, recall, clerk, withdrawn=True)


def reinstate(ledger: Ledger, recall: Recall, clerk: str) -> int:
    """Allow a withdrawn run to be shipped again from that day on, and return the record's number.

    Raises Refused when the run is unknown or not withdrawn, or was withdrawn later.
    """
    return _record(ledger, recall, clerk, withdrawn=False)


def _record(ledger: Ledger, recall: Recall, clerk: str, *, withdrawn: bool) -> int:

    def decide(running: Command) -> Change[int]:
        database = running.database
        run = find_run(database, recall.run)
        last = catalogue.last_withdrawal(database, run.id)
        day = day_of_opposite(recall.day, last)
        if withdrawn and run.withdrawn_on is not None:
            raise Refused("{run} was already withdrawn on {withdrawn_on}.", run=run.code, withdrawn_on=run.withdrawn_on)
        if withdrawn and day < run.printed_on:
            raise Refused(
                "{run} was printed on {printed_on}; it cannot be withdrawn before that date.",
                run=run.code,
                printed_on=run.printed_on,
            )
        if not withdrawn and run.withdrawn_on is None:
            raise Refused("{run} is not withdrawn.", run=run.code)
        if not withdrawn and run.withdrawn_on is not None and day < run.withdrawn_on:
            raise Refused(
                "{run} was withdrawn on {withdrawn_on}; it cannot be reinstated before that date.",
                run=run.code,
                withdrawn_on=run.withdrawn_on,
            )
        if last is not None and day < last:
            raise Refused(
                "{run} was last withdrawn or reinstated on {last}; use that date or a later one.",
                run=run.code,
                last=last,
            )
        number = catalogue.next_id(database, "withdrawal")
        facts = [
            insert(
                "withdrawal",
                id=number,
                command=running.number,
                run=run.id,
                withdrawn=int(withdrawn),
                date=day.isoformat(),
            )
        ]
        return Change(number, facts=[*facts, *write(running.number, reason=recall.reason, note=recall.note)])

    return change(ledger, Author("withdraw" if withdrawn else "reinstate", clerk), decide)
