"""run: print runs, and what is known of their making."""

import click

from tracker.cli.base import TrackerGroup, the_app
from tracker.cli.options import Output, changes, format_option, reading_options
from tracker.cli.reply import say_row
from tracker.cli.saying import say_json
from tracker.cli.types import CENTS, CURRENCY, FUND, RUN, optional_text
from tracker.ledger.runs import edit_run
from tracker.model.codes import RunCode
from tracker.reports import lists


@click.group(cls=TrackerGroup)
def run() -> None:
    """Print runs: list, show, edit."""


@run.command("list")
@reading_options
@click.pass_context
def list_(context: click.Context, output: Output) -> None:
    """List the print runs."""
    output.write(lists.print_runs(the_app(context).path))


@run.command()
@click.argument("run", type=RUN)
@format_option
@click.pass_context
def show(context: click.Context, run: RunCode, as_json: bool) -> None:
    """Show a print run, and where its copies are."""
    from tracker.render.record import write_record
    from tracker.reports.stock import FIGURES, run_figures

    path = the_app(context).path
    row = lists.print_run(path, run)
    facts = dict(zip((column.name for column in lists.PRINT_RUN), row, strict=True))
    figures = dict(zip(FIGURES, run_figures(path, run), strict=True))
    del figures["requested"]  # requests ask for items, not for runs
    if as_json:
        say_json(facts | figures)
    else:
        write_record("", [pair for pair in (facts | figures).items() if pair[1] is not None])


@run.command()
@click.argument("run", type=RUN)
@click.option("--cost", type=CENTS, help="What it cost in all, such as 862.40.")
@click.option("--currency", type=CURRENCY, help="Of the cost [default: as it was, or EUR].")
@click.option("--fund", type=FUND, help="Who paid.")
@click.option("--printer", type=optional_text("printer"), help="Who printed it.")
@click.option("--isbn", type=optional_text("ISBN"), help="Its ISBN.")
@click.option("--note", type=optional_text("note"), help="What else there is to know.")
@format_option
@click.pass_context
def edit(context: click.Context, /, run: RunCode, as_json: bool, **values: str | int | None) -> None:
    """Correct what a run cost, who paid and who printed it; its date and quantity are its entry's."""
    app = the_app(context)
    edit_run(app.path, run, changes(context, **values), app.clerk)
    row = lists.print_run(app.path, run)
    say_row(lists.PRINT_RUN, row, f"Changed print run {row[0]}.", as_json=as_json)
