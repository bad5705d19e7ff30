"""The choices read from the ledger: codes with names, and available or outstanding copies."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from tracker.cli.conversation.matching import fitting
from tracker.cli.conversation.questions import Choice, Choices, Talk
from tracker.errors import UnknownName, WrongUsage
from tracker.languages import grouped, short_date, worded
from tracker.ledger.receipts import Arrival, log_receipt
from tracker.messages import Joined, Message
from tracker.model.as_of import AsOf
from tracker.model.dates import parse_date, today
from tracker.model.entries import LAST, Particulars
from tracker.model.quantities import parse_entry, parse_request
from tracker.reports import completion, lists, recent
from tracker.reports.requests import is_open, requests
from tracker.reports.shipments import in_transit
from tracker.reports.stock import held_at, stock


def completed(complete: Callable[[Any], Iterable[tuple[str, str]]]) -> Choices:
    """Return a function that returns the shell's completion candidates, with descriptions."""

    def read(talk: Talk) -> list[Choice]:
        return [
            Choice(word, meaning) for word, meaning in completion.words(talk.path, lambda each: list(complete(each)))
        ]

    return read


def places(talk: Talk) -> list[Choice]:
    """Return the places, closed ones last."""
    open_ones, closed = Message("{kind}, {country}"), Message("{kind}, {country}, closed")
    return [
        Choice(
            str(row["code"]),
            str(row["name"]),
            (closed if row["status"] == "closed" else open_ones).given(
                kind=worded("kind", row["kind"]), country=worded("country", row["country"])
            ),
        )
        for row in sorted(lists.places(talk.path).records(), key=lambda row: row["status"] == "closed")
    ]


stores = completed(completion.stores)


def has_no_attendees(talk: Talk) -> bool:
    """Return whether the place is not a seminar; the attendees of a seminar are already known."""
    return talk.first("place") not in {row["code"] for row in lists.places(talk.path, "seminar").records()}


def all_that_hold(talk: Talk) -> list[Choice]:
    """Return the places and stores, those with copies first, with their copies."""
    held: dict[str, list[tuple[str, int]]] = {}
    for row in stock(talk.path, by="place", when=AsOf()).records():
        if row["copies"]:
            held.setdefault(row["place"], []).append((row["item"], row["copies"]))
    described = [
        Choice(each.code, each.name, _copies(held[each.code]) if each.code in held else each.beside)
        for each in places(talk)
    ]
    return sorted(described, key=lambda choice: choice.code not in held)


def places_that_hold(talk: Talk) -> list[Choice]:
    """Return the places other than stores, those with copies first, with their copies."""
    known = {store.code for store in talk.choices(stores)}
    return [choice for choice in all_that_hold(talk) if choice.code not in known]


def items_in_store(talk: Talk) -> list[Choice]:
    """Return the items with their available copies."""
    return [
        Choice(str(row["item"]), str(row["title"]), Message("{count} available", count=row["available"]))
        for row in stock(talk.path, when=AsOf()).records()
    ]


def items_and_languages(talk: Talk) -> list[Choice]:
    """Return the items with their available copies, and a first item for each booklet never printed."""
    printed = items_in_store(talk)
    known = {choice.code.partition("/")[0] for choice in printed}
    new = [row for row in lists.booklets(talk.path).records() if row["code"] not in known]
    return [*printed, *(Choice(f"{row['code']}/lv", row["title"]) for row in new)]


def items_there(talk: Talk) -> list[Choice]:
    """Return the items at the place entered, with their copies now."""
    return _items_on(talk, today())


def items_expected(talk: Talk) -> list[Choice]:
    """Return the items at the place entered, with their copies on the date entered."""
    return _items_on(talk, parse_date(talk.first("date") or "today"))


def _items_on(talk: Talk, day: date) -> list[Choice]:
    place = talk.first("place")
    if place is None:
        return []
    titles = {choice.code: choice.name for choice in talk.choices(items_in_store)}
    held = held_at(talk.path, place, AsOf(None if day == today() else day)) | _expected(talk, place, day)
    return [
        Choice(item, titles.get(item, ""), Message("{count} on record", count=count), count)
        for item, count in held.items()
    ]


