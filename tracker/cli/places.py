"""place: anything that can hold copies."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tracker.cli.base import TrackerCommand, TrackerGroup, the_app
from tracker.cli.catalogue import Sentences, change, say_change, say_made
from tracker.cli.first_steps import say_next
from tracker.cli.options import Output, changing_options, given_values, reading_options
from tracker.cli.output import say_json, say_text
from tracker.cli.page_files import PageForm, page_options
from tracker.cli.types import ADDRESS, CITY, CODE, CONTACT, COUNTRY, DATE, EMAIL, KIND, NAME, NOTE, PHONE, PLACE, REGION
from tracker.ledger import places as ledger
from tracker.ledger.commands import Command
from tracker.messages import Message
from tracker.model.catalogue import STORE, Contact
from tracker.model.entries import Entry, Particulars
from tracker.model.table import Row
from tracker.reports import catalogue as reports

if TYPE_CHECKING:
    from tracker.ledger.catalogue import MadeChange
    from tracker.model.table import Row
    from tracker.reports.queries import Database


# place close and place reopen: when nothing can be logged for a place any more.


Closed = tuple["Row", Entry | None]
"""The row of a place that was closed, and the entry by which all that it held went elsewhere."""


def _dated(command: Callable[..., Any]) -> Callable[..., Any]:
    command = click.option("-n", "--note", type=NOTE, help="Why.")(command)
    return click.option("-d", "--date", "day", type=DATE, help="The effective date [default: today].")(command)


@click.command(cls=TrackerCommand)
@click.argument("code", type=PLACE)
@click.option("--into", type=PLACE, help="Where all that it holds goes first, in the same command.")
@_dated
@changing_options
def close(
    code: str, into: str | None, day: date | None, note: str | None, particulars: Particulars, as_json: bool
) -> None:
    """Close an empty place: nothing can be logged for it from that date on."""
    made: MadeChange[Closed]
    if into is None:
        made = change(
            particulars,
            lambda running: ledger.close_place(running, code, day, note, particulars.clerk),
            lambda database, *_: (reports.place(database, code), None),
        )
    else:
        from tracker.ledger.emptying import close_into

        made = change(
            particulars,
            lambda running: close_into(running, code, into, day, note, particulars.clerk),
            lambda database, command, moved: _closed(database, code, command, moved),
        )
    _say_closed(made, emptied=into is not None, as_json=as_json)


def _closed(database: Database, code: str, command: int, moved: Entry | None) -> Closed:
    """Return what a command closed, and the entry that it made."""
    from tracker.ledger.emptying import moved_by

    return reports.place(database, code), moved_by(database, command, moved)


def _say_closed(made: MadeChange[Closed], *, emptied: bool, as_json: bool) -> None:
    """Print that a place was closed, after the entry by which its copies went elsewhere."""
    from tracker.cli.entries import entry_object, say_in_words

    row, moved = made.answer or (None, None)
    if moved is not None and made.is_planned:
        arrives = moved.receipt is not None
        moved = moved._replace(
            number=None, command=None, recorded_at=None, receipt=None, shipment=None, would_arrive=arrives
        )
    sentences = Sentences(Message("Closed place {code}."), Message("Would close place {code}."))
    if emptied and moved is None:
        sentences = Sentences(
            Message("Closed place {code}, which held nothing."),
            Message("Would close place {code}, which holds nothing."),
        )
    fields: dict[str, Any] | None = (
        None if row is None else dict(zip((column.name for column in reports.PLACE), row, strict=True))
    )
    if as_json and fields is not None:
        fields["moved"] = moved and entry_object(moved)
    before = None if moved is None else (lambda: say_in_words(moved))
    say_made(made, fields, sentences, as_json=as_json, before=before)


@click.command(cls=TrackerCommand)
@click.argument("code", type=PLACE)
@_dated
@changing_options
def reopen(code: str, day: date | None, note: str | None, particulars: Particulars, as_json: bool) -> None:
    """Reopen a closed place."""
    made = change(
        particulars,
        lambda running: ledger.reopen_place(running, code, day, note, particulars.clerk),
        lambda database, *_: reports.place(database, code),
    )
    reopened = Sentences(Message("Reopened place {code}."), Message("Would reopen place {code}."))
    say_change(made, reports.PLACE, reopened, as_json=as_json)


_DETAILS = {
    "region": (REGION, "Region, such as Latgale."),
    "city": (CITY, "City or town."),
    "address": (ADDRESS, "Street and postcode."),
    "contact": (CONTACT, "Contact person."),
    "email": (EMAIL, "E-mail address."),
    "phone": (PHONE, "Telephone number."),
    "note": (NOTE, "A free-text note."),
}


def detail_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options for where a place is, and how to reach it."""
    for name, (kind, description) in reversed(_DETAILS.items()):
        short = ("-n",) if name == "note" else ()
        command = click.option(*short, f"--{name}", type=kind, help=description)(command)
    return command


