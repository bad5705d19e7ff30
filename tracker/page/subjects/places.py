"""Places, and the page of one: contact details, copies, shipments and requests."""

from functools import partial

from tracker.messages import Message
from tracker.model.as_of import AsOf
from tracker.model.catalogue import STORE
from tracker.model.page_blocks import Facts
from tracker.model.table import Row
from tracker.page.content import NEWEST, Block, Content, Doing, Linked, Tabled, facts_of
from tracker.page.pages import WebPage
from tracker.page.subjects.entries import parcels
from tracker.page.subjects.reports import reasons
from tracker.page.visits import COUNTRY, KIND, REGION, Visit
from tracker.reports import lists, shipments
from tracker.reports.lists import levels
from tracker.reports.log import ALL, EntryFilter
from tracker.reports.queries import Database
from tracker.reports.stock import stock

_KNOWN = "place", "name", "kind", "country"

_STORES = ((Message("Ship"), "/ship?from={code}"), (Message("Count"), "/count?place={code}"))
_OTHERS = (
    (Message("Ship"), "/ship?place={code}"),
    (Message("Hand out"), "/handout?place={code}"),
    (Message("Return"), "/return?place={code}"),
    (Message("Move"), "/move?place={code}"),
    (Message("Count"), "/count?place={code}"),
    (Message("Request"), "/request?place={code}"),
    (Message("Write off"), "/writeoff?place={code}"),
    (Message("Level"), "/level?places={code}"),
)
"""The possible actions at a store, and at other places."""


def _list(database: Database, visit: Visit) -> Content:
    table = lists.places(database, *visit.values(KIND, COUNTRY, REGION))
    new = Doing([(Message("New place"), "/place-add"), (Message("Seminar"), "/seminar")])
    return Content(PLACES.name, [new, Tabled(table, links=_row_links)])


def _row_links(row: Row) -> dict[str, str]:
    return {"code": f"/places/{row[0]}", "name": f"/places/{row[0]}"}


def _show(database: Database, visit: Visit) -> Content:
    return place_content(database, visit.parts["code"], visit.when, for_file=bool(visit.text("format")))


def place_content(database: Database, code: str, when: AsOf, *, for_file: bool = False) -> Content:
    """Return the details of a place, with all columns `for_file`. Raises Refused if it is unknown."""
    row = lists.record(database, "place", code) or {}
    code, name = row["code"], row["name"]
    table = shipments.listed(database, EntryFilter(place=code), when, ALL if for_file else NEWEST)
    shown: list[Block] = [Tabled(table, "shipments", newest=("date", "entry"))]
    if not for_file:
        shown = parcels(table, "shipments", ("name",))
    held = stock(database, place=code, when=when).read()
    blocks: list[Block] = [
        Doing([(text, address.format(code=code)) for text, address in (_STORES if row["kind"] == STORE else _OTHERS)]),
        Facts(facts_of(row.items(), table="places")),
        Tabled(held, "stock", partial(reasons, held), without=_KNOWN),
        Tabled(levels(database, code, None, AsOf()), "levels", without=_KNOWN),
        *shown,
        Linked([(Message("Log of this place"), f"/log?place={code}")]),
    ]
    return Content(Message("{name} ({code})", name=name, code=code), blocks)


PLACES = WebPage("/places", Message("Places"), _list, ("place", "list"), (KIND, COUNTRY, REGION), has_clocks=False)

PLACE = WebPage("/places/{code}", Message("Place"), _show, ("place", "show", "{code}"))
