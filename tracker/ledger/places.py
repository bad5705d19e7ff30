"""Places: anything that can hold copies, with contact details, open or closed; and regions."""

from collections.abc import Callable, Mapping
from datetime import date
from typing import Any

from tracker.deferred import NamedTuple
from tracker.errors import (
    NoChange,
    PlaceClosed,
    PlaceNotEmpty,
    RunWithdrawn,
    SamePlace,
    StillNeeded,
    StillUsed,
    WrongKind,
    WrongOrder,
    WrongUsage,
)
from tracker.languages import worded
from tracker.ledger.allocation import all_lines, withdrawn_lines
from tracker.ledger.catalogue import Change, changing, remove
from tracker.ledger.commands import Command
from tracker.ledger.departures import Departure, Relocation, log_move, log_return
from tracker.ledger.lookup import find_code, find_named, find_place, find_set_region, refuse_taken
from tracker.ledger.messages import COMES_AFTER
from tracker.ledger.naming import joined_aliases, with_aliases
from tracker.ledger.recording import as_recorded, made_by
from tracker.ledger.shipments import Shipment, log_shipment
from tracker.ledger.state import State
from tracker.messages import Message, Plural
from tracker.model.catalogue import EMBASSY, STORE, Contact, Place
from tracker.model.dates import day_of_opposite, not_in_future, today
from tracker.model.entries import LAST_POSITION, Entry, Particulars, Time
from tracker.model.quantities import parse_audience, written_audience
from tracker.model.text import match_key
from tracker.store import catalogue, dated_facts
from tracker.store.balances import last_entry_at
from tracker.store.connection import Database, Statement
from tracker.store.dated_facts import Turn, in_transit_to
from tracker.store.statements import delete, insert, update, write


class NewPlace(NamedTuple):
    """A place to add; its country defaults to the default store's."""

    code: str
    name: str
    kind: str
    country: str | None = None
    contact: Contact = Contact()
    region: str | None = None
    is_discreet: bool = False
    "Whether others see only the kind and country of the place."
    aliases: tuple[str, ...] = ()


@changing
def add_place(running: Command, place: NewPlace, is_taken: Callable[[str], bool] | None = None) -> Change[None]:
    """Add a place. Raises Refused for a code or alias in use, or an unknown kind or country.

    `is_taken` says whether a name_key is another place's name: an import knows, without reading all places for each.
    """
    return Change(None, *new_place_steps(running, place, is_taken))


@changing
def edit_place(running: Command, code: str, changes: Mapping[str, Any]) -> Change[None]:
    """Change a place's name, kind, country, region, city or contact. Raises Refused for unknown values.

    The earlier kind and location stay on record. A place in use cannot change between store and another kind.
    """
    place = find_place(running.database, code)
    new: dict[str, Any] = dict(changes)
    aliases = new.pop("alias", ()), new.pop("drop_alias", ())
    if any(aliases):
        new["aliases"] = with_aliases(running.database, "place", place.code, *aliases)
    for column in ("kind", "country"):
        if value := new.get(column):
            new[column] = find_named(running.database, column, value)
    said_by, known = catalogue.place_detail(running.database, place.id)
    detail = {column: new.pop(column, value) for column, value in known.items()}
    edits, facts = [], []
    if detail != known:
        new["is_store"] = int(detail["kind"] == STORE)
        if place.is_store != new["is_store"] and catalogue.is_used(running.database, place.id):
            raise StillUsed(
                "{place} is in use and cannot change from {old} to {new}; add another place and move the copies there.",
                place=place.code,
                old=worded("kind", place.kind),
                new=worded("kind", detail["kind"]),
            )
        facts.append(insert("place_detail", place=place.id, command=running.number, **detail))
        if said_by == running.number:  # the place has an earlier row in the sheet: the last one wins
            edits = [delete("place_detail", place=place.id, command=running.number), *facts]
            facts = []
    if "is_discreet" in new:
        new["is_discreet"] = int(new["is_discreet"])
    if new:
        edits.append(update("place", "id", place.id, **new))
    return Change(None, edits, facts)


def remove_place(running: Command, code: str) -> None:
    """Remove a place that was never used. Raises Refused if it is unknown, in use, or the default store."""
    database = running.database
    place = find_place(database, code)
    if place == catalogue.default_store(database):
        raise StillUsed("{place} is the default store and cannot be removed.", place=place.code)
    seminar = catalogue.seminar_detail(database, place.id)
    if seminar is not None and not seminar.is_cancelled and seminar.date <= today().isoformat():
        raise StillUsed(
            "{place} was held on {held_on} and cannot be removed: past reports include it.",
            place=place.code,
            held_on=seminar.date,
        )
    details = [
        delete("audience", seminar=place.id),
        delete("seminar", place=place.id),
        delete("place_detail", place=place.id),
        delete("level", place=place.id),
    ]
    in_use = Message(
        "Place {place} is in use and cannot be removed; to close it, run 'tracker place close {place}'.", place=code
    )
    remove(running, "place", "id", place.id, in_use, details)


