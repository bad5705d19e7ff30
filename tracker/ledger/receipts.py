"""Receiving: from transit into the place, what is missing at the end into the losses."""

from dataclasses import dataclass

from tracker.errors import Refused, WrongUsage
from tracker.ledger.allocation import candidates, take_from_shipment
from tracker.ledger.lookup import find_entry, refuse_closed
from tracker.ledger.messages import copies
from tracker.ledger.recording import Decision, Now, record
from tracker.ledger.state import Floor, State
from tracker.model.entries import LOSS, TRANSIT, Draft, Entry, EntryType, Move, Particulars
from tracker.model.quantities import Line, check_distinct
from tracker.store import catalogue, entries
from tracker.store.balances import runs_shipped
from tracker.store.connection import Ledger


@dataclass(frozen=True)
class Arrival:
    """What a clerk says of an arrival: of which shipment, what (nothing said: all), and if that was all."""

    shipment: int
    lines: tuple[Line, ...] = ()
    close: bool = False


@dataclass(frozen=True)
class _Arrived:
    """So many copies of a run that came out of transit, or back from the losses."""

    run: int
    source: int
    quantity: int


def log_receipt(ledger: Ledger, arrival: Arrival, particulars: Particulars) -> Entry:
    """Record what arrived of a shipment and return the entry.

    Without lines all that is outstanding arrived; with `close` the rest is booked as lost. Raises
    WrongUsage for `close` without lines, Refused when the entry is no shipment or voided, nothing is
    outstanding, more arrived than is outstanding, or the date is before the shipment's.
    """
    check_distinct(arrival.lines)
    if arrival.close and not arrival.lines:
        raise WrongUsage("--close needs to know what arrived: name it, as THB/lv=0 if nothing did.")

    def decide(state: State, now: Now) -> Decision:
        shipment = _shipment(state, arrival.shipment, now, particulars)
        outstanding = _outstanding(state, arrival.shipment, now)
        arrived = _arrived(state, arrival, outstanding, now)
        place = entries.place_of(state.database, arrival.shipment)
        refuse_closed(state.database, catalogue.place_by_id(state.database, place), now.day)
        moves = [_move(part, place, arrival.shipment, now) for part in arrived]
        missing = {run: floor.copies for run, floor in outstanding.items()}
        for part in arrived:
            if part.source == TRANSIT:
                missing[part.run] -= part.quantity
        if arrival.close:
            moves += [
                _move(_Arrived(run, TRANSIT, quantity), LOSS, arrival.shipment, now)
                for run, quantity in missing.items()
                if quantity > 0
            ]
        if not moves:
            raise Refused(f"Nothing of shipment {arrival.shipment} is outstanding: it is {shipment.status}.")
        draft = Draft(EntryType.RECEIVE, now.number, now.time, place, tuple(moves), shipment=arrival.shipment)
        lost = sum(state.lost(arrival.shipment, run, now.time[0]).copies for run in outstanding)
        lost -= sum(part.quantity for part in arrived if part.source == LOSS)
        messages = () if particulars.brief else _what_is_missing(arrival, sum(missing.values()), lost)
        return Decision((draft,), messages=messages)

    given = {"shipment": arrival.shipment, "lines": arrival.lines, "close": arrival.close}
    return record(ledger, particulars, "receive", given, decide)


def _move(part: _Arrived, place: int, shipment: int, now: Now) -> Move:
    return Move(part.run, part.source, place, part.quantity, now.time, shipment)


def _shipment(state: State, number: int, now: Now, particulars: Particulars) -> Entry:
    shipment = find_entry(state.database, number)
    day = now.time[0]
    if shipment.type is not EntryType.SHIP:
        raise Refused(f"Entry {number} is a {shipment.type}, not a shipment; see 'tracker shipments'.")
    if particulars.replaces == number:
        raise Refused(f"A receipt cannot replace shipment {number}, which it belongs to.")
    if shipment.voided_by is not None:
        raise Refused(f"Shipment {number} was voided by entry {shipment.voided_by}; nothing of it can arrive.")
    if now.time < entries.time_of(state.database, number):
        raise Refused(f"Shipment {number} left on {shipment.date}; it cannot be received before that, on {day}.")
    return shipment


def _outstanding(state: State, shipment: int, now: Now) -> dict[int, Floor]:
    """Return how many copies of each run may still arrive on that day, the oldest run first."""
    shipped = set(runs_shipped(state.database, shipment))
    ordered = [run.id for run in catalogue.runs(state.database) if run.id in shipped]
    return {run: state.outstanding(shipment, run, now.time[0]) for run in ordered}


def _arrived(state: State, arrival: Arrival, outstanding: dict[int, Floor], now: Now) -> list[_Arrived]:
    """Return what arrived, the oldest run first: out of transit, or found again after a loss."""
    if not arrival.lines:
        return [_Arrived(run, TRANSIT, floor.copies) for run, floor in outstanding.items() if floor.copies > 0]
    arrived = []
    for line in arrival.lines:
        runs = [run for run in candidates(state.database, line) if run.id in outstanding]
        if not runs:
            raise Refused(f"Shipment {arrival.shipment} has no copies of {line.what}.")
        lost = {run.id: state.lost(arrival.shipment, run.id, now.time[0]) for run in runs}
        in_transit = any(outstanding[run.id].copies for run in runs)
        found_again = any(floor.copies > 0 for floor in lost.values()) and not in_transit
        source, there = (LOSS, lost) if found_again else (TRANSIT, outstanding)
        said = f"{'lost' if found_again else 'in transit'} on {now.time[0]}"
        taken = take_from_shipment(line, runs, there, f"Shipment {arrival.shipment} has", said)
        arrived += [_Arrived(each.run.id, source, each.quantity) for each in taken]
    return arrived


def _what_is_missing(arrival: Arrival, missing: int, lost: int) -> tuple[str, ...]:
    if missing <= 0 and lost > 0:
        return (f"{lost} {copies(lost)} of shipment {arrival.shipment} are booked as lost.",)
    if missing <= 0:
        return (f"Shipment {arrival.shipment} has arrived whole.",)
    if arrival.close:
        return (f"{missing} {copies(missing)} of shipment {arrival.shipment} did not arrive: booked as lost.",)
    return (f"{missing} {copies(missing)} of shipment {arrival.shipment} are still in transit.",)
