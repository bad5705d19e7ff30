"""The surface on which tables are drawn: a terminal with width, styles and pager, or a plain stream."""

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
"""Shows text that is longer than the terminal."""

_CUT = "…"


def cut(text: str, width: int) -> str:
    """Return the text in at most `width` cells, ending with `…` if shortened."""
    if cell_len(text) <= width:
        return text
    return set_cell_size(text, width - 1).rstrip(" ") + _CUT


def cut_middle(text: str, width: int) -> str:
    """Return the text in at most `width` cells; if shortened, both ends are kept, as they identify a name."""
    if cell_len(text) <= width:
        return text
    last = (width - 1) // 2
    end = text[len(text) - last :]
    while cell_len(end) > last:
        end = end[1:]
    return set_cell_size(text, width - 1 - cell_len(end)).rstrip(" ") + _CUT + end.lstrip(" ")


def smooth_bar(value: int, most: int, cells: int) -> str:
    """Return a bar in eighths of a cell; `most` fills all `cells`."""
    eighths = max(value, 0) * cells * 8 // most
    return "█" * (eighths // 8) + " ▏▎▍▌▋▊▉"[eighths % 8].strip()


def sparkline(values: Iterable[int], most: int) -> str:
    """Return a character for each value, as high as its share of `most`; a dot for zero."""
    return "".join(_HEIGHTS[value * (len(_HEIGHTS) - 1) // most] if value > 0 else "·" for value in values)


_HEIGHTS = "▁▂▃▄▅▆▇█"


class Canvas:
    """Collects drawn lines and writes them all at the end. Rich respects NO_COLOR and terminals without colours."""

    def __init__(self, stream: TextIO) -> None:
        self.stream = stream
        self.width = self.console.width if stream.isatty() else None
        """The width of a line in cells, or None if unlimited."""
        self._drawn: list[tuple[list[RenderableType], str | None]] = []

    @cached_property
    def console(self) -> Console:
        """The rich console, created only when needed: rich takes time to load, and a pipe does without it."""
        from rich.console import Console

        return Console(file=self.stream, markup=False, emoji=False, highlight=False)

    def lines(self, lines: Iterable[RenderableType], style: str | None = None) -> None:
        """Draw lines no wider than the terminal; on a terminal also anything else that rich can draw."""
        if drawn := list(lines):
            self._drawn.append((drawn, style))

    def paragraph(self, text: object, style: str | None = None, width: int | None = None) -> None:
        """Draw text of any length, wrapped to `width` or to the terminal; draw nothing if it is empty."""
        width = self.width if width is None else width
        if whole := plain(str(text)):
            self.lines([whole] if width is None else self.folded(whole, width), style)

    def folded(self, text: str, width: int) -> list[str]:
        """Return the text in lines of at most `width` cells, broken at spaces or, if need be, within words."""
        if cell_len(text) <= width:
            return [text]
        from rich.text import Text

        return [line.plain.rstrip(" ") for line in Text(text).wrap(self.console, width, overflow="fold")]

    def marked(self, line: str, parts: Sequence[tuple[int, int]], style: str) -> Line:
        """Return the line with parts of it, half-open ranges of characters, styled where styles are visible."""
        if self.width is None or not parts:
            return line
        from rich.text import Span, Text

        return Text(line, spans=[Span(*part, style) for part in parts])

    def show(self, page: Pager | None = None) -> None:
        """Write what was drawn, through `page` if it is longer than the terminal."""
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
