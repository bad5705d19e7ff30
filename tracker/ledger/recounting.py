"""Working counts out anew: what each count at a place finds of an item, when something before it changes."""

from collections import Counter, deque
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple, Protocol

from tracker.errors import Refused
from tracker.ledger.item_counts import Shares, divide, most_before
from tracker.model.catalogue import Run
from tracker.model.entries import LOSS, PUBLIC, Counting, Draft, Move, Time
from tracker.store.balances import Days, StandingCount

_NOTHING = {LOSS: 0, PUBLIC: 0}


class HoldingChange(NamedTuple):
    """How many more copies of a run a place holds from a position in time on."""

    time: Time
    run: int
    copies: int


class CountAdjustment(NamedTuple):
    """How what a count found of one item is booked differently; differences are counted less expected, in copies."""

    count: StandingCount  # type: ignore[assignment]
    place: int
    item: str
    before: dict[int, int]
    """The difference of each run that it covers, as it was booked."""
    after: dict[int, int]
    """The difference of each of these runs now."""
    counted: dict[int, int]
    """What it counts of each of these runs now."""


class NewCount(NamedTuple):
    """A count that is being recorded."""

    number: int
    place: int
    time: Time
    counting: Counting

    def of_item(self, item: str, runs: Sequence[int]) -> StandingCount:
        """Return what it found of an item, which has those runs."""
        found = {run: quantity for run, quantity in self.counting.runs.items() if run in runs}
        return StandingCount(self.number, self.time, found, self.counting.items.get(item), self.counting.full)


def new_counts(drafts: Iterable[Draft]) -> list[NewCount]:
    """Return those of the drafts that are counts."""
    return [
        NewCount(draft.number, draft.place, draft.time, draft.counting)
        for draft in drafts
        if draft.counting is not None
    ]


class Adjusted(NamedTuple):
    """The movements that adjust counts' differences, and what they change."""

    moves: list[Move]
    adjustments: list[CountAdjustment]


class Copies(Protocol):
    """What places hold, as far as is known at some point in the ledger's history."""

    def before(self, place: int, run: int, time: Time) -> int:
        """Return how many copies of a run a place holds just before a position in time."""

    def days(self, place: int, run: int, day: str) -> Days:
        """Return how many copies of a run a place holds at the end of `day`, and of each later day that changes it."""

    def runs_of_item(self, place: int, item: str) -> set[int]:
        """Return the runs of an item of which a place has ever held copies."""


