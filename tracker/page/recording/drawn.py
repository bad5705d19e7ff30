"""A form as a template draws it: its inputs with values and errors."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from tracker.messages import Joined, Message
from tracker.page.visits import Input, Words


class DrawnLine(NamedTuple):
    """A line of a form: an offered or typed item, and its number of copies."""

    item: Input | str
    quantity: Input
    held: Message | None = None
    taps: int | None = None
    """The copies that one tap fills in."""


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
    """A digest of the content shown."""
    is_changed: bool = False
    """Whether the plan has changed since it was shown."""


class DrawnForm(NamedTuple):
    """A form."""

    action: str
    key: str
    """The key under which it is recorded; empty for a form that asks for the subject of the next one."""
    about: Sequence[tuple[Message | str, str]]
    """Its subject, which cannot be changed in it: labels and texts."""
    pairs: Sequence[tuple[str, str]]
    """The hidden texts."""
    inputs: Sequence[Input]
    lists: Sequence[tuple[str, Words]]
    button: Message | None = None
    """The button that submits it at once; None shows the plan first."""
    further: Sequence[Input] = ()
    lines: Sequence[DrawnLine] | None = None
    lines_hint: Message | None = None
    problem: Message | None = None
    planned: Planned | None = None
    is_open: bool = False
    """Whether rarely needed inputs are expanded."""
    ticks: Sequence[Tick] = ()


def is_about(problem: Message | None, text: str) -> bool:
    """Return whether an error message names this text."""
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
