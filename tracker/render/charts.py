"""Charts drawn in characters on a terminal; 80 columns wide in a pipe or a file."""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta
from itertools import accumulate, pairwise
from typing import TextIO

from rich.cells import cell_len
from rich.text import Text

from tracker.charts.elements import date_ticks, period_ticks, shortened
from tracker.charts.flows import is_unfinished
from tracker.charts.lines import spoken_curve
from tracker.charts.svg import is_empty
from tracker.messages import Message
from tracker.model.charts import Bar, BarChart, BarPanel, Chart, Curve, FlowChart, LineChart, Unit
from tracker.model.text import plain
from tracker.render.canvas import Canvas, Pager, cut, smooth_bar

# Bars on a terminal: each series has its own texture, so that it is recognisable without colours.


TEXTURES = "█▒=#:%"
STYLES = "blue", "dark_orange3", "green", "magenta", "yellow", "cyan"
"""The colours of the series; no meaning depends on them."""

_WIDEST_NAMES = 0.4  # the maximum share of a line for names


def draw_bars(chart: BarChart, canvas: Canvas, width: int) -> None:
    """Draw the rows of each panel within `width` cells, below the unit and the legend."""
    for panel in chart.panels:
        canvas.lines(_keys(chart, panel, width))
        canvas.lines(_Rows(chart, panel, width).lines())
        canvas.lines([""])


def _keys(chart: BarChart, panel: BarPanel, width: int) -> Iterator[str]:
    """Yield the legend: the unit, and the texture of each series."""
    line = plain(str(panel.unit.name))
    for at, name in enumerate(chart.series):
        key = cut(f"{texture(at)} {plain(str(name))}", width - 2)
        if cell_len(line) + cell_len(key) + 2 > width:
            yield line
            line = ""
        line += f"  {key}"
    yield line


def texture(series: int) -> str:
    """Return the character that the bars of a series are made of."""
    return TEXTURES[series % len(TEXTURES)]


class _Rows:
    """The rows of a panel: names, bars and values."""

    def __init__(self, chart: BarChart, panel: BarPanel, width: int) -> None:
        self.chart, self.panel = chart, panel
        names = [plain(bar.label) for bar in panel.bars]
        self.names = min(max(map(cell_len, names)), int(width * _WIDEST_NAMES))
        values = (panel.unit.shown(value) for bar in panel.bars for value in self._values(bar))
        self.cells = max(width - self.names - max(map(len, values)) - 3, 1)
        self.most = panel.most(stacked=chart.stacked) or 1

    def lines(self) -> Iterator[Text]:
        """Yield the lines of all rows."""
        for bar in self.panel.bars:
            name = cut(shortened(plain(bar.label), lambda it: cell_len(it) <= self.names), self.names)
            for each, value in zip(self._bars(bar), self._values(bar), strict=True):
                start = name + " " * (self.names - cell_len(name) + 2)
                yield Text.assemble(start, *each, " " * bool(value), self.panel.unit.shown(value))
                name = ""

    def _values(self, bar: Bar) -> Sequence[int]:
        return (sum(bar.values),) if self.chart.stacked else bar.values

    def _bars(self, bar: Bar) -> Iterator[list[tuple[str, str]]]:
        """Yield the bars of a row as styled pieces of text: one stacked bar, or one for each value."""
        if len(bar.values) == 1:
            yield [(smooth_bar(bar.values[0], self.most, self.cells) or "▏" * (bar.values[0] > 0), STYLES[0])]
        elif self.chart.stacked:
            ends = [self._length(value) for value in accumulate(bar.values, initial=0)]
            yield [self._part(at, end - start) for at, (start, end) in enumerate(pairwise(ends))]
        else:
            yield from ([self._part(at, max(self._length(value), value > 0))] for at, value in enumerate(bar.values))

    def _part(self, series: int, cells: int) -> tuple[str, str]:
        return texture(series) * cells, STYLES[series % len(STYLES)]

    def _length(self, value: int) -> int:
        return (2 * value * self.cells + self.most) // (2 * self.most)


# Values over time on a terminal: each series in its own plot, with expected values and unfinished periods lighter.


_ROWS = 6  # the height of a plot in lines
_EIGHTHS = " ▁▂▃▄▅▆▇█"
_EXPECTED = "░"
_BETWEEN_NAMES = 14  # the minimum number of cells between date labels


def draw_lines(chart: LineChart, canvas: Canvas, width: int) -> None:
    """Draw the plots one below another, each under the name of its line, with a single time axis at the bottom."""
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
    """Draw a plot for each series with a bar per period; if there is not enough room, only the last periods."""
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
        message = Message("Periods before {period} do not fit; add '-o chart.svg' to draw all.", period=periods[0].name)
        canvas.paragraph(message, width=width)


def _extremes(values: Sequence[int]) -> tuple[int, int, int]:
    return max([0, *values]), 0, min([0, *values])


class _Time:
    """A time axis in cells; the last day gets as much room as the average interval before it."""

    def __init__(self, days: Sequence[date], cells: int) -> None:
        self.first, self.last = min(days), max(days)
        self.cells = cells
        span = (self.last - self.first).days
        self.days = span + (span // max(len(set(days)) - 1, 1) or 1)

    def cell(self, day: date) -> int:
        """Return the cell of a day."""
        return (day - self.first).days * self.cells // self.days

    def end(self, cell: int) -> date:
        """Return the last day of a cell, at most the last day of the axis."""
        return self.first + min(timedelta(days=-(-(cell + 1) * self.days // self.cells) - 1), self.last - self.first)


def _axis(ticks: Iterable[tuple[int, str]], indent: int, width: int) -> list[str]:
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
    """Yield the lines of a plot from top to bottom, labelled at the highest value, at zero and at the lowest.

    `full` and `light` map cells to known and expected values.
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
    """Return the character of a column at a row of height `step`; row 0 is the first above zero."""
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
    """Return the highest value in each cell; a cell without a point repeats the value before it."""
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
    """Return the expected values of the cells after the known ones, interpolated between points."""
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


WIDTH = 80
"""The width in cells in a pipe or a file."""

_WIDEST = 120  # the maximum width in cells: longer bars are no easier to read


def draw_chart(chart: Chart, stream: TextIO, page: Pager | None = None) -> None:
    """Draw the chart under its title, with its notes; `page` shows it if it is longer than the terminal."""
    canvas = Canvas(stream)
    width = min(canvas.width or WIDTH, _WIDEST)
    canvas.paragraph(chart.title, "bold", width)
    if is_empty(chart):
        canvas.paragraph(chart.empty, width=width)
    elif isinstance(chart, BarChart):
        draw_bars(chart, canvas, width)
    elif isinstance(chart, LineChart):
        draw_lines(chart, canvas, width)
    else:
        draw_flow(chart, canvas, width)
    for note in chart.notes:
        canvas.lines(_with_whole_commands(canvas, str(note), width))
    if chart.command:  # on its own line, so that it can be copied
        canvas.paragraph(f"  {chart.command}")
    canvas.show(page)


def _with_whole_commands(canvas: Canvas, note: str, width: int) -> list[str]:
    """Return a note in lines that never break a command in quotes."""
    joined = _COMMAND.sub(lambda found: found[0].replace(" ", _JOINT), plain(note))
    return [line.replace(_JOINT, " ") for line in canvas.folded(joined, width)]


_COMMAND = re.compile("'tracker [^']*'")
_JOINT = "\ue000"  # replaces a blank at which no line may break; a private-use character
