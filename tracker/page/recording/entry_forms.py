"""What a form is that records something, and what came of one."""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from tracker.messages import Message
from tracker.model.entries import Entry, Particulars
from tracker.model.entry_sentences import told
from tracker.page.asked import Pairs
from tracker.page.content import Block
from tracker.page.recording.filled import Filled
from tracker.page.recording.inputs import Input
from tracker.reports.queries import Database


class Entered(NamedTuple):
    """What was recorded, or would be."""

    lines: tuple[Message, ...]
    """What the command says of it."""
    leads: str | None
    """Where it is seen; None if it is not recorded."""
    kept: Pairs = ()
    """What else the form has to say when that is to be recorded."""


class Offer(NamedTuple):
    """An item that a form offers, and what is there of it."""

    item: str
    there: Message | None = None


class EntryForm(NamedTuple):
    """A form."""

    address: str
    name: Message
    command: tuple[str, ...]
    """The command that records the same."""
    do: Callable[[Path, Filled, Particulars], Entered]
    """Records it, or as a dry run finds out what would be. Raises a TrackerError when it is refused."""
    inputs: tuple[Input, ...] = ()
    about: Input | None = None
    """What has to be known before the rest can be asked, such as the place."""
    waiting: Callable[[Database], Iterable[Block]] = lambda _: ()
    """What that can be chosen from."""
    offers: Callable[[Database, Filled], Sequence[Offer]] | None = None
    """The items whose quantities are asked; without it a form has no lines."""
    beside: Callable[[Database, Filled], Iterable[Block]] = lambda _database, _filled: ()
    """What is shown beside it. Raises Refused for something that is not known."""
    begin: Callable[[Database, Filled], Pairs] = lambda _database, _filled: ()
    """What it begins with beside what the address says."""
    lines_hint: Message | None = None

    @property
    def asked(self) -> tuple[Input, ...]:
        """All inputs, what it is about first."""
        return self.inputs if self.about is None else (self.about, *self.inputs)


def made_of(entry: Entry) -> Entered:
    """Return an entry that was recorded, or would be."""
    return Entered(tuple(told(entry)), None if entry.number is None else f"/entries/{entry.number}")
