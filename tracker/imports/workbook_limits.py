"""Checking how much memory a workbook (xlsx, ods) would need, before it is opened.

python-calamine allocates the whole rectangle of a sheet, from its first cell to its last, and aborts the
process when memory runs out. So each part is first read as a stream by Python's own XML parser: a file
that is not well-formed, or that claims more than a table needs, is refused.
"""

import zipfile
import zlib
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any, Self
from xml.parsers import expat

from tracker.errors import Refused
from tracker.imports.workbook_archives import CELLS, NEEDED, SHEET, check_end, contains
from tracker.imports.workbook_faults import LONGEST_REASON, damaged, reason_of
from tracker.imports.workbook_texts import CHUNK, Attributes, CellTexts, SharedTexts
from tracker.messages import Message

MIB = 1024**2
_MOST_UNPACKED = 512 * MIB
_UNSUSPICIOUS = 10 * MIB
_MOST_RATIO = 100

MOST_CELLS = 10_000_000
"""The most cells of a sheet, including empty ones: each takes 32 bytes of memory."""

UNWRITTEN_CELLS = 300_000
"""How many more cells a sheet may extend to than the file has bytes: empty ones, and those that are repeated."""

MOST_LETTERS, LETTERS_A_BYTE = 8_000_000, 10
"""How many letters the cells may hold in all, and how many more for each byte of the file."""

_BYTES_A_CELL, _BYTES_A_LETTER, _BYTES_BESIDES = 240, 4, 48 * MIB
"""What reading a workbook may take, in calamine and in Python."""

_MOST_ATTRIBUTES = 1000
"""Of one element: calamine takes very long to look for duplicates among many."""

_LONGEST_TAG = 2 * MIB
"""The bytes of one tag, about: it is only told of once its attributes, each of which takes memory, are all read."""

_MOST_NESTED = 1000
"""The deepest nesting of elements: each level takes memory."""

_MOST_REPEATED = 10_000
"""How often an ods may repeat a row that is not empty."""

_MOST_SPACES = 1_000_000
"""The most spaces in an ods that are written as a number of spaces."""

_ZIP_ERRORS = zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError, ValueError
_XML_ERRORS = expat.ExpatError, LookupError
"""What Python raises for damaged files; LookupError is for an unknown encoding."""


def check_unpacked(path: Path) -> None:
    """Raise Refused when the file would need too much memory or is damaged, MemoryError when there is not as much."""
    try:
        check_end(path)
        with zipfile.ZipFile(path) as packed:
            parts = packed.infolist()
            _check_sizes(path, parts)
            read = [xml for part in parts if (xml := _read_part(path, packed, part))]
            letters = _check_texts(path, packed, read)
    except (*_ZIP_ERRORS, *_XML_ERRORS) as error:
        raise damaged(path, reason_of(error)) from None
    # Python says when it gets no memory; calamine would end the process, or never end.
    bytes(_BYTES_A_CELL * sum(part.cells for part in read) + _BYTES_A_LETTER * letters + _BYTES_BESIDES)


def _read_part(path: Path, packed: zipfile.ZipFile, part: zipfile.ZipInfo) -> "_XmlPart | None":
    """Return what a part says; None for one that is no XML, as empty settings of older programs are none.

    Raises ExpatError or LookupError when it is not well-formed and a sheet, or texts of one.
    """
    if not (part.filename.endswith((".xml", ".rels")) or contains(packed, part, SHEET)):
        return None
    try:
        return _XmlPart(path, part).read(packed)
    except _XML_ERRORS:
        if part.filename in NEEDED or contains(packed, part, CELLS):
            raise
        return None


def _check_sizes(path: Path, parts: list[zipfile.ZipInfo]) -> None:
    unpacked = sum(part.file_size for part in parts)
    ratio = unpacked / max(1, sum(part.compress_size for part in parts))
    if unpacked > _MOST_UNPACKED or (unpacked > _UNSUSPICIOUS and ratio > _MOST_RATIO):
        raise Refused(
            "{file} would unpack to {megabytes} MB, {ratio} times its size: it is not a table, and was not opened.",
            file=path,
            megabytes=unpacked // MIB,
            ratio=round(ratio),
        )


def _check_texts(path: Path, packed: zipfile.ZipFile, parts: list["_XmlPart"]) -> int:
    """Return how many letters the cells hold at most; raise Refused when that is too much for so small a file.

    They are counted one by one only if there may be too much.
    """
    most = MOST_LETTERS + LETTERS_A_BYTE * path.stat().st_size
    shared = [part.shared for part in parts if part.shared.lengths]
    longest = max((texts.longest for texts in shared), default=0)
    letters = sum(part.info.file_size for part in parts) + longest * sum(part.references for part in parts)
    if letters <= most and not any(part.repeats for part in parts):
        return letters
    letters = 0
    for part in parts:
        with packed.open(part.info) as stream:
            letters += CellTexts(shared, most - letters).read(stream)
        if letters > most:
            raise Refused(
                "{file} would expand to more than {megabytes} MB of text, far more than is written in it: "
                "it is not a table, and was not opened.",
                file=path,
                megabytes=most // 1_000_000,
            )
    return letters


class _Handlers(dict[str, Callable[[Attributes], None] | None]):
    """What is done at the start of elements, by their names, with or without a prefix; None for others."""

    def __missing__(self, name: str) -> Callable[[Attributes], None] | None:
        known = self.get(name.rpartition(":")[2])
        if len(self) < _MOST_NESTED:
            self[name] = known
        return known


