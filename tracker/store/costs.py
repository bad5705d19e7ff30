"""What sending shipments cost, and what the copies that an entry wrote off had cost to print."""

import json
from collections.abc import Collection

from tracker.model.entries import ItemCost, RunValue
from tracker.store.connection import Database
from tracker.store.sources import source


def costs_of(database: Database, numbers: Collection[int]) -> dict[int, tuple[ItemCost, ...]]:
    """Return what sending shipments cost, by their numbers."""
    rows = database.rows(
        "SELECT shipment, item, cost, currency, fund, whole FROM shipment_cost "
        "WHERE shipment IN (SELECT value FROM json_each(?)) ORDER BY shipment, item",
        [json.dumps(list(numbers))],
    )
    costs: dict[int, tuple[ItemCost, ...]] = {}
    for number, item, cents, currency, fund, whole in rows:
        from tracker.model.money import Money  # of few entries

        costs[number] = (*costs.get(number, ()), ItemCost(item, Money(cents, currency), fund, whole))
    return costs


def destroyed_by(database: Database, entry: int) -> tuple[RunValue, ...]:
    """Return what the copies that an entry wrote off had cost, by their runs, as far as that is known."""
    destroyed, parameters = source(database, "_destroyed")
    rows = database.rows(
        f"SELECT run, copies, cents, currency FROM {destroyed} WHERE entry = :entry ORDER BY run",
        {**parameters, "entry": entry},
    )
    from tracker.model.money import Money

    return tuple(RunValue(run, copies, Money(cents, currency)) for run, copies, cents, currency in rows)