@dataclass(frozen=True)
class Recounting:
    """The counts of an item at a place, from some position in time on, with what they have booked."""

    holdings: Copies
    place: int
    is_store: bool
    item: str
    runs: Sequence[Run]
    """The print runs of the item, oldest first."""
    former_runs: Sequence[Run]
    """Those of the database, without what is being decided."""
    counts: Sequence[StandingCount]
    """In order of time."""
    booked: Mapping[int, Mapping[int, Mapping[int, int]]]
    """By count and run: the net copies that its difference took from the losses and from the public."""

    def adjust(self, changes: Sequence[HoldingChange], new: Collection[int]) -> Adjusted:
        """Return the movements by which the counts take up the changes, which the holdings already include.

        The changes are in order of time; `new` are the numbers of the new counts. A count is worked out anew when what
        was there before it changed. Raises Refused when a count of the item finds copies, and no run is left that was
        printed by then.
        """
        result = Adjusted([], [])
        shifted = dict.fromkeys(self._ids, 0)  # how many copies more, by the counts worked out anew so far
        added, earlier = Counter[int](), 0
        is_printed_anew = self.runs != self.former_runs
        for count in self.counts:
            while earlier < len(changes) and changes[earlier].time < count.time:
                added[changes[earlier].run] += changes[earlier].copies
                earlier += 1
            unchanged = all(shifted[run] + added[run] == 0 for run in self._ids)
            if count.number not in new and unchanged and not (is_printed_anew and self._printed_otherwise(count)):
                continue
            before = {run: held + shifted[run] for run, held in self._before(count).items()}
            counted = self._counted(count, before)
            old = {run: self._difference(count, run) for run in counted}
            now = {run: quantity - before[run] for run, quantity in counted.items()}
            for run, difference in now.items():
                result.moves.extend(self._book(run, count, difference))
                shifted[run] += difference - old[run]
            if old != now and count.number not in new:
                result.adjustments.append(CountAdjustment(count, self.place, self.item, old, now, counted))
        return result

    def _printed_otherwise(self, count: StandingCount) -> bool:
        """Tell whether what is being decided changes which runs were printed before a count."""
        return printed_before(self.runs, count) != printed_before(self.former_runs, count)

    def counted(self, count: StandingCount) -> dict[int, int]:
        """Return how many copies of each run a count of the item leaves by the rule.

        Raises Refused when it finds copies, and no run was printed by then.
        """
        return self._counted(count, self._before(count))

    def most_before(self, count: StandingCount, run: int) -> int:
        """Return how many copies of a run may leave before a count of the item, so that later entries have theirs."""
        return most_before(count.total or 0, self._shares(count, self._before(count)), run)

    @cached_property
    def _ids(self) -> list[int]:
        """All runs of the item that are printed, were ever at the place, or were counted there."""
        ids = dict.fromkeys(run.id for run in self.runs)
        ids |= dict.fromkeys(sorted(self.holdings.runs_of_item(self.place, self.item)))
        for count in self.counts:
            ids |= dict.fromkeys([*self.booked[count.number], *count.runs])
        return list(ids)

    def _before(self, count: StandingCount) -> dict[int, int]:
        return {run: self.holdings.before(self.place, run, count.time) for run in self._ids}

    def _counted(self, count: StandingCount, before: Mapping[int, int]) -> dict[int, int]:
        """Return what a count finds of each run that it covers."""
        if count.total is None:
            return {run: quantity for run in self._ids if (quantity := count.sets(run)) is not None}
        printed = printed_before(self.runs, count)
        shares = self._shares(count, before)
        if not printed and count.total > sum(shares.there.values()):
            raise Refused(
                "Count {count} of {day} found {quantity} of {item}, of which nothing would be printed by then; "
                "void that count first.",
                count=count.number,
                day=count.time.date,
                quantity=count.total,
                item=self.item,
            )
        counted = divide(count.total, shares, printed)
        return {run: counted.get(run, 0) for run in self._ids}

    def _shares(self, count: StandingCount, before: Mapping[int, int]) -> Shares:
        there = {run: max(held, 0) for run, held in before.items()}
        return Shares(there, {run: self._needed(count, run) for run in self._ids})

    def _needed(self, count: StandingCount, run: int) -> int:
        """Return how many copies of a run later entries take, counts aside, up to the next count that sets it."""
        later = [other for other in self.counts if other.time > count.time]
        setting = next((other for other in later if other.sets(run) is not None), None)
        start = self.holdings.before(self.place, run, count.time)
        spanned = [count, *(other for other in later if setting is None or other.time < setting.time)]
        taken = booked = 0
        booking = deque(spanned)
        for date, copies in self.holdings.days(self.place, run, count.time.date):
            if setting is not None and date >= setting.time.date:
                break
            while booking and booking[0].time.date <= date:
                booked += self._difference(booking.popleft(), run)
            taken = max(taken, start + booked - copies)
        if setting is not None:
            booked += sum(self._difference(other, run) for other in booking)
            taken = max(taken, start + booked - self.holdings.before(self.place, run, setting.time))
        return taken

    def _difference(self, count: StandingCount, run: int) -> int:
        net = self.booked[count.number].get(run, _NOTHING)
        return net[LOSS] + net[PUBLIC]

    def _book(self, run: int, count: StandingCount, difference: int) -> list[Move]:
        """Return the movements that turn what a count has booked of a run into its new difference."""
        net = self.booked[count.number].get(run, _NOTHING)
        outside = LOSS if difference > 0 or self.is_store else PUBLIC
        moves = []
        for end in (LOSS, PUBLIC):
            change = (difference if end == outside else 0) - net[end]
            if change:
                source, destination = (end, self.place) if change > 0 else (self.place, end)
                moves.append(Move(run, source, destination, abs(change), count.time, count=count.number))
        return moves


def printed_before(runs: Sequence[Run], count: StandingCount) -> list[int]:
    """Return the runs that were printed before a count, oldest first."""
    return [run.id for run in runs if Time(run.printed_on.isoformat(), run.position) < count.time]
