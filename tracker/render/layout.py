"""The column widths of a table, for a given line width."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

INDENT = 4
"""The indentation of the second and later lines of a row that takes several."""

_NARROW = 12
"""The smallest width to which text is folded within words before a row is split into several lines."""

_TEXT_WIDTHS = (48, 36, 24, 18)
"""The widths to try for text, in turn, once a row takes several lines anyway."""

# Where long headings may be hyphenated.
_BREAKS = {
    "attendees": ("at-", "tendees"),
    "available": ("avail-", "able"),
    "destination": ("desti-", "nation"),
    "languages": ("lan-", "guages"),
    "quantity": ("quan-", "tity"),
    "received": ("re-", "ceived"),
    "reference": ("refer-", "ence"),
    "requested": ("re-", "quested"),
    "shipments": ("ship-", "ments"),
}


class Measure(NamedTuple):
    """The space that a column needs, in terminal cells."""

    heading: str
    widest: int
    """The width of its widest cell, unfolded."""
    longest: int
    """The width of its longest word, if cells may fold at spaces; else the same as `widest`."""
    folds: bool


class Layout(NamedTuple):
    """The arrangement of the columns: in one line per row, or in several if one is not wide enough."""

    widths: tuple[int, ...]
    gap: int
    """The number of spaces between columns."""
    bands: tuple[range, ...]
    """The columns of each line."""
    cuts: bool = False
    """Whether what is wider than its column is cut, so that a row is one line."""


def lay_out(measures: Sequence[Measure], available: int | None) -> Layout:
    """Return the widest layout that fits into `available` cells, or without a limit if it is None.

    In turn: natural widths; text folded at spaces; smaller gaps; headings hyphenated; text folded
    within words; several lines per row. Only text and headings fold: a code, a date or a number
    that is wider than the line overflows it, because nothing is truncated.
    """
    columns = range(len(measures))
    natural = [_natural(measure) for measure in measures]
    if available is None:
        return Layout(tuple(natural), 2, (columns,))
    attempts: list[tuple[int, Callable[[Measure], int]]] = [
        (2, _natural),
        (2, _by_words),
        (1, _by_words),
        (1, _hyphenated),
        (1, _squeezed),
    ]
    for gap, width_of in attempts:
        widths = [width_of(measure) for measure in measures]
        if _total(widths, gap) <= available:
            grow(widths, measures, columns, available - _total(widths, gap))
            return Layout(tuple(widths), gap, (columns,))
    return _in_bands(measures, available)


def heading_lines(heading: str, width: int) -> list[str]:
    """Return the heading in lines of at most `width` cells, broken at spaces, else hyphenated."""
    lines = [""]
    for word in heading.split():
        first, *rest = [word] if len(word) <= width else _BREAKS.get(word, [word])
        extended = f"{lines[-1]} {first}".lstrip()
        if len(extended) <= width or not lines[-1]:
            lines[-1] = extended
        else:
            lines.append(first)
        lines += rest
    return lines


def _natural(measure: Measure) -> int:
    return max(len(measure.heading), measure.widest)


def _by_words(measure: Measure) -> int:
    return max(measure.longest, *map(len, measure.heading.split() or [""]))


def _hyphenated(measure: Measure) -> int:
    return max(measure.longest, headed(measure))


def headed(measure: Measure) -> int:
    """Return the fewest cells that a column's heading needs, in as many lines as it takes."""
    words = measure.heading.split() or [""]
    return max(len(part) for word in words for part in _BREAKS.get(word, [word]))


def _squeezed(measure: Measure) -> int:
    return min(_hyphenated(measure), _NARROW) if measure.folds else _hyphenated(measure)


def _total(widths: Sequence[int], gap: int) -> int:
    return sum(widths) + gap * (len(widths) - 1)


def grow(widths: list[int], measures: Sequence[Measure], columns: range, spare: int) -> None:
    """Give the spare cells to the columns that lack the most, text before other columns."""
    for folds in (True, False):
        growing = [index for index in columns if measures[index].folds is folds]
        while spare > 0 and growing:
            neediest = max(growing, key=lambda index: _natural(measures[index]) - widths[index])
            if widths[neediest] >= _natural(measures[neediest]):
                break
            widths[neediest] += 1
            spare -= 1


def _in_bands(measures: Sequence[Measure], available: int) -> Layout:
    """Return a layout with the fewest possible lines per row, and text as wide as these allow."""
    fewest = _banded(measures, available, _NARROW)
    wider = (_banded(measures, available, text) for text in _TEXT_WIDTHS)
    return next((layout for layout in wider if len(layout.bands) == len(fewest.bands)), fewest)


def _banded(measures: Sequence[Measure], available: int, text: int) -> Layout:
    """Return a layout with several lines per row, in which text columns have up to `text` cells."""
    widths = [
        _by_words(measure._replace(longest=min(measure.widest, text))) if measure.folds else _by_words(measure)
        for measure in measures
    ]
    gap, bands, start = 2, list[range](), 0
    for end in range(1, len(widths) + 1):
        space = available - (INDENT if bands else 0)
        if end == len(widths) or _total(widths[start : end + 1], gap) > space:
            band = range(start, end)
            grow(widths, measures, band, space - _total(widths[start:end], gap))
            bands.append(band)
            start = end
    return Layout(tuple(widths), gap, tuple(bands))
