"""receive: receipts of shipments."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from tracker.cli.base import App, TrackerCommand
from tracker.cli.options import logging_options
from tracker.cli.prompts import must_have
from tracker.cli.types import ENTRY_OR_LINE, PLACE
from tracker.errors import WrongUsage

if TYPE_CHECKING:
    from tracker.model.entries import Entry, EntryName, EntryRange, Particulars
    from tracker.model.quantities import Line


@click.command(cls=TrackerCommand)
@click.argument("words", type=ENTRY_OR_LINE, nargs=-1, metavar="[ENTRY]... [ITEM=QTY]...")
@click.option("--to", "place", type=PLACE, help="Everything that is in transit to that place instead.")
@click.option("--close", is_flag=True, help="No more will arrive: record the rest as lost.")
@logging_options
def receive(
    app: App, words: tuple[EntryName | EntryRange | Line, ...], place: str | None, close: bool, particulars: Particulars
) -> Entry | tuple[Entry, ...]:
    """Log the receipt of a shipment.

    ENTRY is the shipment's number, its reference, the short code of its paper, such as 255-K, or last;
    A..B all in transit of those numbers.
    Without ITEM=QTY everything outstanding arrived; with it only that much, and the rest stays in
    transit, or is lost with --close (where ITEM=0 means none arrived).
    """
    from tracker.cli.parsing import split_words
    from tracker.ledger.receipts import Arrival, log_receipt, log_receipts, log_receipts_at

    shipments, lines = split_words(words)
    several = len(shipments) > 1 or any(isinstance(named, tuple) for named in shipments)
    if (lines or close) and (place is not None or several):
        raise WrongUsage("Quantities and --close are of one shipment; of several, everything outstanding arrived.")
    if place is not None:
        if shipments:
            raise WrongUsage("Name either the shipments, or the place with --to.")
        return log_receipts_at(app.path, place, particulars)
    if lines and not shipments:
        raise WrongUsage("'{line}' is not a shipment; name the shipment first.", line=lines[0])
    must_have(words=shipments)
    if several:
        return log_receipts(app.path, shipments, particulars)
    return log_receipt(app.path, Arrival(shipments[0], lines, close), particulars)
