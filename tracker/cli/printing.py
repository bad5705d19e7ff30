"""print: a new run of an item."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from tracker.cli.base import App, TrackerCommand
from tracker.cli.dialogue import ask, confirm, need, show
from tracker.cli.options import logging_options
from tracker.cli.types import CENTS, CURRENCY, FUND, ITEM, QUANTITY, STORE, optional_text, priced

if TYPE_CHECKING:
    from tracker.model.codes import ItemCode
    from tracker.model.entries import Entry, Particulars


@click.command("print", cls=TrackerCommand)
@click.argument("item", type=ITEM, required=False)
@click.argument("quantity", type=QUANTITY, required=False, metavar="[QTY]")
@click.option("--to", "store", type=STORE, help="The store it goes to [default: the first store].")
@click.option("--cost", type=CENTS, help="What it cost in all, such as 862.40.")
@click.option("--currency", type=CURRENCY, help="Of the cost [default: EUR].")
@click.option("--fund", type=FUND, help="Who paid.")
@click.option("--printer", type=optional_text("printer"), help="Who printed it.")
@click.option("--isbn", type=optional_text("ISBN"), help="Its ISBN.")
@logging_options
def print_(
    app: App,
    item: ItemCode | None,
    quantity: int | None,
    store: str | None,
    cost: int | None,
    currency: str | None,
    fund: str | None,
    printer: str | None,
    isbn: str | None,
    particulars: Particulars,
) -> Entry:
    """Log a new print run.

    ITEM is a booklet in one language, such as THB/lv, and QTY the copies printed. The run gets the
    item's next number: THB/lv/1, THB/lv/2 and so on.
    """
    from tracker.ledger.printing import Printing, log_print
    from tracker.model.catalogue import RunDetail

    if need(click.get_current_context(), item=item, quantity=quantity):
        from tracker.reports import lists

        show(lists.booklets(app.path))
        item = item or ask("Item, as BOOKLET/LANGUAGE", ITEM)
        quantity = quantity or ask("Copies", QUANTITY)
        confirm(f"{quantity} copies of {item} printed")
    assert item is not None and quantity is not None  # noqa: S101  (asked for above)
    detail = RunDetail(priced(cost, currency), fund, printer, isbn)
    return log_print(app.path, Printing(item, quantity, store, detail), particulars)
