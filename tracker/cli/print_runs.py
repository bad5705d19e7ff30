"""print and run: new print runs, and the details of existing ones."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from functools import partial
from typing import TYPE_CHECKING, Any

import click

from tracker.cli import types
from tracker.cli.base import App, LoggingCommand, TrackerCommand, TrackerGroup, the_app
from tracker.cli.catalogue import change, coded, say_made
from tracker.cli.entries import say_earlier
from tracker.cli.options import (
    Output,
    changing_options,
    clock_options,
    effective_options,
    logging_options,
    period_options,
    reading_options,
)
from tracker.cli.output import say_json
from tracker.cli.page_files import page_options, printing, write_page
from tracker.cli.prompts import must_have
from tracker.ledger import print_runs as ledger
from tracker.ledger.commands import Command
from tracker.messages import Message
from tracker.model.as_of import AsOf
from tracker.model.codes import ItemCode, RunCode
from tracker.model.entries import Particulars
from tracker.render.formats import Writer
from tracker.reports import lists
from tracker.reports import recalls as reports

if TYPE_CHECKING:
    from tracker.cli.options import Command as Options
    from tracker.model.entries import Entry
    from tracker.model.money import Share


_PRINTED = (
    click.option("--cost", type=types.CENTS_OR_NONE, help="Total cost, such as 862.40."),
    click.option("--currency", type=types.CURRENCY, help="Currency of the cost, such as EUR."),
    click.option(
        "--fund",
        "funds",
        type=types.SHARE_OR_NONE,
        multiple=True,
        help="Fund that pays; if several, each with its share.",
    ),
    click.option(
        "--grant", "grants", type=types.GRANT, multiple=True, help="Number of the grant that pays; one for each fund."
    ),
    click.option("--printer", type=types.PRINTER, help="Printer."),
    click.option("--isbn", type=types.ISBN, help="ISBN."),
)
"""The details of a print run that `print` takes."""

_LATER = (
    click.option(
        "--review-by", type=types.DATE_OR_NONE, help="Review date; from this date, 'tracker due' lists the run."
    ),
    click.option("--mark", type=types.MARK, help='Identifying mark, such as "blue cover".'),
    click.option(
        "--carton", type=types.NUMBER_OR_NONE, help="Copies per carton; 'tracker report refill' proposes whole cartons."
    ),
    click.option("--weight", type=types.GRAMS_OR_NONE, help="Weight of one copy, in grams."),
    click.option("--url", type=types.URL, help="Address of its PDF."),
)


def _with(options: Sequence[Callable[[Options], Options]], command: Options) -> Options:
    for add in reversed(options):
        command = add(command)
    return command


detail_options = partial(_with, (*_PRINTED, *_LATER))
"""Adds the options for print run details, which `run edit` and `fix` change."""


@click.command("print", cls=LoggingCommand)
@click.argument("item", type=types.ITEM, required=False)
@click.argument("quantity", type=types.QUANTITY, required=False, metavar="[QTY]")
@click.option("--to", "store", type=types.STORE, help="Store that the run goes to [default: the default store].")
@partial(_with, _PRINTED)
@logging_options
def print_(
    app: App,
    item: ItemCode,
    quantity: int,
    store: str | None,
    cost: int | None,
    currency: str | None,
    funds: tuple[Share, ...],
    grants: tuple[int, ...],
    particulars: Particulars,
    **details: Any,
) -> Entry:
    """Log a new print run.

    ITEM is a booklet in one language, such as THB/lv, and QTY the number of copies printed. The run gets the
    item's next number: THB/lv/1, THB/lv/2 and so on. Several funds can share the cost, to the cent:
    --fund amif=75% --fund riga; the fund without a share pays the rest.
    """
    from tracker.ledger.print_runs import NewPrintRun, log_print
    from tracker.model.catalogue import RunDetail
    from tracker.model.money import settled

    must_have(item=item, quantity=quantity)
    detail = RunDetail(types.priced(cost or None, currency), settled(filter(None, funds)), **details)
    return log_print(
        app.path, NewPrintRun(item, quantity, store, detail, currency=currency, grants=grants), particulars
    )


@click.group(cls=TrackerGroup)
def run() -> None:
    """Print runs: list, show, edit."""


@run.command("list")
@click.option("--item", type=types.ITEM, help="Include only print runs of this item.")
@period_options
@clock_options
@reading_options
def list_(output: Output, **query: Any) -> None:
    """List the print runs."""
    output.write(lists.print_runs(the_app().path, **query))


@run.command()
@click.argument("run", type=types.RUN)
@page_options
def show(run: RunCode, writer: Writer) -> None:
    """Show a print run and where its copies are."""
    path = the_app().path
    if write_page(writer, f"tracker run show {run}", lambda pages: pages.standalone_run(path, run)):
        return
    with printing(writer.path):
        from tracker.render.overview import write_record
        from tracker.reports.stock import run_figures

        facts = (lists.record(path, "run", run) or {}) | run_figures(path, run)
        earlier = lists.earlier_details(path, facts["run"])
        if writer.format == "json":
            say_json(facts | ({"earlier": earlier} if earlier else {}))
        else:
            write_record([pair for pair in facts.items() if pair[1] is not None])
            say_earlier(earlier)


@run.command()
@click.argument("run", type=types.RUN)
@detail_options
@click.option("-n", "--note", type=types.NOTE, help="A free-text note.")
@coded("run", Message("Changed print run {run}."))
def edit(running: Command, run: RunCode, changes: dict[str, Any]) -> None:
    """Correct the details of a print run; 'tracker fix' corrects its date or quantity.

    An empty value removes a detail.
    """
    from tracker.model.money import settled

    if funds := changes.get("funds"):
        changes = {**changes, "funds": settled(funds)}
    ledger.edit_run(running, run, changes)


# withdraw, reinstate and trace: recalls of print runs.


@click.command(cls=TrackerCommand)
@click.argument("run", type=types.RUN)
@click.option("--reason", type=types.REASON, required=True, help='Reason, such as "hotline number changed".')
@click.option("-d", "--date", "day", type=types.DATE, help="Effective date [default: today].")
@click.option("-n", "--note", type=types.NOTE, help="A free-text note.")
@changing_options
def withdraw(
    run: RunCode, reason: str, day: date | None, note: str | None, particulars: Particulars, as_json: bool
) -> None:
    """Withdraw a print run from shipping and print the recall list.

    Its copies can still be received, returned, handed out, counted and written off.
    """
    recall = ledger.Recall(run, reason, day, note)
    made = change(
        particulars,
        lambda running: ledger.log_recall(running, recall),
        lambda database, command, _: (reports.withdrawal_of(database, command), reports.trace(database, run, AsOf())),
    )
    number, table = made.answer or (None, None)
    fields: dict[str, Any] = {
        "withdrawal": None if made.is_planned else number,
        "run": str(run),
        "reason": reason,
        "recall": [] if table is None else table.records(),
    }
    done = Message("Withdrew {run}: it can no longer be shipped.")
    say_made(made, fields, done, as_json=as_json, below=table)


@click.command(cls=TrackerCommand)
@click.argument("run", type=types.RUN)
@effective_options
@coded("run", Message("Reinstated {run}: it can be shipped again."))
def reinstate(running: Command, run: RunCode, day: date | None, note: str | None) -> None:
    """Allow a withdrawn print run to be shipped again."""
    ledger.log_recall(running, ledger.Recall(run, None, day, note))


@click.command(cls=TrackerCommand)
@click.argument("what", type=types.ITEM_OR_RUN, metavar="RUN|ITEM")
@clock_options
@reading_options
def trace(what: ItemCode | RunCode, when: AsOf, output: Output) -> None:
    """List the places that received copies of a print run or item, and where the copies are now."""
    output.write(reports.trace(the_app().path, what, when))
