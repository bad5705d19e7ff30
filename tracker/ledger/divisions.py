"""How the counts of items as a whole came to be divided over their runs, followed from the first entry to the last.

The total that a count found stands; what it means for each run follows by a rule (`item_counts.py`) from what was
there before it and what later entries took, as it was known when it was last divided: when it was recorded, or when
what was there before it changed. So it is proved by going through the ledger in the order in which it was recorded,
with the ledger's own rule.

Between the commands, each count is divided by the rule. Within one, some entries are decided one after the other and
some together, their counts divided with the last of them, which cannot be told from what is recorded. So a division is
right if it is the rule's after any entry of the command after which nothing before the count changes any more; and if
nothing changed by the command as a whole, it may have been kept.
"""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from heapq import merge
from itertools import groupby
from operator import attrgetter
from typing import NamedTuple

from tracker.errors import Refused
from tracker.ledger.recounting import Recounting, printed_before
from tracker.model.catalogue import Run
from tracker.model.entries import LOSS, PUBLIC, Time
from tracker.store import shelves
from tracker.store.balances import Days, StandingCount, running
from tracker.store.connection import Database
from tracker.store.shelves import RecordedBy, Shelf, ShelfChange, ShelfRecord


class Misdivision(NamedTuple):
    """A run of which a count leaves another number of copies than the rule."""

    found: StandingCount
    shelf: Shelf
    run: int
    expected: int
    held: int
    command: int
    """The command that left it so."""


class _Turn(NamedTuple):
    """A count or a print from whose recording on, or from whose void on, something is different."""

    by: RecordedBy
    shelf: Shelf
    what: StandingCount | Run
    stands: bool


def misdivisions(database: Database) -> Iterator[Misdivision]:
    """Yield what counts of items as a whole leave otherwise than by the rule, of each count only the first time."""
    counts = shelves.counts(database)
    if not counts:
        return
    days: dict[Shelf, set[str]] = defaultdict(set)
    for made in counts:
        assert isinstance(made.what, StandingCount)  # noqa: S101
        days[made.shelf].add(made.what.time.date)
    followed = {shelf: _Followed(shelf, counted) for shelf, counted in days.items()}
    turns = sorted(_turns([*shelves.prints(database), *counts]), key=_ENTRY)
    # Of one entry the turns come first.
    steps: Iterator[_Turn | ShelfChange] = merge(turns, shelves.changes(database), key=_ENTRY)
    for command, of_command in groupby(steps, key=attrgetter("by.command")):
        touched: dict[Shelf, _Followed] = {}
        for _, of_entry in groupby(of_command, key=_ENTRY):
            met = {step.shelf: _taken(followed[step.shelf], step) for step in of_entry}
            for shelf in met.values():
                shelf.end_entry()
            touched |= met
        for shelf in touched.values():
            yield from shelf.end_command(command)


_ENTRY = attrgetter("by.entry")


def _turns(every: list[ShelfRecord]) -> Iterator[_Turn]:
    for made in every:
        yield _Turn(made.by, made.shelf, made.what, stands=True)
        if made.void is not None:
            yield _Turn(made.void, made.shelf, made.what, stands=False)


def _taken(followed: "_Followed", step: "_Turn | ShelfChange") -> "_Followed":
    """Take a step; return where it was taken."""
    if isinstance(step, ShelfChange):
        followed.move(step)
    elif isinstance(step.what, Run):
        followed.turn_print(step.what, stands=step.stands)
    else:
        followed.turn_count(step.what, stands=step.stands)
    return followed


class _Division(NamedTuple):
    """What a count found of each run, the runs printed by then, and what was there just before it."""

    printed: tuple[int, ...]
    before: "Counter[int]"
    counted: "Counter[int]"


@dataclass(eq=False)
class _Divided:
    """A count of the item as a whole that stands."""

    count: StandingCount
    before: "Counter[int]"
    """What is there just before it."""
    right: _Division | None = None
    """How it was divided when that was last proven."""
    is_open: bool = True
    """Whether what was there before changed since then."""


