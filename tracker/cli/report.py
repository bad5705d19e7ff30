"""report: where the copies and the money went."""

import click

from tracker.cli.base import TrackerGroup, the_app
from tracker.cli.options import Output, clock_options, reading_options
from tracker.model.table import AsOf
from tracker.reports import seminars as reports


@click.group(cls=TrackerGroup)
def report() -> None:
    """Reports: funding, seminars."""


@report.command()
@clock_options
@reading_options
@click.pass_context
def funding(context: click.Context, when: AsOf, output: Output) -> None:
    """Show what was granted and spent.

    A row for each fund, year, purpose and currency: print runs are spent on printing, seminars on
    seminars.
    """
    output.write(reports.funding(the_app(context).path, when))


@report.command()
@click.option("--by", type=click.Choice(("year", "audience")), default="year", help="A row for each [default: year].")
@clock_options
@reading_options
@click.pass_context
def seminars(context: click.Context, by: str, when: AsOf, output: Output) -> None:
    """Show the seminars held and their people."""
    output.write(reports.held(the_app(context).path, by, when))
