"""The ledger as it will be: the content of the database, and what the current transaction has decided so far.

Counts are checkpoints. A change before a count does not change the quantity counted, only the count's
difference, and `adjust_counts` returns the movements that adjust it: first those that reverse what the count
had booked to or from the losses or the public, then the rest in its natural direction.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from tracker.model.dates import END_OF_TIME
from tracker.model.entries import LOSS, OUTSIDE, PUBLIC, TRANSIT, Counting, Move, Time
from tracker.store import balances, catalogue
from tracker.store.balances import Days, RunCount, running
from tracker.store.connection import Database


@dataclass(frozen=True)
class Minimum:
    """The smallest quantity at the end of a day or of any later day, and the first date that has it."""

    copies: int
    date: str


@dataclass(frozen=True)
class CountAdjustment:
    """How a count's difference for one run (counted less expected, in copies) changed."""

    count: RunCount
    place: int
    run: int
    before: int
    after: int


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
        changes = [(when[0], change) for when, change in self._changes(place, run)]
        return _overlaid(balances.held_days(self.database, place, run, day), changes, day)

    def spare(self, place: int, run: int, time: Time) -> Minimum:
        """Return how many copies of a run may leave a place at that time.

        That is the minimum it holds at the end of that day and of every later one, up to the run's next
        count there, and just before that count: the quantity counted does not depend on what left before.
        """
        day = time[0]
        days = self.held_days(place, run, day)
        following = self.counts_after(place, run, time)
        if following:
            count = following[0]
            days = [(date, copies) for date, copies in days if date < count.time[0]]
            days.append((count.time[0], self.held_before(place, run, count.time)))
        return _minimum(days)

    def outstanding(self, shipment: int, run: int, day: str) -> Minimum:
        """Return the minimum that a shipment has in transit of a run on `day` or on any later day."""
        return _minimum(self._transit_days(shipment, run, day))

    def lost(self, shipment: int, run: int, day: str) -> Minimum:
        """Return the minimum that a shipment has booked as lost of a run on `day` or on any later day."""
        return _minimum(self._lost_days(shipment, run, day))

    def adjust_counts(
        self,
        moves: Sequence[Move],
        *,
        voided: int | None = None,
        counted: "tuple[int, int, Time, Counting] | None" = None,
    ) -> tuple[list[Move], list[CountAdjustment]]:
        """Add an entry's movements to the state, and return those that adjust counts' differences.

        `voided` is a count whose difference is reversed with it; `counted` is a new count: its number,
        place, time and the quantities found.
        """
        events: dict[tuple[int, int], list[tuple[Time, int, int]]] = {}
        for move in moves:
            for place, change in ((move.source, -move.quantity), (move.destination, move.quantity)):
                if place > TRANSIT:
                    events.setdefault((place, move.run), []).append((move.time, 1, change))
        extra: list[Move] = []
        if voided is not None:
            for reversal in self._reverse_count(voided):
                place = reversal.source if reversal.source > TRANSIT else reversal.destination
                change = reversal.quantity if place == reversal.destination else -reversal.quantity
                events.setdefault((place, reversal.run), []).append((reversal.time, 1, change))
                extra.append(reversal)
            self.voided.add(voided)
        if counted is not None:
            _, place, time, counting = counted
            for run in counting.found:
                events.setdefault((place, run), []).append((time, 0, 0))
        changed: list[CountAdjustment] = []
        for (place, run), changes in events.items():
            booked, adjustments = self._sweep(place, run, sorted(changes), counted)
            extra += booked
            changed += adjustments
        self.pending += [*moves, *extra]
        return extra, changed

    def shortage(self) -> Shortage | None:
        """Return the first shortage that the ledger would have, None when it would have none."""
        found: list[Shortage] = []
        for place, run in {(end, move.run) for move in self.pending for end in (move.source, move.destination)}:
            if place > TRANSIT:
                start = min(move.time[0] for move in self.pending if place in (move.source, move.destination))
                found += _shortages(self.held_days(place, run, start), place, None, run)
        for shipment, run in {(move.shipment, move.run) for move in self.pending if move.shipment is not None}:
            start = min(move.time[0] for move in self.pending if move.shipment == shipment)
            found += _shortages(self._transit_days(shipment, run, start), None, shipment, run)
            found += _shortages(self._lost_days(shipment, run, start), None, shipment, run, LOSS)
        return min(found, key=lambda shortage: shortage.date, default=None)

    def _sweep(
        self,
        place: int,
        run: int,
        changes: list[tuple[Time, int, int]],
        counted: "tuple[int, int, Time, Counting] | None",
    ) -> tuple[list[Move], list[CountAdjustment]]:
        """Go through the changes at a place in order of time; each count absorbs those before it."""
        following = self.counts_after(place, run, changes[0][0])
        booked: list[Move] = []
        changed: list[CountAdjustment] = []
        carried = 0  # how many copies more than in the database the place holds at this point in time
        for time, order, change in [*changes, ((END_OF_TIME, 0), 1, 0)]:
            while following and following[0].time < time:
                count = following.pop(0)
                if carried:
                    moves, difference = self._adjust(count, place, run, carried)
                    booked += moves
                    changed.append(difference)
                carried = 0
            if order == 0 and counted is not None:
                number, _, _, counting = counted
                change = counting.found[run] - self.held_before(place, run, time) - carried
                booked += _difference(place, run, change, time, number, self._is_store(place))
            carried += change
        return booked, changed

    def _adjust(self, count: RunCount, place: int, run: int, carried: int) -> tuple[list[Move], CountAdjustment]:
        """Adjust a count's difference for `carried` more copies expected before it than when it was booked."""
        net = self._booked(count.number).get(run, {LOSS: 0, PUBLIC: 0})
        before = net[LOSS] + net[PUBLIC]
        after = before - carried
        outside = LOSS if after > 0 or self._is_store(place) else PUBLIC
        moves = []
        for end in (LOSS, PUBLIC):
            change = (after if end == outside else 0) - net[end]
            moves += _outside(place, run, end, change, count.time, count.number)
        return moves, CountAdjustment(count, place, run, before, after)

    def _reverse_count(self, number: int) -> list[Move]:
        """Return the movements that reverse all of a count's difference."""
        place, time = balances.where_counted(self.database, number)
        reversals = []
        for run, net in self._booked(number).items():
            for end, taken in net.items():
                reversals += _outside(place, run, end, -taken, time, number)
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
            (move.time[0], move.quantity * ((move.destination == outside) - (move.source == outside)))
            for move in self.pending
            if move.shipment == shipment and move.run == run
        ]

    def _changes(self, place: int, run: int) -> Iterable[tuple[Time, int]]:
        for move in self.pending:
            if move.run == run and place in (move.source, move.destination):
                yield move.time, move.quantity if place == move.destination else -move.quantity

    def _is_store(self, place: int) -> bool:
        return catalogue.place_by_id(self.database, place).is_store