def _expected(talk: Talk, place: str, day: date) -> dict[str, int]:
    """Return the expected copies per item of the count being corrected, if place and date are unchanged."""
    expected: dict[str, int] = {}
    if talk.replaced is not None and (talk.replaced.entry.place, talk.replaced.entry.date) == (place, day.isoformat()):
        for each in talk.replaced.entry.counts:
            item = each.run.rpartition("/")[0]
            expected[item] = expected.get(item, 0) + each.expected
    return expected


def entries(talk: Talk) -> list[Choice]:
    """Return the latest entries, newest first."""
    return [as_choice(entry) for entry in recent.entries(talk.path)]


def standing(talk: Talk) -> list[Choice]:
    """Return the latest entries that are neither void nor voids."""
    return [as_choice(entry) for entry in recent.entries(talk.path) if entry.is_valid]


def as_choice(entry: recent.Brief) -> Choice:
    """Return an entry as a choice: place and copies first, which narrow menus never cut, then type, date and others."""
    lines = re.sub(r"(?:^|(?<=, ))\d+", lambda copies: grouped(int(copies[0])), entry.lines)
    parts = (entry.name, lines, worded("type", entry.type), short_date(entry.date), entry.place, entry.reference)
    return Choice(str(entry.number), _in_columns(parts), reference=entry.reference)


def _in_columns(parts: Iterable[Any]) -> str:
    return "  ".join(str(part) for part in parts if part)


def outstanding(talk: Talk) -> list[Choice]:
    """Return the shipments that are fully or partly in transit, oldest first, with outstanding copies."""
    return [
        Choice(
            str(each.entry),
            _in_columns((each.name, _copies(each.left.items()), short_date(each.date), each.place, each.reference)),
            reference=each.reference,
        )
        for each in in_transit(talk.path)
    ]


def _copies(of_items: Iterable[tuple[str, int]]) -> Joined:
    return Joined(*(Message("{copies} {item}", copies=copies, item=item) for item, copies in of_items), separator=", ")


def requests_of_place(talk: Talk) -> list[Choice]:
    """Return the open requests of the place entered, oldest first."""
    found: dict[str, tuple[str, list[tuple[str, int]]]] = {}
    for row in requests(talk.path, True, AsOf()).records():
        if row["place"] == talk.first("place"):
            name = f"{short_date(row['date'])}  {row['place']}  {row['name']}"
            _, lines = found.setdefault(str(row["request"]), (name, []))
            lines.append((row["item"], row["open"]))
    return [Choice(number, name, _copies(lines)) for number, (name, lines) in found.items()]


def carriers(talk: Talk) -> list[Choice]:
    """Return the carriers used so far, the latest first."""
    return [Choice(carrier) for carrier in recent.carriers(talk.path)]


# Numbered things as clerks name them: an exact number or reference wins over part of a name or date.


def entry(talk: Talk, typed: str) -> Choice | None:
    """Return the entry with exactly this number or reference, however old. Raises Refused for an unknown number."""
    if (name := _parsed(parse_entry, typed)) is None:
        return None
    try:
        return as_choice(recent.entry_named(talk.path, name, talk.clerk))
    except UnknownName:
        if str(name).casefold() == LAST or (isinstance(name, int) and not fitting(entries(talk), typed)):
            raise
        return None


def shipment(talk: Talk, typed: str) -> Choice | None:
    """Return the shipment that `receive` takes for this word. Raises Refused as it does."""
    if (name := _parsed(parse_entry, typed)) is None:
        return None
    try:
        received = log_receipt(talk.path, Arrival(name), Particulars(talk.clerk, dry_run=True))
    except UnknownName:
        if isinstance(name, int) and not fitting(talk.choices(outstanding), typed):
            raise
        return None
    return as_choice(recent.entry_named(talk.path, received.shipment or 0, talk.clerk))


def request(talk: Talk, typed: str) -> Choice | None:
    """Return the request with this number. Raises Refused unless it is open and belongs to the place entered."""
    number = _parsed(parse_request, typed)
    return Choice(str(number)) if number and is_open(talk.path, number, talk.first("place")) else None


def _parsed(parse: Callable[[str], Any], typed: str) -> Any:
    try:
        return parse(typed)
    except WrongUsage:
        return None
