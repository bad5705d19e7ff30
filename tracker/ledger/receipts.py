"""Receipts: from transit into the place; copies missing when a shipment is closed are recorded as lost."""

from collections.abc import Sequence
from datetime import date
from functools import partial

from tracker.deferred import NamedTuple
from tracker.errors import (
    AlreadyVoided,
    AmbiguousName,
    NamedTwice,
    NotOutstanding,
    PlaceClosed,
    UnknownName,
    WrongOrder,
    WrongQuantity,
    WrongUsage,
)
from tracker.languages import worded
from tracker.ledger.allocation import candidates, take_from_shipment
from tracker.ledger.commands import Command, LedgerOrCommand
from tracker.ledger.lookup import find_entry, find_open_place, find_shipment, refuse_void
from tracker.ledger.naming import find_number, place_named, with_codes
from tracker.ledger.recording import Decision, Now, Part, record_entry, record_together, refuse_linked
from tracker.ledger.state import State
from tracker.messages import Message, Plural
from tracker.model.codes import ItemCode, RunCode
from tracker.model.dates import today
from tracker.model.entries import ALL, LOSS, TRANSIT, Draft, Entry, EntryName, EntryRange, EntryType, Move, Particulars
from tracker.model.quantities import Line, numbered
from tracker.store import catalogue, dated_facts, entries, entry_sets
from tracker.store.balances import DayQuantity, runs_shipped
from tracker.store.dated_facts import in_transit_to

ARRIVED = Message("Shipment {shipment} has arrived in full.")
"""The message of each receipt that completes its shipment."""


class Arrival(NamedTuple):
    """A receipt as typed: the shipment, the copies received (no lines: all), and whether to close it."""

    shipment: EntryName
    lines: tuple[Line, ...] = ()
    close: bool | None = None
    """None closes it if the replaced receipt did."""


class _Arrived(NamedTuple):
    """Received copies of a run, from transit or found after having been recorded as lost."""

    run: int
    source: int
    quantity: int


def log_receipt(ledger: LedgerOrCommand, arrival: Arrival, particulars: Particulars) -> Entry:
    """Record the received copies of a shipment and return the entry.

    Without lines, all outstanding copies were received; with `close`, or if the replaced receipt closed, the rest is
    recorded as lost. Raises WrongUsage for `close` without lines, and for a line of zero without it; Refused if the
    entry is not a valid shipment, or has fewer copies outstanding.
    """
    if arrival.close and not arrival.lines and particulars.replaces is None:
        raise WrongUsage("--close requires the quantities received, such as THB/lv=0 for none.")

    def draft_receipt(state: State, now: Now) -> Decision:
        closes = bool(arrival.close)
        if arrival.close is None and now.replaced is not None:
            from tracker.ledger.replacements import is_closing  # few receipts replace another

            closes = is_closing(state.database, now.replaced)
        if not closes and any(line.quantity == 0 for line in arrival.lines):
            raise WrongQuantity("A quantity of 0 is valid only with --close, for copies that will not be received.")
        number = _find_shipment(now.command, arrival.shipment, now.day)
        _check_shipment(state, number, now)
        outstanding = _outstanding(state, number, now)
        arrived = _arrived(state, arrival, number, outstanding, now)
        place = entries.place_of(state.database, number)
        _refuse_closed(state, place, number, now)
        moves = [_move(part, place, number, now) for part in arrived]
        missing = {run: minimum.copies for run, minimum in outstanding.items()}
        for part in arrived:
            if part.source == TRANSIT:
                missing[part.run] -= part.quantity
        if closes:
            moves += [
                _move(_Arrived(run, TRANSIT, quantity), LOSS, number, now)
                for run, quantity in missing.items()
                if quantity > 0
            ]
        if not moves:
            receipts = entry_sets.receipts_of(state.database, [number])
            raise NotOutstanding(
                "Shipment {shipment} cannot be received: its status is {status}. To see its last receipt, run "
                "'tracker show {receipt}'.",
                shipment=number,
                receipt=receipts[-1].number,
                status=worded("status", entries.shipment_status(state.database, number)),
            )
        draft = Draft(EntryType.RECEIVE, now.number, now.time, place, tuple(moves), shipment=number)
        if particulars.quiet:
            return Decision((draft,))
        lost = sum(state.outstanding(number, run, now.time.date, LOSS).copies for run in outstanding)
        lost -= sum(part.quantity for part in arrived if part.source == LOSS)
        message = _missing_message(number, sum(missing.values()), lost, close=closes)
        return Decision((draft,), messages=(message,))

    arguments = {"shipment": arrival.shipment, "lines": arrival.lines, "close": arrival.close}
    return record_entry(ledger, particulars, "receive", arguments, draft_receipt)


