"""The shipments, and what became of them."""

from tracker.messages import Message
from tracker.page.asked import Visit
from tracker.page.content import Content, Tabled
from tracker.page.fields import COUNTRY, KIND, PLACE, REFERENCE, SINCE, UNTIL, AskedField, chosen
from tracker.page.pages import WebPage, command
from tracker.reports import shipments
from tracker.reports.queries import Database

STATUSES = ("in-transit", "partly-received", "received", "closed", "voided")

_TO = PLACE._replace(name="to", option="--to", label=Message("To"))
_STATUS: AskedField = chosen("status", Message("Status"), STATUSES, Message("all"))


def _show(database: Database, asked: Visit) -> Content:
    query = shipments.ShipmentFilter(
        asked.of(_TO),
        asked.of(KIND),
        asked.of(COUNTRY),
        asked.of(SINCE),
        asked.of(UNTIL),
        asked.of(_STATUS),
        asked.of(REFERENCE),
    )
    table = shipments.listed(database, query, asked.when)
    window = shipments.window(database, query, asked.when)
    return Content(SHIPMENTS.name, [Tabled(table, window=window, newest=("date", "entry"), file="shipments")])


SHIPMENTS = WebPage(
    "/shipments",
    Message("Shipments"),
    _show,
    command("shipments"),
    (_TO, KIND, COUNTRY, SINCE, UNTIL, _STATUS, REFERENCE),
)
