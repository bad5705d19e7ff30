"""What is left, and where it is."""

from tracker.messages import Message
from tracker.page.asked import Visit
from tracker.page.content import Block, Content, Doing, Pictured, Tabled
from tracker.page.fields import ITEM, PLACE, chosen, counted
from tracker.page.pages import WebPage, command
from tracker.reports.queries import Database
from tracker.reports.stock import stock
from tracker.reports.stock_chart import stock_chart

_BY = chosen("by", Message("Rows"), ("item", "run", "place"), Message("item"))
_LOW = counted("low", Message("No more left than"))

_SHIP = Doing([(Message("Ship"), "/ship")])


def _show(database: Database, asked: Visit) -> Content:
    by, place, when = asked.of(_BY), asked.of(PLACE), asked.when
    blocks: list[Block] = [_SHIP]
    if by in (None, "item") and place is None:
        blocks.append(Pictured(stock_chart(database, when, asked.of(ITEM), asked.of(_LOW))))
    table = stock(
        database,
        by=by,
        item=asked.of(ITEM),
        place=place,
        low=asked.of(_LOW),
        when=when,
    )
    return Content(STOCK.name, [*blocks, Tabled(table, file="stock")])


STOCK = WebPage("/stock", Message("Stock"), _show, command("stock"), (ITEM, _BY, PLACE, _LOW))
