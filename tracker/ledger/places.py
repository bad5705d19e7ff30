"""Places: anything that can hold copies, with contact details, open or closed."""

from dataclasses import asdict, dataclass
from datetime import date

from tracker.errors import Refused
from tracker.ledger.catalogue import change, remove
from tracker.ledger.lookup import find_code, find_place, refuse_taken
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
    change(ledger, lambda database, moment: new_place_steps(database, place, moment))


def edit_place(ledger: Ledger, code: str, changes: dict[str, str | None]) -> None:
    """Change a place's name, kind, country or contact. Raises Refused when any of them is unknown.

    A place that is in use cannot change between store and another kind; the database rejects that.
    """

    def decide(database: Database, _moment: str) -> list[Statement]:
        place = find_place(database, code)
        new = dict(changes)
        for column in ("kind", "country"):
            if value := new.get(column):
                new[column] = find_code(database, column, value)
        return [update("place", "id", place.id, **new)]

    change(ledger, decide)


def remove_place(ledger: Ledger, code: str) -> None:
    """Remove a place that was never used. Raises Refused when it is unknown, in use, or the default store."""

    def decide(database: Database) -> list[Statement]:
        place = find_place(database, code)
        if place == catalogue.default_store(database):
            raise Refused(f"{place.code} is the default store and cannot be removed.")
        held = catalogue.seminar_day(database, place.id)
        if held is not None and held <= today():
            raise Refused(f"{place.code} was held on {held} and is part of past reports; it cannot be removed.")
        return [
            delete("audience", "seminar", place.id),
            delete("seminar", "place", place.id),
            delete("place", "id", place.id),
        ]

    remove(ledger, f"Place {code}", decide)


def close_place(ledger: Ledger, code: str, day: date | None, note: str | None, clerk: str) -> None:
    """Close a place from that day on.

    Raises Refused while it holds copies, on that day or later, while copies are in transit to it, or
    while it has an open request.
    """
    closed = not_in_future(day) if day else today()

    def decide(database: Database, moment: str) -> list[Statement]:
        place = find_place(database, code)
        _refuse_before_last(database, place, closed)
        if catalogue.closed_on(database, place.id, closed) is not None:
            raise Refused(f"{place.code} is already closed.")
        if place == catalogue.default_store(database):
            raise Refused(f"{place.code} is the default store and cannot be closed.")
        if held := last_holding(database, place.id, closed.isoformat()):
            raise Refused(
                f"{place.code} still holds {held[1]} copies on {held[0]}; return, hand out or count them first."
            )
        if shipments := in_transit_to(database, place.id):
            raise Refused(f"Shipment {shipments[0]} is in transit to {place.code}; receive or void it first.")
        if requests := catalogue.open_requests_of(database, place.id):
            raise Refused(f"Request {requests[0]} of {place.code} is open; ship or cancel it first.")
        return [_status(place.id, True, closed, note, moment, clerk)]

    change(ledger, decide)


def reopen_place(ledger: Ledger, code: str, day: date | None, note: str | None, clerk: str) -> None:
    """Reopen a closed place from that day on. Raises Refused when it is open on that day."""
    opened = not_in_future(day) if day else today()

    def decide(database: Database, moment: str) -> list[Statement]:
        place = find_place(database, code)
        _refuse_before_last(database, place, opened)
        if catalogue.closed_on(database, place.id, opened) is None:
            raise Refused(f"{place.code} is already open.")
        return [_status(place.id, False, opened, note, moment, clerk)]

    change(ledger, decide)


def _refuse_before_last(database: Database, place: Place, day: date) -> None:
    last = catalogue.last_closing(database, place.id)
    if last is not None and day < last:
        raise Refused(f"{place.code} was last closed or reopened on {last}; use that date or a later one.")


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
