"""import: spreadsheets, and exported databases."""

import json
import tomllib
from collections.abc import Container, Iterator, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import Any, BinaryIO

import click
from click.core import ParameterSource

from tracker.cli.base import TrackerCommand, the_app
from tracker.cli.options import format_option
from tracker.cli.output import answering, at_terminal, say, say_json
from tracker.cli.prompts import agrees
from tracker.cli.types import COUNTRY, KIND, SOURCE, Parsed
from tracker.errors import UnreadableFile, WrongFile, WrongUsage, reason
from tracker.imports.cells import DateForms, check_date_format, parse_day_or_month, parse_sheet_date
from tracker.imports.choosing import parse_columns, parse_condition
from tracker.imports.headers import Mapped, parse_mapping
from tracker.imports.jobs import ImportRefused, ImportRequest, Outcome
from tracker.imports.rejects import RejectsFile
from tracker.imports.rows import Fault, quoted, with_sheet_name
from tracker.imports.sources import Options
from tracker.imports.tables import TABLES
from tracker.imports.wide import parse_across
from tracker.imports.workbooks import short_ranges
from tracker.inputs.kinds import ValueKind
from tracker.messages import Joined, Message, Plural
from tracker.model.text import did_you_mean, nearest, plain

# The results of an import: errors of rows, further messages, and the copies of each item.


_MOST_ERRORS = 20
"""The maximum number of different errors and of messages shown, so that they fit a screen."""

_MOST_ITEMS = 12
"""The maximum number of items listed with their copies."""


def tell(outcome: Outcome, request: ImportRequest, as_json: bool, *, recorded: bool) -> None:
    """Print an object, or the errors on stderr and what was recorded."""
    if as_json:
        say_json(_object(outcome))
        return
    faults, more = outcome.errors.first(_MOST_ERRORS)
    for fault, lines in faults.items():
        say(_described(fault, lines), err=True)
    if more:
        say(_FURTHER.given(count=more), err=True)
    for message in outcome.messages[:_MOST_ERRORS]:
        say(message, err=not recorded)
    if more := len(outcome.messages[_MOST_ERRORS:]):
        say(_UNTOLD.given(count=more), err=not recorded)
    if recorded:
        say(_summary(outcome, request))
        if outcome.copies:
            say(_copies(outcome.copies))


_FURTHER = Plural(
    "{count} more error is not shown; to write all rejected rows to a file, add --rejects FILE.",
    "{count} more errors are not shown; to write all rejected rows to a file, add --rejects FILE.",
)

_UNTOLD = Plural(
    "{count} more message is not shown; to see all, use --format json.",
    "{count} more messages are not shown; to see all, use --format json.",
)


def _described(fault: Fault, lines: Sequence[int]) -> Message:
    line = Message("Line {line}{where}: {fault}") if len(lines) == 1 else Message("Lines {line}{where}: {fault}")
    described = line.given(line=short_ranges(lines), where=_where(fault), fault=fault.message)
    return with_sheet_name(fault.sheet, described)


def _where(fault: Fault) -> Message | str:
    """Return the column of an error, and its value unless the message quotes it, to follow the line numbers."""
    if fault.column is None:
        return ""
    where = Message(", {column}", column=quoted(fault.column))
    if fault.value and quoted(fault.value) not in str(fault.message):
        where = Message(", {column} '{value}'", column=quoted(fault.column), value=quoted(fault.value))
    return where


def _copies(copies: dict[str, int]) -> Message:
    if len(copies) > _MOST_ITEMS:
        return Message("Copies: {copies}, items: {items}.", copies=sum(copies.values()), items=len(copies))
    each = [Message("{copies} of {item}", copies=number, item=item) for item, number in copies.items()]
    return Message("Copies: {each}.", each=Joined(*each, separator=", "))


def _summary(outcome: Outcome, request: ImportRequest) -> Message:
    results = [_recorded(outcome, request), Message("{skipped} skipped (already recorded)", skipped=outcome.skipped)]
    if outcome.rejected:
        results.append(Message("{rejected} rejected", rejected=outcome.rejected))
    if outcome.passed_over:
        results.append(Message("{passed_over} ignored", passed_over=outcome.passed_over))
    return Plural(
        "{count} row of {file}: {results}.",
        "{count} rows of {file}: {results}.",
        count=outcome.read,
        file=request.name,
        results=Joined(*results, separator=", "),
    )


