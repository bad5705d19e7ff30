"""Which shipments are on their way to a place, asked for one day after the other."""

from collections.abc import Iterable, Iterator
from heapq import heappop, heappush
from itertools import groupby
from operator import itemgetter
from typing import NamedTuple

from tracker.model.dates import END_OF_TIME

_Change = tuple[int, str, int]
"""A shipment, a day, and how many copies of it more are in transit from that day on."""


class _Span(NamedTuple):
    """Days on which a shipment is on its way: from one day to the day before another."""

    since: str
    until: str
    shipment: int


class OnTheirWay:
    """The shipments to a place. As counts are mostly logged in order of time, so are the days mostly asked for."""

    def __init__(self, changes: Iterable[_Change]) -> None:
        """Take the changes of shipments, those of each together and in order of time."""
        self._spans = sorted(span for _, of_one in groupby(changes, itemgetter(0)) for span in _spans(of_one))
        self._begin("")

    def _begin(self, day: str) -> None:
        self._day, self._next = day, 0
        self._ends: list[tuple[str, int]] = []
        """When those on their way on the last day are no more, the first to end first."""

    def on(self, day: str) -> list[int]:
        """Return the shipments that have copies in transit at the end of that day, by number."""
        if day < self._day:
            self._begin(day)
        self._day = day
        while self._next < len(self._spans) and self._spans[self._next].since <= day:
            span = self._spans[self._next]
            heappush(self._ends, (span.until, span.shipment))
            self._next += 1
        while self._ends and self._ends[0][0] <= day:
            heappop(self._ends)
        return sorted(shipment for _, shipment in self._ends)


def _spans(changes: Iterable[_Change]) -> Iterator[_Span]:
    """Yield the spans of one shipment."""
    copies, since = 0, ""
    for shipment, day, change in changes:
        before, copies = copies, copies + change
        if before <= 0 < copies:
            since = day
        elif copies <= 0 < before:
            yield _Span(since, day, shipment)
    if copies > 0:
        yield _Span(since, END_OF_TIME, shipment)
