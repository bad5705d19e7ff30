"""What leaves a place: returned to a store, handed out to the public, or written off."""

from collections.abc import Callable
from dataclasses import dataclass

from tracker.errors import Refused
from tracker.ledger.allocation import candidates, take_from
from tracker.ledger.lookup import find_open_place, find_store
from tracker.ledger.recording import Decision, Now, record
from tracker.ledger.state import State
from tracker.model.catalogue import Place
from tracker.model.entries import LOSS, PUBLIC, Draft, Entry, EntryType, Move, Particulars
from tracker.model.quantities import Line, check_distinct
from tracker.store.connection import Ledger

Destination = Callable[[State, Place, Now], int]
"""Finds where the copies go."""

REASONS = ("damaged", "lost", "outdated", "other")
"""Why copies are written off."""


@dataclass(frozen=True)
class Departure:
    """What a clerk says of copies that leave a place."""

    place: str
    lines: tuple[Line, ...]
    store: str | None = None
    """Of a return: the store they go to; None is the default store."""
    reason: str | None = None
    """Of a write-off: one of REASONS."""


def log_return(ledger: Ledger, leaving: Departure, particulars: Particulars) -> Entry:
    """Record copies that a place sends back to a store, the oldest run first; return the entry.

    Raises Refused when the place or store is unknown or closed, the place is a store itself, or it
    has too few copies, that day or later.
    """

    def destination(state: State, place: Place, now: Now) -> int:
        if place.is_store:
            raise Refused(f"{place.code} is a store; move its copies to another with 'tracker ship'.")
        return find_store(state.database, leaving.store, now.day).id

    return _log(ledger, EntryType.RETURN, leaving, particulars, destination)


def log_handout(ledger: Ledger, leaving: Departure, particulars: Particulars) -> Entry:
    """Record copies that a place gave to the public, the oldest run first; return the entry.

    Raises Refused when the place is unknown or closed, or has too few copies, that day or later.
    """
    return _log(ledger, EntryType.HANDOUT, leaving, particulars, lambda _state, _place, _now: PUBLIC)


def log_writeoff(ledger: Ledger, leaving: Departure, particulars: Particulars) -> Entry:
    """Record copies that a place lost, with the reason, the oldest run first; return the entry.

    Raises Refused when the place is unknown or closed, or has too few copies, that day or later.
    """
    return _log(ledger, EntryType.WRITEOFF, leaving, particulars, lambda _state, _place, _now: LOSS)


def _log(
    ledger: Ledger,
    kind: EntryType,
    leaving: Departure,
    particulars: Particulars,
    destination: Destination,
) -> Entry:
    check_distinct(leaving.lines)

    def decide(state: State, now: Now) -> Decision:
        place = find_open_place(state.database, leaving.place, now.day)
        end = destination(state, place, now)
        advice = f" If more were there, count them first: 'tracker count {place.code} ITEM=QTY'."
        moves = [
            Move(each.run.id, place.id, end, each.quantity, now.time)
            for line in leaving.lines
            for each in take_from(state, place, line, candidates(state.database, line), now.time, advice)
        ]
        return Decision((Draft(kind, now.number, now.time, place.id, tuple(moves), reason=leaving.reason),))

    given = {
        "place": leaving.place,
        "lines": leaving.lines,
        "store": leaving.store,
        "reason": leaving.reason,
    }
    return record(ledger, particulars, kind.value, given, decide)
