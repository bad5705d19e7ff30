"""undo: the last command is taken back as a whole."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import islice
from typing import Any

import click

from tracker.cli.base import TrackerCommand, the_app
from tracker.cli.options import keyed_options
from tracker.cli.output import answering, at_terminal, say, say_json
from tracker.cli.prompts import confirm_all
from tracker.cli.types import COMMAND
from tracker.languages import worded
from tracker.ledger import undo as ledger
from tracker.messages import Message, Plural
from tracker.model.entries import Particulars

_LINES = 20
"""How many places, print runs and requests are named one by one."""


@click.command(cls=TrackerCommand)
@click.option("--command", "number", type=COMMAND, help="That command instead, whoever's it is.")
@click.option("-y", "--yes", is_flag=True, help="Do not ask first.")
@keyed_options
@click.pass_context
def undo(context: click.Context, number: int | None, yes: bool, particulars: Particulars, as_json: bool) -> None:
    """Take back your last command, or another one.

    What it added is voided, what it voided is recorded again, what it closed is reopened, what it
    withdrew is reinstated, and its requests are cancelled. Given twice, it goes one further back. On a
    terminal it shows first what it would do, and asks.
    """
    path = the_app(context).path
    if at_terminal() and not (yes or particulars.dry_run):
        plan = ledger.undo(path, number, replace(particulars, dry_run=True))
        confirm_all((*_lines(plan), *plan.messages[1:], *plan.doubts), Message("Undo it?"))
        number, yes = (number if particulars.key else plan.undone.number), True
    made = ledger.undo(path, number, particulars, confirmed=yes)
    with answering(_headline(made)):
        if as_json:
            say_json(_fields(made))
        else:
            for line in (*_lines(made), *made.messages, *(made.doubts if made.command is None else ())):
                say(line)


def _headline(made: ledger.Undo) -> Message:
    named = {"undone": made.undone.number, "name": made.undone.name, "clerk": made.undone.clerk}
    if made.command is None:
        return Message("Would undo command {undone} ({name}) of {clerk}.", **named)
    return Message("Command {command} undid command {undone} ({name}) of {clerk}.", command=made.command, **named)


_UNDONE = {
    (True, False): Message("  entry {number} of {date} ({type}, {place}, {copies}) is voided"),
    (False, False): Message("  entry {number} of {date} ({type}, {place}) is voided"),
    (True, True): Message("  entry {number} of {date} ({type}, {place}, {copies}) is recorded again as entry {again}"),
    (False, True): Message("  entry {number} of {date} ({type}, {place}) is recorded again as entry {again}"),
}
"""What becomes of an entry: by whether it moved copies, as a count need not, and whether it is recorded again."""


def _lines(made: ledger.Undo) -> Iterator[Message]:
    yield _headline(made)
    for entry in made.first:
        template = _UNDONE[entry.copies > 0, entry.again is not None]
        yield template.given(**entry._asdict() | {"type": worded("type", entry.type)})
    more = len(made.numbers.voided) + len(made.numbers.recorded) - len(made.first)
    if more > 0:
        yield Plural("  … and {count} more entry", "  … and {count} more entries", count=more)
    for fact in islice(made.facts, _LINES):
        yield _TURNED[fact.what, fact.status].given(code=fact.code, day=fact.date)
    if len(made.facts) > _LINES:
        yield Message("  …")


def _fields(made: ledger.Undo) -> dict[str, Any]:
    return {
        "command": made.command,
        "recorded_at": made.recorded_at,
        "recorded_by": made.clerk,
        "undone": made.undone.number,
        "name": made.undone.name,
        "voided": list(made.numbers.voided),
        "recorded": [{"entry": again, "restores": entry} for entry, again in made.numbers.recorded.items()],
        "places": list(_facts(made, "place")),
        "runs": list(_facts(made, "run")),
        "requests": list(_facts(made, "request")),
        "messages": list(map(str, made.messages)),
    }


def _facts(made: ledger.Undo, what: str) -> Iterator[dict[str, Any]]:
    for fact in made.facts:
        if fact.what == what:
            yield {what: fact.code, "status": fact.status, "date": fact.date}


_TURNED = {
    ("place", "closed"): Message("  {code} is closed from {day} on"),
    ("place", "open"): Message("  {code} is reopened from {day} on"),
    ("run", "withdrawn"): Message("  {code} is withdrawn from {day} on"),
    ("run", "active"): Message("  {code} is reinstated from {day} on"),
    ("request", "cancelled"): Message("  request {code} is cancelled from {day} on"),
    ("request", "open"): Message("  request {code} is open again from {day} on"),
}
