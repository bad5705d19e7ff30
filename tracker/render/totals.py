"""The sums below a table."""

from collections.abc import Sequence

from tracker.model.money import format_cents
from tracker.model.table import Kind, Row, Table, Value
from tracker.render.cells import cents


def total_of(table: Table, rows: Sequence[Row]) -> Row | None:
    """Return the row of sums, None in each column that has none; or None if there is nothing to sum.

    Whole numbers add up as such, and money to the cent, if all the amounts of the column are in
    one currency: a column called `currency` tells. One row is its own sum, and gets no other.
    """
    if len(rows) < 2:
        return None
    if table.summed is not None:
        rows = [row for row in rows if table.summed(row)]
    names = [column.name for column in table.columns]
    currencies = names.index("currency") if "currency" in names else None
    sums: list[Value] = []
    for at, column in enumerate(table.columns):
        if column.name not in table.totals:
            sums.append(None)
        elif column.kind is Kind.MONEY:
            sums.append(_money(rows, at, currencies))
        else:
            sums.append(_number(rows, at))
    return tuple(sums) if any(total is not None for total in sums) else None


def _number(rows: Sequence[Row], at: int) -> int | None:
    numbers = [row[at] for row in rows if row[at] is not None]
    whole = [number for number in numbers if isinstance(number, int)]
    return sum(whole) if whole and len(whole) == len(numbers) else None


def _money(rows: Sequence[Row], at: int, currencies: int | None) -> str | None:
    amounts = [row for row in rows if row[at] is not None]
    whole = [amount for row in amounts if (amount := cents(row[at])) is not None]
    mixed = currencies is not None and len({row[currencies] for row in amounts}) > 1
    return format_cents(sum(whole)) if whole and len(whole) == len(amounts) and not mixed else None
