"""A table as text, cell by cell: what a terminal has room for is chosen from it."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from rich.cells import cell_len, set_cell_size

from tracker.languages import heading, worded
from tracker.messages import Joined, Message, Plural
from tracker.model.table import Column, Kind, Pivot, Row, Table
from tracker.model.text import plain
from tracker.render.cells import heading_of, shown, total_of

# The column widths of a table, for a given line width.


INDENT = 4
"""The indentation of the second and later lines of a row that takes several."""

_NARROW = 12
"""The smallest width to which text is folded within words before a row is split into several lines."""

_TEXT_WIDTHS = (48, 36, 24, 18)
"""The widths to try for text, in turn, once a row takes several lines anyway."""

# Where long headings may be hyphenated.
_BREAKS = {
    "attendees": ("at-", "tendees"),
    "available": ("avail-", "able"),
    "destination": ("desti-", "nation"),
    "languages": ("lan-", "guages"),
    "quantity": ("quan-", "tity"),
    "received": ("re-", "ceived"),
    "reference": ("refer-", "ence"),
    "requested": ("re-", "quested"),
    "shipments": ("ship-", "ments"),
}


class Measure(NamedTuple):
    """The space that a column needs, in terminal cells."""

    heading: str
    widest: int
    """The width of its widest cell, unfolded."""
    longest: int
    """The width of its longest word, if cells may fold at spaces; else the same as `widest`."""
    folds: bool


class Layout(NamedTuple):
    """The arrangement of the columns: in one line per row, or in several if one is not wide enough."""

    widths: tuple[int, ...]
    gap: int
    """The number of spaces between columns."""
    bands: tuple[range, ...]
    """The columns of each line."""
    cuts: bool = False
    """Whether what is wider than its column is cut, so that a row is one line."""


def lay_out(measures: Sequence[Measure], available: int | None) -> Layout:
    """Return the widest layout that fits into `available` cells, or without a limit if it is None.

    In turn: natural widths; text folded at spaces; smaller gaps; headings hyphenated; text folded
    within words; several lines per row. Only text and headings fold: a code, a date or a number
    that is wider than the line overflows it, because nothing is truncated.
    """
    columns = range(len(measures))
    natural = [_natural(measure) for measure in measures]
    if available is None:
        return Layout(tuple(natural), 2, (columns,))
    attempts: list[tuple[int, Callable[[Measure], int]]] = [
        (2, _natural),
        (2, _by_words),
        (1, _by_words),
        (1, _hyphenated),
        (1, _squeezed),
    ]
    for gap, width_of in attempts:
        widths = [width_of(measure) for measure in measures]
        if _total(widths, gap) <= available:
            grow(widths, measures, columns, available - _total(widths, gap))
            return Layout(tuple(widths), gap, (columns,))
    return _in_bands(measures, available)


def heading_lines(heading: str, width: int) -> list[str]:
    """Return the heading in lines of at most `width` cells, broken at spaces, else hyphenated."""
    lines = [""]
    for word in heading.split():
        first, *rest = [word] if len(word) <= width else _BREAKS.get(word, [word])
        extended = f"{lines[-1]} {first}".lstrip()
        if len(extended) <= width or not lines[-1]:
            lines[-1] = extended
        else:
            lines.append(first)
        lines += rest
    return lines


def _natural(measure: Measure) -> int:
    return max(len(measure.heading), measure.widest)


def _by_words(measure: Measure) -> int:
    return max(measure.longest, *map(len, measure.heading.split() or [""]))


def _hyphenated(measure: Measure) -> int:
    return max(measure.longest, headed(measure))


def headed(measure: Measure) -> int:
    """Return the fewest cells that a column's heading needs, in as many lines as it takes."""
    words = measure.heading.split() or [""]
    return max(len(part) for word in words for part in _BREAKS.get(word, [word]))


def _squeezed(measure: Measure) -> int:
    return min(_hyphenated(measure), _NARROW) if measure.folds else _hyphenated(measure)


def _total(widths: Sequence[int], gap: int) -> int:
    return sum(widths) + gap * (len(widths) - 1)


def grow(widths: list[int], measures: Sequence[Measure], columns: range, spare: int) -> None:
    """Give the spare cells to the columns that lack the most, text before other columns."""
    for folds in (True, False):
        growing = [index for index in columns if measures[index].folds is folds]
        while spare > 0 and growing:
            neediest = max(growing, key=lambda index: _natural(measures[index]) - widths[index])
            if widths[neediest] >= _natural(measures[neediest]):
                break
            widths[neediest] += 1
            spare -= 1


def _in_bands(measures: Sequence[Measure], available: int) -> Layout:
    """Return a layout with the fewest possible lines per row, and text as wide as these allow."""
    fewest = _banded(measures, available, _NARROW)
    wider = (_banded(measures, available, text) for text in _TEXT_WIDTHS)
    return next((layout for layout in wider if len(layout.bands) == len(fewest.bands)), fewest)