def _refuse_closed(state: State, place: int, shipment: int, now: Now) -> None:
    """Raise Refused if the place is closed that day. With an earlier day, copies would be left in a closed place."""
    since = dated_facts.since_on(state.database, "closing", place, now.day)
    if since is not None:
        raise PlaceClosed(
            "{place} has been closed since {since}; to receive shipment {shipment}, first run "
            "'tracker place reopen {place} --date {since}'.",
            place=catalogue.place_by_id(state.database, place).code,
            since=since,
            shipment=shipment,
        ).concerning("date")


def log_receipts(
    ledger: LedgerOrCommand,
    shipments: Sequence[EntryName | EntryRange],
    particulars: Particulars,
    *,
    to: str | None = None,
) -> tuple[Entry, ...]:
    """Record the receipt of all outstanding copies of several shipments, in one command; return the entries.

    A range of entries means those with outstanding copies that day; `to` a place, all in transit to it.
    """
    refuse_linked(particulars)

    def receipts(running: Command) -> list[Part]:
        day = particulars.day or today()
        numbers = [] if to is None else _outstanding_at(running, to, day)
        for named in shipments:
            if isinstance(named, tuple):
                numbers += _outstanding_between(running, named, day)
            elif isinstance(named, str) and named.casefold() == ALL:
                numbers += _outstanding_between(running, (1, running.next_entry - 1), day)
            else:
                numbers.append(_find_shipment(running, named, day))
        for number in numbers:
            if numbers.count(number) > 1:
                raise NamedTwice("Shipment {shipment} appears twice; specify it once.", shipment=number)
        return [partial(_receive, number) for number in numbers]

    arguments = {"shipments": shipments} if to is None else {"place": to}
    return record_together(ledger, particulars, "receive", arguments, receipts, tells_each=True)


def _receive(shipment: int, running: Command, particulars: Particulars) -> Entry:
    return log_receipt(running, Arrival(shipment), particulars)


def _find_shipment(running: Command, name: EntryName, day: date) -> int:
    """Return the number of a shipment, named as `find_number` says, or by the place to which only it is in transit."""
    database = running.database
    try:
        return find_number(database, name, running.clerk, EntryType.SHIP)
    except UnknownName:
        place = catalogue.place(database, str(name)) or place_named(database, str(name))
        if place is None:
            raise
    numbers = _outstanding_at(running, place.code, day)
    if len(numbers) > 1:
        raise AmbiguousName(
            "Several shipments are in transit to {place}: {shipments}. Run 'tracker receive --to {place}' for all.",
            place=place.code,
            shipments=numbered(numbers),
        )
    return numbers[0]


def _outstanding_between(running: Command, named: EntryRange, day: date) -> list[int]:
    first, last = (find_entry(running.database, int(number)).number or 0 for number in named)
    if found := _outstanding_of(running, entries.shipments_between(running.database, first, last), day):
        return found
    raise NotOutstanding("Entries {first} to {last} have nothing in transit on {day}.", first=first, last=last, day=day)


def _outstanding_at(running: Command, place: str, day: date) -> list[int]:
    found = find_open_place(running.database, place, day)
    sent = in_transit_to(running.database, found.id, day.isoformat())
    if numbers := _outstanding_of(running, sent, day):
        return numbers
    raise NotOutstanding("Nothing is in transit to {place} on {day}.", place=found.code, day=day)


