"""init, check and info: the database as a file."""

from pathlib import Path

import click

from tracker.cli.base import TrackerCommand, the_app
from tracker.cli.first_steps import say_next
from tracker.cli.options import format_option
from tracker.cli.output import answering, say, say_json, tell_terminal
from tracker.cli.page_files import PageForm, page_options
from tracker.cli.types import CODE, COUNTRY, STORE_NAME
from tracker.errors import Refused, Unusable
from tracker.messages import Message, Plural
from tracker.model.catalogue import STORE


@click.command(cls=TrackerCommand)
@click.option("--store", type=CODE, default="store", help="The first store's code [default: store].")
@click.option("--store-name", type=STORE_NAME, default="Store", help="Its name [default: Store].")
@click.option("--country", type=COUNTRY, default="LV", help="Its country, a name or ISO 3166 code [default: LV].")
@format_option
@click.pass_context
def init(context: click.Context, store: str, store_name: str, country: str, as_json: bool) -> None:
    """Create the database and its first store.

    New print runs go to that store and shipments leave from it, unless another store is named.
    """
    from tracker.ledger.database import create_database
    from tracker.ledger.places import NewPlace

    path = the_app(context).path
    create_database(path, NewPlace(store, store_name, STORE, country), the_app(context).clerk)
    with answering(Message("{file} was created.", file=path)):
        if as_json:
            say_json({"database": str(path), "store": store})
            return
        say(Message("Created {file} with the store {store}.", file=path, store=store))
    say_next(path, "init")


@click.command(cls=TrackerCommand)
@page_options
@click.pass_context
def check(context: click.Context, form: PageForm) -> None:
    """Verify that every copy is accounted for and the file is intact.

    Replays all movements: every copy is somewhere, no place and no shipment is ever short, and the
    balances are the sums of the movements. Runs SQLite's integrity check too. Lists every
    discrepancy; the exit code is then 1.
    """
    from tracker.reports import database as reports

    path = the_app(context).path
    discrepancies, totals, log = reports.check(path, tell_terminal)
    unasked = None
    if log is not None:
        try:
            discrepancies += _against_log(path)
        except Unusable as error:  # which says nothing against the file
            unasked = error
    if form.is_page:
        from tracker.page.written import of_check

        form.write(of_check(path, discrepancies, totals), "tracker check")
    else:
        with form.printing():
            _say_check(discrepancies, totals, as_json=form.name == "json")
    if unasked is not None:
        _say_unasked(unasked, is_all=not discrepancies)
    if discrepancies:
        raise Refused.of(Plural("{count} discrepancy found.", "{count} discrepancies found.", count=len(discrepancies)))


def _say_check(discrepancies: list[Message], totals: dict[str, int], *, as_json: bool) -> None:
    if as_json:
        say_json({**totals, "discrepancies": list(map(str, discrepancies))})
        return
    for discrepancy in discrepancies:
        say(discrepancy)
    if not discrepancies:
        say(
            Message(
                "OK: {entries}, {movements}, no discrepancies.",
                entries=Plural("{count} entry", "{count} entries", count=totals["entries"]),
                movements=Plural("{count} movement", "{count} movements", count=totals["movements"]),
            )
        )


def _say_unasked(unasked: Unusable, *, is_all: bool) -> None:
    """Say that the log did not answer. Raises that when it is all that is wrong."""
    say(Message("The file was not compared with the log."), err=True)
    if is_all:
        raise unasked
    say(unasked.message, err=True)


def _against_log(path: Path) -> list[Message]:
    """Return what is wrong between the copy of a shared ledger and its log."""
    from tracker.offices.checks import against_log  # only who shares a ledger needs it

    return against_log(path, tell_terminal)


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
        write_record(list(facts.items()))
