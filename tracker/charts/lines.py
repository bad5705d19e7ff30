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


class Plot:
    """A grid for values over time, with value labels at the left, below the unit."""

    def __init__(self, unit: Label, drawing: Drawing, values: Sequence[int]) -> None:
        drawing.put(words_at(MARGIN, drawing.y + SIZE, unit, font_style="italic"))
        drawing.y += SIZE * LINE + _GAP
        self.drawing, self.top = drawing, drawing.y
        self.height = max(drawing.width * _TALL, _LEAST)
        self.bottom = self.top + self.height
        self.ticks = ticks(min(values), max(values), int(self.height / _BETWEEN_TICKS) + 1)
        names = list(map(grouped, self.ticks))
        self.left = MARGIN + max(map(width_of, names)) + _GAP
        self.right = drawing.width - MARGIN - width_of("2000-01") / 2
        for tick, name in zip(self.ticks, names, strict=True):
            y = self.y(tick)
            drawing.put(grid_line(self.left, y, self.right, y, strong=tick == 0))
            drawing.put(words_at(self.left - _GAP, y + SIZE * 0.36, name, text_anchor="end"))
        drawing.y = self.bottom + 7 + SIZE * LINE + _GAP * 2

    def names_in(self, widest: str) -> int:
        """Return the number of period labels that fit, for labels up to `widest`."""
        return max(int((self.right - self.left) / (width_of(widest) + 2 * _GAP)), 1)

    def name_time(self, x: float, name: str) -> None:
        """Write the label of a date below the grid."""
        self.drawing.put(grid_line(x, self.bottom, x, self.bottom + 5, strong=True))
        self.drawing.put(words_at(x, self.bottom + 7 + SIZE, name, text_anchor="middle"))

    def y(self, value: int) -> float:
        """Return the vertical position of a value."""
        low, high = self.ticks[0], self.ticks[-1]
        return self.top + self.height * (high - value) / (high - low)


class _Lines(Plot):
    """Lines through points of dates and values."""

    def __init__(self, chart: LineChart, drawing: Drawing) -> None:
        super().__init__(chart.unit, drawing, [point.value for point in chart.points])
        self.chart = chart
        days = [point.day for point in chart.points]
        self.first, self.last = min(days), max(days)

    def draw(self) -> None:
        """Draw the time axis, the date from which values are expected, and the lines."""
        drawing = self.drawing
        for day, name in date_ticks(self.first, self.last, self.names_in("2000-01-01")):
            self.name_time(self._x(day), name)
        if self.chart.day is not None and any(curve.projected for curve in self.chart.curves):
            x = self._x(self.chart.day)
            drawing.put(grid_line(x, self.top, x, self.bottom, strong=True, dashed=True))
        for series, curve in enumerate(self.chart.curves):
            drawing.put(element("g", element("title", text(spoken_curve(curve))) + "".join(self._line(series, curve))))

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
        return self._x(point.day), self.y(point.value)

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
