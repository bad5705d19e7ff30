"""backup: a copy of the ledger, made while others write to it."""

from pathlib import Path

import click

from tracker.cli.base import TrackerCommand, the_app
from tracker.cli.options import format_option
from tracker.cli.output import answering, say, say_json
from tracker.errors import WrongUsage
from tracker.ledger.backups import Backup, back_up, back_up_into


@click.command(cls=TrackerCommand)
@click.argument("file", type=click.Path(path_type=Path), required=False)
@click.option("--to", "folder", metavar="DIR", type=click.Path(path_type=Path), help="A folder for dated backups.")
@click.option("--keep", type=click.IntRange(min=1), help="With --to: remove all but the last N.")
@format_option
@click.pass_context
def backup(context: click.Context, file: Path | None, folder: Path | None, keep: int | None, as_json: bool) -> None:
    """Copy the ledger to a new file, and prove the copy.

    Clerks may go on logging meanwhile. FILE must not be there yet. --to DIR names the copy by the
    ledger and the UTC time, for a nightly job.
    """
    if (file is None) == (folder is None):
        raise WrongUsage("Name a new file for the backup, or --to with a folder for dated ones.")
    if keep is not None and folder is None:
        raise WrongUsage("--keep is for dated backups, in a folder named by --to.")
    app = the_app(context)
    if folder is not None:
        _say(back_up_into(app.path, folder, keep, app.clerk), as_json)
    elif file is not None:
        _say(back_up(app.path, file, app.clerk), as_json)


def _say(made: Backup, as_json: bool) -> None:
    with answering(f"The backup {made.file} was made"):
        _answer(made, as_json)


def _answer(made: Backup, as_json: bool) -> None:
    if as_json:
        removed = [str(file) for file in made.removed]
        said = {"file": str(made.file), "bytes": made.size, "entries": made.entries, "movements": made.movements}
        say_json({**said, "removed": removed})
        return
    say(f"Backed up to {made.file}: {made.entries} entries, {made.movements} movements, no discrepancy.")
    for file in made.removed:
        say(f"Removed {file}.")
    if not made.noted:
        say("The ledger cannot be written to, so 'tracker info' will not tell of this backup.")
