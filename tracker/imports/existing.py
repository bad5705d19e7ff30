"""Comparing rows with the existing catalogue: equal ones are skipped, different ones refused."""

from collections.abc import Mapping
from typing import Any

from tracker.imports.jobs import ImportContext
from tracker.imports.labels import LABELS
from tracker.imports.rows import SourceRow
from tracker.messages import Message
from tracker.model.as_of import AsOf
from tracker.reports.queries import ask
from tracker.store.dictionary import columns


def find_existing(context: ImportContext, query: str, key: str) -> dict[str, Any] | None:
    """Return the row of a list whose first column is that key, by column; None when there is none."""
    names = [column.name for column in columns(query.replace("_", "-"))]
    found = next(ask(context.database, query, AsOf(), [(f"{names[0]} = ?", key)]), None)
    return None if found is None else dict(zip(names, found, strict=True))


_NEVER_EMPTY = ("country", "status")
"""Columns that have a default: an empty cell leaves the existing value as it is."""


def differences(context: ImportContext, imported: Mapping[str, Any], existing: Mapping[str, Any]) -> dict[str, Any]:
    """Return the imported values that differ from the existing ones, for the columns that the sheet has."""
    return {
        column: value
        for column, value in imported.items()
        if column in context.cells.sheet.columns and value != existing[column] and (value or column not in _NEVER_EMPTY)
    }


def refuse_differences(
    context: ImportContext,
    row: SourceRow,
    record: Message | str,
    imported: Mapping[str, Any],
    existing: Mapping[str, Any],
) -> None:
    """Add a fault for each cell that differs from the existing value."""
    for column, value in differences(context, imported, existing).items():
        message = _difference(value, existing[column])
        filled = message.given(record=record, field=LABELS[column], recorded=existing[column], imported=value)
        context.cells.fault(row, column, filled)


def _difference(imported: Any, recorded: Any) -> Message:
    """Return the message about two values, of which one may be empty."""
    if recorded is None:
        return Message("{record} already exists; its {field} is empty, not '{imported}'.")
    if imported is None:
        return Message("{record} already exists; its {field} is '{recorded}', not empty.")
    return Message("{record} already exists; its {field} is '{recorded}', not '{imported}'.")
