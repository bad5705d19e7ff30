"""find: search all text fields."""

import click

from tracker.cli.base import TrackerCommand, the_app
from tracker.cli.options import Output, reading_options
from tracker.cli.types import SEARCHED
from tracker.reports import find as reports


@click.command(cls=TrackerCommand)
@click.argument("text", type=SEARCHED)
@reading_options
def find(text: str, output: Output) -> None:
    """Search all records for a word or phrase.

    Ignores case and diacritics. Searches entries (references, carriers, reasons, notes), places with
    their contacts, seminars, booklets, print runs, requests and funds. Also lists the entries of the
    places found.
    """
    output.write(reports.find(the_app().path, text))