class _Followed:
    """A shelf, as it was known after some entry."""

    def __init__(self, shelf: Shelf, days: Collection[str]) -> None:
        """Begin with nothing; there are counts on those days."""
        self.shelf = shelf
        self._copies = _CopiesThen(days)
        self._runs: dict[int, Run] = {}
        self._counts: dict[int, StandingCount] = {}
        self._booked: dict[int, Counter[int]] = defaultdict(Counter)
        self._divided: list[_Divided] = []
        """In order of time."""
        self._met: dict[int, _Divided] = {}
        """Those that the present command concerns, by the numbers of the counts."""

    def move(self, change: ShelfChange) -> None:
        """Take up a movement to or from the shelf."""
        self._copies.add(change)
        for divided in self._after(change.time):
            divided.before[change.run] += change.copies
        if change.booked_for is not None:
            self._booked[change.booked_for][change.run] += change.copies
            self._met |= {each.count.number: each for each in self._divided if each.count.number == change.booked_for}

    def turn_print(self, run: Run, *, stands: bool) -> None:
        """Take up that a run is printed, or is not any more."""
        if stands:
            self._runs[run.id] = run
        else:
            self._runs.pop(run.id, None)
        self._after(Time(run.printed_on.isoformat(), run.position))

    def turn_count(self, count: StandingCount, *, stands: bool) -> None:
        """Take up that there is a count, or is not any more."""
        if not stands:
            self._counts.pop(count.number, None)
            self._drop(count.number)
            return
        self._counts[count.number] = count
        if count.total is not None:
            before = Counter({run: self._copies.before(0, run, count.time) for run in self._copies.runs_of_item(0, "")})
            self._met[count.number] = _Divided(count, before)
            self._divided = sorted([*self._divided, self._met[count.number]], key=lambda each: each.count.time)

    def end_entry(self) -> None:
        """Note which divisions are right after an entry."""
        for divided in self._met.values():
            if divided.is_open and self._is_whole(divided) and self._counted(divided) == self._rule(divided):
                divided.right, divided.is_open = self._division(divided), False

    def end_command(self, command: int) -> Iterator[Misdivision]:
        """Yield what is divided otherwise than by the rule after a command."""
        met, self._met = self._met, {}
        for divided in met.values():
            now = self._division(divided)
            if not self._is_whole(divided):
                divided.is_open = True  # this is another fault, unless later entries make it whole again
            elif divided.is_open and now != divided.right:
                yield from self._compared(divided, self._rule(divided), command)
            elif divided.right is not None and now.counted != divided.right.counted:
                yield from self._compared(divided, divided.right.counted, command)
            else:
                divided.is_open = False

    def _after(self, time: Time) -> list[_Divided]:
        """Return the counts after that time, noting that what was there before them changes."""
        found = []
        for divided in reversed(self._divided):
            if divided.count.time <= time:
                break
            found.append(divided)
            divided.is_open = True
            self._met[divided.count.number] = divided
        return found

    def _drop(self, number: int) -> None:
        self._divided = [divided for divided in self._divided if divided.count.number != number]
        self._met.pop(number, None)

    def _compared(self, divided: _Divided, expected: "Counter[int] | None", command: int) -> Iterator[Misdivision]:
        self._drop(divided.count.number)
        if expected is not None:
            counted = self._counted(divided)
            for run in sorted({*expected, *counted}):
                if expected[run] != counted[run]:
                    yield Misdivision(divided.count, self.shelf, run, expected[run], counted[run], command)

    def _is_whole(self, divided: _Divided) -> bool:
        """Return whether just after a count there is what it found in all."""
        return self._counted(divided).total() == divided.count.total

    def _counted(self, divided: _Divided) -> "Counter[int]":
        counted = Counter(divided.before)
        counted.update(self._booked[divided.count.number])
        return counted

    def _division(self, divided: _Divided) -> _Division:
        printed = printed_before(self._in_order(), divided.count)
        return _Division(tuple(printed), Counter(divided.before), self._counted(divided))

    def _rule(self, divided: _Divided) -> "Counter[int] | None":
        """Return what the ledger's rule makes of a count, None if it would refuse it."""
        runs, count = self._in_order(), divided.count
        counts = sorted((each for each in self._counts.values() if each.time >= count.time), key=lambda each: each.time)
        booked = {
            each.number: {run: {LOSS: net, PUBLIC: 0} for run, net in self._booked[each.number].items()}
            for each in counts
        }
        recounting = Recounting(self._copies, self.shelf.place, False, self.shelf.item, runs, runs, counts, booked)
        try:
            return Counter(recounting.counted(count))
        except Refused:
            return None

    def _in_order(self) -> list[Run]:
        return sorted(self._runs.values(), key=lambda run: run.sort_key)


class _CopiesThen:
    """What a shelf held, as it was known after some entry; it answers as the ledger's holdings do."""

    def __init__(self, days: Collection[str]) -> None:
        """Begin with nothing; within those days it is known what was there when."""
        self._asked = days
        self._changes: dict[int, Counter[str]] = {}
        self._within: dict[tuple[int, str], list[ShelfChange]] = defaultdict(list)

    def add(self, change: ShelfChange) -> None:
        """Add a movement."""
        self._changes.setdefault(change.run, Counter())[change.time.date] += change.copies
        if change.time.date in self._asked:
            self._within[change.run, change.time.date].append(change)

    def before(self, _place: int, run: int, time: Time) -> int:
        """Return how many copies of a run it holds just before a position in time, on one of the days."""
        earlier = sum(copies for date, copies in self._changes.get(run, {}).items() if date < time.date)
        return earlier + sum(change.copies for change in self._within.get((run, time.date), ()) if change.time < time)

    def days(self, _place: int, run: int, day: str) -> Days:
        """Return how many copies of a run it holds at the end of `day`, and of each later day that changes it."""
        return running(self._changes.get(run, Counter[str]()).items(), day)

    def runs_of_item(self, _place: int, _item: str) -> set[int]:
        """Return the runs of which it has ever held copies."""
        return set(self._changes)
