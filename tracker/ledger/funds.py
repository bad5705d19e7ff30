"""Funds and their grants."""

from tracker.ledger.catalogue import Author, Change, change
from tracker.ledger.commands import Command, Ledger
from tracker.ledger.lookup import find_code, refuse_taken
from tracker.model.money import Money
from tracker.store import catalogue
from tracker.store.statements import insert


def add_fund(ledger: Ledger, code: str, name: str, clerk: str) -> None:
    """Add a fund. Raises Refused when the code is taken, WrongUsage when it is malformed."""

    def decide(running: Command) -> Change[None]:
        refuse_taken(running.database, "fund", code)
        return Change(None, [insert("fund", code=code, name=name)])

    change(ledger, Author("fund add", clerk), decide)


def add_grant(ledger: Ledger, fund: str, year: int, amount: Money, purpose: str | None, clerk: str) -> tuple[int, str]:
    """Record a fund's grant for a year; return its number and the fund's code. Raises Refused when it is unknown."""

    def decide(running: Command) -> Change[tuple[int, str]]:
        database = running.database
        number, code = catalogue.next_id(database, "funding_grant"), find_code(database, "fund", fund)
        grant = insert(
            "funding_grant",
            id=number,
            command=running.number,
            fund=code,
            year=year,
            amount=amount.cents,
            currency=amount.currency,
            purpose=purpose,
        )
        return Change((number, code), facts=[grant])

    return change(ledger, Author("fund grant", clerk), decide)
