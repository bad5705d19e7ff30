"""Prompts on a terminal: asking for missing arguments, showing what is available, and confirming."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from tracker.cli.base import the_app
from tracker.cli.output import say, say_text
from tracker.cli.types import PLACE, Parsed
from tracker.errors import TrackerError
from tracker.messages import Joined, Message
from tracker.model.text import plain
from tracker.render import write

if TYPE_CHECKING:
    from tracker.model.table import Table


def at_terminal() -> bool:
    """Return whether there is somebody to ask."""
    return sys.stdin is not None and sys.stdin.isatty() and sys.stdout is not None and sys.stdout.isatty()


def must_ask(context: click.Context, **arguments: Any) -> bool:
    """Return whether any argument is missing and has to be asked for.

    Raises MissingParameter if one is missing and there is no terminal to ask on.
    """
    missing = [name for name, value in arguments.items() if value in (None, ())]
    if not missing:
        return False
    if at_terminal():
        return True
    parameter = next(parameter for parameter in context.command.params if parameter.name == missing[0])
    raise click.MissingParameter(ctx=context, param=parameter, param_hint=parameter.make_metavar(context))


def show_table(table: Table) -> None:
    """Show what is available before asking."""
    write(table, format="table")
    say_text()


def ask(question: Message, kind: Parsed, check: Callable[[Any], object] = lambda value: value) -> Any:
    """Ask until the answer can be parsed, and `check` does not refuse it."""

    def parse(answer: str) -> Any:
        value = kind.convert(answer, None, None)
        check(value)
        return value

    return _prompt_until_valid(question, parse)


def ask_place(path: Path) -> Any:
    """Show the places and ask for one of them."""
    from dataclasses import replace

    from tracker.reports import places as reports

    table = reports.places(path)
    show_table(replace(table, columns=table.columns[:4], rows=[row[:4] for row in table.rows]))
    return ask(Message("Place"), PLACE, lambda code: reports.place(path, code))


def ask_lines(question: Message, kind: Parsed) -> tuple[Any, ...]:
    """Ask for lines separated by spaces, such as THB/lv=200 THB/ru=100."""
    lines: tuple[Any, ...] = _prompt_until_valid(
        question, lambda answer: tuple(kind.convert(word, None, None) for word in answer.split())
    )
    return lines


def confirm(planned: Message) -> None:
    """Ask whether to record what is planned, unless --yes was given. Raises Abort if the answer is no."""
    if the_app(click.get_current_context()).is_confirmed:
        return
    click.confirm(plain(str(Joined(planned, Message("Record it?")))), default=True, abort=True)


def confirm_all(planned: Iterable[Message], question: Message) -> None:
    """Say what is planned, a line each, and ask whether to do it. Raises Abort unless the answer is yes."""
    for message in planned:
        say(message)
    click.confirm(plain(str(question)), default=False, abort=True)


def confirm_erasing(planned: Message) -> None:
    """Ask whether to erase what is planned, which cannot be undone. Raises Abort unless the answer is yes."""
    click.confirm(plain(str(Joined(planned, Message("Erase it?")))), default=False, abort=True)


def confirm_restoring(planned: Message) -> None:
    """Ask whether to replace the ledger by what is planned. Raises Abort unless the answer is yes."""
    click.confirm(plain(str(Joined(planned, Message("Restore it?")))), default=False, abort=True)


def _prompt_until_valid(question: Message, parse: Callable[[str], Any]) -> Any:
    while True:
        try:
            return parse(click.prompt(plain(str(question)), type=str))
        except TrackerError as error:
            say(error.message, err=True)
