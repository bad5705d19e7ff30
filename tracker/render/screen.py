"""Tables for people: rows fitted to one line of a terminal, and complete in a pipe or a file.

``rich.table`` draws them on a terminal; this module chooses the columns and their widths. Rich never interprets text:
user text goes through ``plain`` and has no markup.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import TYPE_CHECKING, TextIO

from rich.cells import cell_len

from tracker.deferred import NamedTuple
from tracker.messages import Joined, Message, Plural
from tracker.model.table import Column, Kind, Page, Pivot, Table
from tracker.render.canvas import Canvas, Pager, cut_middle
from tracker.render.cells import RIGHT, Face, total_of

if TYPE_CHECKING:
    from rich.console import JustifyMethod
    from rich.segment import SegmentLines
    from rich.table import Table as RichTable

# The cells of a table, before columns are chosen for a terminal.


Cells = Sequence[str]

ALARM = "!"
"""The mark before a value that needs attention, with or without colours."""


class Grid(NamedTuple):
    """Columns, with the text of each cell."""

    columns: Sequence[Column]
    headings: Cells
    rows: Sequence[Cells]
    foot: Cells | None
    """The totals row."""
    alarms: Sequence[frozenset[int]]
    """For each row, the positions of the cells that need attention."""

    def picked(self, kept: Iterable[int]) -> Grid:
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
        )

    def filled(self) -> list[int]:
        """Return the positions of columns that are not empty."""
        return [at for at in range(len(self.columns)) if any(cells[at] for cells in self.rows)]

    def without_repeats(self, once: Sequence[str]) -> tuple[Grid, list[str]]:
        """Return the grid without repeated values in the columns `once`, and the values that all rows have in common.

        A column that is the same in all rows is removed. In the others, a cell is empty if it and all cells before it
        equal those of the row above.
        """
        places = [at for at, column in enumerate(self.columns) if column.name in once]
        if len(self.rows) < 2 or len(places) == len(self.columns):
            return self, []
        common = [at for at in places if self.rows[0][at] and len({cells[at] for cells in self.rows}) == 1]
        common_values = [f"{self.headings[at]} {self.rows[0][at]}" for at in common]
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
        return self._replace(rows=rows).picked(kept), common_values

    def labelled(self) -> Grid:
        """Return the grid with "total" in the first column of its totals row, unless that has a sum."""
        if self.foot is None or self.foot[0]:
            return self
        return self._replace(foot=[str(Message("total")), *self.foot[1:]])

    def measures(self) -> list[Measure]:
        """Return the width that each column needs."""
        lines = self.rows if self.foot is None else [*self.rows, self.foot]
        return [
            _measure(column, heading, [line[at] for line in lines])
            for at, (column, heading) in enumerate(zip(self.columns, self.headings, strict=True))
        ]


def _grid_of(table: Table, *, on_terminal: bool) -> Grid:
    """Return the cells of the table, whose rows have been read; a terminal gets alarms, and names next to codes."""
    face, total = Face(table, named=on_terminal), table.foot or total_of(table, table.rows)
    marked = [face.marked(row) if on_terminal else frozenset[int]() for row in table.rows]
    rows = [
        [ALARM + cell if at in marks else cell for at, cell in enumerate(face.texts(row))]
        for row, marks in zip(table.rows, marked, strict=True)
    ]
    return Grid(face.columns, face.headings, rows, None if total is None else face.texts(total), marked)


# Choose the columns of a line on a terminal, and their widths.


_LEAST_TEXT = 16  # the minimum width of shortened text, so that names remain distinct
_READABLE_TEXT = 30  # the minimum width of text before less important columns are added
_FOLDED_TEXT = 12  # the minimum width of text that is folded within words
_LEAST_CODE = 40  # the minimum width of a shortened code: real codes are never longer


class Measure(NamedTuple):
    """The width that a column needs, in terminal cells."""

    heading: int
    """The width of the heading on one line."""
    word: int
    """The width of the longest word of the heading, which is never broken."""
    widest: int
    """The width of the widest cell, unfolded."""
    longest: int
    """The width of the longest word, if cells may fold at spaces; otherwise equal to `widest`."""
    is_text: bool

    def least(self, text: int = _LEAST_TEXT) -> int:
        """Return the minimum width in one-line rows, where text may be shortened to `text` cells."""
        return max(min(self.widest, text if self.is_text else _LEAST_CODE), self.word)

    @property
    def folded(self) -> int:
        """The minimum width where text is folded onto several lines and nothing is cut."""
        return max(min(self.longest, _FOLDED_TEXT) if self.is_text else self.widest, self.word)


class Widths(NamedTuple):
    """The widths of the columns."""

    columns: Sequence[int]
    gap: int
    """The number of spaces between columns."""


def _measure(column: Column, heading: str, cells: Cells) -> Measure:
    widest = max(map(cell_len, cells), default=0)
    is_text = column.kind is Kind.TEXT
    longest = max((cell_len(word) for cell in cells for word in cell.split()), default=0) if is_text else widest
    return Measure(cell_len(heading), max(map(cell_len, heading.split()), default=0), widest, longest, is_text)


def widths_in(measures: Sequence[Measure], least: Sequence[int], available: int) -> Widths | None:
    """Return the widths of columns with these minimums, or None if there is not enough room.

    Two spaces separate them if no text has to be cut or folded for that.
    """
    spare = available - sum(least) - (len(least) - 1)
    if spare < 0:
        return None
    natural = sum(max(needed, measure.widest) for needed, measure in zip(least, measures, strict=True))
    gap = 2 if natural + 2 * (len(measures) - 1) <= available else 1
    spare -= (gap - 1) * (len(least) - 1)
    widths = list(least)
    for is_text in (True, False):  # spare room goes to the columns that lack most, text first
        growing = [at for at, measure in enumerate(measures) if measure.is_text is is_text]
        while spare > 0 and growing:
            lacking = {at: max(measures[at].heading, measures[at].widest) - widths[at] for at in growing}
            neediest = max(growing, key=lacking.__getitem__)
            if lacking[neediest] <= 0:
                break
            widths[neediest] += 1
            spare -= 1
    return Widths(widths, gap)


def one_line(measures: Sequence[Measure], available: int) -> Widths | None:
    """Return the widths of columns with one line per row, or None if there is not enough room."""
    return widths_in(measures, [measure.least() for measure in measures], available)


def chosen(measures: Sequence[Measure], order: Iterable[int], first: Collection[int], available: int) -> list[int]:
    """Return the positions of the columns that fit on one line, tried in `order`; the result is sorted.

    Text in the columns `first` may be cut short; in others only as far as it stays readable.
    """
    taken: list[int] = []
    for at in order:
        text = _LEAST_TEXT if at in first else _READABLE_TEXT
        needed = sum(measures[each].least(text) for each in (*taken, at)) + len(taken)
        if needed <= available or not taken:
            taken.append(at)
    return sorted(taken)


def in_order(columns: Sequence[Column], matters: Sequence[str], pivot: Pivot | None) -> list[int]:
    """Return the column positions in order of importance; in a pivot row totals, then the last values first."""
    ranks = {name: rank for rank, name in enumerate(matters)}

    def rank(at: int) -> tuple[int, bool, int]:
        if pivot is None or at < pivot.by:
            return ranks.get(columns[at].name, len(ranks)), False, at
        return len(ranks) + 1, not columns[at].margin, -at

    return sorted(range(len(columns)), key=rank)


# Drawing: rich draws on a terminal; a pipe needs nothing but padding.


_WANTS_DOING = "bold red"


class Screen(NamedTuple):
    """The layout of tables on a terminal."""

    wide: bool = False
    """Whether to show all columns, on several lines per row if need be."""
    options: bool = False
    """Whether the command has options for omitted columns, which the last line can mention."""
    page: Pager | None = None
    """Shows text that is longer than the terminal; None prints it."""


def draw(table: Table, stream: TextIO, screen: Screen | None = None) -> None:
    """Draw the table under its title, with its totals; or print its `empty` message if it has no rows."""
    canvas, screen = Canvas(stream), screen or Screen()
    draw_on(table, canvas, screen)
    canvas.show(screen.page)


def draw_page(page: Page, stream: TextIO, screen: Screen | None = None) -> None:
    """Draw all tables of a page one below another, each under its title, and the foot."""
    canvas, screen = Canvas(stream), screen or Screen()
    canvas.paragraph(page.title, "bold")
    for section in page.sections:
        canvas.lines([""])
        draw_on(section.table, canvas, screen)
    canvas.lines([""])
    for message in page.foot:
        canvas.paragraph(message)
    canvas.paragraph(f"  {page.command}")
    canvas.show(screen.page)


def draw_on(table: Table, canvas: Canvas, screen: Screen) -> None:
    """Draw the table on a canvas that may have other content, too."""
    table = table.read()
    canvas.paragraph(table.title, "bold")
    if not table.rows:
        canvas.paragraph(table.empty)
        return
    grid = _grid_of(table, on_terminal=canvas.width is not None)
    if canvas.width is None:
        canvas.lines(_padded(grid.labelled()))
    elif table.fields and (widths := one_line(grid.measures(), canvas.width)):
        canvas.lines([_drawn(grid.labelled(), widths)])
    elif table.fields or screen.wide:
        _draw_whole(grid.labelled(), canvas, canvas.width)
    else:
        _draw_what_fits(table, grid, canvas, canvas.width, options=screen.options)
    for message in (table.legend, table.note):
        if message is not None:
            canvas.paragraph(message, "dim")


def _padded(grid: Grid) -> list[str]:
    lines = [grid.headings, *grid.rows, *([grid.foot] if grid.foot else [])]
    widths = [max(map(cell_len, cells)) for cells in zip(*lines, strict=True)]
    on_right = [column.kind in RIGHT for column in grid.columns]

    def line(cells: Cells) -> str:
        padded = (
            " " * (width - cell_len(cell)) + cell if right else cell + " " * (width - cell_len(cell))
            for cell, width, right in zip(cells, widths, on_right, strict=True)
        )
        return "  ".join(padded).rstrip(" ")

    rule = "─" * (sum(widths) + 2 * (len(widths) - 1))
    drawn = [line(cells) for cells in lines]
    return [drawn[0], rule, *drawn[1:-1], rule, drawn[-1]] if grid.foot else [drawn[0], rule, *drawn[1:]]


def _drawn(grid: Grid, widths: Widths, *, folds: bool = False) -> RichTable:
    """Return the rich table; text is folded or, without `folds`, cut, so that a row is one line."""
    from rich.box import Box
    from rich.table import Table as RichTable
    from rich.text import Text

    drawn = RichTable(
        box=Box("    \n    \n ── \n    \n    \n ── \n    \n    \n"),
        padding=(0, widths.gap - 1, 0, 0),
        pad_edge=False,
        show_edge=False,
        show_footer=grid.foot is not None,
        border_style="dim",
    )
    columns = range(len(grid.columns))
    for at, column, width in zip(columns, grid.columns, widths.columns, strict=True):
        foot = Text(cut_middle(grid.foot[at], width) if grid.foot else "")
        side: JustifyMethod = "right" if column.kind in RIGHT else "left"
        drawn.add_column(Text(grid.headings[at]), foot, width=width, justify=side, overflow="fold")
    styled = [[_WANTS_DOING if at in alarms else "" for at in columns] for alarms in grid.alarms]
    if folds:
        for cells, styles in zip(grid.rows, styled, strict=True):
            drawn.add_row(*map(Text, cells, styles))
        return drawn
    whole = []
    for at, width in enumerate(widths.columns):  # rich draws one cell of many lines three times as fast as many cells
        lines = [
            (f"{cut_middle(cells[at], width)}\n", styles[at]) for cells, styles in zip(grid.rows, styled, strict=True)
        ]
        whole.append(Text.assemble(*lines, no_wrap=True))
        whole[-1].right_crop()
    drawn.add_row(*whole)
    return drawn


def _with_lines_below(canvas: Canvas, grid: Grid, widths: Widths, below: Cells) -> SegmentLines:
    """Return the table with text on its own line below each row."""
    from rich.segment import Segment, SegmentLines

    lines = canvas.console.render_lines(_drawn(grid, widths), pad=False)
    end = len(lines) - 2 * (grid.foot is not None)
    for number, text in enumerate(reversed(below)):
        lines.insert(end - number, [Segment(f"  {text}")])
    return SegmentLines(lines, new_lines=True)


def _draw_whole(grid: Grid, canvas: Canvas, width: int) -> None:
    """Draw all columns with text folded or, if there is not enough room, one line per cell."""
    measures = grid.measures()
    widths = widths_in(measures, [measure.folded for measure in measures], width)
    if widths is not None:
        canvas.lines([_drawn(grid, widths, folds=True)])
        return
    from rich.table import Table as RichTable
    from rich.text import Text

    drawn = RichTable.grid(padding=(0, 2, 0, 0))
    drawn.add_column(style="dim", no_wrap=True)
    drawn.add_column(overflow="fold")
    for cells, alarms in zip([*grid.rows, *([grid.foot] if grid.foot else [])], [*grid.alarms, ()], strict=False):
        for at, cell in enumerate(cells):
            if cell:
                drawn.add_row(Text(grid.headings[at]), Text(cell, _WANTS_DOING if at in alarms else ""))
        drawn.add_row()
    canvas.lines([drawn])


def _draw_what_fits(table: Table, grid: Grid, canvas: Canvas, width: int, *, options: bool) -> None:
    """Draw one line per row: values common to all rows are shown once, and omitted columns are reported."""
    grid, common = grid.without_repeats(table.once)
    grid, below = _set_apart(grid, table.whole)
    if common:
        canvas.paragraph(Message("In all rows: {values}.", values=", ".join(common)))
    order = in_order(grid.columns, table.matters, table.pivot)
    filled = set(grid.filled())
    first = {at for at, column in enumerate(grid.columns) if column.name in table.matters}
    kept = chosen(grid.measures(), [at for at in order if at in filled] or [0], first or filled, width)
    picked = grid.picked(kept).labelled()
    measures = picked.measures()
    widths = one_line(measures, width) or Widths([measure.least() for measure in measures], 1)
    canvas.lines([_with_lines_below(canvas, picked, widths, below) if below else _drawn(picked, widths)])
    cut_short = any(measure.widest > room for measure, room in zip(measures, widths.columns, strict=True))
    missing = [grid.headings[at] for at in sorted(filled.difference(kept))]
    message = _left_out(missing, len(grid.columns) - len(filled), cut=cut_short, options=options, width=width)
    if message is not None:
        canvas.paragraph(message, "dim")


def _set_apart(grid: Grid, name: str | None) -> tuple[Grid, list[str] | None]:
    """Return the grid without the column that is never cut, and its texts, if any is too long for a column."""
    at = next((at for at, column in enumerate(grid.columns) if column.name == name), None)
    if at is None or all(cell_len(cells[at]) <= _LEAST_CODE for cells in grid.rows):
        return grid, None
    return grid.picked(each for each in range(len(grid.columns)) if each != at), [cells[at] for cells in grid.rows]


# The last line: what is omitted, and how to see it.


_MORE = Message("To see more, use --wide, --fields or -o file.xlsx.")
_TEXTS_CUT = Message("Long values are shortened.")
_EMPTY = Plural("{count} empty column is not shown.", "{count} empty columns are not shown.")


def _left_out(columns: Sequence[str], empty: int, *, cut: bool, options: bool, width: int) -> Message | None:
    """Return the last line: as many omitted columns as fit, and how to see them; or None if nothing is omitted."""
    if not (columns or empty or cut):
        return None
    after = [_TEXTS_CUT] * cut + [_MORE] * (options and bool(columns or cut))
    if not columns:
        return Joined(*[_EMPTY.given(count=empty)] * bool(empty), *after)
    for named in range(len(columns), 0, -1):
        names, more = ", ".join(columns[:named]), len(columns) - named + empty
        message = Message("Columns not shown: {columns}.", columns=names)
        if more:
            message = Message("Columns not shown: {columns} and {count} more.", columns=names, count=more)
        line = Joined(message, *after)
        if cell_len(str(line)) <= width:
            return line
    return Joined(
        Plural("{count} column is not shown.", "{count} columns are not shown.", count=len(columns) + empty), *after
    )
