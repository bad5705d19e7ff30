"""What of a table people see on a page: which columns, with which headings, and each cell as text."""

from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple, TypeVar

from tracker.languages import heading, worded
from tracker.messages import Message
from tracker.model.table import Column, Row, Table, Value
from tracker.model.text import plain
from tracker.render.cells import heading_of, shown

_NAME = Column("name")

_Cell = TypeVar("_Cell")


class Shown(NamedTuple):
    """A cell as people see it."""

    text: str
    column: Column
    is_marked: bool = False
    """Whether it wants something done."""


class Face:
    """What of a table's columns is shown: those of the screen, with the names of places beside their codes."""

    def __init__(self, table: Table) -> None:
        """Take the table, whose rows are not looked at."""
        self.table = table
        self.kept = table.shown(margins=True)
        names = [table.columns[at].name for at in self.kept]
        self.beside = names.index("place") if table.names and table.fields is None and "place" in names else None
        """The position of the codes of places, beside which their names are put."""
        self.columns = self._with_names([table.columns[at] for at in self.kept], _NAME)

    def headings(self) -> list[Shown]:
        """Return the headings."""
        own = [heading_of(self.table.columns[at].name, self.table.pivot) for at in self.kept]
        texts = self._with_names(own, plain(heading(_NAME.name)))
        return [Shown(text, column) for column, text in zip(self.columns, texts, strict=True)]

    def row(self, row: Row) -> list[Shown]:
        """Return the cells of a row, of which those are marked that want something done."""
        return list(self._cells(row, self.table.alarms(row) if self.table.alarms else ()))

    def foot(self, row: Row) -> list[Shown]:
        """Return the cells of the totals, which say so in the first column, unless that has a sum itself."""
        first, *others = self._cells(row)
        if row[self.kept[0]] in (None, ""):
            first = Shown(plain(str(Message("total"))), first.column)
        return [first, *others]

    def _cells(self, row: Row, alarms: Collection[str] = ()) -> Iterator[Shown]:
        columns = self.table.columns
        values: list[Value] = [worded(columns[at].name, row[at], columns[at].table) for at in self.kept]
        if self.beside is not None:
            values.insert(self.beside + 1, (self.table.names or {}).get(str(values[self.beside])))
        for column, value in zip(self.columns, values, strict=True):
            yield Shown(shown(value, column.kind), column, column.name in alarms)

    def _with_names(self, cells: Sequence[_Cell], name: _Cell) -> list[_Cell]:
        if self.beside is None:
            return list(cells)
        return [*cells[: self.beside + 1], name, *cells[self.beside + 1 :]]
