"""Moving copies from one place to another, neither of them a store."""

from typing import NamedTuple

from tracker.errors import Refused, WrongUsage
from tracker.ledger.allocation import active_runs, all_lines, take_from, withdrawn_on
from tracker.ledger.commands import Ledger
from tracker.ledger.lookup import find_open_place
from tracker.ledger.naming import with_codes
from tracker.ledger.recording import Decision, Now, record
from tracker.ledger.state import State
from tracker.messages import Message
from tracker.model.catalogue import Place
from tracker.model.entries import Draft, Entry, EntryType, Move, Particulars
from tracker.model.quantities import Line, check_distinct
from tracker.store import catalogue


class Relocation(NamedTuple):
    """A move as the clerk gives it: from one place to another, some copies or all that are there."""

    source: str
    destination: str
    lines: tuple[Line, ...] = ()
    everything: bool = False
    """Whether all copies move but those of withdrawn runs; then there are no lines."""


def log_move(ledger: Ledger, relocation: Relocation, particulars: Particulars) -> Entry:
    """Record copies that one place gave to another, the oldest run first, and return the entry.

    Withdrawn runs are not moved. Raises WrongUsage unless there are either lines or everything moves, Refused
    when a place is unknown, closed or a store, when both are the same, or when the first has too few copies, on
    that day or later.
    """
    check_distinct(relocation.lines)
    if bool(relocation.lines) == relocation.everything:
        raise WrongUsage("Give either what is moved, as ITEM=QTY, or --all.")

    def decide(state: State, now: Now) -> Decision:
        source = _find_place(state, relocation.source, now)
        destination = _find_place(state, relocation.destination, now)
        if source == destination:
            raise Refused(
                "{place} is both where the copies are and where they go; name another place.", place=source.code
            ).concerning("destination")
        lines, messages = with_codes(state.database, relocation.lines), []
        if relocation.everything:
            lines, left = _all_of(state, source, now)
            messages = [_LEFT_BEHIND.given(**_named(source, left))] if left else []
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
    return record(ledger, particulars, "move", arguments, decide)


def _find_place(state: State, code: str, now: Now) -> Place:
    place = find_open_place(state.database, code, now.day)
    if place.is_store:
        raise Refused(
            "{place} is a store; copies leave it with 'tracker ship', and come to it with 'tracker return'.",
            place=place.code,
        )
    return place


def _all_of(state: State, place: Place, now: Now) -> tuple[tuple[Line, ...], list[str]]:
    """Return a line for each run of which copies are there, and the withdrawn runs of which some are left.

    Raises Refused when there is nothing to move.
    """
    withdrawn = {
        run.code for run in catalogue.runs(state.database) if withdrawn_on(state.database, run.id, now.day) is not None
    }
    held = all_lines(state, place, now.time)
    lines = tuple(line for line in held if str(line.what) not in withdrawn)
    left = [str(line.what) for line in held if str(line.what) in withdrawn]
    if not lines and left:
        raise Refused.of(_ONLY_WITHDRAWN.given(**_named(place, left)))
    if not lines:
        raise Refused("{place} holds nothing on {day}; there is nothing to move.", place=place.code, day=now.day)
    return lines, left


def _named(place: Place, left: list[str]) -> dict[str, str]:
    return {"place": place.code, "runs": ", ".join(left), "first": left[0]}


_LEFT_BEHIND = Message(
    "{place} keeps its copies of withdrawn runs, {runs}; send them back with 'tracker return {place} {first}=QTY'."
)
_ONLY_WITHDRAWN = Message(
    "{place} holds only copies of withdrawn runs, {runs}, which are not moved; "
    "send them back with 'tracker return {place} {first}=QTY'."
)
