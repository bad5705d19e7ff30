"""Horizontal bars, so that long names fit: a row for each thing."""

from collections.abc import Iterator, Sequence
from itertools import accumulate, repeat

from tracker.charts.elements import (
    LINE,
    MARGIN,
    SIZE,
    Drawing,
    element,
    fill,
    folded,
    grid_line,
    ink,
    shortened,
    text,
    ticks,
    width_of,
    words_at,
)
from tracker.languages import grouped
from tracker.messages import Message
from tracker.model.charts import Bar, BarChart, Label

SWATCH = 14
"""The width of a bar's sample in the legend, in pixels."""

_THICK, _THIN = 16, 15  # the pixels of the one bar of a row, and of one of several: values beside them do not touch
_GAP = 8
_WIDEST_NAMES = 0.4  # the maximum share of the width for names; longer ones take two lines, or are cut
_TICKS = 8
_LONG = 20  # from this number of rows, the axis is also labelled at the top


def draw(chart: BarChart, drawing: Drawing, key: str) -> None:
    """Draw the rows, with their axis; `key` is the prefix of the pattern ids."""
    if len(chart.series) > 1:
        drawing.keys(
            chart.series, lambda series, x, y: rectangle(series, key, x, y - SWATCH / 2 + 1, SWATCH, SWATCH - 2), SWATCH
        )
    _Bars(chart, drawing, key).draw()


def rectangle(series: int, key: str, x: float, y: float, width: float, height: float) -> str:
    """Return a bar of a series."""
    return element(
        "rect", x=x, y=y, width=width, height=height, fill=fill(series, key), stroke="currentColor", **ink(series)
    )


class _Bars:
    """The positions of names, bars and values."""

    def __init__(self, chart: BarChart, drawing: Drawing, key: str) -> None:
        self.chart, self.drawing, self.key = chart, drawing, key
        names = [width_of(bar.label) for bar in chart.bars]
        self.names = max(min(max(names), _WIDEST_NAMES * drawing.room), width_of(str(chart.unit)) + 2 * _GAP)
        values = [grouped(value) for bar in chart.bars for value in self._values(bar)]
        self.left = MARGIN + self.names + _GAP
        self.right = drawing.width - MARGIN - max(map(width_of, values)) - _GAP
        widest = width_of(grouped(chart.most)) + _GAP * 2
        self.ticks = ticks(0, chart.most, min(int((self.right - self.left) / widest) + 1, _TICKS))

    def draw(self) -> None:
        """Draw the grid, the rows and the axis labels."""
        drawing = self.drawing
        if len(self.chart.bars) >= _LONG:
            self._axis()
        top, rows = drawing.y, list(map(self._row, self.chart.bars))
        for tick in self.ticks:
            drawing.put(grid_line(self._x(tick), top, self._x(tick), drawing.y, strong=tick == 0))
        drawing.put(*rows)
        self._axis()
        drawing.y += _GAP

    def _axis(self) -> None:
        drawing = self.drawing
        base = drawing.y + SIZE
        zero = width_of("0") / 2
        drawing.put(words_at(self.left - zero - _GAP, base, self.chart.unit, text_anchor="end", font_style="italic"))
        for tick in self.ticks:
            drawing.put(words_at(self._x(tick), base, grouped(tick), text_anchor="middle"))
        drawing.y += SIZE * LINE + _GAP / 2

    def _values(self, bar: Bar) -> tuple[int, ...]:
        return (sum(bar.values),) if self.chart.stacked else bar.values

    def _x(self, value: int) -> float:
        return self.left + (self.right - self.left) * value / self.ticks[-1]

    def _row(self, bar: Bar) -> str:
        """Return a row, with its name centred vertically, and move below it."""
        label = shortened(str(bar.label), lambda it: " ".join(folded(it, self.names, most=2)) == it)
        lines = folded(label, self.names, most=2)
        thick = _THICK if self.chart.stacked or len(bar.values) == 1 else _THIN
        bars = thick * (1 if self.chart.stacked else len(bar.values))
        height = max(bars, len(lines) * SIZE * LINE)
        top = self.drawing.y + _GAP / 2
        name = top + (height - len(lines) * SIZE * LINE) / 2 + SIZE
        self.drawing.y += height + _GAP
        first = top + (height - bars) / 2
        return element(
            "g",
            element("title", text(spoken_row(self.chart.series, self.chart.unit, *bar)))
            + "".join(
                words_at(self.left - _GAP, name + at * SIZE * LINE, line, text_anchor="end")
                for at, line in enumerate(lines)
            )
            + "".join(self._parts(bar, first, thick)),
        )

    def _parts(self, bar: Bar, top: float, thick: float) -> Iterator[str]:
        """Yield the bars of a row, each followed by its value; for a stacked bar, its parts and their sum."""
        begins = accumulate(bar.values, initial=0) if self.chart.stacked else repeat(0)
        for series, (begin, value) in enumerate(zip(begins, bar.values, strict=False)):
            y = top + (0 if self.chart.stacked else series * thick)
            start, end = self._x(begin), self._x(begin + value)
            if value:
                yield rectangle(series, self.key, start, y + 1, end - start, thick - 2)
            if not self.chart.stacked:
                yield self._value(end, y, thick, value)
        if self.chart.stacked:
            yield self._value(self._x(sum(bar.values)), top, thick, sum(bar.values))

    def _value(self, x: float, top: float, thick: float, value: int) -> str:
        return words_at(x + _GAP / 2, top + thick / 2 + SIZE * 0.36, grouped(value))


def spoken_row(series: Sequence[Label], unit: Label, label: str, values: Sequence[int]) -> Label:
    """Return a row in words: its name, the unit and the values; of several series each with its name."""
    shown: list[Label] = list(map(grouped, values))
    if len(series) > 1:
        shown = [Message("{name}: {value}", name=name, value=value) for name, value in zip(series, shown, strict=True)]
    values_text = ", ".join(map(str, shown))
    return Message("{name}, {unit}: {value}", name=label, unit=unit, value=values_text)
