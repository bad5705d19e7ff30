"""A table for people: a row is one line of their terminal, but complete and as wide as needed in a pipe or a file.

Rich measures and folds the text and knows the terminal. It never interprets text: what users
typed goes through ``plain`` and has no markup.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, NamedTuple, TextIO

from rich.cells import cell_len

from tracker.model.table import Column, Kind, Pivot, Table
from tracker.render.canvas import Canvas, Page
from tracker.render.cells import RIGHT
from tracker.render.grid import (
    INDENT,
    LEAST_CODE,
    Cells,
    Grid,
    Layout,
    chosen,
    cut,
    fits,
    grid_of,
    heading_lines,
    in_common,
    in_order,
    lay_out,
    left_out,
    one_line,
    turned,
)

if TYPE_CHECKING:
    from tracker.render.canvas import Line


# Cells arranged in lines, by the widths of their columns.


_ALARM = "bold red"


class Frame:
    """Arranges cells in lines."""

    def __init__(self, columns: Sequence[Column], layout: Layout, canvas: Canvas) -> None:
        """Take the columns, how they are laid out, and the canvas, which folds texts and marks parts of lines."""
        self.columns, self.layout, self.canvas = columns, layout, canvas

    def headings(self, headings: Cells) -> list[Line]:
        """Return the lines of the headings, aligned to the rule below them."""
        lines: list[Line] = []
        for band in self.layout.bands:
            blocks = [heading_lines(headings[column], self.layout.widths[column]) for column in band]
            height = max(map(len, blocks))
            lines += self._lines(band, [[""] * (height - len(block)) + block for block in blocks])
        return lines

    def row(self, cells: Cells, alarms: Collection[int] = ()) -> list[Line]:
        """Return the lines of a row, with the cells that want something done in colour; no line is blank."""
        lines: list[Line] = []
        for band in self.layout.bands:
            lines += filter(None, self._lines(band, [self._block(cells, column) for column in band], alarms))
        return lines

    def rule(self) -> str:
        """Return a rule as long as the longest line."""
        widths = self.layout.widths
        return "─" * max(
            sum(widths[column] for column in band) + self.layout.gap * (len(band) - 1) + self._indent(band)
            for band in self.layout.bands
        )

    def _block(self, cells: Cells, column: int) -> Cells:
        """Return the lines of a cell: one where each row is to be one line; else a text is folded."""
        width = self.layout.widths[column]
        if self.layout.cuts:
            return [cut(cells[column], width)]
        return self.canvas.folded(cells[column], width) if self.columns[column].kind is Kind.TEXT else [cells[column]]

    def _lines(self, band: range, blocks: Sequence[Cells], alarms: Collection[int] = ()) -> list[Line]:
        return [
            self._line(band, [block[number] if number < len(block) else "" for block in blocks], alarms)
            for number in range(max(map(len, blocks)))
        ]

    def _line(self, band: range, cells: Cells, alarms: Collection[int]) -> Line:
        line, coloured = " " * self._indent(band), []
        for column, cell in zip(band, cells, strict=True):
            start = line + " " * self.layout.gap * (column > band.start)
            line = start + self._padded(cell, column)
            if column in alarms:
                coloured.append((len(start), len(line)))
        line = line.rstrip(" ")
        return self.canvas.marked(line, coloured, _ALARM)

    def _padded(self, text: str, column: int) -> str:
        padding = " " * (self.layout.widths[column] - cell_len(text))
        return padding + text if self.columns[column].kind in RIGHT else text + padding

    def _indent(self, band: range) -> int:
        return INDENT if band.start else 0


class Screen(NamedTuple):
    """How tables are drawn on a terminal."""

    wide: bool = False
    """Whether all columns are shown, in several lines a row if need be."""
    options: bool = False
    """Whether the command has options for what is left out, so that the last line can name them."""
    page: Page | None = None
    """What shows a text that is longer than the terminal; None prints it."""


_ALL_DEFAULT = Screen()


def draw(table: Table, stream: TextIO, screen: Screen = _ALL_DEFAULT) -> None:
    """Draw the table under its title, with its totals; or print its `empty` message if it has no rows."""
    canvas = Canvas(stream)
    draw_on(table, canvas, screen)
    canvas.show(screen.page)


def draw_on(table: Table, canvas: Canvas, screen: Screen) -> None:
    """Draw the table on a canvas on which other things may be drawn, too."""
    rows = list(table.rows)
    canvas.paragraph(table.title, "bold")
    if rows:
        _draw_rows(table, grid_of(table, rows, on_terminal=canvas.width is not None), canvas, screen)
        if table.note is not None:
            canvas.paragraph(table.note, "dim")
    else:
        canvas.paragraph(table.empty)


def _draw_rows(table: Table, grid: Grid, canvas: Canvas, screen: Screen) -> None:
    grid, repeating = grid.labelled(), grid
    width, measures = canvas.width, grid.measures()
    if width is None or screen.wide or (table.fields and not fits(measures, width)):
        _body(grid, lay_out(measures, width), canvas)
    elif table.fields:
        _body(grid, one_line(measures, width), canvas)
    else:
        _draw_what_fits(table, repeating, canvas, width, options=screen.options)


def _draw_what_fits(table: Table, grid: Grid, canvas: Canvas, width: int, *, options: bool) -> None:
    """Draw one line a row: what repeats is said once, what is empty or has no room is left out, and that is told."""
    grid, common = grid.without_repeats(table.once)
    grid, below = _set_apart(grid, table.whole)
    if common:
        canvas.paragraph(in_common(common))
    order = in_order(grid.columns, table.matters)
    if grid.pivot is not None and not fits(grid.measures(), width):
        grid, order = _narrowed(grid, grid.pivot, canvas, width)
    filled = set(grid.filled())
    first = {at for at, column in enumerate(grid.columns) if column.name in table.matters}
    kept = chosen(grid.measures(), [at for at in order if at in filled] or [0], first or filled, width)
    picked = grid.picked(kept).labelled()
    layout = one_line(picked.measures(), width)
    _body(picked, layout, canvas, below)
    cut = any(cell_len(cell) > layout.widths[at] for cells in picked.rows for at, cell in enumerate(cells))
    missing = [grid.headings[at] for at in sorted(filled.difference(kept))]
    told = left_out(missing, len(grid.columns) - len(filled), cut=cut, options=options, width=width)
    if told is not None:
        canvas.paragraph(told, "dim")


def _narrowed(grid: Grid, pivot: Pivot, canvas: Canvas, width: int) -> tuple[Grid, list[int]]:
    """Return a pivot that is too wide, turned if that helps, and the order in which its columns matter: last ones."""
    other = grid.turned()
    if fits(other.measures(), width):
        canvas.paragraph(turned(pivot))
        return other, list(range(len(other.columns)))
    columns = range(len(grid.columns))
    margins = [at for at in columns if grid.columns[at].margin]
    last = [at for at in reversed(columns) if at >= pivot.by and at not in margins]
    return grid, [*range(pivot.by), *margins, *last]


def _set_apart(grid: Grid, name: str | None) -> tuple[Grid, list[str] | None]:
    """Return the grid without the column that is never cut, and its texts, if they are too long for a column."""
    at = next((at for at, column in enumerate(grid.columns) if column.name == name), None)
    if at is None or all(cell_len(cells[at]) <= LEAST_CODE for cells in grid.rows):
        return grid, None
    return grid.picked(each for each in range(len(grid.columns)) if each != at), [cells[at] for cells in grid.rows]


def _body(grid: Grid, layout: Layout, canvas: Canvas, below: Sequence[str] | None = None) -> None:
    """Draw headings, rows and totals, with a rule between them; below each row what is said of it on its own line."""
    frame = Frame(grid.columns, layout, canvas)
    canvas.lines(frame.headings(grid.headings), "bold")
    canvas.lines([frame.rule()], "dim")
    for at, (cells, alarms) in enumerate(zip(grid.rows, grid.alarms, strict=True)):
        canvas.lines(frame.row(cells, alarms))
        canvas.lines([f"  {below[at]}"] if below else [])
    if grid.foot is not None:
        canvas.lines([frame.rule()], "dim")
        canvas.lines(frame.row(grid.foot), "bold")
