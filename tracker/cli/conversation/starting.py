"""The way into a conversation: from a command whose arguments are missing."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import redirect_stdout, suppress
from io import StringIO

import click

from tracker.cli.base import the_app
from tracker.cli.conversation import any_command, entries, movements
from tracker.cli.conversation.desks import Desk, PlainDesk
from tracker.cli.conversation.questions import Conversation, Given, Talk, answers, read
from tracker.cli.conversation.replacing import answers_of
from tracker.cli.conversation.talking import Talking
from tracker.cli.types import ENTRY
from tracker.errors import TrackerError
from tracker.ledger.commands import DRY_RUN
from tracker.model.entries import EntryType
from tracker.offices.copying import refresh
from tracker.reports import recent

_CONVERSATIONS: dict[str, Conversation] = {
    "ship": movements.SHIP,
    "receive": movements.RECEIVE,
    "return": movements.RETURN,
    "move": movements.MOVE,
    "handout": movements.HANDOUT,
    "writeoff": movements.WRITEOFF,
    "count": entries.COUNT,
    "print": entries.PRINT,
    "void": entries.VOID,
    "request add": entries.REQUEST_ADD,
    "request edit": entries.REQUEST_EDIT,
    "level set": entries.LEVEL_SET,
}
"""The conversations that are more than a list of arguments and options, by the command."""


def at_hand() -> Desk:
    """Return the best desk that the terminal allows."""
    if os.name != "nt" and os.environ.get("TERM", "") in ("", "dumb", "unknown"):
        return PlainDesk()
    from tracker.cli.conversation.editing import EditingDesk, is_possible

    return EditingDesk() if is_possible() else PlainDesk()


def _fill(talk: Talk, name: str, given: Given) -> None:
    """Offer what --replaces or --before names: all that the replaced entry says, the date of the following.

    Raises Refused when that entry cannot be replaced: no answer could change that.
    """
    for word in given.options.get("--replaces", ()):
        talk.replaced = recent.replaced(talk.path, ENTRY.convert(word, None, None), talk.clerk, EntryType(name))
        talk.filled = answers_of(talk, talk.replaced)
    with suppress(TrackerError):  # the command says what is wrong with it
        for word in given.options.get("--before", ()):
            following = recent.entry_named(talk.path, ENTRY.convert(word, None, None), talk.clerk)
            if following is not None:
                talk.filled = {**talk.filled, "date": (following.date,)}


def converse(command: click.Command, context: click.Context, typed: Sequence[str]) -> None:
    """Ask for what is missing, and record it, as often as the clerk wants. Raises KeyboardInterrupt when they leave."""
    name = context.command_path.removeprefix(context.find_root().command_path).strip()
    refresh(the_app(context).path)
    conversation = _CONVERSATIONS.get(name) or any_command.of(command, name)
    given = read(command, context, typed)
    talk = Talk(the_app(context).path, answers(conversation, given), the_app(context).clerk)
    _fill(talk, name, given)

    app = the_app(context)

    def run(words: Sequence[str]) -> None:
        with command.make_context(str(context.info_name), list(words), parent=context.parent) as made:
            command.invoke(made)

    def look(words: Sequence[str]) -> list[str]:
        said = StringIO()
        app.is_doubtful = app.is_sure = False
        if any(parameter.name == "dry_run" for parameter in command.params):
            with redirect_stdout(said):
                run(["--dry-run", *(word for word in words if not word.startswith("--format"))])
        app.is_sure = app.is_doubtful  # what is shown is confirmed by the next question
        return [line for line in said.getvalue().splitlines() if line != str(DRY_RUN)]

    Talking(conversation, talk, at_hand(), given, run, look, lambda: app.is_sure).hold()
