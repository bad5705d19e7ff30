"""A table for people: on a terminal, within its width; in a pipe or a file, as wide as needed.

Rich measures and folds the text and knows the terminal. It is never given a text to interpret:
what users typed goes through ``plain`` and stays text.
"""

from collections.abc import Sequence
from typing import TextIO

from rich.cells import cell_len
from rich.console import Console
from rich.text import Text

from tracker.model.table import Column, Kind, Row, Table
from tracker.model.text import plain
from tracker.render.cells import RIGHT, shown
from tracker.render.layout import INDENT, Layout, Measure, heading_lines, lay_out
from tracker.render.totals import total_of

Cells = Sequence[str]


def draw(table: Table, stream: TextIO) -> None:
    """Draw the table under its title, with its sums; or say what to do when it has no rows."""
    rows = list(table.rows)
    paper = _Paper(stream)
    paper.paragraph(plain(table.title), "bold")
    if not rows:
        paper.paragraph(plain(table.empty))
        return
    total = table.foot or total_of(table, rows)
    body = [_shown(row, table.columns) for row in rows]
    foot = [_labelled(_shown(total, table.columns), total)] if total else []
    measures = [_measure(column, cells) for column, *cells in zip(table.columns, *body, *foot, strict=True)]
    layout = lay_out(measures, paper.room)
    frame = _Frame(table.columns, layout, paper)
    paper.lines(frame.headings([measure.heading for measure in measures]), "bold")
    paper.lines([frame.rule()], "dim")
    paper.lines([line for cells in body for line in frame.row(cells)])
    if foot:
        paper.lines([frame.rule()], "dim")
        paper.lines(frame.row(foot[0]), "bold")


class _Paper:
    """What is drawn on: a terminal of some width, or a stream without end and without style."""

    def __init__(self, stream: TextIO) -> None:
        self.stream = stream
        self.console = Console(file=stream, markup=False, emoji=False, highlight=False)
        self.room = self.console.width if stream.isatty() else None
        """The cells of a line; None when there is no limit."""

    def lines(self, lines: Cells, style: str | None = None) -> None:
        if self.room is None:
            self.stream.writelines(f"{line}\n" for line in lines)
        else:
            self.console.out("\n".join(lines), style=style)

    def paragraph(self, text: str, style: str | None = None) -> None:
        if text:
            self.lines([text] if self.room is None else self.folded(text, self.room), style)

    def folded(self, text: str, width: int) -> list[str]:
        """Return the text in lines of at most `width` cells, broken at blanks, else within a word."""
        if cell_len(text) <= width:
            return [text]
        return [line.plain.rstrip(" ") for line in Text(text).wrap(self.console, width, overflow="fold")]


class _Frame:
    """Puts cells into lines, each column at its place."""

    def __init__(self, columns: Sequence[Column], layout: Layout, paper: _Paper) -> None:
        self.columns, self.layout, self.paper = columns, layout, paper

    def headings(self, headings: Cells) -> list[str]:
        """Return the lines of the headings, which stand on the rule below them."""
        lines = []
        for band in self.layout.bands:
            blocks = [heading_lines(headings[at], self.layout.widths[at]) for at in band]
            height = max(map(len, blocks))
            lines += self._lines(band, [[""] * (height - len(block)) + block for block in blocks])
        return lines

    def row(self, cells: Cells) -> list[str]:
        """Return the lines of a row; one that would be blank is left out."""
        lines = []
        for band in self.layout.bands:
            blocks = [
                self.paper.folded(cells[at], self.layout.widths[at])
                if self.columns[at].kind is Kind.TEXT
                else [cells[at]]
                for at in band
            ]
            lines += [line for line in self._lines(band, blocks) if line]
        return lines

    def rule(self) -> str:
        """Return a rule as long as the longest line."""
        widths = self.layout.widths
        return "─" * max(
            sum(widths[at] for at in band) + self.layout.gap * (len(band) - 1) + self._indent(band)
            for band in self.layout.bands
        )

    def _lines(self, band: range, blocks: Sequence[Cells]) -> list[str]:
        height = max(map(len, blocks))
        return [
            (
                " " * self._indent(band)
                + (" " * self.layout.gap).join(
                    self._padded(block[number] if number < len(block) else "", at)
                    for at, block in zip(band, blocks, strict=True)
                )
            ).rstrip(" ")
            for number in range(height)
        ]

    def _padded(self, text: str, at: int) -> str:
        blanks = " " * (self.layout.widths[at] - cell_len(text))
        return blanks + text if self.columns[at].kind in RIGHT else text + blanks

    def _indent(self, band: range) -> int:
        return INDENT if band.start else 0


def _shown(row: Row, columns: Sequence[Column]) -> list[str]:
    return [shown(value, column.kind) for value, column in zip(row, columns, strict=True)]


def _labelled(cells: list[str], total: Row) -> list[str]:
    """Write "total" into the first column, unless it is summed itself."""
    return cells if total[0] is not None else ["total", *cells[1:]]


def _measure(column: Column, cells: Cells) -> Measure:
    widest = max(map(cell_len, cells), default=0)
    folds = column.kind is Kind.TEXT
    longest = max((cell_len(word) for cell in cells for word in cell.split()), default=0)
    return Measure(plain(column.name.replace("_", " ")), widest, longest if folds else widest, folds)
