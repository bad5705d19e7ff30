"""The ledger as it will be: the content of the database, and what the current transaction has decided so far.

Counts are checkpoints. A change before a count does not change the quantity counted, only the count's
difference, and `adjust_counts` returns the movements that adjust it: first those that reverse what the count
had booked to or from the losses or the public, then the rest in its natural direction.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple

from tracker.model.dates import END_OF_TIME
from tracker.model.entries import LOSS, OUTSIDE, PUBLIC, TRANSIT, Counting, Move, Time
from tracker.store import balances, catalogue
from tracker.store.balances import DayQuantity, Days, RunCount, running
from tracker.store.connection import Database


@dataclass(frozen=True)
class CountAdjustment:
    """How a count's difference for one run (counted less expected, in copies) changed."""

    count: RunCount
    place: int
    run: int
    before: int
    after: int


class Holding(NamedTuple):
    """The copies of a run at a place."""

    place: int
    run: int


class Event(NamedTuple):
    """What happens to a holding at a position in time: a movement, or (before movements at that time) a new count."""

    time: Time
    is_movement: bool
    change: int
    """How many copies it adds; a new count's difference is known only when everything before it is."""


@dataclass(frozen=True)
class NewCount:
    """A count that is being recorded."""

    number: int
    place: int
    time: Time
    counting: Counting


@dataclass(frozen=True)
class Adjusted:
    """The movements that adjust counts' differences, and what they change."""

    moves: list[Move]
    adjustments: list[CountAdjustment]


@dataclass(frozen=True)
class Shortage:
    """Where copies would be missing: at a place or, when the place is None, from a shipment."""

    place: int | None
    shipment: int | None
    run: int
    date: str
    missing: int
    outside: int = TRANSIT
    """For a shipment: TRANSIT when too few copies are in transit, LOSS when too few are booked as lost."""


