"""The ledger as it will be: what the database holds, and what this write has decided so far.

Counts are checkpoints. Whatever a write changes before a count leaves what was counted as it is; only
the count's own difference changes, and `adjust_counts` says by which movements it is booked anew: first those
undoing what it had booked to or from the losses or the public, then the rest in its natural direction.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from tracker.model.dates import END_OF_TIME
from tracker.model.entries import LOSS, OUTSIDE, PUBLIC, TRANSIT, Counting, Move, Time
from tracker.store import balances, catalogue
from tracker.store.balances import CountThere, Days, running
from tracker.store.connection import Database


@dataclass(frozen=True)
class Floor:
    """The fewest copies there are from a day on, and the first date with so few."""

    copies: int
    date: str


@dataclass(frozen=True)
class CountAdjustment:
    """By how many copies a count's difference (counted less expected) changed, for one run."""

    count: CountThere
    place: int
    run: int
    before: int
    after: int


@dataclass(frozen=True)
class Short:
    """Where the ledger would be short: at a place, or (then the place is None) of a shipment's copies."""

    place: int | None
    shipment: int | None
    run: int
    date: str
    missing: int
    outside: int = TRANSIT
    """Of a shipment: whether its copies in transit or those booked as lost are too few."""


@dataclass
class State:
    """Answers as `database` would if all of `pending` were in it and the counts of `voided` were not."""

    database: Database
    pending: list[Move] = field(default_factory=list)
    voided: set[int] = field(default_factory=set)

    def counts_after(self, place: int, run: int, time: Time) -> list[CountThere]:
        """Return the standing counts at a place that cover a run, after a place in the order of time."""
        item = catalogue.item_of(self.database, run)
        found = balances.counts_after(self.database, place, run, item, time)
        return [count for count in found if count.number not in self.voided]

    def held_before(self, place: int, run: int, time: Time) -> int:
        """Return what a place holds of a run just before a place in the order of time."""
        pending = sum(change for when, change in self._changes(place, run) if when < time)
        return balances.held_before(self.database, place, run, time) + pending

    def held_days(self, place: int, run: int, day: str) -> Days:
        """Return what a place holds of a run at the end of `day`, and of each later day that changes it."""
        changes = [(when[0], change) for when, change in self._changes(place, run)]
        return _overlaid(balances.held_days(self.database, place, run, day), changes, day)

    def spare(self, place: int, run: int, time: Time) -> Floor:
        """Return how many copies of a run may leave a place at that time.

        That is the fewest it holds at the end of that day and of every later one, up to the run's next
        standing count there, and just before that count: the count itself stands, whatever left before.
        """
        day = time[0]
        days = self.held_days(place, run, day)
        following = self.counts_after(place, run, time)
        if following:
            count = following[0]
            days = [(date, copies) for date, copies in days if date < count.time[0]]
            days.append((count.time[0], self.held_before(place, run, count.time)))
        return _floor(days)

    def outstanding(self, shipment: int, run: int, day: str) -> Floor:
        """Return the fewest copies of a run that a shipment has in transit on `day` or on any later day."""
        return _floor(self._transit_days(shipment, run, day))

    def lost(self, shipment: int, run: int, day: str) -> Floor:
        """Return the fewest copies of a run that a shipment has booked as lost on `day` or on any later day."""
        return _floor(self._lost_days(shipment, run, day))

    def adjust_counts(
        self,
        moves: Sequence[Move],
        *,
        voided: int | None = None,
        counted: "tuple[int, int, Time, Counting] | None" = None,
    ) -> tuple[list[Move], list[CountAdjustment]]:
        """Take in what was decided, and return the movements that book counts' differences with it.

        `voided` is a count whose difference goes with it; `counted` a new count: its number, place,
        time and what it found.
        """
        events: dict[tuple[int, int], list[tuple[Time, int, int]]] = {}
        for move in moves:
            for place, change in ((move.source, -move.quantity), (move.destination, move.quantity)):
                if place > TRANSIT:
                    events.setdefault((place, move.run), []).append((move.time, 1, change))
        extra: list[Move] = []
        if voided is not None:
            for undone in self._undo_count(voided):
                place = undone.source if undone.source > TRANSIT else undone.destination
                change = undone.quantity if place == undone.destination else -undone.quantity
                events.setdefault((place, undone.run), []).append((undone.time, 1, change))
                extra.append(undone)
            self.voided.add(voided)
        if counted is not None:
            _, place, time, counting = counted
            for run in counting.found:
                events.setdefault((place, run), []).append((time, 0, 0))
        changed: list[CountAdjustment] = []
        for (place, run), happened in events.items():
            booked, changes = self._sweep(place, run, sorted(happened), counted)
            extra += booked
            changed += changes
        self.pending += [*moves, *extra]
        return extra, changed

    def shortage(self) -> Short | None:
        """Return where and when the ledger would first be short, None when it would not be."""
        found: list[Short] = []
        for place, run in {(end, move.run) for move in self.pending for end in (move.source, move.destination)}:
            if place > TRANSIT:
                start = min(move.time[0] for move in self.pending if place in (move.source, move.destination))
                found += _shorts(self.held_days(place, run, start), place, None, run)
        for shipment, run in {(move.shipment, move.run) for move in self.pending if move.shipment is not None}:
            start = min(move.time[0] for move in self.pending if move.shipment == shipment)
            found += _shorts(self._transit_days(shipment, run, start), None, shipment, run)
            found += _shorts(self._lost_days(shipment, run, start), None, shipment, run, LOSS)
        return min(found, key=lambda short: short.date, default=None)

    def _sweep(
        self,
        place: int,
        run: int,
        happened: list[tuple[Time, int, int]],
        counted: "tuple[int, int, Time, Counting] | None",
    ) -> tuple[list[Move], list[CountAdjustment]]:
        """Go through the changes at a place in the order of time; each count takes up those before it."""
        following = self.counts_after(place, run, happened[0][0])
        booked: list[Move] = []
        changed: list[CountAdjustment] = []
        carried = 0  # by how much more the place holds than the database says, at this point of time
        for time, order, change in [*happened, ((END_OF_TIME, 0), 1, 0)]:
            while following and following[0].time < time:
                count = following.pop(0)
                if carried:
                    moves, difference = self._rebook(count, place, run, carried)
                    booked += moves
                    changed.append(difference)
                carried = 0
            if order == 0 and counted is not None:
                number, _, _, counting = counted
                change = counting.found[run] - self.held_before(place, run, time) - carried
                booked += _difference(place, run, change, time, number, self._is_store(place))
            carried += change
        return booked, changed

    def _rebook(self, count: CountThere, place: int, run: int, carried: int) -> tuple[list[Move], CountAdjustment]:
        """Book a count's difference anew when `carried` more copies were there before it than it knew."""
        net = self._booked(count.number).get(run, {LOSS: 0, PUBLIC: 0})
        before = net[LOSS] + net[PUBLIC]
        after = before - carried
        outside = LOSS if after > 0 or self._is_store(place) else PUBLIC
        moves = []
        for end in (LOSS, PUBLIC):
            change = (after if end == outside else 0) - net[end]
            moves += _outside(place, run, end, change, count.time, count.number)
        return moves, CountAdjustment(count, place, run, before, after)

    def _undo_count(self, number: int) -> list[Move]:
        """Return the movements that undo all of a count's difference."""
        place, time = balances.where_counted(self.database, number)
        undone = []
        for run, net in self._booked(number).items():
            for end, taken in net.items():
                undone += _outside(place, run, end, -taken, time, number)
        return undone

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
    """Return what books a new count's difference: what is missing elsewhere than in a store was taken by visitors."""
    end = LOSS if difference > 0 or is_store else PUBLIC
    return _outside(place, run, end, difference, time, count)


def _outside(place: int, run: int, end: int, change: int, time: Time, count: int) -> list[Move]:
    """Return the movement by which a place gets so many copies from outside, or gives them there."""
    assert end in OUTSIDE  # noqa: S101
    if change == 0:
        return []
    source, destination = (end, place) if change > 0 else (place, end)
    return [Move(run, source, destination, abs(change), time, count=count)]


def _overlaid(days: Days, changes: Iterable[tuple[str, int]], day: str) -> Days:
    """Return the days with the changes in them."""
    added = running(changes, day)
    if added == [(day, 0)]:
        return days
    known, more = dict(days), dict(added)
    result, held, extra = [], 0, 0
    for date in sorted({*known, *more}):
        held, extra = known.get(date, held), more.get(date, extra)
        result.append((date, held + extra))
    return result


def _floor(days: Days) -> Floor:
    date, copies = min(days, key=lambda each: (each[1], each[0]))
    return Floor(copies, date)


def _shorts(days: Days, place: int | None, shipment: int | None, run: int, outside: int = TRANSIT) -> list[Short]:
    return [Short(place, shipment, run, date, -copies, outside) for date, copies in days if copies < 0][:1]
