"""A table for people: within the width of a terminal, but as wide as needed in a pipe or a file.

Rich measures and folds the text and knows the terminal. It never interprets text: what users
typed goes through ``plain`` and has no markup.
"""

from collections.abc import Sequence
from typing import TextIO

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from tracker.messages import Message
from tracker.model.table import Column, Kind, Row, Table
from tracker.model.text import plain
from tracker.render.cells import RIGHT, shown
from tracker.render.layout import INDENT, Layout, Measure, heading_lines, lay_out
from tracker.render.totals import total_of

Cells = Sequence[str]


def draw(table: Table, stream: TextIO) -> None:
    """Draw the table under its title, with its totals; or print its `empty` message if it has no rows."""
    rows = list(table.rows)
    canvas = _Canvas(stream)
    canvas.paragraph(plain(str(table.title)), "bold")
    if not rows:
        canvas.paragraph(plain(str(table.empty)))
        return
    total = table.foot or total_of(table, rows)
    body = [_shown(row, table.columns) for row in rows]
    foot = [_labelled(_shown(total, table.columns), total)] if total else []
    measures = [_measure(column, cells) for column, *cells in zip(table.columns, *body, *foot, strict=True)]
    layout = lay_out(measures, canvas.width)
    frame = _Frame(table.columns, layout, canvas)
    canvas.lines(frame.headings([measure.heading for measure in measures]), "bold")
    canvas.lines([frame.rule()], "dim")
    canvas.lines([line for cells in body for line in frame.row(cells)])
    if foot:
        canvas.lines([frame.rule()], "dim")
        canvas.lines(frame.row(foot[0]), "bold")


class _Canvas:
    """What to draw on: a terminal with a width and styles, or a stream without either."""

    def __init__(self, stream: TextIO) -> None:
        self.stream = stream
        self.console = Console(file=stream, markup=False, emoji=False, highlight=False)
        self.width = self.console.width if stream.isatty() else None
        """The cells of a line; None if there is no limit."""

    def lines(self, lines: Cells, style: str | None = None) -> None:
        if self.width is None:
            self.stream.writelines(f"{line}\n" for line in lines)
        else:
            self.console.out("\n".join(lines), style=style)

    def paragraph(self, text: str, style: str | None = None) -> None:
        if text:
            self.lines([text] if self.width is None else self.folded(text, self.width), style)

    def folded(self, text: str, width: int) -> list[str]:
        """Return the text in lines of at most `width` cells, broken at spaces, else within a word."""
        if cell_len(text) <= width:
            return [text]
        return [line.plain.rstrip(" ") for line in Text(text).wrap(self.console, width, overflow="fold")]


class _Frame:
    """Arranges cells in lines, by columns."""

    def __init__(self, columns: Sequence[Column], layout: Layout, canvas: _Canvas) -> None:
        self.columns, self.layout, self.canvas = columns, layout, canvas

    def headings(self, headings: Cells) -> list[str]:
        """Return the lines of the headings, aligned to the rule below them."""
        lines = []
        for band in self.layout.bands:
            blocks = [heading_lines(headings[column], self.layout.widths[column]) for column in band]
            height = max(map(len, blocks))
            lines += self._lines(band, [[""] * (height - len(block)) + block for block in blocks])
        return lines

    def row(self, cells: Cells) -> list[str]:
        """Return the lines of a row; one that would be blank is left out."""
        lines = []
        for band in self.layout.bands:
            blocks = [
                self.canvas.folded(cells[column], self.layout.widths[column])
                if self.columns[column].kind is Kind.TEXT
                else [cells[column]]
                for column in band
            ]
            lines += [line for line in self._lines(band, blocks) if line]
        return lines

    def rule(self) -> str:
        """Return a rule as long as the longest line."""
        widths = self.layout.widths
        return "─" * max(
            sum(widths[column] for column in band) + self.layout.gap * (len(band) - 1) + self._indent(band)
            for band in self.layout.bands
        )

    def _lines(self, band: range, blocks: Sequence[Cells]) -> list[str]:
        height = max(map(len, blocks))
        return [
            (
                " " * self._indent(band)
                + (" " * self.layout.gap).join(
                    self._padded(block[number] if number < len(block) else "", column)
                    for column, block in zip(band, blocks, strict=True)
                )
            ).rstrip(" ")
            for number in range(height)
        ]

    def _padded(self, text: str, column: int) -> str:
        padding = " " * (self.layout.widths[column] - cell_len(text))
        return padding + text if self.columns[column].kind in RIGHT else text + padding

    def _indent(self, band: range) -> int:
        return INDENT if band.start else 0


def _shown(row: Row, columns: Sequence[Column]) -> list[str]:
    return [shown(value, column.kind) for value, column in zip(row, columns, strict=True)]


def _labelled(cells: list[str], total: Row) -> list[str]:
    """Return the cells with "total" in the first column, unless that has a sum itself."""
    return cells if total[0] is not None else [str(Message("total")), *cells[1:]]


def _measure(column: Column, cells: Cells) -> Measure:
    widest = max(map(cell_len, cells), default=0)
    folds = column.kind is Kind.TEXT
    longest = max((cell_len(word) for cell in cells for word in cell.split()), default=0)
    return Measure(plain(column.name.replace("_", " ")), widest, longest if folds else widest, folds)
