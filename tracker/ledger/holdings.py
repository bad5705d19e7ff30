"""How many copies of each run each place holds, day by day: as booked, and as a command changes it before it closes."""

from bisect import bisect_left, bisect_right
from typing import NamedTuple

from tracker.model.entries import PRINTER, TRANSIT, Move, Time
from tracker.store import balances, catalogue
from tracker.store.balances import DayQuantity, Days
from tracker.store.connection import Database


class Holding(NamedTuple):
    """The copies of a run at a place."""

    place: int
    run: int


class _Days:
    """The copies of a holding at the end of `since`, and of each later day that changes them."""

    def __init__(self, days: Days) -> None:
        self.dates = [day.date for day in days]
        self.copies = [day.copies for day in days]

    def add(self, date: str, change: int) -> None:
        """Add copies from that day on."""
        index = bisect_left(self.dates, date)
        if index == 0 and self.dates[0] != date:
            self.copies = [copies + change for copies in self.copies]
            return
        if index == len(self.dates) or self.dates[index] != date:
            self.dates.insert(index, date)
            self.copies.insert(index, self.copies[index - 1])
        self.copies[index:] = [copies + change for copies in self.copies[index:]]

    def since(self, date: str) -> Days:
        """Return the copies at the end of that day, and of each later day."""
        index = bisect_right(self.dates, date)
        later = zip(self.dates[index:], self.copies[index:], strict=True)
        return [DayQuantity(date, self.copies[index - 1]), *map(DayQuantity._make, later)]


class Holdings:
    """The holdings of all places, with the movements that are recorded but not booked, and those being decided."""

    def __init__(self, database: Database) -> None:
        """Start with what is booked."""
        self.database = database
        self.clear()

    def clear(self) -> None:
        """Forget all that is not booked: it was booked, or rolled back."""
        self._days: dict[Holding, _Days] = {}
        self._unbooked: dict[Holding, dict[str, int]] = {}
        self._kept: list[Move] = []
        self._decided()

    def _decided(self) -> None:
        """Let nothing be decided any more that is not in the database yet."""
        self.pending: list[Move] = []
        """The movements of the entries that are being decided, which are not in the database yet."""
        self._pending_on: dict[tuple[Holding, str], list[tuple[Time, int]]] = {}
        self.pending_prints: list[Move] = []
        """Those of them that come from the printer, or go back there."""
        self._differences: dict[int, list[Move]] = {}

    def add(self, moves: list[Move]) -> None:
        """Add movements that are being decided."""
        for move in moves:
            for holding, change in _ends(move):
                self._change(holding, move.time.date, change)
                self._pending_on.setdefault((holding, move.time.date), []).append((move.time, change))
            if PRINTER in (move.source, move.destination):
                self.pending_prints.append(move)
            if move.count is not None:
                self._differences.setdefault(move.count, []).append(move)
        self.pending += moves

    def keep(self) -> None:
        """Note that the movements that were being decided are recorded now."""
        self._kept += self.pending
        self._decided()

    def discard(self) -> None:
        """Take back the movements that were being decided."""
        for move in self.pending:
            self._take_back(move)
        self._decided()

    def pending_difference(self, count: int) -> list[Move]:
        """Return the movements that are being decided and book the difference of a count."""
        return self._differences.get(count, [])

    @property
    def kept(self) -> int:
        """How many movements are recorded but not booked."""
        return len(self._kept)

    def go_back(self, kept: int) -> None:
        """Take back all but the first `kept` of the recorded movements."""
        self.discard()
        for move in self._kept[kept:]:
            self._take_back(move)
        del self._kept[kept:]

    def days(self, place: int, run: int, day: str) -> Days:
        """Return how many copies of a run a place holds at the end of `day`, and of each later day that changed it."""
        holding = Holding(place, run)
        known = self._days.get(holding)
        if known is None or day < known.dates[0]:
            known = self._days[holding] = _Days(balances.held_days(self.database, place, run, day))
            for date, change in sorted(self._unbooked.get(holding, {}).items()):
                known.add(date, change)
        return known.since(day)

    def before(self, place: int, run: int, time: Time) -> int:
        """Return how many copies of a run a place holds just before a position in time."""
        holding = Holding(place, run)
        earlier = sum(change for date, change in self._unbooked.get(holding, {}).items() if date < time.date)
        pending = sum(change for when, change in self._pending_on.get((holding, time.date), ()) if when < time)
        return balances.held_before(self.database, place, run, time) + earlier + pending

    def runs_at(self, place: int) -> set[int]:
        """Return the runs of which a place has ever held copies."""
        return self._unbooked_at(place).union(balances.runs_at(self.database, place))

    def runs_of_item(self, place: int, item: str) -> set[int]:
        """Return the runs of an item of which a place has ever held copies."""
        unbooked = self._unbooked_at(place)
        of_item = unbooked.intersection(catalogue.run_ids_of(self.database, item)) if unbooked else unbooked
        return of_item.union(balances.runs_of_item_at(self.database, place, item))

    def _unbooked_at(self, place: int) -> set[int]:
        return {run for at, run in self._unbooked if at == place}

    def _take_back(self, move: Move) -> None:
        for holding, change in _ends(move):
            self._change(holding, move.time.date, -change)

    def _change(self, holding: Holding, date: str, change: int) -> None:
        days = self._unbooked.setdefault(holding, {})
        days[date] = days.get(date, 0) + change
        if holding in self._days:
            self._days[holding].add(date, change)


def _ends(move: Move) -> list[tuple[Holding, int]]:
    """Return what a movement changes at places, those outside aside."""
    ends = []
    if move.source > TRANSIT:
        ends.append((Holding(move.source, move.run), -move.quantity))
    if move.destination > TRANSIT:
        ends.append((Holding(move.destination, move.run), move.quantity))
    return ends
