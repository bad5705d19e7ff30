"""Find numbered things as clerks name them: an exact number or reference wins over part of a name or date."""

from __future__ import annotations

import re

from tracker.cli.conversation import choices
from tracker.cli.conversation.matching import fitting
from tracker.cli.conversation.questions import Answer, Choice, Exact, Talk
from tracker.errors import NotOutstanding, WrongUsage
from tracker.ledger.receipts import Arrival, log_receipt
from tracker.model.entries import EntryName, EntryType, Particulars
from tracker.model.quantities import parse_entry, parse_request
from tracker.reports import recent
from tracker.reports.requests import is_open

_SEVERAL = re.compile(r"#?\d+(?:\s+#?\d+)+", re.ASCII)


def entry(talk: Talk, typed: str) -> Choice | None:
    """Return the entry with exactly this number or reference, however old. Raises Refused for an unknown number."""
    return _entry(talk, typed, None, choices.entries(talk))


def shipment(talk: Talk, typed: str) -> Choice | None:
    """Return the shipment with exactly this number or reference. Raises Refused if it has nothing left to receive."""
    found = _entry(talk, typed, EntryType.SHIP, talk.choices(choices.outstanding))
    if found is not None:
        log_receipt(talk.path, Arrival(int(found.code)), Particulars(talk.clerk, dry_run=True))
    return found


def _entry(talk: Talk, typed: str, kind: EntryType | None, listed: list[Choice]) -> Choice | None:
    name = _name(typed)
    if name is None:
        return None
    found = recent.entry_named(talk.path, name, talk.clerk, kind)
    if found is None and isinstance(name, int) and not fitting(listed, typed):
        found = recent.entry_numbered(talk.path, name)  # raises the error
    return None if found is None else choices.known_by(found)


def _name(typed: str) -> EntryName | None:
    try:
        return parse_entry(typed)
    except WrongUsage:
        return None


def request_of(question: str) -> Exact:
    """Return a function that finds a request by number. Raises Refused unless it is open and of the place answered."""

    def exact(talk: Talk, typed: str) -> Choice | None:
        number = _request(typed)
        return Choice(str(number)) if number and is_open(talk.path, number, talk.first(question)) else None

    return exact


def request(talk: Talk, typed: str) -> Choice | None:
    """Return the request with this number."""
    number = _request(typed)
    return next((each for each in choices.requests_of(None, False)(talk) if each.code == str(number)), None)


def _request(typed: str) -> int | None:
    try:
        return parse_request(typed)
    except WrongUsage:
        return None


def several(talk: Talk, typed: str) -> Answer | None:
    """Return the numbers in "5 6 8", or None for any other text."""
    return tuple(typed.split()) if _SEVERAL.fullmatch(typed) else None


def ranges(talk: Talk, typed: str) -> Answer | None:
    """Return the numbers in "5 6 8", or the range 5-8 as an argument. Raises TrackerError for unknown ends."""
    if (bounds := _bounds(talk, typed)) is None:
        return several(talk, typed)
    for number in bounds:
        recent.entry_numbered(talk.path, number)
    return ("..".join(map(str, bounds)),)


def outstanding(talk: Talk, typed: str) -> Answer | None:
    """Return the numbers in "5 6 8", or those in 5-8 with outstanding copies. Raises Refused if there are none."""
    if (bounds := _bounds(talk, typed)) is None:
        return several(talk, typed)
    first, last = bounds
    found = tuple(each.code for each in talk.choices(choices.outstanding) if first <= int(each.code) <= last)
    if not found:
        raise NotOutstanding("None of the entries {first} to {last} is in transit.", first=first, last=last)
    return found


def _bounds(talk: Talk, typed: str) -> tuple[int, int] | None:
    """Return the ends of the range 5..8, or 5-8 unless that is a reference. Raises WrongUsage."""
    ((first, last),) = recent.listed(talk.path, typed, talk.clerk) or [("", "")]
    return (int(first), int(last)) if first else None