def _recorded(outcome: Outcome, request: ImportRequest) -> Message:
    if request.dry_run:
        result = Message("{recorded} would be recorded")
    elif len(outcome.entries) > 1:
        first, *_, last = outcome.entries
        result = Message("{recorded} recorded as entries {first} to {last}", first=first, last=last)
    elif outcome.entries:
        result = Message("{recorded} recorded as entry {entry}", entry=outcome.entries[0])
    else:
        result = Message("{recorded} recorded")
    return result.given(recorded=outcome.recorded)


def _object(outcome: Outcome) -> dict[str, Any]:
    return {name: getattr(outcome, name) for name in ("read", "recorded", "skipped", "rejected")} | {
        "entries": list(outcome.entries),
        "command": outcome.command,
        "copies": [{"item": item, "copies": copies} for item, copies in outcome.copies.items()],
        "errors": list(map(_error, outcome.errors)),
        "messages": [str(message) for message in outcome.messages],
        "passed_over": outcome.passed_over,
    }


def _error(fault: Fault) -> dict[str, Any]:
    return {
        "line": fault.line,
        "column": fault.column and quoted(fault.column),
        "value": fault.value and quoted(fault.value),
        "message": str(fault.message),
        "sheet": fault.sheet,
    }


# Import profiles: the options for a kind of sheet, kept in a file for reuse.


_TABLE = "table"
"""The profile's key for the table."""

_OF_ONE_IMPORT = frozenset(
    ["update", "add", "rejects", "confirmed", "dry_run", "folder", "format_", "profile", "save_profile", "db", "clerk"]
)
"""The options that say nothing about the next sheet of its kind, by parameter name."""

_NOT_KEPT = {"day", "source", *_OF_ONE_IMPORT}
"""The options that a profile does not save, by parameter name."""


def check_profiles(context: click.Context, table: str, profile: str | None, save_profile: str | None) -> None:
    """Raise Refused if the profile is for another table, WrongUsage if the new one cannot be saved."""
    kept = context.meta.get(_TABLE)
    if profile is not None and kept is None:
        raise WrongFile("{profile} is not a profile: it specifies no table.", profile=profile)
    if profile is not None and kept != table:
        raise WrongFile("{profile} is for table {kept}, not {table}.", profile=profile, kept=kept, table=table)
    if save_profile is not None and Path(save_profile).suffix.lower() != ".toml":
        raise WrongUsage("'{profile}' is not a profile name; end it in .toml.", profile=save_profile)


def save(context: click.Context, table: str, path: str) -> None:
    """Save the options from the command line and from the profile used. Raises Refused if that fails."""
    from tracker.render.files import replacing

    with replacing(path) as stream:
        stream.write(f"{_TABLE} = {_written(table)}\n")
        for key, _, value in _given(context, _NOT_KEPT):
            stream.write(f"{key} = {_written(value)}\n")


def _options(context: click.Context, but: Container[str | None] = _NOT_KEPT) -> Iterator[tuple[str, click.Option]]:
    """Yield the options that a profile saves, or all `but` some, by their keys there."""
    for option in context.command.params:
        if isinstance(option, click.Option) and option.expose_value and option.name not in but:
            yield max(option.opts, key=len).removeprefix("--"), option


def _given(context: click.Context, but: Container[str | None]) -> Iterator[tuple[str, click.Option, Any]]:
    """Yield the options from the command line and from the profile used, `but` some, with their values."""
    for key, option in _options(context, but):
        if context.get_parameter_source(option.name or "") in (
            ParameterSource.COMMANDLINE,
            ParameterSource.DEFAULT_MAP,
        ):
            yield key, option, context.params[option.name or ""]


def _use(context: click.Context, _option: click.Parameter, path: str | None) -> str | None:
    """Take the values of options that are not given from a profile."""
    if path is None or context.resilient_parsing:
        return path
    values, options = _read(path), dict(_options(context))
    context.meta[_TABLE] = values.pop(_TABLE, None)
    defaults = {}
    for key, value in values.items():
        if key not in options:
            unknown = Message("{profile}: '{key}' is not a profile setting.", profile=path, key=key)
            close = did_you_mean(nearest(key, options))
            raise WrongFile.from_message(
                Joined(unknown, close or Message("Allowed keys: {keys}.", keys=", ".join(options)))
            )
        defaults[options[key].name or ""] = _checked(path, key, options[key], value)
    context.default_map = {**(context.default_map or {}), **defaults}
    return path


