"""Oldest first: which print runs copies are taken from, without causing a shortage on that day or any later one."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from tracker.errors import Refused
from tracker.ledger.lookup import find_item, find_run
from tracker.ledger.state import State
from tracker.messages import Joined, Message, Plural
from tracker.model.catalogue import Place, Run
from tracker.model.codes import RunCode
from tracker.model.entries import Time
from tracker.model.quantities import Line
from tracker.store import balances, catalogue
from tracker.store.balances import DayQuantity
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
    minimum: DayQuantity


def candidates(database: Database, line: Line) -> list[Run]:
    """Return the print runs a line may take from, oldest first: the one it names, or all those of its item.

    Raises Refused when the item or the run is unknown.
    """
    if isinstance(line.what, RunCode):
        return [find_run(database, line.what)]
    return catalogue.runs_of(database, find_item(database, line.what))


def take(line: Line, runs: Iterable[Run], spare: Callable[[Run], DayQuantity], too_few: "TooFew") -> list[Allocation]:
    """Return how a line is allocated to the runs, taken in their order.

    `spare` returns how many copies of a run may be taken. Raises Refused, with the message of `too_few`, when
    they do not suffice.
    """
    spares = [SpareCopies(run, spare(run)) for run in runs]
    allocations, missing = [], line.quantity
    for available in spares:
        quantity = min(missing, max(available.minimum.copies, 0))
        if quantity:
            allocations.append(Allocation(available.run, quantity))
            missing -= quantity
    if missing:
        raise Refused.of(too_few.message(line, spares)).concerning(line)
    return allocations


@dataclass(frozen=True)
class TooFew:
    """What a refusal says when a holder has too few copies: in total, and by print run when there are several."""

    total: Plural
    by_run: Plural
    further: Callable[[Sequence[SpareCopies]], Sequence[Message]] = lambda _spares: ()
    """Returns the sentences that follow."""

    def message(self, line: Line, spares: Sequence[SpareCopies]) -> Message:
        """Return the message for a line and the copies that can be spared for it."""
        available = [spare for spare in spares if spare.minimum.copies > 0]
        total = sum(spare.minimum.copies for spare in available)
        sentence = (self.by_run if available and len(spares) > 1 else self.total).given(
            count=total,
            item=line.what,
            runs=", ".join(f"{spare.run.code} {spare.minimum.copies}" for spare in available),
            missing=line.quantity - total,
            quantity=line.quantity,
        )
        return Joined(sentence, *self.further(spares))


_AT_PLACE = TooFew(
    Plural(
        "{place} has {count} copy of {item} to spare on {day}, {missing} short of {quantity}.",
        "{place} has {count} copies of {item} to spare on {day}, {missing} short of {quantity}.",
    ),
    Plural(
        "{place} has {count} copy of {item} to spare on {day} ({runs}), {missing} short of {quantity}.",
        "{place} has {count} copies of {item} to spare on {day} ({runs}), {missing} short of {quantity}.",
    ),
)

IN_TRANSIT = TooFew(
    Plural(
        "Shipment {shipment} has {count} copy of {item} in transit on {day}, {missing} short of {quantity}.",
        "Shipment {shipment} has {count} copies of {item} in transit on {day}, {missing} short of {quantity}.",
    ),
    Plural(
        "Shipment {shipment} has {count} copy of {item} in transit on {day} ({runs}), {missing} short of {quantity}.",
        "Shipment {shipment} has {count} copies of {item} in transit on {day} ({runs}), {missing} short of {quantity}.",
    ),
)

LOST = TooFew(
    Plural(
        "Shipment {shipment} has {count} copy of {item} booked as lost on {day}, {missing} short of {quantity}.",
        "Shipment {shipment} has {count} copies of {item} booked as lost on {day}, {missing} short of {quantity}.",
    ),
    Plural(
        "Shipment {shipment} has {count} copy of {item} booked as lost on {day} ({runs}), "
        "{missing} short of {quantity}.",
        "Shipment {shipment} has {count} copies of {item} booked as lost on {day} ({runs}), "
        "{missing} short of {quantity}.",
    ),
)


def take_from(
    state: State, place: Place, line: Line, runs: Sequence[Run], time: Time, *advice: Message
) -> list[Allocation]:
    """Return how a line is allocated from a place at that time, without causing a shortage on a later day.

    Raises Refused, naming place, copies, date, shortage and the later entry that needs the remaining copies,
    followed by the advice.
    """

    def further(spares: Sequence[SpareCopies]) -> Sequence[Message]:
        return [*_needed_later(state, place, spares, time.date), *advice]

    fields = {"place": place.code, "day": time.date}
    too_few = TooFew(_AT_PLACE.total.given(**fields), _AT_PLACE.by_run.given(**fields), further)
    return take(line, runs, lambda run: state.spare(place.id, run.id, time), too_few)


def take_from_shipment(
    line: Line, runs: Sequence[Run], available: dict[int, DayQuantity], too_few: TooFew, shipment: int, day: str
) -> list[Allocation]:
    """Return how a line is allocated from a shipment's copies, IN_TRANSIT or LOST. Raises Refused."""
    fields = {"shipment": shipment, "day": day}
    too_few = TooFew(too_few.total.given(**fields), too_few.by_run.given(**fields))
    return take(line, runs, lambda run: available[run.id], too_few)


def _needed_later(state: State, place: Place, spares: Sequence[SpareCopies], day: str) -> list[Message]:
    """Return the sentence that names the later entry which needs copies that the place still holds on that day."""
    for spare in reversed(spares):
        date = spare.minimum.date
        entry = balances.last_taking(state.database, place.id, spare.run.id, date) if date > day else None
        if entry is not None:
            needed = Message("Entry {entry} of {date} needs the rest of {run}.")
            return [needed.given(entry=entry, date=date, run=spare.run.code)]
    return []
