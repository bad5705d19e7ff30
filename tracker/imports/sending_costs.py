"""What sending cost, in sheets of shipments: the cost of a row is that of its item, or of all items of a wide line."""

from collections.abc import Iterable, Sequence
from functools import partial
from itertools import repeat
from typing import Any, Final, NamedTuple

from tracker.errors import TrackerError, WrongUsage
from tracker.imports.cells import Cells
from tracker.imports.rows import Numbering, Sheet, SourceRow, text_of
from tracker.ledger.lookup import find_code
from tracker.ledger.shipments import over_items, with_wholes
from tracker.messages import Message
from tracker.model.entries import ItemCost
from tracker.model.money import Money, parse_cents, parse_currency
from tracker.model.quantities import Line
from tracker.store.connection import Database


class _Invalid:
    """What stands for a cell that cannot be read; why is found out when its row is read by itself."""


INVALID: Final = _Invalid()

OF_COSTS = ("cost", "currency", "fund")
"""The columns of what sending cost."""


class RowCost(NamedTuple):
    """What a row says that sending cost, and the fund that paid."""

    cost: Money
    fund: str | None


def parse_row_cost(database: Database, cost: str, currency: str, fund: str) -> RowCost | None:
    """Return what the three cells say, None for nothing.

    Raises WrongUsage for a cell that cannot be read, or without a cost, Refused for an unknown fund.
    """
    if not cost:
        if currency or fund:
            raise WrongUsage.of(_NO_COST)
        return None
    money = Money(parse_cents(cost), parse_currency(currency) if currency else "EUR")
    return RowCost(money, find_code(database, "fund", fund) if fund else None)


def costs_column(sheet: Sheet, database: Database) -> list[Any]:
    """Return what each row of a sheet says that sending cost, None for nothing, INVALID if that cannot be read."""
    columns = [sheet.column(name) if name in sheet.columns else repeat("", len(sheet.rows)) for name in OF_COSTS]
    values: dict[tuple[str, ...], Any] = {}
    found = []
    for cells in zip(*columns, strict=True):
        if cells not in values:
            try:
                values[cells] = parse_row_cost(database, *map(text_of, cells))
            except TrackerError:
                values[cells] = INVALID
        found.append(values[cells])
    return found


def read_row_cost(cells: Cells, row: SourceRow, database: Database) -> RowCost | None:
    """Return what a row says that sending cost; None, with a fault added, when it cannot be read."""
    given = cells.of(row)
    if not (given.get("cost") or given.get("currency") or given.get("fund")):
        return None
    cents = cells.optional(row, "cost", parse_cents)
    currency = cells.optional(row, "currency", parse_currency)
    fund = cells.optional(row, "fund", partial(find_code, database, "fund"))
    if not row.cell("cost"):
        for column in ("currency", "fund"):
            if row.cell(column):
                cells.fault(row, column, _NO_COST)
    return None if cents is None else RowCost(Money(cents, currency or "EUR"), fund)


_NO_COST = Message("It needs a cost that it is about; write the cost too, or clear it.")


def costs_of_rows(rows: Iterable[tuple[SourceRow, Line, RowCost | None]], numbering: Numbering) -> tuple[ItemCost, ...]:
    """Return what sending each item of a shipment cost, by what its rows say, the costs of an item added up.

    The rows that were made of one line of a wide sheet share its cost by their copies. Raises WrongUsage when the costs
    of an item are in several currencies, or of several funds.
    """
    lines: dict[int, list[tuple[Line, RowCost]]] = {}
    for row, line, said in rows:
        if said is not None:
            turn = row.line // numbering.width if numbering.width > 1 else row.line
            lines.setdefault(turn, []).append((line, said))
    costs: dict[str, ItemCost] = {}
    for made in lines.values():
        for each in _of_line(made):
            key = each.item.casefold()
            costs[key] = _added(costs[key], each) if key in costs else each
    return with_wholes(list(costs.values()))


def _of_line(made: Sequence[tuple[Line, RowCost]]) -> tuple[ItemCost, ...]:
    (_, said), *_ = made
    return over_items(said.cost, said.fund, [(str(line.item), abs(line.quantity)) for line, _ in made])


def _added(one: ItemCost, other: ItemCost) -> ItemCost:
    if (one.cost.currency, one.fund) != (other.cost.currency, other.fund):
        raise WrongUsage(
            "What sending {item} cost is given in several currencies, or of several funds; give the rows references of "
            "their own.",
            item=one.item,
        )
    return one._replace(cost=Money(one.cost.cents + other.cost.cents, one.cost.currency))


def written_cost(cost: ItemCost) -> str:
    """Return a cost as the text that it is in the key of its row."""
    return f"{cost.item} {cost.cost} {cost.fund or ''}".casefold()
