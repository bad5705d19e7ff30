"""Import requests from places, with their status."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import NamedTuple

from tracker.errors import WrongRow
from tracker.imports.cells import parse_sheet_date, parse_word
from tracker.imports.corrections import refuse_corrected_requests
from tracker.imports.entry_columns import REQUIRED, needed, parse_number
from tracker.imports.jobs import Done, ImportContext, ImportTable, Job
from tracker.imports.matching import Turns, content_key
from tracker.imports.names import OF_PLACES, read_item
from tracker.imports.rows import REST_OF, SourceRow, parse_rest_of
from tracker.imports.totals import added_up
from tracker.ledger.requests import NewRequest, add_request, cancel_request, describe_equal_request
from tracker.messages import Message, Plural
from tracker.model.as_of import AsOf
from tracker.model.codes import ItemCode, RunCode
from tracker.model.quantities import Line
from tracker.reports.queries import ask
from tracker.store.entry_contents import requested_by_item
from tracker.store.keys import RowKeys

_STATUSES = ("open", "shipped", "cancelled")


class _RequestGroup(NamedTuple):
    number: int | None
    """The request's number in the ledger that exported the sheet."""
    day: date | None
    place: str | None
    """Its code, or its name if it is to be added."""
    note: str | None
    needed: date | None


class _RequestRow(NamedTuple):
    row: SourceRow
    group: "_RequestGroup"
    what: ItemCode | RunCode
    quantity: int
    open: int
    status: str | None


@dataclass
class _RequestSheet:
    keys: RowKeys
    turns: Turns
    source: str | None

    def key(self, group: _RequestGroup, lines: list[_RequestRow]) -> str:
        """Return the key of a request: a digest of its content, and its ordinal among equal ones."""
        _, day, place, note, needed = group
        wanted = sorted(f"{line.what}={line.quantity}".casefold() for line in lines)
        texts = (None, needed.isoformat() if needed else None, note)
        digest = content_key("request", str(day), place or "", "", texts, wanted, self.source)
        return self.turns.key(digest, parse_rest_of(lines[0].row.cell(REST_OF)))


def _jobs(context: ImportContext) -> Iterator[Job]:
    """Yield a job for each request of a sheet, oldest first."""
    groups: dict[_RequestGroup, list[_RequestRow]] = {}
    lines_of: dict[object, list[int]] = {}
    broken: set[object] = set()
    for row in context.cells.sheet.rows:
        group, line = _read(context, row)
        lines_of.setdefault(group.number or group, []).append(row.line)
        if line is None:
            broken.add(group.number or group)
        else:
            groups.setdefault(group, []).append(line)
    keys = RowKeys(context.database)
    shared = _RequestSheet(keys, Turns(keys), context.request.source)
    context.cells.refused_together += (lines_of[key] for key in broken)
    for group in sorted(groups, key=lambda group: str(group.day)):
        if (group.number or group) not in broken:
            rows = groups[group]
            yield Job(tuple(line.row for line in rows), partial(_request, context, shared, rows))
    refuse_corrected_requests(context, [str(group.day) for group in groups])


def _group(context: ImportContext, row: SourceRow) -> _RequestGroup:
    cells, names = context.cells, context.names
    day = cells.day(row, "date", context.request.dates)
    place = cells.optional(row, "place", names.resolve_place)
    needed_by = cells.optional(row, "needed", lambda text: parse_sheet_date(text, context.request.dates))
    return _RequestGroup(parse_number(row.cells.get("request", "")), day, place, cells.text(row, "note"), needed_by)


def _read(context: ImportContext, row: SourceRow) -> tuple[_RequestGroup, _RequestRow | None]:
    cells, faults = context.cells, len(context.cells.faults)
    cells.has_all(row, needed(cells.sheet))
    group = _group(context, row)
    what = read_item(cells, context.names, row, may_be_new=True)
    quantity = cells.optional(row, "quantity", cells.quantity)
    still_open = cells.optional(row, "open", partial(cells.quantity, zero=True, column="open"))
    status = cells.optional(row, "status", partial(parse_word, words=_STATUSES))
    if len(cells.faults) > faults:
        return group, None
    if still_open is None or status == "cancelled":
        still_open = 0 if status == "shipped" else quantity
    if still_open > quantity:
        message = Message("Open copies ({open}) cannot exceed the quantity ({quantity}).")
        message = message.given(open=still_open, quantity=quantity)
        cells.fault(row, "open", message)
        return group, None
    return group, _RequestRow(row, group, what, quantity, still_open, status)


