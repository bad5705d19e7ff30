"""The content of a file: rows of named text cells with line numbers, and unreadable rows."""

import re
from bisect import bisect_left
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from itertools import chain, islice, repeat
from typing import NamedTuple, TypeVar

from tracker.languages import heading
from tracker.messages import Message
from tracker.model.table import rearm
from tracker.store.keys import IMPORTED

# The format of a file, so that its rejected rows can be written in it.


_KEPT = 100
"""The maximum number of rows kept from above a header."""

_Record = TypeVar("_Record")

_MARK = "\ufeff"


@dataclass
class TextForm:
    """The format of a text. The lines above its header are found while it is read."""

    encoding: str = "utf-8"
    delimiter: str = ","
    line_end: str = "\n"
    mark: str = ""
    """A byte order mark that the encoding does not write itself."""
    is_quoted: bool = False
    """Whether all cells are quoted, not only those that need it."""
    above: Sequence[str] = ()
    """The lines above the header, with their ends."""

    def keep_beginning(self, lines: Iterator[str]) -> Iterator[str]:
        """Return the lines, keeping the first ones, and detect line end and byte order mark."""
        beginning = list(islice(lines, _KEPT))
        first = next(iter(beginning), "")
        self.line_end = "\r\n" if first.endswith("\r\n") else "\r" if first.endswith("\r") else "\n"
        if first.startswith(_MARK):
            self.mark = _MARK
        self.above = [first.removeprefix(_MARK), *beginning[1:]]
        return chain(beginning, lines)

    def find_header(self, line: int) -> None:
        """Keep only the lines above the header's first line."""
        header = self.above[line - 1] if line <= len(self.above) else ""
        self.is_quoted = header.startswith('"')
        self.above = self.above[: line - 1]


@dataclass
class WorkbookForm:
    """The sheet of a workbook, and the rows above its header."""

    sheet: str | None = None
    above: Sequence[Sequence[str]] = ()
    above_of: Mapping[str, Sequence[Sequence[str]]] = field(default_factory=dict)
    """The rows above the headers of several sheets, by name."""

    def keep_beginning(self, records: Iterator[_Record]) -> Iterator[_Record]:
        """Return the rows, keeping the first ones."""
        beginning = list(islice(records, _KEPT))
        self.above = [getattr(record, "cells", ()) for record in beginning]
        return chain(beginning, records)

    def find_header(self, line: int) -> None:
        """Keep only the rows above the header."""
        self.above = self.above[: line - 1]


# The names of columns in messages: their headings, unless these do not fit into a sentence.


_LABELS = {
    "attendees": Message("number of attendees"),
    "carton": Message("copies in a carton"),
    "discreet": Message("discreetness"),
    "high": Message("most copies"),
    "inhabitants": Message("number of inhabitants"),
    "isbn": Message("ISBN"),
    "low": Message("fewest copies"),
    "printed_on": Message("print date"),
    "review_by": Message("review date"),
    "speakers": Message("number of speakers"),
    "until": Message("last year"),
    "url": Message("address of the PDF"),
}


def label(column: str) -> Message | str:
    """Return the name of a column of tracker as in a sentence."""
    return _LABELS.get(column) or heading(column)


# The rest of a sheet: rejected rows, corrected and imported separately.  A row's key has its ordinal among equal rows
# of its sheet. A file of rejected rows has a column with the commands that recorded the others, so that a corrected row
# does not take the ordinal of an equal one. A sheet of rows that an offices' log lost has their keys there, so that the
# rows of the original sheet are known.


REST_OF = "rest_of"
"""The column with the commands that recorded other rows of the same sheet, or with the key that the row had there."""

RestOf = tuple[int, ...] | str

_NUMBER = re.compile(r"[0-9]{1,18}", re.ASCII)
_KEY = re.compile(rf"{IMPORTED}-[0-9a-f]{{16}}-[0-9]+", re.ASCII)


