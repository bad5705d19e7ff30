"""kind and region: kinds of places, and the labels of their regions."""

from typing import Any

import click

from tracker.cli.base import TrackerGroup, the_app
from tracker.cli.catalogue import coded
from tracker.cli.options import Output, reading_options
from tracker.cli.types import CHANGED_GROUP, CODE, COUNTRY, KIND, NAME, QUANTITY, REGION
from tracker.ledger.catalogue import add_record, edit_record, remove_record
from tracker.ledger.commands import Command
from tracker.ledger.places import RegionFigures, remove_region, set_region
from tracker.messages import Message
from tracker.reports import lists as reports


@click.group(cls=TrackerGroup)
def kind() -> None:
    """Kinds of place: add, list, edit, remove."""


@kind.command()
@click.argument("code", type=CODE)
@click.argument("name", type=NAME, required=False)
@coded("kind", Message("Added kind {code}."))
def add(running: Command, code: str, name: str | None) -> None:
    """Add a kind of place: a CODE, such as hospital, and a NAME if it is different."""
    add_record(running, "kind", {"code": code, "name": name or code})


@kind.command("list")
@reading_options
def list_(output: Output) -> None:
    """List the kinds of place."""
    output.write(reports.kinds(the_app().path, to_people=output.for_people))


@kind.command()
@click.argument("code", type=KIND)
@click.option("--name", type=NAME, required=True, help="New name.")
@coded("kind", Message("Changed kind {code}: {name}."))
def edit(running: Command, code: str, changes: dict[str, Any]) -> None:
    """Change the name of a kind."""
    edit_record(running, "kind", code, changes)


@kind.command()
@click.argument("code", type=KIND)
@coded("kind", Message("Removed kind {code}."))
def remove(running: Command, code: str) -> None:
    """Remove a kind that no place has."""
    remove_record(running, "kind", code)


@click.group(cls=TrackerGroup)
def region() -> None:
    """Regions and their numbers of inhabitants: set, list, remove."""


@region.command("set")
@click.argument("name", type=REGION)
@click.option("--country", type=COUNTRY, help="Country name or ISO 3166 code [default: that of the default store].")
@click.option("--inhabitants", type=QUANTITY, metavar="N", help="Number of inhabitants.")
@click.option(
    "--speakers",
    type=CHANGED_GROUP,
    metavar="lv=N",
    multiple=True,
    help="Number of speakers of a language; repeatable.",
)
@coded("region", Message("Recorded region {name} ({country})."))
def set_(
    running: Command, name: str, country: str | None, inhabitants: int | None, speakers: tuple[tuple[str, int], ...]
) -> None:
    """Set the numbers of inhabitants and speakers of region NAME; other values do not change.

    'tracker report coverage --by region' shows copies per 1,000 people. Earlier figures remain available: see
    --known-at.
    """
    set_region(running, name, RegionFigures(country, inhabitants, speakers))


@region.command("list")
@reading_options
@click.pass_context
def list_regions(context: click.Context, output: Output) -> None:
    """List the regions."""
    output.write(reports.regions(the_app(context).path))


@region.command("remove")
@click.argument("name", type=REGION)
@coded("region", Message("Removed region {name}."))
def remove_(running: Command, name: str) -> None:
    """Remove a region that has no places. Its earlier figures remain available: see --known-at."""
    remove_region(running, name)
