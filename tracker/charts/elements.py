"""Elements of a picture as escaped text, and estimates of text widths."""

import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from html import escape
from itertools import chain, count
from typing import Any

from tracker.model.charts import Label
from tracker.model.text import plain

SIZE = 13
"""The font size in pixels, except for the title and the foot."""

LINE = 1.3
"""The line height, as a multiple of the font size."""

_NO_CHARACTERS = re.compile("[\ufffe\uffff]")  # invalid in XML and not replaced by ``plain``

_NARROW = frozenset("fijlrtI.,:;'|!()[]{}/-\u00a0 ")
_BROAD = frozenset("mwMW@%—…")


def number(value: float) -> str:
    """Return a coordinate with at most one decimal."""
    return f"{round(value, 1) + 0:.1f}".removesuffix(".0")


def element(name: str, inside: str = "", **attributes: float | str) -> str:
    """Return an element with its content, which is other elements or ``text``."""
    written = "".join(
        f' {key.replace("_", "-")}="{text(value) if isinstance(value, str) else number(value)}"'
        for key, value in attributes.items()
    )
    return f"<{name}{written}>{inside}</{name}>" if inside else f"<{name}{written}/>"


def text(words: Label) -> str:
    """Return text escaped for use in an SVG element or attribute."""
    return escape(_NO_CHARACTERS.sub("\ufffd", plain(str(words))))


def words_at(x: float, y: float, words: Label, **attributes: float | str) -> str:
    """Return a text whose baseline begins at a point, unless `text_anchor` changes that."""
    return element("text", text(words), x=x, y=y, **attributes)


def width_of(words: str, size: float = SIZE) -> float:
    """Return the approximate width of a text in a sans-serif font, in pixels, rather too wide than too narrow."""
    return size * sum(map(_width, words))


def _width(letter: str) -> float:
    if letter in _NARROW:
        return 0.36
    if letter in _BROAD or unicodedata.east_asian_width(letter) in "WF":
        return 1.0
    if unicodedata.combining(letter):
        return 0.0
    if letter in "жшщюыфмЖШЩЮЫФМД":
        return 0.9
    return 0.74 if letter.isupper() else 0.6


def cut(words: str, room: float, size: float = SIZE) -> str:
    """Return the text in at most `room` pixels, ending with `…` if shortened."""
    if width_of(words, size) <= room:
        return words
    kept = words
    while kept and width_of(kept + "…", size) > room:
        kept = kept[:-1]
    return kept.rstrip() + "…"


def folded(words: str, room: float, size: float = SIZE, most: int = 99) -> list[str]:
    """Return the text in at most `most` lines of at most `room` pixels, broken at spaces; the rest is cut."""
    lines = [""]
    rest = words.split(" ")
    while rest:
        longer = f"{lines[-1]} {rest[0]}" if lines[-1] else rest[0]
        if lines[-1] and len(lines) < most and width_of(longer, size) > room:
            lines.append("")
            continue
        lines[-1] = cut(longer, room, size)
        if lines[-1] != longer and len(lines) == most:
            break
        rest = rest[1:]
    return lines


def shortened(label: str, fits: Callable[[str], bool]) -> str:
    """Return a label whose longest parts are shortened until it fits, so that the others still identify the row."""
    parts = [part[:_LONGEST] for part in label.split(BETWEEN)]
    while len(parts) > 1 and not fits(BETWEEN.join(parts)):
        at = max(range(len(parts)), key=lambda number: len(parts[number]))
        if len(parts[at]) <= _SHORTEST:
            break
        parts[at] = f"{parts[at].removesuffix('…')[:-1].rstrip()}…"
    return BETWEEN.join(parts) if len(parts) > 1 else label


BETWEEN = " · "
"""The separator between parts of a label: place, year and so on."""

_LONGEST, _SHORTEST = 200, 4  # the maximum length of a part to try, and the minimum to keep


# What tells series apart: colours for those who see them, patterns and marks for all, also on grey paper.
#
# The colours are the page's, with some more of its hues: each stands out from the paper by 3 to 1 (WCAG 1.4.11). A
# picture has those of the day as attributes; the style sheet of the page, or of the picture alone, has the night's.


COLOURS = ("#0b5766", "#4f8f9b", "#7a5c9e", "#6f7f2a", "#a8623c", "#777c78")
"""The colours of the series in their order, in light mode: spruce, lake, heather, moss, clay, stone."""

BY_NIGHT = ("#7cc7d2", "#4b93a1", "#b9a2dd", "#b4c06a", "#dc9b75", "#a9b0ac")
"""The same colours in dark mode."""

NIGHT = " ".join(f".series-{at} {{ color: {ink} }}" for at, ink in enumerate(BY_NIGHT))
"""The CSS rules for dark mode."""

_TILE = 8


def ink(series: int) -> dict[str, Any]:
    """Return the attributes that set `currentColor` to the colour of a series; the six colours repeat."""
    at = series % len(COLOURS)
    return {"class": f"series-{at}", "color": COLOURS[at]}


def fill(series: int, key: str) -> str:
    """Return the fill of a series' bars: its colour, or the pattern that `patterns` defines under that key."""
    return "currentColor" if series % len(COLOURS) == 0 else f"url(#{key}-{series})"


