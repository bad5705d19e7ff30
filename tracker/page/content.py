"""What stands on a page, below its heading: tables, charts, facts and sentences, in their order."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from tracker.errors import WrongUsage
from tracker.languages import heading, worded
from tracker.messages import Message
from tracker.model.page_blocks import Detail, Facts, Figures, Lines, Pictured, Sides, Stack, Timeline, Told
from tracker.model.table import Row, Table, Value, Window
from tracker.model.text import plain
from tracker.page.recording.drawn import DrawnForm

Address = str
Links = Callable[[Row], Mapping[str, Address]]
"""Returns where the cells of a row lead, by their columns: paths, to which what is kept from page to page is added."""


class Tabled(NamedTuple):
    """A table on a page, which can be sorted and filtered, and had as a file."""

    table: Table
    name: str = ""
    """What it is called in the address, where a page has several; and the file that it makes."""
    links: Links | None = None
    """Where its cells lead, besides what all columns of that name do."""
    window: Window | None = None
    newest: tuple[str, ...] = ()
    """The columns by which it begins with what is newest, unless it is sorted otherwise."""
    without: tuple[str, ...] = ()
    """The columns that say what the page says already; they are in the file."""
    file: str = "table"
    """The name of a file of it, without a suffix."""


class Printed(NamedTuple):
    """A paper that can be had as a pdf."""

    name: str
    """What it is called in the address."""
    title: Message
    make: Callable[[], bytes]
    file: str
    """The name of its file, without a suffix."""


def facts_of(
    pairs: Iterable[tuple[str, Value]],
    address: Callable[[str, Value], Address | None] = lambda _name, _value: None,
    table: str = "",
) -> list[Detail]:
    """Return a fact for each pair of a column's name and a value, without those of which nothing is known.

    `table` is the one of the data dictionary to which they belong, where that decides what a word is.
    """
    return [
        Detail(label(name), plain(str(worded(name, value, table))), address(name, value))
        for name, value in pairs
        if value not in (None, "")
    ]


def label(name: str) -> str:
    """Return the heading of a column with a capital."""
    text = heading(name)
    return text[:1].upper() + text[1:]


class Linked(NamedTuple):
    """A line of links."""

    links: Sequence[tuple[Message, Address]]


class Doing(NamedTuple):
    """What can be done, each leading to a form: buttons beside the heading, where the page may record."""

    links: Sequence[tuple[Message, Address]]


Block = (
    Tabled | Pictured | Printed | Facts | Told | Figures | Lines | Stack | Timeline | Sides | Linked | Doing | DrawnForm
)


class Content(NamedTuple):
    """What a page shows."""

    heading: Message | str
    blocks: Sequence[Block]
    status: int = 200
    """The status of the answer: 422 of a form that was refused."""


# Numbers in addresses.


def parse_number(text: str) -> int:
    """Return the number of an entry or a command. Raises WrongUsage for anything else."""
    number = text.strip().removeprefix("#")
    if not (number.isascii() and number.isdigit() and len(number) <= 18 and int(number)):
        raise WrongUsage("'{text}' is not a number such as 12.", text=text)
    return int(number)
