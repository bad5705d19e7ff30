"""What a file gives: rows of named text cells with the lines they begin on, and what could not be read."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import repeat
from typing import NamedTuple

from tracker.model.formulas import rearm


@dataclass(frozen=True, slots=True)
class Fault:
    """Why a row is not taken. The column is named as the file's header has it."""

    line: int
    column: str | None
    value: str | None
    message: str


class Record(NamedTuple):
    """The cells of a file as they stand, before they are given our names."""

    line: int
    cells: Sequence[str]


class Unreadable(NamedTuple):
    """What cannot be split into cells: its fault, and its cells as far as it has any, else its text whole."""

    fault: Fault
    original: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Places:
    """Where our columns stand in a file, and what every row has in those that do not."""

    positions: dict[str, int]
    constants: dict[str, str]


class SourceRow(NamedTuple):
    """One row of a file. A sheet may have a million, so its cells are named when they are asked for."""

    line: int
    """Where it begins, as an editor or a spreadsheet counts."""
    original: tuple[str, ...]
    """All its cells as they stand in the file."""
    places: Places

    @property
    def cells(self) -> dict[str, str]:
        """The text of each column of ours that the file has."""
        original = self.original
        return {name: text_of(original[at]) for name, at in self.places.positions.items()} | self.places.constants


@dataclass(frozen=True)
class Sheet:
    """A file that was read, or the sheet of a workbook."""

    file: str
    """Its name as the user gave it."""
    header: tuple[str, ...]
    """The header as it stands in the file."""
    columns: dict[str, str]
    """Our columns that the file has, with their names in its header."""
    unknown: tuple[str, ...]
    """What the header names besides, and nobody will read."""
    rows: list[SourceRow]
    faults: list[Unreadable]
    places: Places
    worksheet: str | None = None
    """Of a workbook: the sheet that was read."""
    worksheets: tuple[str, ...] = ()
    """Of a workbook: all its sheets."""

    def column(self, name: str) -> Iterator[str]:
        """Yield the cells of one of our columns that the file has, as they stand in it, from row to row."""
        at = self.places.positions.get(name)
        if at is None:
            return repeat(self.places.constants[name], len(self.rows))
        return (row.original[at] for row in self.rows)


def broken(line: int, message: str, original: tuple[str, ...]) -> Unreadable:
    """Return what cannot be split into cells, with the reason made a sentence."""
    end = "" if message.endswith("?") else "."
    return Unreadable(Fault(line, None, None, f"{message[:1].upper()}{message[1:]}{end}"), original)


def text_of(cell: str) -> str:
    """Return what a cell says: without blanks around it, and without the mark that keeps it from running."""
    text = cell.strip()
    return rearm(text) if text.startswith("'") else text


def named_columns(header: Sequence[str]) -> list[str]:
    """Return the names of the columns; "column 4" has none, and nameless ones at the end do not count."""
    names = [text_of(name) for name in header]
    while names and not names[-1]:
        names.pop()
    return [name or f"column {at}" for at, name in enumerate(names, start=1)]
