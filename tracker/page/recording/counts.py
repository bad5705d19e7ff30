"""The form of a count: what is really at a place."""

from collections.abc import Sequence
from pathlib import Path

from tracker.ledger.counts import Count, log_count
from tracker.messages import Message
from tracker.model.entries import Particulars
from tracker.page.recording.entry_forms import Entered, EntryForm, Offer, made_of
from tracker.page.recording.filled import Filled
from tracker.page.recording.inputs import DAY, NOTE, REFERENCE, check, place
from tracker.page.recording.stocked import at_place
from tracker.reports.queries import Database

_PLACE = place("place", Message("Place"), is_needed=True)
_FULL = check("full", Message("Everything was counted: what is left empty is zero"), "--full")


def _count(path: Path, filled: Filled, particulars: Particulars) -> Entered:
    count = Count(filled.of(_PLACE), filled.lines(zero=True), bool(filled.of(_FULL)))
    return made_of(log_count(path, count, particulars))


def _offers(database: Database, filled: Filled) -> Sequence[Offer]:
    return at_place(database, filled.of(_PLACE))


COUNT = EntryForm(
    "/count",
    Message("Count"),
    ("count",),
    _count,
    (_FULL, DAY, REFERENCE, NOTE),
    about=_PLACE,
    offers=_offers,
    lines_hint=Message("Write what was found; 0 if nothing was. What is left empty was not counted."),
)
