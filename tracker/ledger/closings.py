"""Closed places: empty on every day on which they are closed, and without an open request."""

from collections.abc import Iterable

from tracker.errors import Refused
from tracker.messages import Message, Plural
from tracker.store import balances, catalogue
from tracker.store.balances import ClosedHolding
from tracker.store.connection import Database


def refuse_in_closed(database: Database, places: Iterable[int]) -> None:
    """Raise Refused when one of the places now holds copies on a day on which it is closed, or has an open request.

    It is asked after everything that a command records is in the database.
    """
    for place_id in sorted(places):
        holding = balances.held_while_closed(database, place_id)
        if holding is not None:
            raise Refused.of(_holds(database, place_id, holding))
        since = catalogue.closed_since(database, place_id)
        if since is not None and (requests := catalogue.open_requests_of(database, place_id)):
            raise Refused(
                "Request {request} of {place}, which has been closed since {since}, would be open again; "
                "reopen the place first with 'tracker place reopen {place} --date {since}'.",
                request=requests[0],
                place=catalogue.place_by_id(database, place_id).code,
                since=since,
            )


def _holds(database: Database, place_id: int, holding: ClosedHolding) -> Message:
    if holding.until is None:
        message = Plural(
            "{place} would hold {count} copy of {run} on {day}, and has been closed since {since}; "
            "reopen it first with 'tracker place reopen {place} --date {since}'.",
            "{place} would hold {count} copies of {run} on {day}, and has been closed since {since}; "
            "reopen it first with 'tracker place reopen {place} --date {since}'.",
        )
    else:
        message = Plural(
            "{place} would hold {count} copy of {run} on {day}, and was closed from {since} until {until}.",
            "{place} would hold {count} copies of {run} on {day}, and was closed from {since} until {until}.",
            until=holding.until,
        )
    return message.given(
        place=catalogue.place_by_id(database, place_id).code,
        count=holding.copies,
        run=catalogue.run_code(database, holding.run),
        day=holding.date,
        since=holding.since,
    )
