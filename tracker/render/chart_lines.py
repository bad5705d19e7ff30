"""Values over time on a terminal: each in a plot of its own, what is known full, what is expected light."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from datetime import date, timedelta

from rich.text import Text

from tracker.charts.lines import spoken_curve
from tracker.charts.ticks import date_ticks
from tracker.model.charts import Curve, LineChart, Unit
from tracker.render.canvas import Canvas
from tracker.render.chart_bars import STYLES

_ROWS = 6
"""The lines of a plot."""

_EIGHTHS = " ▁▂▃▄▅▆▇█"
_EXPECTED = "░"
_BETWEEN_NAMES = 14
"""The cells from one name of a day to the next, at least."""


def draw_lines(chart: LineChart, canvas: Canvas, width: int) -> None:
    """Draw the plots below each other, each under the name of its line, and the days once, below all."""
    shown = [chart.unit.shown(value) for value in _extremes([point.value for point in chart.points])]
    names = max(map(len, shown))
    time = _Time([point.day for point in chart.points], width - names - 2)
    for series, curve in enumerate(chart.curves):
        canvas.paragraph(spoken_curve(curve), width=width)
        canvas.lines(_plot(chart.unit, curve, time, names, STYLES[series % len(STYLES)]))
    canvas.lines([*(line.rstrip() for line in time.axis(names + 2)), ""])


def _extremes(values: Sequence[int]) -> tuple[int, int, int]:
    """Return the most and the least that a plot reaches to, and nothing."""
    return max([0, *values]), 0, min([0, *values])


class _Time:
    """The days as cells of a line, in which the last one has as much room as those before it have on average."""

    def __init__(self, days: Sequence[date], cells: int) -> None:
        self.first, self.last = min(days), max(days)
        self.cells = cells
        span = (self.last - self.first).days
        self.days = span + (span // max(len(set(days)) - 1, 1) or 1)

    def cell(self, day: date) -> int:
        """Return the cell of a day."""
        return (day - self.first).days * self.cells // self.days

    def end(self, cell: int) -> date:
        """Return the last day of a cell, but none after the last of all."""
        return self.first + min(timedelta(days=-(-(cell + 1) * self.days // self.cells) - 1), self.last - self.first)

    def axis(self, indent: int) -> Iterator[str]:
        """Yield the lines that name some days."""
        marks, names = " " * indent, " " * indent
        for day, name in date_ticks(self.first, self.last, max(self.cells // _BETWEEN_NAMES, 1)):
            at = indent + self.cell(day)
            marks = marks.ljust(at) + "╵"
            names = names.ljust(at) + name if at + len(name) <= indent + self.cells else names
        yield marks
        yield names


def _plot(unit: Unit, curve: Curve, time: _Time, names: int, style: str) -> Iterator[Text]:
    """Yield the lines of a plot, the highest first: at its most, at nothing, and at its least its values are named."""
    known, expected = _known(curve, time), _expected(curve, time)
    points = [*curve.points, *(curve.projected if expected else ())]
    most, _, least = _extremes([point.value for point in points])
    below = 0 if least == 0 else max(_ROWS * -least // (most - least), 1)
    above = _ROWS - below if most else 0
    step = max(most / above if above else 0, -least / below if below else 0) or 1
    for row in range(above - 1, -below - 1, -1):
        named = most if row == above - 1 else 0 if row == 0 else least if row == -below else None
        label = "" if named is None else unit.shown(named)
        cells = (_cell(known.get(at), expected.get(at), row, step) for at in range(time.cells))
        yield Text.assemble(f"{label:>{names}} ", "┤" if label else "│", ("".join(cells).rstrip(), style))
    if not above and not below:
        yield Text(f"{unit.shown(0):>{names}} ┤{'▁' * (max(known, default=-1) + 1)}")


def _cell(known: float | None, expected: float | None, row: int, step: float) -> str:
    """Return what stands in a column at a row, which is `step` high; row 0 is the first one above nothing."""
    value = known if known is not None else expected
    if value is None:
        return " "
    part = value / step - row if row >= 0 else row + 1 - value / step
    if known is None:
        return _EXPECTED if part > 0.25 else " "
    if row < 0:
        return "█" if part >= 0.75 else "▀" if part > 0 else " "
    eighths = max(min(round(part * 8), 8), 0)
    return _EIGHTHS[max(eighths, 1) if row == 0 and value > 0 else eighths]


def _known(curve: Curve, time: _Time) -> dict[int, float]:
    """Return the most of the values in each cell; one without a day of its own has that of the day before it."""
    found: dict[int, float] = {}
    for point in curve.points:
        at = time.cell(point.day)
        found[at] = max(found.get(at, point.value), point.value)
    if found:
        ends = not curve.projected and curve.points[-1].day == time.last
        for at in range(min(found), time.cells - 1 if ends else max(found)):
            found[at + 1] = found.get(at + 1, found[at])
    return found


def _expected(curve: Curve, time: _Time) -> dict[int, float]:
    """Return what is expected in the cells after those of what is known, straight from one point to the next."""
    if len(curve.projected) < 2:
        return {}
    days = [point.day for point in curve.projected]
    found: dict[int, float] = {}
    for at in range(time.cell(days[0]), time.cell(days[-1]) + 1):
        day = min(max(time.end(at), days[0]), days[-1])
        after = min(bisect_right(days, day), len(days) - 1)
        before, later = curve.projected[max(after - 1, 0)], curve.projected[after]
        span = (later.day - before.day).days
        found[at] = before.value + (later.value - before.value) * ((day - before.day).days / span if span else 0)
    return found
