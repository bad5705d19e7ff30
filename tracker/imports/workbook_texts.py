"""How much text the cells of a workbook hold, once each has its own: shared texts and repeated cells take no space in
the file, but as much memory as if they were written out."""

from array import array
from collections.abc import Iterable, Sequence
from itertools import zip_longest
from typing import IO

from tracker.imports.workbook_plain import ODS_ROWS, ROWS, letters_in, shared_in
from tracker.imports.workbook_skimming import CHUNK, Skimmer

Attributes = dict[str, str]


class SharedTexts:
    """The lengths of the texts that cells refer to by number, in letters."""

    def __init__(self) -> None:
        """Begin with none."""
        self.lengths = array("L")

    def begin(self) -> None:
        """Begin the next text."""
        self.lengths.append(0)

    def add(self, text: str) -> None:
        """Add a part of the last text."""
        self.lengths[-1] += len(text)


def shared_lengths(texts: Sequence[SharedTexts]) -> Sequence[int]:
    """Return the length of each text by its number; a workbook may have them in any of its parts."""
    if len(texts) == 1:
        return texts[0].lengths
    return list(map(max, zip_longest(*(each.lengths for each in texts), [], fillvalue=0)))


def letters_shared(lengths: Sequence[int], numbers: Iterable[int]) -> int:
    """Return how many letters the texts with these numbers have in all."""
    return sum(lengths[number] for number in numbers if number < len(lengths))


class CellTexts:
    """Adds up the letters in the cells of the sheets in one XML part; stops as soon as there are more than `most`."""

    def __init__(self, lengths: Sequence[int], most: int) -> None:
        """Take the lengths of the shared texts."""
        self.lengths, self.most = lengths, most
        self.letters = 0
        self.within, self.is_shared = 0, False
        """How many elements deep it is within a cell; whether the cell has the number of a shared text."""
        self.cell, self.row, self.number = 0, 0, ""
        self.columns, self.rows = 1, 1
        """How often the cell and its row are repeated."""

    def read(self, stream: IO[bytes]) -> int:
        """Return how many letters the cells have; if more than `most`, any number of them."""
        skimmer = Skimmer({ROWS: self._plain_rows, ODS_ROWS: self._plain_rows})
        parser = skimmer.parser
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text
        while self.letters <= self.most and (chunk := stream.read(CHUNK)):
            skimmer.feed(chunk)
        if self.letters <= self.most:
            skimmer.close()
        return self.letters

    def _plain_rows(self, run: str) -> bool:
        """Take a run of plain rows, unless they are within a cell."""
        if self.within:
            return False
        numbers = shared_in(run)
        self.letters += letters_in(run) - sum(map(len, numbers)) + letters_shared(self.lengths, map(int, numbers))
        self.row, self.rows = 0, 1
        return True

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
            letters = letters_shared(self.lengths, [int(number)])
        self.row += letters
        self.letters += letters
