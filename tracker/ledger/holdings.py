"""The copies of each run at each place by day: as recorded, and with the changes of the current command."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable

from tracker.deferred import NamedTuple
from tracker.model.dates import END_OF_TIME
from tracker.model.entries import LOSS, PRINTER, PUBLIC, TRANSIT, Move, Time
from tracker.store import balances, catalogue
from tracker.store.balances import DayQuantity, Days
from tracker.store.connection import Database


class Holding(NamedTuple):
    """The copies of a run at a place."""

    place: int
    run: int


Nets = dict[int, dict[int, int]]
"""The net copies that a count's difference took, by run: from losses and from the public."""


class Holdings:
    """The holdings of all places, with movements not yet in the sums, and those being planned."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self.clear()

    def clear(self) -> None:
        """Forget all movements that are not in the sums: they have been added or rolled back."""
        self._met: dict[Holding, DailyCopies] = {}
        self._unbooked: dict[Holding, dict[str, int]] = {}
        self._runs_at: dict[int, set[int]] = {}
        """The runs of the holdings with such movements, by place."""
        self._before: dict[Holding, dict[Time, int]] = {}
        """Copies before positions in time, cached and kept up to date."""
        self._counted: dict[int, bool] = {}
        """Whether places were ever counted, cached."""
        self._kept: list[Move] = []
        self._differences_read: dict[int, Nets] = {}
        """The recorded differences of counts, cached, without planned changes."""
        self._clear_planned()

    def _clear_planned(self) -> None:
        self.pending: list[Move] = []
        """The movements of planned entries, which are not in the database yet."""
        self.pending_prints: list[Move] = []
        """Those of them from or to the printer."""
        self._differences: dict[int, list[Move]] = {}

    def add(self, moves: list[Move]) -> None:
        """Add planned movements."""
        for move in moves:
            for holding, change in _ends(move):
                self._change(holding, move.time, change)
            if PRINTER in (move.source, move.destination):
                self.pending_prints.append(move)
            if move.count is not None:
                self._differences.setdefault(move.count, []).append(move)
        self.pending += moves

    def keep(self) -> None:
        """Mark the planned movements as recorded."""
        self._kept += self.pending
        for count, moves in self._differences.items():
            if count in self._differences_read:
                _add(self._differences_read[count], moves)
        self._clear_planned()

    def discard(self) -> None:
        """Remove the planned movements."""
        for move in self.pending:
            self._remove(move)
        self._clear_planned()

    def difference_by_run(self, count: int, runs: Collection[int] | None = None) -> Nets:
        """Return, by run, the net copies that a count's difference took from losses and from the public.

        It is read once and kept up to date: each of many rows in a sheet may change one count.
        """
        if count not in self._differences_read:
            self._differences_read[count] = balances.difference_by_run(self.database, count)
        recorded = self._differences_read[count]
        nets = {
            run: recorded[run].copy() for run in sorted(recorded.keys() if runs is None else recorded.keys() & runs)
        }
        _add(nets, (move for move in self._differences.get(count, ()) if runs is None or move.run in runs))
        return nets

    @property
    def kept(self) -> int:
        """The number of movements recorded but not in the sums."""
        return len(self._kept)

    def go_back(self, kept: int) -> None:
        """Remove all but the first `kept` of the recorded movements."""
        self.discard()
        for move in self._kept[kept:]:
            self._remove(move)
            self._differences_read.pop(move.count or 0, None)
        del self._kept[kept:]

    def days(self, place: int, run: int, day: str, until: str = END_OF_TIME) -> Days:
        """Return a run's copies at a place at the end of `day`, and of each later day with changes before `until`."""
        return self.whole(place, run, day).since(day, until)

    def whole(self, place: int, run: int, since: str = "") -> DailyCopies:
        """Return a run's copies at a place from a day on, kept up to date; changes may be added permanently.

        Such a change is a recorded movement that is not booked; it takes less memory than a movement.
        """
        holding = Holding(place, run)
        known = self._met.get(holding)
        if known is None or since < known.first:
            known = self._met[holding] = DailyCopies(balances.held_days(self.database, place, run, since))
            for date, change in sorted(self._unbooked.get(holding, {}).items()):
                known.add(date, change)
        return known

    def arrived(self, place: int, run: int) -> None:
        """Record that a change added to `whole` brought copies to a place, so that its runs include them."""
        self._unbooked.setdefault(Holding(place, run), {})
        self._runs_at.setdefault(place, set()).add(run)

    def before(self, place: int, run: int, time: Time) -> int:
        """Return a run's copies at a place just before a position in time."""
        holding = Holding(place, run)
        known = self._before.setdefault(holding, {})
        if time not in known:
            earlier = sum(change for date, change in self._unbooked.get(holding, {}).items() if date < time.date)
            pending = sum(
                change
                for move in self.pending
                for end, change in _ends(move)
                if end == holding and move.time.date == time.date and move.time < time
            )
            known[time] = balances.held_before(self.database, place, run, time) + earlier + pending
        return known[time]

    def is_counted(self, place: int) -> bool:
        """Return whether a place, other than external ones, was ever counted."""
        if place not in self._counted:
            self._counted[place] = place > TRANSIT and balances.is_counted(self.database, place)
        return self._counted[place]

    def count(self, place: int) -> None:
        """Record that a place is being counted."""
        self._counted[place] = True

    def runs_at(self, place: int) -> set[int]:
        """Return the runs of which a place has ever held copies."""
        return self._runs_at.get(place, set()).union(balances.runs_at(self.database, place))

    def runs_of_item(self, place: int, item: str) -> set[int]:
        """Return the runs of an item of which a place has ever held copies."""
        unbooked = self._runs_at.get(place, set())
        of_item = unbooked.intersection(catalogue.run_ids_of(self.database, item)) if unbooked else unbooked
        return of_item.union(balances.runs_of_item_at(self.database, place, item))

    def _remove(self, move: Move) -> None:
        for holding, change in _ends(move):
            self._change(holding, move.time, -change)

    def _change(self, holding: Holding, time: Time, change: int) -> None:
        if holding not in self._unbooked:
            self._runs_at.setdefault(holding.place, set()).add(holding.run)
        days = self._unbooked.setdefault(holding, {})
        days[time.date] = days.get(time.date, 0) + change
        if holding in self._met:
            self._met[holding].add(time.date, change)
        for moment in self._before.get(holding, ()):
            if time < moment:
                self._before[holding][moment] += change


