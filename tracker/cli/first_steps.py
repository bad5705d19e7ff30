"""Suggest the next step to a user at a terminal with a new ledger."""

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from tracker.cli.output import at_terminal, say
from tracker.errors import TrackerError
from tracker.messages import Message

if TYPE_CHECKING:
    from tracker.reports.queries import Database


_YOUNG = 30  # the maximum number of commands in a ledger that still gets suggestions

_COUNTED = {
    "init": "SELECT 1",
    "booklet": "SELECT count(*) FROM booklets",
    "place": "SELECT count(*) FROM places WHERE kind <> 'store'",
    "print": "SELECT count(*) FROM entries WHERE type = 'print'",
    "ship": "SELECT count(*) FROM entries WHERE type = 'ship'",
    "receive": "SELECT count(*) FROM entries WHERE type = 'receive'",
    "count": "SELECT count(*) FROM entries WHERE type = 'count'",
}
"""The steps in order, with a query for the number of times that each was taken."""

_NEXT = {
    "booklet": Message('Next, a booklet: tracker booklet add THB "A title"'),
    "place": Message('Next, a place: tracker place add london "Embassy in London" --kind embassy --country GB'),
    "print": Message("Next, a print run: tracker print {booklet}/lv 500"),
    "ship": Message("Next, a shipment: tracker ship {place} {item}=60"),
    "receive": Message("Next, when it arrives: tracker receive {shipment}"),
    "count": Message("Next, after a count: tracker count {place} {item}=COPIES"),
}
_STOCK = Message("Next, see what is left: tracker stock (more: tracker -h, tracker help)")


def say_next(path: Path, taken: str) -> None:
    """Print the next step after the first step of a kind, on a terminal only.

    The step itself has been recorded and reported, so errors here are ignored.
    """
    if taken not in _COUNTED or not at_terminal():
        return
    from tracker.reports.queries import reading

    with suppress(TrackerError), reading(path) as database:
        if (database.value("SELECT count(*) FROM command") or 0) > _YOUNG:
            return
        counted = {step: database.value(sql) for step, sql in _COUNTED.items()}
        if counted[taken] == 1:
            missing = next((step for step, count in counted.items() if not count), None)
            say(_STOCK if missing is None else _NEXT[missing].given(**_names(database)))


def _names(database: "Database") -> dict[str, object]:
    """Return the names for the suggestion: the first booklet, and the last shipment or else the first place."""
    shipped = database.row("SELECT entry, place, item FROM shipments ORDER BY entry DESC LIMIT 1")
    shipment, place, item = shipped or (None, None, None)
    return {
        "booklet": database.value("SELECT min(code) FROM booklets"),
        "place": place or database.value("SELECT code FROM places WHERE kind <> 'store' LIMIT 1"),
        "item": item or database.value("SELECT item FROM print_runs LIMIT 1"),
        "shipment": shipment,
    }
