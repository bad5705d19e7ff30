"""The faults of a sheet's rows: of very many, the first that were found are kept, and the others are counted."""

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import NamedTuple

from tracker.imports.rows import Fault, Numbering
from tracker.messages import Message

MOST_TOLD = 10_000
"""How many are kept, for a screen, a program or the file of rejects."""


class SameFault(NamedTuple):
    """Faults of one column and value, with one message."""

    column: str | None
    value: str | None
    message: Message
    sheet: str | None
    lines: list[int]


class Faults:
    """Faults by the numbers of their rows, in any order. Of a line that has the same fault twice it is one."""

    def __init__(self, numbering: Numbering) -> None:
        """Begin with none."""
        self.numbering = numbering
        self.lines: set[int] = set()
        """The lines of all rows that have any, counted through all sheets."""
        self._count = 0
        self._kept: dict[Fault, int] = {}
        """Those that are kept, each of its line, with the number of its row."""

    def __len__(self) -> int:
        return self._count

    @property
    def is_full(self) -> bool:
        """Whether further faults are only counted."""
        return len(self._kept) >= MOST_TOLD

    def add(self, fault: Fault) -> None:
        """Add a fault, of the row with the number that is its line."""
        number = fault.line
        if self.is_full:
            self.count(number, 1)
            return
        fault = fault._replace(line=number // self.numbering.width)
        if fault not in self._kept:
            self.count(number, 1)
            self._kept[fault] = number

    def count(self, number: int, faults: int) -> None:
        """Count so many faults of a row that are not kept."""
        self._count += faults
        self.lines.add(number // self.numbering.width)

    def with_others(self, faults: Iterable[Fault]) -> "Faults":
        """Return these faults and others."""
        whole = Faults(self.numbering)
        whole.lines, whole._count, whole._kept = set(self.lines), self._count, dict(self._kept)
        for fault in faults:
            whole.add(fault)
        return whole

    @property
    def untold(self) -> int:
        """How many further faults there are beside those that are kept."""
        return self._count - len(self._kept)

    def first(self, most: int) -> tuple[list[SameFault], int]:
        """Return the first faults, those that are the same together, and how many further ones there are.

        They are in the order of their first lines, so many at `most`.
        """
        groups: dict[Fault, SameFault] = {}
        shown = 0
        for fault in self:
            key = fault._replace(line=0)
            if key not in groups and len(groups) < most:
                groups[key] = SameFault(fault.column, fault.value, fault.message, fault.sheet, [])
            if key in groups:
                groups[key].lines.append(fault.line)
                shown += 1
        return list(groups.values()), self._count - shown

    def __iter__(self) -> Iterator[Fault]:
        """Yield those that are kept, with the sheets and lines that they are from, in the order of the file."""
        for fault, number in self._in_order():
            sheet, line = self.numbering.origin(number)
            yield fault._replace(line=line, sheet=sheet)

    def reasons(self) -> Iterator[tuple[int, list[str]]]:
        """Yield all lines that have faults, counted through all sheets, with what these say, in order."""
        for line, faults in groupby(self._in_order(), key=lambda each: each[0].line):
            yield line, [str(fault.message) for fault, _ in faults]

    def _in_order(self) -> list[tuple[Fault, int]]:
        return sorted(self._kept.items(), key=lambda each: each[1])
