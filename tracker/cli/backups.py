"""init, backup, restore, check and info: the ledger as a file."""

from collections.abc import Iterator
from pathlib import Path

import click

from tracker.cli.app import settings_files
from tracker.cli.base import TrackerCommand, the_app
from tracker.cli.options import format_option
from tracker.cli.output import answer, at_terminal, say, say_json
from tracker.cli.page_files import page_options, printing, write_page
from tracker.cli.prompts import confirm_replacing
from tracker.cli.types import CODE, COUNTRY, STORE_NAME
from tracker.errors import Discrepancies, Unusable, WrongUsage
from tracker.languages import spoken
from tracker.ledger.backups import Backup, Restoration, back_up, back_up_into
from tracker.ledger.backups import restore as restore_backup
from tracker.messages import Joined, Message, Plural
from tracker.model.catalogue import STORE
from tracker.render.formats import Writer
from tracker.reports.database import log_of


@click.command(cls=TrackerCommand)
@click.argument("file", type=click.Path(path_type=Path), required=False)
@click.option("--to", "folder", metavar="DIR", type=click.Path(path_type=Path), help="Folder for dated backups.")
@click.option("--keep", type=click.IntRange(min=1), help="With --to: keep only the last N backups.")
@format_option
def backup(file: Path | None, folder: Path | None, keep: int | None, as_json: bool) -> None:
    """Copy the ledger to a new file and verify the copy.

    Other clerks can keep logging. FILE must not exist yet. --to DIR names the copy after the ledger and
    the UTC time, for a nightly job.
    """
    if (file is None) == (folder is None):
        raise WrongUsage("Specify a new file for the backup, or use --to DIR for dated backups.")
    if keep is not None and folder is None:
        raise WrongUsage("--keep applies only to dated backups; specify their folder with --to.")
    app = the_app()
    if folder is not None:
        made = back_up_into(app.path, folder, keep, app.clerk)
    else:
        made = back_up(app.path, file or Path(), app.clerk)
    facts = {"bytes" if name == "size" else name: value for name, value in made._asdict().items() if name != "noted"}
    done = Message("The backup {file} was created.", file=made.file)
    answer(done, facts if as_json else None, _backup_lines(made), made=True)


def _backup_lines(backup: Backup) -> Iterator[Message]:
    whole = Message("Backed up to {file}: {entries}, {movements}, no discrepancies.", file=backup.file)
    yield whole.given(**_extent(backup.entries, backup.movements))
    for file in backup.removed:
        yield Message("Removed {file}.", file=file)
    if not backup.noted:
        yield Message("The ledger cannot be written to, so 'tracker info' will not show this backup.")


def _extent(entries: int, movements: int) -> dict[str, object]:
    return {
        "entries": Plural("{count} entry", "{count} entries", count=entries),
        "movements": Plural("{count} movement", "{count} movements", count=movements),
    }


# restore: a backup replaces the ledger, which is kept next to it.


@click.command(cls=TrackerCommand)
@click.argument("backup", type=click.Path(path_type=Path))
@click.option("-y", "--yes", is_flag=True, help="Do not ask for confirmation.")
@format_option
def restore(backup: Path, yes: bool, as_json: bool) -> None:
    """Replace the ledger with a backup; the current file is kept under another name.

    Verifies the backup first, as 'tracker check' does. In a terminal, shows the last command of both files
    and asks for confirmation. Works even if the ledger is missing or damaged, or others are waiting to record
    entries.
    """

    def confirm(planned: Restoration) -> bool:
        plan = Joined(_PLANNED.given(**_fields(planned)), *_last_command(planned, Message("the current file")))
        confirm_replacing(plan, Message("Restore it?"), yes=yes)
        return not yes

    path = the_app().path
    log = log_of(path)
    made = restore_backup(path, backup, confirm)
    further = [*_last_command(made, Message("the replaced file"))]
    if (now := log_of(path)) is not None:
        further.append(_CATCHES_UP.given(url=now))
    elif log is not None:
        further.append(_LEFT.given(url=log))
    further += made.messages
    done, replaced = _DONE.given(**_fields(made)), made.replaced
    fields = {
        "ledger": made.ledger,
        "backup": made.backup,
        "entries": made.entries,
        "movements": made.movements,
        "command": made.last.number,
        "recorded_at": made.last.moment,
        "kept": made.kept,
        "replaced": None
        if replaced is None or isinstance(replaced, Message)
        else {"command": replaced.number, "recorded_at": replaced.moment},
        "messages": further,
    }
    kept = [] if made.kept is None else [Message("The previous file is kept as {kept}.", kept=made.kept)]
    answer(done, fields if as_json else None, (done, *further, *kept))


