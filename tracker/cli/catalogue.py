"""How commands that change something, and make no entry, ask the ledger and answer: with a key, or as a dry run."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

import click
from click.core import ParameterSource

from tracker.cli.base import the_app
from tracker.cli.output import answering, say, say_json
from tracker.cli.prompts import confirmed
from tracker.languages import worded
from tracker.ledger.catalogue import AskedChange, MadeChange, make
from tracker.ledger.commands import Command
from tracker.messages import Message

if TYPE_CHECKING:
    from tracker.model.entries import Particulars
    from tracker.model.table import Column, Row
    from tracker.reports.queries import Database

Result = TypeVar("Result")
Answer = TypeVar("Answer")

_HOW = {"key", "dry_run", "format_", "yes", "db", "clerk", "lang"}
"""Options that say how something is asked, and not what."""


def change(
    particulars: Particulars,
    act: Callable[[Command], Result],
    told: Callable[[Database, int, Result | None], Answer | None],
) -> MadeChange[Answer]:
    """Have the ledger record what `act` adds to it, as what the command line asks for; see `make`."""
    context = click.get_current_context()
    name = context.command_path.partition(" ")[2]
    app = the_app(context)
    made = confirmed(lambda how: make(app.path, AskedChange(name, _given(context), how), act, told), particulars)
    app.is_doubtful = made.is_doubtful
    return made


def _given(context: click.Context) -> dict[str, Any]:
    """Return what was given on the command line, as it is understood; defaults are no part of it."""
    given = {}
    for name, value in context.params.items():
        if name not in _HOW and context.get_parameter_source(name) is ParameterSource.COMMANDLINE:
            given[name] = str(value).lower() if isinstance(value, bool) else value
    return given


class Sentences(NamedTuple):
    """What is said of a change that was made, and of one that would be; their fields are the columns of its row."""

    done: Message
    planned: Message
    unanswered: Message | None = None
    """What is said of what was made when nothing can follow it; None where `done` announces nothing."""


def say_change(made: MadeChange[Row], columns: Sequence[Column], sentences: Sentences, *, as_json: bool) -> None:
    """Print what was made, or would be: its row as an object, or a sentence."""
    names = [column.name for column in columns]
    fields = None if made.answer is None else dict(zip(names, made.answer, strict=True))
    say_made(made, fields, sentences, as_json=as_json)


def say_made(
    made: MadeChange[Any],
    fields: Mapping[str, Any] | None,
    sentences: Sentences,
    *,
    as_json: bool,
    before: Callable[[], None] | None = None,
    after: Callable[[], None] | None = None,
) -> None:
    """Print what was made, or would be: its fields as an object, or a sentence filled in with them.

    `before` and `after` print what else is said in words, before and after the sentence.
    """
    with answering(_done(made, fields, sentences)):
        if as_json:
            about = {"command": made.command, "messages": list(map(str, made.messages))}
            say_json({**(fields or {}), **about})
            return
        if fields is not None and (made.is_planned or made.command is not None):
            if before is not None:
                before()
            say((sentences.planned if made.is_planned else sentences.done).given(**_words(fields)))
            if after is not None:
                after()
        for message in made.messages:
            say(message)


def _done(made: MadeChange[Any], fields: Mapping[str, Any] | None, sentences: Sentences) -> Message:
    if made.command is None:
        return Message("Nothing was recorded.")
    if fields is None:
        return Message("Command {command} was recorded before.", command=made.command)
    return (sentences.unanswered or sentences.done).given(**_words(fields))


def _words(fields: Mapping[str, Any]) -> dict[str, Any]:
    return {name: worded(name, value) for name, value in fields.items()}
