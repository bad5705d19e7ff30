"""What is left, and where it is."""

from tracker.messages import Message
from tracker.page.asked import Visit
from tracker.page.content import Content, Tabled
from tracker.page.fields import ITEM, PLACE, chosen, counted
from tracker.page.pages import WebPage, command
from tracker.reports.queries import Database
from tracker.reports.stock import stock

_BY = chosen("by", Message("Rows"), ("item", "run", "place"), Message("item"))
_LOW = counted("low", Message("No more left than"))


def _show(database: Database, asked: Visit) -> Content:
    table = stock(
        database,
        by=asked.of(_BY),
        item=asked.of(ITEM),
        place=asked.of(PLACE),
        low=asked.of(_LOW),
        when=asked.when,
    )
    return Content(STOCK.name, [Tabled(table, file="stock")])


STOCK = WebPage("/stock", Message("Stock"), _show, command("stock"), (ITEM, _BY, PLACE, _LOW))
