"""withdraw, reinstate and trace: recalls of print runs."""

from datetime import date

import click

from tracker.cli.base import TrackerCommand, the_app
from tracker.cli.options import Output, answer_options, clock_options, reading_options
from tracker.cli.output import answering, say, say_json, say_row, say_text
from tracker.cli.types import DAY, ITEM_OR_RUN, NOTE, REASON, RUN
from tracker.ledger import recalls as ledger
from tracker.messages import Message
from tracker.model.codes import ItemCode, RunCode
from tracker.model.table import AsOf
from tracker.reports import print_runs
from tracker.reports import recalls as reports


@click.command(cls=TrackerCommand)
@click.argument("run", type=RUN)
@click.option("--reason", type=REASON, required=True, help="Why, such as: the hotline number changed.")
@click.option("-d", "--date", "day", type=DAY, help="The effective date [default: today].")
@click.option("-n", "--note", type=NOTE, help="A free-text note.")
@answer_options
@click.pass_context
def withdraw(
    context: click.Context, run: RunCode, reason: str, day: date | None, note: str | None, as_json: bool
) -> None:
    """Stop a print run from being shipped, and print the recall list.

    Copies of it can still be received, returned, handed out, counted and written off.
    """
    app = the_app(context)
    number = ledger.withdraw(app.path, ledger.Recall(run, reason, day, note), app.clerk)
    table = reports.trace(app.path, run, AsOf())
    with answering(Message("{run} was withdrawn.", run=run)):
        if as_json:
            names = [column.name for column in table.columns]
            recall = [dict(zip(names, row, strict=True)) for row in table.rows]
            say_json({"withdrawal": number, "run": str(run), "reason": reason, "recall": recall})
            return
        from tracker.render import write

        say(Message("Withdrew {run}: it can no longer be shipped. Places to call:", run=run))
        say_text()
        write(table, format="table")


@click.command(cls=TrackerCommand)
@click.argument("run", type=RUN)
@click.option("-d", "--date", "day", type=DAY, help="The effective date [default: today].")
@click.option("-n", "--note", type=NOTE, help="Why.")
@answer_options
@click.pass_context
def reinstate(context: click.Context, run: RunCode, day: date | None, note: str | None, as_json: bool) -> None:
    """Allow a withdrawn print run to be shipped again."""
    app = the_app(context)
    ledger.reinstate(app.path, ledger.Recall(run, None, day, note), app.clerk)
    row = print_runs.print_run(app.path, run)
    sentence = Message("Reinstated {run}: it can be shipped again.", run=row[0])
    say_row(print_runs.PRINT_RUN, row, sentence, as_json=as_json)


@click.command(cls=TrackerCommand)
@click.argument("what", type=ITEM_OR_RUN, metavar="RUN|ITEM")
@clock_options
@reading_options
@click.pass_context
def trace(context: click.Context, what: ItemCode | RunCode, when: AsOf, output: Output) -> None:
    """List the places that got copies of a print run or item, and what became of them."""
    output.write(reports.trace(the_app(context).path, what, when))
