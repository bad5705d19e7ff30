"""overview and due: the state of the distribution, and open tasks."""

from dataclasses import asdict

import click

from tracker.cli.base import TrackerCommand, the_app
from tracker.cli.options import Output, due_options
from tracker.cli.output import say_json
from tracker.cli.page_files import page_options, printing, write_page
from tracker.cli.types import ZERO_QUANTITY
from tracker.render.formats import Writer
from tracker.reports import overview as reports


@click.command(cls=TrackerCommand)
@page_options
def overview(writer: Writer) -> None:
    """Show a manager's overview on one screen.

    Stock of each item, how long it lasts, and copies sent each month; shipments in transit, open requests,
    places that are below their levels or never received copies, print runs to review, grants that are overspent
    or about to end unspent; the last entries and the last backup.
    """
    path = the_app().path
    if write_page(writer, "tracker overview", lambda pages: pages.standalone(path, pages.overview_content)):
        return
    found = reports.overview(path)
    with printing(writer.path):
        if writer.format == "json":
            say_json(asdict(found))
            return
        from tracker.render.overview import draw_overview
        from tracker.render.streams import destination

        with destination(None) as stream:
            draw_overview(found, stream)


@click.command(cls=TrackerCommand)
@click.option("--days", type=ZERO_QUANTITY, help="Shipments in transit for over N days [default: 30].")
@due_options
def due(days: int | None, output: Output) -> None:
    """List due tasks, each with the command that does it.

    These are shipments still in transit after 30 days, open requests (earliest needed first), places below
    their levels, seminars within 14 days without copies, past seminars that still have copies, stores last
    counted over a year ago, places whose copies were neither counted nor received within a year (by kind),
    print runs to review, grants that are overspent or about to end unspent, and a backup if the last one is over
    a week old. The exit code is 0 even if tasks are due. Use --format ics for a calendar or --format html for
    an e-mail.
    """
    output.write(reports.due(the_app().path, days))
