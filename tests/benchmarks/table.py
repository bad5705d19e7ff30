"""The table of results: what was measured, the baseline, and whether the target was met."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from tests.benchmarks.timing import Runs

HEADER = ("what", "takes", "next to", "takes", "ratio", "target", "met", "rounds")


def duration(seconds: float) -> str:
    """Return a duration in a suitable unit."""
    if seconds >= 1:
        return f"{seconds:.1f} s" if seconds >= 10 else f"{seconds:.2f} s"
    if seconds >= 0.01:
        return f"{seconds * 1e3:.0f} ms"
    return f"{seconds * 1e3:.1f} ms" if seconds >= 0.001 else f"{seconds * 1e6:.0f} µs"


def size(number: float) -> str:
    """Return a number of bytes in MiB."""
    return f"{number / 2**20:,.0f} MiB"


def millions(number: float) -> str:
    """Return a number of instructions in millions."""
    return f"{number / 1e6:,.0f} M"


def letters(number: float) -> str:
    """Return a number of bytes."""
    return f"{number:,.0f} B"


@dataclass(frozen=True)
class Row:
    """A figure and its baseline. Without a baseline it is only shown; without a target it had none to meet."""

    what: str
    figure: float | None
    beside: str = ""
    theirs: float | None = None
    target: float | None = None
    rounds: int | None = None
    unit: Callable[[float], str] = duration

    @property
    def ratio(self) -> float | None:
        """The figure divided by its baseline."""
        return None if self.figure is None or self.theirs is None else self.figure / self.theirs

    @property
    def cells(self) -> tuple[str, ...]:
        """The texts of the row."""
        return (
            self.what,
            self._in_unit(self.figure),
            self.beside,
            self._in_unit(self.theirs),
            "" if self.ratio is None else f"{self.ratio:.2f}" if self.ratio >= 0.1 else f"{self.ratio:.2g}",
            "" if self.target is None else f"≤ {self.target:g}",
            self.met,
            "" if self.rounds is None else str(self.rounds),
        )

    @property
    def met(self) -> str:
        """Whether the target was met, and otherwise by how much it was missed."""
        if self.ratio is None or self.target is None:
            return ""
        over = self.ratio / self.target - 1
        return "yes" if over <= 0 else f"**no**, {over:.0%} over"

    def _in_unit(self, figure: float | None) -> str:
        return "" if figure is None else self.unit(figure)


def compared(ours: Runs, theirs: Runs, *, what: str = "", beside: str = "", target: float | None = None) -> Row:
    """Return the row for a command compared with another one."""
    return Row(what or ours.name, ours.seconds, beside or theirs.name, theirs.seconds, target, len(ours.took))


def told(ours: Runs) -> Row:
    """Return the row for a command without a baseline."""
    return Row(ours.name, ours.seconds, rounds=len(ours.took))


def memory(ours: Runs, beside: str = "", theirs: float | None = None, *, target: float | None = None) -> Row:
    """Return the row for the peak memory of a command."""
    return Row(f"{ours.name}, peak memory", ours.peak, beside, theirs, target, len(ours.took), size)


def growth(sizes: Mapping[str, Sequence[Row]]) -> Iterator[str]:
    """Yield the lines of a table of the figures at each size, and their growth from one to the next."""
    tables = [{row.what: row for row in reversed(rows)} for rows in sizes.values()]
    lines = [("what", *sizes, "grows")]
    for what in dict.fromkeys(row.what for rows in sizes.values() for row in rows):
        rows = [table[what] for table in tables if what in table]
        figures = [row.figure for row in rows if row.figure is not None]
        if len(figures) == len(sizes):
            times = ", ".join(f"× {after / before:.2f}" for before, after in pairwise(figures))
            lines.append((what, *(row.unit(figure) for row, figure in zip(rows, figures, strict=True)), times))
    yield from aligned(lines)


def markdown(rows: Sequence[Row]) -> Iterator[str]:
    """Yield the lines of a table."""
    yield from aligned([HEADER, *(row.cells for row in rows)])


def aligned(lines: Sequence[Sequence[str]]) -> Iterator[str]:
    """Yield the lines of a Markdown table, its columns aligned; the first is its header."""
    widths = [max(map(len, column)) for column in zip(*lines, strict=True)]
    for number, line in enumerate(lines):
        yield f"| {' | '.join(cell.ljust(width) for cell, width in zip(line, widths, strict=True))} |"
        if number == 0:
            yield f"| {' | '.join('-' * width for width in widths)} |"
