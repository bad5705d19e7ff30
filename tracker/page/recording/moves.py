"""The form of a move: copies that one place gives to another."""

from collections.abc import Sequence
from pathlib import Path

from tracker.ledger.moves import Relocation, log_move
from tracker.messages import Message
from tracker.model.entries import Particulars
from tracker.page.recording.entry_forms import Entered, EntryForm, Offer, made_of
from tracker.page.recording.filled import Filled
from tracker.page.recording.inputs import DAY, NOTE, REFERENCE, check, place
from tracker.page.recording.stocked import at_place
from tracker.reports.queries import Database

_FROM = place("place", Message("From"), is_needed=True)
_TO = place("to", Message("To"), is_needed=True)
_ALL = check("all", Message("All that is there, but no withdrawn runs"), "--all")


def _move(path: Path, filled: Filled, particulars: Particulars) -> Entered:
    relocation = Relocation(filled.of(_FROM), filled.of(_TO), filled.lines(), bool(filled.of(_ALL)))
    return made_of(log_move(path, relocation, particulars))


def _offers(database: Database, filled: Filled) -> Sequence[Offer]:
    return at_place(database, filled.of(_FROM))


MOVE = EntryForm(
    "/move",
    Message("Move"),
    ("move",),
    _move,
    (_TO, _ALL, DAY, REFERENCE, NOTE),
    about=_FROM,
    offers=_offers,
)