def _add(nets: Nets, moves: Iterable[Move]) -> None:
    for move in moves:
        net = nets.setdefault(move.run, {LOSS: 0, PUBLIC: 0})
        if move.source in net:
            net[move.source] += move.quantity
        else:
            net[move.destination] -= move.quantity


def _ends(move: Move) -> list[tuple[Holding, int]]:
    """Return the changes of a movement at places other than external ones."""
    ends = []
    if move.source > TRANSIT:
        ends.append((Holding(move.source, move.run), -move.quantity))
    if move.destination > TRANSIT:
        ends.append((Holding(move.destination, move.run), move.quantity))
    return ends


class DailyCopies:
    """The copies of a run at a place at the end of a first day, and of each later day with changes."""

    def __init__(self, days: Days) -> None:
        self._dates = [day.date for day in days]
        self._copies = [day.copies for day in days]

    @property
    def first(self) -> str:
        """The first day."""
        return self._dates[0]

    @property
    def last(self) -> int:
        """The number of copies after the last day; `lowest` is never greater."""
        return self._copies[-1]

    def add(self, date: str, change: int) -> int:
        """Add copies from `date` on, and return the copies after the last day."""
        date = max(date, self.first)
        index = bisect_left(self._dates, date)
        if index == len(self._dates) or self._dates[index] != date:
            self._dates.insert(index, date)
            self._copies.insert(index, self._copies[index - 1])
        self._copies[index:] = [copies + change for copies in self._copies[index:]]
        return self.last

    def since(self, date: str, until: str = END_OF_TIME) -> Days:
        """Return the copies at the end of `date`, and of each later day with changes before `until`."""
        index = bisect_right(self._dates, date)
        later = slice(index, bisect_left(self._dates, until, index))
        first = DayQuantity(date, self._copies[index - 1])
        return [first, *map(DayQuantity, self._dates[later], self._copies[later])]

    def lowest(self, date: str) -> int:
        """Return the minimum of the copies at the end of `date` and later days."""
        return min(self._copies[bisect_right(self._dates, date) - 1 :])
