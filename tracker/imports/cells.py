"""Reading the cells of a sheet, and noting what is wrong with them."""

import re
from collections.abc import Callable
from datetime import date
from typing import Any

from tracker.errors import TrackerError
from tracker.imports.cell_values import parse_sheet_date
from tracker.imports.rows import Fault, Sheet, SourceRow
from tracker.model.dates import not_in_future
from tracker.model.text import clean

_LINE_BREAKS = re.compile(r"\s*[\r\n]+\s*")


class Cells:
    """Reads cells, and notes what is wrong with them. What a text means is found out once for each column."""

    def __init__(self, sheet: Sheet) -> None:
        """Read the rows of that sheet."""
        self.sheet = sheet
        self.faults: list[Fault] = []
        self._known: dict[tuple[str, str], Any] = {}

    def fault(self, row: SourceRow, column: str | None, message: str) -> None:
        """Note what is wrong with a cell of the row, or with all of it."""
        theirs = self.sheet.columns.get(column, column) if column else None
        self.faults.append(Fault(row.line, theirs, row.cells.get(column) if column else None, message))

    def read(self, row: SourceRow, column: str, parse: Callable[[str], Any]) -> Any:
        """Return what a cell means; None, noted as a fault, when it means nothing."""
        text = row.cells.get(column, "")
        key = (column, text)
        if key not in self._known:
            try:
                self._known[key] = parse(text)
            except TrackerError as error:
                self._known[key] = error
        value = self._known[key]
        if isinstance(value, TrackerError):
            self.fault(row, column, str(value))
            return None
        return value

    def given(self, row: SourceRow, column: str, parse: Callable[[str], Any]) -> Any:
        """Return what a cell means; None when it is empty, or, noted as a fault, when it means nothing."""
        return self.read(row, column, parse) if row.cells.get(column) else None

    def text(self, row: SourceRow, column: str) -> str | None:
        """Return a text that may be missing, in one line; None, noted as a fault, for control characters."""
        named = column.replace("_", " ")
        text: str | None = self.given(row, column, lambda text: clean(in_one_line(text), named) or None)
        return text

    def day(self, row: SourceRow, column: str, date_format: str | None) -> date | None:
        """Return a date that is not in the future, None when there is none; faults are noted."""
        day: date | None = self.given(row, column, lambda text: not_in_future(parse_sheet_date(text, date_format)))
        return day

    def needed(self, row: SourceRow, columns: tuple[str, ...]) -> bool:
        """Tell whether the row has something in each of the columns, and note what is missing."""
        missing = [column for column in columns if not row.cells.get(column)]
        for column in missing:
            self.fault(row, column, f"The {column.replace('_', ' ')} is missing.")
        return not missing


def in_one_line(text: str) -> str:
    """Return the text with each of its line breaks, which cells may have and the ledger has not, as a space."""
    return _LINE_BREAKS.sub(" ", text)
