"""kind: the kinds of place."""

import click

from tracker.cli.base import TrackerGroup, the_app
from tracker.cli.options import Output, answer_options, reading_options
from tracker.cli.output import say_row
from tracker.cli.types import CODE, KIND, NAME
from tracker.ledger import kinds as ledger
from tracker.messages import Message
from tracker.reports import kinds as reports


@click.group(cls=TrackerGroup)
def kind() -> None:
    """Kinds of place: add, list, edit, remove."""


@kind.command()
@click.argument("code", type=CODE)
@click.argument("name", type=NAME, required=False)
@answer_options
@click.pass_context
def add(context: click.Context, code: str, name: str | None, as_json: bool) -> None:
    """Add a kind of place: a CODE, such as hospital, and a NAME if it differs."""
    app = the_app(context)
    ledger.add_kind(app.path, code, name or code, app.clerk)
    say_row(reports.KIND, (code, name or code), Message("Added kind {kind}.", kind=code), as_json=as_json)


@kind.command("list")
@reading_options
@click.pass_context
def list_(context: click.Context, output: Output) -> None:
    """List the kinds of place."""
    output.write(reports.kinds(the_app(context).path))


@kind.command()
@click.argument("code", type=KIND)
@click.option("--name", type=NAME, required=True, help="Its new name.")
@answer_options
@click.pass_context
def edit(context: click.Context, code: str, name: str, as_json: bool) -> None:
    """Change the name of a kind."""
    app = the_app(context)
    code = ledger.edit_kind(app.path, code, name, app.clerk)
    sentence = Message("Changed kind {kind}: {name}.", kind=code, name=name)
    say_row(reports.KIND, reports.kind(app.path, code), sentence, as_json=as_json)


@kind.command()
@click.argument("code", type=KIND)
@answer_options
@click.pass_context
def remove(context: click.Context, code: str, as_json: bool) -> None:
    """Remove a kind that no place has."""
    path = the_app(context).path
    row = reports.kind(path, code)
    ledger.remove_kind(path, code, the_app(context).clerk)
    say_row(reports.KIND, row, Message("Removed kind {kind}.", kind=row[0]), as_json=as_json)
