"""One thing, a line for each of its properties."""

from collections.abc import Sequence

from tracker.model.table import Value
from tracker.model.text import plain
from tracker.render.streams import destination

Pairs = Sequence[tuple[str, Value]]
"""The names of a thing's properties, with their values."""


def record_lines(pairs: Pairs) -> list[str]:
    """Return a line for each pair: its name, and its value in a column; nothing for None.

    Names are drawn like a table's headings, with blanks for underscores. Numbers are shown as
    they are, since a pair does not say whether it counts or names something.
    """
    names = [plain(name.replace("_", " ")) for name, _ in pairs]
    width = max(map(len, names), default=0)
    values = ["" if value is None else plain(str(value)) for _, value in pairs]
    return [f"{name:<{width}}  {value}".rstrip(" ") for name, value in zip(names, values, strict=True)]


def write_record(title: str, pairs: Pairs) -> None:
    """Print the title, then a line for each pair, to stdout. Its OSErrors pass as they are."""
    heading = [plain(title)] if title else []
    with destination(None) as stream:
        stream.writelines(f"{line}\n" for line in [*heading, *record_lines(pairs)])
