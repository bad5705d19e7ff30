"""Messages to the clerk: why an entry was refused, and its side effects."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING

from tracker.errors import NotEnoughCopies, PlaceClosed, Refused
from tracker.languages import grouped
from tracker.ledger.recounting import CountAdjustment
from tracker.ledger.state import Shortage, State
from tracker.messages import Joined, Message, Plural
from tracker.model.entries import TRANSIT, Draft, EntryType, Move
from tracker.model.quantities import Line, numbered
from tracker.store import balances, catalogue, dated_facts, entries


def too_few(message: Plural, line: Line, copies: Mapping[str, int]) -> Message:
    """Return the message for a line with too few copies, with those available, by run if there are several."""
    available = {run: quantity for run, quantity in copies.items() if quantity}
    total = sum(available.values())
    by_run = ", ".join(f"{run} {grouped(quantity)}" for run, quantity in available.items())
    return message.given(
        count=total,
        item=f"{line.what} ({by_run})" if available and len(copies) > 1 else line.what,
        missing=line.quantity - total,
        quantity=line.quantity,
    )


AT_PLACE = Plural(
    "{place} has only {count} copy of {item} available on {day}, {missing} short of the {quantity} needed.",
    "{place} has only {count} copies of {item} available on {day}, {missing} short of the {quantity} needed.",
)
IN_TRANSIT = Plural(
    "Shipment {shipment} has only {count} copy of {item} available in transit on {day}, {missing} short of the "
    "{quantity} needed.",
    "Shipment {shipment} has only {count} copies of {item} available in transit on {day}, {missing} short of the "
    "{quantity} needed.",
)
LOST = Plural(
    "Only {count} copy of {item} lost from shipment {shipment} is available on {day}, {missing} short of the "
    "{quantity} needed.",
    "Only {count} copies of {item} lost from shipment {shipment} are available on {day}, {missing} short of the "
    "{quantity} needed.",
)


def short(state: State, shortage: Shortage) -> Refused:
    """Return the error with the place, run, date, shortage and the entry that needs the copies."""
    run, outside = shortage.run, shortage.outside
    if shortage.place is not None:
        entry = balances.last_taking(state.database, shortage.place, run, shortage.date)
        message = Plural(
            "{place} would be {count} copy of {run} short on {day}.",
            "{place} would be {count} copies of {run} short on {day}.",
            place=catalogue.place_by_id(state.database, shortage.place).code,
        )
    else:
        entry = balances.last_taking_shipped(state.database, shortage.shipment or 0, run, shortage.date, outside)
        message = _TOO_FEW_IN_TRANSIT if outside == TRANSIT else _TOO_FEW_LOST
    sentence = message.given(
        count=shortage.missing,
        run=catalogue.run_code(state.database, run),
        day=shortage.date,
        shipment=shortage.shipment,
    )
    if not entry:
        return NotEnoughCopies.from_message(sentence)
    taken = Message(
        "Entry {entry} of that day uses these copies; to correct it, run 'tracker fix {entry}'.", entry=entry
    )
    return NotEnoughCopies.from_message(Joined(sentence, taken))


_TOO_FEW_IN_TRANSIT = Plural(
    "Shipment {shipment} would lack {count} copy of {run} in transit on {day}.",
    "Shipment {shipment} would lack {count} copies of {run} in transit on {day}.",
)
_TOO_FEW_LOST = Plural(
    "Shipment {shipment} would lack {count} copy of {run} among those lost on {day}.",
    "Shipment {shipment} would lack {count} copies of {run} among those lost on {day}.",
)


def describe_adjustments(state: State, adjustments: Sequence[CountAdjustment]) -> list[Message]:
    """Return the message about a changed count difference, or one message for several; `show` has the details."""
    described = list(_describe_each(state, adjustments))
    if len(described) < 2:
        return [message for _, message in described]
    counts = sorted({count for count, _ in described})
    several = Plural(
        "Count {counts} keeps its result, but its differences changed. See 'tracker show {first}'.",
        "Counts {counts} keep their results, but their differences changed. See 'tracker show {first}'.",
        count=len(counts),
        counts=numbered(counts),
        first=counts[0],
    )
    return [several]


def _describe_each(state: State, adjustments: Sequence[CountAdjustment]) -> Iterator[tuple[int, Message]]:
    """Yield each count with a changed difference, with a sentence for each of its runs, or for its item."""
    for adjustment in adjustments:
        describe = _describe_runs if adjustment.count.total is None else _describe_item
        yield from ((adjustment.count.number, message) for message in describe(state, adjustment))


def _describe_runs(state: State, adjustment: CountAdjustment) -> Iterator[Message]:
    for run, difference in adjustment.after.items():
        if difference == adjustment.before[run]:
            continue
        code = catalogue.run_code(state.database, run)
        message = _REMAINS.given(
            **_count_fields(state, adjustment),
            quantity=adjustment.counted[run],
            what=code,
            before=_signed(adjustment.before[run]),
            after=_signed(difference),
        )
        if run not in adjustment.count.runs:
            message = Joined(message, Message("{run} is not named in the full count, so it counts as 0.", run=code))
        yield message


def _describe_item(state: State, adjustment: CountAdjustment) -> Iterator[Message]:
    old, new = sum(adjustment.before.values()), sum(adjustment.after.values())
    message = (_REMAINS if old != new else _REMAINS_WHOLE).given(
        **_count_fields(state, adjustment),
        quantity=adjustment.count.total,
        what=adjustment.item,
        before=_signed(old),
        after=_signed(new),
    )
    runs = [
        f"{catalogue.run_code(state.database, run)} {grouped(copies)}"
        for run, copies in adjustment.counted.items()
        if copies or adjustment.before[run] != adjustment.after[run]
    ]
    yield (
        message
        if len(runs) < 2
        else Joined(message, Message("The print runs of the entry are now {runs}.", runs=", ".join(runs)))
    )


_REMAINS = Message(
    "Count {count} of {day} at {place} stays at {quantity} of {what}; its difference changed from {before} to {after}."
)
_REMAINS_WHOLE = Message(
    "Count {count} of {day} at {place} stays at {quantity} of {what}; its difference stays at {after}."
)


def _count_fields(state: State, adjustment: CountAdjustment) -> dict[str, object]:
    count = adjustment.count
    place = catalogue.place_by_id(state.database, adjustment.place).code
    return {"count": count.number, "day": count.time.date, "place": place}


def _signed(copies: int) -> str:
    return f"{copies:+d}" if copies else "0"


_COUNTS = 20
"""The maximum number of counts of one day to name."""


COMES_AFTER = Message(
    "The entry comes after count {count} of that day; if it happened before the count, run 'tracker fix {entry} "
    "--before {count}'."
)


def describe_earlier_counts(state: State, drafts: Sequence[Draft]) -> Iterator[Message]:
    """Yield a sentence for each count of the same copies earlier on an entry's day, or the last ones."""
    described: set[int] = set()
    for draft in drafts:
        for count in _earlier_counts(state, draft):
            if count not in described:
                described.add(count)
                day = draft.time.date
                sent_with = any(other.number == draft.shipment and other.time.date == day for other in drafts)
                yield COMES_AFTER.given(count=count, entry=draft.shipment if sent_with else draft.number)


