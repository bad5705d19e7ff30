"""What a packed workbook (xlsx, ods) would become, found out before anything takes memory for it.

python-calamine lays a sheet out whole, from its first cell to its last, and where it gets no memory
it ends the process. So each part is read here once, as a stream, by Python's own XML parser: a file
that is not well-formed, or that claims more than a table needs, is not opened.
"""

import zipfile
import zlib
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import IO, Any
from xml.parsers import expat

from tracker.errors import Refused

MIB = 1024**2
_MOST_UNPACKED = 512 * MIB
_UNSUSPECTED = 10 * MIB
_MOST_RATIO = 100

MOST_CELLS = 10_000_000
"""The cells of a sheet, the empty ones among them too, that may take memory: 32 bytes each."""

_MOST_ATTRIBUTES = 1000
"""Of one element: among many, calamine takes very long to look for doubles."""

_MOST_DEEP = 1000
"""How many elements stand one within another: each of them takes memory."""

_MOST_REPEATED = 10_000
"""How often an ods may say that a row comes again that holds something."""

_MOST_BLANKS = 1_000_000
"""The blanks that an ods may have by saying how many they are."""

_OF_THE_ZIP = zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError
_OF_THE_XML = expat.ExpatError, LookupError
"""What Python raises for damage; LookupError is for an encoding that nobody knows."""

_CHUNK = MIB
_END, _END_OF_64 = b"PK\x05\x06", b"PK\x06\x07"

Attributes = dict[str, str]


def check_unpacked(path: Path) -> None:
    """Raise Refused when the file would become more than a machine holds, or is damaged."""
    try:
        _check_end(path)
        with zipfile.ZipFile(path) as packed:
            parts = packed.infolist()
            _check_sizes(path, parts)
            for part in parts:
                if part.filename.endswith((".xml", ".rels")) or _has_cells(packed, part):
                    with packed.open(part) as stream:
                        _Part(path, part.filename).read(stream)
    except (*_OF_THE_ZIP, *_OF_THE_XML) as error:
        raise damaged(path, str(error)) from None


def damaged(path: Path, reason: str) -> Refused:
    """Return the refusal of a file that cannot be read, with what its reader says."""
    said = " ".join(reason.split())[:200].rstrip(".") or "it says no more"
    return Refused(f"{path} cannot be read as a workbook, it is damaged or of another kind: {said}.")


def _check_end(path: Path) -> None:
    """Raise Refused when Python and calamine could take different lists of parts for the file's own."""
    with path.open("rb") as file:
        size = file.seek(0, 2)
        file.seek(max(0, size - 42))
        tail = file.read()
    if tail[-22:-18] != _END or tail.startswith(_END_OF_64):
        raise damaged(path, "it does not end as it should")
    listed, begins = int.from_bytes(tail[-10:-6], "little"), int.from_bytes(tail[-6:-2], "little")
    if begins + listed + 22 != size:
        raise damaged(path, "something stands before it or within it")


def _check_sizes(path: Path, parts: list[zipfile.ZipInfo]) -> None:
    unpacked = sum(part.file_size for part in parts)
    ratio = unpacked / max(1, sum(part.compress_size for part in parts))
    if unpacked > _MOST_UNPACKED or (unpacked > _UNSUSPECTED and ratio > _MOST_RATIO):
        raise Refused(
            f"{path} would unpack to {unpacked // MIB} MB, {ratio:.0f} times its size: "
            "no table is like that, so it is not opened."
        )


