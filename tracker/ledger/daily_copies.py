"""How many copies there are from day to day, while movements are being decided."""

from bisect import bisect_left, bisect_right
from itertools import accumulate

from tracker.model.dates import END_OF_TIME
from tracker.store.balances import DayQuantity, Days

_FEW = 16
"""How many days, or changes, are gone through one by one sooner than all are worked out anew."""


class DailyCopies:
    """The copies of a run at a place at the end of a first day, and of each later day that changes them.

    Changes mostly come in order of time. Those on the day of the latest one or after it are only noted, since they
    shift all that is asked of that day and later; they are worked in when an earlier day is asked for.
    """

    def __init__(self, days: Days) -> None:
        """Begin with what is booked; changes before the first day count on it."""
        self._dates = [day.date for day in days]
        self._copies = [day.copies for day in days]
        self._lowest: list[int] = []
        """For each day the fewest copies of that day and all later ones, once they were asked for."""
        self._noted: dict[str, int] = {}
        self._latest, self._shift = "", 0

    @property
    def first(self) -> str:
        """The first day."""
        return self._dates[0]

    @property
    def last(self) -> int:
        """How many copies there are in the end, which `lowest` never exceeds."""
        return self._copies[-1] + self._shift

    def add(self, date: str, change: int) -> int:
        """Add copies from that day on, and return how many there are in the end."""
        if date < self._latest:
            self._work_in()
        self._noted[date] = self._noted.get(date, 0) + change
        self._latest, self._shift = date, self._shift + change
        return self._copies[-1] + self._shift

    def since(self, date: str, until: str = END_OF_TIME) -> Days:
        """Return the copies at the end of that day, and of each later day before `until` that changes them."""
        if date >= self._latest and date >= self._dates[-1]:
            return [DayQuantity(date, self.last)]
        self._work_in()
        index = bisect_right(self._dates, date)
        end = bisect_left(self._dates, until, index)
        later = zip(self._dates[index:end], self._copies[index:end], strict=True)
        return [DayQuantity(date, self._copies[index - 1]), *map(DayQuantity._make, later)]

    def at(self, date: str) -> int:
        """Return the copies at the end of that day."""
        if date < self._latest:
            self._work_in()
        return self._copies[bisect_right(self._dates, date) - 1] + self._shift

    def before(self, date: str) -> int:
        """Return the copies at the end of the day before, which must not be before the first."""
        if date <= self._latest:
            self._work_in()
        return self._copies[bisect_left(self._dates, date) - 1] + self._shift

    def lowest(self, date: str) -> int:
        """Return the fewest copies at the end of that day or of any later one."""
        if date < self._latest:
            self._work_in()
        if date >= self._dates[-1]:
            return self._copies[-1] + self._shift
        index = bisect_right(self._dates, date) - 1
        if not self._lowest:
            if len(self._copies) - index <= _FEW:
                return min(self._copies[index:]) + self._shift
            self._lowest = list(accumulate(reversed(self._copies), min))[::-1]
        return self._lowest[index] + self._shift

    def _work_in(self) -> None:
        """Work in the changes that were noted."""
        if not self._noted:
            return
        if len(self._noted) <= _FEW:
            for date, change in self._noted.items():
                self._work_in_one(max(date, self.first), change)
        else:
            self._work_in_many()
        self._lowest, self._noted, self._latest, self._shift = [], {}, "", 0

    def _work_in_one(self, date: str, change: int) -> None:
        index = bisect_left(self._dates, date)
        if index == len(self._dates) or self._dates[index] != date:
            self._dates.insert(index, date)
            self._copies.insert(index, self._copies[index - 1])
        self._copies[index:] = [copies + change for copies in self._copies[index:]]

    def _work_in_many(self) -> None:
        changes = dict(zip(self._dates, map(int.__sub__, self._copies, [0, *self._copies]), strict=False))
        for date, change in self._noted.items():
            day = max(date, self.first)
            changes[day] = changes.get(day, 0) + change
        self._dates = sorted(changes)
        self._copies = list(accumulate(changes[date] for date in self._dates))
