"""fund: where money comes from, and the grants."""

import click

from tracker.cli.base import TrackerGroup, the_app
from tracker.cli.options import Output, answer_options, reading_options
from tracker.cli.output import answering, say, say_json, say_row
from tracker.cli.types import CENTS, CODE, CURRENCY, FUND, GRANT, NAME, PURPOSE
from tracker.ledger import funds as ledger
from tracker.messages import Message
from tracker.model.money import Money
from tracker.reports import funds as reports


@click.group(cls=TrackerGroup)
def fund() -> None:
    """Funds and their grants: add, edit, remove, grant, ungrant, list."""


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


@fund.command()
@click.argument("code", type=FUND)
@click.option("--name", type=NAME, required=True, help="Its new name.")
@answer_options
@click.pass_context
def edit(context: click.Context, code: str, name: str, as_json: bool) -> None:
    """Change the name of a fund."""
    app = the_app(context)
    code = ledger.edit_fund(app.path, code, name, app.clerk)
    sentence = Message("Changed fund {fund}: {name}.", fund=code, name=name)
    say_row(reports.FUND[:2], (code, name), sentence, as_json=as_json)


@fund.command()
@click.argument("code", type=FUND)
@answer_options
@click.pass_context
def remove(context: click.Context, code: str, as_json: bool) -> None:
    """Remove a fund that never granted or paid anything."""
    app = the_app(context)
    (row, *_) = reports.funds(app.path, code).rows
    ledger.remove_fund(app.path, code, app.clerk)
    say_row(reports.FUND[:2], row[:2], Message("Removed fund {fund}.", fund=row[0]), as_json=as_json)


@fund.command()
@click.argument("number", type=GRANT, metavar="N")
@answer_options
@click.pass_context
def ungrant(context: click.Context, number: int, as_json: bool) -> None:
    """Withdraw a grant that was recorded by mistake, or that is paid no more.

    N is its number in 'tracker fund list'. It stays in what was known before: see --known-at.
    """
    app = the_app(context)
    row = reports.grant(app.path, number)
    ledger.withdraw_grant(app.path, number, app.clerk)
    assert row is not None  # noqa: S101  (it was just withdrawn)
    fund_code, year, amount, currency, *_ = row
    sentence = Message(
        "Withdrew grant {grant}: {amount} {currency} of {fund} for {year}.",
        grant=number,
        amount=amount,
        currency=currency,
        fund=fund_code,
        year=year,
    )
    say_row(reports.GRANT, row, sentence, as_json=as_json)


@fund.command("list")
@reading_options
@click.pass_context
def list_(context: click.Context, output: Output) -> None:
    """List the funds with their grants."""
    output.write(reports.funds(the_app(context).path))
