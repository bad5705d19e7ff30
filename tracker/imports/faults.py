"""The faults of a sheet's rows: of very many, the first that were found are kept, and the others are counted."""

from collections.abc import Iterator, Sequence
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
        self.further = 0
        """How many faults were found after those that are kept."""
        self._kept: dict[Fault, int] = {}
        """Those that are kept, each of its line, with the number of its row."""

    def __len__(self) -> int:
        return len(self._kept) + self.further

    def add(self, fault: Fault) -> None:
        """Add a fault, of the row with the number that is its line."""
        line = fault.line // self.numbering.width
        self.lines.add(line)
        if len(self._kept) < MOST_TOLD:
            self._kept.setdefault(fault._replace(line=line), fault.line)
        else:
            self.further += 1

    def leave(self, numbers: Sequence[int]) -> None:
        """Count one fault for each row with one of these numbers, which is not read, as there are very many."""
        self.lines.update(number // self.numbering.width for number in numbers)
        self.further += len(numbers)

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
        return list(groups.values()), len(self) - shown

    def __iter__(self) -> Iterator[Fault]:
        """Yield those that are kept, with the sheets and lines that they are from, in the order of the file."""
        for fault, number in self._in_order():
            sheet, line = self.numbering.origin(number)
            yield fault._replace(line=line, sheet=sheet)

    def reasons(self) -> dict[int, str]:
        """Return what the faults that are kept say of each line, counted through all sheets."""
        found: dict[int, dict[str, None]] = {}
        for fault, _ in self._in_order():
            found.setdefault(fault.line, {})[str(fault.message)] = None
        return {line: " ".join(messages) for line, messages in found.items()}

    def _in_order(self) -> list[tuple[Fault, int]]:
        return sorted(self._kept.items(), key=lambda each: each[1])
