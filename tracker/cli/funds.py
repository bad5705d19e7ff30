"""fund: where money comes from, and the grants."""

import click

from tracker.cli.base import TrackerGroup, the_app
from tracker.cli.options import Output, answer_options, reading_options
from tracker.cli.output import answering, say, say_json, say_row
from tracker.cli.types import CENTS, CODE, CURRENCY, FUND, NAME, PURPOSE
from tracker.ledger import funds as ledger
from tracker.messages import Message
from tracker.model.money import Money
from tracker.reports import funds as reports


@click.group(cls=TrackerGroup)
def fund() -> None:
    """Funds and their grants: add, grant, list."""


@fund.command()
@click.argument("code", type=CODE)
@click.argument("name", type=NAME)
@answer_options
@click.pass_context
def add(context: click.Context, code: str, name: str, as_json: bool) -> None:
    """Add a fund: a CODE and its NAME."""
    app = the_app(context)
    ledger.add_fund(app.path, code, name, app.clerk)
    say_row(reports.FUND[:2], (code, name), Message("Added fund {fund}.", fund=code), as_json=as_json)


@fund.command()
@click.argument("code", type=FUND)
@click.argument("year", type=click.IntRange(1900, 9999))
@click.argument("amount", type=CENTS)
@click.option("--currency", type=CURRENCY, default="EUR", help="Currency of the amount [default: EUR].")
@click.option("--purpose", type=PURPOSE, help="printing, seminars, or any other purpose.")
@answer_options
@click.pass_context
def grant(
    context: click.Context, code: str, year: int, amount: int, currency: str, purpose: str | None, as_json: bool
) -> None:
    """Record what a fund granted in a YEAR: an AMOUNT such as 862.40."""
    app = the_app(context)
    money = Money(amount, currency)
    number, code = ledger.add_grant(app.path, code, year, money, purpose, app.clerk)
    fields = {"grant": number, "fund": code, "year": year, "amount": str(money.amount), "currency": currency}
    with answering(Message("Grant {grant} was recorded.", grant=number)):
        if as_json:
            say_json({**fields, "purpose": purpose})
        else:
            sentence = Message("Recorded grant {grant}: {money} of {fund} for {year}.")
            if purpose:
                sentence = Message("Recorded grant {grant}: {money} of {fund} for {year}, {purpose}.", purpose=purpose)
            say(sentence.given(grant=number, money=money, fund=code, year=year))


@fund.command("list")
@reading_options
@click.pass_context
def list_(context: click.Context, output: Output) -> None:
    """List the funds with their grants."""
    output.write(reports.funds(the_app(context).path))