def _request(context: ImportContext, shared: _RequestSheet, lines: list[_RequestRow]) -> Done:
    names, name, to_ship = context.names, lines[0].group.place or "", [line for line in lines if line.open]
    if not to_ship and names.known_place(name) is None:
        return _SHIPPED
    group = lines[0].group._replace(place=names.find_or_add_place(name))
    key = shared.key(group, lines)
    if _is_exported(context, group, lines):
        context.requests[lines[0].group.number or 0] = 0
        return Done(False)
    if (existing := shared.keys.request_of(key)) is not None:
        number, context.requests[number] = existing
        return Done(False, messages=tuple(_cancelled_since(context, number, lines[0].status)))
    if not to_ship:
        return _SHIPPED
    for line in to_ship:
        if isinstance(line.what, ItemCode):
            names.find_new_item(line.what)
    added = added_up(((line.row, Line(line.what, line.open)) for line in to_ship), context.cells.sheet.numbering)
    new = NewRequest(group.place or "", added.lines, group.day, group.note, group.needed, key)
    number = add_request(context.command, new)
    if all(line.status == "cancelled" for line in to_ship):
        cancel_request(context.command, number, None, None)
        message = Message("The sheet has no cancellation date; the request is cancelled as of today.")
        return Done(True, messages=(*added.messages, message))
    equal = describe_equal_request(context.database, number, dry_run=False)
    return Done(True, messages=(*added.messages, *_shipped_before(lines), *equal))


_SHIPPED = Done(False, messages=(Message("The request is already shipped and was skipped."),))


def _shipped_before(lines: list[_RequestRow]) -> Iterator[Message]:
    quantity, still_open = sum(line.quantity for line in lines), sum(line.open for line in lines)
    if still_open < quantity:
        yield Plural(
            "Only {count} of the {quantity} copies was still open, so only that copy was recorded.",
            "Only {count} of the {quantity} copies were still open, so only those were recorded.",
            count=still_open,
            quantity=quantity,
        )


def _cancelled_since(context: ImportContext, number: int, status: str | None) -> Iterator[Message]:
    statuses = {row[10] for row in ask(context.database, "requests", AsOf(), [("request = ?", number)])}
    if "cancelled" in statuses and status != "cancelled":
        yield Message(
            "The row was recorded as request {request}, later cancelled; it is not recorded again.", request=number
        )


def _is_exported(context: ImportContext, group: _RequestGroup, lines: list[_RequestRow]) -> bool:
    """Return whether this ledger exported the request: it has one with this number, date and place."""
    number, day, place, *_ = group
    if number is None:
        return False
    recorded = list(ask(context.database, "requests", AsOf(), [("request = ?", number)], "item"))
    if not recorded or (recorded[0][1], recorded[0][2]) != (str(day), place):
        return False
    given = ((line.row, Line(line.what, line.quantity)) for line in lines)
    wanted = added_up(given, context.cells.sheet.numbering).lines
    lines_recorded = {(str(row[6]).casefold(), row[7]) for row in recorded}
    if {(str(line.what).casefold(), line.quantity) for line in wanted} == lines_recorded:
        return True
    raise WrongRow(
        "Request {request} from {place}, {day}, is already recorded for {lines}; cancel it and omit the number here.",
        request=number,
        place=place,
        day=day,
        lines=", ".join(f"{row[6]}={row[7]}" for row in recorded),
    ).concerning("request")


REQUESTS = ImportTable(
    REQUIRED,
    optional=("booklet", "language", "request", "open", "status", "note", "needed", *OF_PLACES),
    ignored=("shipped", "title"),
    jobs=_jobs,
    has_keys=True,
    copies=lambda context, _first: requested_by_item(context.database, context.command.number),
)
