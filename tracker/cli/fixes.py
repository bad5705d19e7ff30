"""fix: correct an entry."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, Any

import click

from tracker.cli.base import LoggingCommand, can_ask, is_asking, the_app
from tracker.cli.entries import entry_object, say_entry
from tracker.cli.options import only_given, particulars_options
from tracker.cli.output import answer
from tracker.cli.print_runs import detail_options
from tracker.cli.prompts import must_have, record_confirmed
from tracker.cli.types import CARRIER, ENTRY, GROUP_OR_NONE, ITEM_OR_RUN, PLACE, PLACE_OR_ZERO_LINE, REQUEST, STORE
from tracker.errors import NoChange, WrongUsage
from tracker.ledger.departures import REASONS
from tracker.messages import Message

if TYPE_CHECKING:
    from tracker.model.codes import ItemCode, RunCode
    from tracker.model.entries import EntryName, Particulars
    from tracker.model.quantities import Line


@click.command(cls=LoggingCommand)
@click.argument("entry", type=ENTRY, required=False, metavar="ENTRY")
@click.argument("words", type=PLACE_OR_ZERO_LINE, nargs=-1, metavar="[PLACE] [ITEM=QTY]...")
@click.option("--without", type=ITEM_OR_RUN, multiple=True, help="Item to remove from the entry.")
@click.option("--from", "source", type=PLACE, help="Place that the copies came from.")
@click.option("--to", "store", type=STORE, help="For a return or a print: the store.")
@click.option("--carrier", type=CARRIER, help="Carrier.")
@click.option("--reason", type=click.Choice(REASONS), help="For a write-off: the reason.")
@click.option(
    "--request", type=REQUEST, help="The request that the shipment fulfils; supplies the default place and quantities."
)
@click.option("--received", is_flag=True, default=None, help="The shipment was received on the same day.")
@click.option("--close/--no-close", default=None, help="For a receipt: whether the rest is lost.")
@click.option("--full", is_flag=True, default=None, help="For a count: items that you omit are zero.")
@detail_options
@click.option("--audience", type=GROUP_OR_NONE, multiple=True, help='People reached, such as "pupils=120"; repeatable.')
@partial(particulars_options, when="Date of the event.")
def fix(
    entry: EntryName,
    words: tuple[str | Line, ...],
    without: tuple[ItemCode | RunCode, ...],
    particulars: Particulars,
    as_json: bool,
    **options: Any,
) -> None:
    """Correct an entry: give the right values; the rest is kept.

    PLACE and ITEM=QTY change where the copies went and how many; ITEM=0 removes an item. Options of the
    command that recorded the entry work here, too. The entry is voided and recorded again at its place
    in time, with its receipts; if only texts change, the entry stays.
    """
    from tracker.inputs.parsing import split_words
    from tracker.ledger.fixes import Fix
    from tracker.ledger.fixes import fix as put_right

    places, lines = split_words(words)
    if isinstance(entry, str) and "=" in entry:
        raise WrongUsage("'{line}' is not an entry. Specify the entry first: 'tracker fix ENTRY {line}'.", line=entry)
    must_have(entry=entry)
    if len(places) > 1:
        raise WrongUsage("'{place}' is one place too many; specify only the right one.", place=places[1])
    values = {name: "" if value is None else value for name, value in only_given(options).items()}
    place = places[0] if places else None
    named = (particulars.day, particulars.reference, particulars.note, particulars.before)
    if not (place or lines or without or values) and all(value is None for value in named):
        from tracker.reports.recent import fixable

        fixable(the_app().path, entry, the_app().clerk)
        if can_ask():
            raise click.MissingParameter(ctx=click.get_current_context())
        if is_asking():
            raise NoChange("Entry {entry} already has these values. See 'tracker show {entry}'.", entry=entry)
        raise WrongUsage(
            "Specify the correct values, such as 'tracker fix {entry} THB/lv=40', or run 'tracker fix {entry}' in "
            "a terminal.",
            entry=entry,
        )
    wrong = Fix(entry, place, lines, without, values)
    made = record_confirmed(lambda particulars: put_right(the_app().path, wrong, particulars), particulars)
    the_app().is_doubtful = bool(made.entry.doubts)
    if made.is_anew:
        say_entry(made.entry, as_json=as_json, brief=is_asking() and not (as_json or particulars.dry_run))
        return
    done = Message("Entry {entry} was fixed.", entry=made.entry.number)
    answer(done, entry_object(made.entry) if as_json else None, made.entry.messages)
