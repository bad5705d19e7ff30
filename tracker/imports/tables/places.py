"""Import places: add new ones; skip existing ones or, on request, update them."""

from functools import partial
from typing import Any

from tracker.errors import Refused, WrongUsage
from tracker.imports.cells import parse_word
from tracker.imports.jobs import Done, ImportContext, ImportRequest, ImportTable, each_row
from tracker.imports.matching import differences, find_existing, refuse_differences
from tracker.imports.names import COUNTRY_NEEDED
from tracker.imports.rows import SourceRow
from tracker.ledger.lookup import find_named, find_place, refuse_taken
from tracker.ledger.places import NewPlace, add_place, close_place, edit_place
from tracker.messages import Message
from tracker.model.catalogue import Contact
from tracker.model.codes import parse_code
from tracker.store.catalogue import aliases_in

_CONTACT = ("city", "address", "postcode", "contact", "email", "phone", "note")

_REQUIRED = ("code", "name", "kind")

_STANDING = {
    "open": Message("Place {place} is open; see 'tracker place close -h'."),
    "closed": Message("Place {place} is closed; see 'tracker place close -h'."),
}


def _required(request: ImportRequest) -> tuple[str, ...]:
    return ("code",) if request.update else ("name", "kind") if request.create_missing else _REQUIRED


def _place(context: ImportContext, row: SourceRow) -> Done | None:
    cells, faults = context.cells, len(context.cells.faults)
    code = _code(context, row)
    imported = _read(context, row)
    if code is None or len(cells.faults) > faults:
        return None
    existing = find_existing(context, "places", code)
    if existing is None:
        return _add(context, row, code, imported)
    status, discreet = imported.pop("status"), imported.pop("discreet")
    if not context.request.update:
        given = imported | {"status": status, "discreet": None if discreet == "no" else discreet}
        refuse_differences(context, row, Message("Place {code}", code=existing["code"]), given, existing)
        return Done(False)
    if status not in (None, existing["status"]):
        cells.fault(row, "status", _STANDING[existing["status"]].given(place=existing["code"]))
    changed = differences(context, imported, existing)
    changes = {column: value for column, value in changed.items() if value is not None}
    if discreet not in (None, existing["discreet"] or "no"):
        changes["is_discreet"] = discreet == "yes"
    if "aliases" in changes:
        changes["alias"] = aliases_in(changes.pop("aliases"))
    if changes:
        edit_place(context.command, code, changes)
    return Done(bool(changes))


def _add(context: ImportContext, row: SourceRow, code: str, imported: dict[str, Any]) -> Done | None:
    cells = context.cells
    try:
        refuse_taken(context.database, "place", code)
        if context.request.update and not (imported["name"] and imported["kind"]):
            find_place(context.database, code)
    except (Refused, WrongUsage) as refusal:
        cells.fault(row, "code", refusal.message)
        return None
    if not cells.has_all(row, ("name", "kind")):
        return None
    imported["country"] = imported["country"] or context.request.country
    if imported["country"] is None:
        cells.fault(row, "country", COUNTRY_NEEDED)
        return None
    contact = Contact(*(imported[column] for column in _CONTACT))
    about = imported["name"], imported["kind"], imported["country"], contact, imported["region"]
    place = NewPlace(code, *about, imported["discreet"] == "yes", tuple(aliases_in(imported["aliases"])))
    add_place(context.command, place, context.names.is_taken)
    for name in (*place.aliases, imported["name"]):
        context.names.remember(code, name)
    messages = tuple(context.names.namesake_messages(code, imported["name"]))
    if imported["status"] != "closed":
        return Done(True, messages=messages)
    close_place(context.command, code, None, None)
    message = Message("The sheet has no closing date for {place}; it is closed as of today.", place=code)
    return Done(True, messages=(*messages, message))


def _code(context: ImportContext, row: SourceRow) -> str | None:
    cells, names = context.cells, context.names
    if "code" in cells.sheet.columns:
        code: str | None = cells.read(row, "code", parse_code) if cells.has_all(row, ("code",)) else None
        return code
    name = cells.text(row, "name")
    if name is None:
        cells.has_all(row, ("name",))
        return None
    try:
        return names.find_or_add_place(name) if names.codes_of(name) else names.free_code(name)
    except Refused as refusal:
        cells.fault(row, "name", refusal.message)
        return None


def _read(context: ImportContext, row: SourceRow) -> dict[str, Any]:
    cells = context.cells
    values: dict[str, Any] = {column: cells.text(row, column) for column in ("name", "region", *_CONTACT, "aliases")}
    for column in ("kind", "country"):
        values[column] = cells.optional(row, column, partial(find_named, context.database, column))
    values["status"] = cells.optional(
        row, "status", partial(parse_word, words=("open", "closed"), sort="status of a place")
    )
    values["discreet"] = cells.optional(row, "discreet", partial(parse_word, words=("yes", "no"), sort="answer"))
    return values


PLACES = ImportTable(
    _REQUIRED,
    optional=("country", "region", *_CONTACT, "status", "discreet", "aliases"),
    ignored=(),
    jobs=each_row(_place),
    required_for=_required,
)
