"""stock and why: the copies left, their locations, and the entries behind each figure."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from tracker.cli.base import App, TrackerCommand, the_app
from tracker.cli.options import Output, chart_options, clock_options, last_option, reading_options
from tracker.cli.types import ITEM, ITEM_AS_TYPED, ITEM_OR_RUN, PLACE, ZERO_QUANTITY
from tracker.errors import WrongUsage
from tracker.reports import stock as reports

if TYPE_CHECKING:
    from tracker.model.as_of import AsOf
    from tracker.model.codes import ItemCode, RunCode


@click.command(cls=TrackerCommand)
@click.argument("item", type=ITEM_AS_TYPED, required=False)
@click.option("--by", type=click.Choice(("item", "run", "place")), help="Dimension to group rows by [default: item].")
@click.option("--place", type=PLACE, help="Include only stock at this place.")
@click.option("--low", type=ZERO_QUANTITY, help="Include only rows with N or fewer copies left.")
@clock_options
@chart_options
def stock(item: str | None, by: str | None, place: str | None, low: int | None, when: AsOf, output: Output) -> None:
    """Show what is left and where it is.

    Every copy printed or found is on hand in a store, in transit, at a place, handed out or lost. Available
    copies can be shipped; open requests are already subtracted. --chart draws the copies on hand over time
    and how long the available ones last.
    """
    what = None if item is None else _item(the_app(), item)
    if output.chart:
        for option, given in (("--place", place), ("--by", by if by != "item" else None)):
            if given is not None:
                raise WrongUsage("--chart draws items over time; omit {option}.", option=option)
        from tracker.reports.charts import stock_chart

        output.write_chart(stock_chart(the_app().ledger, when, what, low))
        return
    output.write(reports.stock(the_app().ledger, by=by, item=what, place=place, low=low, when=when))


def _item(app: App, text: str) -> ItemCode:
    """Return the item. Raises WrongUsage for anything else; for a place, with the option for places."""
    try:
        item: ItemCode = ITEM.convert(text, None, None)
    except WrongUsage:
        if (place := reports.place_of(app.ledger, text)) is not None:
            raise WrongUsage(
                "'{text}' is a place, not an item. Run 'tracker stock --place {place}'.", text=text, place=place
            ) from None
        raise
    return item


@click.command(cls=TrackerCommand)
@click.argument("what", type=ITEM_OR_RUN, metavar="ITEM|RUN")
@click.argument("figure", type=click.Choice(reports.WHY), required=False, metavar="[FIGURE]")
@click.option("--place", type=PLACE, help="Explain the copies at this place.")
@last_option
@clock_options
@reading_options
def why(
    what: ItemCode | RunCode, figure: str | None, place: str | None, last: int | None, when: AsOf, output: Output
) -> None:
    """Explain a stock figure by listing the entries that changed it.

    FIGURE is one of printed, on_hand, requested, available, in_transit, at_places, handed_out, lost or found
    [default: on_hand]. Each entry that changed the figure has a row with the new figure; the last row matches
    the figure in 'tracker stock'. A difference found by a count is shown in the count's row. For available, the
    last rows are the open requests and the copies needed by later entries. On screen, the newest rows come
    first; other formats start with the oldest.
    """
    part = output.portion(last, is_filtered=False)
    query = reports.WhyQuery(what, figure, place)
    output.write(reports.why(the_app().ledger, query, when, part.last, newest_first=part.newest_first))
