"""The cells of a column, of which a sheet with a million rows mostly has few different ones."""

from collections.abc import Callable, Iterable, Sequence

_REMEMBERED = 100_000
"""How many different cells of a column are remembered."""

_TRIED = 5_000
"""After how many cells it shows whether they repeat."""


class SharedCells(dict[str, str]):
    """What is kept of the cells of a column. Dates, places and items repeat: equal ones share one string.

    References do not, and are not remembered.
    """

    def __init__(self, seen: Callable[[str], str]) -> None:
        """Begin with none; `seen` returns what is kept of a cell, and of ASCII all of it."""
        super().__init__()
        self._seen = seen
        self._count = 0
        self._repeat = True

    def __missing__(self, cell: str) -> str:
        seen = self[cell] = self._seen(cell)
        return seen

    def of(self, cells: Sequence[str]) -> Iterable[str]:
        """Return what is kept of the next cells."""
        if not self._repeat:
            return cells if "".join(cells).isascii() else map(self._seen, cells)
        self._count += len(cells)
        shared = list(map(self.__getitem__, cells))
        differ = len(self) > self._count // 2
        if len(self) > _REMEMBERED or (differ and self._count > _TRIED):
            self._repeat = not differ
            self._count = 0
            self.clear()
        return shared
