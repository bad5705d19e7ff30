"""Closed places: empty on every day on which they are closed, and without an open request."""

from collections.abc import Sequence

from tracker.errors import Refused
from tracker.ledger.state import State
from tracker.messages import Message, Plural
from tracker.model.entries import TRANSIT, Draft
from tracker.store import catalogue, turns
from tracker.store.balances import DayQuantity
from tracker.store.turns import ClosedPeriod


def refuse_in_closed(state: State, drafts: Sequence[Draft]) -> None:
    """Raise Refused when the drafts leave copies at a place on a day on which it is closed, or reopen its request."""
    for place in sorted(_places(drafts)):
        for period in turns.closed_periods(state.database, place):
            for run in sorted(state.holdings.runs_at(place)):
                held = _held_in(state, place, run, period)
                if held is not None:
                    raise Refused.of(_holds(state, place, run, held, period))
    voids = [draft for draft in drafts if draft.voids is not None]
    closed = {place: turns.closed_since(state.database, place) for place in {void.place for void in voids}}
    for void in voids:
        if since := closed[void.place]:
            _refuse_reopened(state, void, drafts, since)


def _places(drafts: Sequence[Draft]) -> set[int]:
    ends = {end for draft in drafts for move in draft.moves for end in (move.source, move.destination)}
    return {draft.place for draft in drafts} | {end for end in ends if end > TRANSIT}


def _held_in(state: State, place: int, run: int, period: ClosedPeriod) -> DayQuantity | None:
    """Return what the place first holds of the run on a day on which it is closed, None when it is empty, or short."""
    days = state.held_days(place, run, period.since)
    return next((day for day in days if day.copies > 0 and (period.until is None or day.date < period.until)), None)


def _refuse_reopened(state: State, void: Draft, drafts: Sequence[Draft], since: str) -> None:
    """Raise Refused when a voided shipment, and what replaces it, leave a request of a closed place open again."""
    request = catalogue.request_of(state.database, void.voids or 0)
    if request is None:
        return
    shipped: dict[str, int] = {}
    for move in (move for draft in drafts if draft.request == request for move in draft.moves):
        if move.destination == TRANSIT:
            item = catalogue.item_of(state.database, move.run)
            shipped[item] = shipped.get(item, 0) + move.quantity
    lines = catalogue.request_lines(state.database, request, [draft.voids for draft in drafts if draft.voids])
    if any(line.open > shipped.get(line.item, 0) for line in lines):
        raise Refused(
            "Request {request} of {place}, which has been closed since {since}, would be open again; "
            "reopen the place first with 'tracker place reopen {place} --date {since}'.",
            request=request,
            place=catalogue.place_by_id(state.database, void.place).code,
            since=since,
        )


def _holds(state: State, place: int, run: int, held: DayQuantity, period: ClosedPeriod) -> Message:
    if period.until is None:
        message = Plural(
            "{place} would hold {count} copy of {run} on {day}, and has been closed since {since}; "
            "reopen it first with 'tracker place reopen {place} --date {since}'.",
            "{place} would hold {count} copies of {run} on {day}, and has been closed since {since}; "
            "reopen it first with 'tracker place reopen {place} --date {since}'.",
        )
    else:
        message = Plural(
            "{place} would hold {count} copy of {run} on {day}, and was closed from {since} until {until}; "
            "reopen it for these days with 'tracker place reopen {place} --date {since}'.",
            "{place} would hold {count} copies of {run} on {day}, and was closed from {since} until {until}; "
            "reopen it for these days with 'tracker place reopen {place} --date {since}'.",
            until=period.until,
        )
    return message.given(
        place=catalogue.place_by_id(state.database, place).code,
        count=held.copies,
        run=catalogue.run_code(state.database, run),
        day=held.date,
        since=period.since,
    )