class _XmlPart:
    """One XML part of a workbook: the extent of its sheets, and the sizes that it claims."""

    def __init__(self, path: Path, info: zipfile.ZipInfo) -> None:
        self.path, self.info, self.name = path, info, info.filename[:LONGEST_REASON]
        self.most_cells = min(MOST_CELLS, UNWRITTEN_CELLS + path.stat().st_size)
        self.shared, self.references, self.repeats = SharedTexts(), 0, False
        """The texts for cells to refer to, the number of cells that do, and whether a cell with a value is repeated."""
        self.cells, self.spaces, self.depth = 0, 0, 0
        self.rows, self.width = 0, 0
        """The extent of the cells that are not empty."""
        self.row, self.column, self.repeated = 0, 0, 1
        """The position of the last cell, from 1, and how often its row is repeated."""
        self.starts = _Handlers(
            {
                "row": self._row,
                "c": self._cell,
                "v": self._value,
                "is": self._value,
                "p": self._value,
                "table": self._sheet,
                "table-row": self._repeated_row,
                "table-cell": self._repeated_cell,
                "covered-table-cell": self._repeated_cell,
                "s": self._spaces,
                "si": self._shared_text,
            }
        )

    def read(self, packed: zipfile.ZipFile) -> Self:
        """Read the part, and return it.

        Raises Refused when a limit is exceeded, ExpatError when it is not well-formed.
        """
        self.parser = parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.StartDoctypeDeclHandler = self._doctype
        with packed.open(self.info) as stream:
            while chunk := stream.read(CHUNK):
                parser.Parse(chunk, False)
                if stream.tell() - parser.CurrentByteIndex > _LONGEST_TAG:
                    raise damaged(self.path, Message("{part} has a tag without end", part=self.name))
        parser.Parse(b"", True)
        self._sheet({})
        return self

    def _doctype(self, *_arguments: Any) -> None:
        message = Message("{part} has a document type declaration, which workbooks do not have", part=self.name)
        raise damaged(self.path, message)

    def _start(self, name: str, attributes: Attributes) -> None:
        self.depth += 1
        known = self.starts[name]
        if known is not None:
            known(attributes)
        elif attributes:
            self._check_claims(attributes)
        if self.depth > _MOST_NESTED:
            message = Message("{part} has more than {most} nested elements", part=self.name, most=_MOST_NESTED)
            raise damaged(self.path, message)
        if len(attributes) > _MOST_ATTRIBUTES:
            number = len(attributes)
            message = Message("{part} has an element with {number} attributes", part=self.name, number=number)
            raise damaged(self.path, message)

    def _check_claims(self, attributes: Attributes) -> None:
        for claimed in (attributes.get("count", ""), attributes.get("uniqueCount", "")):
            if len(claimed) > 7 and int(claimed) > MOST_CELLS:
                raise damaged(self.path, Message("it claims to contain {number} texts or styles", number=claimed[:20]))

    def _end(self, name: str) -> None:
        self.depth -= 1
        if name.endswith("si"):
            self.parser.CharacterDataHandler = None

    def _shared_text(self, _attributes: Attributes) -> None:
        self.shared.begin()
        self.parser.CharacterDataHandler = self.shared.add

    def _sheet(self, _attributes: Attributes) -> None:
        """Begin a sheet. An ods has all sheets in one part, which calamine reads at once; an xlsx has one part each."""
        cells = self.rows * self.width
        if cells > self.most_cells:
            raise Refused(
                "{file} has a sheet that extends to column {column} and row {row}, {cells} cells, too many for its "
                "size; delete the cells far outside the table, and those that are only repeated.",
                file=self.path,
                column=_letters(self.width),
                row=self.rows,
                cells=cells,
            )
        self.cells += cells
        if self.cells > self.most_cells:
            raise Refused(
                "{file} has {cells} cells in all its sheets; save the one to import as a file of its own.",
                file=self.path,
                cells=self.cells,
            )
        self.rows = self.width = self.row = self.column = 0
        self.repeated = 1

    def _row(self, attributes: Attributes) -> None:
        self.row = max(self.row + 1, int(attributes.get("r", 0)))
        self.column = 0

    def _cell(self, attributes: Attributes) -> None:
        """Move to the cell: to its reference or to the next position, whichever is farther."""
        self.column += 1
        self.references += attributes.get("t") == "s"
        reference = attributes.get("r", "")
        if reference:
            letters = reference.rstrip("0123456789")
            if len(reference) > 12 or len(letters) > 3:
                message = Message("it has a cell with the reference {reference}", reference=reference[:20])
                raise damaged(self.path, message)
            if (column := _number(letters)) > self.column:
                self.column = column
            if (row := int(reference[len(letters) :] or 0)) > self.row:
                self.row = row

    def _value(self, _attributes: Attributes) -> None:
        if self.column > self.width:
            self.width = self.column
        if self.row > self.rows:
            self.rows = self.row + self.repeated - 1
            if self.repeated > _MOST_REPEATED:
                raise damaged(self.path, Message("it repeats a row {number} times", number=self.repeated))

    def _repeated_row(self, attributes: Attributes) -> None:
        self.row += self.repeated
        self.repeated = int(attributes.get("table:number-rows-repeated", 1))
        self.column = 0

    def _repeated_cell(self, attributes: Attributes) -> None:
        self.column += int(attributes.get("table:number-columns-repeated", 1))
        if any(name.startswith("office:") for name in attributes):
            self.repeats = self.repeats or self.repeated > 1 or "table:number-columns-repeated" in attributes
            self._value(attributes)

    def _spaces(self, attributes: Attributes) -> None:
        self.spaces += int(attributes.get("text:c", 1))
        if self.spaces > _MOST_SPACES:
            raise damaged(self.path, Message("it has {number} repeated spaces", number=self.spaces))


@cache
def _number(letters: str) -> int:
    """Return the number of a column, 1 for A; 0 for an empty name."""
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
