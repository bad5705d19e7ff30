"""Charts for a terminal, in letters; a pipe or a file gets them 80 columns wide."""

import re
from typing import TextIO

from tracker.charts.svg import is_empty
from tracker.model.charts import BarChart, Chart, LineChart
from tracker.model.text import plain
from tracker.render.canvas import Canvas, Page
from tracker.render.chart_bars import draw_bars
from tracker.render.chart_lines import draw_flow, draw_lines

WIDTH = 80
"""The cells of a line in a pipe or a file."""

_WIDEST = 120
"""The most cells of a line: a bar that is longer is read no better."""


def draw_chart(chart: Chart, stream: TextIO, page: Page | None = None) -> None:
    """Draw the chart under its title, with its notes; `page` shows what is longer than the terminal."""
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
    if chart.command:  # on a line of its own, so that it can be copied
        canvas.paragraph(f"  {chart.command}")
    canvas.show(page)


def _with_whole_commands(canvas: Canvas, note: str, width: int) -> list[str]:
    """Return a note in lines, none of which breaks a command in quotes."""
    joined = _COMMAND.sub(lambda found: found[0].replace(" ", _JOINT), plain(note))
    return [line.replace(_JOINT, " ") for line in canvas.folded(joined, width)]


_COMMAND = re.compile("'tracker [^']*'")
_JOINT = "\ue000"
"""Stands for a blank at which no line is broken; it has no other meaning."""


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
