"""ship and shipments: copies on their way to a place, and what became of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from tracker.cli.base import App, TrackerCommand, the_app
from tracker.cli.options import Output, clock_options, logging_options, reading_options
from tracker.cli.prompts import ask_lines, ask_place, confirm, need, show_table
from tracker.cli.types import COUNTRY, DATE, KIND, LINE, PLACE, PLACE_OR_LINE, REQUEST, STORE, optional_text
from tracker.errors import WrongUsage

if TYPE_CHECKING:
    from datetime import date

    from tracker.model.entries import Entry, Particulars
    from tracker.model.quantities import Line
    from tracker.model.table import AsOf

STATUSES = ("in-transit", "partly-received", "received", "closed", "voided")
"""What can have become of a shipment."""


@click.command(cls=TrackerCommand)
@click.argument("first", type=PLACE_OR_LINE, required=False, metavar="[PLACE]")
@click.argument("lines", type=LINE, nargs=-1, metavar="[ITEM=QTY]...")
@click.option("--from", "store", type=STORE, help="The store it leaves [default: the first store].")
@click.option("--carrier", type=optional_text("carrier"), help="Who carries it.")
@click.option("--request", type=REQUEST, help="The request it fulfils; place and quantities default to its own.")
@click.option("--received", is_flag=True, help="It arrived the same day.")
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

    ITEM=QTY says how many copies of an item, such as THB/lv=200: the oldest print run first. Name a
    run instead, THB/lv/2=200, to take it from there. A shipment to another store is a transfer.
    """
    from tracker.ledger.shipments import Shipment, log_shipment

    place = first if isinstance(first, str) else None
    if first is not None and not isinstance(first, str):
        lines = (first, *lines)
        if request is None:
            raise WrongUsage(f"'{first}' is no place; name the place first, or the request with --request.")
    if request is None and need(click.get_current_context(), first=place, lines=lines):
        from tracker.model.table import AsOf
        from tracker.reports.stock import stock

        if place is None:
            place = ask_place(app.path)
        if not lines:
            show_table(stock(app.path, when=AsOf()))
            lines = ask_lines("What, as ITEM=QTY, several with blanks between", LINE)
        confirm(f"{', '.join(map(str, lines))} to {place}")
    return log_shipment(app.path, Shipment(place, lines, store, carrier, received, request), particulars)


@click.command(cls=TrackerCommand)
@click.option("--to", "place", type=PLACE, help="Only to that place.")
@click.option("--kind", type=KIND, help="Only to places of that kind.")
@click.option("--country", type=COUNTRY, help="Only to places in that country.")
@click.option("--since", type=DATE, help="Only from that day on.")
@click.option("--until", type=DATE, help="Only up to that day.")
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
    """List shipments and what became of them, a row for each item of one."""
    from tracker.reports import shipments as reports

    wanted = reports.ShipmentFilter(place, kind, country, since, until, status)
    output.write(reports.shipments(the_app(context).path, wanted, when))
