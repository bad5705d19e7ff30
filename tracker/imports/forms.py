"""The form in which a file is written, so that its rejected rows can be written alike."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain, islice
from typing import TypeVar

_KEPT = 100
"""How many rows above a header are kept at most."""

_Record = TypeVar("_Record")

_MARK = "\ufeff"


@dataclass
class TextForm:
    """How a text is written. What lies above its header is found out while it is read."""

    encoding: str = "utf-8"
    delimiter: str = ","
    line_end: str = "\n"
    mark: str = ""
    """A byte order mark that the encoding does not write by itself."""
    is_quoted: bool = False
    """Whether all cells are in quotes, and not only those that need it."""
    above: Sequence[str] = ()
    """The lines above the header, with their ends."""

    def keep_beginning(self, lines: Iterator[str]) -> Iterator[str]:
        """Return the same lines, of which the first are kept, and show where a line ends."""
        beginning = list(islice(lines, _KEPT))
        first = next(iter(beginning), "")
        self.line_end = "\r\n" if first.endswith("\r\n") else "\r" if first.endswith("\r") else "\n"
        if first.startswith(_MARK):
            self.mark = _MARK
        self.above = [first.removeprefix(_MARK), *beginning[1:]]
        return chain(beginning, lines)

    def find_header(self, line: int) -> None:
        """Leave only what is above the line on which the header begins."""
        header = self.above[line - 1] if line <= len(self.above) else ""
        self.is_quoted = header.startswith('"')
        self.above = self.above[: line - 1]


@dataclass
class WorkbookForm:
    """Which sheet of a workbook it is, and what lies above its header."""

    sheet: str | None = None
    above: Sequence[Sequence[str]] = ()
    above_of: Mapping[str, Sequence[Sequence[str]]] = field(default_factory=dict)
    """What lies above the headers of the sheets, by their names, if they are several."""

    def keep_beginning(self, records: Iterator[_Record]) -> Iterator[_Record]:
        """Return the same rows, of which the first are kept."""
        beginning = list(islice(records, _KEPT))
        self.above = [getattr(record, "cells", ()) for record in beginning]
        return chain(beginning, records)

    def find_header(self, line: int) -> None:
        """Leave only what is above the row that is the header."""
        self.above = self.above[: line - 1]
