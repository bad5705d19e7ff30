"""Oldest first: select the print runs to take copies from, without causing a shortage on that day or later."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import date
from functools import partial
from typing import TypeVar

from tracker.deferred import NamedTuple
from tracker.errors import NotEnoughCopies, RunWithdrawn
from tracker.ledger.lookup import find_item, find_run
from tracker.ledger.messages import AT_PLACE, IN_TRANSIT, LOST, too_few
from tracker.ledger.state import State
from tracker.messages import Joined, Message, Plural
from tracker.model.catalogue import Place, Run
from tracker.model.codes import ItemCode, RunCode, parse_run
from tracker.model.dates import END_OF_TIME, today
from tracker.model.entries import LAST_POSITION, LOSS, Time
from tracker.model.quantities import Line
from tracker.store import balances, catalogue, dated_facts
from tracker.store.balances import DayQuantity
from tracker.store.connection import Database
from tracker.store.dated_facts import is_any_withdrawn

_Run = TypeVar("_Run")


class Allocation(NamedTuple):
    """A quantity of copies taken from one print run."""

    run: Run
    quantity: int


Spares = Sequence[tuple[Run, DayQuantity]]
"""The copies of print runs that can be spared, each with the date that limits them."""


def candidates(database: Database, line: Line) -> list[Run]:
    """Return the print runs a line may take from, oldest first. Raises Refused for an unknown item or run."""
    if isinstance(line.what, RunCode):
        return [find_run(database, line.what)]
    return catalogue.runs_of(database, find_item(database, line.what))


def available_of(state: State, item: ItemCode, request: int | None = None) -> int:
    """Return the copies of an item that stores can ship, less those in other requests; negative if too few."""
    database, code = state.database, catalogue.item(state.database, item) or str(item)
    spare = shippable(state, catalogue.store_ids(database), catalogue.runs_of(database, code))
    return spare - sum(line.open for line in dated_facts.open_of_item(database, code) if line.request != request)


def shippable(state: State, stores: Iterable[int], runs: Sequence[Run]) -> int:
    """Return the copies of the runs, without withdrawn ones, that these stores can ship, as in `stock`."""
    end = Time(END_OF_TIME, LAST_POSITION)  # no count is after it
    active = [run for run in runs if run.withdrawn_on is None]
    return sum(max(state.spare(store, run, end, ()).copies, 0) for store in stores for run in active)


def active_runs(database: Database, line: Line, day: date) -> list[Run]:
    """Return the runs a line may take from that are not withdrawn on `day`. Raises Refused if all are withdrawn."""
    runs = candidates(database, line)
    if not is_any_withdrawn(database):
        return runs
    withdrawn = {run.code: withdrawn_on(database, run.id, day) for run in runs}
    active = [run for run in runs if withdrawn[run.code] is None]
    if runs and not active:
        raise RunWithdrawn(
            "{item} cannot be shipped on {day}: its print runs are withdrawn ({runs}).",
            item=line.what,
            day=day,
            runs=", ".join(f"{run} ({since})" for run, since in withdrawn.items()),
        )
    return active


def withdrawn_on(database: Database, run: int, day: date) -> date | None:
    """Return the date since which a run is withdrawn on `day`, or None.

    For today, withdrawals of tomorrow count too: a clerk may be in a time zone ahead.
    """
    return dated_facts.since_on(database, "withdrawal", run, day if day < today() else date.max)


def withdrawn_lines(database: Database, lines: Iterable[Line], day: date) -> list[Line]:
    """Return the lines that name a run which is withdrawn on `day`."""
    return [line for line in lines if withdrawn_on(database, candidates(database, line)[0].id, day) is not None]


def all_lines(state: State, place: Place, time: Time) -> list[Line]:
    """Return a line for each run with copies at a place just before a position in time, oldest first."""
    held_ids = state.holdings.runs_at(place.id)
    held = [
        (run, state.holdings.before(place.id, run.id, time))
        for run in catalogue.runs(state.database)
        if run.id in held_ids
    ]
    return [Line(parse_run(run.code), copies) for run, copies in held if copies > 0]


def take(
    line: Line,
    runs: Sequence[Run],
    spare: Callable[[Run], DayQuantity],
    shortage: Plural,
    further: Callable[[Spares], Sequence[Message]] = lambda _spares: (),
) -> list[Allocation]:
    """Return the allocation of a line to the runs, in order; `spare` returns the copies of a run that may be taken.

    Raises Refused, with the message `shortage` and the sentences of `further`, if there are too few.
    """
    minima: list[DayQuantity] = []

    def ask(run: Run) -> int:
        minima.append(spare(run))
        return minima[-1].copies

    parts, missing = fill(line.quantity, runs, ask)
    if missing:  # so all runs were asked
        spares = list(zip(runs, minima, strict=True))
        copies = {run.code: max(minimum.copies, 0) for run, minimum in spares}
        raise NotEnoughCopies.from_message(Joined(too_few(shortage, line, copies), *further(spares))).concerning(line)
    return [Allocation(run, quantity) for run, quantity in parts]


def fill(quantity: int, runs: Iterable[_Run], spare: Callable[[_Run], int]) -> tuple[list[tuple[_Run, int]], int]:
    """Return the runs that fill a quantity, in order, with the copies of each, and the missing copies."""
    parts, missing = [], quantity
    for run in runs:
        if not missing:
            break
        copies = spare(run)
        if copies > 0:
            parts.append((run, min(missing, copies)))
            missing -= min(missing, copies)
    return parts, missing


def take_from(
    state: State, place: Place, line: Line, runs: Sequence[Run], time: Time, *advice: Message
) -> list[Allocation]:
    """Return the allocation of a line from a place at that time, without causing a shortage on a later day.

    Raises Refused with the later entry that needs the copies, followed by the advice.
    """

    def further(spares: Spares) -> Sequence[Message]:
        later = _needed_later(spares, time.date, partial(balances.last_taking, state.database, place.id))
        return [*later, *_emptied(state, place, spares, time), *advice]

    held_runs = state.holdings.runs_of_item(place.id, runs[0].item) if runs else set()
    counts = state.counts_of(place.id, runs[0].item, time) if held_runs else []

    def spare(run: Run) -> DayQuantity:
        return state.spare(place.id, run, time, counts) if run.id in held_runs else DayQuantity(time.date, 0)

    return take(line, runs, spare, AT_PLACE.given(place=place.code, day=time.date), further)


def take_from_shipment(
    state: State,
    line: Line,
    runs: Sequence[Run],
    available: dict[int, DayQuantity],
    day: str,
    shipment: int,
    *,
    outside: int,
    replaces: bool,
) -> list[Allocation]:
    """Return the allocation of a line from the `available` copies of a shipment in transit or lost (`outside`).

    Raises Refused with the later receipt that needs the copies, or the command that corrects the shipment or, unless
    the receipt `replaces` one, the last receipt.
    """

    def taker(run: int, day: str) -> int | None:
        return balances.last_taking_shipped(state.database, shipment, run, day, outside)

    def further(spares: Spares) -> Sequence[Message]:
        later = _needed_later(spares, day, taker)
        if later or not spares or outside == LOSS:
            return later
        from tracker.store.entry_contents import read_content  # receipts of more copies than were sent are rare
        from tracker.store.entry_sets import receipts_of

        sent = read_content(state.database, shipment).quantities
        copies = line.quantity + sum(sent[run.code] - there.copies for run, there in spares)
        correct = Message("If more copies were sent, run 'tracker fix {shipment} {item}={copies}'.")
        correct = correct.given(shipment=shipment, item=line.what, copies=copies)
        for receipt in reversed([] if replaces else receipts_of(state.database, [shipment])):
            if read_content(state.database, receipt.number).quantities.keys() & {run.code for run in runs}:
                again = Message("If this corrects receipt {receipt}, run 'tracker fix {receipt} {item}={copies}'.")
                return [correct, again.given(receipt=receipt.number, item=line.what, copies=line.quantity)]
        return [correct]

    shortage = (LOST if outside == LOSS else IN_TRANSIT).given(shipment=shipment, day=day)
    return take(line, runs, lambda run: available[run.id], shortage, further)


def _emptied(state: State, place: Place, spares: Spares, time: Time) -> list[Message]:
    """Return a message about the last count of the whole item, if it left no copies of a run."""
    empty = [run for run, minimum in spares if minimum.copies <= 0]
    found = balances.last_whole_count(state.database, place.id, empty[0].item, time) if empty else None
    if found is None:
        return []
    difference_by_run = balances.difference_by_run(state.database, found.number)
    for run in empty:
        net = sum(difference_by_run.get(run.id, {}).values())
        if net < 0:
            emptied = Message("Count {count} of {day} found {missing} fewer of {run} than expected.")
            return [emptied.given(count=found.number, day=found.time.date, missing=-net, run=run.code)]
    return []


def _needed_later(spares: Spares, day: str, taker: Callable[[int, str], int | None]) -> list[Message]:
    """Return a message about the last entry after `day` that takes the copies of a run, as `taker` finds it."""
    for run, (when, _) in reversed(spares):
        entry = taker(run.id, when) if when > day else None
        if entry is not None:
            needed = Message(
                "Entry {entry} of {date} uses the rest of {run}; to correct it, run 'tracker fix {entry}'."
            )
            return [needed.given(entry=entry, date=when, run=run.code)]
    return []
