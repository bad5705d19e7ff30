"""Elements of a picture as text, in which what users wrote stays text; and about how wide a text is."""

import re
import unicodedata
from collections.abc import Callable
from html import escape

from tracker.model.charts import Label
from tracker.model.text import plain

SIZE = 13
"""The size of letters, in pixels, of all but the title and the foot."""

LINE = 1.3
"""The height of a line of text, in sizes of its letters."""

_NO_CHARACTERS = re.compile("[\ufffe\uffff]")
"""What XML does not allow, beside what ``plain`` replaces."""

Measure = Callable[[str, float], float]
"""Returns how wide a text is whose letters have that size."""

_NARROW = frozenset("fijlrtI.,:;'|!()[]{}/-\u00a0 ")
_BROAD = frozenset("mwMW@%—…")


def number(value: float) -> str:
    """Return a coordinate with at most one decimal."""
    return f"{round(value, 1) + 0:.1f}".removesuffix(".0")


def element(name: str, inside: str = "", **attributes: float | str) -> str:
    """Return an element with what is inside it, which is elements already, or ``text``."""
    written = "".join(f' {key.replace("_", "-")}="{_value(value)}"' for key, value in attributes.items())
    return f"<{name}{written}>{inside}</{name}>" if inside else f"<{name}{written}/>"


def _value(value: float | str) -> str:
    return text(value) if isinstance(value, str) else number(value)


def text(words: Label) -> str:
    """Return a text as it stands in an element or an attribute."""
    return escape(_NO_CHARACTERS.sub("\ufffd", plain(str(words))))


def words_at(x: float, y: float, words: Label, **attributes: float | str) -> str:
    """Return a text whose base line begins at that point, unless `text_anchor` says otherwise."""
    return element("text", text(words), x=x, y=y, **attributes)


def width_of(words: str, size: float = SIZE) -> float:
    """Return about how wide a text is in a sans serif, in pixels; rather more than less."""
    return size * sum(map(_width, words))


def width_of_code(words: str, size: float) -> float:
    """Return how wide a text is whose letters are all as wide, in pixels."""
    return size * 0.62 * len(words)


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


def cut(words: str, room: float, size: float = SIZE, measure: Measure = width_of) -> str:
    """Return the text in at most so many pixels; one that is cut ends with `…`."""
    if measure(words, size) <= room:
        return words
    kept = words
    while kept and measure(kept + "…", size) > room:
        kept = kept[:-1]
    return kept.rstrip() + "…"


def folded(words: str, room: float, size: float = SIZE, most: int = 99, measure: Measure = width_of) -> list[str]:
    """Return the text in at most `most` lines of at most so many pixels, broken at blanks; what has no room is cut."""
    lines = [""]
    rest = words.split(" ")
    while rest:
        longer = f"{lines[-1]} {rest[0]}" if lines[-1] else rest[0]
        if lines[-1] and len(lines) < most and measure(longer, size) > room:
            lines.append("")
            continue
        lines[-1] = cut(longer, room, size, measure)
        if lines[-1] != longer and len(lines) == most:
            break
        rest = rest[1:]
    return lines


def shortened(label: str, fits: Callable[[str], bool]) -> str:
    """Return a label whose longest parts are cut until it fits, so that the others still tell one row from another."""
    parts = [part[:_LONGEST] for part in label.split(BETWEEN)]
    while len(parts) > 1 and not fits(BETWEEN.join(parts)):
        at = max(range(len(parts)), key=lambda number: len(parts[number]))
        if len(parts[at]) <= _SHORTEST:
            break
        parts[at] = f"{parts[at].removesuffix('…')[:-1].rstrip()}…"
    return BETWEEN.join(parts) if len(parts) > 1 else label


BETWEEN = " · "
"""What stands between the parts of a label: the place, the year and so on."""

_LONGEST, _SHORTEST = 200, 4
"""The letters of a part that are tried at the most, and those that it keeps."""