@changing
def close_place(running: Command, code: str, day: date | None, note: str | None) -> Change[None]:
    """Close a place from `day` on. Raises Refused if it is not empty, has an open request, or has later entries."""
    database = running.database
    closed = day_of_opposite(day, dated_facts.last_day(database, "closing", find_place(database, code).id))
    place = find_closable(database, code, closed)
    refuse_occupied(running, place, closed)
    return Change(None, facts=_status(running, place.id, True, closed, note))


# Regions of places, with their population.


class RegionFigures(NamedTuple):
    """The data of a region; None, and languages not named, keep earlier data."""

    country: str | None = None
    inhabitants: int | None = None
    speakers: tuple[tuple[str, int], ...] = ()


@changing
def set_region(running: Command, name: str, figures: RegionFigures) -> Change[None]:
    """Set the data of a region; earlier data stay on record. Its country defaults to the default store's."""
    database = running.database
    spellings = [region.name for region in catalogue.known_regions(database)] + catalogue.regions(database)
    spelled = next((each for each in spellings if match_key(each) == match_key(name)), name)
    known = next((region for region in catalogue.known_regions(database) if region.name == spelled), None)
    kept = known if known and known.country else None
    speakers = dict(parse_audience(kept.speakers) if kept and kept.speakers else ())
    speakers |= {find_code(database, "language", language): people for language, people in figures.speakers}
    values = {
        "country": find_named(database, "country", figures.country)
        if figures.country
        else kept.country
        if kept
        else catalogue.country_of(database, catalogue.default_store(database).id),
        "inhabitants": figures.inhabitants or (kept.inhabitants if kept else None),
        "speakers": written_audience(tuple((language, people) for language, people in speakers.items() if people)),
    }
    if kept and kept[2:] == tuple(values.values()):
        return Change(None)
    return _region_change(running, spelled, known, values)


@changing
def remove_region(running: Command, name: str) -> Change[None]:
    """Remove the data of a region. Raises Refused if it has none, or places are in it."""
    known = find_set_region(running.database, name)
    if any(match_key(region) == match_key(known.name) for region in catalogue.regions(running.database)):
        raise StillUsed(
            "Places are in the region {region}, which cannot be removed. To list them, run 'tracker place list "
            '--region "{region}"\'.',
            region=known.name,
        )
    return _region_change(running, known.name, known, {})


def _region_change(
    running: Command, name: str, known: catalogue.KnownRegion | None, values: Mapping[str, Any]
) -> Change[None]:
    inserted = insert("region", name=name, command=running.number, **values)
    if known and known.command == running.number:  # the region has an earlier row in the sheet: the last one wins
        return Change(None, [delete("region", name=name, command=running.number), inserted])
    return Change(None, facts=[inserted])


def find_closable(database: Database, code: str, day: date) -> Place:
    """Return the place, empty or not. Raises Refused if it is closed, the default store, or changed later."""
    place = find_place(database, code)
    last = dated_facts.last_day(database, "closing", place.id)
    if last is not None and day < last:
        raise WrongOrder(
            "{place} was last closed or reopened on {last}; use that date or a later one.", place=place.code, last=last
        )
    if dated_facts.since_on(database, "closing", place.id, day) is not None:
        raise PlaceClosed("{place} is already closed.", place=place.code)
    if place == catalogue.default_store(database):
        raise StillNeeded("{place} is the default store and cannot be closed.", place=place.code)
    return place


def refuse_occupied(running: Command, place: Place, day: date) -> None:
    """Raise Refused if the place still has copies, shipments or requests on `day`, or later entries."""
    database = running.database
    if held := State(database, running.holdings).last_holding(place.id, day.isoformat()):
        raise PlaceNotEmpty.from_message(
            Plural(
                "{place} still has {count} copy on {day}; return, hand out or count it first.",
                "{place} still has {count} copies on {day}; return, hand out or count them first.",
                place=place.code,
                count=held.copies,
                day=held.date,
            )
        )
    if shipments := in_transit_to(database, place.id):
        raise PlaceNotEmpty(
            "Shipment {shipment} is in transit to {place}; receive or void it first.",
            shipment=shipments[0],
            place=place.code,
        )
    if requests := catalogue.open_requests_of(database, place.id):
        raise PlaceNotEmpty(
            "Request {request} from {place} is open; ship or cancel it first.", request=requests[0][0], place=place.code
        )
    if last := last_entry_at(database, place.id, day.isoformat()):
        raise WrongOrder(
            "Entry {entry} at {place} is dated {later}; close the place on that day or later.",
            entry=last.number,
            later=last.date,
            place=place.code,
        )


