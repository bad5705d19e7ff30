"""restore: a backup takes the place of the ledger, which is kept beside."""

from pathlib import Path
from typing import Any

import click

from tracker.cli.base import TrackerCommand, the_app
from tracker.cli.options import format_option
from tracker.cli.output import answering, at_terminal, say, say_json
from tracker.cli.prompts import confirm_restoring
from tracker.errors import Refused
from tracker.ledger.restoring import Present, Restoration
from tracker.ledger.restoring import restore as restore_backup
from tracker.messages import Joined, Message, Plural, both
from tracker.reports.database import log_of


@click.command(cls=TrackerCommand)
@click.argument("backup", type=click.Path(path_type=Path))
@click.option("-y", "--yes", is_flag=True, help="Do not ask first.")
@format_option
@click.pass_context
def restore(context: click.Context, backup: Path, yes: bool, as_json: bool) -> None:
    """Put a backup in the place of the ledger, which is kept beside.

    The backup is proven first, as 'tracker check' does. On a terminal it says what was recorded
    since and would be lost, and asks. It works also when the ledger is missing or damaged, and
    while others wait to log.
    """

    def confirm(planned: Restoration) -> bool:
        if yes:
            return False
        plan = Joined(_PLANNED.given(**_fields(planned)), *_replaced(planned.present, _WOULD_BE))
        if not at_terminal():
            raise Refused.of(Joined(plan, Message("Nothing was changed; to restore it, give --yes.")))
        confirm_restoring(plan)
        return True

    path = the_app(context).path
    log = log_of(path)
    made = restore_backup(path, backup, confirm)
    further = [*_of_the_log(log, log_of(path)), *made.messages]
    done = _DONE.given(**_fields(made))
    with answering(done):
        if as_json:
            say_json(_as_json(made, further))
            return
        for sentence in (done, *_replaced(made.present, _WAS), *further):
            say(sentence)
        if made.kept is not None:
            say(Message("The file as it was is kept as {kept}.", kept=made.kept))


_PLANNED = Message(
    "{backup} would put {ledger} back to command {number} ({name}) of {moment}: {entries}, {movements}, no "
    "discrepancies."
)
_DONE = Message(
    "Restored {ledger} from {backup}, to command {number} ({name}) of {moment}: {entries}, {movements}, no "
    "discrepancies."
)
_WOULD_BE = {
    "nothing": Message("Nothing was recorded since."),
    "missing": Message("There is no ledger there now."),
    "since": Message(
        "What was recorded since would be lost: {commands} with {entries}, by {clerks}, the last of them command "
        "{number} ({name}) of {moment}."
    ),
    "other": Message(
        "That file is another ledger, and would be replaced: {commands} with {entries}, by {clerks}, the last of them "
        "command {number} ({name}) of {moment}."
    ),
    "unreadable": Message("What would be lost is not known: {reason}"),
}
_WAS = {
    "since": Message(
        "What was recorded since is no longer in it: {commands} with {entries}, by {clerks}, the last of them command "
        "{number} ({name}) of {moment}."
    ),
    "other": Message(
        "Another ledger was there: {commands} with {entries}, by {clerks}, the last of them command {number} ({name}) "
        "of {moment}."
    ),
    "unreadable": Message("What was recorded since is not known: the file could not be read."),
    "foreign": Message(
        "What was recorded since is not known: the file held the {kind} {name}, which is not as tracker makes it."
    ),
}


def _fields(made: Restoration) -> dict[str, object]:
    return {
        "ledger": made.ledger,
        "backup": made.backup,
        "entries": Plural("{count} entry", "{count} entries", count=made.entries),
        "movements": Plural("{count} movement", "{count} movements", count=made.movements),
        **made.last._asdict(),
    }


def _replaced(present: Present, said: dict[str, Message]) -> list[Message]:
    """Return what is said of the file that is replaced, in the words for before or after."""
    fields: dict[str, object] = {"reason": present.unreadable}
    if present.unreadable is not None:
        what = "unreadable"
        if "foreign" in said and "kind" in present.unreadable.fields:  # it was read, and is refused for what is in it
            what, fields = "foreign", present.unreadable.fields
    elif present.lost is not None:
        what, lost = "other" if present.is_other else "since", present.lost
        fields = {
            "commands": Plural("{count} command", "{count} commands", count=lost.commands),
            "entries": Plural("{count} entry", "{count} entries", count=lost.entries),
            "clerks": both(lost.clerks),
            **lost.last._asdict(),
        }
    else:
        what = "nothing" if present.exists else "missing"
    return [said[what].given(**fields)] if what in said else []


def _of_the_log(before: str | None, now: str | None) -> list[Message]:
    """Return what is to be said when the ledger is, or was, a copy of that log."""
    if now is not None:
        return [_CATCHES_UP.given(url=now)]
    return [] if before is None else [_LEFT.given(url=before)]


_CATCHES_UP = Message(
    "It is a copy of the ledger at {url}: the next command, or 'tracker sync', catches up with it; of another "
    "office's, 'tracker join URL' with your own address makes it yours."
)
_LEFT = Message(
    "The ledger was a copy of the one at {url}, and the backup is not: it is a file of its own now; once it is "
    "put away, 'tracker join {url}' makes a copy again."
)


def _as_json(made: Restoration, further: list[Message]) -> dict[str, Any]:
    lost = made.present.lost
    return {
        "ledger": str(made.ledger),
        "backup": str(made.backup),
        "entries": made.entries,
        "movements": made.movements,
        "command": made.last.number,
        "recorded_at": made.last.moment,
        "kept": None if made.kept is None else str(made.kept),
        "lost": None
        if lost is None
        else {
            "commands": lost.commands,
            "entries": lost.entries,
            "clerks": lost.clerks,
            "command": lost.last.number,
            "recorded_at": lost.last.moment,
        },
        "messages": list(map(str, [*_replaced(made.present, _WAS), *further])),
    }
