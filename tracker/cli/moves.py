"""move: copies that one place gives to another."""

import click

from tracker.cli.base import App, TrackerCommand
from tracker.cli.options import logging_options
from tracker.cli.types import LINE, PLACE
from tracker.ledger.moves import Relocation, log_move
from tracker.model.entries import Entry, Particulars
from tracker.model.quantities import Line


@click.command(cls=TrackerCommand)
@click.argument("source", type=PLACE, metavar="PLACE")
@click.argument("destination", type=PLACE, metavar="PLACE")
@click.argument("lines", type=LINE, nargs=-1, metavar="[ITEM=QTY]...")
@click.option("--all", "everything", is_flag=True, help="All that is there, but no withdrawn runs.")
@logging_options
def move(
    app: App,
    source: str,
    destination: str,
    lines: tuple[Line, ...],
    everything: bool,
    particulars: Particulars,
) -> Entry:
    """Log copies that went from one place to another, neither of them a store."""
    return log_move(app.path, Relocation(source, destination, lines, everything), particulars)
