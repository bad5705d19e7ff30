"""The faults of a sheet's rows: of very many, only those that a screen shows are kept, unless all are wanted."""

from array import array
from collections.abc import Collection, Iterable, Iterator
from heapq import heappop, heappush
from itertools import groupby
from typing import Any, NamedTuple

from tracker.imports.packed_messages import packed, text_of, unpacked
from tracker.imports.rows import Fault, Numbering
from tracker.messages import Message

MOST_DIFFERENT = 1_000
"""How many different faults are kept when not all are wanted, those of the first rows: a screen shows fewer."""

_Reason = tuple[Any, ...]
"""What faults of several rows have in common: the column, the value, whether it is a total, and the message, packed."""


class SameFault(NamedTuple):
    """Faults of one column and value, with one message."""

    column: str | None
    value: str | None
    message: Message
    sheet: str | None
    lines: list[int]


class ToldFault(NamedTuple):
    """What is wrong with a cell, or with a row, and where that stands."""

    line: int
    column: str | None
    value: str | None
    text: str
    sheet: str | None


class Faults:
    """Faults by the numbers of their rows, in any order. Of a line that has the same fault twice it is one."""

    def __init__(self, numbering: Numbering, *, keep_all: bool = True) -> None:
        """Begin with none. Without `keep_all`, only the MOST_DIFFERENT that come first in the sheet are kept."""
        self.numbering, self.keeps_all = numbering, keep_all
        self.lines: set[int] = set()
        """The lines of all rows that have any, counted through all sheets."""
        self._count = 0
        self._numbers, self._reasons = array("q"), list[_Reason]()
        """All of them, if they are kept."""
        self._is_in_order = True
        """Whether these were added in the order of the file."""
        self._alike: dict[_Reason, array[int]] = {}
        """The rows that have the same fault, of those that come first."""
        self._values: set[tuple[str | None, str | None]] = set()
        """Their columns and values, and those of some that were forgotten."""
        self._order: list[tuple[int, int, _Reason]] = []
        """A heap that tells which of these comes last: the negative number of a row that has it, and its turn."""

    def __len__(self) -> int:
        return self._count

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Faults) and list(self) == list(other)

    __hash__ = None  # type: ignore[assignment]  # they grow

    def add(self, fault: Fault) -> None:
        """Add a fault, of the row with the number that is its line."""
        number = fault.line
        if self.only_counts(number, fault.column, fault.value):
            self.count(number, 1)
            return
        reason = (fault.column, fault.value, fault.is_total, *packed(fault.message))
        line, alike = number // self.numbering.width, self._alike.get(reason)
        if alike is not None and alike[-1] // self.numbering.width == line:
            return
        self._count += 1
        self.lines.add(line)
        if self.keeps_all:
            self._is_in_order = self._is_in_order and (not self._numbers or number >= self._numbers[-1])
            self._numbers.append(number)
            self._reasons.append(reason)
        if alike is not None:
            alike.append(number)
        elif not self.is_full or number < -self._order[0][0]:
            self._alike[reason] = array("q", [number])
            self._values.add(reason[:2])
            heappush(self._order, (-number, self._count, reason))
            self._forget_last()

    def _forget_last(self) -> None:
        """Forget of the faults that come first the last one, when they are too many."""
        while len(self._alike) > MOST_DIFFERENT:
            negative, turn, reason = heappop(self._order)
            first = min(self._alike[reason])
            if first < -negative:  # it was met again, in a row before
                heappush(self._order, (-first, turn, reason))
            else:
                del self._alike[reason]

    def only_counts(self, number: int, column: str | None, value: str | None) -> bool:
        """Return whether a fault of that row, column and value, whatever it says, is only counted."""
        if self.keeps_all or not self.is_full:
            return False
        return number > -self._order[0][0] and (column, value) not in self._values

    def count(self, number: int, faults: int) -> None:
        """Count so many faults of a row that are different from all that are kept, when no more are."""
        self._count += faults
        self.lines.add(number // self.numbering.width)

    @property
    def is_full(self) -> bool:
        """Whether no fault of a later row is kept that is different from those that are."""
        return len(self._alike) >= MOST_DIFFERENT

    @property
    def values(self) -> Collection[tuple[str | None, str | None]]:
        """The columns and values of the faults that come first, perhaps of some others too."""
        return self._values

    def with_others(self, faults: Iterable[Fault]) -> "Faults":
        """Return these faults and others."""
        others = list(faults)
        if not others:
            return self
        whole = Faults(self.numbering, keep_all=self.keeps_all)
        whole.lines, whole._count, whole._order = set(self.lines), self._count, self._order[:]
        whole._numbers, whole._reasons, whole._is_in_order = self._numbers[:], self._reasons[:], self._is_in_order
        whole._values = set(self._values)
        whole._alike = {reason: rows[:] for reason, rows in self._alike.items()}
        for fault in others:
            whole.add(fault)
        return whole

    def first(self, most: int) -> tuple[list[SameFault], int]:
        """Return the first faults, those that are the same together, and how many further ones there are.

        They are in the order of their first lines, so many at `most`.
        """
        groups: dict[tuple[_Reason, str | None], SameFault] = {}
        shown = 0
        for number, reason in self._kept():
            sheet, line = self.numbering.origin(number)
            same = groups.get((reason, sheet))
            if same is None and len(groups) < most:
                fault = self._fault(number, reason)
                same = groups[reason, sheet] = SameFault(fault.column, fault.value, fault.message, sheet, [])
            if same is not None:
                same.lines.append(line)
                shown += 1
        return list(groups.values()), self._count - shown

    def __iter__(self) -> Iterator[Fault]:
        """Yield those that are kept, with the sheets and lines that they are from, in the order of the file."""
        return (self._fault(number, reason) for number, reason in self._in_order())

    def told(self) -> Iterator[ToldFault]:
        """Yield what each says, of those that are kept, in the order of the file."""
        for number, (column, value, _, *message) in self._in_order():
            sheet, line = self.numbering.origin(number)
            yield ToldFault(line, column, value, text_of(tuple(message)), sheet)

    def reasons(self) -> Iterator[tuple[int, list[str]]]:
        """Yield all lines that have faults, counted through all sheets, with what these say, in order."""
        for line, faults in groupby(self._in_order(), key=lambda each: each[0] // self.numbering.width):
            yield line, [text_of(reason[3:]) for _, reason in faults]

    def _in_order(self) -> Iterator[tuple[int, _Reason]]:
        line, said = -1, set[_Reason]()
        for number, reason in self._all() if self.keeps_all else self._kept():
            if number // self.numbering.width != line:
                line = number // self.numbering.width
                said.clear()
            if reason not in said:
                said.add(reason)
                yield number, reason

    def _all(self) -> Iterable[tuple[int, _Reason]]:
        """Return all, in the order of the file, in which most sheets are read."""
        if self._is_in_order:
            return zip(self._numbers, self._reasons, strict=True)
        turns = sorted(range(len(self._numbers)), key=self._numbers.__getitem__)
        return zip(map(self._numbers.__getitem__, turns), map(self._reasons.__getitem__, turns), strict=True)

    def _kept(self) -> Iterable[tuple[int, _Reason]]:
        """Return those that come first, in the order of the file."""
        return sorted(
            ((number, reason) for reason, rows in self._alike.items() for number in rows), key=lambda each: each[0]
        )

    def _fault(self, number: int, reason: _Reason) -> Fault:
        sheet, line = self.numbering.origin(number)
        column, value, is_total, *message = reason
        return Fault(line, column, value, unpacked(tuple(message)), sheet, is_total)
