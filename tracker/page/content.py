"""The content of a page below its heading: tables, charts, facts and sentences, in order."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from tracker.errors import WrongUsage
from tracker.languages import heading, worded
from tracker.messages import Message
from tracker.model.page_blocks import Detail, Facts, Figures, Lines, Pictured, SentenceList, Sides, Stack, Timeline
from tracker.model.table import Row, Table, Value
from tracker.model.text import plain
from tracker.page.visits import Input, Words
from tracker.reports.log import Portion

Address = str
Links = Callable[[Row], Mapping[str, Address]]
"""Returns the links of a row's cells, by column: paths, to which kept query parameters are added."""


class Tabled(NamedTuple):
    """A table on a page, which can be sorted, filtered and downloaded."""

    table: Table
    name: str = ""
    links: Links | None = None
    """The links of its cells, in addition to those of all columns with the name."""
    newest: tuple[str, ...] = ()
    """The columns to sort by, newest first, by default."""
    without: tuple[str, ...] = ()
    """The columns that repeat the page's subject; they are only in the file."""


MOST_LISTED = 1_000
NEWEST = Portion(MOST_LISTED)
"""The part of a long list that a page shows; the files contain all of it."""


def cut(table: Table) -> list[SentenceList]:
    """Return a note on the part of a long list that a page shows, or nothing if it shows all."""
    note = Message("Newest entries shown: {count}. The files contain all.", count=NEWEST.last)
    return [SentenceList([note])] if table.note else []


class Printed(NamedTuple):
    """A paper that can be downloaded as a pdf."""

    name: str
    title: Message
    make: Callable[[], bytes]


def facts_of(
    pairs: Iterable[tuple[str, Value]],
    address: Callable[[str, Value], Address | None] = lambda _name, _value: None,
    table: str = "",
) -> list[Detail]:
    """Return a fact for each pair of a column's name and a value, except empty ones.

    `table` is their table in the data dictionary, where translations depend on it.
    """
    return [
        Detail(label(name), plain(str(worded(name, value, table))), address(name, value))
        for name, value in pairs
        if value not in (None, "")
    ]


def label(name: str) -> str:
    """Return the heading of a column, capitalised."""
    text = heading(name)
    return text[:1].upper() + text[1:]


class ManualText(NamedTuple):
    """A text of the manual."""

    markdown: str


class DrawnLine(NamedTuple):
    """A line of a form: an offered or typed item, and its number of copies."""

    item: Input | str
    quantity: Input
    held: Message | None = None
    taps: int | None = None


class Tick(NamedTuple):
    """A parcel that may be ticked as received."""

    entry: int
    place: str
    copies: str
    day: str
    days: int
    is_late: bool
    is_ticked: bool


class Planned(NamedTuple):
    """The plan of a form, and the texts that record it, including those that detect changes in the meantime."""

    lines: Sequence[Message]
    pairs: Sequence[tuple[str, str]]
    shown: str
    is_changed: bool = False


class DrawnForm(NamedTuple):
    """A form with its values and errors."""

    action: str
    key: str
    """The key under which it is recorded; empty for a form that asks for the subject of the next one."""
    about: tuple[Message | str, str] | None
    """Its subject, which cannot be changed in it: label and text."""
    pairs: Sequence[tuple[str, str]]
    inputs: Sequence[Input]
    lines: Sequence[DrawnLine] | None
    lines_hint: Message | None
    ticks: Sequence[Tick]
    lists: Sequence[tuple[str, Words]]
    problem: Message | None
    planned: Planned | None


class Linked(NamedTuple):
    """A line of links."""

    links: Sequence[tuple[Message, Address]]


class Doing(NamedTuple):
    """The possible actions, each with a link to its form: buttons next to the heading, if the page may record."""

    links: Sequence[tuple[Message, Address]]


Block = (
    Tabled
    | Pictured
    | Printed
    | Facts
    | SentenceList
    | Figures
    | Lines
    | Stack
    | Timeline
    | Sides
    | ManualText
    | Linked
    | Doing
    | DrawnForm
)


class Content(NamedTuple):
    """The content of a page."""

    heading: Message | str
    blocks: Sequence[Block]
    status: int = 200
    """The HTTP status: 422 for a form that was refused."""


def parse_number(text: str) -> int:
    """Return the number of an entry or a command. Raises WrongUsage for anything else."""
    number = text.strip().removeprefix("#")
    if not (number.isascii() and number.isdigit() and len(number) <= 18 and int(number)):
        raise WrongUsage("'{text}' is not a number; enter a number such as 12.", text=text)
    return int(number)