def _has_cells(packed: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    """Tell whether a part could be a sheet: which ones are, the workbook says, whatever their names."""
    before = b""
    with packed.open(part) as stream:
        while chunk := stream.read(_CHUNK):
            if b"sheetData" in before + chunk:
                return True
            before = chunk[-16:]
    return False


class _Part:
    """One XML part of a workbook: how far the cells of its sheets reach, and what else it claims."""

    def __init__(self, path: Path, name: str) -> None:
        self.path, self.name = path, name
        self.cells, self.blanks, self.depth = 0, 0, 0
        self.rows, self.width = 0, 0
        """How far the cells reach that hold something."""
        self.row, self.column, self.repeated = 0, 0, 1
        """The last cell, from 1, and how often its row comes."""
        self.starts: dict[str, Callable[[Attributes], None]] = {
            "row": self._row,
            "c": self._cell,
            "v": self._hold,
            "is": self._hold,
            "p": self._hold,
            "table": self._sheet,
            "table-row": self._repeated_row,
            "table-cell": self._repeated_cell,
            "covered-table-cell": self._repeated_cell,
            "s": self._blank,
        }

    def read(self, stream: IO[bytes]) -> None:
        """Read it through. Raises Refused for what is too much, ExpatError for what is not well-formed."""
        parser = expat.ParserCreate()
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.StartDoctypeDeclHandler = self._doctype
        while chunk := stream.read(_CHUNK):
            parser.Parse(chunk, False)
        parser.Parse(b"", True)
        self._sheet({})

    def _doctype(self, *_said: Any) -> None:
        raise damaged(self.path, f"{self.name} defines words of its own, as no workbook does")

    def _start(self, name: str, attributes: Attributes) -> None:
        self.depth += 1
        known = self.starts.get(name) or self.starts.get(name.rpartition(":")[2])
        if known is not None:
            known(attributes)
        elif attributes:
            self._check_claims(attributes)
        if self.depth > _MOST_DEEP:
            raise damaged(self.path, f"{self.name} has more than {_MOST_DEEP} elements one within another")
        if len(attributes) > _MOST_ATTRIBUTES:
            raise damaged(self.path, f"{self.name} has an element with {len(attributes)} attributes")

    def _check_claims(self, attributes: Attributes) -> None:
        for claimed in (attributes.get("count", ""), attributes.get("uniqueCount", "")):
            if len(claimed) > 7 and int(claimed) > MOST_CELLS:
                raise damaged(self.path, f"it claims to hold {claimed[:20]} texts or styles")

    def _end(self, _name: str) -> None:
        self.depth -= 1

    def _sheet(self, _attributes: Attributes) -> None:
        """Begin a sheet. An ods has all in one part, which calamine reads whole; an xlsx has a part for each."""
        cells = self.rows * self.width
        if cells > MOST_CELLS:
            raise Refused(
                f"{self.path} has a sheet that reaches to column {_letters(self.width)} and row {self.rows}, "
                f"{cells} cells; delete what stands far outside the table."
            )
        self.cells += cells
        if self.cells > MOST_CELLS:
            raise Refused(f"{self.path} has sheets of {self.cells} cells in all; save the one to import by itself.")
        self.rows = self.width = self.row = self.column = 0
        self.repeated = 1

    def _row(self, attributes: Attributes) -> None:
        self.row = max(self.row + 1, int(attributes.get("r", 0)))
        self.column = 0

    def _cell(self, attributes: Attributes) -> None:
        """Take a cell as where it says it is or as the next one, whichever is farther."""
        self.column += 1
        reference = attributes.get("r", "")
        letters = reference.rstrip("0123456789")
        if len(reference) > 12 or len(letters) > 3:
            raise damaged(self.path, f"it has a cell {reference[:20]}")
        if reference:
            self.column = max(self.column, _number(letters))
            self.row = max(self.row, int(reference[len(letters) :] or 0))

    def _hold(self, _attributes: Attributes) -> None:
        if self.column > self.width:
            self.width = self.column
        if self.row > self.rows:
            self.rows = self.row + self.repeated - 1
            if self.repeated > _MOST_REPEATED:
                raise damaged(self.path, f"it says {self.repeated} times the same row")

    def _repeated_row(self, attributes: Attributes) -> None:
        self.row += self.repeated
        self.repeated = int(attributes.get("table:number-rows-repeated", 1))
        self.column = 0

    def _repeated_cell(self, attributes: Attributes) -> None:
        self.column += int(attributes.get("table:number-columns-repeated", 1))
        if any(name.startswith("office:") for name in attributes):
            self._hold(attributes)

    def _blank(self, attributes: Attributes) -> None:
        self.blanks += int(attributes.get("text:c", 1))
        if self.blanks > _MOST_BLANKS:
            raise damaged(self.path, f"it says {self.blanks} blanks by their number")


@cache
def _number(letters: str) -> int:
    """Return the number of a column, 1 for A; 0 for what is none."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


def _letters(number: int) -> str:
    """Return the name of a column, A for 1."""
    name = ""
    while number > 0:
        number, digit = divmod(number - 1, 26)
        name = chr(65 + digit) + name
    return name
