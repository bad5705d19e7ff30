"""The faults of a sheet's rows."""

from collections.abc import Iterator
from typing import NamedTuple

from tracker.imports.rows import Fault, Numbering
from tracker.messages import Message


class SameFault(NamedTuple):
    """Faults of one column and value, with one message."""

    column: str | None
    value: str | None
    message: Message
    sheet: str | None
    lines: list[int]


class Faults:
    """Faults by row number, in any order. Equal faults on one line count once."""

    def __init__(self, numbering: Numbering) -> None:
        self.numbering = numbering
        self.lines: set[int] = set()
        """The lines of all rows with faults, counted across sheets."""
        self._found: dict[Fault, int] = {}
        """The faults, each with the number of its row."""

    def __len__(self) -> int:
        return len(self._found)

    def add(self, fault: Fault) -> None:
        """Add a fault, whose line is a row number."""
        line = fault.line // self.numbering.width
        self.lines.add(line)
        self._found.setdefault(fault._replace(line=line), fault.line)

    def first(self, most: int) -> tuple[list[SameFault], int]:
        """Return the first `most` different faults, with all their lines, and the number of further ones."""
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
        for fault, number in self._in_order():
            sheet, line = self.numbering.origin(number)
            yield fault._replace(line=line, sheet=sheet)

    def reasons(self) -> dict[int, str]:
        """Return the messages of the faults by line number; lines are numbered across all sheets."""
        found: dict[int, dict[str, None]] = {}
        for fault, _ in self._in_order():
            found.setdefault(fault.line, {})[str(fault.message)] = None
        return {line: " ".join(messages) for line, messages in found.items()}

    def _in_order(self) -> list[tuple[Fault, int]]:
        return sorted(self._found.items(), key=lambda each: each[1])
