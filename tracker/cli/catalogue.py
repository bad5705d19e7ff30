"""Run and report commands that change the catalogue, without an entry: with a key, or as a dry run."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import wraps
from typing import TYPE_CHECKING, Any, TypeVar

import click

from tracker.cli.base import the_app
from tracker.cli.options import changing_options, given_values, is_given
from tracker.cli.output import answering, say, say_json, say_text
from tracker.cli.prompts import record_confirmed
from tracker.languages import worded
from tracker.ledger.catalogue import MadeChange, make
from tracker.ledger.commands import Command
from tracker.messages import Message
from tracker.render.formats import Writer
from tracker.reports.lists import record

if TYPE_CHECKING:
    from tracker.model.entries import Particulars
    from tracker.model.table import Table
    from tracker.reports.queries import Database

Result = TypeVar("Result")
Answer = TypeVar("Answer")

_HOW = {"key", "dry_run", "format_", "yes", "db", "clerk", "lang"}
"""Options that affect the way of recording and not its content."""


def change(
    particulars: Particulars,
    act: Callable[[Command], Result],
    read_answer: Callable[[Database, int, Result | None], Answer | None],
) -> MadeChange[Answer]:
    """Have the ledger record the changes of `act`, requested by the command line; see `make`."""
    context, app = click.get_current_context(), the_app()
    name = context.command_path.partition(" ")[2]
    given = {
        name: str(value).lower() if isinstance(value, bool) else value
        for name, value in context.params.items()
        if name not in _HOW and is_given(name)  # defaults are not part of the request
    }
    made = record_confirmed(lambda particulars: make(app.path, name, given, particulars, act, read_answer), particulars)
    app.is_doubtful = made.is_doubtful
    return made


def coded(table: str, done: Message) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """Return a decorator for a command that changes a row of a table in `reports.catalogue.COLUMNS`.

    It adds `changing_options`, calls `act` with the running command and the parameters, the code first, and prints the
    changed row; after a removal, the old row. `edit` gets the given options as `changes`.
    """

    def decorate(act: Callable[..., None]) -> Callable[..., None]:
        name = act.__name__.rstrip("_")
        is_gone = name in ("remove", "cancel", "ungrant")

        @changing_options
        @wraps(act)
        def command(particulars: Particulars, as_json: bool, **values: Any) -> None:
            code = values.pop(str(click.get_current_context().command.params[0].name))
            given = {"changes": given_values(**values)} if name == "edit" else values

            def carry_out(running: Command) -> dict[str, Any] | None:
                row = record(running.database, table, code) if is_gone else None
                act(running, code, **given)
                return row

            made = change(
                particulars, carry_out, lambda database, _, row: row if is_gone else record(database, table, code)
            )
            say_made(made, made.answer, done, as_json=as_json)

        return command

    return decorate


def say_made(
    made: MadeChange[Any],
    fields: Mapping[str, Any] | None,
    done: Message,
    *,
    as_json: bool,
    before: Iterable[Message] = (),
    below: Table | None = None,
) -> None:
    """Print the change that was made, or would be: its fields as an object, or the message `done` with them.

    `before` is printed before the message, and the table `below`, of places to notify, after it.
    """
    words = {name: worded(name, value) for name, value in (fields or {}).items()}
    done = done.given(**words | done.fields)
    recorded = done if made.command is not None else Message("Nothing was recorded.")
    if made.command is not None and fields is None:
        recorded = Message("Command {command} was already recorded.", command=made.command)
    with answering(recorded):
        if as_json:
            say_json({**(fields or {}), "command": made.command, "messages": made.messages})
            return
        if fields is not None and (made.is_planned or made.command is not None):
            for message in before:
                say(message)
            say(made.report(done))
            if below is not None:
                say(Message("Places to notify:"))
                say_text()
                Writer().write(below)
        for message in made.messages:
            say(message)
