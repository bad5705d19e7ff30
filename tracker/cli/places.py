"""place: anything that can hold copies."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

import click

from tracker.cli.base import TrackerGroup, the_app
from tracker.cli.catalogue import change, coded, say_made
from tracker.cli.entries import entry_object
from tracker.cli.options import Output, changing_options, effective_options, place_filters, reading_options
from tracker.cli.output import answering, say, say_code, say_json, say_text
from tracker.cli.page_files import page_options, printing, write_page
from tracker.cli.types import (
    ADDRESS,
    CITY,
    CODE,
    CONTACT,
    COUNTRY,
    EMAIL,
    KIND,
    NAME,
    NOTE,
    PHONE,
    PLACE,
    POSTCODE,
    REGION,
)
from tracker.errors import WrongUsage
from tracker.ledger import places as ledger
from tracker.ledger.commands import Command
from tracker.messages import Message
from tracker.model.as_of import AsOf
from tracker.model.catalogue import Contact
from tracker.model.entries import Entry, Particulars
from tracker.model.sentences import describe
from tracker.render.formats import Writer
from tracker.reports import lists as reports

if TYPE_CHECKING:
    from tracker.ledger.catalogue import MadeChange


@click.group(cls=TrackerGroup)
def place() -> None:
    """Places: add, list, show, edit, close, reopen, remove."""


_DETAILS = {
    "region": (REGION, "Region, such as Latgale."),
    "city": (CITY, "City or town."),
    "address": (ADDRESS, "Street and number."),
    "postcode": (POSTCODE, "Postcode, such as LV-1050."),
    "contact": (CONTACT, "Contact person."),
    "email": (EMAIL, "E-mail address."),
    "phone": (PHONE, "Telephone number."),
    "note": (NOTE, "A free-text note."),
}


def detail_options(command: Callable[..., Any]) -> Callable[..., Any]:
    """Add the options for a place's address and contacts."""
    for name, (kind, description) in reversed(_DETAILS.items()):
        short = ("-n",) if name == "note" else ()
        command = click.option(*short, f"--{name}", type=kind, help=description)(command)
    return command


@place.command()
@click.argument("code", type=CODE)
@click.argument("name", type=NAME)
@click.option("--kind", type=KIND, required=True, help="Kind, such as embassy or library (see 'tracker kind list').")
@click.option("--country", type=COUNTRY, help="Country name or ISO 3166 code [default: that of the default store].")
@detail_options
@click.option(
    "--discreet", is_flag=True, help="Others see only the kind and country of the place, as in 'export --public'."
)
@click.option("--alias", type=NAME, multiple=True, help="Alternative name used in spreadsheets.")
@coded("place", Message("Added place {code}: {name} ({kind}, {country})."))
def add(
    running: Command,
    code: str,
    name: str,
    kind: str,
    country: str | None,
    region: str | None,
    discreet: bool,
    alias: tuple[str, ...],
    **contact: str | None,
) -> None:
    """Add a place that can hold copies: a short CODE, such as london, and its NAME."""
    new = ledger.NewPlace(code, name, kind, country, Contact(**contact), region, discreet, alias)
    ledger.add_place(running, new)


@place.command("list")
@place_filters
@reading_options
def list_(output: Output, **filters: Any) -> None:
    """List the places by name."""
    output.write(reports.places(the_app().path, **filters))


@place.command()
@click.argument("code", type=PLACE)
@page_options
def show(code: str, writer: Writer) -> None:
    """Show a place, its contact and its copies."""
    path = the_app().path
    command = f"tracker place show {code}"
    if write_page(writer, command, lambda pages: pages.standalone(path, pages.place_content, code, AsOf())):
        return
    from tracker.render.overview import write_record
    from tracker.reports.stock import stock

    with printing(writer.path):
        row = reports.record(path, "place", code) or {}
        held = stock(path, place=code, when=AsOf())
        if writer.format == "json":
            say_json({**row, "stock": [{"item": line[4], "copies": line[5]} for line in held.rows]})
            return
        write_record([pair for pair in row.items() if pair[1] is not None], table="places")
        say_text()
        Writer().write(held)


