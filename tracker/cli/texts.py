"""redact: permanently erase text."""

from __future__ import annotations

from typing import Any

import click

from tracker.cli.base import TrackerCommand, the_app
from tracker.cli.options import keyed_options
from tracker.cli.output import answer, at_terminal
from tracker.cli.prompts import confirm_all
from tracker.cli.types import ANSWER, COMMAND, ENTRY, REQUEST
from tracker.errors import Unusable, WrongUsage
from tracker.ledger import texts as ledger
from tracker.messages import Joined, Message, Plural
from tracker.model.entries import EntryName, Particulars
from tracker.reports.database import log_of


@click.command(cls=TrackerCommand)
@click.argument("numbers", type=ENTRY, nargs=-1, metavar="[ENTRY...]")
@click.option("--request", type=REQUEST, help="Redact the texts of this request and its cancellation.")
@click.option("--command", "number", type=COMMAND, help="Redact all texts of this command.")
@click.option("--answer", "replied", type=ANSWER, help="Delete the sender's name and the message of this answer.")
@click.option("--finish", is_flag=True, help="Remove traces that an earlier redaction left behind.")
@click.option("-y", "--yes", is_flag=True, help="Do not ask for confirmation.")
@keyed_options
def redact(
    numbers: tuple[EntryName, ...],
    request: int | None,
    number: int | None,
    replied: int | None,
    finish: bool,
    yes: bool,
    particulars: Particulars,
    as_json: bool,
) -> None:
    """Permanently redact the texts of entries: references, carriers, reasons, notes.

    Erases every version of the texts, including those in receipts and voids. Figures do not change, and 'tracker show'
    marks the texts as redacted. In a terminal, asks for confirmation.
    """
    path = the_app().path
    if [bool(numbers), request is not None, number is not None, replied is not None, finish].count(True) != 1:
        raise WrongUsage("Specify the entries to redact, or use --request, --command, --answer or --finish.")
    if replied is not None:
        from tracker.reports.answers import forget

        done = Message("The sender's name and the message of answer {answer} were deleted.", answer=replied)
        if particulars.dry_run:
            done = Message("The sender's name and the message of answer {answer} would be deleted.", answer=replied)
        elif at_terminal() and not yes:
            confirm_all([], Message("Delete the sender's name and the message of answer {answer}?", answer=replied))
        forget(path, replied, dry_run=particulars.dry_run)
        answer(done, {"answer": replied, "messages": [done]} if as_json else None, [done])
        return
    if finish:
        done = Message("No traces of redacted texts remained; nothing was changed.")
        if ledger.finish(path):
            done = Message("The file was rewritten; no traces of redacted texts remain.")
        answer(done, {"finished": True, "messages": [done]} if as_json else None, [done])
        return
    target = ledger.RedactionTarget(numbers, request, number)
    if at_terminal() and not (yes or particulars.dry_run):
        plan = Particulars(particulars.clerk, dry_run=True)
        confirm_all([_headline(ledger.redact(path, target, plan))], Message("Redact them?"))
    made = ledger.redact(path, target, particulars)
    if (log := log_of(path)) is not None:
        made = made._replace(messages=(*made.messages, _IN_THE_LOG.given(url=log)))
    done = Message("Nothing was recorded.")
    if made.command is not None:
        done = Message("The texts were redacted by command {command}.", command=made.command)
    if made.failure is not None:
        done = Joined(done, ledger.TRACES_REMAIN)
    answer(done, _redacted(made) if as_json else None, (_headline(made), *made.messages))
    if made.failure is not None:
        raise Unusable(
            "Command {command} redacted the texts, but traces may remain in the file: {reason} Remove them with "
            "'tracker redact --finish'.",
            command=made.command,
            reason=made.failure,
        )


_IN_THE_LOG = Message(
    "The texts are removed from other copies the next time they sync. To remove them from the log too, run 'tracker "
    "share URL --prune' in the office that shared the ledger."
)


def _headline(made: ledger.Redaction) -> Message:
    about = [
        template.given(number=each)
        for template, each in (
            *((Message("entry {number}"), entry) for entry in made.entries),
            *((Message("request {number}"), request) for request in made.requests),
            *((Message("print run {number}"), run) for run in made.runs),
            *((Message("command {number}"), command) for command in made.commands),
        )
    ]
    if made.command is None:
        sentence = Plural(
            "Would permanently redact {count} text: {about}.", "Would permanently redact {count} texts: {about}."
        )
    else:
        sentence = Plural(
            "Command {command} permanently redacted {count} text: {about}.",
            "Command {command} permanently redacted {count} texts: {about}.",
            command=made.command,
        )
    return sentence.given(count=made.texts, about=Joined(*about, separator=", "))


def _redacted(made: ledger.Redaction) -> dict[str, Any]:
    fields = {"recorded_by" if name == "clerk" else name: value for name, value in made._asdict().items()}
    return fields | {"finished": fields.pop("failure") is None and made.command is not None}
