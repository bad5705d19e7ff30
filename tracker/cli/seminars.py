"""seminar: places with a date, an audience and a cost."""

from typing import Any

import click

from tracker.cli import types
from tracker.cli.base import TrackerGroup, the_app
from tracker.cli.catalogue import coded
from tracker.cli.options import Output, reading_options
from tracker.ledger import seminars as ledger
from tracker.ledger.commands import Command
from tracker.messages import Message
from tracker.reports import seminars as reports


@click.group(cls=TrackerGroup)
def seminar() -> None:
    """Seminars, with their attendees and cost: add, edit, cancel, list."""


@seminar.command()
@click.argument("code", type=types.CODE)
@click.argument("name", type=types.NAME)
@click.option("-d", "--date", "day", type=types.DATE, required=True, help="Date; future dates are allowed.")
@click.option("--audience", type=types.GROUP, multiple=True, help='Attendees, such as "social workers=60"; repeatable.')
@click.option("--fund", type=types.FUND, help="Fund that pays.")
@click.option("--grant", type=types.GRANT, help="Grant that pays, by its number in 'tracker fund list'.")
@click.option("--cost", type=types.CENTS, help="Total cost.")
@click.option("--currency", type=types.CURRENCY, help="Currency of the cost [default: EUR].")
@click.option(
    "--country", type=types.COUNTRY, help="Country name or ISO 3166 code [default: that of the default store]."
)
@click.option("-n", "--note", type=types.NOTE, help="A free-text note.")
@coded("seminar", Message("Added seminar {code}: {name}, on {date}."))
def add(running: Command, code: str, cost: int | None, currency: str | None, **details: Any) -> None:
    """Add a seminar: a place that copies can be shipped to, with its date and attendees."""
    ledger.add_seminar(running, ledger.NewSeminar(code, cost=types.priced(cost, currency), **details))


@seminar.command()
@click.argument("code", type=types.PLACE)
@click.option("--name", type=types.NAME, help="New name.")
@click.option("-d", "--date", type=types.DATE, help="New date; future dates are allowed.")
@click.option(
    "--audience",
    type=types.CHANGED_GROUP,
    multiple=True,
    help='New number of attendees in a group, such as "social workers=58"; 0 removes the group.',
)
@click.option("--fund", type=types.FUND, help="Fund that pays.")
@click.option("--grant", type=types.GRANT, help="Grant that pays, by its number in 'tracker fund list'.")
@click.option("--cost", type=types.CENTS, help="Total cost.")
@click.option("--currency", type=types.CURRENCY, help="Currency of the cost [default: unchanged, or EUR].")
@click.option("--country", type=types.COUNTRY, help="Country.")
@click.option("-n", "--note", type=types.NOTE, help="New note; an empty value removes it.")
@coded("seminar", Message("Changed seminar {code}."))
def edit(running: Command, code: str, changes: dict[str, Any]) -> None:
    """Correct a seminar. A new date, audience or cost applies from now on; a new name applies everywhere.

    Details that you omit do not change. To reinstate a cancelled seminar, set its --date.
    """
    ledger.edit_seminar(running, code, changes)


@seminar.command()
@click.argument("code", type=types.PLACE)
@coded("seminar", Message("Cancelled seminar {code}. To return its copies, run 'tracker return {code} --all'."))
def cancel(running: Command, code: str) -> None:
    """Cancel a seminar. Reports omit it, but the place and its copies remain."""
    ledger.cancel_seminar(running, code)


@seminar.command("list")
@reading_options
def list_(output: Output) -> None:
    """List the seminars, including future ones."""
    output.write(reports.seminars(the_app().path))
