"""import: spreadsheets, and exported databases."""

from datetime import date
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO

import click

from tracker.cli.base import TrackerCommand, the_app
from tracker.cli.import_answers import tell
from tracker.cli.import_profiles import check_profiles, profile_options, save, told_not_kept
from tracker.cli.options import format_option
from tracker.cli.output import answering, at_terminal, say, say_json
from tracker.cli.prompts import agrees
from tracker.cli.types import DATE, SOURCE, Parsed
from tracker.errors import WrongUsage
from tracker.imports.choosing import parse_condition
from tracker.imports.headers import parse_mapping
from tracker.imports.outcome import ImportRefused, ImportRequest, Outcome
from tracker.imports.parsing import check_date_format
from tracker.imports.rejects import RejectsFile
from tracker.imports.tables import TABLES
from tracker.messages import Message, Plural
from tracker.model.text import plain


@click.command("import", cls=TrackerCommand)
@click.argument("table", type=click.Choice(tuple(TABLES)), required=False, metavar="[TABLE]")
@click.argument("file", type=click.Path(), required=False)
@click.option(
    "--all", "folder", metavar="DIR", type=click.Path(), help="Restore a new database from an exported package."
)
@click.option(
    "--map",
    "mapping",
    type=Parsed("THEIRS=OURS", parse_mapping, prose=True),
    multiple=True,
    help="Use their column as ours.",
)
@click.option("--date", "day", type=DATE, help="Date of the rows that have none.")
@click.option(
    "--date-format",
    "date_formats",
    type=Parsed("F", check_date_format),
    multiple=True,
    help="Date format, such as %d/%m/%Y; several are tried in turn.",
)
@click.option("--delimiter", metavar="C", help="Field separator [default: detected from the header].")
@click.option("--encoding", metavar="E", help="Text encoding [default: utf-8].")
@click.option(
    "--sheet", "sheets", metavar="NAME", multiple=True, help="Worksheet to read [default: the first]; several as one."
)
@click.option(
    "--header-row", type=click.IntRange(min=1), metavar="N", help="Row of the header [default: found by its names]."
)
@click.option(
    "--where",
    type=Parsed("COLUMN=VALUE", parse_condition, prose=True),
    multiple=True,
    help="Import only the rows with that value in that column.",
)
@click.option("--skip-zero", is_flag=True, help="Pass over rows without copies: 0 or empty.")
@click.option(
    "--negative-as",
    metavar="returns",
    type=click.Choice(("returns",)),
    help="For shipments: a negative quantity is a return of so many copies.",
)
@click.option(
    "--source",
    type=SOURCE,
    help="Where the sheet is from: rows equal to those of another source are other entries.",
)
@click.option("--received", is_flag=True, help="For shipments: all arrived; received_on defaults to date.")
@click.option(
    "--open", "with_opening", is_flag=True, help="For shipments: record what is missing as printed the day before."
)
@click.option("--update", is_flag=True, help="For places and levels: update existing ones.")
@click.option("--create-missing", is_flag=True, help="Add unknown places and items.")
@click.option("--rejects", metavar="FILE", type=click.Path(), help="Record the valid rows; write the others to FILE.")
@click.option("--dry-run", is_flag=True, help="Show what would be recorded, but record nothing.")
@click.option("-y", "--yes", "confirmed", is_flag=True, help="Record rows that may be slips.")
@profile_options
@format_option
@click.pass_context
def import_(
    context: click.Context,
    /,
    table: str | None,
    file: str | None,
    folder: str | None,
    rejects: str | None,
    confirmed: bool,
    as_json: bool,
    profile: str | None,
    save_profile: str | None,
    **options: Any,
) -> None:
    """Import a spreadsheet: csv, tsv, xlsx or ods.

    TABLE is one of booklets, places, print-runs, shipments, receipts, returns, handouts, counts,
    requests, seminars, funds, grants, levels. Either all rows are recorded or none; rows already
    recorded are skipped, so the same file can be imported again.
    """
    if folder is not None:
        _restore(context, folder, table, as_json)
        return
    if table is None or file is None:
        raise WrongUsage("Name a table ({tables}) and a file, or --all with a folder.", tables=", ".join(TABLES))
    _refuse_useless(table, **options)
    check_profiles(context, table, profile, save_profile)
    opened = _opener(rejects, file)
    request = ImportRequest(table, Path(file), the_app(context).clerk, rejects=opened, confirmed=confirmed, **options)
    if save_profile is not None:
        request = request._replace(once_read=partial(save, context, table, save_profile), told=told_not_kept(context))
    _import(context, request, as_json)


