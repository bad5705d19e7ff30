"""Rows of one entry that name the same item or print run: their copies are added up, and that is said."""

from collections.abc import Iterable
from typing import NamedTuple

from tracker.imports.rows import Numbering, SourceRow
from tracker.messages import Message, both
from tracker.model.codes import ItemCode, RunCode
from tracker.model.quantities import Line


class Summed(NamedTuple):
    """The lines of an entry, each item or run once, with the first row of each, and what is said of them."""

    lines: tuple[Line, ...]
    rows: tuple[SourceRow, ...]
    messages: tuple[Message, ...]


def added_up(given: Iterable[tuple[SourceRow, Line]], numbering: Numbering) -> Summed:
    """Return the lines that rows of one entry give, the copies of each item or run added up."""
    by_name: dict[str, list[tuple[SourceRow, Line]]] = {}
    for row, line in given:
        by_name.setdefault(str(line.what).casefold(), []).append((row, line))
    lines, rows, messages = [], [], []
    for same in by_name.values():
        what: ItemCode | RunCode = same[0][1].what
        quantity = sum(line.quantity for _, line in same)
        lines.append(Line(what, quantity))
        rows.append(same[0][0])
        if len(same) > 1:
            named = list(dict.fromkeys(numbering.origin(row.line).line for row, _ in same))
            message = Message("{item} is named in lines {lines}; its copies are added up to {quantity}.")
            if len(named) == 1:
                message = Message("{item} has several columns; its copies are added up to {quantity}.")
            messages.append(message.given(item=what, lines=both(named), quantity=quantity))
    return Summed(tuple(lines), tuple(rows), tuple(messages))
