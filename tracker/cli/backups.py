"""init, backup, restore, check and info: the ledger as a file."""

from pathlib import Path
from typing import Any

import click

from tracker.cli.app import settings_files
from tracker.cli.base import TrackerCommand, the_app
from tracker.cli.first_steps import say_next
from tracker.cli.options import format_option
from tracker.cli.output import answering, at_terminal, say, say_json, tell_terminal
from tracker.cli.page_files import PageForm, page_options
from tracker.cli.prompts import confirm_restoring
from tracker.cli.types import CODE, COUNTRY, STORE_NAME
from tracker.errors import Discrepancies, Unconfirmed, Unusable, WrongUsage
from tracker.languages import spoken
from tracker.ledger.backups import Backup, Present, Restoration, back_up, back_up_into
from tracker.ledger.backups import restore as restore_backup
from tracker.messages import Joined, Message, Plural, both
from tracker.model.catalogue import STORE
from tracker.reports.database import log_of


@click.command(cls=TrackerCommand)
@click.argument("file", type=click.Path(path_type=Path), required=False)
@click.option("--to", "folder", metavar="DIR", type=click.Path(path_type=Path), help="Folder for dated backups.")
@click.option("--keep", type=click.IntRange(min=1), help="With --to: keep only the last N backups.")
@format_option
def backup(file: Path | None, folder: Path | None, keep: int | None, as_json: bool) -> None:
    """Copy the ledger to a new file, and verify the copy.

    Others can keep logging. FILE must not exist yet. --to DIR names the copy after the ledger and
    the UTC time, for a nightly job.
    """
    if (file is None) == (folder is None):
        raise WrongUsage("Name a new file for the backup, or use --to DIR for dated backups.")
    if keep is not None and folder is None:
        raise WrongUsage("--keep applies only to dated backups; name their folder with --to.")
    app = the_app()
    if folder is not None:
        _report(back_up_into(app.path, folder, keep, app.clerk, tell_terminal), as_json)
    elif file is not None:
        _report(back_up(app.path, file, app.clerk, tell_terminal), as_json)


def _report(backup: Backup, as_json: bool) -> None:
    with answering(Message("The backup {file} was created.", file=backup.file), made=True):
        _say_backup(backup, as_json)


def _say_backup(backup: Backup, as_json: bool) -> None:
    if as_json:
        removed = [str(file) for file in backup.removed]
        facts = {
            "file": str(backup.file),
            "bytes": backup.size,
            "entries": backup.entries,
            "movements": backup.movements,
        }
        say_json({**facts, "removed": removed, "lost": [str(file) for file in backup.lost]})
        return
    say(
        Message(
            "Backed up to {file}: {entries}, {movements}, no discrepancies.",
            file=backup.file,
            entries=Plural("{count} entry", "{count} entries", count=backup.entries),
            movements=Plural("{count} movement", "{count} movements", count=backup.movements),
        )
    )
    for file in backup.removed:
        say(Message("Removed {file}.", file=file))
    if backup.lost:
        kept = Plural(
            "{files} has commands that the ledger has lost, and is kept; look at it with --db before you remove it.",
            "{files} have commands that the ledger has lost, and are kept; look at them with --db before you "
            "remove them.",
        )
        say(kept.given(count=len(backup.lost), files=", ".join(map(str, backup.lost))))
    if not backup.noted:
        say(Message("The ledger cannot be written to, so 'tracker info' will not show this backup."))


# restore: a backup takes the place of the ledger, which is kept beside.


@click.command(cls=TrackerCommand)
@click.argument("backup", type=click.Path(path_type=Path))
@click.option("-y", "--yes", is_flag=True, help="Do not ask for confirmation.")
@format_option
def restore(backup: Path, yes: bool, as_json: bool) -> None:
    """Replace the ledger with a backup, keeping the present file.

    Verifies the backup first, as 'tracker check' does. On a terminal it shows what would be lost, and
    asks. It also works if the ledger is missing or damaged, and while others wait to log.
    """

    def confirm(planned: Restoration) -> bool:
        if yes:
            return False
        plan = Joined(_PLANNED.given(**_fields(planned)), *_replaced(planned.present, _WOULD_BE))
        if not at_terminal():
            raise Unconfirmed.of(Joined(plan, Message("Nothing was changed; to restore it, add --yes.")))
        confirm_restoring(plan)
        return True

    path = the_app().path
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
            say(Message("The previous file is kept as {kept}.", kept=made.kept))


