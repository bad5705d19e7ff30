"""booklet: titles with a short code."""

from typing import Any

import click

from tracker.cli.base import TrackerGroup, the_app
from tracker.cli.catalogue import coded
from tracker.cli.options import Output, reading_options
from tracker.cli.types import BOOKLET, CODE, NOTE, TITLE, URL
from tracker.ledger.catalogue import add_record, edit_record, remove_record
from tracker.ledger.commands import Command
from tracker.messages import Message
from tracker.reports import lists as reports


@click.group(cls=TrackerGroup)
def booklet() -> None:
    """Booklets: add, list, edit, remove."""


@booklet.command()
@click.argument("code", type=CODE)
@click.argument("title", type=TITLE)
@click.option("--alias", type=TITLE, multiple=True, help="Alternative title used in spreadsheets.")
@click.option("--url", type=URL, help="Address of its PDF.")
@click.option("-n", "--note", type=NOTE, help="A free-text note.")
@coded("booklet", Message("Added booklet {code}."))
def add(running: Command, code: str, title: str, alias: tuple[str, ...], url: str | None, note: str | None) -> None:
    """Add a booklet: a short CODE, such as THB, and its TITLE."""
    add_record(running, "booklet", {"code": code, "title": title, "url": url, "note": note, "alias": alias})


@booklet.command("list")
@reading_options
def list_(output: Output) -> None:
    """List the booklets, with their printed languages."""
    output.write(reports.booklets(the_app().path))


@booklet.command()
@click.argument("code", type=BOOKLET)
@click.option("--title", type=TITLE, help="New title.")
@click.option("--alias", type=TITLE, multiple=True, help="Add an alternative title used in spreadsheets.")
@click.option("--drop-alias", type=TITLE, multiple=True, help="Remove an alternative title.")
@click.option("--url", type=URL, help="Address of its PDF; an empty value removes it.")
@click.option("-n", "--note", type=NOTE, help="New note; an empty value removes it.")
@coded("booklet", Message("Changed booklet {code}: {title}. Reports for past dates show the change too."))
def edit(running: Command, code: str, changes: dict[str, Any]) -> None:
    """Change a booklet's title, note or PDF. Reports for past dates show the new title too."""
    edit_record(running, "booklet", code, changes)


@booklet.command()
@click.argument("code", type=BOOKLET)
@coded("booklet", Message("Removed booklet {code}."))
def remove(running: Command, code: str) -> None:
    """Remove a booklet that was never printed."""
    remove_record(running, "booklet", code)
