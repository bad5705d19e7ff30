"""Choose the rows to import: `--where` and `--skip-zero` skip others."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import cache
from typing import NamedTuple

from tracker.errors import TrackerError, WrongUsage
from tracker.imports.cells import DASHES, parse_sheet_quantity
from tracker.imports.headers import find_column, position_of
from tracker.imports.rows import Sheet, SourceRow, all_columns, quoted, text_of
from tracker.model.text import as_written, folded


class Condition(NamedTuple):
    """A `--where` condition: a column, by its name in the sheet or tracker's, and a value."""

    column: str
    value: str
    is_not: bool = False
    """Whether the value must differ."""

    def __str__(self) -> str:
        return f"{self.column}{'!' * self.is_not}={self.value}"


def parse_condition(text: str) -> Condition:
    """Return the condition Column=value or Column!=value, split at the first '='."""
    column, separator, value = as_written(text).partition("=")
    is_not = column.endswith("!")
    column = column.removesuffix("!")
    if not column.strip() or not separator:
        raise WrongUsage("'{condition}' is not a condition; enter \"Column=value\".", condition=text)
    return Condition(column.strip(), value.strip(), is_not)


def chosen(
    sheet: Sheet, conditions: Iterable[Condition], *, skip_zero: bool = False, zero: bool = False, empty: bool = False
) -> Sheet:
    """Return the sheet without skipped rows, whose number it keeps.

    These are rows that do not meet a condition and, with `skip_zero`, rows with an empty or zero quantity, unless
    `empty` or `zero` says that it counts. Raises Refused, with similar names, for an unknown column.
    """
    rows: Iterable[SourceRow] = sheet.rows
    names, unknown = all_columns(sheet.header), list(sheet.unknown)
    for condition in conditions:
        column = find_column(sheet, condition.column)
        rows = _keeping(rows, column, _is_value(condition))
        if isinstance(column, int) and (used := quoted(names[column])) in unknown:
            unknown.remove(used)
    if skip_zero and "quantity" in sheet.columns:
        rows = _keeping(rows, position_of(sheet, "quantity"), lambda text: not is_none(text, zero=zero, empty=empty))
    if rows is sheet.rows:
        return sheet
    left = list(rows)
    passed_over = sheet.passed_over + len(sheet.rows) - len(left)
    return replace(sheet, rows=left, passed_over=passed_over, unknown=tuple(unknown))


def parse_columns(text: str) -> tuple[str, ...]:
    """Return the comma-separated names of columns."""
    return tuple(name.strip() for name in text.split(",") if name.strip())


_DITTOS = ('"', "''", "〃", "″", "”", "„", "»", "//", "tas pats", "то же")


def is_ditto(text: str) -> bool:
    """Return whether a text repeats the cell above: a ditto mark, with or without dashes as in -"-, or words."""
    return text.strip("-–— ").casefold() in _DITTOS


def filled_down(sheet: Sheet, columns: Iterable[str]) -> Sheet:
    """Return the sheet with empty cells and ditto marks in these columns replaced by the cell above."""
    positions = [at for name in columns if isinstance(at := find_column(sheet, name), int)]
    if not positions:
        return sheet
    above = dict.fromkeys(positions, "")
    rows = []
    for row in sheet.rows:
        cells = list(row.original)
        for at in positions:
            if not (text := text_of(cells[at])) or is_ditto(text):
                cells[at] = above[at]
            above[at] = cells[at]
        rows.append(row._replace(original=tuple(cells)))
    return replace(sheet, rows=rows)


def _keeping(rows: Iterable[SourceRow], column: int | str, meets: Callable[[str], bool]) -> Iterable[SourceRow]:
    is_met = cache(lambda cell: meets(text_of(cell)))
    if isinstance(column, str):
        return rows if is_met(column) else ()
    return (row for row in rows if is_met(next(iter(row.original[column : column + 1]), "")))


def _is_value(condition: Condition) -> Callable[[str], bool]:
    key = folded(condition.value)
    return lambda text: (folded(text) == key) is not condition.is_not


def is_none(text: str, *, zero: bool, empty: bool) -> bool:
    """Return whether a quantity means no copies; an empty or zero one may count."""
    if not text or text in DASHES:
        return bool(text) or not empty
    try:
        return not zero and parse_sheet_quantity(text, zero=True) == 0
    except TrackerError:
        return False
