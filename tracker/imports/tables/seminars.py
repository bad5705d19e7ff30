"""Import seminars: places of kind `seminar`, with their date, audience and cost."""

from functools import partial
from typing import Any

from tracker.imports.cells import parse_sheet_date
from tracker.imports.jobs import Done, ImportContext, ImportTable, each_row
from tracker.imports.matching import find_existing, refuse_differences
from tracker.imports.rows import SourceRow
from tracker.ledger.lookup import find_code, find_named
from tracker.ledger.seminars import NewSeminar, add_seminar
from tracker.messages import Message
from tracker.model.catalogue import SEMINAR
from tracker.model.codes import parse_code
from tracker.model.money import Money, format_cents, parse_cents, parse_currency
from tracker.model.quantities import parse_audience, parse_grant, written_audience

_REQUIRED = ("code", "name", "date")
_OPTIONAL = ("audience", "attendees", "fund", "cost", "currency", "country", "note", "grant")


def _seminar(context: ImportContext, row: SourceRow) -> Done | None:
    seminar = _read(context, row)
    if seminar is None:
        return None
    existing = find_existing(context, "seminars", seminar.code)
    if existing is not None:
        record = Message("Seminar {code}", code=existing["code"])
        refuse_differences(context, row, record, _comparable(seminar), existing)
        return Done(False)
    place = find_existing(context, "places", seminar.code)
    if place is None or place["kind"] != SEMINAR:
        add_seminar(context.command, seminar)
    else:  # imported with the places before
        known = {column: _comparable(seminar)[column] for column in ("name", "country", "note")}
        refuse_differences(context, row, Message("Place {code}", code=place["code"]), known, place)
        add_seminar(context.command, seminar, at=place["code"])
    context.names.remember(seminar.code, seminar.name)
    return Done(True)


def _read(context: ImportContext, row: SourceRow) -> NewSeminar | None:
    cells, faults, database = context.cells, len(context.cells.faults), context.database
    cells.has_all(row, _REQUIRED)
    code, name = cells.optional(row, "code", parse_code), cells.text(row, "name")
    day = cells.optional(row, "date", lambda text: parse_sheet_date(text, context.request.dates))
    audience = cells.optional(row, "audience", parse_audience) or ()
    fund = cells.optional(row, "fund", partial(find_code, database, "fund"))
    country = cells.optional(row, "country", partial(find_named, database, "country"))
    cost, currency = cells.optional(row, "cost", parse_cents), cells.optional(row, "currency", parse_currency)
    grant = cells.optional(row, "grant", parse_grant)
    if currency and not row.cells.get("cost"):
        cells.fault(row, "currency", Message("A currency requires a cost; enter the cost too."))
    _check_attendees(context, row, audience)
    note = cells.text(row, "note")
    if len(cells.faults) > faults or code is None or name is None:
        return None
    money = None if cost is None else Money(cost, currency or "EUR")
    return NewSeminar(code, name, day, audience, fund, money, country, note, grant)


def _check_attendees(context: ImportContext, row: SourceRow, audience: tuple[tuple[str, int], ...]) -> None:
    attendees = context.cells.optional(row, "attendees", partial(context.cells.quantity, zero=True, column="attendees"))
    people = sum(number for _, number in audience)
    if not attendees or attendees == people or (row.cells.get("audience") and not audience):
        return
    message = Message("The audience has {people} people, not {attendees}.", people=people)
    if not audience:
        message = Message("The attendees have no group; enter an audience, such as social workers={attendees}.")
    context.cells.fault(row, "attendees", message.given(attendees=attendees))


def _comparable(seminar: NewSeminar) -> dict[str, Any]:
    cost = seminar.cost
    return {
        "name": seminar.name,
        "date": seminar.day.isoformat(),
        "audience": written_audience(seminar.audience),
        "fund": seminar.fund,
        "cost": None if cost is None else format_cents(cost.cents),
        "currency": None if cost is None else cost.currency,
        "country": seminar.country,
        "note": seminar.note,
        "grant": seminar.grant,
    }


SEMINARS = ImportTable(_REQUIRED, _OPTIONAL, ignored=("copies",), jobs=each_row(_seminar))
