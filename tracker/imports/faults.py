"""The faults of a sheet's rows."""

from collections.abc import Iterator

from tracker.imports.rows import Fault, Numbering


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

    def first(self, most: int) -> tuple[dict[Fault, list[int]], int]:
        """Return the first `most` different faults, each with all its lines, and the number of further ones."""
        groups: dict[Fault, list[int]] = {}
        for fault in self:
            same = fault._replace(line=0)
            if same in groups or len(groups) < most:
                groups.setdefault(same, []).append(fault.line)
        return groups, len(self) - sum(map(len, groups.values()))

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
