"""The totals below a table."""

from collections.abc import Sequence

from tracker.model.money import format_cents
from tracker.model.table import Kind, Row, Table, Value
from tracker.render.cells import cents


def total_of(table: Table, rows: Sequence[Row]) -> Row | None:
    """Return the row of totals, with None in columns without one; or None if there is nothing to sum.

    Whole numbers are summed as such, and money to the cent if all amounts of the column are in one
    currency, according to a column named `currency`. A single row gets no total.
    """
    if len(rows) < 2:
        return None
    if table.summed is not None:
        rows = [row for row in rows if table.summed(row)]
    names = [column.name for column in table.columns]
    currency = names.index("currency") if "currency" in names else None
    sums: list[Value] = []
    for index, column in enumerate(table.columns):
        if column.name not in table.totals:
            sums.append(None)
        elif column.kind is Kind.MONEY:
            sums.append(_money(rows, index, currency))
        else:
            sums.append(_number(rows, index))
    return tuple(sums) if any(total is not None for total in sums) else None


def _number(rows: Sequence[Row], index: int) -> int | None:
    numbers = [row[index] for row in rows if row[index] is not None]
    whole = [number for number in numbers if isinstance(number, int)]
    return sum(whole) if whole and len(whole) == len(numbers) else None


def _money(rows: Sequence[Row], index: int, currency: int | None) -> str | None:
    amounts = [row for row in rows if row[index] is not None]
    whole = [amount for row in amounts if (amount := cents(row[index])) is not None]
    mixed = currency is not None and len({row[currency] for row in amounts}) > 1
    return format_cents(sum(whole)) if whole and len(whole) == len(amounts) and not mixed else None
