"""The forms of what leaves a place: copies that it sends back, or hands out."""

from collections.abc import Sequence
from pathlib import Path

from tracker.ledger.departures import Departure, log_handout, log_return
from tracker.messages import Message
from tracker.model.entries import Particulars
from tracker.page.recording.entry_forms import Entered, EntryForm, Offer, made_of
from tracker.page.recording.filled import Filled
from tracker.page.recording.inputs import DAY, NOTE, REFERENCE, Input, check, place
from tracker.page.recording.stocked import at_place
from tracker.reports import completion
from tracker.reports.queries import Database

_PLACE = place("place", Message("Place"), is_needed=True)
_ALL = check("all", Message("All that it holds"), "--all")
_TO = Input(
    "to",
    Message("To the store"),
    str,
    "--to",
    choices=completion.stores,
    usual=Message("first store"),
    hides_alone=True,
)


def _return(path: Path, filled: Filled, particulars: Particulars) -> Entered:
    departure = Departure(filled.of(_PLACE), filled.lines(), filled.of(_TO), everything=bool(filled.of(_ALL)))
    return made_of(log_return(path, departure, particulars))


def _handout(path: Path, filled: Filled, particulars: Particulars) -> Entered:
    return made_of(log_handout(path, Departure(filled.of(_PLACE), filled.lines(needed=True)), particulars))


def _offers(database: Database, filled: Filled) -> Sequence[Offer]:
    return at_place(database, filled.of(_PLACE))


RETURN = EntryForm(
    "/return",
    Message("Return"),
    ("return",),
    _return,
    (_ALL, _TO, DAY, REFERENCE, NOTE),
    about=_PLACE,
    offers=_offers,
)

HANDOUT = EntryForm(
    "/handout", Message("Hand out"), ("handout",), _handout, (DAY, REFERENCE, NOTE), about=_PLACE, offers=_offers
)
