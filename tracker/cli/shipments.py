"""ship and shipments: copies sent to a place, and their status."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from tracker.cli import types
from tracker.cli.base import App, LoggingCommand, TrackerCommand, can_ask, is_asking, the_app
from tracker.cli.options import (
    Output,
    clock_options,
    is_given,
    last_option,
    logging_options,
    period_options,
    reading_options,
    spread,
)
from tracker.cli.prompts import must_have
from tracker.errors import WrongUsage
from tracker.inputs import SHIPMENT_STATUSES

if TYPE_CHECKING:
    from tracker.model.as_of import AsOf
    from tracker.model.entries import Entry, EntryName, EntryRange, Particulars
    from tracker.model.quantities import Line


@click.command(cls=LoggingCommand)
@click.argument("words", type=types.PLACE_OR_LINE, nargs=-1, metavar="[PLACE]... [ITEM=QTY]...", callback=spread)
@click.option("--from", "store", type=types.STORE, help="Store that the shipment leaves [default: the default store].")
@click.option("--carrier", type=types.CARRIER, help="Carrier.")
@click.option(
    "--request",
    type=types.REQUEST,
    help="The request that the shipment fulfils; supplies the default place and quantities.",
)
@click.option("--received", is_flag=True, help="The shipment was received on the same day.")
@click.option("--cost", type=types.CENTS_OR_NONE, help="Total shipping cost, such as 12.40.")
@click.option("--currency", type=types.CURRENCY, help="Currency of the cost [default: EUR].")
@click.option("--fund", type=types.FUND_OR_NONE, help="Fund that paid for shipping.")
@click.option("--grant", type=types.GRANT, help="Grant that pays, by its number in 'tracker fund list'.")
@logging_options
def ship(
    app: App,
    words: tuple[str | Line, ...],
    request: int | None,
    cost: Any,
    currency: str | None,
    fund: str | None,
    particulars: Particulars,
    **options: Any,
) -> Entry | tuple[Entry, ...]:
    """Log a shipment to a place.

    ITEM=QTY takes copies of an item, such as THB/lv=200, from its oldest print run first. To choose a run, specify it:
    THB/lv/2=200. A shipment to another store is a transfer. With several places in one command, each receives the same
    copies. --cost is the total shipping cost; it is split over places and items in proportion to the copies.
    """
    from tracker.inputs.parsing import split_words
    from tracker.ledger.shipments import Shipment, log_shipment, log_shipments

    places, lines = split_words(words)
    if request is None:
        if places and not lines and "/" in places[-1]:
            types.LINE.convert(places[-1], None, None)  # which says that it has no quantity
        if lines and not places and not can_ask():
            raise WrongUsage("'{line}' is not a place; specify the place first, or use --request N.", line=lines[0])
        must_have(words=places and lines)
    # Clerks who were asked for a carrier, or chose none, do not get the one from the settings.
    usual = None if is_given("carrier") or is_asking() else app.settings.carrier
    options |= {"request": request, "cost": types.priced(cost or None, currency), "currency": currency}
    options |= {"fund": fund or None, "keeps_cost": "" not in (cost, fund), "usual_carrier": usual}
    shipment = Shipment(places[0] if places else None, lines, **options)
    if len(places) > 1:
        return log_shipments(app.ledger, shipment, places, particulars)
    return log_shipment(app.ledger, shipment, particulars)


@click.command(cls=TrackerCommand)
@click.argument("entry", type=types.ENTRY, required=False)
@click.option("--to", "place", type=types.PLACE, help="Include only shipments to this place.")
@click.option("--kind", type=types.KIND, help="Include only shipments to places of this kind.")
@click.option("--country", type=types.COUNTRY, help="Include only shipments to places in this country.")
@click.option("-r", "--ref", "reference", type=types.REFERENCE, help="Include only shipments with this reference.")
@period_options
@click.option("--status", type=click.Choice(SHIPMENT_STATUSES), help="Include only shipments with this status.")
@click.option("--item", type=types.ITEM, help="Include only this item.")
@last_option
@clock_options
@reading_options
def shipments(last: int | None, when: AsOf, output: Output, **filters: Any) -> None:
    """List shipments and their status, one row per item.

    The screen shows the newest entries first, and 50 of them without a filter. Other formats begin with the oldest.
    """
    from tracker.reports import shipments as reports
    from tracker.reports.log import EntryFilter

    app = the_app()
    query = EntryFilter(clerk=app.clerk, **filters)
    part = output.portion(last, is_filtered=query != EntryFilter(clerk=app.clerk))
    output.write_opened(reports.shipments(app.ledger, query, when, part))


# receive: receipts of shipments.


@click.command(cls=LoggingCommand)
@click.argument("words", type=types.ENTRY_OR_LINE, nargs=-1, metavar="[ENTRY]... [ITEM=QTY]...", callback=spread)
@click.option("--to", "place", type=types.PLACE, help="Receive everything in transit to PLACE.")
@click.option("--close", is_flag=True, help="Record the rest as lost; no more copies will be received.")
@logging_options
def receive(
    app: App, words: tuple[EntryName | EntryRange | Line, ...], place: str | None, close: bool, particulars: Particulars
) -> Entry | tuple[Entry, ...]:
    """Log the receipt of a shipment.

    ENTRY is the shipment's number, reference, short code such as 255-K, place, or 'last'; A..B means all shipments in
    transit in that range, 'all' means all of them. Without ITEM=QTY, everything outstanding is received. With it, the
    rest stays in transit, or is lost with --close (ITEM=0 means none was received).
    """
    from tracker.inputs.parsing import split_words
    from tracker.ledger.receipts import Arrival, log_receipt, log_receipts
    from tracker.model.entries import ALL

    shipments, lines = split_words(words)
    several = len(shipments) > 1 or any(isinstance(named, tuple) or named == ALL for named in shipments)
    if (lines or close) and (place is not None or several):
        raise WrongUsage("Quantities and --close apply to one shipment; several are received in full.")
    if place is not None:
        if shipments:
            raise WrongUsage("Specify shipments, or a place with --to.")
        return log_receipts(app.ledger, (), particulars, to=place)
    if lines and not shipments:
        raise WrongUsage("'{line}' is not a shipment; specify the shipment first.", line=lines[0])
    must_have(words=shipments)
    if several:
        return log_receipts(app.ledger, shipments, particulars)
    return log_receipt(app.ledger, Arrival(shipments[0], lines, close or None), particulars)
