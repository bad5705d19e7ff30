"""void: a mistake is corrected by a reversal."""

import click

from tracker.cli.base import TrackerCommand, the_app
from tracker.cli.entries import say_entry
from tracker.cli.options import format_option
from tracker.cli.types import ENTRY, KEY, NOTE, REASON
from tracker.ledger.voids import log_void
from tracker.model.entries import Particulars


@click.command(cls=TrackerCommand)
@click.argument("number", type=ENTRY, metavar="ENTRY")
@click.option("--reason", type=REASON, required=True, help="What was wrong.")
@click.option("--note", type=NOTE, help="A free-text note.")
@click.option("--key", type=KEY, help="Idempotency key: the same key never records twice.")
@format_option
@click.pass_context
def void(context: click.Context, number: int, reason: str, note: str | None, key: str | None, as_json: bool) -> None:
    """Void an entry, effective on its original date.

    Voiding a shipment also voids its receipts. Both entries stay in the log, linked. To correct an
    entry in one step, log it again with --replaces ENTRY instead.
    """
    app = the_app(context)
    particulars = Particulars(app.clerk, note=note, key=key)
    say_entry(log_void(app.path, number, reason, particulars), as_json=as_json)
