"""withdraw, reinstate and trace: recalls of print runs."""

from datetime import date
from typing import Any

import click

from tracker.cli.base import TrackerCommand, the_app
from tracker.cli.catalogue import Sentences, change, say_change, say_made
from tracker.cli.options import Output, changing_options, clock_options, reading_options
from tracker.cli.output import say_text
from tracker.cli.types import DATE, ITEM_OR_RUN, NOTE, REASON, RUN
from tracker.errors import WrongUsage
from tracker.ledger import recalls as ledger
from tracker.messages import Message
from tracker.model.as_of import AsOf
from tracker.model.codes import ItemCode, RunCode
from tracker.model.entries import Particulars
from tracker.model.table import Table
from tracker.reports import print_runs
from tracker.reports import recalls as reports


@click.command(cls=TrackerCommand)
@click.argument("run", type=RUN)
@click.option("--reason", type=REASON, required=True, help="Why, such as: the hotline number changed.")
@click.option("-d", "--date", "day", type=DATE, help="The effective date [default: today].")
@click.option("-n", "--note", type=NOTE, help="A free-text note.")
@changing_options
def withdraw(
    run: RunCode, reason: str, day: date | None, note: str | None, particulars: Particulars, as_json: bool
) -> None:
    """Stop a print run from being shipped, and print the recall list.

    Copies of it can still be received, returned, handed out, counted and written off.
    """
    recall = ledger.Recall(run, reason, day, note)
    made = change(
        particulars,
        lambda running: ledger.withdraw(running, recall, particulars.clerk),
        lambda database, command, _: (
            reports.withdrawal_of(database, command),
            reports.trace(database, run, AsOf()),
        ),
    )
    number, table = made.answer or (None, None)
    fields: dict[str, Any] = {
        "withdrawal": None if made.is_planned else number,
        "run": str(run),
        "reason": reason,
        "recall": _rows(table),
    }
    withdrawn = Sentences(
        Message("Withdrew {run}: it can no longer be shipped. Places to call:"),
        Message("Would withdraw {run}: it could no longer be shipped. Places to call:"),
        Message("Withdrew {run}: it can no longer be shipped."),
    )
    say_made(made, fields, withdrawn, as_json=as_json, after=lambda: _say_table(table))


def _rows(table: Table | None) -> list[dict[str, Any]]:
    names = [] if table is None else [column.name for column in table.columns]
    return [] if table is None else [dict(zip(names, row, strict=True)) for row in table.rows]


def _say_table(table: Table | None) -> None:
    from tracker.render import write

    if table is not None:
        say_text()
        write(table, format="table")


@click.command(cls=TrackerCommand)
@click.argument("run", type=RUN)
@click.option("-d", "--date", "day", type=DATE, help="The effective date [default: today].")
@click.option("-n", "--note", type=NOTE, help="Why.")
@changing_options
def reinstate(run: RunCode, day: date | None, note: str | None, particulars: Particulars, as_json: bool) -> None:
    """Allow a withdrawn print run to be shipped again."""
    made = change(
        particulars,
        lambda running: ledger.reinstate(running, ledger.Recall(run, None, day, note), particulars.clerk),
        lambda database, *_: print_runs.print_run(database, run),
    )
    reinstated = Sentences(
        Message("Reinstated {run}: it can be shipped again."),
        Message("Would reinstate {run}: it could be shipped again."),
    )
    say_change(made, print_runs.PRINT_RUN, reinstated, as_json=as_json)


@click.command(cls=TrackerCommand)
@click.argument("what", type=ITEM_OR_RUN, metavar="RUN|ITEM")
@click.option("--open", "is_open", is_flag=True, help="Of a withdrawn run: which places have answered, and which not.")
@clock_options
@reading_options
@click.pass_context
def trace(context: click.Context, what: ItemCode | RunCode, is_open: bool, when: AsOf, output: Output) -> None:
    """List the places that got copies of a print run or item, and what became of them."""
    if is_open:
        if not isinstance(what, RunCode):
            raise WrongUsage("--open is about one print run; name it, such as {item}/1.", item=what)
        output.write(reports.answers(the_app(context).path, what, when))
        return
    output.write(reports.trace(the_app(context).path, what, when))