def parse_rest_of(text: str) -> RestOf:
    """Return the commands in a cell of the column, or the row's key."""
    if _KEY.fullmatch(text):
        return text
    return tuple(sorted({int(number) for number in _NUMBER.findall(text)}))


def written(commands: Iterable[int]) -> str:
    """Return a cell of the column with these commands."""
    return " ".join(map(str, sorted(set(commands))))


QUOTED = 80
"""The maximum length of a quoted cell."""

MOST_NAMED = 50
"""The maximum number of unused columns or sheets named in a message."""


PROSE = ("note", "reason")
"""The columns of free text, which may contain invisible characters, as emoji do."""


class Fault(NamedTuple):
    """Why a row is rejected. The column has its name in the file's header."""

    line: int
    """The row's number in the sheet, which is its line unless `Numbering` says otherwise."""
    column: str | None
    value: str | None
    message: Message
    sheet: str | None = None
    """The name of its sheet, if the file has several."""


class Record(NamedTuple):
    """The cells of a row, as in the file."""

    line: int
    cells: Sequence[str]


class Unreadable(NamedTuple):
    """A row that cannot be split into cells: its fault, and its cells or else its whole text."""

    fault: Fault
    original: tuple[str, ...]

    def moved(self, number: int) -> "Unreadable":
        """Return the row with another number."""
        return Unreadable(self.fault._replace(line=number), self.original)


@dataclass(frozen=True, slots=True)
class ColumnLayout:
    """The positions of tracker's columns in a file, from 0, and the constants that fill others."""

    positions: dict[str, int]
    constants: dict[str, str]
    names: dict[str, str] = field(default_factory=dict)
    """The names of tracker's columns in the header."""
    defaults: dict[str, str] = field(default_factory=dict)
    """The defaults of empty cells in tracker's columns."""


class WideColumn(NamedTuple):
    """A column with the copies of one item, language or place, or of one period."""

    theirs: str
    """Its name in the sheet."""
    values: dict[str, str]
    """The texts of the columns of tracker that it fills."""
    day: str = ""
    """The date under which its period is recorded."""
    period: tuple[date, date] | None = None
    """The first and last day of the period."""


class Origin(NamedTuple):
    """The origin of a row: its sheet, if the file has several, and its first line."""

    sheet: str | None
    line: int


class Numbering(NamedTuple):
    """The numbers of rows, in order: their lines, unless the file is wide or has several sheets."""

    width: int = 1
    """The number of rows that a line may become."""
    sheets: tuple[tuple[int, str], ...] = ()
    """The sheets, if there are several: the number of lines before each, and its name."""

    def origin(self, number: int) -> Origin:
        """Return the origin of the row with this number."""
        line = number // self.width
        if not self.sheets:
            return Origin(None, line)
        before, sheet = self.sheets[bisect_left(self.sheets, (line,)) - 1]
        return Origin(sheet, line - before)


class SourceRow(NamedTuple):
    """A row of a file. Its cells are named only on demand."""

    line: int
    """Its first line, as counted by an editor or a spreadsheet, or its number in `Numbering`."""
    original: tuple[str, ...]
    """Its cells as in the file, with empty ones for those missing at the end."""
    layout: ColumnLayout

    @property
    def cells(self) -> dict[str, str]:
        """The text of each column of tracker in the file."""
        original, layout = self.original, self.layout
        cells = {name: text_of(original[index]) for name, index in layout.positions.items()} | layout.constants
        return cells | {name: text for name, text in layout.defaults.items() if not cells.get(name)}

    def cell(self, name: str) -> str:
        """Return the row's text for a tracker column, or '' if the file has no such column."""
        layout, text = self.layout, self.layout.constants.get(name)
        if text is None:
            at = layout.positions.get(name)
            text = "" if at is None else text_of(self.original[at])
        return text or layout.defaults.get(name, "")


