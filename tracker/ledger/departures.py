"""Copies that leave a place: returned to a store, handed out to the public, or written off."""

from collections.abc import Callable, Sequence

from tracker.deferred import NamedTuple
from tracker.errors import NotEnoughCopies, RunWithdrawn, SamePlace, WrongKind, WrongUsage
from tracker.ledger.allocation import active_runs, all_lines, candidates, take_from, withdrawn_lines
from tracker.ledger.commands import LedgerOrCommand
from tracker.ledger.lookup import find_open_place, find_store
from tracker.ledger.naming import with_codes
from tracker.ledger.recording import Decision, Now, record_entry
from tracker.ledger.state import State
from tracker.messages import Message
from tracker.model.catalogue import SEMINAR, Place
from tracker.model.entries import LOSS, PUBLIC, Audience, Draft, Entry, EntryType, Move, Particulars
from tracker.model.quantities import Line, check_groups

Destination = Callable[[State, Place, Now], int]
"""Returns the id of the destination."""

REASONS = ("damaged", "lost", "outdated", "other")
"""The reasons for write-offs."""


class Departure(NamedTuple):
    """A return, handout or write-off as typed."""

    place: str
    lines: tuple[Line, ...]
    store: str | None = None
    """For a return: the store to return to; None means the default store."""
    reason: str | None = None
    """For a write-off: one of REASONS; None keeps the replaced entry's reason."""
    everything: bool = False
    """For a return or handout: whether all copies at the place leave; then there are no lines."""
    audience: Audience | None = None
    """For a handout: the people reached; None keeps those of the replaced entry."""


_SHIP = Message("{place} is a store; to send copies from it, run 'tracker ship'.")
_RETURN = Message("{place} is a store; to send copies back to it, run 'tracker return'.")


def log_return(ledger: LedgerOrCommand, departure: Departure, particulars: Particulars) -> Entry:
    """Record copies that a place returns to a store, oldest run first; return the entry.

    Raises Refused if the place is a store, either is closed, or it has too few copies on that day or later.
    """

    def destination(state: State, place: Place, now: Now) -> int:
        if place.is_store:
            raise WrongKind.from_message(_SHIP.given(place=place.code))
        kept = now.replaced.movements[0].destination if now.replaced else None
        return find_store(state.database, departure.store or kept, now.day).id

    return _log(ledger, EntryType.RETURN, departure, particulars, destination)


def log_handout(ledger: LedgerOrCommand, departure: Departure, particulars: Particulars) -> Entry:
    """Record copies that a place handed out, oldest run first, and the people reached; return the entry.

    Raises Refused if the place is closed, has too few copies, or is a seminar with an audience given.
    """
    check_groups(departure.audience or ())
    return _log(ledger, EntryType.HANDOUT, departure, particulars, lambda _state, _place, _now: PUBLIC)


def log_writeoff(ledger: LedgerOrCommand, departure: Departure, particulars: Particulars) -> Entry:
    """Record copies that a place writes off, oldest run first; return the entry. Raises Refused for too few copies."""
    return _log(ledger, EntryType.WRITEOFF, departure, particulars, lambda _state, _place, _now: LOSS)


