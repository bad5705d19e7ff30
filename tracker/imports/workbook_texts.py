"""How much text the cells of a workbook hold, once each has its own: shared texts and repeated cells take no space in
the file, but as much memory as if they were written out."""

from array import array
from collections.abc import Iterable
from typing import IO
from xml.parsers import expat

CHUNK = 1024**2

Attributes = dict[str, str]


class SharedTexts:
    """The lengths of the texts that cells refer to by number, in letters."""

    def __init__(self) -> None:
        """Begin with none."""
        self.lengths = array("L")

    @property
    def longest(self) -> int:
        """The length of the longest."""
        return max(self.lengths, default=0)

    def begin(self) -> None:
        """Begin the next text."""
        self.lengths.append(0)

    def add(self, text: str) -> None:
        """Add a part of the last text."""
        self.lengths[-1] += len(text)


class CellTexts:
    """Adds up the letters in the cells of the sheets in one XML part; stops as soon as there are more than `most`."""

    def __init__(self, shared: Iterable[SharedTexts], most: int) -> None:
        """Take the shared texts, which a workbook may have in any of its parts."""
        self.shared, self.most = list(shared), most
        self.letters = 0
        self.within, self.is_shared = 0, False
        """How many elements deep it is within a cell; whether the cell has the number of a shared text."""
        self.cell, self.row, self.number = 0, 0, ""
        self.columns, self.rows = 1, 1
        """How often the cell and its row are repeated."""

    def read(self, stream: IO[bytes]) -> int:
        """Return how many letters the cells have; if more than `most`, any number of them."""
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        while self.letters <= self.most and (chunk := stream.read(CHUNK)):
            parser.Parse(chunk, False)
        return self.letters

    def _start(self, name: str, attributes: Attributes) -> None:
        kind = name.rpartition(":")[2]
        if self.within:
            self.within += 1
        elif kind in ("c", "table-cell", "covered-table-cell"):
            self.within, self.cell, self.number = 1, 0, ""
            self.is_shared = attributes.get("t") == "s"
            self.columns = int(attributes.get("table:number-columns-repeated", 1))
        elif kind in ("row", "table-row"):
            self.row, self.rows = 0, int(attributes.get("table:number-rows-repeated", 1))

    def _text(self, text: str) -> None:
        if self.within and self.is_shared:
            self.number += text[:20]
        elif self.within:
            self.cell += len(text)

    def _end(self, name: str) -> None:
        if self.within:
            self.within -= 1
            if not self.within:
                self._end_of_cell()
        elif name.rpartition(":")[2] == "table-row":
            self.letters += self.row * (self.rows - 1)

    def _end_of_cell(self) -> None:
        letters = self.cell * self.columns
        if self.is_shared and (number := self.number.strip()).isdecimal():
            at = int(number)
            letters = max((texts.lengths[at] for texts in self.shared if at < len(texts.lengths)), default=0)
        self.row += letters
        self.letters += letters
