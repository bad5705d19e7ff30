"""How wide each column of a table is, given the room there is."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

INDENT = 4
"""The blanks before the second line and the next, when a row takes several."""

_NARROW = 12
"""The width down to which text folds within a word, rather than take a row to a second line."""

_EASY = (48, 36, 24, 18)
"""The widths that text is given, the first that fits, once a row takes several lines anyway."""

# The long headings, where they may be broken.
_BREAKS = {
    "attendees": ("at-", "tendees"),
    "available": ("avail-", "able"),
    "destination": ("desti-", "nation"),
    "languages": ("lan-", "guages"),
    "reference": ("refer-", "ence"),
    "requested": ("re-", "quested"),
    "shipments": ("ship-", "ments"),
}


@dataclass(frozen=True)
class Measure:
    """What a column needs, in the cells of a terminal."""

    heading: str
    widest: int
    """Of its cells, unfolded."""
    longest: int
    """Of its words, where cells may fold at blanks; else the same as `widest`."""
    folds: bool


@dataclass(frozen=True)
class Layout:
    """Where the columns are: in one line, or in several for each row if one has not the room."""

    widths: tuple[int, ...]
    gap: int
    """The blanks between columns."""
    bands: tuple[range, ...]
    """The columns of each line."""


def lay_out(measures: Sequence[Measure], room: int | None) -> Layout:
    """Return the most generous layout that fits into `room` cells; without a limit when None.

    In turn: all as wide as it likes; folded at blanks; less air; headings hyphenated; text
    folded within words; several lines for each row. Only text and headings fold: a code, a date
    or a number that is wider than all the room there is sticks out, because nothing is cut.
    """
    columns = range(len(measures))
    generous = [_natural(measure) for measure in measures]
    if room is None:
        return Layout(tuple(generous), 2, (columns,))
    tries: list[tuple[int, Callable[[Measure], int]]] = [
        (2, _natural),
        (2, _by_words),
        (1, _by_words),
        (1, _hyphenated),
        (1, _squeezed),
    ]
    for gap, least in tries:
        widths = [least(measure) for measure in measures]
        if _taken(widths, gap) <= room:
            _grow(widths, measures, columns, room - _taken(widths, gap))
            return Layout(tuple(widths), gap, (columns,))
    return _in_bands(measures, room)


def heading_lines(heading: str, width: int) -> list[str]:
    """Return the heading in lines of at most `width` cells, broken at blanks, else at a hyphen."""
    lines = [""]
    for word in heading.split():
        first, *rest = [word] if len(word) <= width else _BREAKS.get(word, [word])
        longer = f"{lines[-1]} {first}".lstrip()
        if len(longer) <= width or not lines[-1]:
            lines[-1] = longer
        else:
            lines.append(first)
        lines += rest
    return lines


def _natural(measure: Measure) -> int:
    return max(len(measure.heading), measure.widest)


def _by_words(measure: Measure) -> int:
    return max(measure.longest, *map(len, measure.heading.split() or [""]))


def _hyphenated(measure: Measure) -> int:
    words = measure.heading.split() or [""]
    return max(measure.longest, *(len(part) for word in words for part in _BREAKS.get(word, [word])))


def _squeezed(measure: Measure) -> int:
    return min(_hyphenated(measure), _NARROW) if measure.folds else _hyphenated(measure)


def _taken(widths: Sequence[int], gap: int) -> int:
    return sum(widths) + gap * (len(widths) - 1)


def _grow(widths: list[int], measures: Sequence[Measure], columns: range, spare: int) -> None:
    """Give the spare cells to the columns that lack most, text before headings."""
    for folds in (True, False):
        growing = [at for at in columns if measures[at].folds is folds]
        while spare > 0 and growing:
            neediest = max(growing, key=lambda at: _natural(measures[at]) - widths[at])
            if widths[neediest] >= _natural(measures[neediest]):
                break
            widths[neediest] += 1
            spare -= 1


def _in_bands(measures: Sequence[Measure], room: int) -> Layout:
    """Return a layout of as few lines for each row as can be, with text as wide as these allow."""
    fewest = _banded(measures, room, _NARROW)
    easier = (_banded(measures, room, text) for text in _EASY)
    return next((layout for layout in easier if len(layout.bands) == len(fewest.bands)), fewest)


def _banded(measures: Sequence[Measure], room: int, text: int) -> Layout:
    """Return a layout in which text has at least `text` cells, if it needs so many."""
    widths = [
        _by_words(replace(each, longest=min(each.widest, text))) if each.folds else _by_words(each) for each in measures
    ]
    gap, bands, start = 2, list[range](), 0
    for at in range(1, len(widths) + 1):
        space = room - (INDENT if bands else 0)
        if at == len(widths) or _taken(widths[start : at + 1], gap) > space:
            band = range(start, at)
            _grow(widths, measures, band, space - _taken(widths[start:at], gap))
            bands.append(band)
            start = at
    return Layout(tuple(widths), gap, tuple(bands))
