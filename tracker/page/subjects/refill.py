"""What each place should get to reach its levels."""

from tracker.messages import Message
from tracker.model.quantities import parse_line
from tracker.page.asked import Visit
from tracker.page.content import Content, Tabled
from tracker.page.fields import COUNTRY, KIND, REGION, AskedField, counted
from tracker.page.pages import WebPage, command
from tracker.reports.queries import Database
from tracker.reports.refill import RefillQuery, refill

_SPREAD = AskedField("spread", Message("Share instead, such as THB/lv=500"), parse_line, "--spread")
_KEEP = counted("keep", Message("Copies that stay in the store"))._replace()


def _show(database: Database, asked: Visit) -> Content:
    keep = asked.of(_KEEP)
    query = RefillQuery(
        asked.of(KIND), asked.of(COUNTRY), asked.of(REGION), asked.of(_SPREAD), 0 if keep is None else keep
    )
    return Content(REFILL.name, [Tabled(refill(database, query, asked.when), file="refill")])


REFILL = WebPage(
    "/refill", Message("Refill"), _show, command("report", "refill"), (KIND, COUNTRY, REGION, _SPREAD, _KEEP)
)
