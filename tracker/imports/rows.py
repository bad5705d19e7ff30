"""The content of a file: rows of named text cells with their line numbers, and the rows that could not be read."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import repeat
from typing import NamedTuple

from tracker.imports.forms import TextForm, WorkbookForm
from tracker.messages import Message
from tracker.model.formulas import rearm

QUOTED = 80
"""How many letters of a cell are quoted in a message."""


PROSE = ("note", "reason")
"""The columns whose text is nobody's name: it is kept as it is, with letters that cannot be seen, as emoji have."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a row is rejected. The column has its name in the file's header."""

    line: int
    column: str | None
    value: str | None
    message: Message


class Record(NamedTuple):
    """The cells of one row, as they are in the file."""

    line: int
    cells: Sequence[str]


class Unreadable(NamedTuple):
    """A row that cannot be split into cells: its fault, and the cells that it has, else its whole text."""

    fault: Fault
    original: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ColumnLayout:
    """The positions of our columns in a file, from 0, and the text that every row has in the others."""

    positions: dict[str, int]
    constants: dict[str, str]


class SourceRow(NamedTuple):
    """One row of a file. A sheet may have a million, so its cells are named only on demand."""

    line: int
    """The line on which it begins, as an editor or a spreadsheet counts."""
    original: tuple[str, ...]
    """All its cells, as they are in the file."""
    layout: ColumnLayout

    @property
    def cells(self) -> dict[str, str]:
        """The text of each of our columns that the file has."""
        original = self.original
        return {name: text_of(original[index]) for name, index in self.layout.positions.items()} | self.layout.constants


@dataclass(frozen=True)
class Sheet:
    """A text, or one sheet of a workbook, that was read."""

    file: object
    """Its name in messages, as the user typed it."""
    header: tuple[str, ...]
    """The header, as it is in the file."""
    columns: dict[str, str]
    """Our columns that the file has, with their names in its header."""
    unknown: tuple[str, ...]
    """The names in the header that are not imported."""
    rows: list[SourceRow]
    faults: list[Unreadable]
    layout: ColumnLayout
    form: TextForm | WorkbookForm
    """How the file is written."""
    passed_over: int = 0
    """How many further rows it has, which are not to be imported."""

    def column(self, name: str) -> Iterator[str]:
        """Yield the cells of one of our columns that the file has, row by row, as they are in the file."""
        index = self.layout.positions.get(name)
        if index is None:
            return repeat(self.layout.constants[name], len(self.rows))
        return (row.original[index] for row in self.rows)


def unreadable(line: int, message: Message, original: tuple[str, ...]) -> Unreadable:
    """Return a row that cannot be split into cells, with the reason."""
    return Unreadable(Fault(line, None, None, message), original)


def text_of(cell: str) -> str:
    """Return a cell's text without surrounding whitespace and without the quote that disarms a formula."""
    text = cell.strip()
    return rearm(text) if text.startswith("'") else text


def quoted(cell: str) -> str:
    """Return as much of a cell's text as a message quotes."""
    return cell if len(cell) <= QUOTED else f"{cell[:QUOTED]}…"


def named_columns(header: Sequence[str]) -> list[str]:
    """Return the names of the columns: "column 4" for one without a name; nameless ones at the end are left out."""
    names = [text_of(name) for name in header]
    while names and not names[-1]:
        names.pop()
    return [name or f"column {number}" for number, name in enumerate(names, start=1)]
