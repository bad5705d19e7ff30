"""place close and place reopen: when nothing can be logged for a place any more."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

import click

from tracker.cli.base import TrackerCommand
from tracker.cli.catalogue import Sentences, change, say_change, say_made
from tracker.cli.options import changing_options
from tracker.cli.types import DATE, NOTE, PLACE
from tracker.ledger import places as ledger
from tracker.messages import Message
from tracker.model.entries import Entry, Particulars
from tracker.reports import places as reports

if TYPE_CHECKING:
    from tracker.ledger.catalogue import MadeChange
    from tracker.model.table import Row
    from tracker.reports.queries import Database

Closed = tuple["Row", Entry | None]
"""The row of a place that was closed, and the entry by which all that it held went elsewhere."""


def _dated(command: Callable[..., Any]) -> Callable[..., Any]:
    command = click.option("-n", "--note", type=NOTE, help="Why.")(command)
    return click.option("-d", "--date", "day", type=DATE, help="The effective date [default: today].")(command)


@click.command(cls=TrackerCommand)
@click.argument("code", type=PLACE)
@click.option("--into", type=PLACE, help="Where all that it holds goes first, in the same command.")
@_dated
@changing_options
def close(
    code: str, into: str | None, day: date | None, note: str | None, particulars: Particulars, as_json: bool
) -> None:
    """Close an empty place: nothing can be logged for it from that date on."""
    made: MadeChange[Closed]
    if into is None:
        made = change(
            particulars,
            lambda running: ledger.close_place(running, code, day, note, particulars.clerk),
            lambda database, *_: (reports.place(database, code), None),
        )
    else:
        from tracker.ledger.emptying import close_into

        made = change(
            particulars,
            lambda running: close_into(running, code, into, day, note, particulars.clerk),
            lambda database, command, moved: _closed(database, code, command, moved),
        )
    _say_closed(made, emptied=into is not None, as_json=as_json)


def _closed(database: Database, code: str, command: int, moved: Entry | None) -> Closed:
    """Return what a command closed, and the entry that it made."""
    from tracker.ledger.emptying import moved_by

    return reports.place(database, code), moved_by(database, command, moved)


def _say_closed(made: MadeChange[Closed], *, emptied: bool, as_json: bool) -> None:
    """Print that a place was closed, after the entry by which its copies went elsewhere."""
    from tracker.cli.entries import entry_object, say_in_words

    row, moved = made.answer or (None, None)
    if moved is not None and made.is_planned:
        arrives = moved.receipt is not None
        moved = moved._replace(
            number=None, command=None, recorded_at=None, receipt=None, shipment=None, would_arrive=arrives
        )
    sentences = Sentences(Message("Closed place {code}."), Message("Would close place {code}."))
    if emptied and moved is None:
        sentences = Sentences(
            Message("Closed place {code}, which held nothing."),
            Message("Would close place {code}, which holds nothing."),
        )
    fields: dict[str, Any] | None = (
        None if row is None else dict(zip((column.name for column in reports.PLACE), row, strict=True))
    )
    if as_json and fields is not None:
        fields["moved"] = moved and entry_object(moved)
    before = None if moved is None else (lambda: say_in_words(moved))
    say_made(made, fields, sentences, as_json=as_json, before=before)


@click.command(cls=TrackerCommand)
@click.argument("code", type=PLACE)
@_dated
@changing_options
def reopen(code: str, day: date | None, note: str | None, particulars: Particulars, as_json: bool) -> None:
    """Reopen a closed place."""
    made = change(
        particulars,
        lambda running: ledger.reopen_place(running, code, day, note, particulars.clerk),
        lambda database, *_: reports.place(database, code),
    )
    reopened = Sentences(Message("Reopened place {code}."), Message("Would reopen place {code}."))
    say_change(made, reports.PLACE, reopened, as_json=as_json)