_PLANNED = Message(
    "{backup} would restore {ledger} to command {number} ({name}, {moment}): {entries}, {movements}, no discrepancies."
)
_DONE = Message(
    "Restored {ledger} from {backup}, to command {number} ({name}, {moment}): {entries}, {movements}, no discrepancies."
)
_WOULD_BE = {
    "nothing": Message("No later commands."),
    "missing": Message("There is no ledger now."),
    "since": Message(
        "This would be lost: {commands} with {entries}, by {clerks}; the last is command {number} ({name}, {moment})."
    ),
    "other": Message(
        "That file is another ledger and would be replaced: {commands} with {entries}, by {clerks}; the last "
        "is command {number} ({name}, {moment})."
    ),
    "unreadable": Message("It is unknown what would be lost: {reason}"),
}
_WAS = {
    "since": Message(
        "This was lost: {commands} with {entries}, by {clerks}; the last was command {number} ({name}, {moment})."
    ),
    "other": Message(
        "Another ledger was there: {commands} with {entries}, by {clerks}; the last was command {number} "
        "({name}, {moment})."
    ),
    "unreadable": Message("The file could not be read, so later commands are unknown."),
    "foreign": Message("The file had a changed {kind} ({name}), so later commands are unknown."),
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
    "This file is a copy of the ledger at {url}. To catch up, run 'tracker sync'; if it is another "
    "office's copy, run 'tracker join URL' with your address."
)
_LEFT = Message(
    "The ledger was a copy of {url}; the backup is a separate file. To rejoin, move it aside and run "
    "'tracker join {url}'."
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


# init, check and info: the database as a file.


@click.command(cls=TrackerCommand)
@click.option("--store", type=CODE, default="store", help="The first store's code [default: store].")
@click.option("--store-name", type=STORE_NAME, default="Store", help="Name [default: Store].")
@click.option("--country", type=COUNTRY, default="LV", help="Country, a name or ISO 3166 code [default: LV].")
@format_option
def init(store: str, store_name: str, country: str, as_json: bool) -> None:
    """Create the database and its first store.

    New print runs go to that store and shipments leave from it, unless you name another store.
    """
    from tracker.ledger.backups import create_database
    from tracker.ledger.places import NewPlace

    path = the_app().path
    create_database(path, NewPlace(store, store_name, STORE, country), the_app().clerk)
    with answering(Message("{file} was created.", file=path)):
        if as_json:
            say_json({"database": str(path), "store": store})
            return
        say(Message("Created {file} with the store {store}.", file=path, store=store))
        for message in the_app().other_ledgers():
            say(message)
    say_next(path, "init")


@click.command(cls=TrackerCommand)
@page_options
@click.option("--whole", is_flag=True, help="For a shared ledger: replay its log and compare every row.")
def check(form: PageForm, whole: bool) -> None:
    """Verify that every copy is accounted for and the file is intact.

    Replays all movements: every copy is somewhere, stock never goes below zero, and balances are the sums
    of the movements. Also runs SQLite's integrity check. Lists every discrepancy; the exit code is then 1.
    """
    from tracker.reports import database as reports

    path = the_app().path
    discrepancies, totals, log = reports.check(path, tell_terminal)
    unasked = None
    if log is not None:
        try:
            discrepancies += _against_log(path, whole=whole)
        except Unusable as error:  # which says nothing against the file
            unasked = error
    if form.is_page:
        from tracker.page.standalone import of_check

        form.write(of_check(path, discrepancies, totals), "tracker check")
    else:
        with form.printing():
            _say_check(discrepancies, totals, as_json=form.name == "json")
    if unasked is not None:
        say(Message("The file was not compared with the log."), err=True)
        if not discrepancies:
            raise unasked
        say(unasked.message, err=True)
    if discrepancies:
        raise Discrepancies.of(
            Plural("{count} discrepancy found.", "{count} discrepancies found.", count=len(discrepancies))
        )


def _say_check(discrepancies: list[Message], totals: dict[str, int], *, as_json: bool) -> None:
    if as_json:
        say_json({**totals, "discrepancies": list(map(str, discrepancies))})
        return
    for discrepancy in discrepancies:
        say(discrepancy)
    if not discrepancies:
        say(
            Message(
                "OK: {entries}, {movements}, no discrepancies.",
                entries=Plural("{count} entry", "{count} entries", count=totals["entries"]),
                movements=Plural("{count} movement", "{count} movements", count=totals["movements"]),
            )
        )


def _against_log(path: Path, *, whole: bool) -> list[Message]:
    """Return how the copy of a shared ledger differs from its log, and report how far each office has come."""
    from tracker.offices import joining  # only a shared ledger needs it

    found = joining.against_log(path, tell_terminal, whole=whole)
    for behind in joining.offices_behind(path):
        say(behind, err=True)
    return found


@click.command(cls=TrackerCommand)
@format_option
def info(as_json: bool) -> None:
    """Show information about the program and the database.

    The versions, paths and settings come first; they are shown without a ledger, too.
    """
    from tracker.render.overview import write_record
    from tracker.reports import database as reports

    app = the_app()
    facts = reports.about_program() | {
        "database": str(app.path),
        "settings": ", ".join(map(str, settings_files(app.db_option))) or None,
        "clerk": app.clerk,
        "language": spoken.code,
    }
    if not (as_json or app.path.exists()):
        write_record(list(facts.items()))
    facts |= reports.info(app.path)
    if as_json:
        say_json(facts)
    else:
        write_record(list(facts.items()))
