"""A table as text, cell by cell: what a terminal has room for is chosen from it."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from rich.cells import cell_len

from tracker.languages import heading, worded
from tracker.messages import Message
from tracker.model.table import Column, Kind, Pivot, Row, Table
from tracker.model.text import plain
from tracker.render.cells import heading_of, shown
from tracker.render.layout import Measure
from tracker.render.totals import total_of

Cells = Sequence[str]

ALARM = "!"
"""What stands before a value that wants something done, whether or not there are colours."""


class Grid(NamedTuple):
    """Columns, with the text of each cell."""

    columns: Sequence[Column]
    headings: Cells
    rows: Sequence[Cells]
    foot: Cells | None
    """The line of totals."""
    alarms: Sequence[frozenset[int]]
    """Of each row, the positions of the cells that want something done."""
    pivot: Pivot | None = None

    def picked(self, kept: Iterable[int]) -> "Grid":
        """Return the grid with only the columns at these positions, in that order."""
        kept = list(kept)

        def pick(cells: Cells) -> list[str]:
            return [cells[at] for at in kept]

        return Grid(
            [self.columns[at] for at in kept],
            pick(self.headings),
            list(map(pick, self.rows)),
            None if self.foot is None else pick(self.foot),
            [frozenset(to for to, at in enumerate(kept) if at in marked) for marked in self.alarms],
            self.pivot,
        )

    def named(self, names: Mapping[str, str]) -> "Grid":
        """Return the grid with the name of each place in a column beside its code."""
        codes = [column.name for column in self.columns]
        if "place" not in codes:
            return self
        at = codes.index("place") + 1

        def insert(cells: Sequence[Any], cell: object) -> list[Any]:
            return [*cells[:at], cell, *cells[at:]]

        return Grid(
            insert(self.columns, Column("name")),
            insert(self.headings, heading("name")),
            [insert(cells, plain(names.get(cells[at - 1], ""))) for cells in self.rows],
            self.foot and insert(self.foot, ""),
            [frozenset(place + (place >= at) for place in marked) for marked in self.alarms],
            self.pivot and self.pivot._replace(by=self.pivot.by + (self.pivot.by >= at)),
        )

    def filled(self) -> list[int]:
        """Return the positions of the columns that have anything in them."""
        return [at for at in range(len(self.columns)) if any(cells[at] for cells in self.rows)]

    def without_repeats(self, once: Sequence[str]) -> "tuple[Grid, list[str]]":
        """Return the grid in which these columns are not repeated, and what all its rows have in common.

        A column that has the same text in all rows is left out. Of the others, a cell is empty if it, and those
        before it, are what the row above has.
        """
        places = [at for at, column in enumerate(self.columns) if column.name in once]
        if len(self.rows) < 2 or len(places) == len(self.columns):
            return self, []
        common = [at for at in places if self.rows[0][at] and len({cells[at] for cells in self.rows}) == 1]
        said = [f"{self.headings[at]} {self.rows[0][at]}" for at in common]
        rows, above = [], [""] * len(self.columns)
        for cells in self.rows:
            mine = list(cells)
            for at in places:
                if cells[at] != above[at]:
                    break
                mine[at] = ""
            rows.append(mine)
            above = list(cells)
        kept = [at for at in range(len(self.columns)) if at not in common]
        return self._replace(rows=rows).picked(kept), said

    def turned(self) -> "Grid":
        """Return a pivot with its columns as rows, and its rows as columns; any other grid as it is."""
        if (pivot := self.pivot) is None:
            return self
        keys = [" ".join(filter(None, cells[: pivot.by])) for cells in self.rows]
        lines = [*self.rows] if self.foot is None else [*self.rows, self.foot]
        names = keys if self.foot is None else [*keys, str(Message("total"))]
        values = range(pivot.by, len(self.columns))
        rows = [[self.headings[at], *(cells[at] for cells in lines)] for at in values if not self.columns[at].margin]
        margin = [at for at in values if self.columns[at].margin]
        foot = [self.headings[margin[0]], *(cells[margin[0]] for cells in lines)] if margin else None
        columns = [Column(pivot.across, Kind.CODE), *(Column(name, Kind.NUMBER) for name in names)]
        return Grid(columns, [heading(pivot.across), *names], rows, foot, [frozenset()] * len(rows))

    def labelled(self) -> "Grid":
        """Return the grid with "total" in the first column of its last line, unless that has a sum itself."""
        if self.foot is None or self.foot[0]:
            return self
        return self._replace(foot=[str(Message("total")), *self.foot[1:]])

    def measures(self) -> list[Measure]:
        """Return the space that each column needs."""
        lines = self.rows if self.foot is None else [*self.rows, self.foot]
        cells = [[line[at] for line in lines] for at in range(len(self.columns))]
        return list(map(_measure, self.columns, self.headings, cells))


def grid_of(table: Table, rows: Sequence[Row], *, on_terminal: bool) -> Grid:
    """Return the cells of the table, whose rows have been read; a terminal gets alarms, and names beside codes."""
    total = table.foot or total_of(table, rows)
    alarms = table.alarms if on_terminal else None
    marked = [frozenset(alarms(row)) if alarms else frozenset[str]() for row in rows]
    whole = Grid(
        table.columns,
        [heading_of(column.name, table.pivot) for column in table.columns],
        [_shown(row, table.columns, marks) for row, marks in zip(rows, marked, strict=True)],
        None if total is None else _shown(total, table.columns, frozenset()),
        [frozenset(at for at, column in enumerate(table.columns) if column.name in marks) for marks in marked],
        table.pivot,
    ).picked(table.shown(margins=True))
    return whole.named(table.names) if on_terminal and table.names and table.fields is None else whole


def _shown(row: Row, columns: Sequence[Column], marks: frozenset[str]) -> list[str]:
    return [
        (ALARM if column.name in marks else "") + shown(worded(column.name, value, column.table), column.kind)
        for value, column in zip(row, columns, strict=True)
    ]


def _measure(column: Column, heading: str, cells: Cells) -> Measure:
    widest = max(map(cell_len, cells), default=0)
    folds = column.kind is Kind.TEXT
    longest = max((cell_len(word) for cell in cells for word in cell.split()), default=0)
    return Measure(heading, widest, longest if folds else widest, folds)
