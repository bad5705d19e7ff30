"""What a terminal says around a table of which it shows a part: what is left out, and how to see it."""

from collections.abc import Sequence

from rich.cells import cell_len

from tracker.languages import heading
from tracker.messages import Joined, Message, Plural
from tracker.model.table import Pivot

_MORE = Message("See --wide, --fields or -o file.xlsx.")
_CUT = Message("Texts are cut.")
_EMPTY = Plural("{count} empty column is left out.", "{count} empty columns are left out.")


def in_common(values: Sequence[str]) -> Message:
    """Return the line about what all rows have in common, each value after the name of its column."""
    return Message("All rows: {values}.", values=", ".join(values))


def turned(pivot: Pivot) -> Message:
    """Return that a pivot was turned."""
    return Message(
        "Turned, with a row for each {dimension}: it is too wide otherwise.", dimension=heading(pivot.across)
    )


def left_out(columns: Sequence[str], empty: int, *, cut: bool, options: bool, width: int) -> Message | None:
    """Return the last line: what was left out, as far as it fits, and how to see it; None if that is nothing."""
    if not (columns or empty or cut):
        return None
    after = [_CUT] * cut + [_MORE] * (options and bool(columns or cut))
    if not columns:
        return Joined(*[_EMPTY.given(count=empty)] * bool(empty), *after)
    for named in range(len(columns), 0, -1):
        line = Joined(_named(columns, named, empty), *after)
        if cell_len(str(line)) <= width:
            return line
    return Joined(
        Plural("{count} column is left out.", "{count} columns are left out.", count=len(columns) + empty), *after
    )


def _named(columns: Sequence[str], most: int, empty: int) -> Message:
    names, more = ", ".join(columns[:most]), len(columns) - most + empty
    if more:
        return Message("Left out: {columns} and {count} more.", columns=names, count=more)
    return Message("Left out: {columns}.", columns=names)
