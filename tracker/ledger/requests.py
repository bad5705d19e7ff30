"""Requests: copies that a place requested, open until shipped or cancelled."""

from collections.abc import Iterator, Sequence
from datetime import date

from tracker.deferred import NamedTuple
from tracker.errors import NoChange, NotOpen, PlaceClosed, StillNeeded, UnknownName, WrongKind, WrongOrder
from tracker.languages import worded
from tracker.ledger.allocation import available_of
from tracker.ledger.catalogue import Change, changing, item_steps
from tracker.ledger.commands import Command
from tracker.ledger.lookup import find_open_place, find_place
from tracker.ledger.naming import with_codes
from tracker.ledger.state import State
from tracker.messages import Message, Plural
from tracker.model.catalogue import Place
from tracker.model.codes import ItemCode, parse_item
from tracker.model.dates import END_OF_TIME, day_of_opposite, not_in_future, today
from tracker.model.quantities import Line
from tracker.store import balances, catalogue, dated_facts
from tracker.store.connection import Database, Statement
from tracker.store.dated_facts import Turn
from tracker.store.statements import insert, write


class NewRequest(NamedTuple):
    """A request as typed: the place, and the copies of each item."""

    place: str
    lines: tuple[Line, ...]
    day: date | None = None
    note: str | None = None
    needed: date | None = None
    row_key: str | None = None
    """The key of a sheet's row, which identifies the request when the sheet is imported again."""


@changing
def add_request(running: Command, new: NewRequest) -> Change[int]:
    """Record a request and return its number. Raises Refused for an unknown or closed place, or an unknown item."""
    database = running.database
    day = not_in_future(new.day) if new.day else today()
    place = find_open_place(database, new.place, day)
    _refuse_closed_since(database, place)
    number = catalogue.next_id(database, "request")
    values = {"place": place.id, "date": day.isoformat(), "key": new.row_key}
    facts = [insert("request", id=number, command=running.number, **values)]
    changes, lines = _line_steps(running, number, new.lines, new.needed)
    _doubt_far_more(running, place, with_codes(database, new.lines))
    return Change(number, changes, [*facts, *lines, *write(running.number, request=number, note=new.note)])


_FAR_MORE = 10
"""A request for more than this many times the copies that a place ever received may be a slip, unless available."""


def _doubt_far_more(running: Command, place: Place, lines: Sequence[Line], request: int | None = None) -> None:
    """Doubt a request for more copies of an item than are available, and far more than the place ever received.

    A place without receipts may request all copies ever printed. Open copies of `request` itself count as available.
    """
    database, state = running.database, State(running.database, running.holdings)
    got = dated_facts.copies_ever_got(database, place.id)
    for line in lines:
        runs = [] if got else catalogue.run_ids_of(database, catalogue.item(database, line.item) or str(line.item))
        most = got * _FAR_MORE or sum(balances.printed_by(database, run, END_OF_TIME) for run in runs)
        if most and line.quantity > most and line.quantity > (available := available_of(state, line.item, request)):
            running.doubt(
                Plural(
                    "{place} requests {count} copy of {item}; available: {available}; received so far: {got}.",
                    "{place} requests {count} copies of {item}; available: {available}; received so far: {got}.",
                    place=place.code,
                    count=line.quantity,
                    item=line.what,
                    available=available,
                    got=got,
                )
            )


def describe_equal_request(database: Database, number: int, *, dry_run: bool) -> Iterator[Message]:
    """Yield a message with the last earlier request, not cancelled, that equals the recorded one."""
    others = dated_facts.same_place_and_day(database, number)
    own = _content(database, number) if others else {}  # reading the lines of a request takes long among many
    equal = next((one for one in others if _content(database, one) == own), None)
    if equal is None:
        return
    if dry_run:
        yield Message("Possible duplicate of request {other}: same place, date and copies.", other=equal)
    else:
        yield Message(
            "Request {request} looks like a duplicate of request {other}: same place, date and copies. To cancel "
            "it, run 'tracker request cancel {request}'.",
            request=number,
            other=equal,
        )


def _content(database: Database, number: int) -> dict[str, int]:
    lines = catalogue.request_lines(database, number)
    return {line.item: line.quantity for line in lines if line.status != "cancelled"}


def _line_steps(
    running: Command, request: int, lines: Sequence[Line], needed: date | None
) -> tuple[list[Statement], list[Statement]]:
    changes: list[Statement] = []
    facts: list[Statement] = []
    for line in with_codes(running.database, lines):
        if not isinstance(line.what, ItemCode):
            raise WrongKind("Requests are for items, not print runs; request {item}.", item=line.item)
        item, new_item = item_steps(running.database, line.what)
        changes += new_item
        values = {"item": item, "quantity": line.quantity, "needed": needed and needed.isoformat()}
        facts.append(insert("request_line", request=request, command=running.number, **values))
    return changes, facts


