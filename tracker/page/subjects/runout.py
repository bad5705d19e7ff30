"""When items run out, and when to order how many."""

from tracker.messages import Message
from tracker.page.asked import Visit
from tracker.page.content import Content, Tabled
from tracker.page.fields import counted
from tracker.page.pages import WebPage, command
from tracker.reports.queries import Database
from tracker.reports.runout import runout

_LEAD = counted("lead", Message("Weeks that printing takes"))
_MONTHS = counted("months", Message("Months that a new run is to last"))


def _show(database: Database, asked: Visit) -> Content:
    table = runout(database, asked.when, asked.of(_LEAD), asked.of(_MONTHS))
    return Content(RUNOUT.name, [Tabled(table, file="runout")])


RUNOUT = WebPage("/runout", Message("Run-out"), _show, command("report", "runout"), (_LEAD, _MONTHS))
