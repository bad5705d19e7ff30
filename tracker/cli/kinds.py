"""kind: the kinds of place."""

import click

from tracker.cli.base import TrackerGroup, the_app
from tracker.cli.catalogue import Sentences, change, say_change
from tracker.cli.options import Output, changing_options, reading_options
from tracker.cli.types import CODE, KIND, NAME
from tracker.ledger import catalogue as ledger
from tracker.ledger.commands import Command
from tracker.messages import Message
from tracker.model.entries import Particulars
from tracker.model.table import Row
from tracker.reports import catalogue as reports


@click.group(cls=TrackerGroup)
def kind() -> None:
    """Kinds of place: add, list, edit, remove."""


@kind.command()
@click.argument("code", type=CODE)
@click.argument("name", type=NAME, required=False)
@changing_options
def add(code: str, name: str | None, particulars: Particulars, as_json: bool) -> None:
    """Add a kind of place: a CODE, such as hospital, and a NAME if it differs."""
    made = change(
        particulars,
        lambda running: ledger.add_kind(running, code, name or code, particulars.clerk),
        lambda database, *_: reports.kind(database, code),
    )
    added = Sentences(Message("Added kind {code}."), Message("Would add kind {code}."))
    say_change(made, reports.KIND, added, as_json=as_json)


@kind.command("list")
@reading_options
@click.pass_context
def list_(context: click.Context, output: Output) -> None:
    """List the kinds of place."""
    output.write(reports.kinds(the_app(context).path, to_people=output.for_people))


@kind.command()
@click.argument("code", type=KIND)
@click.option("--name", type=NAME, required=True, help="Its new name.")
@changing_options
def edit(code: str, name: str, particulars: Particulars, as_json: bool) -> None:
    """Change the name of a kind."""
    made = change(
        particulars,
        lambda running: ledger.edit_kind(running, code, name, particulars.clerk),
        lambda database, *_: reports.kind(database, code),
    )
    changed = Sentences(Message("Changed kind {code}: {name}."), Message("Would change kind {code}: {name}."))
    say_change(made, reports.KIND, changed, as_json=as_json)


@kind.command()
@click.argument("code", type=KIND)
@changing_options
def remove(code: str, particulars: Particulars, as_json: bool) -> None:
    """Remove a kind that no place has."""

    def act(running: Command) -> Row:
        row = reports.kind(running.database, code)
        ledger.remove_kind(running, code, particulars.clerk)
        return row

    made = change(particulars, act, lambda _database, _command, row: row)
    removed = Sentences(Message("Removed kind {code}."), Message("Would remove kind {code}."))
    say_change(made, reports.KIND, removed, as_json=as_json)