def _log(
    ledger: LedgerOrCommand, kind: EntryType, departure: Departure, particulars: Particulars, destination: Destination
) -> Entry:
    if bool(departure.lines) == departure.everything:
        raise WrongUsage("Specify either ITEM=QTY or --all.")

    def draft_departure(state: State, now: Now) -> Decision:
        place = find_open_place(state.database, departure.place, now.day)
        end = destination(state, place, now)
        lines: Sequence[Line] = with_codes(state.database, departure.lines)
        advice = [
            Message(
                "If the place had more copies, log a count first: 'tracker count {place} ITEM=QTY'.", place=place.code
            )
        ]
        if departure.everything:
            lines, advice = _held(state, place, now), []
        moves = [
            Move(allocation.run.id, place.id, end, allocation.quantity, now.time)
            for line in lines
            for allocation in take_from(state, place, line, candidates(state.database, line), now.time, *advice)
        ]
        if departure.audience and place.kind == SEMINAR:
            raise WrongKind(
                "{place} is a seminar, which has its own attendees; use 'tracker seminar edit {place} --audience "
                "GROUP=N'.",
                place=place.code,
            )
        reason = departure.reason or (now.replaced.reason if now.replaced else None)
        audience = departure.audience
        if audience is None:
            audience = now.replaced.audience if now.replaced else ()
        draft = Draft(kind, now.number, now.time, place.id, tuple(moves), reason=reason)
        return Decision((draft if place.kind == SEMINAR else draft._replace(audience=audience),))

    arguments = {
        "place": departure.place,
        "lines": departure.lines,
        "store": departure.store,
        "reason": departure.reason,
        "all": departure.everything,
        "audience": departure.audience,
    }
    return record_entry(ledger, particulars, kind.value, arguments, draft_departure)


# Move copies between places that are not stores.


class Relocation(NamedTuple):
    """A move as typed: between two places, of some copies or all."""

    source: str
    destination: str
    lines: tuple[Line, ...] = ()
    everything: bool = False
    """Whether all copies except those of withdrawn runs move; then there are no lines."""


def log_move(ledger: LedgerOrCommand, relocation: Relocation, particulars: Particulars) -> Entry:
    """Record copies moved between two places, oldest run first, and return the entry.

    Raises Refused if a place is closed or a store, both are the same, or the first has too few copies.
    """
    if bool(relocation.lines) == relocation.everything:
        raise WrongUsage("Specify either ITEM=QTY or --all.")

    def draft_move(state: State, now: Now) -> Decision:
        source = _find_place(state, relocation.source, now, _SHIP)
        destination = _find_place(state, relocation.destination, now, _RETURN)
        if source == destination:
            raise SamePlace("{place} is both source and destination; use another place.", place=source.code).concerning(
                "destination"
            )
        lines, messages = with_codes(state.database, relocation.lines), list[Message]()
        if relocation.everything:
            lines, messages = _all_of(state, source, now)
        moves = [
            Move(part.run.id, source.id, destination.id, part.quantity, now.time)
            for line in lines
            for part in take_from(state, source, line, active_runs(state.database, line, now.day), now.time)
        ]
        draft = Draft(EntryType.MOVE, now.number, now.time, destination.id, tuple(moves))
        return Decision((draft,), messages=tuple(messages))

    arguments = {
        "source": relocation.source,
        "place": relocation.destination,
        "lines": relocation.lines,
        "all": relocation.everything,
    }
    return record_entry(ledger, particulars, "move", arguments, draft_move)


def _find_place(state: State, code: str, now: Now, refusal: Message) -> Place:
    place = find_open_place(state.database, code, now.day)
    if place.is_store:
        raise WrongKind.from_message(refusal.given(place=place.code))
    return place


def _all_of(state: State, place: Place, now: Now) -> tuple[tuple[Line, ...], list[Message]]:
    """Return a line for each run that moves, and a message about withdrawn runs, which remain."""
    held = _held(state, place, now)
    left = withdrawn_lines(state.database, held, now.day)
    if not left:
        return tuple(held), []
    runs = [line.what for line in left]
    remain = _LEFT_BEHIND.given(place=place.code, runs=", ".join(map(str, runs)), first=runs[0])
    if len(left) == len(held):
        raise RunWithdrawn.from_message(remain)
    return tuple(line for line in held if line not in left), [remain]


def _held(state: State, place: Place, now: Now) -> list[Line]:
    if lines := all_lines(state, place, now.time):
        return lines
    raise NotEnoughCopies("{place} has no copies on {day}.", place=place.code, day=now.day)


_LEFT_BEHIND = Message(
    "Copies of withdrawn runs stay at {place}: {runs}. To return them, run 'tracker return {place} {first}=QTY'."
)