@changing
def reopen_place(running: Command, code: str, day: date | None, note: str | None) -> Change[None]:
    """Reopen a closed place from `day` on, or until its next reopening. Raises Refused if it is open on that day."""
    database = running.database
    place = find_place(database, code)
    opened = day_of_opposite(day, dated_facts.last_day(database, "closing", place.id))
    if dated_facts.since_on(database, "closing", place.id, opened) is None:
        raise NoChange("{place} is already open on {day}.", place=place.code, day=opened)
    return Change(None, facts=_status(running, place.id, False, opened, note))


def _status(running: Command, place_id: int, closed: bool, day: date, note: str | None) -> list[Statement]:
    facts = dated_facts.turned(running.database, "closing", Turn(place_id, closed, day.isoformat()), running.number)
    return [*facts, *write(running.number, note=note)]


def new_place_steps(
    running: Command, place: NewPlace, is_taken: Callable[[str], bool] | None = None
) -> tuple[list[Statement], list[Statement]]:
    """Return the statements that add a place, with the next free id, and those that record its details."""
    database = running.database
    refuse_taken(database, "place", place.code)
    kind = find_named(database, "kind", place.kind)
    if place.country is not None:
        country = find_named(database, "country", place.country)
    elif kind == EMBASSY:
        raise WrongUsage("An embassy needs its country; add it, such as --country GB.")
    else:
        country = catalogue.country_of(database, catalogue.default_store(database).id)
    place_id, contact, aliases = catalogue.next_id(database, "place"), place.contact, None
    if place.aliases:
        aliases = (
            joined_aliases(place.code, place.aliases, is_taken)
            if is_taken
            else with_aliases(database, "place", place.code, place.aliases)
        )
    added = insert(
        "place",
        id=place_id,
        code=place.code,
        name=place.name,
        is_store=int(kind == STORE),
        address=contact.address,
        postcode=contact.postcode,
        contact=contact.contact,
        email=contact.email,
        phone=contact.phone,
        note=contact.note,
        is_discreet=int(place.is_discreet),
        aliases=aliases,
        command=running.number,
    )
    where = {"country": country, "region": place.region, "city": contact.city}
    detail = insert("place_detail", place=place_id, command=running.number, kind=kind, **where)
    return [added], [detail]


def close_into(running: Command, code: str, into: str, day: date | None, note: str | None) -> Entry | None:
    """Close a place from `day` on after moving all its copies to another; return that entry, or None if it is empty.

    The entry has no timestamp yet. Raises Refused for closing a store into a place or a place into itself.
    """
    closed = not_in_future(day) if day else today()
    place = find_closable(running.database, code, closed)
    target = find_place(running.database, into)
    _refuse_unfit(place, target)
    moved = _move_out(running, place, target, Particulars(running.clerk, closed, quiet=True))
    close_place(running, code, closed, note)
    if moved is None:
        return None
    # Copies at a closed place cannot have left it before a count on that day.
    return moved._replace(messages=tuple(each for each in moved.messages if each.template != COMES_AFTER.template))


def moved_by(database: Database, command: int, moved: Entry | None) -> Entry | None:
    """Return the entry of such a command; `moved` is the one returned then, or None to look it up."""
    if moved is None:
        return next(iter(made_by(database, command)), None)
    return as_recorded(database, moved)


def _refuse_unfit(place: Place, target: Place) -> None:
    if place == target:
        raise SamePlace("{place} cannot be merged into itself; choose another place with --into.", place=place.code)
    if place.is_store and not target.is_store:
        raise WrongKind(
            "{place} is a store and {target} is not; choose a store with --into, or ship the copies first.",
            place=place.code,
            target=target.code,
        )


def _move_out(running: Command, place: Place, target: Place, particulars: Particulars) -> Entry | None:
    assert particulars.day is not None  # noqa: S101  (the caller gives it)
    state = State(running.database, running.holdings)
    lines = all_lines(state, place, Time(particulars.day.isoformat(), LAST_POSITION))
    if not lines:
        return None
    if place.is_store:
        shipment = Shipment(target.code, (), place.code, received=True, everything=True)
        return log_shipment(running, shipment, particulars)
    if target.is_store:
        return log_return(running, Departure(place.code, (), target.code, everything=True), particulars)
    if withdrawn := withdrawn_lines(running.database, lines, particulars.day):
        raise RunWithdrawn(
            "{place} has copies of withdrawn runs, which cannot be moved: {runs}. First run 'tracker return "
            "{place} {lines} --date {day}'.",
            place=place.code,
            runs=", ".join(str(line.what) for line in withdrawn),
            lines=" ".join(map(str, withdrawn)),
            day=particulars.day,
        )
    return log_move(running, Relocation(place.code, target.code, everything=True), particulars)