_PLANNED = Message(
    "{backup} would restore {ledger} to command {number} ({name}, {moment}): {entries}, {movements}, no discrepancies."
)
_DONE = Message(
    "Restored {ledger} from {backup}, to command {number} ({name}, {moment}): {entries}, {movements}, no discrepancies."
)


def _fields(made: Restoration) -> dict[str, object]:
    return {
        "ledger": made.ledger,
        "backup": made.backup,
        **_extent(made.entries, made.movements),
        **made.last._asdict(),
    }


def _last_command(made: Restoration, file: Message) -> Iterator[Message]:
    if isinstance(made.replaced, Message):
        yield Message("The last command of {file} is unknown: {reason}", file=file, reason=made.replaced)
    elif made.replaced is not None:
        last = Message("The last command of {file} is {number} ({name}, {moment}).", file=file)
        yield last.given(**made.replaced._asdict())


_CATCHES_UP = Message(
    "This file is a copy of the ledger at {url}. To update it, run 'tracker sync'. If it is another office's copy, "
    "run 'tracker join URL' with your office's own URL."
)
_LEFT = Message(
    "The ledger was a copy of {url}; the backup is a separate file. To rejoin, move it aside and run "
    "'tracker join {url}'."
)


# init, check and info: the database as a file.


@click.command(cls=TrackerCommand)
@click.option("--store", type=CODE, default="store", help="Code of the first store [default: store].")
@click.option("--store-name", type=STORE_NAME, default="Store", help="Name [default: Store].")
@click.option("--country", type=COUNTRY, default="LV", help="Country name or ISO 3166 code [default: LV].")
@format_option
def init(store: str, store_name: str, country: str, as_json: bool) -> None:
    """Create the database and its first store.

    New print runs go to that store and shipments leave from it, unless you name another store.
    """
    from tracker.ledger.backups import create_database
    from tracker.ledger.places import NewPlace

    path = the_app().path
    create_database(path, NewPlace(store, store_name, STORE, country), the_app().clerk)
    fields = {"database": path, "store": store}
    created = Message("Created {file} with the store {store}.", file=path, store=store)
    done = Message("{file} was created.", file=path)
    answer(done, fields if as_json else None, (created, *the_app().other_ledgers()))
    if not as_json and at_terminal():
        say(Message("To begin, read 'tracker help begin'."))


@click.command(cls=TrackerCommand)
@page_options
@click.option("--whole", is_flag=True, help="For a shared ledger: replay its log and compare every row.")
def check(writer: Writer, whole: bool) -> None:
    """Verify that every copy is accounted for and that the file is intact.

    Replays all movements and checks that every copy is somewhere, that stock never goes below zero and
    that balances match the movements. Also runs SQLite's integrity check. Lists every discrepancy and, if
    there are any, exits with code 1.
    """
    from tracker.reports import database as reports

    path = the_app().path
    discrepancies, totals, log = reports.check(path)
    unasked = None
    if log is not None:
        from tracker.offices import joining  # needed only for shared ledgers

        try:
            discrepancies += joining.against_log(path, whole=whole)
        except Unusable as error:  # says nothing about the file
            unasked = error
    if not write_page(writer, "tracker check", lambda pages: pages.standalone_check(path, discrepancies, totals)):
        whole_ledger = Message("OK: {entries}, {movements}, no discrepancies.")
        with printing(writer.path):
            if writer.format == "json":
                say_json({**totals, "discrepancies": discrepancies})
            else:
                for message in discrepancies or [whole_ledger.given(**_extent(**totals))]:
                    say(message)
    if unasked is not None:
        say(Message("The file was not compared with the log."), err=True)
        if not discrepancies:
            raise unasked
        say(unasked.message, err=True)
    if discrepancies:
        found = Plural("{count} discrepancy found.", "{count} discrepancies found.", count=len(discrepancies))
        raise Discrepancies.from_message(found)


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
