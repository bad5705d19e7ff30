"""Charts: the figures and texts to draw, independent of their appearance."""

from dataclasses import dataclass
from datetime import date

from tracker.deferred import NamedTuple
from tracker.messages import Joined, Message

Label = Message | str
"""A text of the program, or of users."""


class Bar(NamedTuple):
    """A row of bars: a non-negative value for each series of the chart."""

    label: str
    values: tuple[int, ...]


@dataclass(frozen=True)
class BarChart:
    """Bars: quantities by category."""

    title: Message
    unit: Label
    series: tuple[Label, ...]
    """The names of a row's values; empty if there is only one, named in the title."""
    bars: tuple[Bar, ...]
    stacked: bool
    """Whether a row's values are parts of a whole, drawn as one bar."""
    empty: Message
    notes: tuple[Message, ...] = ()
    """Notes for the reader: omitted data, and the date of the figures."""
    command: str = ""

    @property
    def most(self) -> int:
        """The length of the longest bar, in the unit."""
        return max((sum(bar.values) if self.stacked else max(bar.values) for bar in self.bars), default=0)


class Point(NamedTuple):
    """A value at the end of a day."""

    day: date
    value: int


class Curve(NamedTuple):
    """A value over time, with expected values."""

    name: Label
    points: tuple[Point, ...]
    projected: tuple[Point, ...] = ()
    description: Label = ""


@dataclass(frozen=True)
class LineChart:
    """Lines over time."""

    title: Message
    unit: Label
    curves: tuple[Curve, ...]
    empty: Message
    notes: tuple[Message, ...] = ()
    command: str = ""
    day: date | None = None
    """The date up to which values are known."""
    expected: Message = Joined()
    """A note on the expected values, which only a picture has."""

    @property
    def points(self) -> list[Point]:
        """All points of all lines, including expected ones."""
        return [point for curve in self.curves for point in (*curve.points, *curve.projected)]


Chart = BarChart | LineChart