def _refuse_useless(
    table: str,
    *,
    received: bool,
    update: bool,
    skip_zero: bool,
    negative_as: str | None,
    day: date | None,
    with_opening: bool,
    **_others: Any,
) -> None:
    """Raise WrongUsage for an option that would have no effect."""
    if received and table != "shipments":
        raise WrongUsage("--received applies only to shipments.")
    if update and table not in ("places", "levels"):
        raise WrongUsage("--update applies only to places and levels.")
    if with_opening and table != "shipments":
        raise WrongUsage("--open applies only to shipments.")
    if negative_as and table != "shipments":
        raise WrongUsage("--negative-as applies only to shipments.")
    if day and not {"date", "printed_on"} & {*TABLES[table].required, *TABLES[table].optional}:
        raise WrongUsage("--date applies only to tables with dates.")
    if skip_zero and "quantity" not in (*TABLES[table].required, *TABLES[table].optional):
        raise WrongUsage("--skip-zero applies only to tables with quantities.")


def _opener(rejects: str | None, file: str) -> RejectsFile | None:
    """Return the file for rejected rows. Raises WrongUsage if that is stdout, or the file to be imported."""
    if rejects is None:
        return None
    if rejects == "-":
        raise WrongUsage("--rejects needs a file that can be corrected and imported; '-' is not a file.")
    if Path(rejects).exists() and Path(file).exists() and Path(rejects).samefile(file):
        raise WrongUsage("--rejects would overwrite {file}, the file to be imported; name another file.", file=file)
    from tracker.render.files import replacing

    suffix = Path(rejects).suffix.lower()
    if suffix in (".xls", ".xlsm", ".ods"):
        raise WrongUsage("--rejects writes .csv, .tsv or .xlsx, not {suffix}.", suffix=suffix)
    return RejectsFile(partial(replacing, rejects), suffix, _write_workbook if suffix == ".xlsx" else None)


def _write_workbook(stream: BinaryIO, sheets: Any) -> None:
    from tracker.render.sheet_rows import write_sheet_rows

    write_sheet_rows(stream, sheets)


def _import(context: click.Context, request: ImportRequest, as_json: bool) -> None:
    from tracker.imports.engine import import_sheet
    from tracker.render.progress import progress

    all_errors = as_json or request.rejects is not None
    try:
        outcome = import_sheet(the_app(context).path, request._replace(progress=progress, all_errors=all_errors))
    except ImportRefused as refused:
        tell(refused.outcome, request, as_json, recorded=False)
        raise
    if request.dry_run:
        done = Message("Nothing was recorded.")
    else:
        done = Plural("{count} row was recorded.", "{count} rows were recorded.", count=outcome.recorded)
    with answering(done):
        tell(outcome, request, as_json, recorded=True)
    if outcome.known and request.lines is None and at_terminal() and not (as_json or request.dry_run):
        _ask_for_others(context, request, outcome)


def _ask_for_others(context: click.Context, request: ImportRequest, outcome: Outcome) -> None:
    """Ask whether rows that equal recorded ones are other parcels, and record them as such if they are."""
    question = Plural(
        "Is that row another parcel, and to be recorded too?",
        "Are those rows other parcels, and to be recorded too?",
        count=len(outcome.known),
    )
    if not agrees(question, default=False):
        return
    asked = Message("Which source is the sheet from (a name that its rows are told apart by)")
    source = SOURCE.convert(click.prompt(plain(str(asked)), default=request.file.stem), None, None)
    others = frozenset(outcome.known)
    _import(
        context,
        request._replace(source=source, lines=others, rejects=None, once_read=lambda: None, told=()),
        as_json=False,
    )


def _restore(context: click.Context, folder: str, table: str | None, as_json: bool) -> None:
    if table is not None:
        raise WrongUsage("--all restores everything; leave out the table.")
    from tracker.imports.data_package import restore_package

    path = the_app(context).path
    rows = restore_package(path, Path(folder))
    with answering(Message("{file} was created.", file=path)):
        if as_json:
            say_json({"database": str(path), "rows": rows})
        else:
            say(
                Plural(
                    "Created {file} from {folder}: {count} row, no discrepancies.",
                    "Created {file} from {folder}: {count} rows, no discrepancies.",
                    count=rows,
                    file=path,
                    folder=folder,
                )
            )
