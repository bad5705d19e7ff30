"""void and undo: reverse entries, or a command."""

from __future__ import annotations

from typing import Any

import click

from tracker.cli.base import LoggingCommand, TrackerCommand, can_ask, the_app
from tracker.cli.entries import entry_object, in_all, say_entry
from tracker.cli.options import keyed_options, spread
from tracker.cli.output import answer, answering, at_terminal, say_objects
from tracker.cli.prompts import confirm_all, must_have, record_confirmed
from tracker.cli.types import COMMAND, ENTRIES, NOTE, REASON
from tracker.errors import WrongUsage
from tracker.ledger import undo as undoing
from tracker.ledger import voids as ledger
from tracker.ledger.voids import Wrong
from tracker.messages import Joined, Message, Plural
from tracker.model.entries import EntryRange, Particulars
from tracker.model.quantities import numbered


@click.command(cls=LoggingCommand)
@click.argument("numbers", type=ENTRIES, nargs=-1, metavar="[ENTRY...]", callback=spread)
@click.option("--command", "number", type=COMMAND, help="Void all entries and requests of this command.")
@click.option("--reason", type=REASON, required=True, help="Reason for the void.")
@click.option("-n", "--note", type=NOTE, help="A free-text note.")
@click.option("-y", "--yes", is_flag=True, help="Also void entries of other clerks, and later receipts.")
@keyed_options
def void(
    numbers: tuple[EntryRange, ...],
    number: int | None,
    reason: str,
    note: str | None,
    yes: bool,
    particulars: Particulars,
    as_json: bool,
) -> None:
    """Void entries, each effective on its original date.

    Several at once, also written A..B, are checked together. Voiding a shipment also voids its receipts.
    Everything stays in the log. To correct an entry, run 'tracker fix'; to undo the last command, run
    'tracker undo'.
    """
    if number is None and can_ask():
        must_have(numbers=numbers)
    if bool(numbers) == (number is not None):
        raise WrongUsage("Specify the entries to void, such as 12 or 12..15, or use --command.")
    path, wrong, particulars = the_app().path, Wrong(numbers, number), particulars._replace(note=note)
    the_app().is_confirmed, with_voids = yes, as_json or wrong.is_one
    made = record_confirmed(
        lambda particulars: ledger.void(path, wrong, reason, particulars, with_voids=with_voids),
        particulars,
        Message("Void it anyway?"),
    )
    if wrong.is_one:
        (entry,) = made.voids
        say_entry(entry._replace(messages=made.messages), as_json=as_json)
        return
    if not as_json:
        answer(_headline(made), None, (_headline(made), *made.messages))
        return
    with answering(_headline(made)):  # the last void has the messages
        last = len(made.voids) - 1
        say_objects(
            entry_object(entry._replace(messages=made.messages) if at == last else entry)
            for at, entry in enumerate(made.voids)
        )


def _headline(made: ledger.Voiding) -> Message:
    if made.command is None:
        sentence = Plural("Would void {count} entry: {entries}.", "Would void {count} entries: {entries}.")
    else:
        sentence = Plural(
            "Command {command} voided {count} entry: {entries}.", "Command {command} voided {count} entries: {entries}."
        )
    done = sentence.given(command=made.command, count=len(made.voided), entries=numbered(made.voided) or "none")
    return Joined(done, in_all(made.copies)) if made.copies else done


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
        plan = undoing.undo(path, number, particulars._replace(dry_run=True))
        confirm_all((*undoing.lines(plan), *plan.messages[1:]), Message("Undo it?"))
        number, yes = (number if particulars.key else plan.undone.number), True
    made = undoing.undo(path, number, particulars._replace(confirmed=yes))
    answer(undoing.headline(made), _undo_object(made) if as_json else None, (*undoing.lines(made), *made.messages))


def _undo_object(made: undoing.Undo) -> dict[str, Any]:
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
