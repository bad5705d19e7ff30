"""Desks show questions and read answers, as well as the terminal allows."""

from __future__ import annotations

from collections.abc import Sequence
from shutil import get_terminal_size

from tracker.cli.conversation.matching import fitting
from tracker.cli.conversation.questions import Choice
from tracker.cli.output import say_text
from tracker.deferred import NamedTuple
from tracker.messages import Message, Plural
from tracker.model.text import plain

OPENING = Message("Press Enter to accept [ ], < to go back, Ctrl-C to exit without recording.")


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
    """Asks in plain lines, for every terminal."""

    def ask(self, inquiry: Inquiry) -> str:
        """Return the typed answer, after listing the choices that may be meant."""
        if inquiry.listed or inquiry.typed:
            typed = inquiry.typed.rpartition(",")[2] if inquiry.several else inquiry.typed
            show_choices(fitting(inquiry.choices, typed))
        if inquiry.hint:
            say_text(f"({inquiry.hint})")
        return input(plain(inquiry.prompt))


def show_choices(choices: Sequence[Choice]) -> None:
    """Print the choices, as many as fit the screen."""
    room = get_terminal_size().lines - 3
    for choice in choices[:room]:
        say_text(f"  {choice.code}  {choice.name}  {choice.beside}".rstrip())
    if len(choices) > room:
        more = Plural("… and {count} more", "… and {count} more", count=len(choices) - room)
        say_text(f"  {more}")
