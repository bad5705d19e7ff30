"""fund: sources of money, and their grants."""

from typing import Any

import click

from tracker.cli.base import TrackerGroup, the_app
from tracker.cli.catalogue import change, coded, say_made
from tracker.cli.options import Output, changing_options, reading_options
from tracker.cli.types import CENTS, CODE, CURRENCY, DATE, FUND, GRANT, NAME, NOTE, PURPOSE, REFERENCE, YEARS
from tracker.ledger import funds as ledger
from tracker.ledger.catalogue import add_record, edit_record, remove_record
from tracker.ledger.commands import Command
from tracker.messages import Message
from tracker.model.entries import Particulars
from tracker.model.money import Money
from tracker.reports import funds as reports
from tracker.reports.funds import grant_of


@click.group(cls=TrackerGroup)
def fund() -> None:
    """Funds and their grants: add, edit, remove, grant, ungrant, list."""


@fund.command()
@click.argument("code", type=CODE)
@click.argument("name", type=NAME)
@coded("fund", Message("Added fund {code}."))
def add(running: Command, code: str, name: str) -> None:
    """Add a fund: a CODE and its NAME."""
    add_record(running, "fund", {"code": code, "name": name})


@fund.command()
@click.argument("code", type=FUND)
@click.argument("year", type=YEARS)
@click.argument("amount", type=CENTS)
@click.option("--currency", type=CURRENCY, default="EUR", help="Currency of the amount [default: EUR].")
@click.option(
    "--purpose",
    type=PURPOSE,
    help="printing, seminars, distribution or another purpose; without it, the grant pays any other cost of its fund.",
)
@click.option("-r", "--ref", "reference", type=REFERENCE, help="Reference of the decision.")
@click.option("-d", "--date", "day", type=DATE, help="Date of the decision.")
@click.option("-n", "--note", type=NOTE, help="A free-text note.")
@changing_options
def grant(
    code: str,
    year: tuple[int, int],
    amount: int,
    currency: str,
    purpose: str | None,
    particulars: Particulars,
    as_json: bool,
    **decided: Any,
) -> None:
    """Record a grant from a fund for a YEAR: an AMOUNT such as 862.40.

    For several years, use 2010..2014. A cost is charged to the grant given with --grant, otherwise to a grant from the
    same fund, for the same year and purpose. A grant for another purpose is charged only if you specify it.
    """
    money, decision = Money(amount, currency), ledger.GrantDecision(**decided)
    made = change(
        particulars,
        lambda running: ledger.add_grant(running, code, year, money, purpose, decision),
        lambda database, command, new: grant_of(database, command),
    )
    granted = made.answer
    fields: dict[str, Any] | None = None
    done = Message("Recorded grant {grant}: {amount} {currency} from {fund} for {years}.")
    if granted is not None and granted.purpose:
        done = Message("Recorded grant {grant}: {amount} {currency} from {fund} for {years}, {purpose}.")
    if granted is not None:
        done = done.given(grant=granted.number)
        shown = ("fund", "year", "until", "years", "amount", "currency", "purpose", "reference", "date", "note")
        fields = {"grant": None if made.is_planned else granted.number}
        fields |= {name: getattr(granted, name) for name in shown}
        fields["amount"] = str(Money(granted.amount, granted.currency).amount)
    say_made(made, fields, done, as_json=as_json)


@fund.command()
@click.argument("code", type=FUND)
@click.option("--name", type=NAME, required=True, help="New name.")
@coded("fund", Message("Changed fund {code}: {name}."))
def edit(running: Command, code: str, changes: dict[str, Any]) -> None:
    """Change the name of a fund."""
    edit_record(running, "fund", code, changes)


@fund.command()
@click.argument("code", type=FUND)
@coded("fund", Message("Removed fund {code}."))
def remove(running: Command, code: str) -> None:
    """Remove a fund without grants or payments."""
    remove_record(running, "fund", code)


@fund.command()
@click.argument("number", type=GRANT, metavar="N")
@coded("grant", Message("Withdrew grant {grant}: {amount} {currency} from {fund}."))
def ungrant(running: Command, number: int) -> None:
    """Withdraw a grant that was recorded by mistake or is no longer paid.

    N is its number in 'tracker fund list'. Earlier reports still have it: see --known-at.
    """
    ledger.withdraw_grant(running, number)


@fund.command("list")
@reading_options
def list_(output: Output) -> None:
    """List the funds with their grants."""
    output.write(reports.funds(the_app().path))
