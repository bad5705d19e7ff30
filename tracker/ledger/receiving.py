"""Receiving: from transit into the place, what is missing at the end into the losses."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from tracker.errors import Refused, WrongUsage
from tracker.ledger.allocation import Spare, candidates, copies, take
from tracker.ledger.lookup import find_entry
from tracker.ledger.recording import Decision, Moment, record
from tracker.model.catalogue import Run
from tracker.model.entries import LOSS, TRANSIT, Draft, Entry, EntryType, Move, Particulars
from tracker.model.quantities import Line, check_distinct
from tracker.store import catalogue, entries
from tracker.store.balances import Floor, lost_from, outstanding_from, runs_shipped
from tracker.store.connection import Database, Ledger


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

    def decide(database: Database, moment: Moment) -> Decision:
        shipment = _shipment(database, arrival.shipment, moment)
        outstanding = _outstanding(database, arrival.shipment, moment)
        arrived = _arrived(database, arrival, outstanding, moment)
        if not arrival.close and not arrived:
            raise Refused(f"Nothing of shipment {arrival.shipment} is outstanding: it is {shipment.status}.")
        missing = {run: floor.copies for run, floor in outstanding.items()}
        for part in arrived:
            if part.source == TRANSIT:
                missing[part.run] -= part.quantity
        place = entries.place_of(database, arrival.shipment)
        moves = [Move(part.run, part.source, place, part.quantity, arrival.shipment) for part in arrived]
        if arrival.close:
            moves += [
                Move(run, TRANSIT, LOSS, quantity, arrival.shipment)
                for run, quantity in missing.items()
                if quantity > 0
            ]
        draft = Draft(EntryType.RECEIVE, moment.day, place, tuple(moves), shipment=arrival.shipment)
        return Decision((draft,), messages=_what_is_missing(arrival, sum(missing.values())))

    given = {"shipment": arrival.shipment, "lines": arrival.lines, "close": arrival.close}
    return record(ledger, particulars, "receive", given, decide)


def _shipment(database: Database, number: int, moment: Moment) -> Entry:
    shipment = find_entry(database, number)
    if shipment.type is not EntryType.SHIP:
        raise Refused(f"Entry {number} is a {shipment.type}, not a shipment; see 'tracker shipments'.")
    if shipment.voided_by is not None:
        raise Refused(f"Shipment {number} was voided by entry {shipment.voided_by}; nothing of it can arrive.")
    if moment.day.isoformat() < shipment.date:
        raise Refused(f"Shipment {number} left on {shipment.date}; it cannot be received on {moment.day} already.")
    return shipment


def _outstanding(database: Database, shipment: int, moment: Moment) -> dict[int, Floor]:
    """Return how many copies of each run may still arrive on that day, the oldest run first."""
    shipped = set(runs_shipped(database, shipment))
    ordered = [run.id for run in catalogue.runs(database) if run.id in shipped]
    return {run: outstanding_from(database, shipment, run, moment.day) for run in ordered}


def _arrived(database: Database, arrival: Arrival, outstanding: dict[int, Floor], moment: Moment) -> list[_Arrived]:
    """Return what arrived, the oldest run first: out of transit, or found again after a loss."""
    if not arrival.lines:
        return [_Arrived(run, TRANSIT, floor.copies) for run, floor in outstanding.items() if floor.copies > 0]
    arrived = []
    for line in arrival.lines:
        runs = [run for run in candidates(database, line) if run.id in outstanding]
        if not runs:
            raise Refused(f"Shipment {arrival.shipment} has no copies of {line.what}.")
        lost = {run.id: lost_from(database, arrival.shipment, run.id, moment.day) for run in runs}
        found_again = sum(lost[run.id].copies for run in runs) > 0 and not any(
            outstanding[run.id].copies for run in runs
        )
        source, there = (LOSS, lost) if found_again else (TRANSIT, outstanding)
        taken = take(line, runs, partial(_floor_of, there), _refusal(arrival, source, moment))
        arrived += [_Arrived(each.run.id, source, each.quantity) for each in taken]
    return arrived


def _floor_of(there: dict[int, Floor], run: Run) -> Floor:
    return there[run.id]


def _refusal(arrival: Arrival, source: int, moment: Moment) -> Callable[[Line, list[Spare]], Refused]:
    state = "lost" if source == LOSS else "in transit"

    def refuse(line: Line, spares: list[Spare]) -> Refused:
        there = sum(max(each.floor.copies, 0) for each in spares)
        return Refused(
            f"Shipment {arrival.shipment} has {there} {copies(there)} of {line.what} {state} on {moment.day}, "
            f"{line.quantity - there} short of {line.quantity}; see 'tracker show {arrival.shipment}'."
        )

    return refuse


def _what_is_missing(arrival: Arrival, missing: int) -> tuple[str, ...]:
    if missing <= 0:
        return (f"Shipment {arrival.shipment} has arrived whole.",)
    if arrival.close:
        return (f"{missing} {copies(missing)} of shipment {arrival.shipment} did not arrive: booked as lost.",)
    return (f"{missing} {copies(missing)} of shipment {arrival.shipment} are still in transit.",)
