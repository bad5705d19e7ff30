"""Run the command of a conversation, its dry run, and the commands that belong to it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import redirect_stdout
from io import StringIO
from typing import TYPE_CHECKING

import click

from tracker.cli.base import the_app
from tracker.cli.conversation.entries import ADD_BOOKLET, ADD_PLACE
from tracker.cli.conversation.questions import Conversation, Talk
from tracker.errors import session
from tracker.ledger.commands import DRY_RUN
from tracker.model.codes import code_from

if TYPE_CHECKING:
    from tracker.model.entries import Entry


class CommandRunner:
    """Runs a command with the words of its command line."""

    def __init__(self, run: Callable[[Sequence[str]], object], context: click.Context) -> None:
        """Take the function that runs the command, and the command's context. The function raises its errors."""
        self._run = run
        self._app = the_app(context)
        self._context = context
        self._root = context.find_root()

    def run(self, words: Sequence[str]) -> Sequence[Entry]:
        """Run the command and return the entries that it recorded. Raises its errors."""
        self._run(words)
        return self._app.made

    def look(self, words: Sequence[str]) -> list[str]:
        """Return the lines of the command's dry run. Raises its errors."""
        output = StringIO()
        self._app.is_doubtful = self._app.is_sure = False
        with redirect_stdout(output):
            self._run(["--dry-run", *(word for word in words if not word.startswith("--format"))])
        self._app.is_sure = self._app.is_doubtful  # the next question confirms what is shown
        return [line for line in output.getvalue().splitlines() if line != str(DRY_RUN)]

    @property
    def is_doubtful(self) -> bool:
        """Whether the last dry run raised a doubt, which Enter does not confirm."""
        return self._app.is_sure

    def undo(self, made: Sequence[Entry]) -> None:
        """Undo the command that recorded these entries or, if there are none, the last one."""
        command = ["--command", str(made[-1].command)] if made else []
        undo = click.Context(_command_of(self._root, "undo"), info_name="undo", parent=self._root)
        runner_of(undo.command, undo).run([*command, "--yes"])
        session.committed = False

    def adding(self, what: str, typed: str, talk: Talk) -> tuple[Conversation, Talk, CommandRunner]:
        """Return the conversation that adds a place or booklet with its state, and what runs its command."""
        group = click.Context(_command_of(self._root, what), info_name=what, parent=self._root)
        context = click.Context(_command_of(group, "add"), info_name="add", parent=group)
        if what == "place":
            conversation, known = ADD_PLACE, {"code": (code_from(typed),), "name": (typed,)}
        else:
            conversation, known = ADD_BOOKLET, {"code": (typed.partition("/")[0],)}
        return conversation, Talk(talk.path, known, talk.clerk), runner_of(context.command, context)


def runner_of(command: click.Command, context: click.Context) -> CommandRunner:
    """Return what runs a command in the place of its context."""

    def run(words: Sequence[str]) -> None:
        with command.make_context(str(context.info_name), list(words), parent=context.parent) as running:
            command.invoke(running)

    return CommandRunner(run, context)


def _command_of(context: click.Context, name: str) -> click.Command:
    command = context.command.get_command(context, name)  # type: ignore[attr-defined]
    assert isinstance(command, click.Command)  # noqa: S101  (one of the program's)
    return command
