"""Charts: the figures that are drawn, and what is written beside them; how they look is decided elsewhere."""

from dataclasses import dataclass
from datetime import date

from tracker.deferred import NamedTuple
from tracker.languages import decimal, grouped
from tracker.messages import Message

Label = Message | str
"""A sentence or a word of ours, or what users wrote."""


class Unit(NamedTuple):
    """What the values of an axis count: copies, places, or the hundredths of a currency."""

    name: Label
    is_money: bool = False
    """Whether values are in cents."""

    def shown(self, value: int) -> str:
        """Return a value as people read it: with thousands set apart, an amount with its two decimals."""
        if not self.is_money:
            return grouped(value)
        sign, cents = "-" * (value < 0), abs(value)
        return decimal(f"{sign}{grouped(cents // 100)}.{cents % 100:02}")


class Bar(NamedTuple):
    """One row of bars: a value, none of them negative, for each series of the chart."""

    label: str
    values: tuple[int, ...]


class BarPanel(NamedTuple):
    """Rows of bars that share an axis. A chart has one for each unit, such as each currency."""

    unit: Unit
    bars: tuple[Bar, ...]

    def most(self, *, stacked: bool) -> int:
        """Return the length of the longest bar, in the unit."""
        return max((sum(bar.values) if stacked else max(bar.values) for bar in self.bars), default=0)


@dataclass(frozen=True)
class BarChart:
    """Bars: how much of something each of several things has."""

    title: Message
    series: tuple[Label, ...]
    """What each of a row's values is; empty if there is one only, which the title tells."""
    panels: tuple[BarPanel, ...]
    stacked: bool
    """Whether a row's values are parts of a whole, which is drawn as one bar; else each has a bar of its own."""
    empty: Message
    """What is said when there is nothing to draw."""
    notes: tuple[Message, ...] = ()
    """What a reader must know: what is not drawn, and as of when the figures are."""
    command: str = ""
    """The command that draws it again."""


class Point(NamedTuple):
    """A value at the end of a day."""

    day: date
    value: int


class Curve(NamedTuple):
    """How a value went over time, and how it is expected to go on."""

    name: Label
    points: tuple[Point, ...]
    projected: tuple[Point, ...] = ()
    told: Label = ""
    """What is said of the line beside its name."""


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
    """The day on which what is known ends, and what is expected begins."""

    @property
    def points(self) -> list[Point]:
        """All points of all lines, those that are expected included."""
        return [point for curve in self.curves for point in (*curve.points, *curve.projected)]


class PeriodBar(NamedTuple):
    """A month or a quarter, with a value of each series; no value is negative."""

    name: str
    """2015-03 or 2015-Q1."""
    day: date
    """Its first day."""
    values: tuple[int, ...]


@dataclass(frozen=True)
class FlowChart:
    """Upright bars: how much went out in each month or quarter."""

    title: Message
    unit: Unit
    series: tuple[Label, ...]
    """The name of each value of a period; at least one."""
    periods: tuple[PeriodBar, ...]
    """In order of time, without gaps."""
    stacked: bool
    """Whether the values of a period are parts of a whole."""
    unfinished: bool
    """Whether the last period has days after those that are reported on."""
    empty: Message
    notes: tuple[Message, ...] = ()
    command: str = ""


Chart = BarChart | LineChart | FlowChart
