"""The command line: a small module for each group of commands, which parse, call one function below, and print.

A command's module is imported only when the command is used, so the names and short help texts of
all commands are listed here; a test compares them with the commands themselves.
"""

import click

from tracker import __version__
from tracker.cli.base import LazyGroup, TrackerCommand

COMMANDS = {
    "access": ("serve:access", "Links for people who may open the page: add, list, revoke."),
    "backup": ("backups:backup", "Copy the ledger to a new file and verify the copy."),
    "booklet": ("booklets:booklet", "Booklets: add, list, edit, remove."),
    "check": ("backups:check", "Verify that every copy is accounted for and that the file is intact."),
    "clock": ("clock:clock", "Command times recorded with a wrong clock: fix."),
    "completion": ("completion:completion", "Print a shell completion script for commands and names."),
    "count": ("counts:count", "Log the copies counted at a place."),
    "demo": ("demo:demo", "Create a sample database and show its stock."),
    "due": ("overview:due", "List due tasks, each with the command that does it."),
    "export": ("exports:export", "Export a table, or all tables."),
    "find": ("log:find", "Search all records for a word or phrase."),
    "fix": ("fixes:fix", "Correct an entry: give the right values; the rest is kept."),
    "fund": ("funds:fund", "Funds and their grants: add, edit, remove, grant, ungrant, list."),
    "handout": ("departures:handout", "Log copies that a place handed out to the public."),
    "help": ("help:help_", "Explain a topic or a command, or list the topics."),
    "import": ("imports:import_", "Import a spreadsheet: csv, tsv, xlsx or ods."),
    "inbox": ("inbox:inbox", "Answers from places: list, add, accept, reject."),
    "info": ("backups:info", "Show information about the program and the database."),
    "init": ("backups:init", "Create the database and its first store."),
    "join": ("offices:join", "Make a local copy of a ledger that another office shares."),
    "kind": ("kinds:kind", "Kinds of place: add, list, edit, remove."),
    "leave": ("offices:leave", "Turn a copy of a shared ledger into an independent file."),
    "level": ("levels:level", "Levels (lowest and highest number of copies at a place): set, list, remove."),
    "log": ("log:log", "List every entry and movement as it was logged."),
    "move": ("departures:move", "Log copies moved from one place to another, neither of them a store."),
    "overview": ("overview:overview", "Show a manager's overview on one screen."),
    "paper": ("papers:paper", "Print papers for others as PDF."),
    "place": ("places:place", "Places: add, list, show, edit, close, reopen, remove."),
    "print": ("print_runs:print_", "Log a new print run."),
    "receive": ("shipments:receive", "Log the receipt of a shipment."),
    "redact": ("texts:redact", "Permanently redact the texts of entries: references, carriers, reasons, notes."),
    "region": ("kinds:region", "Regions and their numbers of inhabitants: set, list, remove."),
    "reinstate": ("print_runs:reinstate", "Allow a withdrawn print run to be shipped again."),
    "report": (
        "reports:report",
        "Reports: distribution, coverage, refill, evidence, funding, seminars, reach, notice, reprint, runout, value, "
        "grant.",
    ),
    "request": ("requests:request", "Requests from places: add, list, edit, cancel."),
    "restore": ("backups:restore", "Replace the ledger with a backup; the current file is kept under another name."),
    "return": ("departures:return_", "Log copies that a place sent back to a store."),
    "run": ("print_runs:run", "Print runs: list, show, edit."),
    "seminar": ("seminars:seminar", "Seminars, with their attendees and cost: add, edit, cancel, list."),
    "share": ("offices:share", "Publish the ledger's log for other offices."),
    "ship": ("shipments:ship", "Log a shipment to a place."),
    "serve": ("serve:serve", "Show the ledger in a browser until you press Ctrl-C."),
    "shipments": ("shipments:shipments", "List shipments and their status, one row per item."),
    "show": ("log:show", "Show one entry with its movements and the history of its texts."),
    "stock": ("stock:stock", "Show what is left and where it is."),
    "sync": ("offices:sync", "Catch up with what other offices recorded."),
    "trace": (
        "print_runs:trace",
        "List the places that received copies of a print run or item, and where the copies are now.",
    ),
    "undo": ("voids:undo", "Undo your last command, or another one."),
    "void": ("voids:void", "Void entries, each effective on its original date."),
    "why": ("stock:why", "Explain a stock figure by listing the entries that changed it."),
    "withdraw": ("print_runs:withdraw", "Withdraw a print run from shipping and print the recall list."),
    "writeoff": ("departures:writeoff", "Log copies lost at a place, with the reason."),
}


def _show_version(context: click.Context, _parameter: click.Parameter, is_asked: bool) -> None:
    """Print the version. `click.version_option` is not used: its help makes gettext load the system locales."""
    if is_asked:
        from tracker.cli.output import say_whole

        say_whole(f"tracker, version {__version__}")
        context.exit()


@click.command(cls=LazyGroup, lazy=COMMANDS, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--version",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_show_version,
    help="Show the version and exit.",
)
def cli() -> None:
    """Every copy accounted for, from press to person.

    Log what was printed, shipped and received; see what is left and where it went.
    """


__all__ = ["COMMANDS", "TrackerCommand", "cli"]