@place.command()
@click.argument("code", type=PLACE)
@click.option("--name", type=NAME, help="New name.")
@click.option("--kind", type=KIND, help="New kind.")
@click.option("--country", type=COUNTRY, help="New country.")
@detail_options
@click.option(
    "--discreet/--no-discreet",
    "is_discreet",
    default=None,
    help="Whether others see only the kind and country of the place.",
)
@click.option("--alias", type=NAME, multiple=True, help="Add an alternative name used in spreadsheets.")
@click.option("--drop-alias", type=NAME, multiple=True, help="Remove an alternative name.")
@coded("place", Message("Changed place {code}. Reports for past dates show the change too."))
def edit(running: Command, code: str, changes: dict[str, Any]) -> None:
    """Change a place's name, kind, country, region or contact; an empty value removes that detail.

    Reports for past dates show the place as it is today.
    """
    ledger.edit_place(running, code, changes)


@place.command()
@click.argument("code", type=PLACE)
@coded("place", Message("Removed place {code}."))
def remove(running: Command, code: str) -> None:
    """Remove an unused place. A used one can be closed."""
    ledger.remove_place(running, code)


# place close and place reopen: the end of logging for a place.

_CLOSED = Message("Closed place {code}.")


@place.command()
@click.argument("code", type=PLACE)
@click.option("--into", type=PLACE, help="Move all its copies to this place first, in the same command.")
@effective_options
@changing_options
def close(
    code: str, into: str | None, day: date | None, note: str | None, particulars: Particulars, as_json: bool
) -> None:
    """Close an empty place; from that date nothing can be logged for it."""

    def carry_out(running: Command) -> Entry | None:
        if into is not None:
            return ledger.close_into(running, code, into, day, note)
        ledger.close_place(running, code, day, note)
        return None

    made: MadeChange[tuple[dict[str, Any] | None, Entry | None]] = change(
        particulars,
        carry_out,
        lambda database, command, moved: (
            reports.record(database, "place", code),
            None if into is None else ledger.moved_by(database, command, moved),
        ),
    )
    row, moved = made.answer or (None, None)
    if moved is not None and made.is_planned:
        arrives = moved.receipt is not None
        moved = moved._replace(
            number=None, command=None, recorded_at=None, receipt=None, shipment=None, would_arrive=arrives
        )
    if as_json and row is not None:
        row["moved"] = moved and entry_object(moved)
    say_made(made, row, _CLOSED, as_json=as_json, before=() if moved is None else describe(moved))


@place.command()
@click.argument("code", type=PLACE)
@effective_options
@coded("place", Message("Reopened place {code}."))
def reopen(running: Command, code: str, day: date | None, note: str | None) -> None:
    """Reopen a closed place."""
    ledger.reopen_place(running, code, day, note)


@place.command("link")
@click.argument("codes", type=PLACE, nargs=-1, required=True, metavar="PLACE...")
@click.option("--renew", is_flag=True, help="Create a new link; the previous one is no longer valid.")
@click.option("--off", is_flag=True, help="Revoke the link.")
@changing_options
def link(codes: tuple[str, ...], renew: bool, off: bool, particulars: Particulars, as_json: bool) -> None:
    """Print the link of PLACE, with its QR code.

    The place uses it to answer, without a login, for its own copies only. Delivery notes, recall letters and count
    forms have the link, too. Answers appear in 'tracker inbox'. Closing a place makes its link invalid. The link
    requires public_url in tracker.toml.
    """
    from tracker.ledger.answers import change_link
    from tracker.reports.answers import links_of

    app = the_app()
    base = app.settings.public_url
    if base is None and not off:
        raise WrongUsage("A link needs the address of the page; set public_url in tracker.toml ('tracker help page').")
    if renew and off:
        raise WrongUsage("Specify either --renew or --off.")
    command: int | None = None
    messages: tuple[Message, ...] = ()
    if renew or off:
        made = change(
            particulars, lambda running: [change_link(running, code, is_on=renew) for code in codes], lambda *_: True
        )
        command, messages = made.command, made.messages
    found = links_of(app.path, codes, base or "")
    with answering(Message("The links were changed.")):
        if as_json:
            links = [{"place": code, "link": url} for code, url in found]
            say_json({"links": links, "command": command, "messages": messages})
            return
        for code, url in found:
            if particulars.dry_run and (renew or off):
                say(Message("Would change the link of {place}.", place=code))
            elif url is None:
                say(Message("{place} has no link. Create one with 'tracker place link {place} --renew'.", place=code))
            else:
                say_text(f"{code}: {url}")
                say_code(url)
        for message in messages:
            say(message)
