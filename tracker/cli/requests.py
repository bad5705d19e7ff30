"""request: requests from places."""

from datetime import date
from typing import Any

import click

from tracker.cli.base import TrackerGroup, the_app
from tracker.cli.catalogue import change, say_made
from tracker.cli.options import Output, changing_options, clock_options, reading_options
from tracker.cli.prompts import must_have
from tracker.cli.types import DATE, LINE, NOTE, PLACE, REQUEST
from tracker.ledger import requests as ledger
from tracker.ledger.catalogue import MadeChange
from tracker.messages import Message
from tracker.model.as_of import AsOf
from tracker.model.entries import Particulars
from tracker.model.quantities import Line
from tracker.reports import requests as reports


@click.group(cls=TrackerGroup)
def request() -> None:
    """Requests from places: add, list, edit, cancel."""


_NEEDED = click.option("--needed", type=DATE, help="Date by which the copies are needed.")


@request.command()
@click.argument("place", type=PLACE)
@click.argument("lines", type=LINE, nargs=-1, required=True, metavar="ITEM=QTY...")
@click.option("-d", "--date", "day", type=DATE, help="Date of the request [default: today].")
@_NEEDED
@click.option("-n", "--note", type=NOTE, help="A free-text note.")
@changing_options
def add(particulars: Particulars, as_json: bool, **details: Any) -> None:
    """Record a request from a place. To ship it, run 'tracker ship --request N'."""
    request, dry_run = ledger.NewRequest(**details), particulars.dry_run
    made = change(
        particulars,
        lambda running: ledger.add_request(running, request),
        lambda database, command, new: reports.recorded(database, command, is_new=new is not None, dry_run=dry_run),
    )
    fields, messages = made.answer or (None, ())
    done = reports.RECORDED
    if fields is not None and made.is_planned:
        done, fields = done.given(request=fields["request"]), {**fields, "request": None}
    made = made._replace(messages=(*made.messages, *messages))
    _say(made, fields, done, as_json=as_json)


def _say(made: MadeChange[Any], fields: dict[str, Any] | None, done: Message, *, as_json: bool) -> None:
    if fields is not None and not as_json:
        fields["asked"] = reports.lines_text(fields)
    say_made(made, fields, done, as_json=as_json)


@request.command("list")
@click.option("--open", "only_open", is_flag=True, help="Include only open requests.")
@clock_options
@reading_options
def list_(only_open: bool, when: AsOf, output: Output) -> None:
    """List the requests, one row per item, most urgent first."""
    output.write(reports.requests(the_app().path, only_open, when))


@request.command()
@click.argument("number", type=REQUEST, metavar="N")
@click.argument("lines", type=LINE, nargs=-1, metavar="[ITEM=QTY]...")
@_NEEDED
@changing_options
def edit(number: int, lines: tuple[Line, ...], needed: date | None, particulars: Particulars, as_json: bool) -> None:
    """Correct the items and quantities of a request, or its due date.

    Items that you omit are no longer requested. Earlier versions remain available: see --known-at.
    """
    must_have(lines=lines or needed)
    made = change(
        particulars,
        lambda running: ledger.edit_request(running, number, lines, needed),
        lambda database, *_: reports.request(database, number),
    )
    _say(made, made.answer, Message("Changed request {request}: {asked}."), as_json=as_json)


@request.command()
@click.argument("number", type=REQUEST, metavar="N")
@click.option("-d", "--date", "day", type=DATE, help="Date of the cancellation [default: today].")
@click.option("-n", "--note", type=NOTE, help="Reason.")
@changing_options
def cancel(number: int, day: date | None, note: str | None, particulars: Particulars, as_json: bool) -> None:
    """Cancel the open part of a request."""
    made = change(
        particulars,
        lambda running: ledger.cancel_request(running, number, day, note),
        lambda database, *_: reports.request(database, number),
    )
    _say(made, made.answer, Message("Cancelled the open part of request {request}."), as_json=as_json)
