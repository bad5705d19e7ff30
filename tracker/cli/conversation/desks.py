"""A desk: where a question is shown and its answer typed, as well as the terminal can do it."""

from __future__ import annotations

from collections.abc import Sequence

from tracker.cli.conversation.matching import fitting
from tracker.cli.conversation.questions import Choice
from tracker.cli.output import say_text
from tracker.deferred import NamedTuple
from tracker.messages import Message, Plural
from tracker.model.text import plain

_MOST = 10
"""How many choices a list of plain lines has."""


class Inquiry(NamedTuple):
    """What a desk shows of a question."""

    prompt: str
    choices: Sequence[Choice] = ()
    several: bool = False
    listed: bool = False
    """Whether the choices are shown before anything is typed."""
    history: Sequence[str] = ()
    """What the arrow up brings back, the latest first."""
    hint: str = ""
    typed: str = ""
    """What was typed before and made no sense, to be corrected."""


class PlainDesk:
    """Asks in plain lines, which every terminal can show, and lists choices with numbers."""

    def __init__(self) -> None:
        """Start without a list."""
        self._listed: list[str] = []

    def __enter__(self) -> PlainDesk:
        """Take the desk: there is nothing to set."""
        return self

    def __exit__(self, *raised: object) -> None:
        """Leave it."""

    def ask(self, inquiry: Inquiry) -> str:
        """Return what was typed, after a list of choices if there is something to choose from."""
        self._listed = []
        if inquiry.listed or inquiry.typed:
            self._show_choices(inquiry)
        if inquiry.hint:
            say_text(f"({inquiry.hint})")
        return input(plain(inquiry.prompt))

    def chosen(self, typed: str) -> str:
        """Return the code that is meant by a number in the last list, else what was typed."""
        if typed.isdecimal() and 1 <= int(typed) <= len(self._listed):
            return self._listed[int(typed) - 1]
        return typed

    def _show_choices(self, inquiry: Inquiry) -> None:
        found = fitting(inquiry.choices, inquiry.typed.rpartition(",")[2] if inquiry.several else inquiry.typed)
        numbered = not any(choice.code.isdecimal() for choice in found)
        for number, choice in enumerate(found[:_MOST], 1):
            mark = f"{number:>2}  " if numbered else "  "
            say_text(f"{mark}{choice.code}  {choice.name}  {choice.beside}".rstrip())
        if len(found) > _MOST:
            more = Plural("… and {count} more", "… and {count} more", count=len(found) - _MOST)
            say_text(f"  {more}")
        if numbered:
            self._listed = [choice.code for choice in found[:_MOST]]


def beginning() -> Message:
    """Return what is said before the first question."""
    return Message("Enter accepts what is in [ ]; < goes back; Ctrl-C leaves without recording.")
