"""What a table is drawn on: a terminal with a width, styles and a pager, or a stream without any of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, TextIO

from rich.cells import cell_len, set_cell_size

from tracker.model.text import plain

if TYPE_CHECKING:
    from rich.console import Console, RenderableType
    from rich.text import Text

    Line = str | Text

Pager = Callable[[str], None]
"""Shows a text that is longer than the terminal."""

_CUT = "…"


def cut(text: str, width: int) -> str:
    """Return the text in at most so many cells; one that is cut ends with `…`."""
    if cell_len(text) <= width:
        return text
    return set_cell_size(text, width - 1).rstrip(" ") + _CUT


def cut_middle(text: str, width: int) -> str:
    """Return the text in at most so many cells; of one that is cut, both ends are left, which identify a name."""
    if cell_len(text) <= width:
        return text
    last = (width - 1) // 2
    end = text[len(text) - last :]
    while cell_len(end) > last:
        end = end[1:]
    return set_cell_size(text, width - 1 - cell_len(end)).rstrip(" ") + _CUT + end.lstrip(" ")


def smooth_bar(value: int, most: int, cells: int) -> str:
    """Return a bar of so many cells for the most, in eighths of a cell."""
    eighths = max(value, 0) * cells * 8 // most
    return "█" * (eighths // 8) + " ▏▎▍▌▋▊▉"[eighths % 8].strip()


class Canvas:
    """Collects what is drawn, and writes it when all is there. Rich honours NO_COLOR, and terminals without colours."""

    def __init__(self, stream: TextIO) -> None:
        """Draw on a stream, which may be a terminal."""
        self.stream = stream
        self.width = self.console.width if stream.isatty() else None
        """The cells of a line; None if there is no limit."""
        self._drawn: list[tuple[list[RenderableType], str | None]] = []

    @cached_property
    def console(self) -> Console:
        """The terminal; rich, which draws there, takes time to load, and a pipe is written to without it."""
        from rich.console import Console

        return Console(file=self.stream, markup=False, emoji=False, highlight=False)

    def lines(self, lines: Iterable[RenderableType], style: str | None = None) -> None:
        """Draw lines that are no wider than the terminal; there, also anything else that rich draws."""
        if drawn := list(lines):
            self._drawn.append((drawn, style))

    def paragraph(self, text: object, style: str | None = None, width: int | None = None) -> None:
        """Draw a text of any length, as wide as the terminal or as told, and nothing for an empty one."""
        width = self.width if width is None else width
        if whole := plain(str(text)):
            self.lines([whole] if width is None else self.folded(whole, width), style)

    def folded(self, text: str, width: int) -> list[str]:
        """Return the text in lines of at most `width` cells, broken at spaces, else within a word."""
        if cell_len(text) <= width:
            return [text]
        from rich.text import Text

        return [line.plain.rstrip(" ") for line in Text(text).wrap(self.console, width, overflow="fold")]

    def marked(self, line: str, parts: Sequence[tuple[int, int]], style: str) -> Line:
        """Return the line with parts of it, from one letter to before another, in a style where that can be seen."""
        if self.width is None or not parts:
            return line
        from rich.text import Span, Text

        return Text(line, spans=[Span(*part, style) for part in parts])

    def show(self, page: Pager | None = None) -> None:
        """Write what was drawn, by way of `page` if it is longer than the terminal."""
        if self.width is None:
            self.stream.writelines(f"{line}\n" for lines, _ in self._drawn for line in lines)
            return
        with self.console.capture() as captured:
            for lines, style in self._drawn:
                self.console.print(*lines, sep="\n", style=style, soft_wrap=True)
        text = captured.get()
        if page is not None and text.count("\n") >= self.console.height:
            page(text.rstrip("\n"))
        else:
            self.stream.write(text)
