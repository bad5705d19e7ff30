"""shipments: what was sent, and what became of it."""

from datetime import date

import click

from tracker.cli.base import TrackerCommand, the_app
from tracker.cli.options import Output, clock_options, reading_options
from tracker.cli.types import COUNTRY, DATE, KIND, PLACE
from tracker.model.table import AsOf
from tracker.reports import shipments as reports


@click.command(cls=TrackerCommand)
@click.option("--to", "place", type=PLACE, help="Only to that place.")
@click.option("--kind", type=KIND, help="Only to places of that kind.")
@click.option("--country", type=COUNTRY, help="Only to places in that country.")
@click.option("--since", type=DATE, help="Only from that day on.")
@click.option("--until", type=DATE, help="Only up to that day.")
@click.option("--status", type=click.Choice(reports.STATUSES), help="Only of that status.")
@clock_options
@reading_options
@click.pass_context
def shipments(
    context: click.Context,
    place: str | None,
    kind: str | None,
    country: str | None,
    since: date | None,
    until: date | None,
    status: str | None,
    when: AsOf,
    output: Output,
) -> None:
    """List shipments and what became of them, a row for each item of one."""
    wanted = reports.Wanted(place, kind, country, since, until, status)
    output.write(reports.shipments(the_app(context).path, wanted, when))
