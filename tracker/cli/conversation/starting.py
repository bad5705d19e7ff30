"""The way into a conversation: from a command whose arguments are missing."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import redirect_stdout, suppress
from dataclasses import replace
from io import StringIO
from pathlib import Path

import click

from tracker.cli.base import the_app
from tracker.cli.conversation import any_command, entries, movements
from tracker.cli.conversation.desks import Desk, PlainDesk
from tracker.cli.conversation.fixing import answers_of, correcting
from tracker.cli.conversation.questions import Conversation, Given, Talk, answers, read
from tracker.cli.conversation.talking import Talking
from tracker.cli.types import ENTRY
from tracker.errors import TrackerError, WrongUsage
from tracker.ledger.commands import DRY_RUN
from tracker.model.entries import LAST
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


def _fill(talk: Talk, given: Given) -> None:
    """Offer the date of the entry that --before names. Raises WrongUsage for --replaces, which is for scripts."""
    for word in given.options.get("--replaces", ()):
        raise WrongUsage("To correct entry {entry}, run 'tracker fix {entry}'.", entry=word)
    with suppress(TrackerError):  # the command says what is wrong with it
        for word in given.options.get("--before", ()):
            following = recent.entry_named(talk.path, ENTRY.convert(word, None, None), talk.clerk)
            if following is not None:
                talk.filled = {"date": (following.date,)}


def _last(talk: Talk, _about: object) -> str | None:
    """Return the number of the clerk's last entry, None if it cannot be corrected."""
    with suppress(TrackerError):
        return str(recent.fixable(talk.path, LAST, talk.clerk).entry.number)
    return None


def _begun(path: Path, clerk: str, command: click.Command, name: str, given: Given) -> tuple[Conversation, Talk]:
    """Return the conversation of a command with the answers that it begins with. Raises Refused as `fixable`."""
    if name == "fix" and given.arguments:
        talk = Talk(path, {}, clerk)
        talk.replaced = recent.fixable(path, ENTRY.convert(given.arguments[0], None, None), clerk)
        talk.answers = answers_of(talk, talk.replaced)
        talk.filled = dict(talk.answers)
        return correcting(_CONVERSATIONS[talk.replaced.entry.type.value]), talk
    conversation = _CONVERSATIONS.get(name) or any_command.of(command, name)
    if name == "fix":  # the entry is asked for first, and then what is wrong with it
        entry = conversation.questions[0]._replace(offer=_last, listed=True)
        conversation = replace(conversation, questions=(entry,), looks=False)
    talk = Talk(path, answers(conversation, given), clerk)
    _fill(talk, given)
    return conversation, talk


def converse(command: click.Command, context: click.Context, typed: Sequence[str], *, greets: bool = True) -> None:
    """Ask for what is missing, and record it, as often as the clerk wants. Raises KeyboardInterrupt when they leave."""
    name = context.command_path.removeprefix(context.find_root().command_path).strip()
    refresh(the_app(context).path)
    app, given = the_app(context), read(command, context, typed)
    conversation, talk = _begun(app.path, app.clerk, command, name, given)

    def run(words: Sequence[str]) -> None:
        if name == "fix" and talk.replaced is None:  # only the entry was asked for
            converse(command, context, words, greets=False)
            return
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

    Talking(conversation, talk, at_hand(), given, run, look, lambda: app.is_sure).hold(greets=greets)
