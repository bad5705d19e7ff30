"""A picture as it is drawn, from above to below: paragraphs, keys to the series, and what charts put there."""

from collections.abc import Callable, Iterable

from tracker.charts.elements import LINE, SIZE, Measure, folded, width_of, words_at
from tracker.model.charts import Label

MARGIN = 16
"""The pixels around all that is drawn."""

_GAP = 6
_BETWEEN = 20
"""The pixels between two keys in a line."""

Sample = Callable[[int, float, float], str]
"""Draws what the series of that position looks like, to the right of a point on the middle of a line."""


class Drawing:
    """Collects elements; `y` is where what was drawn so far ends."""

    def __init__(self, width: int) -> None:
        """Take the width in pixels, the margins included."""
        self.width = width
        self.room = width - 2 * MARGIN
        self.y: float = MARGIN
        self.parts: list[str] = []

    def put(self, *elements: str) -> None:
        """Draw elements."""
        self.parts += elements

    def paragraph(
        self, words: Label, size: float = SIZE, measure: Measure = width_of, **attributes: float | str
    ) -> None:
        """Write a text in as many lines as it needs."""
        for line in folded(str(words), self.room, size, measure=measure):
            self.put(words_at(MARGIN, self.y + size, line, font_size=size, **attributes))
            self.y += size * LINE
        self.y += _GAP

    def keys(self, names: Iterable[Label], sample: Sample, sample_width: float) -> None:
        """Name the series beside what they look like, as many in a line as have room."""
        x, middle = float(MARGIN), SIZE * LINE / 2
        for series, name in enumerate(names):
            wide = sample_width + _GAP + width_of(str(name))
            if x > MARGIN and x + wide > MARGIN + self.room:
                x, self.y = float(MARGIN), self.y + SIZE * LINE + 2
            self.put(sample(series, x, self.y + middle))
            for at, line in enumerate(folded(str(name), self.room - sample_width - _GAP)):
                self.y += SIZE * LINE * bool(at)
                self.put(words_at(x + sample_width + _GAP, self.y + SIZE, line))
            x += wide + _BETWEEN
        self.y += SIZE * LINE + 2 * _GAP
