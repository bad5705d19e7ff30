"""Places: anything that can hold copies, with contact details, open or closed."""

from dataclasses import asdict, dataclass
from datetime import date

from tracker.errors import Refused
from tracker.ledger.catalogue import Change, change, remove
from tracker.ledger.lookup import find_code, find_place, refuse_taken
from tracker.messages import Message, Plural
from tracker.model.catalogue import Contact, Place
from tracker.model.dates import not_in_future, today
from tracker.store import catalogue
from tracker.store.balances import in_transit_to, last_holding
from tracker.store.connection import Database, Ledger, Statement
from tracker.store.statements import delete, insert, update


@dataclass(frozen=True)
class NewPlace:
    """A place to be added; its country defaults to the default store's."""

    code: str
    name: str
    kind: str
    country: str | None = None
    contact: Contact = Contact()


def add_place(ledger: Ledger, place: NewPlace) -> None:
    """Add a place. Raises Refused for a code that is taken, an unknown kind or country."""
    change(ledger, lambda database, moment: Change(new_place_steps(database, place, moment), None))


def edit_place(ledger: Ledger, code: str, changes: dict[str, str | None]) -> None:
    """Change a place's name, kind, country or contact. Raises Refused when any of them is unknown.

    A place that is in use cannot change between store and another kind; the database rejects that.
    """

    def decide(database: Database, _moment: str) -> Change[None]:
        place = find_place(database, code)
        new = dict(changes)
        for column in ("kind", "country"):
            if value := new.get(column):
                new[column] = find_code(database, column, value)
        return Change([update("place", "id", place.id, **new)], None)

    change(ledger, decide)


def remove_place(ledger: Ledger, code: str) -> None:
    """Remove a place that was never used. Raises Refused when it is unknown, in use, or the default store."""

    def decide(database: Database) -> list[Statement]:
        place = find_place(database, code)
        if place == catalogue.default_store(database):
            raise Refused("{place} is the default store and cannot be removed.", place=place.code)
        held = catalogue.seminar_day(database, place.id)
        if held is not None and held <= today():
            raise Refused(
                "{place} was held on {held_on} and is part of past reports; it cannot be removed.",
                place=place.code,
                held_on=held,
            )
        return [
            delete("audience", "seminar", place.id),
            delete("seminar", "place", place.id),
            delete("place", "id", place.id),
        ]

    in_use = Message("Place {place} is in use and cannot be removed; only unused places can be.", place=code)
    remove(ledger, in_use, decide)


def close_place(ledger: Ledger, code: str, day: date | None, note: str | None, clerk: str) -> None:
    """Close a place from that day on.

    Raises Refused while it holds copies, on that day or later, while copies are in transit to it, or
    while it has an open request.
    """
    closed = not_in_future(day) if day else today()

    def decide(database: Database, moment: str) -> Change[None]:
        place = find_place(database, code)
        _refuse_before_last(database, place, closed)
        if catalogue.closed_on(database, place.id, closed) is not None:
            raise Refused("{place} is already closed.", place=place.code)
        if place == catalogue.default_store(database):
            raise Refused("{place} is the default store and cannot be closed.", place=place.code)
        if held := last_holding(database, place.id, closed.isoformat()):
            raise Refused.of(
                Plural(
                    "{place} still holds {count} copy on {day}; return, hand out or count it first.",
                    "{place} still holds {count} copies on {day}; return, hand out or count them first.",
                    place=place.code,
                    count=held.copies,
                    day=held.date,
                )
            )
        if shipments := in_transit_to(database, place.id):
            raise Refused(
                "Shipment {shipment} is in transit to {place}; receive or void it first.",
                shipment=shipments[0],
                place=place.code,
            )
        if requests := catalogue.open_requests_of(database, place.id):
            raise Refused(
                "Request {request} of {place} is open; ship or cancel it first.", request=requests[0], place=place.code
            )
        return Change([_status(place.id, True, closed, note, moment, clerk)], None)

    change(ledger, decide)


def reopen_place(ledger: Ledger, code: str, day: date | None, note: str | None, clerk: str) -> None:
    """Reopen a closed place from that day on. Raises Refused when it is open on that day."""
    opened = not_in_future(day) if day else today()

    def decide(database: Database, moment: str) -> Change[None]:
        place = find_place(database, code)
        _refuse_before_last(database, place, opened)
        if catalogue.closed_on(database, place.id, opened) is None:
            raise Refused("{place} is already open.", place=place.code)
        return Change([_status(place.id, False, opened, note, moment, clerk)], None)

    change(ledger, decide)


def _refuse_before_last(database: Database, place: Place, day: date) -> None:
    last = catalogue.last_closing(database, place.id)
    if last is not None and day < last:
        raise Refused(
            "{place} was last closed or reopened on {last}; use that date or a later one.", place=place.code, last=last
        )


def _status(place_id: int, closed: bool, day: date, note: str | None, moment: str, clerk: str) -> Statement:
    return insert(
        "closing",
        place=place_id,
        closed=int(closed),
        date=day.isoformat(),
        note=note,
        recorded_at=moment,
        recorded_by=clerk,
    )


def new_place_steps(database: Database, place: NewPlace, moment: str) -> list[Statement]:
    """Return the statements that add a place, with the next free id."""
    refuse_taken(database, "place", place.code)
    if place.country is None:
        country = catalogue.country_of(database, catalogue.default_store(database).id)
    else:
        country = find_code(database, "country", place.country)
    return [
        insert(
            "place",
            id=catalogue.next_id(database, "place"),
            code=place.code,
            name=place.name,
            kind=find_code(database, "kind", place.kind),
            country=country,
            recorded_at=moment,
            **asdict(place.contact),
        )
    ]
