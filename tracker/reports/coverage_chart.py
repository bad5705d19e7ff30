"""Coverage as bars: of each kind of place, how many got copies lately, earlier, never."""

from datetime import date

from tracker.languages import heading, worded
from tracker.messages import Message
from tracker.model.as_of import AsOf
from tracker.model.charts import Bar, BarChart, BarPanel, Unit
from tracker.model.dates import today
from tracker.model.table import Row, Value
from tracker.reports.charting import longest, with_foot
from tracker.reports.coverage import CoverageFilter, coverage, subject
from tracker.reports.queries import Ledger, reading

_KIND, _LAST_RECEIVED = 2, 7


def coverage_chart(ledger: Ledger, filters: CoverageFilter, when: AsOf) -> BarChart:
    """Return the places of the report by kind, those of which most are listed first. Raises what `coverage` does."""
    since = _year_before(when.at or today()).isoformat()
    with reading(ledger) as database:
        table = coverage(database, filters, when).read()
        counts: dict[Value, list[int]] = {}
        for row in table.rows:
            counts.setdefault(row[_KIND], [0, 0, 0])[_when(row, since)] += 1
        ordered = sorted(counts.items(), key=lambda each: (-sum(each[1]), str(each[0])))
        bars, notes = longest([Bar(str(worded("kind", kind)), tuple(each)) for kind, each in ordered], stacked=True)
        series = (
            Message("received copies since {day}", day=since),
            Message("received copies before"),
            Message("never received any"),
        )
        panel = BarPanel(Unit(heading("places")), bars)
        chart = BarChart(subject(database, filters), series, (panel,), True, table.empty, notes)
        return with_foot(chart, database, when, ["report", "coverage", *_words(filters)])


def _when(row: Row, since: str) -> int:
    """Return which of the series a place is in."""
    last = row[_LAST_RECEIVED]
    return 2 if last is None else int(str(last) < since)


def _year_before(day: date) -> date:
    """Return the same day of the year before; of a leap day, the day before."""
    return day.replace(year=max(day.year - 1, 1), day=28 if (day.month, day.day) == (2, 29) else day.day)


def _words(filters: CoverageFilter) -> list[str]:
    words = [word for kind in filters.kinds for word in ("--kind", kind)]
    words += [] if filters.item is None else ["--item", str(filters.item)]
    return words + ([] if filters.since is None else ["--since", str(filters.since)])
