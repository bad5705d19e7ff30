"""Desks show questions and read answers, as well as the terminal allows."""

from __future__ import annotations

from collections.abc import Sequence

from tracker.cli.conversation.matching import fitting
from tracker.cli.conversation.questions import Choice
from tracker.cli.output import say_text
from tracker.deferred import NamedTuple
from tracker.messages import Message, Plural
from tracker.model.text import plain

_MOST = 10
"""The maximum number of choices in a plain list."""


class Inquiry(NamedTuple):
    """A question as a desk shows it."""

    prompt: str
    choices: Sequence[Choice] = ()
    several: bool = False
    listed: bool = False
    """Whether the choices are shown before the clerk types."""
    history: Sequence[str] = ()
    """Earlier answers for the up arrow, the latest first."""
    hint: str = ""
    typed: str = ""
    """An answer that could not be understood, to be corrected."""


class PlainDesk:
    """Asks in plain lines, for every terminal, and lists choices with numbers."""

    def __init__(self) -> None:
        """Start with no listed choices."""
        self._listed: list[str] = []

    def __enter__(self) -> PlainDesk:
        """Do nothing: plain lines need no set-up."""
        return self

    def __exit__(self, *raised: object) -> None:
        """Do nothing."""

    def ask(self, inquiry: Inquiry) -> str:
        """Return the typed answer, after listing the choices if there are any."""
        self._listed = []
        if inquiry.listed or inquiry.typed:
            self._show_choices(inquiry)
        if inquiry.hint:
            say_text(f"({inquiry.hint})")
        return input(plain(inquiry.prompt))

    def chosen(self, typed: str) -> str:
        """Return the code with this number in the last list, or the text as typed."""
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
    """Return the message before the first question."""
    return Message("Enter accepts what is in [ ]; < goes back; Ctrl-C leaves without recording.")
