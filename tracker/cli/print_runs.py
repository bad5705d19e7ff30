"""print and run: new print runs, and the details of existing ones."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from tracker.cli.base import App, TrackerCommand, TrackerGroup, the_app
from tracker.cli.options import Output, changing_options, given_values, logging_options, reading_options
from tracker.cli.output import say_json
from tracker.cli.page_files import PageForm, page_options
from tracker.cli.prompts import must_have
from tracker.cli.types import (
    CENTS,
    CURRENCY,
    DATE_OR_NONE,
    GRAMS_OR_NONE,
    ISBN,
    ITEM,
    MARK,
    NOTE,
    NUMBER_OR_NONE,
    PRINTER,
    QUANTITY,
    RUN,
    SHARE,
    STORE,
    priced,
)
from tracker.messages import Message

if TYPE_CHECKING:
    from pathlib import Path

    from tracker.model.codes import ItemCode, RunCode
    from tracker.model.entries import Entry, Particulars
    from tracker.model.shares import Share


@click.command("print", cls=TrackerCommand)
@click.argument("item", type=ITEM, required=False)
@click.argument("quantity", type=QUANTITY, required=False, metavar="[QTY]")
@click.option("--to", "store", type=STORE, help="The store it goes to [default: the first store].")
@click.option("--cost", type=CENTS, help="Total cost, such as 862.40.")
@click.option("--currency", type=CURRENCY, help="Currency of the cost [default: EUR].")
@click.option("--fund", "funds", type=SHARE, multiple=True, help="Who paid; of several, each with its share.")
@click.option("--printer", type=PRINTER, help="Who printed it.")
@click.option("--isbn", type=ISBN, help="Its ISBN.")
@logging_options
def print_(
    app: App,
    item: ItemCode | None,
    quantity: int | None,
    store: str | None,
    cost: int | None,
    currency: str | None,
    funds: tuple[Share, ...],
    printer: str | None,
    isbn: str | None,
    particulars: Particulars,
) -> Entry:
    """Log a new print run.

    ITEM is a booklet in one language, such as THB/lv, and QTY the copies printed. The run gets the
    item's next number: THB/lv/1, THB/lv/2 and so on. Several funds share its cost, to the cent:
    --fund amif=75% --fund riga, where the one without a share gets the rest.
    """
    from tracker.ledger.print_runs import NewPrintRun, log_print
    from tracker.model.catalogue import RunDetail
    from tracker.model.shares import settled

    must_have(item=item, quantity=quantity)
    assert item is not None and quantity is not None  # noqa: S101  (they are there now)
    detail = RunDetail(priced(cost, currency), settled(funds), printer, isbn)
    return log_print(app.path, NewPrintRun(item, quantity, store, detail, currency=currency), particulars)


@click.group(cls=TrackerGroup)
def run() -> None:
    """Print runs: list, show, edit."""


@run.command("list")
@reading_options
@click.pass_context
def list_(context: click.Context, output: Output) -> None:
    """List the print runs."""
    from tracker.reports.print_runs import print_runs

    output.write(print_runs(the_app(context).path))


@run.command()
@click.argument("run", type=RUN)
@page_options
@click.pass_context
def show(context: click.Context, run: RunCode, form: PageForm) -> None:
    """Show a print run, and where its copies are."""
    path = the_app(context).path
    if form.is_page:
        from tracker.page.written import of_run

        form.write(of_run(path, run), f"tracker run show {run}")
        return
    with form.printing():
        _say_run(path, run, as_json=form.name == "json")


def _say_run(path: Path, run: RunCode, *, as_json: bool) -> None:
    from tracker.render.details import write_record
    from tracker.reports import print_runs as reports
    from tracker.reports.stock import run_figures

    row = reports.print_run(path, run)
    facts = dict(zip((column.name for column in reports.PRINT_RUN), row, strict=True))
    facts |= run_figures(path, run)
    if as_json:
        say_json(facts)
    else:
        write_record([pair for pair in facts.items() if pair[1] is not None])


@run.command()
@click.argument("run", type=RUN)
@click.option("--cost", type=CENTS, help="Total cost, such as 862.40.")
@click.option("--currency", type=CURRENCY, help="Currency of the cost [default: unchanged, or EUR].")
@click.option("--fund", "funds", type=SHARE, multiple=True, help="Who paid; of several, each with its share.")
@click.option("--printer", type=PRINTER, help="Who printed it.")
@click.option("--isbn", type=ISBN, help="Its ISBN.")
@click.option("--review-by", type=DATE_OR_NONE, help="When to look whether it is still right; 'tracker due' says so.")
@click.option("--mark", type=MARK, help="How to recognise it, such as: blue cover.")
@click.option("--carton", type=NUMBER_OR_NONE, help="Copies in a carton; 'tracker report refill' proposes whole ones.")
@click.option("--weight", type=GRAMS_OR_NONE, help="Weight of one copy, in grams.")
@click.option("-n", "--note", type=NOTE, help="A free-text note.")
@changing_options
@click.pass_context
def edit(
    context: click.Context,
    /,
    run: RunCode,
    particulars: Particulars,
    as_json: bool,
    **values: Any,
) -> None:
    """Correct the details of a print run; its date and quantity belong to its entry.

    An empty text removes what is known of it, other than its cost and fund.
    """
    from tracker.cli.catalogue import Sentences, change, say_change
    from tracker.ledger.print_runs import edit_run
    from tracker.model.shares import settled
    from tracker.reports import print_runs as reports

    changes = given_values(context, **values)
    if funds := changes.get("funds"):
        changes["funds"] = settled(funds)
    made = change(
        particulars,
        lambda running: edit_run(running, run, changes, particulars.clerk),
        lambda database, *_: reports.print_run(database, run),
    )
    changed = Sentences(Message("Changed print run {run}."), Message("Would change print run {run}."))
    say_change(made, reports.PRINT_RUN, changed, as_json=as_json)
