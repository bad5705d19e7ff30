"""Why rows of shipments are rejected: found out of as many as are told, and the others are counted."""

from collections.abc import Callable, Iterator, Sequence

from tracker.imports.column_values import INVALID
from tracker.imports.jobs import ImportContext
from tracker.imports.rest import REST_OF
from tracker.imports.rows import text_of
from tracker.imports.shipment_columns import ShipmentColumns

_AT_ONCE = 200
"""How many rows are read before it is looked whether enough is found."""


def read_rejected(context: ImportContext, columns: ShipmentColumns, read: Callable[[Sequence[int]], object]) -> None:
    """Find out the faults of the rejected rows, which `read` adds for rows, given by their index.

    When as many are found as are told, a further row is read if it has one of them, or something that the columns
    alone do not tell.
    """
    rows, faults = sorted(columns.rejected), context.cells.faults
    if not _are_apart(columns):
        read(rows)
        return
    start = 0
    while start < len(rows) and not faults.is_full:
        read(rows[start : start + _AT_ONCE])
        start += _AT_ONCE
    read(list(_to_be_read(context, columns, rows[start:])))


def _are_apart(columns: ShipmentColumns) -> bool:
    """Tell whether each row is a shipment of its own, whatever it says, and what is wrong is wrong in single cells."""
    sheet = columns.sheet
    return (
        columns.differ
        and not any(columns.numbers)
        and not sheet.faults
        and sheet.numbering.width == 1
        and not sheet.columns.keys() >= {"item", "booklet"}
        and columns.unread.keys().isdisjoint((REST_OF, "cost"))
    )


def _to_be_read(context: ImportContext, columns: ShipmentColumns, rows: Sequence[int]) -> Iterator[int]:
    """Yield those of the rows that may have a fault that is told, and count the faults of the others."""
    faults, layout, sheet = context.cells.faults, context.cells.sheet.layout, context.cells.sheet
    unread = [
        (
            values,
            list(sheet.column(name)),
            {value for theirs, value in faults.values if theirs == layout.names.get(name, name)},
        )
        for name, values in columns.unread.items()
    ]
    for row in rows:
        wrong = [(cells[row], values) for column, cells, values in unread if column[row] is INVALID]
        if columns.contradicts(row) or not wrong or any(text_of(cell) in values for cell, values in wrong):
            yield row
        else:
            faults.count(sheet.rows[row].line, len(wrong))
