"""undo: reverse the last command."""

from __future__ import annotations

from typing import Any

import click

from tracker.cli.base import TrackerCommand, the_app
from tracker.cli.options import keyed_options
from tracker.cli.output import answer, at_terminal
from tracker.cli.prompts import confirm_all
from tracker.cli.types import COMMAND
from tracker.ledger import undo as ledger
from tracker.ledger.undo import headline, lines
from tracker.messages import Message
from tracker.model.entries import Particulars


@click.command(cls=TrackerCommand)
@click.option("--command", "number", type=COMMAND, help="Undo this command, whoever recorded it.")
@click.option("-y", "--yes", is_flag=True, help="Do not ask for confirmation.")
@keyed_options
def undo(number: int | None, yes: bool, particulars: Particulars, as_json: bool) -> None:
    """Undo your last command, or another one.

    Entries that it added are voided, and those that it voided are recorded again. Places that it closed are reopened,
    print runs that it withdrew are reinstated, and its requests are cancelled. Run it twice to go back two commands. In
    a terminal, shows what it would do and asks for confirmation.
    """
    path = the_app().path
    if at_terminal() and not (yes or particulars.dry_run):
        plan = ledger.undo(path, number, particulars._replace(dry_run=True))
        confirm_all((*lines(plan), *plan.messages[1:], *plan.doubts), Message("Undo it?"))
        number, yes = (number if particulars.key else plan.undone.number), True
    made = ledger.undo(path, number, particulars, confirmed=yes)
    messages = (*lines(made), *made.messages, *(made.doubts if made.command is None else ()))
    answer(headline(made), _fields(made) if as_json else None, messages)


def _fields(made: ledger.Undo) -> dict[str, Any]:
    def facts(what: str) -> list[dict[str, Any]]:
        return [{what: each.code, "status": each.status, "date": each.date} for each in made.facts if each.what == what]

    return {
        "command": made.command,
        "recorded_at": made.recorded_at,
        "recorded_by": made.clerk,
        "undone": made.undone.number,
        "name": made.undone.name,
        "voided": [entry.number for entry in made.entries if entry.again is None],
        "recorded": [
            {"entry": entry.again, "restores": entry.number} for entry in made.entries if entry.again is not None
        ],
        "places": facts("place"),
        "runs": facts("run"),
        "requests": facts("request"),
        "messages": made.messages,
    }
