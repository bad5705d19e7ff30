"""backup: a copy of the ledger, made while others write to it."""

from pathlib import Path

import click

from tracker.cli.base import TrackerCommand, the_app
from tracker.cli.options import format_option
from tracker.cli.output import answering, say, say_json, tell_terminal
from tracker.errors import WrongUsage
from tracker.ledger.backups import Backup, back_up, back_up_into
from tracker.messages import Message, Plural


@click.command(cls=TrackerCommand)
@click.argument("file", type=click.Path(path_type=Path), required=False)
@click.option("--to", "folder", metavar="DIR", type=click.Path(path_type=Path), help="Folder for dated backups.")
@click.option("--keep", type=click.IntRange(min=1), help="With --to: keep only the last N backups.")
@format_option
@click.pass_context
def backup(context: click.Context, file: Path | None, folder: Path | None, keep: int | None, as_json: bool) -> None:
    """Copy the ledger to a new file, and verify the copy.

    Others can keep logging meanwhile. FILE must not exist yet. --to DIR names the copy after the
    ledger and the UTC time, for a nightly job.
    """
    if (file is None) == (folder is None):
        raise WrongUsage("Name a new file for the backup, or use --to with a folder for dated backups.")
    if keep is not None and folder is None:
        raise WrongUsage("--keep applies only to dated backups; name their folder with --to.")
    app = the_app(context)
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
            "{files} holds commands that the ledger has lost, and is kept; see it with --db before you remove it.",
            "{files} hold commands that the ledger has lost, and are kept; see them with --db before you remove them.",
        )
        say(kept.given(count=len(backup.lost), files=", ".join(map(str, backup.lost))))
    if not backup.noted:
        say(Message("The ledger cannot be written to, so 'tracker info' will not show this backup."))
