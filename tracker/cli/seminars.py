"""seminar: places with a date, an audience and a cost."""

from datetime import date

import click

from tracker.cli.base import TrackerGroup, the_app
from tracker.cli.options import Output, answer_options, reading_options
from tracker.cli.output import say_row
from tracker.cli.types import AUDIENCE, CENTS, CODE, COUNTRY, CURRENCY, DATE, FUND, NAME, NOTE, priced
from tracker.ledger.seminars import NewSeminar, add_seminar
from tracker.messages import Message
from tracker.reports import seminars as reports


@click.group(cls=TrackerGroup)
def seminar() -> None:
    """Seminars, with their attendees and cost: add, list."""


@seminar.command()
@click.argument("code", type=CODE)
@click.argument("name", type=NAME)
@click.option("-d", "--date", "day", type=DATE, required=True, help="Its date, which may be in the future.")
@click.option("--audience", type=AUDIENCE, multiple=True, help='Who attends, such as "social workers=60"; repeatable.')
@click.option("--fund", type=FUND, help="Who pays.")
@click.option("--cost", type=CENTS, help="Total cost.")
@click.option("--currency", type=CURRENCY, help="Currency of the cost [default: EUR].")
@click.option("--country", type=COUNTRY, help="Its ISO 3166 country [default: the default store's].")
@click.option("-n", "--note", type=NOTE, help="A free-text note.")
@answer_options
@click.pass_context
def add(
    context: click.Context,
    code: str,
    name: str,
    day: date,
    audience: tuple[tuple[str, int], ...],
    fund: str | None,
    cost: int | None,
    currency: str | None,
    country: str | None,
    note: str | None,
    as_json: bool,
) -> None:
    """Add a seminar: a place that copies can be shipped to, with its date and attendees."""
    app = the_app(context)
    add_seminar(app.path, NewSeminar(code, name, day, audience, fund, priced(cost, currency), country, note), app.clerk)
    row = reports.seminar(app.path, code)
    sentence = Message("Added seminar {seminar}: {name}, on {day}.", seminar=code, name=name, day=day)
    say_row(reports.SEMINAR, row, sentence, as_json=as_json)


@seminar.command("list")
@reading_options
@click.pass_context
def list_(context: click.Context, output: Output) -> None:
    """List the seminars, including future ones."""
    output.write(reports.seminars(the_app(context).path))
