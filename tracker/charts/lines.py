"""Lines over time: what is known is drawn through, what is expected is dashed."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from tracker.charts.bars import axis_name
from tracker.charts.drawing import MARGIN, Drawing
from tracker.charts.elements import LINE, SIZE, element, number, text, width_of, words_at
from tracker.charts.looks import colour, mark
from tracker.charts.ticks import date_ticks, ticks
from tracker.messages import Message
from tracker.model.charts import Curve, Label, LineChart, Point, Unit

_SAMPLE = 30
_GAP = 8
_TALL = 0.42
"""The height of the plot, in widths of the drawing, but at least `_LEAST` pixels."""

_LEAST = 180
_BETWEEN_MARKS = 60
_BETWEEN_TICKS = 40
"""The pixels that are between two marks of a line, and two names of the axis at its side, at least."""


def draw(chart: LineChart, drawing: Drawing) -> None:
    """Draw the lines between their axes, below the names of them."""
    drawing.keys(map(spoken_curve, chart.curves), _sample, _SAMPLE)
    drawing.put(words_at(MARGIN, drawing.y + SIZE, chart.unit.name, font_style="italic"))
    drawing.y += SIZE * LINE + _GAP
    _Plot(chart, drawing).draw()


def spoken_curve(curve: Curve) -> Label:
    """Return the name of a line with what is said of it."""
    return Message("{name}: {told}", name=curve.name, told=curve.told) if curve.told else curve.name


def _sample(series: int, x: float, y: float) -> str:
    return _stroke(series, f"M{number(x)} {number(y)}h{_SAMPLE}") + mark(series, x + _SAMPLE / 2, y)


def _stroke(series: int, path: str, *, dashed: bool = False) -> str:
    dashes = {"stroke_dasharray": "6 4"} if dashed else {}
    return element(
        "path", d=path, fill="none", stroke=colour(series), stroke_width=2, stroke_linejoin="round", **dashes
    )


class _Plot:
    """The plot: where days and values stand."""

    def __init__(self, chart: LineChart, drawing: Drawing) -> None:
        self.chart, self.drawing = chart, drawing
        days, values = [point.day for point in chart.points], [point.value for point in chart.points]
        self.first, self.last = min(days), max(days)
        self.height = max(drawing.width * _TALL, _LEAST)
        self.top = drawing.y
        self.ticks = ticks(min(values), max(values), int(self.height / _BETWEEN_TICKS) + 1)
        self.names = [axis_name(chart.unit, tick, self.ticks[1] - self.ticks[0]) for tick in self.ticks]
        self.left = MARGIN + max(map(width_of, self.names)) + _GAP
        self.right = drawing.width - MARGIN - width_of("2000-01") / 2

    def draw(self) -> None:
        """Draw the axes, the day from which on it is expected, and the lines."""
        drawing = self.drawing
        for tick, name in zip(self.ticks, self.names, strict=True):
            y = self._y(tick)
            drawing.put(_grid(self.left, y, self.right, y, strong=tick == 0))
            drawing.put(words_at(self.left - _GAP, y + SIZE * 0.36, name, text_anchor="end"))
        bottom = self.top + self.height
        most = max(int((self.right - self.left) / (width_of("2000-01-01") + 2 * _GAP)), 1)
        for day, name in date_ticks(self.first, self.last, most):
            x = self._x(day)
            drawing.put(_grid(x, bottom, x, bottom + 5, strong=True))
            drawing.put(words_at(x, bottom + 7 + SIZE, name, text_anchor="middle"))
        if self.chart.day is not None and any(curve.projected for curve in self.chart.curves):
            drawing.put(
                _grid(self._x(self.chart.day), self.top, self._x(self.chart.day), bottom, strong=True, dashed=True)
            )
        for series, curve in enumerate(self.chart.curves):
            drawing.put(element("g", element("title", text(spoken_curve(curve))) + "".join(self._line(series, curve))))
        drawing.y = bottom + 7 + SIZE * LINE + _GAP * 2

    def _line(self, series: int, curve: Curve) -> Iterator[str]:
        """Yield the stroke of a line, that of what is expected of it, and its marks."""
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
        """Return where marks are: at both ends, and between them as far apart as they should be."""
        places = list(map(self._place, points))
        kept = places[:1]
        for place in places[1:-1]:
            if place[0] - kept[-1][0] >= _BETWEEN_MARKS <= places[-1][0] - place[0]:
                kept.append(place)
        return [*kept, *places[1:][-1:]]

    def _place(self, point: Point) -> tuple[float, float]:
        return self._x(point.day), self._y(point.value)

    def _x(self, day: date) -> float:
        days = (self.last - self.first).days
        part = (day - self.first).days / days if days else 0.5
        return self.left + part * (self.right - self.left)

    def _y(self, value: int) -> float:
        low, high = self.ticks[0], self.ticks[-1]
        return self.top + self.height * (high - value) / (high - low)


def _grid(x1: float, y1: float, x2: float, y2: float, *, strong: bool, dashed: bool = False) -> str:
    dashes = {"stroke_dasharray": "2 3"} if dashed else {}
    opacity = "0.6" if strong else "0.15"
    return element("line", x1=x1, y1=y1, x2=x2, y2=y2, stroke="currentColor", stroke_opacity=opacity, **dashes)


def spoken_end(unit: Unit, curve: Curve) -> Label:
    """Return how a line begins and ends, in words."""
    values = [
        Message("{day} {value} {unit}", day=point.day, value=unit.shown(point.value), unit=unit.name)
        for point in dict.fromkeys((*curve.points[:1], *curve.points[-1:]))
    ]
    return Message("{name}: {value}", name=spoken_curve(curve), value=", ".join(map(str, values)))