def _with_profile(context: click.Context, option: click.Parameter, given: tuple[Mapped, ...]) -> tuple[Mapped, ...]:
    """Return the mappings given on the command line, then those of the profile for other columns."""
    if context.get_parameter_source(option.name or "") is not ParameterSource.COMMANDLINE:
        return given
    kept = map(parse_mapping, (context.default_map or {}).get(option.name, ()))
    columns, theirs = {each.ours for each in given if each.ours}, {each.theirs for each in given}
    return (*given, *(each for each in kept if each.ours not in columns and each.theirs not in theirs))


def _read(path: str) -> dict[str, Any]:
    try:
        return tomllib.loads(Path(path).read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise UnreadableFile("Cannot read {profile}: {reason}.", profile=path, reason=reason(error)) from None
    except (tomllib.TOMLDecodeError, UnicodeError, ValueError) as error:
        raise WrongFile("{profile} is not a profile: {reason}.", profile=path, reason=str(error).rstrip(".")) from None


def _checked(path: str, key: str, option: click.Option, value: Any) -> Any:
    is_list = isinstance(value, list) and all(isinstance(each, str) for each in value)
    if key in ("across", "fill-down") and is_list:
        return ",".join(value)  # as it is saved
    is_one = isinstance(value, str | int) and isinstance(value, bool) is option.is_flag
    if not (is_list if option.multiple else is_one):
        raise WrongFile("{profile}: the value of '{key}' is not as --save-profile writes it.", profile=path, key=key)
    return value if isinstance(value, bool | list) else str(value)


def _written(value: Any) -> str:
    if type(value) is tuple:
        value = list(map(str, value))
    elif not isinstance(value, int):
        value = str(value)
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


class _TableOrFile(click.Choice[str]):
    """The name of a table, or of a file whose table is asked for."""

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Return the word unchanged if it is a file name or -: it has a suffix or the file exists."""
        is_file = value == "-" or Path(value).suffix or Path(value).exists()
        return value if is_file else super().convert(value, param, ctx)


@click.command("import", cls=TrackerCommand)
@click.argument("table", type=_TableOrFile(tuple(TABLES)), required=False, metavar="[TABLE]")
@click.argument("file", type=click.Path(), required=False)
@click.option(
    "--all", "folder", metavar="DIR", type=click.Path(), help="Restore a new database from an exported package."
)
@click.option(
    "--map",
    "mapping",
    type=Parsed(ValueKind("THEIRS=OURS", parse_mapping, prose=True)),
    multiple=True,
    callback=_with_profile,
    help="Map a column of the sheet to a tracker column.",
)
@click.option(
    "--date",
    "day",
    type=Parsed(ValueKind("DATE", parse_day_or_month)),
    help="Date for rows without one; a month requires --day.",
)
@click.option(
    "--day",
    "month_day",
    metavar="first|last",
    type=click.Choice(("first", "last")),
    help="Day to use for dates without a day, such as 2015-03.",
)
@click.option(
    "--date-format",
    "date_formats",
    type=Parsed(ValueKind("F", check_date_format)),
    multiple=True,
    help="Date format, such as %d/%m/%Y; several are tried in turn.",
)
@click.option("--delimiter", metavar="C", help="Field separator [default: detected from the header row].")
@click.option("--encoding", metavar="E", help="Text encoding [default: utf-8].")
@click.option(
    "--sheet",
    "sheets",
    metavar="NAME",
    multiple=True,
    help="Worksheet to read [default: the first]; several are read as one.",
)
@click.option("--header-row", type=click.IntRange(min=1), metavar="N", help="Header row [default: detected].")
@click.option(
    "--hidden", metavar="read|skip", type=click.Choice(("read", "skip")), help="Read or skip hidden rows and columns."
)
@click.option(
    "--across",
    type=Parsed(ValueKind("AXIS,…", parse_across)),
    help="Content of the column headings: place, date, item or language. For two header rows, specify two.",
)
@click.option(
    "--fill-down",
    type=Parsed(ValueKind("COLUMN,…", parse_columns)),
    help="Fill empty cells and ditto marks with the value of the cell above.",
)
@click.option("--cells", metavar="A:F", help="Columns of the table [default: all].")
@click.option(
    "--where",
    type=Parsed(ValueKind("COLUMN=VALUE", parse_condition, prose=True)),
    multiple=True,
    help="Import only rows with this value in the column.",
)
@click.option("--skip-zero", is_flag=True, help="Skip rows without copies (0 or empty).")
@click.option(
    "--negative-as",
    metavar="returns",
    type=click.Choice(("returns",)),
    help="For shipments: treat a negative quantity as a return.",
)
@click.option(
    "--source", type=SOURCE, help="Source of the sheet; identical rows from another source are separate entries."
)
@click.option("--received", is_flag=True, help="For shipments: all were received; received_on defaults to date.")
@click.option(
    "--open", "with_opening", is_flag=True, help="For shipments: record missing copies as printed the day before."
)
@click.option(
    "--update", is_flag=True, help="Make the ledger match a corrected sheet; update existing places and levels."
)
@click.option("--add", is_flag=True, help="Record new rows of a corrected sheet and keep the entries it lacks.")
@click.option("--create-missing", is_flag=True, help="Add unknown places and items.")
@click.option("--new", metavar="NAME", multiple=True, help="Add this place although its name is similar to another's.")
@click.option("--kind", type=KIND, help="Kind of new places [default: other].")
@click.option("--country", type=COUNTRY, help="Country of new places: a name or ISO 3166 code.")
@click.option("--rejects", metavar="FILE", type=click.Path(), help="Record the valid rows; write the others to FILE.")
@click.option("--dry-run", is_flag=True, help="Show what would be recorded, without recording it.")
@click.option("-y", "--yes", "confirmed", is_flag=True, help="Record rows that may be mistakes.")
@click.option(
    "--profile",
    metavar="FILE",
    is_eager=True,
    callback=_use,
    help="Use saved options; options on the command line override them, and --map adds to them.",
)
@click.option("--save-profile", metavar="FILE", help="Save these options for the next sheet.")
@format_option
@click.pass_context
def import_(
    context: click.Context,
    /,
    table: str | None,
    file: str | None,
    folder: str | None,
    as_json: bool,
    profile: str | None,
    save_profile: str | None,
    **_options: Any,
) -> None:
    """Import a spreadsheet: csv, tsv, xlsx or ods.

    TABLE is one of booklets, places, print-runs, shipments, receipts, returns, handouts, counts,
    requests, seminars, funds, grants, levels, regions. Either all rows are recorded or none; rows already
    recorded are skipped, so the same file can be imported again.
    """
    if folder is not None:
        _restore(context, folder, table, as_json)
        return
    if table is None and file is None and at_terminal():
        table = click.prompt(plain(str(Message("Sheet"))))
    if table is not None and file is None and context.meta.get(_TABLE) in TABLES:
        table, file = context.meta[_TABLE], table
        context.params |= {"table": table, "file": file}
    if table is not None and file is None and table not in TABLES:
        from tracker.cli.conversation.sheets import Sheets, unnamed

        if not at_terminal() or table == "-":
            raise unnamed(context, Path(table))
        Sheets(context, Path(table), request_of).hold()
        return
    if table not in TABLES or file is None:
        raise WrongUsage("Specify a table ({tables}) and a file, or use --all DIR.", tables=", ".join(TABLES))
    check_profiles(context, table, profile, save_profile)
    _import(context, request_of(context), as_json, save_profile)


def request_of(context: click.Context) -> ImportRequest:
    """Return the import that a command line requests. Raises WrongUsage for an option without effect."""
    options = dict(context.params)
    for name in ("folder", "as_json", "format_", "profile", "save_profile"):
        options.pop(name, None)
    table, file, rejects = options.pop("table"), options.pop("file"), options.pop("rejects")
    _refuse_useless(table, options)
    options["across"], options["fill_down"] = options["across"] or (), options["fill_down"] or ()
    reading = Options(**{name: options.pop(name) for name in Options._fields})
    if isinstance(options["day"], str):
        if reading.month_day is None:
            raise WrongUsage("'{text}' has no day; add --day first or --day last.", text=options["day"])
        options["day"] = parse_sheet_date(options["day"], DateForms(day=reading.month_day))
    if rejects is not None and options["update"] and table in ("shipments", "returns", "handouts", "counts"):
        raise WrongUsage("Use either --update or --rejects; the entries of rejected rows would be voided.")
    clerk, rejected = the_app(context).clerk, _opener(rejects, file)
    return ImportRequest(table, Path(file), clerk, reading=reading, rejects=rejected, **options)


def _refuse_useless(table: str, options: Mapping[str, Any]) -> None:
    """Raise WrongUsage for an option that would have no effect."""
    columns = {name: {*each.required, *each.optional} for name, each in TABLES.items()}
    entries = ["shipments", "returns", "handouts", "counts"]
    tables = {
        "--received": ("received", ["shipments"]),
        "--open": ("with_opening", ["shipments"]),
        "--negative-as": ("negative_as", ["shipments"]),
        "--update": ("update", ["places", "levels", "regions", *entries]),
        "--add": ("add", ["print-runs", "requests", *entries]),
        "--date": ("day", [name for name, known in columns.items() if {"date", "printed_on"} & known]),
        "--skip-zero": ("skip_zero", [name for name, known in columns.items() if "quantity" in known]),
    }
    for option, (name, fitting) in tables.items():
        if options[name] and table not in fitting:
            raise WrongUsage("{option} applies only to {tables}.", option=option, tables=", ".join(fitting))
    if options["update"] and options["add"]:
        raise WrongUsage("Use either --update or --add.")


def _opener(rejects: str | None, file: str) -> RejectsFile | None:
    """Return the file for rejected rows, or None. Raises WrongUsage for stdout or the imported file."""
    if rejects is None:
        return None
    if rejects == "-":
        raise WrongUsage("--rejects needs a file that you can correct and import again, not '-'.")
    if Path(rejects).exists() and Path(file).exists() and Path(rejects).samefile(file):
        raise WrongUsage("--rejects would overwrite {file}, the file being imported; use another file.", file=file)
    from tracker.render.files import replacing

    suffix = Path(rejects).suffix.lower()
    if suffix in (".xls", ".xlsm", ".ods"):
        raise WrongUsage("--rejects writes .csv, .tsv or .xlsx, not {suffix}.", suffix=suffix)
    return RejectsFile(partial(replacing, rejects), suffix, _write_workbook if suffix == ".xlsx" else None)


def _write_workbook(stream: BinaryIO, sheets: Any) -> None:
    from tracker.render.workbook import write_sheet_rows

    write_sheet_rows(stream, sheets)


def _import(context: click.Context, request: ImportRequest, as_json: bool, save_profile: str | None = None) -> None:
    """Import the sheet, and save its options once it was read, whether or not its rows are valid."""
    from tracker.imports.running import import_sheet
    from tracker.render.progress import progress

    try:
        outcome = import_sheet(the_app(context).path, request._replace(progress=progress))
    except ImportRefused as refused:
        if save_profile is not None:
            save(context, request.table, save_profile)
        tell(refused.outcome, request, as_json, recorded=False)
        raise
    if request.dry_run:
        done = Message("Nothing was recorded.")
    else:
        done = Plural("{count} row was recorded.", "{count} rows were recorded.", count=outcome.recorded)
    context.meta["outcome"] = outcome  # for the conversation about a sheet
    with answering(done):
        if save_profile is not None:
            save(context, request.table, save_profile)
        tell(outcome, request, as_json, recorded=True)
    if outcome.known and request.lines is None and at_terminal() and not (as_json or request.dry_run):
        _ask_for_others(context, request, outcome)


def _ask_for_others(context: click.Context, request: ImportRequest, outcome: Outcome) -> None:
    """Ask whether rows equal to recorded ones are separate entries; if so, record them."""
    question = Plural(
        "Is that row a separate entry? Record it too?",
        "Are those rows separate entries? Record them too?",
        count=len(outcome.known),
    )
    if not agrees(question, default=False):
        return
    naming = Message("Source of the sheet (a name to identify its rows)")
    source = SOURCE.convert(click.prompt(plain(str(naming)), default=request.file.stem), None, None)
    others = frozenset(outcome.known)
    _import(context, request._replace(source=source, lines=others, rejects=None), as_json=False)


def _restore(context: click.Context, folder: str, table: str | None, as_json: bool) -> None:
    if table is not None:
        raise WrongUsage("--all restores everything; omit the table.")
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
            say(Message("Links of places that were printed before no longer work: the ledger has a new secret."))
