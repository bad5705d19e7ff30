"""Charts drawn in characters on a terminal; 80 columns wide in a pipe or a file."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise
from typing import TextIO

from rich.cells import cell_len
from rich.text import Text

from tracker.charts.elements import shortened
from tracker.charts.lines import spoken_curve
from tracker.charts.svg import is_empty
from tracker.languages import grouped, short_date
from tracker.model.charts import Bar, BarChart, Chart, LineChart
from tracker.model.text import plain
from tracker.render.canvas import Canvas, Pager, cut, smooth_bar, sparkline

# Bars on a terminal: each series has its own texture, so that it is recognisable without colours.


TEXTURES = "█▒=#:%"
STYLES = "blue", "dark_orange3", "green", "magenta", "yellow", "cyan"
"""The colours of the series; no meaning depends on them."""

_WIDEST_NAMES = 0.4  # the maximum share of a line for names


def draw_bars(chart: BarChart, canvas: Canvas, width: int) -> None:
    """Draw the rows within `width` cells, below the unit and the legend."""
    canvas.lines(_keys(chart, width))
    canvas.lines(_Rows(chart, width).lines())
    canvas.lines([""])


def _keys(chart: BarChart, width: int) -> Iterator[str]:
    """Yield the legend: the unit, and the texture of each series."""
    line = plain(str(chart.unit))
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
    """The rows of a chart: names, bars and values."""

    def __init__(self, chart: BarChart, width: int) -> None:
        self.chart = chart
        names = [plain(bar.label) for bar in chart.bars]
        self.names = min(max(map(cell_len, names)), int(width * _WIDEST_NAMES))
        values = (grouped(value) for bar in chart.bars for value in self._values(bar))
        self.cells = max(width - self.names - max(map(len, values)) - 3, 1)
        self.most = chart.most or 1

    def lines(self) -> Iterator[Text]:
        """Yield the lines of all rows."""
        for bar in self.chart.bars:
            name = cut(shortened(plain(bar.label), lambda it: cell_len(it) <= self.names), self.names)
            for each, value in zip(self._bars(bar), self._values(bar), strict=True):
                start = name + " " * (self.names - cell_len(name) + 2)
                yield Text.assemble(start, *each, " " * bool(value), grouped(value))
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


def draw_lines(chart: LineChart, canvas: Canvas, width: int) -> None:
    """Draw each line under its name, as characters whose heights are its values between the first and the last day.

    Expected values are only in a picture.
    """
    points = [point for curve in chart.curves for point in curve.points]
    first, last = (pick((point.day for point in points), default=None) for pick in (min, max))
    most = max((point.value for point in points), default=0)
    begin, end = short_date(str(first)), short_date(str(last))
    cells = max(width - len(begin) - len(end) - 2, 2)
    for curve in chart.curves:
        canvas.paragraph(spoken_curve(curve), width=width)
        if first is None or last is None:
            continue
        days = [point.day for point in curve.points]
        shown = [bisect_right(days, first + (last - first) * cell // (cells - 1)) for cell in range(cells)]
        heights = sparkline([curve.points[at - 1].value for at in shown if at], most)
        canvas.lines([f"{begin} {heights:>{cells}} {end}"])
    canvas.lines([""])


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
    elif isinstance(chart, LineChart):
        draw_lines(chart, canvas, width)
    else:
        draw_bars(chart, canvas, width)
    for note in chart.notes:
        canvas.paragraph(note, width=width)
    if chart.command:  # on its own line, so that it can be copied
        canvas.paragraph(f"  {chart.command}")
    canvas.show(page)
