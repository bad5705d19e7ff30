"""What comes next, for whoever sits at a terminal before a young ledger."""

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

from tracker.cli.output import at_terminal, say
from tracker.errors import TrackerError
from tracker.messages import Message

if TYPE_CHECKING:
    from tracker.reports.queries import Database


_YOUNG = 30  # the most commands of a ledger that is still shown the way

_COUNTED = {
    "init": "SELECT 1",
    "booklet": "SELECT count(*) FROM booklets",
    "place": "SELECT count(*) FROM places WHERE kind <> 'store'",
    "print": "SELECT count(*) FROM entries WHERE type = 'print'",
    "ship": "SELECT count(*) FROM entries WHERE type = 'ship'",
    "receive": "SELECT count(*) FROM entries WHERE type = 'receive'",
    "count": "SELECT count(*) FROM entries WHERE type = 'count'",
}
"""The steps, in order, and how often each was taken."""

_NEXT = {
    "booklet": Message('Next, a booklet: tracker booklet add THB "A title"'),
    "place": Message('Next, a place: tracker place add london "Embassy in London" --kind embassy --country GB'),
    "print": Message("Next, a print run: tracker print {booklet}/lv 500"),
    "ship": Message("Next, a parcel: tracker ship {place} {item}=60"),
    "receive": Message("Next, when it arrives: tracker receive {shipment}"),
    "count": Message("Next, after a count there: tracker count {place} {item}=COPIES"),
}
_STOCK = Message("Next, see what is left: tracker stock (more: tracker -h, tracker help)")


def say_next(path: Path, taken: str) -> None:
    """Print what comes after the first step of its kind; nothing in a pipe, where nobody is shown the way.

    The step itself is recorded and answered, so whatever goes wrong here is not worth a word.
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
    """Return what the next step would be about: the first booklet, and the last parcel, else the first place."""
    shipped = database.row("SELECT entry, place, item FROM shipments ORDER BY entry DESC LIMIT 1")
    shipment, place, item = shipped or (None, None, None)
    return {
        "booklet": database.value("SELECT min(code) FROM booklets"),
        "place": place or database.value("SELECT code FROM places WHERE kind <> 'store' LIMIT 1"),
        "item": item or database.value("SELECT item FROM print_runs LIMIT 1"),
        "shipment": shipment,
    }
