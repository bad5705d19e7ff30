"""What charts of reports have in common: how much is drawn, and what stands at their foot."""

from calendar import monthrange
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date
from typing import TypeVar

from tracker.messages import Message
from tracker.model.as_of import AsOf
from tracker.model.charts import Bar, Chart, FlowChart
from tracker.reports.queries import Database
from tracker.store.commands import last_command

MOST_BARS = 40
"""The most rows of bars that are drawn."""

MOST_SERIES = 6
"""The most series that can be told apart."""

NOT_GIVEN = "–"
"""What stands for a value that was not given, such as a place without a region."""

AnyChart = TypeVar("AnyChart", bound=Chart)


def longest(bars: Sequence[Bar], *, stacked: bool) -> tuple[tuple[Bar, ...], tuple[Message, ...]]:
    """Return the bars that are drawn, in their order, and what is said if these are not all."""
    if len(bars) <= MOST_BARS:
        return tuple(bars), ()
    length = sum if stacked else max
    ranked = sorted(range(len(bars)), key=lambda at: (-length(bars[at].values), at))
    told = Message("Drawn are the {count} longest of {all} bars.", count=MOST_BARS, all=len(bars))
    return tuple(bars[at] for at in sorted(ranked[:MOST_BARS])), (told,)


def with_unfinished(chart: FlowChart, months: int, end: date) -> FlowChart:
    """Return the chart with its last period, of so many months, marked if it ends after the last day reported on."""
    if not chart.periods:
        return chart
    last = chart.periods[-1]
    year, month = last.day.year, last.day.month + months - 1
    if date(year, month, monthrange(year, month)[1]) <= end:
        return chart
    note = Message("{period} is not over: its bar is pale.", period=last.name)
    return replace(chart, unfinished=True, notes=(*chart.notes, note))


def with_foot(chart: AnyChart, database: Database, when: AsOf, words: Iterable[str]) -> AnyChart:
    """Return the chart with its foot: as of when it is, and the command, of these words, that draws it again."""
    day = when.day
    last = last_command(database)
    moment = when.known_at or (last.moment if last else "")
    foot = Message("As of {day}, as known at {moment}. The command that prints it again:", day=day, moment=moment)
    command = ["tracker", *words, "--chart", "--at", str(day), *(["--known-at", moment] if moment else [])]
    return replace(chart, notes=(*chart.notes, foot), command=" ".join(command))
