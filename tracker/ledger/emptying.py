"""Closing a place into another one, which takes what it holds, in one command."""

from datetime import date

from tracker.errors import Refused
from tracker.ledger.allocation import all_lines, withdrawn_on
from tracker.ledger.commands import Command
from tracker.ledger.departures import Departure, Relocation, log_move, log_return
from tracker.ledger.lookup import find_place, find_run
from tracker.ledger.places import close_place, find_closable
from tracker.ledger.recording import as_recorded
from tracker.ledger.shipments import Shipment, log_shipment
from tracker.ledger.state import State
from tracker.model.catalogue import Place
from tracker.model.codes import RunCode
from tracker.model.dates import not_in_future, today
from tracker.model.entries import LAST_POSITION, Entry, Particulars, Time
from tracker.model.quantities import Line
from tracker.store import entries
from tracker.store.connection import Database


def close_into(running: Command, code: str, into: str, day: date | None, note: str | None) -> Entry | None:
    """Close a place from that day on, after all that it holds went to another: return that entry, None if it is empty.

    From a place into a place it is a move, which withdrawn runs do not make; from a place into a store a return;
    from a store into a store a shipment that has arrived, withdrawn runs included. The entry has no moment yet.
    Raises Refused when a store is closed into a place, a place into itself, or
    anything of it is refused.
    """
    closed = not_in_future(day) if day else today()
    place = find_closable(running.database, code, closed)
    target = find_place(running.database, into)
    _refuse_unfit(place, target)
    moved = _move_out(running, place, target, Particulars(running.clerk, closed, quiet=True))
    close_place(running, code, closed, note)
    return moved


def moved_by(database: Database, command: int, moved: Entry | None) -> Entry | None:
    """Return the entry that such a command made, as it is now, None when there was nothing to move.

    `moved` is what it returned; without it, the entry is found.
    """
    if moved is None:
        number = next(iter(entries.of_command(database, command)), None)
        return None if number is None else entries.read(database, number)
    return as_recorded(database, moved)


def _refuse_unfit(place: Place, target: Place) -> None:
    if place == target:
        raise Refused("{place} cannot be closed into itself; name another place.", place=place.code)
    if place.is_store and not target.is_store:
        raise Refused(
            "{place} is a store, and {target} is not: what a store holds goes to another store when it is closed; "
            "name a store with --into, or ship its copies first.",
            place=place.code,
            target=target.code,
        )


def _move_out(running: Command, place: Place, target: Place, particulars: Particulars) -> Entry | None:
    """Record that all that the place holds went to the target; return the entry, None if it holds nothing."""
    assert particulars.day is not None  # noqa: S101  (the caller gives it)
    state = State(running.database, running.holdings)
    lines = all_lines(state, place, Time(particulars.day.isoformat(), LAST_POSITION))
    if not lines:
        return None
    if place.is_store:
        shipment = Shipment(target.code, (), place.code, received=True, everything=True)
        return log_shipment(running, shipment, particulars)
    if target.is_store:
        return log_return(running, Departure(place.code, (), target.code, everything=True), particulars)
    withdrawn = [line for line in lines if _is_withdrawn(state, line, particulars.day)]
    if withdrawn:
        raise Refused(
            "{place} holds copies of withdrawn runs, which do not move to another place: {runs}; "
            "send them back first with 'tracker return {place} {lines} --date {day}'.",
            place=place.code,
            runs=", ".join(str(line.what) for line in withdrawn),
            lines=" ".join(map(str, withdrawn)),
            day=particulars.day,
        )
    return log_move(running, Relocation(place.code, target.code, everything=True), particulars)


def _is_withdrawn(state: State, line: Line, day: date) -> bool:
    assert isinstance(line.what, RunCode)  # noqa: S101  (all lines are of runs)
    run = find_run(state.database, line.what)
    return withdrawn_on(state.database, run.id, day) is not None
