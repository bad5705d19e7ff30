"""Copies that leave a place: returned to a store, handed out to the public, or written off."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from tracker.errors import Refused, WrongUsage
from tracker.ledger.allocation import all_lines, candidates, take_from
from tracker.ledger.commands import Ledger
from tracker.ledger.lookup import find_open_place, find_store
from tracker.ledger.naming import with_codes
from tracker.ledger.recording import Decision, Now, record
from tracker.ledger.state import State
from tracker.messages import Message
from tracker.model.catalogue import Place
from tracker.model.entries import LOSS, PUBLIC, Draft, Entry, EntryType, Move, Particulars
from tracker.model.quantities import Line

Destination = Callable[[State, Place, Now], int]
"""Returns the id of the place that the copies go to."""

REASONS = ("damaged", "lost", "outdated", "other")
"""The reasons for which copies are written off."""


class Departure(NamedTuple):
    """A return, handout or write-off as the clerk gives it."""

    place: str
    lines: tuple[Line, ...]
    store: str | None = None
    """For a return: the store they go to; None is the default store."""
    reason: str | None = None
    """For a write-off: one of REASONS; None keeps that of the replaced one."""
    everything: bool = False
    """For a return: whether all that the place holds goes back; then there are no lines."""


def log_return(ledger: Ledger, departure: Departure, particulars: Particulars) -> Entry:
    """Record copies that a place sends back to a store, the oldest run first; return the entry.

    Raises WrongUsage unless there are either lines or everything goes back, Refused when the place or store is
    unknown or closed, the place is a store itself, or it has too few copies, on that day or later.
    """
    if bool(departure.lines) == departure.everything:
        raise WrongUsage("Give either what is returned, as ITEM=QTY, or --all.")

    def destination(state: State, place: Place, now: Now) -> int:
        if place.is_store:
            raise Refused("{place} is a store; move its copies to another place with 'tracker ship'.", place=place.code)
        return find_store(state.database, departure.store or _kept_store(now), now.day).id

    return _log(ledger, EntryType.RETURN, departure, particulars, destination)


def log_handout(ledger: Ledger, departure: Departure, particulars: Particulars) -> Entry:
    """Record copies that a place gave to the public, the oldest run first; return the entry.

    Raises Refused when the place is unknown or closed, or has too few copies, on that day or later.
    """
    return _log(ledger, EntryType.HANDOUT, departure, particulars, lambda _state, _place, _now: PUBLIC)


def log_writeoff(ledger: Ledger, departure: Departure, particulars: Particulars) -> Entry:
    """Record copies that a place writes off, with the reason, the oldest run first; return the entry.

    Raises Refused when the place is unknown or closed, or has too few copies, on that day or later.
    """
    return _log(ledger, EntryType.WRITEOFF, departure, particulars, lambda _state, _place, _now: LOSS)


def _log(
    ledger: Ledger,
    kind: EntryType,
    departure: Departure,
    particulars: Particulars,
    destination: Destination,
) -> Entry:
    def decide(state: State, now: Now) -> Decision:
        place = find_open_place(state.database, departure.place, now.day)
        end = destination(state, place, now)
        lines: Sequence[Line] = with_codes(state.database, departure.lines)
        advice = [Message("If it held more, log a count first: 'tracker count {place} ITEM=QTY'.", place=place.code)]
        if departure.everything:
            lines, advice = _everything(state, place, now), []
        moves = [
            Move(allocation.run.id, place.id, end, allocation.quantity, now.time)
            for line in lines
            for allocation in take_from(state, place, line, candidates(state.database, line), now.time, *advice)
        ]
        reason = departure.reason or (now.replaced.reason if now.replaced else None)
        return Decision((Draft(kind, now.number, now.time, place.id, tuple(moves), reason=reason),))

    arguments = {
        "place": departure.place,
        "lines": departure.lines,
        "store": departure.store,
        "reason": departure.reason,
        "all": departure.everything,
    }
    return record(ledger, particulars, kind.value, arguments, decide)


def _kept_store(now: Now) -> str | None:
    """Return the store to which the return went that is replaced; None if none is."""
    return now.replaced.movements[0].destination if now.replaced else None


def _everything(state: State, place: Place, now: Now) -> list[Line]:
    """Return the lines of all that the place holds. Raises Refused when it holds nothing."""
    lines = all_lines(state, place, now.time)
    if not lines:
        raise Refused("{place} holds nothing on {day}; there is nothing to return.", place=place.code, day=now.day)
    return lines
