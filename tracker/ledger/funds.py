"""Funds and their grants."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from tracker.deferred import NamedTuple
from tracker.errors import NoChange, UnknownName, WrongGrant
from tracker.languages import worded
from tracker.ledger.catalogue import Change, changing
from tracker.ledger.commands import Command
from tracker.ledger.lookup import find_code
from tracker.messages import Message
from tracker.model.money import Money
from tracker.store import catalogue
from tracker.store.connection import Database
from tracker.store.statements import insert


def find_payer(
    database: Database, fund: str | None, grant: int | None, purpose: str, day: date, cost: Money
) -> str | None:
    """Return the fund that pays a cost on `day`: the given one, or the grant's if only a grant is given.

    Raises Refused if the grant cannot pay, or no fund is given although one granted money for it that year.
    """
    if grant is None:
        if fund is not None:
            return find_code(database, "fund", fund)
        refuse_unfunded(database, purpose, day, cost)
        return None
    found = catalogue.find_grant(database, grant)
    if found is None:
        raise UnknownName.from_message(_NO_GRANT.given(grant=grant))
    if fund is not None and find_code(database, "fund", fund) != found.fund:
        raise WrongGrant(
            "Grant {grant} belongs to {fund}; use --fund {fund} --grant {grant}.", grant=grant, fund=found.fund
        )
    if catalogue.grant_withdrawn_by(database, grant) is not None:
        raise WrongGrant("Grant {grant} was withdrawn; choose another grant in 'tracker fund list'.", grant=grant)
    if not found.year <= day.year <= found.until:
        differs = Message("Grant {grant} is for {years}, not for {day}; see 'tracker fund list'.")
        raise WrongGrant.from_message(differs.given(grant=grant, years=found.years, day=day))
    if found.currency != cost.currency:
        differs = Message("Grant {grant} is in {currency}, not in {other}; see 'tracker fund list'.")
        raise WrongGrant.from_message(differs.given(grant=grant, currency=found.currency, other=cost.currency))
    return found.fund


_NO_GRANT = Message("There is no grant {grant}; see 'tracker fund list'.")


def repriced(known: Money | None, changes: Mapping[str, Any]) -> Money | None:
    """Return a cost after changes of `cost`, in cents or None to remove it, and of `currency`.

    Raises Refused for a currency without a cost.
    """
    cents, currency = changes.get("cost", known and known.cents), changes.get("currency")
    if cents is not None:
        return Money(cents, currency or (known.currency if known else "EUR"))
    if currency:
        raise WrongGrant("There is no cost yet; specify --cost with --currency.")
    return None


def refuse_unfunded(database: Database, purpose: str, day: date, cost: Money) -> None:
    """Raise Refused for a cost on `day` without a fund if one granted money for its purpose in that year."""
    funds = catalogue.funds_granting(database, purpose, day.year, cost.currency)
    if funds:
        raise WrongGrant(
            "{funds} granted money in {currency} for {purpose} in {year}; specify the paying fund, such as {fund} "
            "(option --fund or column fund), or add another with 'tracker fund add CODE NAME'.",
            currency=cost.currency,
            purpose=worded("purpose", purpose),
            year=day.year,
            funds=", ".join(funds),
            fund=funds[0],
        )


@changing
def withdraw_grant(running: Command, number: int) -> Change[None]:
    """Record the withdrawal of a grant. Raises Refused if there is no such grant, or it was already withdrawn."""
    if number >= catalogue.next_id(running.database, "funding_grant"):
        raise UnknownName.from_message(_NO_GRANT.given(grant=number))
    withdrawn_by = catalogue.grant_withdrawn_by(running.database, number)
    if withdrawn_by is not None:
        raise NoChange("Grant {grant} was already withdrawn by command {command}.", grant=number, command=withdrawn_by)
    return Change(None, facts=[insert("grant_withdrawal", funding_grant=number, command=running.number)])


class GrantDecision(NamedTuple):
    """The decision behind a grant."""

    reference: str | None = None
    day: date | None = None
    note: str | None = None


@changing
def add_grant(
    running: Command,
    fund: str,
    years: tuple[int, int],
    amount: Money,
    purpose: str | None,
    decision: GrantDecision | None = None,
) -> Change[tuple[int, str]]:
    """Record a fund's grant for a range of years; return its number and the fund's code."""
    database = running.database
    number, code = catalogue.next_id(database, "funding_grant"), find_code(database, "fund", fund)
    given = decision or GrantDecision()
    grant = insert(
        "funding_grant",
        id=number,
        command=running.number,
        fund=code,
        year=years[0],
        until=years[1],
        amount=amount.cents,
        currency=amount.currency,
        purpose=purpose,
        reference=given.reference,
        date=given.day.isoformat() if given.day else None,
        note=given.note,
    )
    return Change((number, code), facts=[grant])
