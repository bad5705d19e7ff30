"""Start the conversation of a command whose arguments are missing."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tracker.cli.base import the_app
from tracker.cli.conversation import entries
from tracker.cli.conversation.desks import PlainDesk
from tracker.cli.conversation.fixing import answers_of, correcting
from tracker.cli.conversation.questions import Conversation, Given, Talk, answers, read
from tracker.cli.conversation.running import CommandRunner, runner_of
from tracker.cli.conversation.talking import Talking
from tracker.cli.types import ENTRY
from tracker.errors import TrackerError, WrongUsage
from tracker.offices.copying import refresh
from tracker.reports import recent

if TYPE_CHECKING:
    from tracker.cli.conversation.editing import EditingDesk

_CONVERSATIONS: dict[str, Conversation] = {
    "ship": entries.SHIP,
    "receive": entries.RECEIVE,
    "return": entries.RETURN,
    "move": entries.MOVE,
    "handout": entries.HANDOUT,
    "writeoff": entries.WRITEOFF,
    "count": entries.COUNT,
    "print": entries.PRINT,
    "void": entries.VOID,
    "fix": entries.FIX,
}
"""The conversations by command."""


def at_hand() -> PlainDesk | EditingDesk:
    """Return the best desk that the terminal supports."""
    if os.name != "nt" and os.environ.get("TERM", "") in ("", "dumb", "unknown"):
        return PlainDesk()
    from tracker.cli.conversation.editing import EditingDesk, is_possible

    return EditingDesk() if is_possible() else PlainDesk()


def _fill(talk: Talk, given: Given) -> None:
    """Offer the date of the entry given with --before. Raises WrongUsage for --replaces, which is for scripts."""
    for word in given.options.get("--replaces", ()):
        raise WrongUsage("To correct entry {entry}, run 'tracker fix {entry}'.", entry=word)
    with suppress(TrackerError):  # the command reports the error
        for word in given.options.get("--before", ()):
            following = recent.entry_named(talk.path, ENTRY.convert(word, None, None), talk.clerk)
            talk.filled = {"date": (following.date,)}


def _fixable(path: Path, word: str, clerk: str) -> recent.Replaced:
    return recent.fixable(path, ENTRY.convert(word, None, None), clerk)


def _begun(path: Path, clerk: str, name: str, given: Given) -> tuple[Conversation, Talk]:
    """Return the conversation of a command with its first answers. Raises the same errors as `fixable`."""
    if name == "fix" and given.arguments:
        talk = Talk(path, {}, clerk)
        talk.replaced = _fixable(path, given.arguments[0], clerk)
        talk.answers = answers_of(talk, talk.replaced)
        talk.filled = dict(talk.answers)
        return correcting(_CONVERSATIONS[talk.replaced.entry.type.value]), talk
    conversation = _CONVERSATIONS[name]
    talk = Talk(path, answers(conversation, given), clerk)
    _fill(talk, given)
    return conversation, talk


def converse(command: click.Command, context: click.Context, typed: Sequence[str]) -> None:
    """Ask for missing arguments and record, repeatedly. Raises KeyboardInterrupt when the clerk exits."""
    name = str(command.name)
    app, given, desk = the_app(context), read(command, context, typed), at_hand()
    refresh(app.path)
    conversation, talk = _begun(app.path, app.clerk, name, given)
    if asks_for_entry := name == "fix" and talk.replaced is None:  # first the entry, then the wrong answer
        runner = CommandRunner(lambda words: _fixable(app.path, words[-1], app.clerk), context)
        Talking(conversation, talk, desk, given, runner).hold()
        conversation, talk = _begun(app.path, app.clerk, name, Given(talk.all("entry"), given.options))
    Talking(conversation, talk, desk, given, runner_of(command, context)).hold(greets=not asks_for_entry)
