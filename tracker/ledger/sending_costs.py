"""What sending cost: a sum for a whole shipment, or for several, split over the items by their copies."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date

from tracker.ledger.funds import refuse_unfunded
from tracker.ledger.lookup import find_code
from tracker.messages import Joined, Message
from tracker.model.catalogue import DISTRIBUTION
from tracker.model.entries import ItemCost
from tracker.model.money import Money, summed
from tracker.model.shares import split
from tracker.store.connection import Database
from tracker.store.costs import costs_of


def over_items(cost: Money, fund: str | None, copies: Iterable[tuple[str, int]]) -> tuple[ItemCost, ...]:
    """Return what sending each item cost, by its copies, to the cent."""
    of_items: dict[str, int] = {}
    for item, quantity in copies:
        of_items[item] = of_items.get(item, 0) + quantity
    items = sorted(of_items, key=str.casefold)
    parts = split(cost.cents, [of_items[item] for item in items])
    return tuple(ItemCost(item, Money(part, cost.currency), fund) for item, part in zip(items, parts, strict=True))


def over_shipments(cost: Money, shipments: int) -> list[Money]:
    """Return what each of several shipments of the same copies cost, to the cent."""
    return [Money(part, cost.currency) for part in split(cost.cents, [1] * shipments)]


def find_costs(
    database: Database, costs: Sequence[ItemCost], day: date, copies: Sequence[tuple[str, int]]
) -> tuple[ItemCost, ...]:
    """Return costs with the codes of their items and funds as recorded; `copies` are those that are sent.

    Raises Refused when a fund is unknown, or is not named though one has granted money for it.
    """
    items = {item.casefold(): item for item, _ in copies}
    found = [
        ItemCost(items[each.item.casefold()], each.cost, each.fund and find_code(database, "fund", each.fund))
        for each in costs
    ]
    for each in found:
        if each.fund is None:
            refuse_unfunded(database, DISTRIBUTION, day, each.cost)
    return tuple(found)


def describe_lapsed(database: Database, replaced: int) -> Iterator[Message]:
    """Yield what a clerk is told when a shipment that had a cost is replaced by one without."""
    if lapsed := summed(each.cost for each in costs_of(database, [replaced]).get(replaced, ())):
        yield Message(
            "What sending entry {entry} cost ({cost}) went with it; log the shipment with --cost to keep it.",
            entry=replaced,
            cost=Joined(*lapsed, separator=", "),
        )
