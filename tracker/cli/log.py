"""log, show and find: recorded entries, and what mentions a word."""

from collections import Counter
from typing import Any

import click

from tracker.cli.base import TrackerCommand, the_app
from tracker.cli.entries import entry_object, say_earlier
from tracker.cli.options import Output, clock_options, last_option, period_options, reading_options
from tracker.cli.output import say, say_json
from tracker.cli.page_files import page_options, printing, write_page
from tracker.cli.types import COMMAND, ENTRY, ITEM_OR_RUN, PLACE, REFERENCE, SEARCHED
from tracker.messages import Message
from tracker.model.as_of import AsOf
from tracker.model.entries import Entry, EntryName, EntryType
from tracker.model.sentences import Story, detail_lines, heading, story_lines, version_line
from tracker.render.formats import Writer
from tracker.reports import find as find_reports
from tracker.reports import log as reports
from tracker.reports.lists import earlier_details
from tracker.reports.shipments import story


def _happened_object(entry: Entry) -> dict[str, Any]:
    copies = Counter[str]()
    for move in (each for each in entry.movements if each.count is None):
        copies[move.item] += move.quantity * (move.destination != "loss")
    return {
        "entry": entry.number,
        "type": entry.type.value,
        "date": entry.date,
        "copies": copies,
        "voided_by": entry.voided_by,
        "replaces": entry.replaces,
    }


_LISTS = ("lines", "counts", "costs", "values", "audience", "messages", "texts")
"""The lists of an entry, which `show` prints line by line below the other fields."""


@click.command(cls=TrackerCommand)
@click.option("--place", type=PLACE, help="Include only entries that concern this place.")
@click.option("--item", type=ITEM_OR_RUN, help="Include only this item or print run.")
@click.option("--type", type=click.Choice([kind.value for kind in EntryType]), help="Include only this type.")
@click.option("-r", "--ref", "reference", type=REFERENCE, help="Include only entries with this reference.")
@click.option("--command", type=COMMAND, help="Include only entries of this command.")
@period_options
@last_option
@clock_options
@reading_options
def log(last: int | None, when: AsOf, output: Output, **filters: Any) -> None:
    """List every entry and movement as it was logged.

    The screen shows the newest entries first, and 50 of them without a filter. Other formats begin with the oldest.
    """
    query = reports.EntryFilter(**filters)
    part = output.portion(last, is_filtered=query != reports.EntryFilter())
    output.write_opened(reports.log(the_app().path, query, when, part))


@click.command(cls=TrackerCommand)
@click.argument("number", type=ENTRY, metavar="ENTRY")
@page_options
def show(number: EntryName, writer: Writer) -> None:
    """Show one entry with its movements and the history of its texts.

    For a shipment or a receipt, shows the full history: copies sent, each receipt, missing and lost copies,
    voids and replacements, and the place with its contact.
    """
    app = the_app()
    entry = reports.entry(app.path, number, app.clerk)
    command = f"tracker show {entry.number}"
    if write_page(writer, command, lambda pages: pages.standalone(app.path, pages.entry_content, entry)):
        return
    history = story(app.path, entry)
    corrections = reports.corrections(app.path, entry.number or 0) if entry.type is EntryType.COUNT else []
    earlier = earlier_details(app.path, entry.movements[0].run) if entry.type is EntryType.PRINT else []
    with printing(writer.path):
        if writer.format == "json":
            fields = entry_object(entry) | (
                {"corrections": [each._asdict() for each in corrections]} if corrections else {}
            )
            fields |= {"earlier": earlier} if earlier else {}
            if history is not None:  # additional keys of a shipment or receipt
                happened = list(map(_happened_object, history.entries))
                fields |= {
                    "story": happened,
                    "items": [item._asdict() for item in history.items],
                    "contact": history.place._asdict(),
                }
            say_json(fields)
            return
        _say_entry(entry, history)
        if corrections:
            say(Message("{title}:", title=reports.CORRECTIONS))
        for line in reports.correction_lines(corrections):
            say(line)
        say_earlier(earlier)


def _say_entry(entry: Entry, history: Story | None) -> None:
    from tracker.render.overview import write_record

    fields = entry_object(entry)
    if entry.redacted is not None:
        fields["redacted"] = str(Message("by command {command}", command=entry.redacted))
    facts = [(name, value) for name, value in fields.items() if name not in _LISTS and value is not None]
    write_record(facts, heading(entry))
    for line in detail_lines(entry):
        say(line)
    if history is not None:
        for line in story_lines(history):
            say(line)
    if entry.texts:  # several versions, or a redacted one
        say(Message("Texts:"))
    for version in entry.texts:
        say(version_line(version))


@click.command(cls=TrackerCommand)
@click.argument("text", type=SEARCHED)
@reading_options
def find(text: str, output: Output) -> None:
    """Search all records for a word or phrase.

    Ignores case and diacritics. Searches entries (references, carriers, reasons, notes), places with
    their contacts, seminars, booklets, print runs, requests and funds. Also lists the entries of the
    places found.
    """
    output.write(find_reports.find(the_app().path, text))
