"""What the catalogue has already: the same told again is left alone, something else is refused."""

from collections.abc import Mapping
from typing import Any

from tracker.imports.jobs import ImportContext
from tracker.imports.rows import SourceRow
from tracker.model.table import AsOf, Column
from tracker.reports.queries import ask


def known(context: ImportContext, question: str, columns: tuple[Column, ...], key: str) -> dict[str, Any] | None:
    """Return the row of a list whose first column is that key, by column; None when there is none."""
    found = next(ask(context.database, question, AsOf(), [(f"{columns[0].name} = ?", key)]), None)
    return None if found is None else dict(zip((column.name for column in columns), found, strict=True))


_GIVEN = ("country", "status")
"""What everything has, said or not: an empty cell does not speak of it."""


def differences(context: ImportContext, said: Mapping[str, Any], there: Mapping[str, Any]) -> dict[str, Any]:
    """Return what is said to be otherwise than it is there, of the columns that the sheet has."""
    return {
        column: value
        for column, value in said.items()
        if column in context.cells.sheet.columns and value != there[column] and (value or column not in _GIVEN)
    }


def refuse_differences(context: ImportContext, row: SourceRow, what: str, said: Mapping[str, Any], there: Any) -> None:
    """Note as a fault each cell that says otherwise than what is there."""
    for column, value in differences(context, said, there).items():
        context.cells.fault(
            row,
            column,
            f"{what} is there already, with {_quoted(there[column])} as its {column.replace('_', ' ')}, "
            f"not {_quoted(value)}.",
        )


def _quoted(value: Any) -> str:
    return "nothing" if value is None else f"'{value}'"
