"""place: anything that can hold copies."""

from collections.abc import Callable
from datetime import date
from typing import Any

import click

from tracker.cli.base import TrackerGroup, the_app
from tracker.cli.first_steps import say_next
from tracker.cli.options import Output, answer_options, format_option, given_values, reading_options
from tracker.cli.output import answering, say, say_json, say_row, say_text
from tracker.cli.types import ADDRESS, CITY, CODE, CONTACT, COUNTRY, DAY, EMAIL, KIND, NAME, NOTE, PHONE, PLACE, REGION
from tracker.ledger import places as ledger
from tracker.messages import Message
from tracker.model.catalogue import STORE, Contact
from tracker.reports import places as reports

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
@click.option("--country", type=COUNTRY, help="Its ISO 3166 country [default: the default store's].")
@detail_options
@click.option("--discreet", is_flag=True, help="Others see its kind and country only, as in 'export --public'.")
@answer_options
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
    as_json: bool,
    **contact: str | None,
) -> None:
    """Add a place that can hold copies: a short CODE, such as london, and its NAME."""
    path = the_app(context).path
    new = ledger.NewPlace(code, name, kind, country, Contact(**contact), region, discreet)
    ledger.add_place(path, new, the_app(context).clerk)
    row = reports.place(path, code)
    sentence = Message(
        "Added place {place}: {name} ({kind}, {country}).", place=code, name=name, kind=row[2], country=row[3]
    )
    say_row(reports.PLACE, row, sentence, as_json=as_json)
    if not as_json and row[2] != STORE:
        say_next(path, "place")


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
@format_option
@click.pass_context
def show(context: click.Context, code: str, as_json: bool) -> None:
    """Show a place, how to reach it, and what it holds."""
    from tracker.model.table import AsOf
    from tracker.render import write
    from tracker.render.details import write_record
    from tracker.reports.stock import stock

    path = the_app(context).path
    row = reports.place(path, code)
    named = list(zip((column.name for column in reports.PLACE), row, strict=True))
    held = stock(path, place=code, when=AsOf())
    if as_json:
        say_json({**dict(named), "stock": [{"item": line[4], "copies": line[5]} for line in held.rows]})
        return
    write_record([pair for pair in named if pair[1] is not None])
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
@answer_options
@click.pass_context
def edit(context: click.Context, /, code: str, as_json: bool, **values: Any) -> None:
    """Change a place's name, kind, country, region or contact; an empty text removes that value.

    Reports for past dates show the place as it is today.
    """
    path = the_app(context).path
    ledger.edit_place(path, code, given_values(context, **values), the_app(context).clerk)
    row = reports.place(path, code)
    sentence = Message("Changed place {place}. Reports for past dates show the change too.", place=row[0])
    say_row(reports.PLACE, row, sentence, as_json=as_json)


@place.command()
@click.argument("code", type=PLACE)
@answer_options
@click.pass_context
def remove(context: click.Context, code: str, as_json: bool) -> None:
    """Remove a place that was never used; one that was used can be closed."""
    path = the_app(context).path
    row = reports.place(path, code)
    ledger.remove_place(path, code, the_app(context).clerk)
    say_row(reports.PLACE, row, Message("Removed place {place}.", place=row[0]), as_json=as_json)


def _dated(command: Callable[..., Any]) -> Callable[..., Any]:
    command = click.option("-n", "--note", type=NOTE, help="Why.")(command)
    return click.option("-d", "--date", "day", type=DAY, help="The effective date [default: today].")(command)


@place.command()
@click.argument("code", type=PLACE)
@click.option("--into", type=PLACE, help="Where all that it holds goes first, in the same command.")
@_dated
@answer_options
@click.pass_context
def close(
    context: click.Context, code: str, into: str | None, day: date | None, note: str | None, as_json: bool
) -> None:
    """Close an empty place: nothing can be logged for it from that date on."""
    from tracker.cli.entries import entry_object, say_in_words

    app = the_app(context)
    moved = None
    if into is None:
        ledger.close_place(app.path, code, day, note, app.clerk)
    else:
        from tracker.ledger.emptying import close_into

        moved = close_into(app.path, code, into, day, note, app.clerk)
    row = reports.place(app.path, code)
    sentence = Message("Closed place {place}.", place=row[0])
    if as_json:
        fields = {column.name: value for column, value in zip(reports.PLACE, row, strict=True)}
        with answering(sentence):
            say_json(fields | {"moved": moved and entry_object(moved)})
        return
    if into is not None and moved is None:
        sentence = Message("Closed place {place}, which held nothing.", place=row[0])
    with answering(sentence):
        if moved is not None:
            say_in_words(moved)
        say(sentence)


@place.command()
@click.argument("code", type=PLACE)
@_dated
@answer_options
@click.pass_context
def reopen(context: click.Context, code: str, day: date | None, note: str | None, as_json: bool) -> None:
    """Reopen a closed place."""
    app = the_app(context)
    ledger.reopen_place(app.path, code, day, note, app.clerk)
    row = reports.place(app.path, code)
    say_row(reports.PLACE, row, Message("Reopened place {place}.", place=row[0]), as_json=as_json)
