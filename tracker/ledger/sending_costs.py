"""What sending cost: a sum for a whole shipment, or for several, split over the items by their copies."""

from collections.abc import Iterable, Sequence
from datetime import date

from tracker.errors import Refused
from tracker.ledger.funds import refuse_unfunded
from tracker.ledger.lookup import find_code
from tracker.model.catalogue import DISTRIBUTION
from tracker.model.entries import ItemCost
from tracker.model.money import Money, summed
from tracker.model.shares import split
from tracker.store.connection import Database


def over_items(
    cost: Money, fund: str | None, copies: Iterable[tuple[str, int]], whole: Money | None = None
) -> tuple[ItemCost, ...]:
    """Return what sending each item cost, by its copies, to the cent; the cost may itself be a part of a `whole`."""
    of_items: dict[str, int] = {}
    for item, quantity in copies:
        of_items[item] = of_items.get(item, 0) + quantity
    items = sorted(of_items, key=str.casefold)
    parts = split(cost.cents, [of_items[item] for item in items])
    return tuple(
        ItemCost(item, Money(part, cost.currency), fund, (whole or cost).cents)
        for item, part in zip(items, parts, strict=True)
    )


def with_wholes(costs: Sequence[ItemCost]) -> tuple[ItemCost, ...]:
    """Return the costs of a shipment, each as a part of all those in its currency and of its fund."""
    wholes: dict[tuple[str, str | None], int] = {}
    for each in costs:
        key = each.cost.currency, each.fund
        wholes[key] = wholes.get(key, 0) + each.cost.cents
    return tuple(each._replace(whole=wholes[each.cost.currency, each.fund]) for each in costs)


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
        each._replace(item=items[each.item.casefold()], fund=each.fund and find_code(database, "fund", each.fund))
        for each in costs
    ]
    for each in found:
        if each.fund is None:
            refuse_unfunded(database, DISTRIBUTION, day, each.cost)
    return tuple(found)


def split_again(
    costs: Sequence[ItemCost], cost: Money | None, fund: str | None, copies: Sequence[tuple[str, int]]
) -> tuple[ItemCost, ...]:
    """Return what sending what replaces a shipment cost, by its copies; `costs` are those of the replaced shipment.

    What is not given of the cost and the fund stays. Raises Refused when different funds paid for its items, and the
    items are others now.
    """
    funds = {each.fund for each in costs} if fund is None else {fund}
    amounts = summed(each.cost for each in costs) if cost is None else [cost]
    if len(funds) == len(amounts) == 1:
        return over_items(amounts[0], funds.pop(), copies)
    if cost is None and {each.item for each in costs} == {item for item, _ in copies}:
        return with_wholes([each if fund is None else each._replace(fund=fund) for each in costs])
    raise Refused("Several funds or currencies paid for the replaced shipment; give --cost and --fund again.")
