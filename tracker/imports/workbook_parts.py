"""One XML part of a workbook, read for what its sheets extend to and for the sizes that it claims."""

import zipfile
from array import array
from collections.abc import Callable
from pathlib import Path
from typing import Any, Self

from tracker.errors import Refused
from tracker.imports.rows import quoted
from tracker.imports.workbook_faults import LONGEST_REASON, damaged
from tracker.imports.workbook_plain import (
    DEEPEST,
    ODS_ROWS,
    ROWS,
    TEXTS,
    lengths_of,
    letters_in,
    number_of,
    plain_rows,
    shared_in,
)
from tracker.imports.workbook_skimming import CHUNK, Skimmer
from tracker.imports.workbook_texts import Attributes, SharedTexts
from tracker.messages import Message

MIB = 1024**2

MOST_CELLS = 10_000_000
"""The most cells of a sheet, including empty ones: each takes 32 bytes of memory."""

UNWRITTEN_CELLS = 300_000
"""How many more cells a sheet may extend to than the file has bytes: empty ones, and those that are repeated."""

_MOST_ATTRIBUTES = 1000
"""Of one element: calamine takes very long to look for duplicates among many."""

_LONGEST_TAG = 2 * MIB
"""The bytes of one tag, about: it is only told of once its attributes, each of which takes memory, are all read."""

_MOST_NESTED = 1000
"""The deepest nesting of elements: each level takes memory."""

_MOST_REPEATED = 10_000
"""How often an ods may repeat a row that is not empty."""

_DIGITS = 100
"""As many digits of a number of repetitions are looked at."""

_MOST_SPACES = 1_000_000
"""The most spaces in an ods that are written as a number of spaces."""


class _Handlers(dict[str, Callable[[Attributes], None] | None]):
    """What is done at the start of elements, by their names, with or without a prefix; None for others."""

    def __missing__(self, name: str) -> Callable[[Attributes], None] | None:
        known = self.get(name.rpartition(":")[2])
        if len(self) < _MOST_NESTED:
            self[name] = known
        return known


class XmlPart:
    """One XML part of a workbook: the extent of its sheets, and the sizes that it claims."""

    def __init__(self, path: Path, info: zipfile.ZipInfo) -> None:
        """Begin with nothing read."""
        self.path, self.info, self.name = path, info, info.filename[:LONGEST_REASON]
        self.most_cells = min(MOST_CELLS, UNWRITTEN_CELLS + path.stat().st_size)
        self.shared, self.repeats = SharedTexts(), False
        """The texts for cells to refer to, and whether a cell with a value is repeated."""
        self.numbers, self.references = array("I"), 0
        """The numbers of the texts that plain cells refer to, and how many other cells refer to any."""
        self.letters = info.file_size
        """How many letters its cells hold at most, without the texts that they refer to."""
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
        skimmer = Skimmer({ROWS: self._plain_rows, ODS_ROWS: self._plain_ods_rows, TEXTS: self._plain_texts})
        self.parser = parser = skimmer.parser
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.StartDoctypeDeclHandler = self._doctype
        with packed.open(self.info) as stream:
            while chunk := stream.read(CHUNK):
                skimmer.feed(chunk)
                if skimmer.unparsed > _LONGEST_TAG:
                    raise damaged(self.path, Message("{part} has a tag without end", part=self.name))
        skimmer.close()
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
                column=quoted(_letters(self.width)),
                row=quoted(str(self.rows)),
                cells=quoted(str(cells)),
            )
        self.cells += cells
        if self.cells > self.most_cells:
            raise Refused(
                "{file} has {cells} cells in all its sheets; save the one to import as a file of its own.",
                file=self.path,
                cells=quoted(str(self.cells)),
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
            if (column := number_of(letters)) > self.column:
                self.column = column
            if (row := int(reference[len(letters) :] or 0)) > self.row:
                self.row = row

    def _value(self, _attributes: Attributes) -> None:
        if self.column > self.width:
            self.width = self.column
        if self.row > self.rows:
            self.rows = self.row + self.repeated - 1
            if self.repeated > _MOST_REPEATED:
                raise damaged(self.path, Message("it repeats a row {number} times", number=quoted(str(self.repeated))))

    def _repeated_row(self, attributes: Attributes) -> None:
        self.row += self.repeated
        self.repeated = _times(attributes, "table:number-rows-repeated")
        self.column = 0

    def _repeated_cell(self, attributes: Attributes) -> None:
        self.column += _times(attributes, "table:number-columns-repeated")
        if any(name.startswith("office:") for name in attributes):
            self.repeats = self.repeats or self.repeated > 1 or "table:number-columns-repeated" in attributes
            self._value(attributes)

    def _plain_rows(self, run: str) -> bool:
        """Take a run of plain rows of an xlsx, as `_row`, `_cell` and `_value` take their elements."""
        rows = plain_rows(run) if self._may_be_plain and self.repeated == 1 else None
        if rows is None or rows.first <= self.row:
            return False
        self._extend(rows.values.row, rows.values.column)
        self.row, self.column = rows.last
        self.numbers.extend(map(int, shared_in(run)))
        self.letters += letters_in(run) - len(run)
        return True

    def _plain_ods_rows(self, run: str) -> bool:
        """Take a run of plain rows of an ods, as `_repeated_row` and `_repeated_cell` take their elements."""
        rows = plain_rows(run) if self._may_be_plain else None
        if rows is None:
            return False
        before = self.row + self.repeated - 1
        self._extend(before + rows.values.row, rows.values.column)
        self.row, self.column, self.repeated = before + rows.last.row, rows.last.column, 1
        self.letters += letters_in(run) - len(run)
        return True

    def _plain_texts(self, run: str) -> bool:
        """Take a run of plain texts, as `_shared_text` takes them; they are in no cell."""
        if not self._may_be_plain:
            return False
        self.shared.lengths.extend(lengths_of(run))
        self.letters -= len(run)
        return True

    @property
    def _may_be_plain(self) -> bool:
        """Whether elements here may be plain: not where their text is added up, nor too deep, nor outside of all."""
        return 0 < self.depth <= _MOST_NESTED - DEEPEST and self.parser.CharacterDataHandler is None

    def _extend(self, row: int, column: int) -> None:
        """Note cells with a value, if there are any columns of them."""
        if column:
            self.rows, self.width = max(self.rows, row), max(self.width, column)

    def _spaces(self, attributes: Attributes) -> None:
        self.spaces += _times(attributes, "text:c")
        if self.spaces > _MOST_SPACES:
            raise damaged(self.path, Message("it has {number} repeated spaces", number=quoted(str(self.spaces))))


def _times(attributes: Attributes, name: str) -> int:
    """Return how often an element is repeated, and of a number that is far too large any that is so, too."""
    return int(attributes.get(name, "1")[:_DIGITS])


def _letters(number: int) -> str:
    """Return the name of a column, A for 1."""
    name = ""
    while number > 0:
        number, digit = divmod(number - 1, 26)
        name = chr(65 + digit) + name
    return name