@dataclass(frozen=True)
class Sheet:
    """The content of a text file, or one sheet of a workbook."""

    file: object
    """Its name in messages, as typed by the user."""
    header: tuple[str, ...]
    """The header as in the file."""
    columns: dict[str, str]
    """The columns of tracker in the file, with their names in its header."""
    unknown: tuple[str, ...]
    """The names in the header that are not imported."""
    rows: Sequence[SourceRow]
    faults: list[Unreadable]
    layout: ColumnLayout
    form: TextForm | WorkbookForm
    """The format of the file."""
    wide: tuple[tuple[int, WideColumn], ...] = ()
    """The columns with the copies of one item or period each, by position."""
    numbering: Numbering = Numbering()
    messages: tuple[Message, ...] = ()
    """Messages on how it was read."""
    passed_over: int = 0
    """The number of further rows, which are skipped."""

    @property
    def count(self) -> int:
        """The number of rows to import, as lines of the file."""
        return len({row.line // self.numbering.width for row in self.rows}) + len(self.faults)

    @property
    def keyed_days(self) -> dict[str, str]:
        """The dates used in keys, by date of recording, where they differ.

        The current period is recorded with today's date, which is different tomorrow.
        """
        periods = ((column.day, column.period) for _, column in self.wide if column.period)
        return {booked: str(period[1]) for booked, period in periods if booked != str(period[1])}

    def only(self, numbers: Collection[int]) -> "Sheet":
        """Return the sheet with only the rows that have these numbers."""
        rows = [row for row in self.rows if row.line in numbers]
        return replace(self, rows=rows, faults=[], messages=(), passed_over=0)

    def column(self, name: str) -> Iterable[str]:
        """Return the cells of a column of tracker in the file, row by row, as in the file.

        Empty cells have their defaults.
        """
        if self.numbering.width > 1:
            return (row.cells.get(name, "") for row in self.rows)
        index = self.layout.positions.get(name)
        if index is None:
            return repeat(self.layout.constants[name], len(self.rows))
        cells = (row.original[index] for row in self.rows)
        default = self.layout.defaults.get(name)
        return cells if default is None else (cell if text_of(cell) else default for cell in cells)

    def lists_keys(self) -> bool:
        """Return whether it lists the keys that its rows have in other sheets."""
        cells = self.column(REST_OF) if REST_OF in self.columns else ()
        return any(isinstance(parse_rest_of(text_of(cell)), str) for cell in cells)


def with_sheet_name(sheet: str | None, message: Message) -> Message:
    """Return a message about a line, with the name of its sheet if the file has several."""
    return message if sheet is None else Message("{sheet}: {told}", sheet=sheet, told=message)


def unreadable(line: int, message: Message, original: tuple[str, ...]) -> Unreadable:
    """Return a row that cannot be split into cells, with the reason."""
    return Unreadable(Fault(line, None, None, message), original)


def text_of(cell: str) -> str:
    """Return a cell's text without surrounding whitespace and without the quote that disarms a formula."""
    text = cell.strip()
    return rearm(text) if "'" in text else text


_LINE_BREAKS = re.compile(r"[\r\n]+")


def in_one_line(text: str) -> str:
    """Return the text with blanks for line breaks: cells may contain them, texts of the ledger may not."""
    if not _LINE_BREAKS.search(text):
        return text
    return " ".join(line for part in _LINE_BREAKS.split(text) if (line := part.strip()))


def quoted(cell: str) -> str:
    """Return a cell's text, shortened for a message."""
    return cell if len(cell) <= QUOTED else f"{cell[:QUOTED]}…"


def all_columns(header: Sequence[str]) -> list[str]:
    """Return the names of the columns: "column 4" for one without a name."""
    return [in_one_line(text_of(name)) or f"column {number}" for number, name in enumerate(header, start=1)]


def named_columns(header: Sequence[str]) -> list[str]:
    """Return the names of the columns: "column 4" for one without a name; nameless ones at the end are left out."""
    return all_columns(header)[: max((number for number, name in enumerate(header, 1) if text_of(name)), default=0)]
