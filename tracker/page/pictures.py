"""Charts on a page: as wide as there is room on a screen, and as narrow as a telephone is."""

from dataclasses import replace

from markupsafe import Markup

from tracker.charts.svg import svg
from tracker.model.charts import Chart

_WIDE, _NARROW = 720, 330


def drawn(chart: Chart) -> tuple[Markup, Markup]:
    """Return the chart for a wide screen and for a narrow one, without its last note: the page says that itself."""
    plain = replace(chart, notes=chart.notes[:-1] if chart.command else chart.notes, command="")
    wide, narrow = (Markup(svg(plain, width=width)) for width in (_WIDE, _NARROW))  # noqa: S704  (all text is escaped)
    return wide, narrow
