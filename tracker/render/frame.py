"""Cells arranged in lines, by the widths of their columns."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING

from rich.cells import cell_len

from tracker.model.table import Column, Kind
from tracker.render.canvas import Canvas
from tracker.render.cells import RIGHT
from tracker.render.fitting import cut
from tracker.render.grid import Cells
from tracker.render.layout import INDENT, Layout, heading_lines

if TYPE_CHECKING:
    from tracker.render.canvas import Line

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
