"""ship and shipments: copies on their way to a place, and what became of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from tracker.cli.base import App, TrackerCommand, the_app
from tracker.cli.options import Output, clock_options, logging_options, reading_options
from tracker.cli.prompts import must_have
from tracker.cli.types import CARRIER, COUNTRY, KIND, LINE, PLACE, PLACE_OR_LINE, REQUEST, SINCE, STORE, UNTIL
from tracker.errors import WrongUsage

if TYPE_CHECKING:
    from datetime import date

    from tracker.model.entries import Entry, Particulars
    from tracker.model.quantities import Line
    from tracker.model.table import AsOf

STATUSES = ("in-transit", "partly-received", "received", "closed", "voided")
"""The possible statuses of a shipment, and of each item in it."""


@click.command(cls=TrackerCommand)
@click.argument("first", type=PLACE_OR_LINE, required=False, metavar="[PLACE]")
@click.argument("lines", type=LINE, nargs=-1, metavar="[ITEM=QTY]...")
@click.option("--from", "store", type=STORE, help="The store it leaves from [default: the first store].")
@click.option("--carrier", type=CARRIER, help="Who carries it.")
@click.option("--request", type=REQUEST, help="The request it fulfils, which gives the default place and quantities.")
@click.option("--received", is_flag=True, help="It arrived on the same day.")
@logging_options
def ship(
    app: App,
    first: str | Line | None,
    lines: tuple[Line, ...],
    store: str | None,
    carrier: str | None,
    request: int | None,
    received: bool,
    particulars: Particulars,
) -> Entry:
    """Log a shipment to a place.

    ITEM=QTY takes copies of an item, such as THB/lv=200, from its oldest print run first. Name a run
    instead, such as THB/lv/2=200, to take them from that run. A shipment to another store is a transfer.
    """
    from tracker.ledger.shipments import Shipment, log_shipment

    place = first if isinstance(first, str) else None
    if first is not None and not isinstance(first, str):
        lines = (first, *lines)
        if request is None:
            raise WrongUsage(
                "'{line}' is not a place; name the place first, or the request with --request.", line=first
            )
    if request is None:
        must_have(first=place, lines=lines)
    return log_shipment(app.path, Shipment(place, lines, store, carrier, received, request), particulars)


@click.command(cls=TrackerCommand)
@click.option("--to", "place", type=PLACE, help="Only to that place.")
@click.option("--kind", type=KIND, help="Only to places of that kind.")
@click.option("--country", type=COUNTRY, help="Only to places in that country.")
@click.option("--since", type=SINCE, help="Only from that day on.")
@click.option("--until", type=UNTIL, help="Only up to that day.")
@click.option("--status", type=click.Choice(STATUSES), help="Only of that status.")
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
    """List shipments and what became of them, one row per item."""
    from tracker.reports import shipments as reports

    filters = reports.ShipmentFilter(place, kind, country, since, until, status)
    output.write(reports.shipments(the_app(context).path, filters, when))
