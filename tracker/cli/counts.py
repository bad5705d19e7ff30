"""count: physical counts of stock."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from tracker.cli.base import App, TrackerCommand
from tracker.cli.options import logging_options
from tracker.cli.prompts import ask_lines, ask_place, at_terminal, confirm, must_ask, show_table
from tracker.cli.types import PLACE, ZERO_LINE
from tracker.messages import Message

if TYPE_CHECKING:
    from tracker.model.entries import Entry, Particulars
    from tracker.model.quantities import Line


@click.command(cls=TrackerCommand)
@click.argument("place", type=PLACE, required=False)
@click.argument("lines", type=ZERO_LINE, nargs=-1, metavar="[ITEM=QTY]...")
@click.option("--full", is_flag=True, help="Everything was counted: anything not named is zero.")
@logging_options
def count(app: App, place: str | None, lines: tuple[Line, ...], full: bool, particulars: Particulars) -> Entry:
    """Log what was counted at a place.

    ITEM=QTY counts all print runs of the item together, RUN=QTY one run. The counted quantity
    stands even if entries for earlier dates are logged later; only its difference is adjusted.
    """
    from tracker.ledger.counts import Count, log_count

    asked = must_ask(click.get_current_context(), place=place, lines=lines or full)
    if asked and place is None:
        place = ask_place(app.path)
    if asked or (full and not lines and at_terminal() and not particulars.dry_run):
        from tracker.model.table import AsOf
        from tracker.reports.stock import stock

        planned = Message("{lines} counted at {place}.")
        if not lines:
            show_table(stock(app.path, place=place, when=AsOf(particulars.day)))
        if not lines and full:
            planned = Message("Nothing was found at {place}: all that it holds is counted as 0.")
        elif not lines:
            lines = ask_lines(Message("Counted, as ITEM=QTY, separated by spaces"), ZERO_LINE)
        confirm(planned.given(lines=", ".join(map(str, lines)), place=place))
    assert place is not None  # noqa: S101  (asked for above)
    return log_count(app.path, Count(place, lines, full), particulars)