def _difference(place: int, run: int, difference: int, time: Time, count: int, is_store: bool) -> list[Move]:
    """Return the movement that books a new count's difference; what is missing outside stores was taken by visitors."""
    end = LOSS if difference > 0 or is_store else PUBLIC
    return _outside(place, run, end, difference, time, count)


def _outside(place: int, run: int, end: int, change: int, time: Time, count: int) -> list[Move]:
    """Return the movement by which a place gets copies from outside or, for a negative change, sends them there."""
    assert end in OUTSIDE  # noqa: S101
    if change == 0:
        return []
    source, destination = (end, place) if change > 0 else (place, end)
    return [Move(run, source, destination, abs(change), time, count=count)]


def _overlaid(days: Days, changes: Iterable[tuple[str, int]], day: str) -> Days:
    """Return the days with the changes added to their quantities."""
    added = running(changes, day)
    if added == [(day, 0)]:
        return days
    recorded, pending = dict(days), dict(added)
    result, held, extra = [], 0, 0
    for date in sorted({*recorded, *pending}):
        held, extra = recorded.get(date, held), pending.get(date, extra)
        result.append((date, held + extra))
    return result


def _minimum(days: Days) -> Minimum:
    date, copies = min(days, key=lambda day: (day[1], day[0]))
    return Minimum(copies, date)


def _shortages(days: Days, place: int | None, shipment: int | None, run: int, outside: int = TRANSIT) -> list[Shortage]:
    return [Shortage(place, shipment, run, date, -copies, outside) for date, copies in days if copies < 0][:1]
