"""Oldest first: which runs the copies are taken from, as far as that day and all later ones allow."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tracker.errors import Refused
from tracker.ledger.lookup import find_item, find_run
from tracker.ledger.messages import copies
from tracker.ledger.state import Floor, State
from tracker.model.catalogue import Place, Run
from tracker.model.codes import RunCode
from tracker.model.entries import Time
from tracker.model.quantities import Line
from tracker.store import balances, catalogue
from tracker.store.connection import Database


@dataclass(frozen=True)
class Allocation:
    """So many copies, taken from one run."""

    run: Run
    quantity: int


@dataclass(frozen=True)
class Spare:
    """What one run has to spare, and the day on which it has no more."""

    run: Run
    floor: Floor


def candidates(database: Database, line: Line) -> list[Run]:
    """Return the runs a line may take from, oldest first: the one it names, or all of its item.

    Raises Refused when the item or the run is unknown.
    """
    if isinstance(line.what, RunCode):
        return [find_run(database, line.what)]
    return catalogue.runs_of(database, find_item(database, line.what))


def take(
    line: Line,
    runs: Sequence[Run],
    spare: Callable[[Run], Floor],
    refuse: Callable[[Line, list[Spare]], Refused],
) -> list[Allocation]:
    """Return how a line is filled, from the first of the runs on.

    `spare` says how many copies of a run may be taken, and raises what `refuse` makes of the line and
    of what there is when that is not enough.
    """
    spares = [Spare(run, spare(run)) for run in runs]
    taken, missing = [], line.quantity
    for each in spares:
        quantity = min(missing, max(each.floor.copies, 0))
        if quantity:
            taken.append(Allocation(each.run, quantity))
            missing -= quantity
    if missing:
        raise refuse(line, spares)
    return taken


def take_from(
    state: State, place: Place, line: Line, runs: Sequence[Run], time: Time, advice: str = ""
) -> list[Allocation]:
    """Return how a line is filled from a place at that time, as far as later days allow.

    Raises Refused, naming place, copies, date, shortfall and the later entry that needs the rest.
    """

    def spare(run: Run) -> Floor:
        return state.spare(place.id, run.id, time)

    def refuse(line: Line, spares: list[Spare]) -> Refused:
        needed = _needed_later(state, place, spares, time[0])
        said = _shortage(line, spares, f"{place.code} has", f"to spare on {time[0]}")
        return Refused(f"{said}{needed}.{advice}", line)

    return take(line, runs, spare, refuse)


def _shortage(line: Line, spares: Sequence[Spare], holder: str, state: str) -> str:
    there = sum(max(each.floor.copies, 0) for each in spares)
    by_run = ", ".join(f"{each.run.code} {each.floor.copies}" for each in spares if each.floor.copies > 0)
    listed = f" ({by_run})" if by_run and len(spares) > 1 else ""
    return (
        f"{holder} {there} {copies(there)} of {line.what} {state}{listed}, "
        f"{line.quantity - there} short of {line.quantity}"
    )


def take_from_shipment(
    line: Line, runs: Sequence[Run], there: dict[int, Floor], holder: str, state: str
) -> list[Allocation]:
    """Return how a line is filled from what a shipment has in transit, or has lost. Raises Refused."""
    return take(
        line,
        runs,
        lambda run: there[run.id],
        lambda line, spares: Refused(f"{_shortage(line, spares, holder, state)}."),
    )


def _needed_later(state: State, place: Place, spares: Sequence[Spare], day: str) -> str:
    """Name the later entry that needs the copies which the place still holds on the day itself."""
    for each in reversed(spares):
        later = each.floor.date > day
        needing = balances.taker(state.database, place.id, each.run.id, each.floor.date) if later else None
        if needing is not None:
            return f"; entry {needing} of {each.floor.date} needs the rest of {each.run.code}"
    return ""
