"""receive: receipts of shipments."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from tracker.cli.base import App, TrackerCommand
from tracker.cli.options import logging_options
from tracker.cli.prompts import must_have
from tracker.cli.types import SHIPMENT, ZERO_LINE
from tracker.errors import WrongUsage

if TYPE_CHECKING:
    from tracker.model.entries import Entry, Particulars
    from tracker.model.quantities import Line


@click.command(cls=TrackerCommand)
@click.argument("shipment", type=SHIPMENT, required=False, metavar="ENTRY")
@click.argument("lines", type=ZERO_LINE, nargs=-1, metavar="[ITEM=QTY]...")
@click.option("--close", is_flag=True, help="No more will arrive: record the rest as lost.")
@logging_options
def receive(app: App, shipment: int | None, lines: tuple[Line, ...], close: bool, particulars: Particulars) -> Entry:
    """Log the receipt of a shipment.

    ENTRY is the shipment's number. Without ITEM=QTY everything outstanding arrived; with it only that
    much, and the rest stays in transit, or is lost with --close (where ITEM=0 means none arrived).
    """
    from tracker.ledger.receipts import Arrival, log_receipt

    must_have(shipment=shipment)
    assert shipment is not None  # noqa: S101  (it is there now)
    if not close and any(line.quantity == 0 for line in lines):
        raise WrongUsage("A quantity of 0 is allowed only with --close, and means that none arrived and none will.")
    return log_receipt(app.path, Arrival(shipment, lines, close), particulars)
