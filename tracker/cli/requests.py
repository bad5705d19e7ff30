"""request: what places ask for."""

from datetime import date
from typing import Any

import click

from tracker.cli.base import TrackerGroup, the_app
from tracker.cli.options import Output, answer_options, clock_options, reading_options
from tracker.cli.output import answering, say, say_json
from tracker.cli.types import DAY, LINE, NOTE, PLACE, REQUEST
from tracker.ledger import requests as ledger
from tracker.messages import Message
from tracker.model.quantities import Line
from tracker.model.table import AsOf
from tracker.reports import requests as reports


@click.group(cls=TrackerGroup)
def request() -> None:
    """Requests of places: add, list, edit, cancel."""


@request.command()
@click.argument("place", type=PLACE)
@click.argument("lines", type=LINE, nargs=-1, required=True, metavar="ITEM=QTY...")
@click.option("-d", "--date", "day", type=DAY, help="When it was made [default: today].")
@click.option("-n", "--note", type=NOTE, help="A free-text note.")
@answer_options
@click.pass_context
def add(
    context: click.Context, place: str, lines: tuple[Line, ...], day: date | None, note: str | None, as_json: bool
) -> None:
    """Record a request from a place. Ship it with 'tracker ship --request N'."""
    app = the_app(context)
    number = ledger.add_request(app.path, ledger.NewRequest(place, lines, day, note), app.clerk)
    with answering(Message("Request {request} was recorded.", request=number)):
        if as_json:
            say_json(reports.request(app.path, number))
            return
        made = reports.request(app.path, number)
        asked = _asked(made)
        say(Message("Request {request}: {place} asks for {lines}.", request=number, place=made["place"], lines=asked))
        say(Message("Ship it with: tracker ship --request {request}", request=number))


def _asked(made: dict[str, Any]) -> str:
    """Return what a request is for, as one writes it."""
    return ", ".join(f"{line['item']}={line['quantity']}" for line in made["lines"])


@request.command("list")
@click.option("--open", "only_open", is_flag=True, help="Only what is still open.")
@clock_options
@reading_options
@click.pass_context
def list_(context: click.Context, only_open: bool, when: AsOf, output: Output) -> None:
    """List the requests, one row per item."""
    output.write(reports.requests(the_app(context).path, only_open, when))


@request.command()
@click.argument("number", type=REQUEST, metavar="N")
@click.argument("lines", type=LINE, nargs=-1, required=True, metavar="ITEM=QTY...")
@answer_options
@click.pass_context
def edit(context: click.Context, number: int, lines: tuple[Line, ...], as_json: bool) -> None:
    """Correct what a request is for: all its items with their quantities.

    An item that is not named is asked for no more. What was known before stays known: see --known-at.
    """
    app = the_app(context)
    ledger.edit_request(app.path, number, lines, app.clerk)
    with answering(Message("Request {request} was changed.", request=number)):
        if as_json:
            say_json(reports.request(app.path, number))
        else:
            asked = _asked(reports.request(app.path, number))
            say(Message("Changed request {request}: it is for {lines}.", request=number, lines=asked))


@request.command()
@click.argument("number", type=REQUEST, metavar="N")
@click.option("-d", "--date", "day", type=DAY, help="When it was cancelled [default: today].")
@click.option("-n", "--note", type=NOTE, help="Why.")
@answer_options
@click.pass_context
def cancel(context: click.Context, number: int, day: date | None, note: str | None, as_json: bool) -> None:
    """Cancel the open part of a request."""
    app = the_app(context)
    ledger.cancel_request(app.path, number, day, note, app.clerk)
    with answering(Message("Request {request} was cancelled.", request=number)):
        if as_json:
            say_json(reports.request(app.path, number))
        else:
            say(Message("Cancelled the open part of request {request}.", request=number))
