"""A form as a template draws it: its inputs filled in, and beside them what is wrong."""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from tracker.messages import Joined, Message

Words = Sequence[tuple[str, str]]
"""What may be chosen, each with what it means."""


class DrawnInput(NamedTuple):
    """An input."""

    id: str
    name: str
    label: Message | str
    kind: str
    """text, note, check, choice or number."""
    value: str
    hint: Message | None = None
    list: str | None = None
    """The list of what is offered as one types."""
    choices: Words = ()
    usual: Message | None = None
    is_needed: bool = False
    is_wrong: bool = False
    is_first: bool = False
    """Whether typing starts here."""
    comes_first: bool = False
    """Whether it stands above the copies."""
    is_kept: bool = False
    """Whether it has what the form before had."""

    def choosing(self, choices: Words, meaning: str = "") -> "DrawnInput":
        """Return the input with what it is chosen from; what it has is added if it is none of that."""
        if self.value and self.value.casefold() not in {value.casefold() for value, _ in choices}:
            choices = [*choices, (self.value, meaning)]
        return self._replace(kind="choice", choices=choices)

    @property
    def described_by(self) -> str:
        """The ids of what describes it: what is wrong, and the hint."""
        return " ".join([*["problem"] * self.is_wrong, *[f"{self.id}-hint"] * (self.hint is not None)])


class DrawnLine(NamedTuple):
    """A line of a form: an item that is offered, or is written, and how many copies."""

    item: DrawnInput | str
    quantity: DrawnInput
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
    """What would be recorded, and the texts that record it."""

    lines: Sequence[Message]
    pairs: Sequence[tuple[str, str]]
    is_changed: bool = False
    """Whether something else would have been recorded when it was shown before."""


class DrawnForm(NamedTuple):
    """A form."""

    action: str
    key: str
    about: Sequence[tuple[Message, str]]
    """What it is about and cannot be changed in it: a label, and what it says."""
    pairs: Sequence[tuple[str, str]]
    """The texts that are not asked."""
    inputs: Sequence[DrawnInput]
    further: Sequence[DrawnInput]
    lines: Sequence[DrawnLine] | None
    lines_hint: Message | None
    lists: Sequence[tuple[str, Words]]
    problem: Message | None = None
    planned: Planned | None = None
    is_open: bool = False
    """Whether what is seldom needed is shown at once."""
    ticks: Sequence[Tick] = ()
    button: Message | None = None
    """What is said of sending it if that does it at once; None shows first what would be recorded."""


class EntryChoice(NamedTuple):
    """A form that asks what the next one is about."""

    action: str
    asked: DrawnInput
    pairs: Sequence[tuple[str, str]]
    lists: Sequence[tuple[str, Words]]
    problem: Message | None = None


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
