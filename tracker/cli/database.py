"""init, check and info: the database as a file."""

import click

from tracker.cli.base import TrackerCommand, the_app
from tracker.cli.options import format_option
from tracker.cli.output import answering, say, say_json
from tracker.cli.types import CODE, COUNTRY, text
from tracker.errors import Refused
from tracker.model.catalogue import STORE


@click.command(cls=TrackerCommand)
@click.option("--store", type=CODE, default="store", help="The first store's code [default: store].")
@click.option("--store-name", type=text("store's name"), default="Store", help="Its name [default: Store].")
@click.option("--country", type=COUNTRY, default="LV", help="Its ISO 3166 country [default: LV].")
@format_option
@click.pass_context
def init(context: click.Context, store: str, store_name: str, country: str, as_json: bool) -> None:
    """Create the database and its first store.

    New print runs go to that store and shipments leave from it, unless another store is named.
    """
    from tracker.ledger.database import create_database
    from tracker.ledger.places import NewPlace

    path = the_app(context).path
    create_database(path, NewPlace(store, store_name, STORE, country))
    with answering(f"{path} was created"):
        if as_json:
            say_json({"database": str(path), "store": store})
            return
        say(f"Created {path} with the store {store}.")
        say("Next: tracker booklet add CODE TITLE, then tracker print CODE/LANGUAGE QUANTITY.")


@click.command(cls=TrackerCommand)
@format_option
@click.pass_context
def check(context: click.Context, as_json: bool) -> None:
    """Verify that every copy is accounted for and the file is intact.

    Replays all movements: every copy is somewhere, no place and no shipment is ever short, and the
    balances are the sums of the movements. Runs SQLite's integrity check too. Lists every
    discrepancy; the exit code is then 1.
    """
    from tracker.reports import database as reports

    discrepancies, totals = reports.check(the_app(context).path)
    if as_json:
        say_json({**totals, "discrepancies": discrepancies})
    elif not discrepancies:
        say(f"OK: {totals['entries']} entries, {totals['movements']} movements, no discrepancies.")
    if discrepancies:
        if not as_json:
            for line in discrepancies:
                say(line)
        raise Refused(f"{len(discrepancies)} {'discrepancy' if len(discrepancies) == 1 else 'discrepancies'} found.")


@click.command(cls=TrackerCommand)
@format_option
@click.pass_context
def info(context: click.Context, as_json: bool) -> None:
    """Show information about the program and the database."""
    from tracker.render.details import write_record
    from tracker.reports import database as reports

    facts = reports.info(the_app(context).path)
    if as_json:
        say_json(facts)
    else:
        write_record("", list(facts.items()))
