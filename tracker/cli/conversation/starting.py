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
from tracker.cli.conversation.talking import Talking
from tracker.cli.types import ENTRY
from tracker.errors import TrackerError, WrongUsage, session
from tracker.ledger.commands import DRY_RUN
from tracker.model.codes import code_from
from tracker.model.entries import LAST
from tracker.offices.copying import refresh
from tracker.reports import recent

if TYPE_CHECKING:
    from tracker.cli.conversation.editing import EditingDesk
    from tracker.model.entries import Entry

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


class CommandRunner:
    """Runs the command of a conversation, its dry run, and the commands that belong to it."""

    def __init__(
        self, command: click.Command, context: click.Context, talk: Talk, desk: PlainDesk | EditingDesk
    ) -> None:
        self._command = command
        self._context = context
        self._talk = talk
        self._desk = desk
        self._app = the_app(context)

    def run(self, words: Sequence[str]) -> Sequence[Entry]:
        """Run the command and return the entries that it recorded. Raises its errors."""
        if self._context.info_name == "fix" and self._talk.replaced is None:  # only the entry was asked for
            converse(self._command, self._context, words, greets=False)
        else:
            _run(self._command, str(self._context.info_name), words, self._context.parent)
        return self._app.made

    def look(self, words: Sequence[str]) -> list[str]:
        """Return the lines of the command's dry run. Raises its errors."""
        output = StringIO()
        self._app.is_doubtful = self._app.is_sure = False
        if any(parameter.name == "dry_run" for parameter in self._command.params):
            with redirect_stdout(output):
                self.run(["--dry-run", *(word for word in words if not word.startswith("--format"))])
        self._app.is_sure = self._app.is_doubtful  # the next question confirms what is shown
        return [line for line in output.getvalue().splitlines() if line != str(DRY_RUN)]

    @property
    def is_doubtful(self) -> bool:
        """Whether the last dry run raised a doubt, which Enter does not confirm."""
        return self._app.is_sure

    def undo(self, made: Sequence[Entry]) -> None:
        """Undo the command that recorded these entries or, if there are none, the last one."""
        command = ["--command", str(made[-1].command)] if made else []
        _run(_command_of(self._root, "undo"), "undo", [*command, "--yes"], self._root)
        session.committed = False

    @property
    def _root(self) -> click.Context:
        return self._context.find_root()

    def add(self, what: str, typed: str) -> str | None:
        """Add a place or booklet, asking for details; return its code, or None if the clerk went back."""
        group = _command_of(self._root, what)
        parent = click.Context(group, info_name=what, parent=self._root)
        command = _command_of(parent, "add")
        wanted = any_command.conversation_of(command, f"{what} add")
        questions = [each for each in wanted.questions if each.name in ("name", "code", "title", "kind", "country")]
        known = {"code": code_from(typed), "name": typed} if what == "place" else {"code": typed.partition("/")[0]}
        new = Talk(self._talk.path, {name: (word,) for name, word in known.items()}, self._talk.clerk)
        context = click.Context(command, info_name="add", parent=parent)
        runner = CommandRunner(command, context, new, self._desk)
        try:
            Talking(Conversation(questions, looks=False), new, self._desk, Given(), runner).once()
        finally:
            session.committed = False
        self._talk.start_reading()
        return typed if what == "booklet" else new.first("code")


def _command_of(context: click.Context, name: str) -> click.Command:
    command = context.command.get_command(context, name)  # type: ignore[attr-defined]
    assert isinstance(command, click.Command)  # noqa: S101  (one of the program's)
    return command


def _run(command: click.Command, name: str, words: Sequence[str], parent: click.Context | None) -> None:
    with command.make_context(name, list(words), parent=parent) as running:
        command.invoke(running)


def converse(command: click.Command, context: click.Context, typed: Sequence[str], *, greets: bool = True) -> None:
    """Ask for missing arguments and record, repeatedly. Raises KeyboardInterrupt when the clerk exits."""
    name = context.command_path.removeprefix(context.find_root().command_path).strip()
    app, given = the_app(context), read(command, context, typed)
    refresh(app.path)
    conversation, talk = _begun(app.path, app.clerk, command, name, given)
    desk = at_hand()
    Talking(conversation, talk, desk, given, CommandRunner(command, context, talk, desk)).hold(greets=greets)
