"""What waits to be done."""

from tracker.messages import Message
from tracker.page.asked import Visit
from tracker.page.content import Content, Tabled
from tracker.page.fields import counted
from tracker.page.pages import WebPage, command
from tracker.reports.due import due
from tracker.reports.queries import Database

_DAYS = counted("days", Message("Parcels on their way for more days than"))


def _show(database: Database, asked: Visit) -> Content:
    return Content(DUE.name, [Tabled(due(database, asked.of(_DAYS)), file="due")])


DUE = WebPage("/due", Message("Due"), _show, command("due"), (_DAYS,), has_clocks=False)
