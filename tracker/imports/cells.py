"""Parsing the cells of a sheet, and collecting their faults."""

import re
from collections.abc import Callable, Sequence
from datetime import date
from functools import cached_property, partial
from typing import Any, NamedTuple

from tracker.errors import TrackerError
from tracker.imports.faults import Faults
from tracker.imports.labels import LABELS
from tracker.imports.parsing import (
    is_ambiguous,
    may_be_date,
    parse_sheet_date,
    parse_sheet_quantity,
    thousands_marks,
    without_sign,
)
from tracker.imports.rows import QUOTED, Fault, Sheet, SourceRow
from tracker.messages import Message, shortened
from tracker.model.dates import not_in_future
from tracker.model.text import clean

_LINE_BREAKS = re.compile(r"[\r\n]+")


_REMEMBERED = 50_000
"""Of how many different cells it is remembered what they mean: more of them are parsed each time."""


MayBe = Callable[[str], bool]
"""Tells quickly of a text whether it may be a value: what it denies is none."""


class _Wrong(NamedTuple):
    """Why a cell cannot be parsed."""

    message: Message


class Cells:
    """Parses cells and collects their faults. Texts that repeat are parsed only once for each column."""

    def __init__(self, sheet: Sheet, *, all_errors: bool = True) -> None:
        """Parse the cells of that sheet, and keep its faults, or those only that a screen shows."""
        self.sheet = sheet
        self.faults = Faults(sheet.numbering, all_told=all_errors)
        self.refused_together: list[list[int]] = []
        """The lines of the rows of each entry that is refused, and of any other row that it is refused for."""
        self._parsed: dict[tuple[str, str, str], Any] = {}
        self._last: tuple[SourceRow | None, dict[str, str]] = None, {}
        """The row that was asked for last, and its cells."""

    def of(self, row: SourceRow) -> dict[str, str]:
        """Return the cells of a row, which are mostly asked for one after the other."""
        if self._last[0] is not row:
            self._last = row, row.cells
        return self._last[1]

    def fault(self, row: SourceRow, column: str | None, message: Message) -> None:
        """Add a fault of a cell of the row, or of the whole row."""
        name = row.layout.names.get(column, column) if column else None
        value = self.of(row).get(column) if column else None
        if self.faults.only_counts(row.line, name, value):
            self.faults.count(row.line, 1)
            return
        if max(map(len, row.original), default=0) > QUOTED:
            for cell in self.of(row).values():
                message = shortened(message, cell, QUOTED)
        self.faults.add(Fault(row.line, name, value, message))

    def read(
        self, row: SourceRow, column: str, parse: Callable[[str], Any], beside: str = "", may_be: MayBe | None = None
    ) -> Any:
        """Return the value of a cell; None, with a fault added, when it cannot be parsed.

        `beside` is the text of another cell that its value depends on. What `may_be` denies cannot be parsed: where
        nobody is told why, it is not parsed.
        """
        text = self.of(row).get(column, "")
        if may_be is not None and self.faults.is_full and not may_be(text):
            name = row.layout.names.get(column, column)
            if self.faults.only_counts(row.line, name, text):
                self.faults.count(row.line, 1)
                return None
        key = (column, text, beside)
        if key in self._parsed:
            value = self._parsed[key]
        else:
            try:
                value = parse(text)
            except TrackerError as error:
                value = _Wrong(error.message)  # the error itself holds all that was going on then
            if len(self._parsed) < (_REMEMBERED // 10 if isinstance(value, _Wrong) else _REMEMBERED):
                self._parsed[key] = value
        if isinstance(value, _Wrong):
            self.fault(row, column, value.message)
            return None
        return value

    def optional(
        self, row: SourceRow, column: str, parse: Callable[[str], Any], beside: str = "", may_be: MayBe | None = None
    ) -> Any:
        """Return the value of a cell; None when it is empty or, with a fault added, when it cannot be parsed."""
        return self.read(row, column, parse, beside, may_be) if self.of(row).get(column) else None

    def text(self, row: SourceRow, column: str) -> str | None:
        """Return an optional text in one line; None, with a fault added, when it has control characters."""
        label = LABELS[column]
        parse = partial(_cleaned, label=label)
        text: str | None = self.optional(row, column, parse, may_be=_may_be_clean)
        return text

    def quantity(self, text: str, *, zero: bool = False) -> int:
        """Return a whole number of copies; what 1.200 means is decided by the other cells of the column.

        Raises WrongUsage, as `parse_sheet_quantity` does.
        """
        return parse_sheet_quantity(text, zero=zero, marks=self._marks if is_ambiguous(text) else ())

    def signed(self, text: str) -> int:
        """Return a whole number of copies as `quantity` does, below zero for a negative one."""
        rest = without_sign(text)
        return self.quantity(text) if rest is None else -self.quantity(rest)

    @cached_property
    def _marks(self) -> frozenset[str]:
        return thousands_marks(self.sheet.column("quantity"))

    def day(self, row: SourceRow, column: str, date_formats: Sequence[str]) -> date | None:
        """Return an optional date that is not in the future; None, with a fault added, when it cannot be parsed."""
        day: date | None = self.optional(
            row,
            column,
            lambda text: not_in_future(parse_sheet_date(text, date_formats)),
            may_be=lambda text: may_be_date(text, date_formats),
        )
        return day

    def has_all(self, row: SourceRow, columns: tuple[str, ...]) -> bool:
        """Tell whether none of the row's cells in these columns is empty; a fault is added for each that is."""
        given = self.of(row)
        missing = [column for column in columns if not given.get(column)]
        for column in missing:
            self.fault(row, column, Message("The {field} is missing.", field=LABELS[column]))
        return not missing


def _cleaned(text: str, label: Message) -> str | None:
    return clean(in_one_line(text), label) or None


def _may_be_clean(text: str) -> bool:
    """Tell whether a text may be without control characters."""
    return text.isprintable() or not text.isascii() or in_one_line(text).isprintable()


def in_one_line(text: str) -> str:
    """Return the text with a space for each line break: cells may contain them, texts of the ledger may not."""
    if not _LINE_BREAKS.search(text):
        return text
    return " ".join(line for part in _LINE_BREAKS.split(text) if (line := part.strip()))
