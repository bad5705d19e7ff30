"""The copies at a place day by day, while movements are being planned."""

from bisect import bisect_left, bisect_right
from itertools import accumulate

from tracker.model.dates import END_OF_TIME
from tracker.store.balances import DayQuantity, Days

_FEW = 16
"""Up to this number, days or changes are handled one by one; more are worked out together."""


class DailyCopies:
    """The copies of a run at a place at the end of a first day, and of each later day with changes.

    Changes mostly come in order of time. Those on or after the latest one's day are only noted, since they shift all
    later days equally; they are merged when an earlier day is requested.
    """

    def __init__(self, days: Days) -> None:
        """Start with recorded days; changes before the first day count on it."""
        self._dates = [day.date for day in days]
        self._copies = [day.copies for day in days]
        self._lowest: list[int] = []
        """The minimum of each day and all later ones, computed on request."""
        self._noted: dict[str, int] = {}
        self._latest, self._shift = "", 0

    @property
    def first(self) -> str:
        """The first day."""
        return self._dates[0]

    @property
    def last(self) -> int:
        """The copies after the last day; `lowest` never exceeds it."""
        return self._copies[-1] + self._shift

    def add(self, date: str, change: int) -> int:
        """Add copies from `date` on, and return the copies after the last day."""
        if date < self._latest:
            self._work_in()
        self._noted[date] = self._noted.get(date, 0) + change
        self._latest, self._shift = date, self._shift + change
        return self._copies[-1] + self._shift

    def since(self, date: str, until: str = END_OF_TIME) -> Days:
        """Return the copies at the end of `date`, and of each later day with changes before `until`."""
        if date >= self._latest and date >= self._dates[-1]:
            return [DayQuantity(date, self.last)]
        self._work_in()
        index = bisect_right(self._dates, date)
        end = bisect_left(self._dates, until, index)
        later = zip(self._dates[index:end], self._copies[index:end], strict=True)
        return [DayQuantity(date, self._copies[index - 1]), *map(DayQuantity._make, later)]

    def at(self, date: str) -> int:
        """Return the copies at the end of `date`."""
        if date < self._latest:
            self._work_in()
        return self._copies[bisect_right(self._dates, date) - 1] + self._shift

    def before(self, date: str) -> int:
        """Return the copies at the end of the day before `date`, which must not be before the first."""
        if date <= self._latest:
            self._work_in()
        return self._copies[bisect_left(self._dates, date) - 1] + self._shift

    def lowest(self, date: str) -> int:
        """Return the minimum of the copies at the end of `date` and later days."""
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
        """Merge the noted changes."""
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
