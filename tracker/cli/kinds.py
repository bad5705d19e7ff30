"""kind: the kinds of place."""

from typing import Any

import click

from tracker.cli.base import TrackerGroup, the_app
from tracker.cli.catalogue import coded
from tracker.cli.options import Output, reading_options
from tracker.cli.types import CODE, KIND, NAME
from tracker.ledger.catalogue import add_record, edit_record, remove_record
from tracker.ledger.commands import Command
from tracker.messages import Message
from tracker.reports import lists as reports


@click.group(cls=TrackerGroup)
def kind() -> None:
    """Kinds of place: add, list, edit, remove."""


@kind.command()
@click.argument("code", type=CODE)
@click.argument("name", type=NAME, required=False)
@coded("kind", Message("Added kind {code}."), Message("Would add kind {code}."))
def add(running: Command, code: str, name: str | None) -> None:
    """Add a kind of place: a CODE, such as hospital, and a NAME if it differs."""
    add_record(running, "kind", {"code": code, "name": name or code})


@kind.command("list")
@reading_options
@click.pass_context
def list_(context: click.Context, output: Output) -> None:
    """List the kinds of place."""
    output.write(reports.kinds(the_app(context).path, to_people=output.for_people))


@kind.command()
@click.argument("code", type=KIND)
@click.option("--name", type=NAME, required=True, help="New name.")
@coded("kind", Message("Changed kind {code}: {name}."), Message("Would change kind {code}: {name}."))
def edit(running: Command, code: str, changes: dict[str, Any]) -> None:
    """Change the name of a kind."""
    edit_record(running, "kind", code, changes)


@kind.command()
@click.argument("code", type=KIND)
@coded("kind", Message("Removed kind {code}."), Message("Would remove kind {code}."))
def remove(running: Command, code: str) -> None:
    """Remove a kind that no place has."""
    remove_record(running, "kind", code)
