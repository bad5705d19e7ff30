"""overview and due: what a manager wants to know, and what waits to be done."""

from dataclasses import asdict

import click

from tracker.cli.base import TrackerCommand, the_app
from tracker.cli.options import Output, reading_options
from tracker.cli.output import say_json
from tracker.cli.page_files import PageForm, page_options
from tracker.cli.types import ZERO_QUANTITY
from tracker.reports import overview as due_reports
from tracker.reports import overview as reports


@click.command(cls=TrackerCommand)
@page_options
@click.pass_context
def overview(context: click.Context, form: PageForm) -> None:
    """Show on one screen what a manager wants to know.

    What is left of each item, how long it lasts, and how much was sent each month; what is on its way
    or asked for, which places have too few copies or never got any, what to review, what was overspent;
    the last entries and the last backup.
    """
    found = reports.overview(the_app(context).path)
    if form.is_page:
        from tracker.page.standalone import of_overview

        form.write(of_overview(found), "tracker overview")
        return
    with form.printing():
        if form.name == "json":
            say_json(asdict(found))
            return
        from tracker.render.overview import draw_overview
        from tracker.render.streams import destination

        with destination(None) as stream:
            draw_overview(found, stream)


@click.command(cls=TrackerCommand)
@click.option("--days", type=ZERO_QUANTITY, help="Parcels that are on their way for over N days [default: 30].")
@reading_options
@click.pass_context
def due(context: click.Context, days: int | None, output: Output) -> None:
    """List what waits to be done, each with the command that does it.

    Parcels still on their way after 30 days, open requests, places with fewer copies than they should
    hold or last counted over a year ago, print runs to be reviewed, grants that are overspent, and a
    backup if the last one is over a week old. The exit code is 0 also when something is due.
    """
    output.write(due_reports.due(the_app(context).path, days))
