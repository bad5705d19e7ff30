"""Requests: what a place asked for, open until shipped or cancelled."""

from dataclasses import dataclass
from datetime import date

from tracker.errors import Refused
from tracker.ledger.booklets import item_steps
from tracker.ledger.catalogue import change
from tracker.ledger.lookup import find_open_place
from tracker.model.codes import ItemCode, parse_item
from tracker.model.dates import not_in_future, today
from tracker.model.quantities import Line, check_distinct
from tracker.store import catalogue
from tracker.store.connection import Database, Ledger, Statement
from tracker.store.statements import insert


@dataclass(frozen=True)
class NewRequest:
    """What a clerk says of a request: who asks, for how many copies of which items."""

    place: str
    lines: tuple[Line, ...]
    day: date | None = None
    note: str | None = None


def add_request(ledger: Ledger, asked: NewRequest, clerk: str) -> int:
    """Record a request and return its number. Raises Refused for an unknown or closed place, or item."""
    check_distinct(asked.lines)
    numbers: list[int] = []

    def decide(database: Database, moment: str) -> list[Statement]:
        day = not_in_future(asked.day) if asked.day else today()
        place = find_open_place(database, asked.place, day)
        number = catalogue.next_id(database, "request")
        numbers.append(number)
        steps = [
            insert(
                "request",
                id=number,
                place=place.id,
                date=day.isoformat(),
                note=asked.note,
                recorded_at=moment,
                recorded_by=clerk,
            )
        ]
        for line in asked.lines:
            if not isinstance(line.what, ItemCode):
                raise Refused(f"A request is for items, not for print runs: ask for {line.item}.")
            item, new_item = item_steps(database, line.what)
            steps += [*new_item, insert("request_line", request=number, item=item, quantity=line.quantity)]
        return steps

    change(ledger, decide)
    return numbers[0]


def cancel_request(ledger: Ledger, number: int, day: date | None, note: str | None, clerk: str) -> None:
    """Cancel what is still open of a request. Raises Refused when nothing of it is."""

    def decide(database: Database, moment: str) -> list[Statement]:
        asked_on = _open_lines(database, number)[0].date
        when = (not_in_future(day) if day else today()).isoformat()
        if when < asked_on:
            raise Refused(f"Request {number} was made on {asked_on}; it cannot be cancelled before that.")
        return [insert("cancellation", request=number, date=when, note=note, recorded_at=moment, recorded_by=clerk)]

    change(ledger, decide)


def fulfilled(
    database: Database, request: int, place: str | None, lines: tuple[Line, ...], replaces: int | None
) -> "Fulfilled":
    """Return where to ship and what: as said, else as the request has it.

    What a shipment that is being replaced fulfilled is open again. Raises Refused when nothing is open.
    """
    open_lines = _open_lines(database, request, replaces)
    if place is not None and place.casefold() != open_lines[0].place.casefold():
        raise Refused(f"Request {request} is of {open_lines[0].place}, not of {place}.")
    asked = {line.item.casefold() for line in open_lines}
    for line in lines:
        if str(line.item).casefold() not in asked:
            raise Refused(f"Nothing of {line.item} is open in request {request}.")
    wanted = lines or tuple(Line(parse_item(line.item), line.open) for line in open_lines)
    return Fulfilled(open_lines[0].place, wanted)


@dataclass(frozen=True)
class Fulfilled:
    """Where the copies that a request asks for go, and what they are."""

    place: str
    lines: tuple[Line, ...]


def _open_lines(database: Database, number: int, without: int | None = None) -> list[catalogue.RequestLine]:
    lines = catalogue.request_lines(database, number, without)
    if not lines:
        raise Refused(f"There is no request {number}; see 'tracker request list'.")
    still_open = [line for line in lines if line.open]
    if not still_open:
        raise Refused(f"Nothing of request {number} is open: it is {lines[0].status}.")
    return still_open
