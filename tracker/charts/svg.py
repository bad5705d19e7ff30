"""A chart as one SVG element."""

from collections.abc import Iterator
from zlib import crc32

from tracker.charts import bars, lines
from tracker.charts.elements import MARGIN, NIGHT, Drawing, element, patterns, text
from tracker.languages import spoken
from tracker.model.charts import BarChart, Chart, Label, LineChart

WIDTH = 720
"""The default width of a picture in pixels."""

_LEAST_WIDTH = 280
_TITLE, _FOOT = 16, 11
_INK, _PAPER, _INK_BY_NIGHT, _PAPER_BY_NIGHT = "#1a1f1e", "#ffffff", "#e8eae7", "#161a1a"

_STYLE = (
    f"@media screen and (prefers-color-scheme: dark) "
    f"{{ svg {{ color: {_INK_BY_NIGHT}; background: {_PAPER_BY_NIGHT} }} .paper {{ fill: {_PAPER_BY_NIGHT} }} "
    f"{NIGHT} }}"
)


def svg(chart: Chart, *, width: int = WIDTH, alone: bool = False) -> str:
    """Return the chart as one <svg> element, `width` pixels wide (at least 280) and as high as necessary.

    In a page it uses the page's text colour and background; `alone` it is a file with its own, for light and dark mode.
    The same chart in the same language gives the same text.
    """
    drawing = Drawing(max(width, _LEAST_WIDTH))
    key = f"series-{crc32(repr((chart, drawing.width)).encode('utf-8', 'backslashreplace')):08x}"
    drawing.paragraph(chart.title, _TITLE, font_weight="bold")
    definitions = ""
    if is_empty(chart):
        drawing.paragraph(chart.empty)
    elif isinstance(chart, LineChart):
        lines.draw(chart, drawing)
        if str(chart.expected):
            drawing.paragraph(chart.expected, _FOOT)
    else:
        defined = patterns(len(chart.series), key)
        definitions = element("defs", defined) if defined else ""
        bars.draw(chart, drawing, key)
    for note in chart.notes:
        drawing.paragraph(note, _FOOT)
    if chart.command:
        drawing.paragraph(chart.command, _FOOT)
    about = element("title", text(chart.title)) + element("desc", "; ".join(map(text, _described(chart))))
    height, ground, own = drawing.y + MARGIN / 2, "", {}
    if alone:  # a file has its own background, and colours for light and dark mode
        own = {"color": _INK}
        paper = element("rect", width=drawing.width, height=height, fill=_PAPER, **{"class": "paper"})
        ground = element("style", _STYLE) + paper
    drawn = element(
        "svg",
        about + definitions + ground + "\n".join(["", *drawing.parts, ""]),
        xmlns="http://www.w3.org/2000/svg",
        viewBox=f"0 0 {drawing.width} {height:.0f}",
        width=drawing.width,
        height=f"{height:.0f}",
        role="img",
        lang=spoken.code,
        fill="currentColor",
        font_family="system-ui, sans-serif",
        font_size=13,
        **own,
    )
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{drawn}\n' if alone else drawn


def is_empty(chart: Chart) -> bool:
    """Return whether there is nothing to draw."""
    return not (chart.bars if isinstance(chart, BarChart) else chart.points)


def _described(chart: Chart) -> Iterator[Label]:
    """Yield the drawing in words, for people who cannot see it."""
    if isinstance(chart, BarChart):
        yield from (bars.spoken_row(chart.series, chart.unit, *bar) for bar in chart.bars)
    else:
        yield from (lines.spoken_end(chart.unit, line) for line in chart.curves)
