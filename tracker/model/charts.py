"""Charts: the figures and texts to draw, independent of their appearance."""

from dataclasses import dataclass
from datetime import date

from tracker.deferred import NamedTuple
from tracker.languages import decimal, grouped
from tracker.messages import Message

Label = Message | str
"""A text of the program, or of users."""


class Unit(NamedTuple):
    """The unit of an axis: copies, places, or cents of a currency."""

    name: Label
    is_money: bool = False
    """Whether values are in cents."""

    def shown(self, value: int) -> str:
        """Return a value as displayed: thousands separated, amounts with two decimals."""
        if not self.is_money:
            return grouped(value)
        sign, cents = "-" * (value < 0), abs(value)
        return decimal(f"{sign}{grouped(cents // 100)}.{cents % 100:02}")


class Bar(NamedTuple):
    """A row of bars: a non-negative value for each series of the chart."""

    label: str
    values: tuple[int, ...]


class BarPanel(NamedTuple):
    """Rows of bars that share an axis. A chart has one for each unit, such as a currency."""

    unit: Unit
    bars: tuple[Bar, ...]

    def most(self, *, stacked: bool) -> int:
        """Return the length of the longest bar, in the unit."""
        return max((sum(bar.values) if stacked else max(bar.values) for bar in self.bars), default=0)


@dataclass(frozen=True)
class BarChart:
    """Bars: quantities by category."""

    title: Message
    series: tuple[Label, ...]
    """The names of a row's values; empty if there is only one, named in the title."""
    panels: tuple[BarPanel, ...]
    stacked: bool
    """Whether a row's values are parts of a whole, drawn as one bar."""
    empty: Message
    """The message if there is no data."""
    notes: tuple[Message, ...] = ()
    """Notes for the reader: omitted data, and the date of the figures."""
    command: str = ""
    """The command that draws it again."""


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
    """A description next to the name."""


@dataclass(frozen=True)
class LineChart:
    """Lines over time."""

    title: Message
    unit: Unit
    curves: tuple[Curve, ...]
    empty: Message
    notes: tuple[Message, ...] = ()
    command: str = ""
    day: date | None = None
    """The date up to which values are known."""

    @property
    def points(self) -> list[Point]:
        """All points of all lines, including expected ones."""
        return [point for curve in self.curves for point in (*curve.points, *curve.projected)]


class PeriodBar(NamedTuple):
    """A month or a quarter, with a non-negative value for each series."""

    name: str
    """2015-03 or 2015-Q1."""
    day: date
    """Its first day."""
    values: tuple[int, ...]


@dataclass(frozen=True)
class FlowChart:
    """Columns: quantities by month or quarter."""

    title: Message
    unit: Unit
    series: tuple[Label, ...]
    """The name of each value of a period; at least one."""
    periods: tuple[PeriodBar, ...]
    """In order of time, without gaps."""
    stacked: bool
    """Whether the values of a period are parts of a whole."""
    unfinished: bool
    """Whether the last period extends beyond the reported days."""
    empty: Message
    notes: tuple[Message, ...] = ()
    command: str = ""


Chart = BarChart | LineChart | FlowChart