def _banded(measures: Sequence[Measure], available: int, text: int) -> Layout:
    """Return a layout with several lines per row, in which text columns have up to `text` cells."""
    widths = [
        _by_words(measure._replace(longest=min(measure.widest, text))) if measure.folds else _by_words(measure)
        for measure in measures
    ]
    gap, bands, start = 2, list[range](), 0
    for end in range(1, len(widths) + 1):
        space = available - (INDENT if bands else 0)
        if end == len(widths) or _total(widths[start : end + 1], gap) > space:
            band = range(start, end)
            grow(widths, measures, band, space - _total(widths[start:end], gap))
            bands.append(band)
            start = end
    return Layout(tuple(widths), gap, tuple(bands))


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


# One line a row: which columns a terminal has room for, how wide they are, and texts cut to that.


_LEAST_TEXT = 16
"""The fewest cells of a text that is cut, so that names can still be told apart."""

_READABLE_TEXT = 30
"""The fewest cells that texts keep when columns join them that matter less."""

LEAST_CODE = 40
"""The fewest cells of a code that is cut: longer ones have to be made up on purpose."""

_CUT = "…"


def chosen(measures: Sequence[Measure], order: Iterable[int], first: Collection[int], available: int) -> list[int]:
    """Return the columns that fit into one line, as they stand: in turn, each for which there is still room.

    For those that matter `first`, texts are cut short; for others only as far as they are still easy to read.
    """
    taken: list[int] = []
    for at in order:
        text = _LEAST_TEXT if at in first else _READABLE_TEXT
        needed = sum(_least(measures[each], text) for each in (*taken, at)) + len(taken)
        if needed <= available or not taken:
            taken.append(at)
    return sorted(taken)


def in_order(columns: Sequence[Column], matters: Sequence[str]) -> list[int]:
    """Return the positions of the columns in the order in which they matter, row totals before those that do not."""
    ranks = {name: rank for rank, name in enumerate(matters)}

    def rank(at: int) -> tuple[int, bool, int]:
        return ranks.get(columns[at].name, len(ranks)), not columns[at].margin, at

    return sorted(range(len(columns)), key=rank)


def fits(measures: Sequence[Measure], available: int) -> bool:
    """Return whether there is room for all columns in one line."""
    return sum(map(_least, measures)) + len(measures) - 1 <= available


def one_line(measures: Sequence[Measure], available: int) -> Layout:
    """Return a layout with all columns in one line: two blanks between them if no text need be cut for that."""
    columns = range(len(measures))
    natural = sum(max(_least(measure), measure.widest) for measure in measures)
    gap = 2 if natural + 2 * (len(measures) - 1) <= available else 1
    widths = list(map(_least, measures))
    grow(widths, measures, columns, available - sum(widths) - gap * (len(widths) - 1))
    if len(widths) == 1:
        widths = [min(widths[0], available)]
    return Layout(tuple(widths), gap, (columns,), cuts=True)


def cut(text: str, width: int) -> str:
    """Return the text in at most so many cells; one that is cut ends with `…`."""
    if cell_len(text) <= width:
        return text
    return set_cell_size(text, width - 1).rstrip(" ") + _CUT


def _least(measure: Measure, text: int = _LEAST_TEXT) -> int:
    return max(min(measure.widest, text if measure.folds else LEAST_CODE), headed(measure))


# What a terminal says around a table of which it shows a part: what is left out, and how to see it.


_MORE = Message("See --wide, --fields or -o file.xlsx.")
_TEXTS_CUT = Message("Texts are cut.")
_EMPTY = Plural("{count} empty column is left out.", "{count} empty columns are left out.")


def in_common(values: Sequence[str]) -> Message:
    """Return the line about what all rows have in common, each value after the name of its column."""
    return Message("All rows: {values}.", values=", ".join(values))


def turned(pivot: Pivot) -> Message:
    """Return that a pivot was turned."""
    return Message(
        "Turned, with a row for each {dimension}: it is too wide otherwise.", dimension=heading(pivot.across)
    )


def left_out(columns: Sequence[str], empty: int, *, cut: bool, options: bool, width: int) -> Message | None:
    """Return the last line: what was left out, as far as it fits, and how to see it; None if that is nothing."""
    if not (columns or empty or cut):
        return None
    after = [_TEXTS_CUT] * cut + [_MORE] * (options and bool(columns or cut))
    if not columns:
        return Joined(*[_EMPTY.given(count=empty)] * bool(empty), *after)
    for named in range(len(columns), 0, -1):
        line = Joined(_named(columns, named, empty), *after)
        if cell_len(str(line)) <= width:
            return line
    return Joined(
        Plural("{count} column is left out.", "{count} columns are left out.", count=len(columns) + empty), *after
    )


def _named(columns: Sequence[str], most: int, empty: int) -> Message:
    names, more = ", ".join(columns[:most]), len(columns) - most + empty
    if more:
        return Message("Left out: {columns} and {count} more.", columns=names, count=more)
    return Message("Left out: {columns}.", columns=names)
