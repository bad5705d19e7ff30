"""Recalls: a withdrawn run is no longer shipped."""

from dataclasses import dataclass
from datetime import date

from tracker.errors import Refused
from tracker.ledger.catalogue import change
from tracker.ledger.lookup import find_run
from tracker.model.codes import RunCode
from tracker.model.dates import not_in_future, today
from tracker.store import catalogue
from tracker.store.connection import Database, Ledger, Statement
from tracker.store.statements import insert


@dataclass(frozen=True)
class Recall:
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
    numbers: list[int] = []

    def decide(database: Database, moment: str) -> list[Statement]:
        run = find_run(database, recall.run)
        day = not_in_future(recall.day) if recall.day else today()
        if withdrawn and run.withdrawn_on is not None:
            raise Refused(f"{run.code} has already been withdrawn, on {run.withdrawn_on}.")
        if withdrawn and day < run.printed_on:
            raise Refused(f"{run.code} was printed on {run.printed_on}; it cannot be withdrawn before that date.")
        if not withdrawn and run.withdrawn_on is None:
            raise Refused(f"{run.code} is not withdrawn.")
        if not withdrawn and run.withdrawn_on is not None and day < run.withdrawn_on:
            raise Refused(f"{run.code} was withdrawn on {run.withdrawn_on}; it cannot be reinstated before that date.")
        last = catalogue.last_withdrawal(database, run.id)
        if last is not None and day < last:
            raise Refused(f"{run.code} was last withdrawn or reinstated on {last}; use that date or a later one.")
        numbers.append(catalogue.next_id(database, "withdrawal"))
        return [
            insert(
                "withdrawal",
                id=numbers[0],
                run=run.id,
                withdrawn=int(withdrawn),
                date=day.isoformat(),
                reason=recall.reason,
                note=recall.note,
                recorded_at=moment,
                recorded_by=clerk,
            )
        ]

    change(ledger, decide)
    return numbers[0]
