"""The form of a request: what a place asks for."""

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from tracker.ledger.catalogue import AskedChange, make
from tracker.ledger.requests import NewRequest, add_request
from tracker.messages import Message
from tracker.model.entries import Particulars
from tracker.page.recording.entry_forms import Entered, EntryForm, Offer
from tracker.page.recording.filled import Filled
from tracker.page.recording.inputs import DAY, NOTE, place
from tracker.page.recording.stocked import all_items
from tracker.reports import requests as reports
from tracker.reports.queries import Database

_PLACE = place("place", Message("Place that asks"), is_needed=True)


def _request(path: Path, filled: Filled, particulars: Particulars) -> Entered:
    new = NewRequest(filled.of(_PLACE), filled.lines(needed=True), filled.of(DAY), filled.of(NOTE))
    asked = AskedChange("request add", _arguments(new), particulars)
    made = make(
        path,
        asked,
        lambda running: add_request(running, new, particulars.clerk),
        lambda database, command, number: reports.recorded(
            database, command, is_new=number is not None, dry_run=particulars.dry_run
        ),
    )
    fields, messages = made.answer or ({}, ())
    sentence = reports.PLANNED if made.is_planned else reports.RECORDED
    lines = [sentence.given(**fields, asked=reports.asked_of(fields))] if fields else []
    return Entered((*lines, *made.messages, *messages), None if made.command is None else "/due")


def _arguments(new: NewRequest) -> dict[str, Any]:
    """Return the request as the clerk gave it."""
    given = {"place": new.place, "lines": new.lines, "day": new.day, "note": new.note}
    return {name: value for name, value in given.items() if value is not None}


def _offers(database: Database, _: Filled) -> Sequence[Offer]:
    return all_items(database)


REQUEST = EntryForm("/request", Message("Request"), ("request", "add"), _request, (_PLACE, DAY, NOTE), offers=_offers)
