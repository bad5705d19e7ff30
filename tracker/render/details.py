"""One record, a line for each field."""

from collections.abc import Sequence

from tracker.languages import heading, worded
from tracker.messages import Message
from tracker.model.table import Value
from tracker.model.text import plain
from tracker.render.streams import destination

Pairs = Sequence[tuple[str, Value]]
"""The names of a record's fields, with their values."""


def record_lines(pairs: Pairs, table: str = "") -> list[str]:
    """Return a line for each pair: its name, and its value in a second column, empty for None.

    Names are shown like a table's headings, with spaces for underscores. Numbers are not grouped,
    since a pair does not tell whether its number is a quantity or an identifier. `table` is the one of the data
    dictionary to which they belong, where that decides what a word is.
    """
    names = [plain(heading(name)) for name, _ in pairs]
    width = max(map(len, names), default=0)
    values = ["" if value is None else plain(str(worded(name, value, table))) for name, value in pairs]
    return [f"{name:<{width}}  {value}".rstrip(" ") for name, value in zip(names, values, strict=True)]


def write_record(pairs: Pairs, title: Message | None = None, table: str = "") -> None:
    """Print the title, then a line for each pair, to stdout, whose OSErrors pass through."""
    heading = [] if title is None else [plain(str(title))]
    with destination(None) as stream:
        stream.writelines(f"{line}\n" for line in [*heading, *record_lines(pairs, table)])
