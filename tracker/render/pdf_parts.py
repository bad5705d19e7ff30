"""What is too long to be set at once is set in parts, one after the other, each from where the last full page ended."""

from collections.abc import Iterator, Mapping, Sequence
from itertools import accumulate
from typing import Any

from tracker.languages import spoken
from tracker.messages import Message
from tracker.typesetting.setting import Binding, Bound, Manuscript, Typeset, bound, typeset

_ROOM = 160_000
"""How much is set at once, in KB of the memory that it takes: half of what it may, as that is an estimate."""

_CELL = 17
_LETTER = 0.6
"""The KB of memory that a cell takes, and each of its letters: measured of cells that all differ."""

_TAGGED = 4_000
"""The most cells that are tagged as such in the PDF."""

Block = dict[str, Any]
"""What the template reads of a table, facts, sentences or a picture."""


def set_blocks(template: str, title: str, blocks: Sequence[Block]) -> Typeset:
    """Return the blocks below each other under a title, on pages with their numbers. Raises as `typeset`."""
    weights = [weight for block in blocks for weight in _weights(block)]
    foot = str(Message("page {page} of {pages}"))
    common = {"lang": spoken.code, "title": title, "page": foot}
    if sum(weights) <= _ROOM:
        cells = sum(len(block["columns"]) * len(block["rows"]) for block in blocks if block["kind"] == "table")
        shown = _shown(blocks, 0, len(weights))
        return typeset(Manuscript(template, {**common, "part": None, "blocks": shown}, tagged=cells <= _TAGGED))
    parts = list(_parts(template, common, blocks, weights))
    return bound(parts, Binding(title, spoken.code, foot=foot))


def _parts(
    template: str, common: Mapping[str, object], blocks: Sequence[Block], weights: Sequence[float]
) -> Iterator[Bound]:
    """Yield the parts. The last page of each is left out, as the next one begins with it, but for the very last."""
    first = 0
    while first < len(weights):
        last = _end(weights, first)
        data = {**common, "part": {"first": first == 0}, "blocks": _shown(blocks, first, last)}
        part = typeset(Manuscript(template, data, tagged=False, asked="kept"))
        kept = part.asked or 0
        if last < len(weights) and kept > first:
            yield Bound(part, part.pages - 1)
            first = kept
        else:
            yield Bound(part, part.pages)
            first = last


def _end(weights: Sequence[float], first: int) -> int:
    """Return the end of the units from one on that are set at once, one at least."""
    sums = accumulate(weights[first:])
    return first + max(1, next((at for at, weight in enumerate(sums) if weight > _ROOM), len(weights) - first))


def _weights(block: Block) -> Iterator[float]:
    """Yield what each unit of a block weighs: each row of a table, its totals too; another block is one."""
    if block["kind"] != "table":
        yield _LETTER * sum(map(len, block.get("lines", ()))) + _CELL * len(block.get("facts", ())) + _CELL
        return
    rows = [*block["rows"], *([block["foot"]] if block["foot"] else [])]
    for row in rows:
        yield _CELL * len(row) + _LETTER * sum(len(cell if isinstance(cell, str) else cell[0]) for cell in row)
    if not rows:
        yield _CELL


def _shown(blocks: Sequence[Block], first: int, last: int) -> list[Block]:
    """Return the blocks with those of their units that are shown, and the number of the first of these."""
    shown, begin = [], 0
    for block in blocks:
        units = sum(1 for _ in _weights(block))
        low, high = max(first - begin, 0), min(last - begin, units)
        block = {**block, "unit": begin + low, "shown": low < high, "title": block["title"] if low == 0 else None}
        if block["kind"] == "table":
            rows = block["rows"]
            foot = block["foot"] if high == units else None
            block |= {"filled": bool(rows), "rows": rows[low:high], "foot": foot}
        shown.append(block)
        begin += units
    return shown
