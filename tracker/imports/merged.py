"""Merged cells of a workbook: what people merge over several rows holds for each of them."""

from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from tracker.imports.rows import Record, Unreadable, unreadable
from tracker.imports.workbook_plain import ODS_ROWS
from tracker.imports.workbook_skimming import CHUNK, Skimmer
from tracker.messages import Message

MOST_MERGED = 100_000
"""The most cells of a sheet that are merged over several rows."""


class Merged(NamedTuple):
    """Cells of one column that are merged over several rows: the first and the last line, and the column, from 0."""

    first: int
    last: int
    column: int


class _Covering:
    """The merged cells that cover a line, while the lines are gone through."""

    def __init__(self, merged: Iterable[Merged]) -> None:
        self._coming = sorted(merged, reverse=True)
        self._open: dict[int, Merged] = {}

    def at(self, line: int) -> dict[int, Merged]:
        """Return those that cover the line, by their columns."""
        if any(cell.last < line for cell in self._open.values()):
            self._open = {column: cell for column, cell in self._open.items() if cell.last >= line}
        while self._coming and self._coming[-1].first <= line:
            cell = self._coming.pop()
            self._open[cell.column] = cell
        return self._open


def filled(records: Iterable[Record | Unreadable], merged: Iterable[Merged]) -> Iterator[Record | Unreadable]:
    """Yield the rows of a sheet with the text of merged cells in each of their lines.

    A row that has nothing else stays empty.
    """
    covering, texts = _Covering(merged), dict[int, str]()
    for record in records:
        if isinstance(record, Record) and (cells := covering.at(record.line)):
            own = list(record.cells)
            for column in cells:
                if cells[column].first == record.line and column < len(own):
                    texts[column] = own[column]
            if any(map(str.strip, own)):
                for column in cells:
                    if cells[column].first < record.line and column < len(own) and not own[column].strip():
                        own[column] = texts.get(column, "")
            record = Record(record.line, own)
        yield record


def refuse_shared(
    records: Iterable[Record | Unreadable], merged: Iterable[Merged], columns: dict[int, str]
) -> Iterator[Record | Unreadable]:
    """Yield the rows, but as unreadable ones those that share a merged cell in one of the columns of numbers.

    The columns have their names in the header, by position.
    """
    covering = _Covering(cell for cell in merged if cell.column in columns)
    for record in records:
        shared = next(iter(covering.at(record.line).values()), None) if isinstance(record, Record) else None
        if isinstance(record, Record) and shared:
            message = Message(
                "The cell in the column '{column}' is merged over the lines {first} to {last}: "
                "it does not say how many are of which line; split it, and write the number of each.",
                column=columns[shared.column],
                first=shared.first,
                last=shared.last,
            )
            record = unreadable(record.line, message, tuple(record.cells))
        yield record


class OdsMerged:
    """Reads the merged cells of one sheet of an ods, which calamine does not tell."""

    def __init__(self, sheet: str) -> None:
        """Look for the sheet with that name."""
        self.sheet = sheet
        self.found: list[Merged] = []
        self._within = False
        self._line, self._column, self._rows = 0, 0, 1

    def read(self, stream: Any, first_column: int) -> tuple[Merged, ...]:
        """Return the merged cells; columns are counted from the first that is not empty."""
        skimmer = Skimmer({ODS_ROWS: self._plain_rows})
        skimmer.parser.StartElementHandler = self._start
        while chunk := stream.read(CHUNK):
            skimmer.feed(chunk)
        skimmer.close()
        return tuple(cell._replace(column=cell.column - first_column) for cell in self.found)

    def _plain_rows(self, run: str) -> bool:
        """Pass over a run of plain rows, in which nothing is merged."""
        self._line, self._rows = self._line + self._rows + run.count(ODS_ROWS.begins) - 1, 1
        return True

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        kind = name.rpartition(":")[2]
        if kind == "table":
            self._within = attributes.get("table:name") == self.sheet
            self._line, self._rows = 0, 1
        elif self._within and kind == "table-row":
            self._line += self._rows
            self._rows = int(attributes.get("table:number-rows-repeated", 1))
            self._column = 0
        elif self._within and kind in ("table-cell", "covered-table-cell"):
            spanned = int(attributes.get("table:number-rows-spanned", 1))
            if spanned > 1:
                self.found.append(Merged(self._line, self._line + spanned - 1, self._column))
            self._column += int(attributes.get("table:number-columns-repeated", 1))
