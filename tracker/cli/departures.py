"""return, handout and writeoff: copies that leave a place."""

from collections.abc import Callable
from functools import partial, wraps
from typing import Any

import click

from tracker.cli.base import App, LoggingCommand
from tracker.cli.options import logging_options
from tracker.cli.prompts import must_have
from tracker.cli.types import GROUP, LINE, LINE_OR_ALL, PLACE, STORE
from tracker.ledger.departures import REASONS, Departure, Relocation, log_handout, log_move, log_return, log_writeoff
from tracker.model.entries import ALL, Entry, Particulars
from tracker.model.quantities import Line


def _lines(command: Callable[..., Any], help_text: str = "All its copies, of every print run.") -> Callable[..., Any]:
    """Add the argument for the copies leaving a place; `--all`, or the word all at a prompt, means all its copies."""

    @click.argument("lines", type=LINE_OR_ALL, nargs=-1, metavar="[ITEM=QTY]...")
    @click.option("--all", "everything", is_flag=True, help=help_text)
    @wraps(command)
    def wrapped(*arguments: Any, lines: tuple[Line | str, ...], everything: bool, **options: Any) -> Any:
        everything = everything or ALL in lines
        return command(*arguments, lines=tuple(line for line in lines if line != ALL), everything=everything, **options)

    return wrapped


_PLACE = click.argument("place", type=PLACE, required=False)


@click.command("return", cls=LoggingCommand)
@_PLACE
@_lines
@click.option("--to", "store", type=STORE, help="Store that the copies go to [default: the default store].")
@logging_options
def return_(
    app: App, place: str, lines: tuple[Line, ...], everything: bool, store: str | None, particulars: Particulars
) -> Entry:
    """Log copies that a place sent back to a store."""
    must_have(place=place, lines=lines or everything or None)
    return log_return(app.path, Departure(place, lines, store, everything=everything), particulars)


@click.command(cls=LoggingCommand)
@_PLACE
@_lines
@click.option("--audience", type=GROUP, multiple=True, help='People reached, such as "pupils=120"; repeatable.')
@logging_options
def handout(
    app: App,
    place: str,
    lines: tuple[Line, ...],
    everything: bool,
    audience: tuple[tuple[str, int], ...],
    particulars: Particulars,
) -> Entry:
    """Log copies that a place handed out to the public."""
    must_have(place=place, lines=lines or everything or None)
    return log_handout(app.path, Departure(place, lines, everything=everything, audience=audience or None), particulars)


@click.command(cls=LoggingCommand)
@_PLACE
@click.argument("lines", type=LINE, nargs=-1, metavar="[ITEM=QTY]...")
@click.option("--reason", type=click.Choice(REASONS), help="Reason for the loss.")
@logging_options
def writeoff(app: App, place: str, lines: tuple[Line, ...], reason: str | None, particulars: Particulars) -> Entry:
    """Log copies lost at a place, with the reason."""
    must_have(place=place, lines=lines, reason=reason or particulars.replaces)
    return log_writeoff(app.path, Departure(place, lines, reason=reason), particulars)


# move: transfers of copies between places.


@click.command(cls=LoggingCommand)
@click.argument("source", type=PLACE, metavar="PLACE")
@click.argument("destination", type=PLACE, metavar="PLACE")
@partial(_lines, help_text="All copies at the place, except those of withdrawn runs.")
@logging_options
def move(
    app: App, source: str, destination: str, lines: tuple[Line, ...], everything: bool, particulars: Particulars
) -> Entry:
    """Log copies moved from one place to another, neither of them a store."""
    return log_move(app.path, Relocation(source, destination, lines, everything), particulars)
