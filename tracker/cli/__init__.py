"""The command line: a small file for each family of commands, which parse, call one function below, and print.

A command's file is imported only when the command is used, so the names and short helps of all stand
here; a test compares them with the commands themselves.
"""

import click

from tracker.cli.base import LazyGroup, TrackerCommand

COMMANDS = {
    "backup": ("backups:backup", "Copy the ledger to a new file, and prove the copy."),
    "booklet": ("booklets:booklet", "Booklets: add, list, edit, remove."),
    "check": ("database:check", "Prove that every copy is accounted for and the file is sound."),
    "completion": ("completion:completion", "Print the script that completes commands and names in a shell."),
    "count": ("counts:count", "Log what was counted at a place."),
    "demo": ("demo:demo", "Make a sample database and show its stock."),
    "export": ("exports:export", "Write a whole table, or all of them."),
    "fund": ("funds:fund", "Funds and their grants: add, grant, list."),
    "handout": ("departures:handout", "Log copies that a place handed out to the public."),
    "import": ("imports:import_", "Record what stands in a sheet: csv, tsv, xlsx or ods."),
    "info": ("database:info", "Tell what this program and this database are."),
    "init": ("database:init", "Make the database and its first store."),
    "kind": ("kinds:kind", "Kinds of place: add, list, remove."),
    "log": ("log:log", "List every entry and movement as it was logged."),
    "place": ("places:place", "Places: add, list, show, edit, close, reopen, remove."),
    "print": ("print_runs:print_", "Log a new print run."),
    "receive": ("receipts:receive", "Log what arrived of a shipment."),
    "reinstate": ("recalls:reinstate", "Let a withdrawn print run be shipped again."),
    "report": ("reports:report", "Reports: distribution, coverage, funding, seminars, runout."),
    "request": ("requests:request", "Requests of places: add, list, cancel."),
    "return": ("departures:return_", "Log copies that a place sent back to a store."),
    "run": ("print_runs:run", "Print runs: list, show, edit."),
    "seminar": ("seminars:seminar", "Seminars, with their people and their cost: add, list."),
    "ship": ("shipments:ship", "Log a shipment to a place."),
    "shipments": ("shipments:shipments", "List shipments and what became of them, a row for each item of one."),
    "show": ("log:show", "Show one entry with its movements."),
    "stock": ("stock:stock", "Show what is left and where it is."),
    "trace": ("recalls:trace", "List each place that got copies of a print run or an item, and what became of them."),
    "void": ("voids:void", "Undo an entry, in its own place in time."),
    "withdraw": ("recalls:withdraw", "Stop a print run being shipped, and print the recall list."),
    "writeoff": ("departures:writeoff", "Log copies at a place that are lost, with the reason."),
}


@click.command(cls=LazyGroup, lazy=COMMANDS, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="tracker", prog_name="tracker")
def cli() -> None:
    """Every copy accounted for, from press to person.

    Log what was printed, shipped and received; see what is left and where it went.
    """


__all__ = ["COMMANDS", "TrackerCommand", "cli"]
