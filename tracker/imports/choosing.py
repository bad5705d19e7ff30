"""Which rows of a sheet are imported: `--where` and `--skip-zero` pass over the others."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from typing import NamedTuple

from tracker.errors import TrackerError, WrongUsage
from tracker.imports.cells import DASHES, parse_sheet_quantity
from tracker.imports.headers import find_column, position_of
from tracker.imports.rows import Sheet, SourceRow, all_columns, of_sheet, quoted, text_of
from tracker.messages import Message
from tracker.model.text import as_written, folded


class Condition(NamedTuple):
    """One `--where`: a column, by its name in the sheet or ours, and the value that its rows have."""

    column: str
    value: str
    is_not: bool = False
    """Whether the rows have any other value."""

    def __str__(self) -> str:
        return f"{self.column}{'!' * self.is_not}={self.value}"


class _Cells(dict[str, bool]):
    """Whether a cell meets a condition, found out once for each text."""

    def __init__(self, meets: Callable[[str], bool]) -> None:
        super().__init__()
        self._meets = meets

    def __missing__(self, cell: str) -> bool:
        meets = self[cell] = self._meets(text_of(cell))
        return meets


def parse_condition(text: str) -> Condition:
    """Return the condition Column=value or Column!=value, split at the first '='.

    Raises WrongUsage when the column is missing.
    """
    column, separator, value = as_written(text).partition("=")
    is_not = column.endswith("!")
    column = column.removesuffix("!")
    if not column.strip() or not separator:
        raise WrongUsage("'{condition}' is not a condition; write \"Column=value\".", condition=text)
    return Condition(column.strip(), value.strip(), is_not)


def chosen(
    sheet: Sheet,
    conditions: Iterable[Condition],
    *,
    skip_zero: bool = False,
    zero: bool = False,
    empty: bool = False,
) -> Sheet:
    """Return the sheet without the rows that are to be passed over: how many, it knows.

    These are the rows that do not meet a condition and, with `skip_zero`, those whose quantity is empty or zero, except
    where `empty` says that an empty one is a quantity, and `zero` that zero is. Raises Refused, with similar names, for
    a column that the sheet has not.
    """
    rows: Iterable[SourceRow] = sheet.rows
    names, unknown = all_columns(sheet.header), list(sheet.unknown)
    for condition in conditions:
        column = find_column(sheet, condition.column)
        rows = _keeping(rows, column, _is_value(condition))
        if isinstance(column, int) and (used := quoted(names[column])) in unknown:
            unknown.remove(used)
    if skip_zero and "quantity" in sheet.columns:
        rows = _keeping(rows, position_of(sheet, "quantity"), lambda text: not _is_none(text, zero=zero, empty=empty))
    if rows is sheet.rows:
        return sheet
    left = list(rows)
    passed_over = sheet.passed_over + len(sheet.rows) - len(left)
    return replace(sheet, rows=left, passed_over=passed_over, unknown=tuple(unknown))


def parse_columns(text: str) -> tuple[str, ...]:
    """Return the names of columns, which commas separate."""
    return tuple(name.strip() for name in text.split(",") if name.strip())


DITTOS = ('"', "''", "〃", "″", "”", "„", '-"-', "-”-", "--”--")
"""What stands for the cell above."""


def filled_down(sheet: Sheet, columns: Iterable[str]) -> Sheet:
    """Return the sheet with the cell above in each empty cell and ditto mark of these columns.

    Raises Refused, with similar names, for a column that the sheet has not.
    """
    positions = [at for name in columns if isinstance(at := find_column(sheet, name), int)]
    if not positions:
        return sheet
    above = dict.fromkeys(positions, "")
    rows = []
    for row in sheet.rows:
        cells = list(row.original)
        for at in positions:
            if text_of(cells[at]) in ("", *DITTOS):
                cells[at] = above[at]
            above[at] = cells[at]
        rows.append(row._replace(original=tuple(cells)))
    return replace(sheet, rows=rows)


def told_of_notes(sheet: Sheet, *, zero: bool = False) -> Iterator[Message]:
    """Yield what is to be said of notes in the rows of a form that are passed over: nobody else would read them."""
    if {"quantity", "note"} <= sheet.columns.keys():
        for row, quantity, note in zip(sheet.rows, sheet.column("quantity"), sheet.column("note"), strict=True):
            if (text := text_of(note)) and _is_none(text_of(quantity), zero=zero, empty=False):
                of, line = sheet.numbering.origin(row.line)
                told = Message("Skipped line {line}, which has no copies, with its note: {note}")
                yield of_sheet(of, told.given(line=line, note=quoted(text)))


def _keeping(rows: Iterable[SourceRow], column: int | str, meets: Callable[[str], bool]) -> Iterable[SourceRow]:
    """Return the rows whose cell in that column, or whose text when all have the same, meets a condition."""
    cells = _Cells(meets)
    if isinstance(column, str):
        return rows if cells[column] else ()
    return (row for row in rows if cells[next(iter(row.original[column : column + 1]), "")])


def _is_value(condition: Condition) -> Callable[[str], bool]:
    key = folded(condition.value)
    return lambda text: (folded(text) == key) is not condition.is_not


def _is_none(text: str, *, zero: bool, empty: bool) -> bool:
    if not text or text in DASHES:
        return bool(text) or not empty
    try:
        return not zero and parse_sheet_quantity(text, zero=True) == 0
    except TrackerError:
        return False
