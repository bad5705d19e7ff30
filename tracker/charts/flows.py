"""Columns over time, one per month or quarter; an unfinished period is pale and dashed."""

from collections.abc import Iterator

from tracker.charts.bars import SWATCH, rectangle, spoken_row, stacks, swatch
from tracker.charts.elements import Drawing, element, period_ticks, text
from tracker.charts.lines import Plot
from tracker.model.charts import FlowChart, PeriodBar

_FILLED = 0.8  # the share of a period's width filled by its bars


def draw(chart: FlowChart, drawing: Drawing, key: str) -> None:
    """Draw the bars of each period; `key` is the prefix of the pattern ids."""
    if len(chart.series) > 1:
        drawing.keys(chart.series, lambda series, x, y: swatch(series, x, y, key), SWATCH)
    length = sum if chart.stacked else max
    plot = Plot(chart.unit, drawing, [length(period.values) for period in chart.periods])
    width = (plot.right - plot.left) / len(chart.periods)
    named = period_ticks(chart.periods, plot.names_in("2000-01"))
    for number, period in enumerate(chart.periods):
        x = plot.left + number * width
        bars = _bars(chart, period, plot, x + width * (1 - _FILLED) / 2, width * _FILLED, key)
        title = element("title", text(spoken_row(chart.series, chart.unit, period.name, period.values)))
        pale: dict[str, float | str] = {"opacity": 0.5, "stroke_dasharray": "3 2"}
        drawing.put(element("g", title + "".join(bars), **(pale if is_unfinished(chart, period) else {})))
        if period.name in named:
            plot.name_time(x + width / 2, named[period.name])


def _bars(chart: FlowChart, period: PeriodBar, plot: Plot, x: float, width: float, key: str) -> Iterator[str]:
    each = width if chart.stacked else width / len(period.values)
    for series, (bottom, value) in enumerate(stacks(period.values, stacked=chart.stacked)):
        if value:
            y, height = plot.y(bottom + value), plot.y(bottom) - plot.y(bottom + value)
            left = x if chart.stacked else x + series * each
            yield rectangle(series, key, left, y, each, height)


def is_unfinished(chart: FlowChart, period: PeriodBar) -> bool:
    """Return whether a period extends beyond the reported days."""
    return chart.unfinished and period is chart.periods[-1]
