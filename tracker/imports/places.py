"""Importing places: new ones are added, known ones left alone or, if asked, brought up to date."""

from collections.abc import Iterator
from functools import partial
from typing import Any

from tracker.errors import Refused, WrongUsage
from tracker.imports.existing import differences, known, refuse_differences
from tracker.imports.jobs import Done, ImportContext, Job
from tracker.imports.rows import SourceRow
from tracker.imports.sources import require
from tracker.ledger.lookup import find_code, find_place, refuse_taken
from tracker.ledger.places import NewPlace, add_place, close_place, edit_place
from tracker.model.catalogue import Contact
from tracker.model.codes import parse_code
from tracker.reports.places import PLACE

_CONTACT = ("city", "address", "contact", "email", "phone", "note")

COLUMNS = (("code", "name", "kind"), ("country", *_CONTACT, "status"), ())
"""What a sheet must have, may have, and may have without its being used."""


def jobs(context: ImportContext) -> Iterator[Job]:
    """Yield the places of a sheet in its order. Raises Refused when a column is missing."""
    wanted = context.wanted
    needed = ("code",) if wanted.update else ("name", "kind") if wanted.create_missing else COLUMNS[0]
    require(context.cells.sheet, needed)
    for row in context.cells.sheet.rows:
        yield Job((row,), partial(_place, context, row))


def _place(context: ImportContext, row: SourceRow) -> Done | None:
    cells, faults = context.cells, len(context.cells.faults)
    code = _code(context, row)
    said = _said(context, row)
    if code is None or len(cells.faults) > faults:
        return None
    there = known(context, "places", PLACE, code)
    if there is None:
        return _add(context, row, code, said)
    status = said.pop("status")
    if not context.wanted.update:
        refuse_differences(context, row, f"Place {there['code']}", said | {"status": status}, there)
        return Done(False)
    if status not in (None, there["status"]):
        cells.fault(row, "status", f"Place {there['code']} is {there['status']}; see 'tracker place close -h'.")
    changes = {column: value for column, value in differences(context, said, there).items() if value is not None}
    if changes:
        edit_place(context.database, code, changes)
    return Done(bool(changes))


def _add(context: ImportContext, row: SourceRow, code: str, said: dict[str, Any]) -> Done | None:
    cells = context.cells
    try:
        refuse_taken(context.database, "place", code)
        if context.wanted.update and not (said["name"] and said["kind"]):
            find_place(context.database, code)
    except (Refused, WrongUsage) as refusal:
        cells.fault(row, "code", str(refusal))
        return None
    if not cells.needed(row, ("name", "kind")):
        return None
    contact = Contact(*(said[column] for column in _CONTACT))
    add_place(context.database, NewPlace(code, said["name"], said["kind"], said["country"], contact))
    context.names.know(code, said["name"])
    if said["status"] != "closed":
        return Done(True)
    close_place(context.database, code, None, None, context.wanted.clerk)
    return Done(True, messages=(f"The sheet does not say since when {code} is closed; it is so from today on.",))


def _code(context: ImportContext, row: SourceRow) -> str | None:
    """Return the row's code; where the sheet has none and it may be made, one made from the name."""
    cells, names = context.cells, context.names
    if "code" in cells.sheet.columns:
        code: str | None = cells.read(row, "code", parse_code) if cells.needed(row, ("code",)) else None
        return code
    name = cells.text(row, "name")
    if name is None:
        cells.needed(row, ("name",))
        return None
    try:
        return names.place(name) if names.called(name) else names.free_code(name)
    except Refused as refusal:
        cells.fault(row, "name", str(refusal))
        return None


def _said(context: ImportContext, row: SourceRow) -> dict[str, Any]:
    """Return what the row says of a place, by column; faults are noted."""
    cells, database = context.cells, context.database
    said: dict[str, Any] = {column: cells.text(row, column) for column in ("name", *_CONTACT)}
    for column in ("kind", "country"):
        given = row.cells.get(column)
        said[column] = cells.read(row, column, partial(find_code, database, column)) if given else None
    said["status"] = cells.read(row, "status", _status) if row.cells.get("status") else None
    return said


def _status(text: str) -> str:
    status = text.casefold()
    if status not in ("open", "closed"):
        raise WrongUsage(f"'{text}' is not a place's status; write open or closed.")
    return status