@dataclass
class State:
    """The state of `database` as if all of `pending` were recorded in it, and the counts of `voided` were not."""

    database: Database
    pending: list[Move] = field(default_factory=list)
    voided: set[int] = field(default_factory=set)

    def counts_after(self, place: int, run: int, time: Time) -> list[RunCount]:
        """Return the counts at a place that are not voided and cover a run, after a position in time."""
        item = catalogue.item_of(self.database, run)
        found = balances.counts_after(self.database, place, run, item, time)
        return [count for count in found if count.number not in self.voided]

    def held_before(self, place: int, run: int, time: Time) -> int:
        """Return how many copies of a run a place holds just before a position in time."""
        pending = sum(change for when, change in self._changes(place, run) if when < time)
        return balances.held_before(self.database, place, run, time) + pending

    def held_days(self, place: int, run: int, day: str) -> Days:
        """Return how many copies of a run a place holds at the end of `day`, and of each later day that changes it."""
        changes = [(when.date, change) for when, change in self._changes(place, run)]
        return _overlaid(balances.held_days(self.database, place, run, day), changes, day)

    def spare(self, place: int, run: int, time: Time) -> DayQuantity:
        """Return how many copies of a run may leave a place at that time.

        That is the minimum it holds at the end of that day and of every later one, up to the run's next
        count there, and just before that count: the quantity counted does not depend on what left before.
        """
        days = self.held_days(place, run, time.date)
        following = self.counts_after(place, run, time)
        if following:
            count = following[0]
            days = [day for day in days if day.date < count.time.date]
            days.append(DayQuantity(count.time.date, self.held_before(place, run, count.time)))
        return _minimum(days)

    def outstanding(self, shipment: int, run: int, day: str) -> DayQuantity:
        """Return the minimum that a shipment has in transit of a run on `day` or on any later day."""
        return _minimum(self._transit_days(shipment, run, day))

    def lost(self, shipment: int, run: int, day: str) -> DayQuantity:
        """Return the minimum that a shipment has booked as lost of a run on `day` or on any later day."""
        return _minimum(self._lost_days(shipment, run, day))

    def adjust_counts(
        self, moves: Sequence[Move], *, voided: int | None = None, counted: NewCount | None = None
    ) -> Adjusted:
        """Add an entry's movements to the state, and return those that adjust counts' differences.

        `voided` is a count whose difference is reversed with it, `counted` is a new count.
        """
        reversals = [] if voided is None else self._reverse_count(voided)
        if voided is not None:
            self.voided.add(voided)
        events: dict[Holding, list[Event]] = {}
        for move in (*moves, *reversals):
            for place, change in ((move.source, -move.quantity), (move.destination, move.quantity)):
                if place > TRANSIT:
                    events.setdefault(Holding(place, move.run), []).append(Event(move.time, True, change))
        if counted is not None:
            for run in counted.counting.found:
                events.setdefault(Holding(counted.place, run), []).append(Event(counted.time, False, 0))
        extra, adjustments = list(reversals), []
        for holding, changes in events.items():
            adjusted = self._sweep(holding, sorted(changes), counted)
            extra += adjusted.moves
            adjustments += adjusted.adjustments
        self.pending += [*moves, *extra]
        return Adjusted(extra, adjustments)

    def shortage(self) -> Shortage | None:
        """Return the first shortage that the ledger would have, None when it would have none."""
        found: list[Shortage] = []
        for place, run in {(end, move.run) for move in self.pending for end in (move.source, move.destination)}:
            if place > TRANSIT:
                start = min(move.time.date for move in self.pending if place in (move.source, move.destination))
                found += _shortages(self.held_days(place, run, start), place, None, run)
        for shipment, run in {(move.shipment, move.run) for move in self.pending if move.shipment is not None}:
            start = min(move.time.date for move in self.pending if move.shipment == shipment)
            found += _shortages(self._transit_days(shipment, run, start), None, shipment, run)
            found += _shortages(self._lost_days(shipment, run, start), None, shipment, run, LOSS)
        return min(found, key=lambda shortage: shortage.date, default=None)

    def _sweep(self, holding: Holding, events: list[Event], counted: NewCount | None) -> Adjusted:
        """Go through the events at a place in order of time; each count absorbs the changes before it."""
        place, run = holding
        following = self.counts_after(place, run, events[0].time)
        moves: list[Move] = []
        adjustments: list[CountAdjustment] = []
        carried = 0  # how many copies more than in the database the place holds at this point in time
        for time, is_movement, change in [*events, Event(Time(END_OF_TIME, 0), True, 0)]:
            while following and following[0].time < time:
                count = following.pop(0)
                if carried:
                    adjusted = self._adjust(count, holding, carried)
                    moves += adjusted.moves
                    adjustments += adjusted.adjustments
                carried = 0
            carried += change
            if not is_movement and counted is not None:
                difference = counted.counting.found[run] - self.held_before(place, run, time) - carried
                end = LOSS if difference > 0 or self._is_store(place) else PUBLIC
                moves += _from_outside(holding, end, difference, time, counted.number)
                carried += difference
        return Adjusted(moves, adjustments)

    def _adjust(self, count: RunCount, holding: Holding, carried: int) -> Adjusted:
        """Adjust a count's difference for `carried` more copies expected before it than when it was booked."""
        net = self._booked(count.number).get(holding.run, {LOSS: 0, PUBLIC: 0})
        before = net[LOSS] + net[PUBLIC]
        after = before - carried
        outside = LOSS if after > 0 or self._is_store(holding.place) else PUBLIC
        moves = []
        for end in (LOSS, PUBLIC):
            change = (after if end == outside else 0) - net[end]
            moves += _from_outside(holding, end, change, count.time, count.number)
        return Adjusted(moves, [CountAdjustment(count, holding.place, holding.run, before, after)])

    def _reverse_count(self, number: int) -> list[Move]:
        """Return the movements that reverse all of a count's difference."""
        place, time = balances.where_counted(self.database, number)
        reversals = []
        for run, net in self._booked(number).items():
            for end, taken in net.items():
                reversals += _from_outside(Holding(place, run), end, -taken, time, number)
        return reversals

    def _booked(self, count: int) -> dict[int, dict[int, int]]:
        nets = balances.booked(self.database, count)
        for move in self.pending:
            if move.count == count:
                net = nets.setdefault(move.run, {LOSS: 0, PUBLIC: 0})
                if move.source in net:
                    net[move.source] += move.quantity
                else:
                    net[move.destination] -= move.quantity
        return nets

    def _transit_days(self, shipment: int, run: int, day: str) -> Days:
        changes = self._shipment_changes(shipment, run, TRANSIT)
        return _overlaid(balances.transit_days(self.database, shipment, run, day), changes, day)

    def _lost_days(self, shipment: int, run: int, day: str) -> Days:
        changes = self._shipment_changes(shipment, run, LOSS)
        return _overlaid(balances.lost_days(self.database, shipment, run, day), changes, day)

    def _shipment_changes(self, shipment: int, run: int, outside: int) -> list[tuple[str, int]]:
        return [
            (move.time.date, move.quantity * ((move.destination == outside) - (move.source == outside)))
            for move in self.pending
            if move.shipment == shipment and move.run == run
        ]

    def _changes(self, place: int, run: int) -> Iterable[tuple[Time, int]]:
        for move in self.pending:
            if move.run == run and place in (move.source, move.destination):
                yield move.time, move.quantity if place == move.destination else -move.quantity

    def _is_store(self, place: int) -> bool:
        return catalogue.place_by_id(self.database, place).is_store


def _from_outside(holding: Holding, end: int, change: int, time: Time, count: int) -> list[Move]:
    """Return the movement by which a place gets copies from outside or, for a negative change, sends them there."""
    assert end in OUTSIDE  # noqa: S101
    if change == 0:
        return []
    source, destination = (end, holding.place) if change > 0 else (holding.place, end)
    return [Move(holding.run, source, destination, abs(change), time, count=count)]


def _overlaid(days: Days, changes: Iterable[tuple[str, int]], day: str) -> Days:
    """Return the days with the changes added to their quantities."""
    added = running(changes, day)
    if added == [(day, 0)]:
        return days
    recorded, pending = dict(days), dict(added)
    result, held, extra = [], 0, 0
    for date in sorted({*recorded, *pending}):
        held, extra = recorded.get(date, held), pending.get(date, extra)
        result.append(DayQuantity(date, held + extra))
    return result


def _minimum(days: Days) -> DayQuantity:
    """Return the smallest quantity, on the first date that has it."""
    return min(days, key=lambda day: (day.copies, day.date))


def _shortages(days: Days, place: int | None, shipment: int | None, run: int, outside: int = TRANSIT) -> list[Shortage]:
    return [Shortage(place, shipment, run, date, -copies, outside) for date, copies in days if copies < 0][:1]
