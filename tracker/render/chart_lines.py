"""Values over time on a terminal: each series in its own plot; expected values and unfinished periods are light."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

from rich.text import Text

from tracker.charts.flows import is_unfinished
from tracker.charts.lines import spoken_curve
from tracker.charts.ticks import date_ticks, period_ticks
from tracker.messages import Message
from tracker.model.charts import Curve, FlowChart, LineChart, Unit
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
        known, expected = _known(curve, time), _expected(curve, time)
        values = [point.value for point in (*curve.points, *(curve.projected if expected else ()))]
        canvas.lines(_plot(chart.unit, values, known, expected, time.cells, names, STYLES[series % len(STYLES)]))
    ticks = date_ticks(time.first, time.last, max(time.cells // _BETWEEN_NAMES, 1))
    canvas.lines(_axis([(time.cell(day), name) for day, name in ticks], names + 2, width))


def draw_flow(chart: FlowChart, canvas: Canvas, width: int) -> None:
    """Draw a plot for each series with a bar for each period; of more than have room, the last ones."""
    names = max(len(chart.unit.shown(value)) for period in chart.periods for value in period.values)
    periods = chart.periods[-(width - names - 2) :]
    each = (width - names - 2) // len(periods)
    bars = [range(at * each, at * each + max(each - 1, 1)) for at in range(len(periods))]
    for series, name in enumerate(chart.series):
        values = [period.values[series] for period in periods]
        known, unfinished = dict[int, float](), dict[int, float]()
        for period, cells in zip(periods, bars, strict=True):
            drawn = unfinished if is_unfinished(chart, period) else known
            drawn.update((cell, period.values[series]) for cell in cells)
        canvas.paragraph(name, width=width)
        style = STYLES[series % len(STYLES)]
        canvas.lines(_plot(chart.unit, values, known, unfinished, bars[-1].stop, names, style))
    named = period_ticks(periods, max(each * len(periods) // _BETWEEN_NAMES, 1))
    ticks = [(cells.start, named[each.name]) for each, cells in zip(periods, bars, strict=True) if each.name in named]
    canvas.lines(_axis(ticks, names + 2, width))
    if len(periods) < len(chart.periods):
        told = Message("Periods before {period} do not fit; add '-o chart.svg' to draw all.", period=periods[0].name)
        canvas.paragraph(told, width=width)


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


def _axis(ticks: Iterable[tuple[int, str]], indent: int, width: int) -> list[str]:
    """Return the lines that name some cells."""
    marks = names = " " * indent
    for cell, name in ticks:
        at = indent + cell
        marks = marks.ljust(at) + "╵"
        names = names.ljust(at) + name if at + len(name) <= width else names
    return [marks.rstrip(), names.rstrip(), ""]


def _plot(
    unit: Unit,
    values: Sequence[int],
    full: dict[int, float],
    light: dict[int, float],
    width: int,
    names: int,
    style: str,
) -> Iterator[Text]:
    """Yield the lines of a plot, the highest first: at its most, at nothing, and at its least its values are named.

    `full` and `light` are the values of cells.
    """
    most, _, least = _extremes(values)
    below = 0 if least == 0 else max(_ROWS * -least // (most - least), 1)
    above = _ROWS - below if most else 0
    step = max(most / above if above else 0, -least / below if below else 0) or 1
    for row in range(above - 1, -below - 1, -1):
        named = most if row == above - 1 else 0 if row == 0 else least if row == -below else None
        label = "" if named is None else unit.shown(named)
        cells = (_cell(full.get(at), light.get(at), row, step) for at in range(width))
        yield Text.assemble(f"{label:>{names}} ", "┤" if label else "│", ("".join(cells).rstrip(), style))
    if not above and not below:
        yield Text(f"{unit.shown(0):>{names}} ┤{'▁' * (max(full, default=-1) + 1)}")


def _cell(known: float | None, expected: float | None, row: int, step: float) -> str:
    """Return what stands in a column at a row, which is `step` high; row 0 is the first one above nothing."""
    value = known if known is not None else expected
    if value is None:
        return " "
    part = value / step - row if row >= 0 else row + 1 - value / step
    if known is None:
        return _EXPECTED if part > 0.25 or (row == 0 and value > 0) else " "
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
