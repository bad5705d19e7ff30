"""booklet: titles with a short code."""

import click

from tracker.cli.base import TrackerGroup, the_app
from tracker.cli.first_steps import say_next
from tracker.cli.options import Output, answer_options, given_values, reading_options
from tracker.cli.output import say_row
from tracker.cli.types import BOOKLET, CODE, NOTE, TITLE
from tracker.ledger import booklets as ledger
from tracker.messages import Message
from tracker.reports import booklets as reports


@click.group(cls=TrackerGroup)
def booklet() -> None:
    """Booklets: add, list, edit, remove."""


@booklet.command()
@click.argument("code", type=CODE)
@click.argument("title", type=TITLE)
@click.option("-n", "--note", type=NOTE, help="A free-text note.")
@answer_options
@click.pass_context
def add(context: click.Context, code: str, title: str, note: str | None, as_json: bool) -> None:
    """Add a booklet: a short CODE, such as THB, and its TITLE."""
    path = the_app(context).path
    ledger.add_booklet(path, code, title, note, the_app(context).clerk)
    sentence = Message("Added booklet {booklet}.", booklet=code)
    say_row(reports.BOOKLET, reports.booklet(path, code), sentence, as_json=as_json)
    if not as_json:
        say_next(path, "booklet")


@booklet.command("list")
@reading_options
@click.pass_context
def list_(context: click.Context, output: Output) -> None:
    """List the booklets, with their printed languages."""
    output.write(reports.booklets(the_app(context).path))


@booklet.command()
@click.argument("code", type=BOOKLET)
@click.option("--title", type=TITLE, help="Its new title.")
@click.option("-n", "--note", type=NOTE, help="Its new note; an empty text removes it.")
@answer_options
@click.pass_context
def edit(context: click.Context, code: str, title: str | None, note: str | None, as_json: bool) -> None:
    """Change a booklet's title or note. Reports for past dates show the new title too."""
    path = the_app(context).path
    ledger.edit_booklet(path, code, given_values(context, title=title, note=note), the_app(context).clerk)
    row = reports.booklet(path, code)
    sentence = Message(
        "Changed booklet {booklet}: {title}. Reports for past dates show the change too.", booklet=row[0], title=row[1]
    )
    say_row(reports.BOOKLET, row, sentence, as_json=as_json)


@booklet.command()
@click.argument("code", type=BOOKLET)
@answer_options
@click.pass_context
def remove(context: click.Context, code: str, as_json: bool) -> None:
    """Remove a booklet that was never printed."""
    path = the_app(context).path
    row = reports.booklet(path, code)
    ledger.remove_booklet(path, code, the_app(context).clerk)
    say_row(reports.BOOKLET, row, Message("Removed booklet {booklet}.", booklet=row[0]), as_json=as_json)