def patterns(series: int, key: str) -> str:
    """Return the pattern definitions of a number of series, whose ids begin with the key."""
    return "".join(_pattern(at, key) for at in range(series) if at % len(COLOURS))


def _pattern(series: int, key: str) -> str:
    turn, strokes = _STROKES[series % len(COLOURS)]
    ground = element("rect", width=_TILE, height=_TILE, fill="currentColor", fill_opacity="0.2")
    lines = element("path", d=strokes, stroke="currentColor", stroke_width=2.5, fill="none")
    return element(
        "pattern",
        ground + lines,
        id=f"{key}-{series}",
        width=_TILE,
        height=_TILE,
        patternUnits="userSpaceOnUse",
        patternTransform=f"rotate({turn})",
        **ink(series),
    )


_STROKES = {
    1: (45, "M0 2H8M0 6H8"),
    2: (0, "M1 2H3.5M5 6H7.5"),
    3: (0, "M2 0V8M6 0V8"),
    4: (45, "M0 4H8M4 0V8"),
    5: (0, "M0 4H8"),
}
"""The rotation and strokes of each series' pattern: stripes, dots, uprights, a lattice, lines."""


def mark(series: int, x: float, y: float) -> str:
    """Return the mark of a line at a point: a disc, a square, a triangle, a diamond, a cross, a ring."""
    steps, inside = _MARKS[series % len(_MARKS)]
    path = f"M{number(x)} {number(y)}{steps}"
    return element("path", d=path, fill=inside, stroke="currentColor", stroke_width=1.5, **ink(series))


_RING = "m-3 0a3 3 0 1 0 6 0a3 3 0 1 0 -6 0z"
_MARKS = (
    (_RING, "currentColor"),
    ("m-3 -3h6v6h-6z", "currentColor"),
    ("m0 -4l4 7h-8z", "currentColor"),
    ("m0 -4.5l4.5 4.5l-4.5 4.5l-4.5 -4.5z", "currentColor"),
    ("m-3.5 -3.5l7 7m0 -7l-7 7", "none"),
    (_RING, "none"),
)


def grid_line(x1: float, y1: float, x2: float, y2: float, *, strong: bool, dashed: bool = False) -> str:
    """Return a grid line, pale unless `strong`."""
    dashes = {"stroke_dasharray": "2 3"} if dashed else {}
    opacity = "0.6" if strong else "0.15"
    return element("line", x1=x1, y1=y1, x2=x2, y2=y2, stroke="currentColor", stroke_opacity=opacity, **dashes)


# A picture drawn from top to bottom: paragraphs, legends, and the contents of charts.


MARGIN = 16
"""The margin around the drawing in pixels."""

_GAP = 6
_BETWEEN = 20  # pixels between two entries of a legend

Sample = Callable[[int, float, float], str]
"""Draws a sample of a series to the right of a point."""


class Drawing:
    """Collects elements; `y` is the lower end of the drawing so far."""

    def __init__(self, width: int) -> None:
        self.width = width
        self.room = width - 2 * MARGIN
        self.y: float = MARGIN
        self.parts: list[str] = []

    def put(self, *elements: str) -> None:
        """Add elements."""
        self.parts += elements

    def paragraph(self, words: Label, size: float = SIZE, **attributes: float | str) -> None:
        """Write a text in as many lines as it needs, with room for bold letters."""
        for line in folded(str(words), self.room / 1.1, size):
            self.put(words_at(MARGIN, self.y + size, line, font_size=size, **attributes))
            self.y += size * LINE
        self.y += _GAP

    def keys(self, names: Iterable[Label], sample: Sample, sample_width: float) -> None:
        """Draw a legend with as many series per line as fit."""
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


# Axis values: few, round, and enclosing all data.


def ticks(low: int, high: int, most: int) -> list[int]:
    """Return at most `most` (at least 3) equally spaced round values that enclose 0, `low` and `high`.

    The distance is 1, 2 or 5 times a power of ten; there are at least two values.
    """
    low, high = min(low, 0), max(high, 0)
    if low == high:
        high = 1
    for step in _round_steps():
        numbers = range(low // step, -(-high // step) + 1)
        if len(numbers) <= max(most, 3):
            return [number * step for number in numbers]
    raise AssertionError


def _round_steps() -> Iterator[int]:
    """Yield 1, 2, 5, 10, 20, 50 and so on."""
    return (digit * 10**power for power in count() for digit in (1, 2, 5))


def date_ticks(first: date, last: date, most: int) -> list[tuple[date, str]]:
    """Return at most `most` first days of months or years in the range, each with its label: 2015 or 2015-03.

    If there is none, return the first day of the range with its whole date.
    """
    numbers = range(first.year * 12 + first.month - (first.day == 1), last.year * 12 + last.month)
    for step in chain((1, 2, 3, 6), (12 * years for years in _round_steps())):
        if len(found := [number for number in numbers if number % step == 0]) <= most:
            length = 7 if step % 12 else 4
            days = [date(number // 12, number % 12 + 1, 1) for number in found]
            return [(day, day.isoformat()[:length]) for day in days] or [(first, first.isoformat())]
    raise AssertionError
