"""Rows of somebody's sheet as a workbook: texts, numbers and dates as they are, below each other."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Any, BinaryIO

from tracker.errors import Refused
from tracker.model.formulas import would_run
from tracker.render.workbook import FIRST_DAY, MAX_LENGTH, MAX_ROWS, holdable, literal, new_workbook, sheet_name

_EXPONENT = 10**11
"""The first whole number that a spreadsheet would show with an exponent."""


Rows = Iterable[Sequence[str | int | float | date]]


def write_sheet_rows(stream: BinaryIO, sheets: Iterable[tuple[str | None, Rows]]) -> None:
    """Write a workbook of sheets, by name. Raises Refused when a sheet cannot hold the rows."""
    with new_workbook(stream) as workbook:
        styles = {
            "day": workbook.add_format({"num_format": "yyyy-mm-dd"}),
            "digits": workbook.add_format({"num_format": "0"}),
            "literal": workbook.add_format({"quote_prefix": True}),
        }
        for name, rows in sheets:
            sheet = workbook.add_worksheet(name and sheet_name(name))
            for number, row in enumerate(rows):
                if number > MAX_ROWS:
                    raise Refused("An .xlsx sheet cannot hold so many rows; use a file that ends in .csv instead.")
                for column, value in enumerate(row):
                    _write(sheet, number, column, value, styles)


def _write(sheet: Any, row: int, column: int, value: str | int | float | date, styles: dict[str, Any]) -> None:
    if isinstance(value, date) and value.isoformat() >= FIRST_DAY:
        sheet.write_datetime(row, column, value, styles["day"])
    elif isinstance(value, (int, float)):
        sheet.write_number(row, column, value, styles["digits"] if abs(value) >= _EXPONENT else None)
    elif text := str(value):
        if len(text.encode("utf-16-le", "replace")) > 2 * MAX_LENGTH:
            raise Refused(
                "A text is longer than the {maximum} characters that an .xlsx cell can hold; "
                "use a file that ends in .csv instead.",
                maximum=f"{MAX_LENGTH:,}",
            )
        sheet.write_string(row, column, literal(holdable(text)), styles["literal"] if would_run(text) else None)
