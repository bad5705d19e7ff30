"""What waits to be done."""

from tracker.messages import Message
from tracker.model.table import Row
from tracker.page.asked import Visit
from tracker.page.content import Content, Tabled
from tracker.page.fields import counted
from tracker.page.pages import WebPage, command
from tracker.reports.due import due
from tracker.reports.queries import Database

_DAYS = counted("days", Message("Parcels on their way for more days than"))


def _show(database: Database, asked: Visit) -> Content:
    links = _of_row if asked.may_record else None
    return Content(DUE.name, [Tabled(due(database, asked.of(_DAYS)), links=links, file="due")])


def _of_row(row: Row) -> dict[str, str]:
    """Return where the command of a row leads: to the form that does the same."""
    what, place, *_, command = map(str, row)
    number = command.rpartition(" ")[2]
    forms = {
        "parcel": f"/receive?shipment={number}",
        "request": f"/ship?request={number}",
        "level": f"/ship?place={place}",
        "count": f"/count?place={place}",
    }
    return {"command": forms[what]} if what in forms else {}


DUE = WebPage("/due", Message("Due"), _show, command("due"), (_DAYS,), has_clocks=False)
