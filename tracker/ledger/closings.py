"""Closed places: no copies and no open requests on any day on which they are closed."""

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING

from tracker.errors import PlaceClosed
from tracker.ledger.state import State
from tracker.messages import Message, Plural
from tracker.model.entries import TRANSIT, Move
from tracker.store import catalogue, dated_facts
from tracker.store.balances import DayQuantity
from tracker.store.dated_facts import ClosedPeriod

if TYPE_CHECKING:
    from tracker.store.entry_sets import EntryRow


def refuse_in_closed(state: State, moves: Iterable[Move], voided: Collection["EntryRow"] = ()) -> None:
    """Raise Refused if the recorded movements leave copies at a place while it is closed.

    `moves` are the movements; `voided` are the entries just voided, which may reopen a request of a closed place.
    """
    places = {end for move in moves for end in (move.source, move.destination) if end > TRANSIT}
    for place in sorted(places):
        for period in dated_facts.closed_periods(state.database, place):
            for run in sorted(state.holdings.runs_at(place)):
                days = state.held_days(place, run, period.since)
                held = next(
                    (day for day in days if day.copies > 0 and (period.until is None or day.date < period.until)), None
                )
                if held is not None:
                    raise PlaceClosed.of(_holds(state, place, run, held, period))
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


def _holds(state: State, place: int, run: int, held: DayQuantity, period: ClosedPeriod) -> Message:
    if period.until is None:
        message = Plural(
            "{place} would have {count} copy of {run} on {day}, but has been closed since {since}. First run "
            "'tracker place reopen {place} --date {since}'.",
            "{place} would have {count} copies of {run} on {day}, but has been closed since {since}. First run "
            "'tracker place reopen {place} --date {since}'.",
        )
    else:
        message = Plural(
            "{place} would have {count} copy of {run} on {day}, but was closed from {since} until {until}. First "
            "run 'tracker place reopen {place} --date {since}'.",
            "{place} would have {count} copies of {run} on {day}, but was closed from {since} until {until}. "
            "First run 'tracker place reopen {place} --date {since}'.",
            until=period.until,
        )
    return message.given(
        place=catalogue.place_by_id(state.database, place).code,
        count=held.copies,
        run=catalogue.run_code(state.database, run),
        day=held.date,
        since=period.since,
    )
