"""Oldest first: which runs the copies are taken from, as far as that day and all later ones allow."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from tracker.errors import Refused
from tracker.ledger.lookup import find_item, find_run
from tracker.model.catalogue import Run
from tracker.model.codes import RunCode
from tracker.model.quantities import Line
from tracker.store import catalogue
from tracker.store.balances import Floor
from tracker.store.connection import Database


@dataclass(frozen=True)
class Taken:
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
) -> list[Taken]:
    """Return how a line is filled, from the first of the runs on.

    `spare` says how many copies of a run may be taken, and raises what `refuse` makes of the line and
    of what there is when that is not enough.
    """
    spares = [Spare(run, spare(run)) for run in runs]
    taken, missing = [], line.quantity
    for each in spares:
        quantity = min(missing, max(each.floor.copies, 0))
        if quantity:
            taken.append(Taken(each.run, quantity))
            missing -= quantity
    if missing:
        raise refuse(line, spares)
    return taken


def shortage(line: Line, spares: Sequence[Spare], holder: str, day: date, needed_by: str) -> Refused:
    """Return the refusal of a line: who is short of what, on which day, by how much, and for whose sake."""
    there = sum(max(each.floor.copies, 0) for each in spares)
    by_run = ", ".join(f"{each.run.code} {each.floor.copies}" for each in spares if each.floor.copies > 0)
    listed = f" ({by_run})" if by_run and len(spares) > 1 else ""
    return Refused(
        f"{holder} has {there} {copies(there)} of {line.what} to spare on {day}{listed}, "
        f"{line.quantity - there} short of {line.quantity}{needed_by}."
    )


def copies(quantity: int) -> str:
    """Return the word that goes with the quantity."""
    return "copy" if quantity == 1 else "copies"
