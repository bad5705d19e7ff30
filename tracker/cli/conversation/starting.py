"""Start the conversation of a command whose arguments are missing."""

from __future__ import annotations

import os
from collections.abc import Sequence
from contextlib import redirect_stdout, suppress
from dataclasses import replace
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING

import click

from tracker.cli.base import the_app
from tracker.cli.conversation import any_command, entries, movements
from tracker.cli.conversation.desks import PlainDesk
from tracker.cli.conversation.fixing import answers_of, correcting
from tracker.cli.conversation.questions import Conversation, Given, Talk, answers, read
from tracker.cli.conversation.talking import RecordedOnce, SideTasks, Talking
from tracker.cli.types import ENTRY
from tracker.errors import TrackerError, WrongUsage, session
from tracker.ledger.commands import DRY_RUN
from tracker.model.codes import code_from
from tracker.model.entries import LAST
from tracker.model.sentences import copies_of
from tracker.offices.copying import refresh
from tracker.reports import recent

if TYPE_CHECKING:
    from tracker.cli.conversation.editing import EditingDesk

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
"""The conversations with questions of their own, by command."""


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
            if following is not None:
                talk.filled = {"date": (following.date,)}


def _last(talk: Talk, _about: object) -> str | None:
    """Return the number of the clerk's last entry, or None if it cannot be corrected."""
    with suppress(TrackerError):
        return str(recent.fixable(talk.path, LAST, talk.clerk).entry.number)
    return None


def _begun(path: Path, clerk: str, command: click.Command, name: str, given: Given) -> tuple[Conversation, Talk]:
    """Return the conversation of a command with its first answers. Raises the same errors as `fixable`."""
    if name == "fix" and given.arguments:
        talk = Talk(path, {}, clerk)
        talk.replaced = recent.fixable(path, ENTRY.convert(given.arguments[0], None, None), clerk)
        talk.answers = answers_of(talk, talk.replaced)
        talk.filled = dict(talk.answers)
        return correcting(_CONVERSATIONS[talk.replaced.entry.type.value]), talk
    conversation = _CONVERSATIONS.get(name) or any_command.conversation_of(command, name)
    if name == "fix":  # first asks for the entry, then for the wrong answer
        entry = conversation.questions[0]._replace(offer=_last, listed=True)
        conversation = replace(conversation, questions=(entry,), looks=False)
    talk = Talk(path, answers(conversation, given), clerk)
    _fill(talk, given)
    return conversation, talk


def converse(command: click.Command, context: click.Context, typed: Sequence[str], *, greets: bool = True) -> None:
    """Ask for missing arguments and record, repeatedly. Raises KeyboardInterrupt when the clerk exits."""
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
        output = StringIO()
        app.is_doubtful = app.is_sure = False
        if any(parameter.name == "dry_run" for parameter in command.params):
            with redirect_stdout(output):
                run(["--dry-run", *(word for word in words if not word.startswith("--format"))])
        app.is_sure = app.is_doubtful  # the next question confirms what is shown
        return [line for line in output.getvalue().splitlines() if line != str(DRY_RUN)]

    desk = at_hand()

    def made() -> RecordedOnce:
        command = app.made[-1].command if app.made else None
        return RecordedOnce(command, sum(map(copies_of, app.made)))

    def undo(last: RecordedOnce) -> None:
        _invoke(context, "undo", [*([] if last.command is None else ["--command", str(last.command)]), "--yes"])
        session.committed = False

    def add(what: str, typed: str) -> str | None:
        root = context.find_root()
        group = root.command.get_command(root, what)  # type: ignore[attr-defined]
        command = group.get_command(root, "add")
        wanted = any_command.conversation_of(command, f"{what} add")
        questions = [each for each in wanted.questions if each.name in ("name", "code", "title", "kind", "country")]
        known = {"code": code_from(typed), "name": typed} if what == "place" else {"code": typed.partition("/")[0]}
        new = Talk(talk.path, {name: (word,) for name, word in known.items()}, talk.clerk)
        parent = click.Context(group, info_name=what, parent=root)

        def run_it(words: Sequence[str]) -> None:
            with command.make_context("add", list(words), parent=parent) as running:
                command.invoke(running)

        try:
            Talking(Conversation(questions, looks=False), new, desk, Given(), run_it, look, lambda: True, aside).once()
        finally:
            session.committed = False
        talk.start_reading()
        code = new.first("code")
        return typed if what == "booklet" else code

    aside = SideTasks(made, undo, add)
    Talking(conversation, talk, desk, given, run, look, lambda: app.is_sure, aside).hold(greets=greets)


def _invoke(context: click.Context, name: str, words: list[str]) -> None:
    root = context.find_root()
    command = root.command.get_command(root, name)  # type: ignore[attr-defined]
    with command.make_context(name, words, parent=root) as running:
        command.invoke(running)
