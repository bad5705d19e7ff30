"""count: physical counts of stock."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from tracker.cli.base import App, LoggingCommand, can_ask
from tracker.cli.options import logging_options
from tracker.cli.output import at_terminal
from tracker.cli.prompts import confirm_all, must_have
from tracker.cli.types import PLACE, ZERO_LINE
from tracker.messages import Message

if TYPE_CHECKING:
    from tracker.model.entries import Entry, Particulars
    from tracker.model.quantities import Line


@click.command(cls=LoggingCommand)
@click.argument("place", type=PLACE, required=False)
@click.argument("lines", type=ZERO_LINE, nargs=-1, metavar="[ITEM=QTY]...")
@click.option("--full", is_flag=True, help="Everything was counted; items that you omit are zero.")
@click.option("--as-expected", is_flag=True, help="Everything was counted and is as expected.")
@logging_options
def count(
    app: App, place: str, lines: tuple[Line, ...], full: bool, as_expected: bool, particulars: Particulars
) -> Entry:
    """Log the copies counted at a place.

    ITEM=QTY counts all print runs of the item together, RUN=QTY one run. The counted quantity remains
    valid even if entries for earlier dates are logged later; only the difference changes.
    """
    from tracker.ledger.counts import Count, log_count

    must_have(place=place)
    if can_ask():  # otherwise the ledger has a message for it
        must_have(lines=lines or full or as_expected or None)
    if full and not (lines or as_expected or particulars.dry_run or app.is_confirmed) and at_terminal():
        nothing = Message("No copies found at {place}: all copies recorded there are counted as 0.", place=place)
        confirm_all([nothing], Message("Record it?"))
    return log_count(app.path, Count(place, lines, full or None, as_expected), particulars)
