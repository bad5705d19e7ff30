"""The results of counts of an item at a place, and the movements for their differences.

A count of a run sets that run. A count of an item sets the item's total, which `divide` divides over its print runs. No
division is stored: it follows from the valid entries before and after the count, so it is worked out again whenever one
of these changes.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter, deque
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

from tracker import errors
from tracker.deferred import NamedTuple
from tracker.errors import Refused
from tracker.ledger.holdings import Holdings
from tracker.messages import Joined, Message, Plural
from tracker.model.catalogue import Run
from tracker.model.dates import END_OF_TIME
from tracker.model.entries import LOSS, PUBLIC, Counting, Draft, Move, Time
from tracker.store import balances, catalogue
from tracker.store.balances import DayQuantity, StandingCount

_NOTHING = {LOSS: 0, PUBLIC: 0}

_TOO_LOW = Message("Count {count} of {day} at {place} has {quantity} of {item}, but later entries need {needed}.")
_NEW_TOO_LOW = Message("The count of {quantity} of {item} at {place} on {day} is too low: later entries need {needed}.")


class Need(NamedTuple):
    """The copies of a run that entries after a count, except counts, take beyond those they bring."""

    always: int
    """At the end of a day, up to the next count that covers the run."""
    at_most: int
    """The same, or just before that next count, whichever is more."""
    day: str
    """The first day at whose end `always` copies are needed."""


def divide(total: int, before: Mapping[int, int], needs: Mapping[int, Need], printed: Sequence[int]) -> dict[int, int]:
    """Return the copies of each run that a count of an item leaves, in the order of `before`: oldest run first.

    `before` are the copies just before the count, `needs` those of the runs `printed` by then. First each run keeps
    what it needs; the rest is divided in the earlier proportion. Missing copies leave the oldest run first, surplus
    copies join the newest run that was there, or else the newest printed. The total must cover all needs.
    """
    kept = {run: needs[run].always if run in needs else 0 for run in before}
    rest = total - sum(kept.values())
    for run in printed:
        more = min(rest, needs[run].at_most - needs[run].always)
        kept[run] += more
        rest -= more
    copies_before = {run: max(copies, 0) for run, copies in before.items()}
    left = {run: max(copies - kept[run], 0) for run, copies in copies_before.items()}
    missing = sum(left.values()) - rest
    if missing < 0:
        newest = next((run for run in reversed(copies_before) if copies_before[run]), None)
        left[printed[-1] if newest is None else newest] -= missing
    for run in left:
        leaving = min(max(missing, 0), left[run])
        left[run] -= leaving
        missing -= leaving
    return {run: kept[run] + left[run] for run in before}


class HoldingChange(NamedTuple):
    """A change in the copies of a run at a place from a position in time on."""

    time: Time
    run: int
    copies: int


class CountAdjustment(NamedTuple):
    """A changed difference of a count of one item; differences are counted less expected, in copies."""

    count: StandingCount  # type: ignore[assignment]
    place: int
    item: str
    before: dict[int, int]
    """The previous difference of each run that it covers."""
    after: dict[int, int]
    """The new difference of each of these runs."""
    counted: dict[int, int]
    """The new counted copies of each of these runs."""


class NewCount(NamedTuple):
    """A count being recorded."""

    number: int
    place: int
    time: Time
    counting: Counting

    def of_item(self, item: str, runs: Sequence[int]) -> StandingCount:
        """Return its results for an item with these runs."""
        found = {run: quantity for run, quantity in self.counting.runs.items() if run in runs}
        return StandingCount(self.number, self.time, found, self.counting.items.get(item), self.counting.full)


def new_counts(drafts: Iterable[Draft]) -> list[NewCount]:
    """Return the drafts that are counts."""
    return [
        NewCount(draft.number, draft.place, draft.time, draft.counting)
        for draft in drafts
        if draft.counting is not None
    ]


class Adjusted(NamedTuple):
    """The movements that adjust counts' differences, and the adjustments."""

    moves: list[Move]
    adjustments: list[CountAdjustment]


class Changed:
    """The changes that may affect counts of an item at a place."""

    printed = False
    """Whether a print or its void changes the runs printed by the time of a count."""

    def __init__(self) -> None:
        self.holdings: list[HoldingChange] = []
        """Changes in copies. Later counts are worked out again."""
        self.needs: list[Time] = []
        """The times of changes in what later entries need. The item's last count before one is divided again."""
        self.counted: list[NewCount] = []


