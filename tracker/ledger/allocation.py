"""Oldest first: which print runs copies are taken from, without causing a shortage on that day or any later one."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from tracker.errors import Refused
from tracker.ledger.lookup import find_item, find_run
from tracker.ledger.messages import copies
from tracker.ledger.state import Minimum, State
from tracker.model.catalogue import Place, Run
from tracker.model.codes import RunCode
from tracker.model.entries import Time
from tracker.model.quantities import Line
from tracker.store import balances, catalogue
from tracker.store.connection import Database


@dataclass(frozen=True)
class Allocation:
    """A quantity of copies taken from one print run."""

    run: Run
    quantity: int


@dataclass(frozen=True)
class SpareCopies:
    """How many copies of one print run can be spared, and the date that limits them."""

    run: Run
    minimum: Minimum


def candidates(database: Database, line: Line) -> list[Run]:
    """Return the print runs a line may take from, oldest first: the one it names, or all those of its item.

    Raises Refused when the item or the run is unknown.
    """
    if isinstance(line.what, RunCode):
        return [find_run(database, line.what)]
    return catalogue.runs_of(database, find_item(database, line.what))


def take(
    line: Line,
    runs: Sequence[Run],
    spare: Callable[[Run], Minimum],
    refusal: Callable[[Line, list[SpareCopies]], Refused],
) -> list[Allocation]:
    """Return how a line is allocated to the runs, taken in their order.

    `spare` returns how many copies of a run may be taken. Raises the error that `refusal` builds from the
    line and the spare copies when there are too few.
    """
    spares = [SpareCopies(run, spare(run)) for run in runs]
    allocations, missing = [], line.quantity
    for available in spares:
        quantity = min(missing, max(available.minimum.copies, 0))
        if quantity:
            allocations.append(Allocation(available.run, quantity))
            missing -= quantity
    if missing:
        raise refusal(line, spares)
    return allocations


def take_from(
    state: State, place: Place, line: Line, runs: Sequence[Run], time: Time, advice: str = ""
) -> list[Allocation]:
    """Return how a line is allocated from a place at that time, without causing a shortage on a later day.

    Raises Refused, naming place, copies, date, shortage and the later entry that needs the remaining copies.
    """

    def spare(run: Run) -> Minimum:
        return state.spare(place.id, run.id, time)

    def refusal(line: Line, spares: list[SpareCopies]) -> Refused:
        needed = _needed_later(state, place, spares, time[0])
        text = _shortage(line, spares, f"{place.code} has", f"to spare on {time[0]}")
        return Refused(f"{text}{needed}.{advice}", line)

    return take(line, runs, spare, refusal)


def _shortage(line: Line, spares: Sequence[SpareCopies], holder: str, state: str) -> str:
    total = sum(max(spare.minimum.copies, 0) for spare in spares)
    by_run = ", ".join(f"{spare.run.code} {spare.minimum.copies}" for spare in spares if spare.minimum.copies > 0)
    listed = f" ({by_run})" if by_run and len(spares) > 1 else ""
    return (
        f"{holder} {total} {copies(total)} of {line.what} {state}{listed}, "
        f"{line.quantity - total} short of {line.quantity}"
    )


def take_from_shipment(
    line: Line, runs: Sequence[Run], available: dict[int, Minimum], holder: str, state: str
) -> list[Allocation]:
    """Return how a line is allocated from a shipment's copies, in transit or lost. Raises Refused."""
    return take(
        line,
        runs,
        lambda run: available[run.id],
        lambda line, spares: Refused(f"{_shortage(line, spares, holder, state)}."),
    )


def _needed_later(state: State, place: Place, spares: Sequence[SpareCopies], day: str) -> str:
    """Name the later entry that needs the copies which the place still holds on that day."""
    for spare in reversed(spares):
        date = spare.minimum.date
        entry = balances.last_taking(state.database, place.id, spare.run.id, date) if date > day else None
        if entry is not None:
            return f"; entry {entry} of {date} needs the rest of {spare.run.code}"
    return ""
