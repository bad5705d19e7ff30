"""A form as a template draws it: its inputs filled in, and beside them what is wrong."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from tracker.messages import Joined, Message
from tracker.page.visits import Input, Words


class DrawnLine(NamedTuple):
    """A line of a form: an item that is offered, or is written, and how many copies."""

    item: Input | str
    quantity: Input
    there: Message | None = None


class Tick(NamedTuple):
    """A parcel that may be ticked as having arrived."""

    entry: int
    place: str
    copies: str
    day: str
    days: int
    is_late: bool
    is_ticked: bool


class Planned(NamedTuple):
    """What would be recorded, and the texts that record it, those that tell whether it changed meanwhile included."""

    lines: Sequence[Message]
    pairs: Sequence[tuple[str, str]]
    shown: str
    """A digest of what is shown."""
    is_changed: bool = False
    """Whether something else would have been recorded when it was shown before."""


class DrawnForm(NamedTuple):
    """A form."""

    action: str
    key: str
    """The key under which it is recorded; empty of a form that asks what the next one is about."""
    about: Sequence[tuple[Message | str, str]]
    """What it is about and cannot be changed in it: a label, and what it says."""
    pairs: Sequence[tuple[str, str]]
    """The texts that are not asked."""
    inputs: Sequence[Input]
    lists: Sequence[tuple[str, Words]]
    button: Message | None = None
    """What sends it at once; None shows first what would be recorded."""
    further: Sequence[Input] = ()
    lines: Sequence[DrawnLine] | None = None
    lines_hint: Message | None = None
    problem: Message | None = None
    planned: Planned | None = None
    is_open: bool = False
    """Whether what is seldom needed is shown at once."""
    ticks: Sequence[Tick] = ()


def is_about(problem: Message | None, text: str) -> bool:
    """Return whether a sentence names that text, as what is wrong."""
    if problem is None or not text:
        return False
    parts = {text.casefold(), *(part.strip().casefold() for part in text.split(","))}
    return any(str(each).casefold() in parts for each in _named(problem))


def _named(message: Message) -> Iterable[object]:
    if isinstance(message, Joined):
        for part in message.parts:
            if isinstance(part, Message):
                yield from _named(part)
        return
    for value in message.fields.values():
        if isinstance(value, Message):
            yield from _named(value)
        else:
            yield value
