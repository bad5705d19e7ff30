"""What each place last got, and when."""

from tracker.messages import Message
from tracker.page.asked import Visit
from tracker.page.content import Content, Pictured, Tabled
from tracker.page.fields import ITEM, KIND, SINCE
from tracker.page.pages import WebPage, command
from tracker.reports.coverage import CoverageFilter, coverage
from tracker.reports.coverage_chart import coverage_chart
from tracker.reports.queries import Database

_ITEM = ITEM._replace(option="--item")
_SINCE = SINCE._replace(label=Message("Nothing received since"))


def _show(database: Database, asked: Visit) -> Content:
    kind = asked.of(KIND)
    query = CoverageFilter(() if kind is None else (kind,), asked.of(_ITEM), asked.of(_SINCE))
    chart = Pictured(coverage_chart(database, query, asked.when))
    return Content(COVERAGE.name, [chart, Tabled(coverage(database, query, asked.when), file="coverage")])


COVERAGE = WebPage("/coverage", Message("Coverage"), _show, command("report", "coverage"), (KIND, _ITEM, _SINCE))
