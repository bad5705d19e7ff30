"""Lines over time: known values are solid, expected ones dashed."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from tracker.charts.elements import (
    LINE,
    MARGIN,
    SIZE,
    Drawing,
    date_ticks,
    element,
    grid_line,
    ink,
    mark,
    number,
    text,
    ticks,
    width_of,
    words_at,
)
from tracker.languages import grouped
from tracker.messages import Message
from tracker.model.charts import Curve, Label, LineChart, Point

_SAMPLE = 30
_MONTH = "2000-01"  # the widest label of a date
_GAP = 8
_TALL = 0.42  # the height of the plot as a share of the width, at least `_LEAST` pixels
_LEAST = 180
_BETWEEN_MARKS = 60
_BETWEEN_TICKS = 40  # the minimum pixels between two marks of a line, and between two labels of the vertical axis


def draw(chart: LineChart, drawing: Drawing) -> None:
    """Draw the lines with their axes, below a legend."""
    drawing.keys(
        map(spoken_curve, chart.curves),
        lambda series, x, y: _stroke(series, f"M{number(x)} {number(y)}h{_SAMPLE}") + mark(series, x + _SAMPLE / 2, y),
        _SAMPLE,
    )
    _Lines(chart, drawing).draw()


def spoken_curve(curve: Curve) -> Label:
    """Return the name of a line, followed by its description if there is one."""
    return Message("{name}: {told}", name=curve.name, told=curve.description) if curve.description else curve.name


def _stroke(series: int, path: str, *, dashed: bool = False) -> str:
    how = {**({"stroke_dasharray": "6 4"} if dashed else {}), **ink(series)}
    return element("path", d=path, fill="none", stroke="currentColor", stroke_width=2, stroke_linejoin="round", **how)


class _Lines:
    """Lines through points of dates and values, in a grid with value labels at the left, below the unit."""

    def __init__(self, chart: LineChart, drawing: Drawing) -> None:
        self.chart, self.drawing = chart, drawing
        drawing.put(words_at(MARGIN, drawing.y + SIZE, chart.unit, font_style="italic"))
        drawing.y += SIZE * LINE + _GAP
        values, days = [point.value for point in chart.points], [point.day for point in chart.points]
        self.first, self.last, self.top = min(days), max(days), drawing.y
        self.height = max(drawing.width * _TALL, _LEAST)
        self.bottom = self.top + self.height
        self.ticks = ticks(min(values), max(values), int(self.height / _BETWEEN_TICKS) + 1)
        self.left = MARGIN + max(width_of(grouped(tick)) for tick in self.ticks) + _GAP
        self.right = drawing.width - MARGIN - width_of(_MONTH) / 2
        drawing.y = self.bottom + 7 + SIZE * LINE + _GAP * 2

    def draw(self) -> None:
        """Draw the grid with its labels, the date from which values are expected, and the lines."""
        put = self.drawing.put
        for tick in self.ticks:
            y = self._y(tick)
            put(grid_line(self.left, y, self.right, y, strong=tick == 0))
            put(words_at(self.left - _GAP, y + SIZE * 0.36, grouped(tick), text_anchor="end"))
        most = max(int((self.right - self.left) / (width_of(_MONTH) + 2 * _GAP)), 1)
        for day, name in date_ticks(self.first, self.last, most):
            x = self._x(day)
            put(grid_line(x, self.bottom, x, self.bottom + 5, strong=True))
            put(words_at(x, self.bottom + 7 + SIZE, name, text_anchor="middle"))
        if self.chart.day is not None and any(curve.projected for curve in self.chart.curves):
            x = self._x(self.chart.day)
            put(grid_line(x, self.top, x, self.bottom, strong=True, dashed=True))
        for series, curve in enumerate(self.chart.curves):
            put(element("g", element("title", text(spoken_curve(curve))) + "".join(self._line(series, curve))))

    def _line(self, series: int, curve: Curve) -> Iterator[str]:
        """Yield the line of known values, that of expected ones, and the marks."""
        if curve.points:
            yield _stroke(series, self._path(curve.points))
        if curve.projected:
            yield _stroke(series, self._path(curve.projected), dashed=True)
        for x, y in self._marked([*curve.points, *curve.projected]):
            yield mark(series, x, y)

    def _path(self, points: Sequence[Point]) -> str:
        places = list(dict.fromkeys(f"{number(x)} {number(y)}" for x, y in map(self._place, points)))
        return "M" + "L".join(places)

    def _marked(self, points: Iterable[Point]) -> list[tuple[float, float]]:
        places = list(map(self._place, points))
        kept = places[:1]
        for place in places[1:-1]:
            if place[0] - kept[-1][0] >= _BETWEEN_MARKS <= places[-1][0] - place[0]:
                kept.append(place)
        return [*kept, *places[1:][-1:]]

    def _place(self, point: Point) -> tuple[float, float]:
        return self._x(point.day), self._y(point.value)

    def _y(self, value: int) -> float:
        low, high = self.ticks[0], self.ticks[-1]
        return self.top + self.height * (high - value) / (high - low)

    def _x(self, day: date) -> float:
        days = (self.last - self.first).days
        part = (day - self.first).days / days if days else 0.5
        return self.left + part * (self.right - self.left)


def spoken_end(unit: Label, curve: Curve) -> Label:
    """Return the first and last point of a line in words, after its name and unit."""
    values = [
        Message("{day} {value}", day=point.day, value=grouped(point.value))
        for point in dict.fromkeys((*curve.points[:1], *curve.points[-1:]))
    ]
    return Message("{name}, {unit}: {value}", name=spoken_curve(curve), unit=unit, value=", ".join(map(str, values)))
