"""seminar: places with a date, an audience and a cost."""

from datetime import date
from typing import Any

import click

from tracker.cli.base import TrackerGroup, the_app
from tracker.cli.catalogue import Sentences, change, say_change
from tracker.cli.options import Output, changing_options, given_values, reading_options
from tracker.cli.types import AUDIENCE, CENTS, CODE, COUNTRY, CURRENCY, DATE, FUND, NAME, NOTE, PLACE, priced
from tracker.ledger.commands import Command
from tracker.ledger.seminars import NewSeminar, add_seminar, cancel_seminar, edit_seminar
from tracker.messages import Message
from tracker.model.entries import Particulars
from tracker.model.table import Row
from tracker.reports import seminars as reports


@click.group(cls=TrackerGroup)
def seminar() -> None:
    """Seminars, with their attendees and cost: add, edit, cancel, list."""


@seminar.command()
@click.argument("code", type=CODE)
@click.argument("name", type=NAME)
@click.option("-d", "--date", "day", type=DATE, required=True, help="Its date, which may be in the future.")
@click.option("--audience", type=AUDIENCE, multiple=True, help='Who attends, such as "social workers=60"; repeatable.')
@click.option("--fund", type=FUND, help="Who pays.")
@click.option("--cost", type=CENTS, help="Total cost.")
@click.option("--currency", type=CURRENCY, help="Currency of the cost [default: EUR].")
@click.option("--country", type=COUNTRY, help="Its country, a name or ISO 3166 code [default: the default store's].")
@click.option("-n", "--note", type=NOTE, help="A free-text note.")
@changing_options
def add(
    code: str,
    name: str,
    day: date,
    audience: tuple[tuple[str, int], ...],
    fund: str | None,
    cost: int | None,
    currency: str | None,
    country: str | None,
    note: str | None,
    particulars: Particulars,
    as_json: bool,
) -> None:
    """Add a seminar: a place that copies can be shipped to, with its date and attendees."""
    new = NewSeminar(code, name, day, audience, fund, priced(cost, currency), country, note)
    made = change(
        particulars,
        lambda running: add_seminar(running, new, particulars.clerk),
        lambda database, *_: reports.seminar(database, code),
    )
    added = Sentences(
        Message("Added seminar {code}: {name}, on {date}."), Message("Would add seminar {code}: {name}, on {date}.")
    )
    say_change(made, reports.SEMINAR, added, as_json=as_json)


@seminar.command()
@click.argument("code", type=PLACE)
@click.option("--name", type=NAME, help="Its new name.")
@click.option("-d", "--date", type=DATE, help="Its new date, which may be in the future.")
@click.option("--audience", type=AUDIENCE, multiple=True, help="Who attends: all groups, instead of those before.")
@click.option("--fund", type=FUND, help="Who pays.")
@click.option("--cost", type=CENTS, help="Total cost.")
@click.option("--currency", type=CURRENCY, help="Currency of the cost [default: unchanged, or EUR].")
@click.option("--country", type=COUNTRY, help="Its country.")
@click.option("-n", "--note", type=NOTE, help="Its new note; an empty text removes it.")
@changing_options
@click.pass_context
def edit(context: click.Context, /, code: str, particulars: Particulars, as_json: bool, **values: Any) -> None:
    """Correct what is known of a seminar: its date, people and cost as of now, its name everywhere.

    What is not given stays as it is. A seminar that was cancelled takes place after all with a --date.
    """
    changes = given_values(context, **values)
    made = change(
        particulars,
        lambda running: edit_seminar(running, code, changes, particulars.clerk),
        lambda database, *_: reports.seminar(database, code),
    )
    changed = Sentences(Message("Changed seminar {code}."), Message("Would change seminar {code}."))
    say_change(made, reports.SEMINAR, changed, as_json=as_json)


@seminar.command()
@click.argument("code", type=PLACE)
@changing_options
def cancel(code: str, particulars: Particulars, as_json: bool) -> None:
    """Cancel a seminar: it is in no list or report any more, but stays a place with what it holds."""

    def act(running: Command) -> Row:
        row = reports.seminar_if_held(running.database, code)
        cancel_seminar(running, code, particulars.clerk)
        assert row is not None  # noqa: S101  (it was just cancelled)
        return row

    made = change(particulars, act, lambda _database, _command, row: row)
    cancelled = Sentences(
        Message("Cancelled seminar {code}. Copies that are there are returned with 'tracker return {code} --all'."),
        Message("Would cancel seminar {code}."),
    )
    say_change(made, reports.SEMINAR, cancelled, as_json=as_json)


@seminar.command("list")
@reading_options
@click.pass_context
def list_(context: click.Context, output: Output) -> None:
    """List the seminars, including future ones."""
    output.write(reports.seminars(the_app(context).path))
