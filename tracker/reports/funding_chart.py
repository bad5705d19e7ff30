"""Funding as bars: what was granted beside what was spent, each currency by itself."""

from tracker.languages import heading
from tracker.messages import Message
from tracker.model.as_of import AsOf
from tracker.model.charts import Bar, BarChart, BarPanel, Unit
from tracker.model.table import Row
from tracker.reports.charting import NOT_GIVEN, longest, with_foot
from tracker.reports.funds import funding
from tracker.reports.queries import Ledger, reading


def funding_chart(ledger: Ledger, when: AsOf) -> BarChart:
    """Return what each fund granted in a year for a purpose, and what was spent, in the order of the report."""
    with reading(ledger) as database:
        table = funding(database, when).read()
        rows: dict[str, list[Bar]] = {}
        for row in table.rows:
            bar = Bar(_label(row), (_cents(str(row[4])), _cents(str(row[5]))))
            rows.setdefault(str(row[3]), []).append(bar)
        panels, told = [], list[Message]()
        for currency in sorted(rows):
            bars, notes = longest(rows[currency], stacked=False)
            panels.append(BarPanel(Unit(currency, is_money=True), bars))
            told += notes
        series = heading("granted"), heading("spent")
        chart = BarChart(Message("Funding"), series, tuple(panels), False, table.empty, tuple(told))
        return with_foot(chart, database, when, ["report", "funding"])


def _label(row: Row) -> str:
    return " · ".join(NOT_GIVEN if value in (None, "") else str(value) for value in row[:3])


def _cents(amount: str) -> int:
    return int(amount.replace(".", ""))
