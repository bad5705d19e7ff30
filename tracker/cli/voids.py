"""void: a mistake is mended by its opposite."""

import click

from tracker.cli.base import TrackerCommand, the_app
from tracker.cli.entries import say_entry
from tracker.cli.options import format_option
from tracker.cli.types import ENTRY, optional_text, text
from tracker.ledger.voids import log_void
from tracker.model.entries import Particulars


@click.command(cls=TrackerCommand)
@click.argument("number", type=ENTRY, metavar="ENTRY")
@click.option("--reason", type=text("reason"), required=True, help="What was wrong.")
@click.option("--note", type=optional_text("note"), help="What else there is to know.")
@click.option("--key", type=optional_text("key"), help="The same key never records twice.")
@format_option
@click.pass_context
def void(context: click.Context, number: int, reason: str, note: str | None, key: str | None, as_json: bool) -> None:
    """Undo an entry, in its own place in time.

    A shipment takes its receipts with it. Both stay in the log, linked. To mend an entry in one go,
    log it anew with --replaces ENTRY instead.
    """
    app = the_app(context)
    particulars = Particulars(app.clerk, note=note, key=key)
    say_entry(log_void(app.path, number, reason, particulars), as_json=as_json)
