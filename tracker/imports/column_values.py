"""The values of a sheet's columns: each distinct text is parsed once, and what all rows share is kept once."""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import islice, repeat
from operator import itemgetter
from typing import Any, Final, overload

from tracker.errors import TrackerError
from tracker.imports.rows import text_of


class _Invalid:
    """What stands for a cell that cannot be read; why is found out when its row is read by itself."""


INVALID: Final = _Invalid()


class Alike(Sequence[Any]):
    """A column that has the same value in every row."""

    def __init__(self, value: Any, count: int) -> None:
        """Have that value in so many rows."""
        self.value = value
        self._count = count

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[Any]:
        return repeat(self.value, self._count)

    @overload
    def __getitem__(self, index: int) -> Any: ...

    @overload
    def __getitem__(self, index: slice) -> "Alike": ...

    def __getitem__(self, index: int | slice) -> Any:
        if isinstance(index, slice):
            return Alike(self.value, len(range(*index.indices(self._count))))
        return self.value


def of_rows(column: Sequence[Any], rows: Sequence[int]) -> Iterable[Any]:
    """Return the values that a column has in some rows, in the order of these."""
    if isinstance(column, Alike):
        return repeat(column.value, len(rows))
    return itemgetter(*rows)(column) if len(rows) > 1 else [column[row] for row in rows]


class Values(dict[str, Any]):
    """The values of the cells of a column, each parsed once; INVALID for one that cannot be."""

    def __init__(self, parse: Callable[[str], Any], *empty: Any) -> None:
        """Begin with none. An empty cell has the value `empty`, if that is given.

        `parse` raises TrackerError for what cannot be read or, where that takes less time, returns INVALID.
        """
        super().__init__()
        self._parse = parse
        self._empty = empty
        self.has_invalid = False

    def __missing__(self, cell: str) -> Any:
        text = text_of(cell)
        try:
            value = self[cell] = self._parse(text) if text or not self._empty else self._empty[0]
        except TrackerError:
            value = self[cell] = INVALID
        self.has_invalid = self.has_invalid or value is INVALID
        return value

    def of(self, cells: Iterable[str]) -> list[Any]:
        """Return the values of cells."""
        return list(map(self.__getitem__, cells))

    def of_texts(self, cells: Iterable[str]) -> list[Any]:
        """Return the values of cells, as `of` does, where a text without blanks or quotes in ASCII is its own value.

        References mostly are such texts, each another one: so many of them are looked at together.
        """
        values: list[Any] = []
        remaining = iter(cells)
        while some := list(islice(remaining, _TOGETHER)):
            joined = "\n".join(some)
            is_plain = joined.count("\n") == len(some) - 1 and _PLAIN.fullmatch(joined)
            values += some if is_plain else map(self.__getitem__, some)
        return values


_TOGETHER = 500
_PLAIN = re.compile(r"[!-&(-~\n]*")


class Beside(dict[str, Values]):
    """The values of the cells of a column, by the cells of the one beside it, on which they depend."""

    def __init__(self, values: Callable[[str], Values]) -> None:
        """Begin with none; `values` returns those that go with a text beside."""
        super().__init__()
        self._values = values

    def __missing__(self, cell: str) -> Values:
        values = self[cell] = self._values(text_of(cell))
        return values

    @property
    def has_invalid(self) -> bool:
        """Whether any cell cannot be read."""
        return any(values.has_invalid for values in self.values())