@click.group(cls=TrackerGroup)
def place() -> None:
    """Places: add, list, show, edit, close, reopen, remove."""


@place.command()
@click.argument("code", type=CODE)
@click.argument("name", type=NAME)
@click.option("--kind", type=KIND, required=True, help="What it is: embassy, library … (see 'tracker kind list').")
@click.option("--country", type=COUNTRY, help="Its country, a name or ISO 3166 code [default: the default store's].")
@detail_options
@click.option("--discreet", is_flag=True, help="Others see its kind and country only, as in 'export --public'.")
@changing_options
@click.pass_context
def add(
    context: click.Context,
    /,
    code: str,
    name: str,
    kind: str,
    country: str | None,
    region: str | None,
    discreet: bool,
    particulars: Particulars,
    as_json: bool,
    **contact: str | None,
) -> None:
    """Add a place that can hold copies: a short CODE, such as london, and its NAME."""
    new = ledger.NewPlace(code, name, kind, country, Contact(**contact), region, discreet)
    made = change(
        particulars,
        lambda running: ledger.add_place(running, new, particulars.clerk),
        lambda database, *_: reports.place(database, code),
    )
    added = Sentences(
        Message("Added place {code}: {name} ({kind}, {country})."),
        Message("Would add place {code}: {name} ({kind}, {country})."),
    )
    say_change(made, reports.PLACE, added, as_json=as_json)
    if made.command is not None and not as_json and kind != STORE:
        say_next(the_app(context).path, "place")


@place.command("list")
@click.option("--kind", type=KIND, help="Only places of that kind.")
@click.option("--country", type=COUNTRY, help="Only places in that country.")
@click.option("--region", type=REGION, help="Only places in that region.")
@reading_options
@click.pass_context
def list_(context: click.Context, kind: str | None, country: str | None, region: str | None, output: Output) -> None:
    """List the places by name."""
    output.write(reports.places(the_app(context).path, kind, country, region))


@place.command()
@click.argument("code", type=PLACE)
@page_options
@click.pass_context
def show(context: click.Context, code: str, form: PageForm) -> None:
    """Show a place, how to reach it, and what it holds."""
    path = the_app(context).path
    if form.is_page:
        from tracker.page.written import of_place

        form.write(of_place(path, code), f"tracker place show {code}")
        return
    with form.printing():
        _say_place(path, code, as_json=form.name == "json")


def _say_place(path: Path, code: str, *, as_json: bool) -> None:
    from tracker.model.as_of import AsOf
    from tracker.render import write
    from tracker.render.overview import write_record
    from tracker.reports.stock import stock

    row = reports.place(path, code)
    named = list(zip((column.name for column in reports.PLACE), row, strict=True))
    held = stock(path, place=code, when=AsOf())
    if as_json:
        say_json({**dict(named), "stock": [{"item": line[4], "copies": line[5]} for line in held.rows]})
        return
    write_record([pair for pair in named if pair[1] is not None], table="places")
    say_text()
    write(held, format="table")


@place.command()
@click.argument("code", type=PLACE)
@click.option("--name", type=NAME, help="Its new name.")
@click.option("--kind", type=KIND, help="Its new kind.")
@click.option("--country", type=COUNTRY, help="Its new country.")
@detail_options
@click.option(
    "--discreet/--no-discreet", "is_discreet", default=None, help="Whether others see only its kind and country."
)
@changing_options
@click.pass_context
def edit(context: click.Context, /, code: str, particulars: Particulars, as_json: bool, **values: Any) -> None:
    """Change a place's name, kind, country, region or contact; an empty text removes that value.

    Reports for past dates show the place as it is today.
    """
    changes = given_values(context, **values)
    made = change(
        particulars,
        lambda running: ledger.edit_place(running, code, changes, particulars.clerk),
        lambda database, *_: reports.place(database, code),
    )
    changed = Sentences(
        Message("Changed place {code}. Reports for past dates show the change too."),
        Message("Would change place {code}."),
    )
    say_change(made, reports.PLACE, changed, as_json=as_json)


@place.command()
@click.argument("code", type=PLACE)
@changing_options
def remove(code: str, particulars: Particulars, as_json: bool) -> None:
    """Remove a place that was never used; one that was used can be closed."""

    def act(running: Command) -> Row:
        row = reports.place(running.database, code)
        ledger.remove_place(running, code, particulars.clerk)
        return row

    made = change(particulars, act, lambda _database, _command, row: row)
    removed = Sentences(Message("Removed place {code}."), Message("Would remove place {code}."))
    say_change(made, reports.PLACE, removed, as_json=as_json)


place.add_command(close)
place.add_command(reopen)
