"""stock: what is left and where it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from tracker.cli.base import TrackerCommand, the_app
from tracker.cli.options import Output, clock_options, reading_options
from tracker.cli.types import ITEM, PLACE, ZERO_QUANTITY
from tracker.reports import stock as reports

if TYPE_CHECKING:
    from tracker.model.codes import ItemCode
    from tracker.model.table import AsOf


@click.command(cls=TrackerCommand)
@click.argument("item", type=ITEM, required=False)
@click.option("--by", type=click.Choice(("item", "run", "place")), help="Group rows by this [default: item].")
@click.option("--place", type=PLACE, help="Only stock at that place.")
@click.option("--low", type=ZERO_QUANTITY, help="Only rows with N or fewer copies left.")
@clock_options
@reading_options
@click.pass_context
def stock(
    context: click.Context,
    item: ItemCode | None,
    by: str | None,
    place: str | None,
    low: int | None,
    when: AsOf,
    output: Output,
) -> None:
    """Show what is left and where it is.

    Every copy printed is on hand in a store, in transit, at a place, handed out or lost. Available
    is what can be shipped, less open requests.
    """
    output.write(reports.stock(the_app(context).path, by=by, item=item, place=place, low=low, when=when))