def _earlier_counts(state: State, draft: Draft) -> Iterator[int]:
    if draft.type is EntryType.COUNT:
        return
    for move in draft.moves:
        if move.count is None:
            for place in filter(state.holdings.is_counted, (move.source, move.destination)):
                yield from entries.counts_on(state.database, place, move.run, draft.time, _COUNTS)


# Closed places are empty and have no open request on every day on which they are closed.


if TYPE_CHECKING:
    from tracker.store.entry_sets import EntryRow


def refuse_in_closed(state: State, moves: Iterable[Move], voided: Collection[EntryRow] = ()) -> None:
    """Raise Refused if the recorded movements leave copies at a place while it is closed.

    `voided` are the entries just voided, which may reopen a request of a closed place.
    """
    places = {end for move in moves for end in (move.source, move.destination) if end > TRANSIT}
    for place in sorted(places):
        for period in dated_facts.closed_periods(state.database, place):
            for run in sorted(state.holdings.runs_at(place)):
                days = state.holdings.days(place, run, period.since)
                held = next(
                    (day for day in days if day.copies > 0 and (period.until is None or day.date < period.until)), None
                )
                if held is not None:
                    raise PlaceClosed.from_message(
                        Plural(
                            "{place} would have {count} copy of {run} on {day}, but was closed on {since}. First run "
                            "'tracker place reopen {place} --date {since}'.",
                            "{place} would have {count} copies of {run} on {day}, but was closed on {since}. First run "
                            "'tracker place reopen {place} --date {since}'.",
                            place=catalogue.place_by_id(state.database, place).code,
                            count=held.copies,
                            run=catalogue.run_code(state.database, run),
                            day=held.date,
                            since=period.since,
                        )
                    )
    for request, place in {entry.request: entry.place for entry in voided if entry.request is not None}.items():
        since = dated_facts.closed_since(state.database, place)
        if since and any(line.open for line in catalogue.request_lines(state.database, request)):
            raise PlaceClosed(
                "Request {request} would be open again at {place}, which has been closed since {since}. First run "
                "'tracker place reopen {place} --date {since}'.",
                request=request,
                place=catalogue.place_by_id(state.database, place).code,
                since=since,
            )
