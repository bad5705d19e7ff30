"""Charts for a terminal, in letters; a pipe or a file gets them 80 columns wide."""

from typing import TextIO

from tracker.charts.svg import is_empty
from tracker.model.charts import BarChart, Chart
from tracker.render.canvas import Canvas, Page
from tracker.render.chart_bars import draw_bars
from tracker.render.chart_lines import draw_lines

WIDTH = 80
"""The cells of a line in a pipe or a file."""

_WIDEST = 120
"""The most cells of a line: a bar that is longer is read no better."""


def draw_chart(chart: Chart, stream: TextIO, page: Page | None = None) -> None:
    """Draw the chart under its title, with its notes; `page` shows what is longer than the terminal."""
    canvas = Canvas(stream)
    width = min(canvas.width or WIDTH, _WIDEST)
    canvas.paragraph(chart.title, "bold")
    if is_empty(chart):
        canvas.paragraph(chart.empty)
    elif isinstance(chart, BarChart):
        draw_bars(chart, canvas, width)
    else:
        draw_lines(chart, canvas, width)
    for note in chart.notes:
        canvas.paragraph(note)
    if chart.command:
        canvas.paragraph(f"  {chart.command}")
    canvas.show(page)


def write_chart(chart: Chart, *, format: str, output: str | None = None, page: Page | None = None) -> None:  # noqa: A002
    """Write the chart as "svg", or else drawn in letters, to a file, or to stdout when `output` is None or "-".

    Raises what `write` raises of files and of stdout.
    """
    from tracker.render.streams import destination

    if format == "svg":
        from tracker.charts.svg import svg

        drawn = svg(chart, alone=True)
        with destination(output) as stream:
            stream.write(drawn)
    else:
        with destination(output) as stream:
            draw_chart(chart, stream, page)
