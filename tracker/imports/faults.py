"""The faults of a sheet's rows: of very many, only those of the first rows are kept, and the others are counted."""

from array import array
from collections.abc import Collection, Iterable, Iterator
from heapq import heappop, heappush
from itertools import groupby, repeat
from typing import Any, NamedTuple

from tracker.imports.packed_messages import packed, text_of, unpacked
from tracker.imports.rows import Fault, Numbering
from tracker.messages import Message

MOST_DIFFERENT = 1_000
"""How many different faults are kept for a screen, which shows fewer."""

MOST_TOLD = 20_000
"""How many are kept for a program, or for the file of rejects."""

_Reason = tuple[Any, ...]
"""What faults of several rows have in common: the column, the value, whether it is a total, and the message, packed."""


class SameFault(NamedTuple):
    """Faults of one column and value, with one message."""

    column: str | None
    value: str | None
    message: Message
    sheet: str | None
    lines: list[int]


class _Alike(NamedTuple):
    """The same fault of several rows: their numbers, and how many faults were added before each."""

    numbers: "array[int]"
    turns: "array[int]"


class ToldFault(NamedTuple):
    """What is wrong with a cell, or with a row, and where that stands."""

    line: int
    column: str | None
    value: str | None
    text: str
    sheet: str | None


class Faults:
    """Faults by the numbers of their rows, in any order. Of a line that has the same fault twice it is one."""

    def __init__(self, numbering: Numbering, *, all_told: bool = True) -> None:
        """Begin with none. Those different ones are kept that come first in the sheet: without `all_told`, fewer."""
        self.numbering, self.most = numbering, MOST_TOLD if all_told else MOST_DIFFERENT
        self.lines: set[int] = set()
        """The lines of all rows that have any, counted through all sheets."""
        self._count = 0
        self._alike: dict[_Reason, _Alike] = {}
        """Of the faults that come first, those that are the same."""
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
        if alike is not None and alike.numbers[-1] // self.numbering.width == line:
            return
        self._count += 1
        self.lines.add(line)
        if alike is not None:
            alike.numbers.append(number)
            alike.turns.append(self._count)
        elif not self.is_full or number < -self._order[0][0]:
            self._alike[reason] = _Alike(array("q", [number]), array("q", [self._count]))
            self._values.add(reason[:2])
            heappush(self._order, (-number, self._count, reason))
            self._forget_last()

    def _forget_last(self) -> None:
        """Forget of the faults that come first the last one, when they are too many."""
        while len(self._alike) > self.most:
            negative, turn, reason = heappop(self._order)
            first = min(self._alike[reason].numbers)
            if first < -negative:  # it was met again, in a row before
                heappush(self._order, (-first, turn, reason))
            else:
                del self._alike[reason]

    def only_counts(self, number: int, column: str | None, value: str | None) -> bool:
        """Return whether a fault of that row, column and value, whatever it says, is only counted."""
        if not self.is_full:
            return False
        return number > -self._order[0][0] and (column, value) not in self._values

    def count(self, number: int, faults: int) -> None:
        """Count so many faults of a row that are different from all that are kept, when no more are."""
        self._count += faults
        self.lines.add(number // self.numbering.width)

    @property
    def is_full(self) -> bool:
        """Whether no fault of a later row is kept that is different from those that are."""
        return len(self._alike) >= self.most

    @property
    def values(self) -> Collection[tuple[str | None, str | None]]:
        """The columns and values of the faults that come first, perhaps of some others too."""
        return self._values

    def with_others(self, faults: Iterable[Fault]) -> "Faults":
        """Return these faults and others."""
        others = list(faults)
        if not others:
            return self
        whole = Faults(self.numbering)
        whole.most = self.most
        whole.lines, whole._count, whole._order = set(self.lines), self._count, self._order[:]
        whole._values = set(self._values)
        whole._alike = {reason: _Alike(each.numbers[:], each.turns[:]) for reason, each in self._alike.items()}
        for fault in others:
            whole.add(fault)
        return whole

    @property
    def untold(self) -> int:
        """How many further faults there are beside those that are kept."""
        return self._count - sum(len(alike.numbers) for alike in self._alike.values())

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
        for number, reason in self._kept():
            if number // self.numbering.width != line:
                line = number // self.numbering.width
                said.clear()
            if reason not in said:
                said.add(reason)
                yield number, reason

    def _kept(self) -> Iterable[tuple[int, _Reason]]:
        """Return those that come first, in the order of the file, and of a row in that in which they were added."""
        numbers, turns, reasons = array("q"), array("q"), list[_Reason]()
        for reason, alike in self._alike.items():
            numbers.extend(alike.numbers)
            turns.extend(alike.turns)
            reasons.extend(repeat(reason, len(alike.numbers)))
        order = sorted(range(len(turns)), key=turns.__getitem__)
        order.sort(key=numbers.__getitem__)
        return ((numbers[at], reasons[at]) for at in order)

    def _fault(self, number: int, reason: _Reason) -> Fault:
        sheet, line = self.numbering.origin(number)
        column, value, is_total, *message = reason
        return Fault(line, column, value, unpacked(tuple(message)), sheet, is_total)
