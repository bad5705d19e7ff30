"""One line a row: which columns a terminal has room for, how wide they are, and texts cut to that."""

from collections.abc import Collection, Iterable, Sequence

from rich.cells import cell_len, set_cell_size

from tracker.model.table import Column
from tracker.render.layout import Layout, Measure, grow, headed

_LEAST_TEXT = 16
"""The fewest cells of a text that is cut, so that names can still be told apart."""

_READABLE_TEXT = 30
"""The fewest cells that texts keep when columns join them that matter less."""

LEAST_CODE = 40
"""The fewest cells of a code that is cut: longer ones have to be made up on purpose."""

_CUT = "…"


def chosen(measures: Sequence[Measure], order: Iterable[int], first: Collection[int], available: int) -> list[int]:
    """Return the columns that fit into one line, as they stand: in turn, each for which there is still room.

    For those that matter `first`, texts are cut short; for others only as far as they are still easy to read.
    """
    taken: list[int] = []
    for at in order:
        text = _LEAST_TEXT if at in first else _READABLE_TEXT
        needed = sum(_least(measures[each], text) for each in (*taken, at)) + len(taken)
        if needed <= available or not taken:
            taken.append(at)
    return sorted(taken)


def in_order(columns: Sequence[Column], matters: Sequence[str]) -> list[int]:
    """Return the positions of the columns in the order in which they matter, row totals before those that do not."""
    ranks = {name: rank for rank, name in enumerate(matters)}

    def rank(at: int) -> tuple[int, bool, int]:
        return ranks.get(columns[at].name, len(ranks)), not columns[at].margin, at

    return sorted(range(len(columns)), key=rank)


def fits(measures: Sequence[Measure], available: int) -> bool:
    """Return whether there is room for all columns in one line."""
    return sum(map(_least, measures)) + len(measures) - 1 <= available


def one_line(measures: Sequence[Measure], available: int) -> Layout:
    """Return a layout with all columns in one line: two blanks between them if no text need be cut for that."""
    columns = range(len(measures))
    natural = sum(max(_least(measure), measure.widest) for measure in measures)
    gap = 2 if natural + 2 * (len(measures) - 1) <= available else 1
    widths = list(map(_least, measures))
    grow(widths, measures, columns, available - sum(widths) - gap * (len(widths) - 1))
    if len(widths) == 1:
        widths = [min(widths[0], available)]
    return Layout(tuple(widths), gap, (columns,), cuts=True)


def cut(text: str, width: int) -> str:
    """Return the text in at most so many cells; one that is cut ends with `…`."""
    if cell_len(text) <= width:
        return text
    return set_cell_size(text, width - 1).rstrip(" ") + _CUT


def _least(measure: Measure, text: int = _LEAST_TEXT) -> int:
    return max(min(measure.widest, text if measure.folds else LEAST_CODE), headed(measure))
