"""Bars of a terminal: those of each series of another texture, so that they can be told apart without colours."""

from collections.abc import Iterator, Sequence
from itertools import accumulate, pairwise

from rich.cells import cell_len
from rich.text import Text

from tracker.charts.elements import shortened
from tracker.model.charts import Bar, BarChart, BarPanel
from tracker.model.text import plain
from tracker.render.canvas import Canvas
from tracker.render.fitting import cut

TEXTURES = "█▒=#:%"
STYLES = "blue", "dark_orange3", "green", "magenta", "yellow", "cyan"
"""What the bars of each series look like; the colours carry no meaning alone."""

_EIGHTHS = " ▏▎▍▌▋▊▉"
_WIDEST_NAMES = 0.4
"""The part of a line that names take at the most."""


def draw_bars(chart: BarChart, canvas: Canvas, width: int) -> None:
    """Draw the rows of each panel within so many cells, below the unit and the textures of the series."""
    for panel in chart.panels:
        canvas.lines(_keys(chart, panel, width))
        canvas.lines(_Rows(chart, panel, width).lines())
        canvas.lines([""])


def _keys(chart: BarChart, panel: BarPanel, width: int) -> Iterator[str]:
    """Yield the lines that say what is drawn: the unit, and the texture of each series."""
    line = plain(str(panel.unit.name))
    for at, name in enumerate(chart.series):
        key = cut(f"{texture(at)} {plain(str(name))}", width - 2)
        if cell_len(line) + cell_len(key) + 2 > width:
            yield line
            line = ""
        line += f"  {key}"
    yield line


def texture(series: int) -> str:
    """Return the letter of which the bars of a series are made."""
    return TEXTURES[series % len(TEXTURES)]


class _Rows:
    """The rows of a panel: their names, bars, and values."""

    def __init__(self, chart: BarChart, panel: BarPanel, width: int) -> None:
        self.chart, self.panel = chart, panel
        names = [plain(bar.label) for bar in panel.bars]
        self.names = min(max(map(cell_len, names)), int(width * _WIDEST_NAMES))
        values = (panel.unit.shown(value) for bar in panel.bars for value in self._told(bar))
        self.cells = max(width - self.names - max(map(len, values)) - 3, 1)
        self.most = panel.most(stacked=chart.stacked) or 1

    def lines(self) -> Iterator[Text]:
        """Yield the lines of all rows."""
        for bar in self.panel.bars:
            name = cut(shortened(plain(bar.label), lambda it: cell_len(it) <= self.names), self.names)
            for each, told in zip(self._bars(bar), self._told(bar), strict=True):
                start = name + " " * (self.names - cell_len(name) + 2)
                yield Text.assemble(start, *each, " " * bool(told), self.panel.unit.shown(told))
                name = ""

    def _told(self, bar: Bar) -> Sequence[int]:
        return (sum(bar.values),) if self.chart.stacked else bar.values

    def _bars(self, bar: Bar) -> Iterator[list[tuple[str, str]]]:
        """Yield the bars of a row, each as texts with their styles: one of several parts, or one for each value."""
        if len(bar.values) == 1:
            yield [(self._smooth(bar.values[0]), STYLES[0])]
        elif self.chart.stacked:
            ends = [self._length(value) for value in accumulate(bar.values, initial=0)]
            yield [self._part(at, end - start) for at, (start, end) in enumerate(pairwise(ends))]
        else:
            yield from ([self._part(at, max(self._length(value), value > 0))] for at, value in enumerate(bar.values))

    def _part(self, series: int, cells: int) -> tuple[str, str]:
        return texture(series) * cells, STYLES[series % len(STYLES)]

    def _length(self, value: int) -> int:
        return (2 * value * self.cells + self.most) // (2 * self.most)

    def _smooth(self, value: int) -> str:
        """Return a bar to an eighth of a cell, at least one if there is anything."""
        eighths = max(value * self.cells * 8 // self.most, value > 0)
        return "█" * (eighths // 8) + _EIGHTHS[eighths % 8].strip()