@changing
def edit_request(running: Command, number: int, lines: tuple[Line, ...], needed: date | None) -> Change[None]:
    """Replace the lines of a request, or the date by which its copies are needed; what is not given stays.

    Raises Refused if it is cancelled, nothing changes, copies were shipped of an item left out, or its place is closed.
    """
    database = running.database
    known = catalogue.request_lines(database, number)
    if not known:
        raise UnknownName("There is no request {request}; see 'tracker request list'.", request=number)
    if any(line.status == "cancelled" for line in known):
        raise NotOpen("Request {request} is cancelled; add a new one.", request=number)
    place = find_place(database, known[0].place)
    _refuse_closed_since(database, place)
    by = needed or (date.fromisoformat(known[0].needed) if known[0].needed else None)
    lines = lines or tuple(Line(parse_item(line.item), line.quantity) for line in known)
    changes, facts = _line_steps(running, number, lines, by)
    _doubt_far_more(running, place, with_codes(database, lines), number)
    wanted = {str(line.item): line.quantity for line in with_codes(database, lines)}
    _refuse_unfit(number, known, wanted, is_moved=by is not None and by.isoformat() != known[0].needed)
    return Change(None, changes, facts)


def _refuse_unfit(
    number: int, known: Sequence[catalogue.RequestLine], wanted: dict[str, int], *, is_moved: bool
) -> None:
    """Raise Refused if nothing changes, not even the date, or an item is left out although copies were shipped."""
    new = {item.casefold(): quantity for item, quantity in wanted.items()}
    for line in known:
        if line.shipped and line.item.casefold() not in new:
            raise StillNeeded.from_message(
                Plural(
                    "{count} copy of {item} was already shipped for request {request}; include that item too.",
                    "{count} copies of {item} were already shipped for request {request}; include that item too.",
                    count=line.shipped,
                    item=line.item,
                    request=number,
                )
            )
    if not is_moved and new == {line.item.casefold(): line.quantity for line in known}:
        raise NoChange("Request {request} already has these quantities; nothing was changed.", request=number)


def _refuse_closed_since(database: Database, place: Place) -> None:
    """Raise Refused if the place is closed now: a request with an earlier date would stay open."""
    since = dated_facts.closed_since(database, place.id)
    if since is not None:
        raise PlaceClosed(
            "{place} was closed on {since} and has no open requests. First run 'tracker place reopen {place} "
            "--date {since}'.",
            place=place.code,
            since=since,
        )


@changing
def cancel_request(running: Command, number: int, day: date | None, note: str | None) -> Change[None]:
    """Cancel the open part of a request. Raises Refused if nothing is open."""
    requested_on = _open_lines(running.database, number)[0].date
    when = day_of_opposite(day, date.fromisoformat(requested_on)).isoformat()
    if when < requested_on:
        raise WrongOrder(
            "Request {request} was made on {requested_on}; it cannot be cancelled before that date.",
            request=number,
            requested_on=requested_on,
        ).concerning("date")
    cancellation = dated_facts.turned(running.database, "cancellation", Turn(number, True, when), running.number)
    return Change(None, facts=[*cancellation, *write(running.number, note=note)])


def fulfilled(
    database: Database, request: int, place: str | None, lines: tuple[Line, ...], replaces: int | None
) -> tuple[str, tuple[Line, ...]]:
    """Return the place and lines to ship for a request: those given, or its own. Raises Refused if they do not match.

    Copies of the shipment to be replaced count as open.
    """
    open_lines = _open_lines(database, request, replaces)
    if place is not None and find_place(database, place).code != open_lines[0].place:
        raise WrongKind(
            "Request {request} is from {owner}, not from {place}.",
            request=request,
            owner=open_lines[0].place,
            place=place,
        )
    open_items = {line.item.casefold() for line in open_lines}
    for line in lines:
        if str(line.item).casefold() not in open_items:
            raise NotOpen("Request {request} has no copies of {item} left to ship.", request=request, item=line.item)
    to_ship = lines or tuple(Line(parse_item(line.item), line.open) for line in open_lines)
    return open_lines[0].place, to_ship


def asks_for(database: Database, request: int, place: str, lines: Sequence[Line]) -> bool:
    """Return whether a request is from a place, and for any of the items in the lines."""
    requested = catalogue.request_lines(database, request)
    items = {str(line.item).casefold() for line in lines}
    is_for_place = find_place(database, place).code == requested[0].place
    return is_for_place and any(line.item.casefold() in items for line in requested)


def _open_lines(database: Database, number: int, replaced: int | None = None) -> list[catalogue.RequestLine]:
    lines = catalogue.request_lines(database, number, () if replaced is None else (replaced,))
    if not lines:
        raise UnknownName("There is no request {request}; see 'tracker request list'.", request=number)
    open_lines = [line for line in lines if line.open]
    if not open_lines:
        raise NotOpen(
            "Request {request} is not open: its status is {status}.",
            request=number,
            status=worded("status", lines[0].status, "requests"),
        )
    return open_lines
