"""booklet: titles with a short code."""

import click

from tracker.cli.base import TrackerGroup, the_app
from tracker.cli.catalogue import Sentences, change, say_change
from tracker.cli.first_steps import say_next
from tracker.cli.options import Output, changing_options, given_values, reading_options
from tracker.cli.types import BOOKLET, CODE, NOTE, TITLE
from tracker.ledger import catalogue as ledger
from tracker.ledger.commands import Command
from tracker.messages import Message
from tracker.model.entries import Particulars
from tracker.model.table import Row
from tracker.reports import catalogue as reports


@click.group(cls=TrackerGroup)
def booklet() -> None:
    """Booklets: add, list, edit, remove."""


@booklet.command()
@click.argument("code", type=CODE)
@click.argument("title", type=TITLE)
@click.option("-n", "--note", type=NOTE, help="A free-text note.")
@changing_options
@click.pass_context
def add(
    context: click.Context, code: str, title: str, note: str | None, particulars: Particulars, as_json: bool
) -> None:
    """Add a booklet: a short CODE, such as THB, and its TITLE."""
    made = change(
        particulars,
        lambda running: ledger.add_booklet(running, code, title, note, particulars.clerk),
        lambda database, *_: reports.booklet(database, code),
    )
    added = Sentences(Message("Added booklet {code}."), Message("Would add booklet {code}."))
    say_change(made, reports.BOOKLET, added, as_json=as_json)
    if made.command is not None and not as_json:
        say_next(the_app(context).path, "booklet")


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
@changing_options
@click.pass_context
def edit(
    context: click.Context,
    code: str,
    title: str | None,
    note: str | None,
    particulars: Particulars,
    as_json: bool,
) -> None:
    """Change a booklet's title or note. Reports for past dates show the new title too."""
    changes = given_values(context, title=title, note=note)
    made = change(
        particulars,
        lambda running: ledger.edit_booklet(running, code, changes, particulars.clerk),
        lambda database, *_: reports.booklet(database, code),
    )
    changed = Sentences(
        Message("Changed booklet {code}: {title}. Reports for past dates show the change too."),
        Message("Would change booklet {code}: {title}."),
    )
    say_change(made, reports.BOOKLET, changed, as_json=as_json)


@booklet.command()
@click.argument("code", type=BOOKLET)
@changing_options
def remove(code: str, particulars: Particulars, as_json: bool) -> None:
    """Remove a booklet that was never printed."""

    def act(running: Command) -> Row:
        row = reports.booklet(running.database, code)
        ledger.remove_booklet(running, code, particulars.clerk)
        return row

    made = change(particulars, act, lambda _database, _command, row: row)
    removed = Sentences(Message("Removed booklet {code}."), Message("Would remove booklet {code}."))
    say_change(made, reports.BOOKLET, removed, as_json=as_json)
