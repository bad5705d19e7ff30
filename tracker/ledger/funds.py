"""Funds and their grants."""

from tracker.ledger.catalogue import Change, change
from tracker.ledger.lookup import find_code, refuse_taken
from tracker.model.money import Money
from tracker.store import catalogue
from tracker.store.connection import Database, Ledger
from tracker.store.statements import insert


def add_fund(ledger: Ledger, code: str, name: str) -> None:
    """Add a fund. Raises Refused when the code is taken, WrongUsage when it is malformed."""

    def decide(database: Database, _moment: str) -> Change[None]:
        refuse_taken(database, "fund", code)
        return Change([insert("fund", code=code, name=name)], None)

    change(ledger, decide)


def add_grant(ledger: Ledger, fund: str, year: int, amount: Money, purpose: str | None, clerk: str) -> tuple[int, str]:
    """Record a fund's grant for a year; return its number and the fund's code. Raises Refused when it is unknown."""

    def decide(database: Database, moment: str) -> Change[tuple[int, str]]:
        number, code = catalogue.next_id(database, "funding_grant"), find_code(database, "fund", fund)
        grant = [
            insert(
                "funding_grant",
                id=number,
                fund=code,
                year=year,
                amount=amount.cents,
                currency=amount.currency,
                purpose=purpose,
                recorded_at=moment,
                recorded_by=clerk,
            )
        ]
        return Change(grant, (number, code))

    return change(ledger, decide)
