"""return, handout and writeoff: copies that leave a place."""

from collections.abc import Callable
from typing import Any

import click

from tracker.cli.base import App, TrackerCommand
from tracker.cli.options import logging_options
from tracker.cli.prompts import ask_lines, ask_place, confirm, must_ask, show_table
from tracker.cli.types import LINE, PLACE, STORE
from tracker.ledger.departures import REASONS, Departure, log_handout, log_return, log_writeoff
from tracker.messages import Message
from tracker.model.entries import Entry, Particulars
from tracker.model.quantities import Line


def _place_and_lines(command: Callable[..., Any]) -> Callable[..., Any]:
    command = click.argument("lines", type=LINE, nargs=-1, metavar="[ITEM=QTY]...")(command)
    return click.argument("place", type=PLACE, required=False)(command)


def ask_for_missing(
    app: App, place: str | None, lines: tuple[Line, ...], planned: Message
) -> tuple[str, tuple[Line, ...]]:
    """Return the place and the lines, asking for missing ones, and whether to record them, on a terminal."""
    if must_ask(click.get_current_context(), place=place, lines=lines):
        from tracker.model.table import AsOf
        from tracker.reports.stock import stock

        if place is None:
            place = ask_place(app.path)
        if not lines:
            show_table(stock(app.path, place=place, when=AsOf()))
            lines = ask_lines(Message("Copies, as ITEM=QTY, separated by spaces"), LINE)
        confirm(planned.given(lines=", ".join(map(str, lines)), place=place))
    assert place is not None  # noqa: S101  (asked for above)
    return place, lines


@click.command("return", cls=TrackerCommand)
@_place_and_lines
@click.option("--all", "everything", is_flag=True, help="All that it holds, of every print run.")
@click.option("--to", "store", type=STORE, help="The store they go to [default: the first store].")
@logging_options
def return_(
    app: App,
    place: str | None,
    lines: tuple[Line, ...],
    everything: bool,
    store: str | None,
    particulars: Particulars,
) -> Entry:
    """Log copies that a place sent back to a store."""
    if not everything:
        place, lines = ask_for_missing(app, place, lines, Message("{lines} returned at {place}."))
    elif must_ask(click.get_current_context(), place=place):
        place = ask_place(app.path)
        confirm(Message("All that {place} holds returned.", place=place))
    assert place is not None  # noqa: S101  (asked for above)
    return log_return(app.path, Departure(place, lines, store, everything=everything), particulars)


@click.command(cls=TrackerCommand)
@_place_and_lines
@logging_options
def handout(app: App, place: str | None, lines: tuple[Line, ...], particulars: Particulars) -> Entry:
    """Log copies that a place handed out to the public."""
    place, lines = ask_for_missing(app, place, lines, Message("{lines} handed out at {place}."))
    return log_handout(app.path, Departure(place, lines), particulars)


@click.command(cls=TrackerCommand)
@_place_and_lines
@click.option("--reason", type=click.Choice(REASONS), required=True, help="Why they were lost.")
@logging_options
def writeoff(app: App, place: str | None, lines: tuple[Line, ...], reason: str, particulars: Particulars) -> Entry:
    """Log lost copies at a place, with the reason."""
    planned = Message("{lines} written off ({reason}) at {place}.", reason=reason)
    place, lines = ask_for_missing(app, place, lines, planned)
    return log_writeoff(app.path, Departure(place, lines, reason=reason), particulars)
