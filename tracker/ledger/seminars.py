"""Seminars: places of kind `seminar`, with their date, audience and cost."""

from datetime import date
from typing import Any

from tracker.deferred import NamedTuple
from tracker.errors import NoChange, NotOpen, WrongGrant, WrongKind
from tracker.languages import worded
from tracker.ledger.catalogue import Change, changing
from tracker.ledger.commands import Command
from tracker.ledger.funds import find_payer, repriced
from tracker.ledger.lookup import find_code, find_place
from tracker.ledger.places import NewPlace, edit_place, new_place_steps
from tracker.model.catalogue import SEMINAR, SEMINARS, Contact, Place
from tracker.model.entries import Audience
from tracker.model.money import Money
from tracker.model.quantities import check_groups
from tracker.store import catalogue
from tracker.store.catalogue import SeminarDetail, seminar_detail
from tracker.store.connection import Database, Statement
from tracker.store.statements import insert


class NewSeminar(NamedTuple):
    """A seminar to add. `audience` has the number of people by group; the date may be in the future."""

    code: str
    name: str
    day: date
    audience: Audience = ()
    fund: str | None = None
    cost: Money | None = None
    country: str | None = None
    note: str | None = None
    grant: int | None = None


@changing
def add_seminar(running: Command, seminar: NewSeminar, *, at: str | None = None) -> Change[None]:
    """Add a seminar; `at` is an existing place of kind `seminar` without a date, to use for it."""
    check_groups(seminar.audience)
    database = running.database
    if at is None:
        place_id = catalogue.next_id(database, "place")
        place = NewPlace(seminar.code, seminar.name, SEMINAR, seminar.country, Contact(note=seminar.note))
        changes, details = new_place_steps(running, place)
    else:
        place_id, changes, details = find_place(database, at).id, [], []
    detail = SeminarDetail(
        seminar.day.isoformat(),
        seminar.fund,
        seminar.cost.cents if seminar.cost else None,
        seminar.cost.currency if seminar.cost else None,
        0,
        seminar.audience,
        seminar.grant,
    )
    detail = _with_payer(database, detail, is_new=True)
    return Change(None, changes, [*details, *_detail_steps(place_id, detail, running.number)])


@changing
def edit_seminar(running: Command, code: str, changes: dict[str, Any]) -> Change[str]:
    """Change the details of a seminar, and return its code; earlier details stay on record.

    Raises Refused if it is cancelled and gets no new date, or the fund or grant cannot be charged.
    """
    new = dict(changes)
    check_groups(new.get("audience", ()))
    database = running.database
    place, known = _find_seminar(database, code)
    if known.is_cancelled and "date" not in new:
        raise NotOpen(
            "Seminar {seminar} is cancelled; if it takes place after all, set its --date.", seminar=place.code
        )
    if "fund" in new or "grant" in new:
        new = {"fund": None, "grant": None, **new}
    if day := new.get("date"):
        new["date"] = day.isoformat()
    if "cost" in new or "currency" in new:
        was = None if known.cost is None else Money(known.cost, str(known.currency))
        new["cost"], new["currency"] = repriced(was, new) or (None, None)
    of_place: dict[str, Any] = {name: new.pop(name) for name in ("name", "country", "note") if name in new}
    if of_place:
        edit_place(running, place.code, of_place)
    if "audience" in new:
        new["audience"] = _changed(known.audience, new["audience"])
    detail = _with_payer(database, known._replace(is_cancelled=0, **new), is_new=False)
    return Change(place.code, facts=_detail_steps(place.id, detail, running.number) if detail != known else ())


@changing
def cancel_seminar(running: Command, code: str) -> Change[str]:
    """Cancel a seminar and return its code; it stays a place. Raises Refused if it was already cancelled."""
    place, known = _find_seminar(running.database, code)
    if known.is_cancelled:
        raise NoChange("Seminar {seminar} was already cancelled.", seminar=place.code)
    return Change(place.code, facts=_detail_steps(place.id, known._replace(is_cancelled=1), running.number))


def _changed(audience: Audience, groups: Audience) -> Audience:
    """Return the audience with new numbers for these groups; zero removes a group, new ones are added."""
    people = {name.casefold(): (name, number) for name, number in audience}
    for name, number in groups:
        known, _ = people.get(name.casefold(), (name, 0))
        people[name.casefold()] = known, number
    return tuple(group for group in people.values() if group[1])


def _find_seminar(database: Database, code: str) -> tuple[Place, SeminarDetail]:
    place = find_place(database, code)
    known = seminar_detail(database, place.id)
    if known is None:
        raise WrongKind(
            "{place} is of kind {kind}, not a seminar; see 'tracker seminar list'.",
            place=place.code,
            kind=worded("kind", place.kind),
        )
    return place, known


def _with_payer(database: Database, detail: SeminarDetail, *, is_new: bool) -> SeminarDetail:
    """Return the seminar's details with the paying fund; those recorded earlier may have none."""
    if detail.cost is None or detail.currency is None:
        if detail.grant is not None:
            raise WrongGrant("A grant requires a cost to pay; add --cost.")
        return detail._replace(fund=find_code(database, "fund", detail.fund)) if detail.fund else detail
    if not is_new and detail.fund is None and detail.grant is None:
        return detail
    day, cost = date.fromisoformat(detail.date), Money(detail.cost, detail.currency)
    return detail._replace(fund=find_payer(database, detail.fund, detail.grant, SEMINARS, day, cost))


def _detail_steps(place: int, detail: SeminarDetail, command: int) -> list[Statement]:
    held = insert(
        "seminar",
        place=place,
        command=command,
        date=detail.date,
        fund=detail.fund,
        cost=detail.cost,
        currency=detail.currency,
        is_cancelled=detail.is_cancelled,
        funding_grant=detail.grant,
    )
    people = [
        insert("audience", seminar=place, command=command, name=name, people=number, line=line)
        for line, (name, number) in enumerate(detail.audience, 1)
    ]
    return [held, *people]
