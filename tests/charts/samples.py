"""Sample charts, and parsers of drawn ones."""

import re
from collections.abc import Iterator, Sequence
from datetime import date
from xml.etree import ElementTree

from tests.adapters import Bar, BarChart, Chart, Curve, LineChart, Point, svg
from tracker.messages import Message

COPIES = "copies"
TITLE = Message("Distribution by kind, as of 2014-12-31")
LONG = "Rīgas pašvaldības policijas Nepilngadīgo likumpārkāpumu prevencijas nodaļa un Bērnu tiesību aizsardzības centrs"
_SVG = "{http://www.w3.org/2000/svg}"


def bar_chart(*bars: tuple[str, Sequence[int]], series: Sequence[str] = (), stacked: bool = True) -> BarChart:
    """Return a chart of copies."""
    rows = tuple(Bar(label, tuple(values)) for label, values in bars)
    empty = Message("Nothing to show.")
    return BarChart(TITLE, COPIES, tuple(series), rows, stacked, empty, (Message("As of today."),), "tracker")


def line_chart(*lines: Curve, day: date | None = None) -> LineChart:
    """Return a chart of copies over time."""
    return LineChart(TITLE, COPIES, lines, Message("Nothing to show."), day=day)


def points(*values: int, year: int = 2014) -> tuple[Point, ...]:
    """Return points with these values on the first day of each month."""
    return tuple(Point(date(year, month, 1), value) for month, value in enumerate(values, 1))


class Picture:
    """A picture parsed as XML."""

    def __init__(self, drawn: Chart | str, *, width: int = 720, alone: bool = False) -> None:
        self.text = drawn if isinstance(drawn, str) else svg(drawn, width=width, alone=alone)
        self.root = ElementTree.fromstring(self.text)  # noqa: S314  (it is ours)

    def all(self, name: str, under: ElementTree.Element | None = None) -> Iterator[ElementTree.Element]:
        return (self.root if under is None else under).iter(_SVG + name)

    @property
    def texts(self) -> list[str]:
        return [each.text or "" for each in self.all("text")]

    @property
    def said(self) -> str:
        """Its text for people who cannot see it."""
        return next(self.all("desc")).text or ""

    @property
    def bars(self) -> dict[str, list[float]]:
        """The widths of the bars of each row, by the row's text."""
        return {
            next(self.all("title", row)).text or "": [float(each.attrib["width"]) for each in self.all("rect", row)]
            for row in self.all("g")
        }

    @property
    def paths(self) -> list[list[list[tuple[float, float]]]]:
        """The strokes of each line, as points."""
        return [
            [
                [(float(x), float(y)) for x, y in re.findall(r"(-?[\d.]+) (-?[\d.]+)", path.attrib["d"])]
                for path in self.all("path", line)
                if "stroke-linejoin" in path.attrib
            ]
            for line in self.all("g")
        ]