def _outstanding_of(running: Command, shipments: Sequence[int], day: date) -> list[int]:
    state = State(running.database, running.holdings)
    return [
        number
        for number in shipments
        if any(
            state.outstanding(number, run, day.isoformat()).copies > 0 for run in runs_shipped(running.database, number)
        )
    ]


def _move(part: _Arrived, place: int, shipment: int, now: Now) -> Move:
    return Move(part.run, part.source, place, part.quantity, now.time, shipment)


def _check_shipment(state: State, number: int, now: Now) -> None:
    """Raise Refused unless the entry is a valid shipment, sent before now."""
    sent = entries.sent_at(state.database, number)
    if sent is None:
        shipment = find_shipment(state.database, number)
        try:
            refuse_void(state.database, shipment)
        except AlreadyVoided as refusal:
            raise NotOutstanding.from_message(refusal.message) from None
    elif now.time < sent:
        raise WrongOrder(
            "Shipment {shipment} was sent on {dispatched_on}; it cannot be received earlier.",
            shipment=number,
            dispatched_on=sent.date,
        ).concerning("date")


def _outstanding(state: State, shipment: int, now: Now) -> dict[int, DayQuantity]:
    """Return the copies of each run that can be received on that day, oldest run first."""
    shipped = set(runs_shipped(state.database, shipment))
    ordered = shipped if len(shipped) < 2 else [run.id for run in catalogue.runs(state.database) if run.id in shipped]
    return {run: state.outstanding(shipment, run, now.time.date) for run in ordered}


def outstanding_of(state: State, shipment: int, what: ItemCode | RunCode, day: date) -> int:
    """Return the copies of an item or run in a shipment that can be received on `day`."""
    shipped = set(runs_shipped(state.database, shipment))
    runs = [run.id for run in candidates(state.database, Line(what, 1)) if run.id in shipped]
    return sum(max(state.outstanding(shipment, run, day.isoformat()).copies, 0) for run in runs)


def _arrived(
    state: State, arrival: Arrival, shipment: int, outstanding: dict[int, DayQuantity], now: Now
) -> list[_Arrived]:
    """Return the received copies, oldest run first: from transit, or found after having been recorded as lost."""
    if not arrival.lines:
        return [_Arrived(run, TRANSIT, minimum.copies) for run, minimum in outstanding.items() if minimum.copies > 0]
    arrived = []
    for line in with_codes(state.database, arrival.lines):
        runs = [run for run in candidates(state.database, line) if run.id in outstanding]
        if not runs:
            raise NotOutstanding("Shipment {shipment} contains no copies of {item}.", shipment=shipment, item=line.what)
        lost = {run.id: state.outstanding(shipment, run.id, now.time.date, LOSS) for run in runs}
        in_transit = any(outstanding[run.id].copies for run in runs)
        found = any(minimum.copies > 0 for minimum in lost.values()) and not in_transit
        source, available = (LOSS, lost) if found else (TRANSIT, outstanding)
        replaces = now.replaced is not None
        taken = take_from_shipment(
            state, line, runs, available, now.time.date, shipment, outside=source, replaces=replaces
        )
        arrived += [_Arrived(allocation.run.id, source, allocation.quantity) for allocation in taken]
    return arrived


def _missing_message(shipment: int, missing: int, lost: int, *, close: bool) -> Message:
    if missing > 0 and close:
        message: Message = Plural(
            "{count} copy of shipment {shipment} recorded as lost.",
            "{count} copies of shipment {shipment} recorded as lost.",
            count=missing,
        )
    elif missing > 0:
        message = Plural(
            "Shipment {shipment} still has {count} copy in transit.",
            "Shipment {shipment} still has {count} copies in transit.",
            count=missing,
        )
    elif lost > 0:
        message = Plural(
            "Shipment {shipment} has {count} copy recorded as lost.",
            "Shipment {shipment} has {count} copies recorded as lost.",
            count=lost,
        )
    else:
        message = ARRIVED
    return message.given(shipment=shipment)