class Recounting:
    """The counts of an item at a place, from a position in time on, with their recorded differences."""

    def __init__(
        self,
        holdings: Holdings,
        place: int,
        is_store: bool,
        item: str,
        runs: Sequence[Run],
        counts: Sequence[StandingCount],
        booked: Mapping[int, Mapping[int, Mapping[int, int]]],
    ) -> None:
        """Take the print runs of the item, oldest first, and its counts in order of time.

        `booked`, by count and run: the net copies that a count's difference took from losses and from the public.
        """
        self.holdings, self.place, self.is_store, self.item = holdings, place, is_store, item
        self.runs, self.counts, self.booked = runs, counts, booked

    def adjust(self, changed: Changed) -> Adjusted:
        """Return the movements that adjust the counts to the changes, which the holdings already include.

        Raises Refused if a count of the item finds fewer copies than later entries need, or any copies although no run
        was printed by then.
        """
        result = Adjusted([], [])
        recounted, added = Counter[int](), Counter[int]()
        changes, needs = deque(sorted(changed.holdings)), sorted(changed.needs)
        new = {count.number for count in changed.counted}
        for index, count in enumerate(self.counts):
            while changes and changes[0].time < count.time:
                added[changes[0].run] += changes.popleft().copies
            is_new = count.number in new
            if not (
                is_new
                or changed.printed
                or any(recounted[run] + added[run] for run in self._ids)
                or self._is_need_changed(index, needs)
            ):
                continue
            before = {run: self._before(count, run) + recounted[run] for run in self._ids}
            counted = self._counted(index, before, is_new=is_new)
            old = {run: self._difference(count, run) for run in counted}
            now = {run: quantity - before[run] for run, quantity in counted.items()}
            result.moves.extend(self._book(count, now))
            for run, difference in now.items():
                recounted[run] += difference - old[run]
            if old != now and not is_new:
                result.adjustments.append(CountAdjustment(count, self.place, self.item, old, now, counted))
        return result

    def counted(self, index: int) -> dict[int, int]:
        """Return the copies that a count leaves of each run it covers. Raises the same errors as `adjust`."""
        return self._counted(index, {run: self._before(self.counts[index], run) for run in self._ids})

    def left(self, count: StandingCount, run: int) -> int:
        """Return the copies of a run that a count leaves, as recorded."""
        return self._before(count, run) + self._difference(count, run)

    @cached_property
    def _ids(self) -> list[int]:
        ids = dict.fromkeys(run.id for run in self.runs)
        ids |= dict.fromkeys(sorted(self.holdings.runs_of_item(self.place, self.item)))
        for count in self.counts:
            ids |= dict.fromkeys([*self.booked[count.number], *count.runs])
        return list(ids)

    def _before(self, count: StandingCount, run: int) -> int:
        return self.holdings.before(self.place, run, count.time)

    def _is_need_changed(self, index: int, needs: Sequence[Time]) -> bool:
        """Return whether a need changes between a count of the item and the next one that covers all its runs."""
        if self.counts[index].total is None:
            return False
        first = bisect_right(needs, self.counts[index].time)
        until = next((count.time for count in self.counts[index + 1 :] if count.is_whole), None)
        return first < len(needs) and (until is None or needs[first] <= until)

    def _counted(self, index: int, before: Mapping[int, int], *, is_new: bool = False) -> dict[int, int]:
        """Return the copies that a count leaves of each run it covers, given those `before` it."""
        count = self.counts[index]
        if count.total is None:
            return {run: quantity for run in before if (quantity := count.sets(run)) is not None}
        printed = [run.id for run in self.runs if Time(run.printed_on.isoformat(), run.position) < count.time]
        if not printed and count.total > sum(max(copies, 0) for copies in before.values()):
            raise errors.CountInTheWay(
                "Count {count} of {day} found {quantity} of {item}, but none would be printed by then; void the "
                "count first.",
                count=count.number,
                day=count.time.date,
                quantity=count.total,
                item=self.item,
            )
        needs = {run: self._need(index, run) for run in printed}
        if count.total < sum(need.always for need in needs.values()):
            raise self._too_low(count, needs, is_new=is_new)
        return divide(count.total, before, needs, printed)

    def _need(self, index: int, run: int) -> Need:
        """Return the number of copies of a run that later entries, other than counts, take before its next count.

        No count in this interval covers the run, so no count difference affects the result.
        """
        count = self.counts[index]
        following = next((other for other in self.counts[index + 1 :] if other.covers(run)), None)
        left = self.left(count, run)
        until = END_OF_TIME if following is None else following.time.date
        days = self.holdings.days(self.place, run, count.time.date, until) if until > count.time.date else []
        fewest = min(days, key=lambda day: (day.copies, day.date), default=DayQuantity("", left))
        always = max(left - fewest.copies, 0)
        last = 0 if following is None else left - self._before(following, run)
        return Need(always, max(always, last), fewest.date)

    def _too_low(self, count: StandingCount, needs: Mapping[int, Need], *, is_new: bool) -> Refused:
        database = self.holdings.database
        takers = {
            balances.last_taking(database, self.place, run, need.day) for run, need in needs.items() if need.always
        }
        entries = sorted(entry for entry in takers if entry is not None)
        message = _NEW_TOO_LOW if is_new else _TOO_LOW
        refusal = message.given(
            count=count.number,
            day=count.time.date,
            place=catalogue.place_by_id(database, self.place).code,
            quantity=count.total,
            item=self.item,
            needed=sum(need.always for need in needs.values()),
        )
        if not entries:
            return errors.CountInTheWay.from_message(refusal)
        named = Plural(
            "Entry {entries} uses these copies; to correct it, run 'tracker fix {entry}'.",
            "Entries {entries} use these copies; to correct one, run 'tracker fix {entry}'.",
            count=len(entries),
            entries=", ".join(map(str, entries)),
            entry=entries[-1],
        )
        return errors.CountInTheWay.from_message(Joined(refusal, named))

    def _difference(self, count: StandingCount, run: int) -> int:
        return sum(self.booked[count.number].get(run, _NOTHING).values())

    def _book(self, count: StandingCount, differences: Mapping[int, int]) -> list[Move]:
        """Return the movements that turn a count's recorded differences into the new ones, oldest run first.

        Missing copies go to losses from a store, otherwise to the public, and surplus copies come from losses. Copies
        that a count of the item only shifts between runs go through losses both ways: those of the newest runs with
        missing copies.
        """
        missing = -sum(differences.values()) if count.total is not None else sum(map(abs, differences.values()))
        moves = []
        for run, difference in differences.items():
            taken = 0 if self.is_store else max(min(-difference, missing), 0)
            missing -= taken
            net = self.booked[count.number].get(run, _NOTHING)
            for end, copies in ((LOSS, difference + taken), (PUBLIC, -taken)):
                if change := copies - net[end]:
                    source, destination = (end, self.place) if change > 0 else (self.place, end)
                    moves.append(Move(run, source, destination, abs(change), count.time, count=count.number))
        return moves
