"""Options that many commands share, each group as one decorator."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import wraps
from typing import TYPE_CHECKING, Any

import click

from tracker.cli.base import FileName, is_asking, the_app
from tracker.cli.types import COUNTRY, DATE, ENTRY, KEY, KIND, MOMENT, NOTE, REFERENCE, REGION, SINCE, UNTIL, Parsed
from tracker.errors import WrongUsage
from tracker.inputs.kinds import ValueKind
from tracker.render.formats import CALENDAR, CHARTS, FORMATS, PICTURE, Writer, format_for
from tracker.render.streams import destination

if TYPE_CHECKING:
    from contextlib import AbstractContextManager
    from datetime import date

    from tracker.model.charts import Chart
    from tracker.model.entries import Entry, EntryName, Particulars
    from tracker.model.table import Page, Table
    from tracker.reports.log import Portion

Command = Callable[..., Any]


class Output:
    """The output of a reading command: format, destination and columns."""

    def __init__(self, writer: Writer, fields: Sequence[str], chart: bool) -> None:
        """Take the columns to write (none means all), and whether to draw a chart."""
        self.writer, self.fields, self.chart = writer, fields, chart
        self.format, self.path, self.raw = writer.format, writer.path, writer.raw
        self.for_people = writer.is_for_people
        """Whether people read it and want totals and names."""

    def write(self, table: Table) -> None:
        """Write the table."""
        self.writer.write(table.choosing(self.fields) if self.fields else table)

    def portion(self, last: int | None, *, is_filtered: bool) -> Portion:
        """Return the part of a list of entries to write: on a screen the newest, up to a limit."""
        from tracker.reports.log import NEWEST, Portion

        is_screen = self.format == "table"
        return Portion(NEWEST if is_screen and last is None and not is_filtered else last, is_screen)

    def write_chart(self, chart: Chart) -> None:
        """Draw the chart. Raises WrongUsage if columns were selected."""
        if self.fields:
            raise WrongUsage("--fields applies to tables, not charts; omit --fields or --chart.")
        with destination(self.path) as stream:
            if self.format == PICTURE:
                from tracker.charts.svg import svg

                stream.write(svg(chart, alone=True))
            else:
                from tracker.render.charts import draw_chart

                draw_chart(chart, stream, click.echo_via_pager)

    def write_page(self, page: Page) -> None:
        """Write all tables of a page. Raises WrongUsage if columns were selected."""
        if self.fields:
            raise WrongUsage("--fields applies to one table; choose it with --table: {names}.", names=page.names)
        self.writer.write_page(page)

    def write_opened(self, opened: AbstractContextManager[Table]) -> None:
        """Write a table that streams from an open database, which is closed before stdout is written."""
        self.writer.write_opened(_chosen(opened, self.fields) if self.fields else opened)


@contextmanager
def _chosen(opened: AbstractContextManager[Table], fields: Sequence[str]) -> Iterator[Table]:
    with opened as table:
        yield table.choosing(fields)


def _fields(text: str) -> list[str]:
    names = [name.strip() for name in text.split(",")]
    if not all(names):
        raise WrongUsage("'{text}' is not a list of columns; separate the names with commas.", text=text)
    return names


FIELDS = Parsed(ValueKind("A,B,…", _fields))


def _output_options(default: str, formats: Sequence[str] = FORMATS) -> Callable[[Command], Command]:
    format_help = f"Output format [default: {default}]."

    def decorate(command: Command) -> Command:
        @click.option("-f", "--format", "format_", type=click.Choice(formats), help=format_help)
        @click.option("-o", "--output", "path", metavar="FILE", type=FileName(), help="Output file; - is stdout.")
        @click.option("--raw", is_flag=True, help="For scripts: plain columns in xlsx, formulas as they are in csv.")
        @click.option("--fields", type=FIELDS, help="Include only these columns, in this order.")
        @click.option(
            "--wide", is_flag=True, help="Show all columns on the screen, on several lines per row if needed."
        )
        @wraps(command)
        def wrapped(
            *arguments: Any, format_: str | None, path: str | None, raw: bool, fields: Any, wide: bool, **options: Any
        ) -> Any:
            liked = the_app().settings.format or default if default == "table" else default
            chart = options.pop("chart", False)
            of_tables = [each for each in formats if each != PICTURE]
            chosen = format_for(path, format_, *(("table", CHARTS) if chart else (liked, of_tables)))
            screen = None
            if chosen == "table":
                from tracker.render.screen import Screen

                screen = Screen(wide, options=True, page=click.echo_via_pager)
            is_raw = raw or (chosen == "xlsx" and default == "csv")  # an export is for programs
            output = Output(Writer(chosen, path, is_raw, screen), fields or (), chart)
            return command(*arguments, output=output, **options)

        return wrapped

    return decorate


reading_options = _output_options("table")
exporting_options = _output_options("csv")
due_options = _output_options("table", (*FORMATS, CALENDAR))
"""Add --format with this default, --output, --raw, --fields and --wide; the command receives `output`."""


last_option = click.option("--last", type=click.IntRange(min=1), metavar="N", help="Include only the newest N entries.")


def chart_options(command: Command) -> Command:
    """Add the `reading_options` and --chart, which makes `output` draw a chart."""
    chart = click.option("--chart", is_flag=True, help="Draw a chart on the screen, or as a picture with -o FILE.svg.")
    return _output_options("table", (*FORMATS, PICTURE))(chart(command))


def place_filters(command: Command) -> Command:
    """Add --kind, --country and --region, which the command receives."""
    command = click.option("--region", type=REGION, help="Include only places in this region.")(command)
    command = click.option("--country", type=COUNTRY, help="Include only places in this country.")(command)
    return click.option("--kind", type=KIND, help="Include only places of this kind.")(command)


def clock_options(command: Command) -> Command:
    """Add --at and --known-at; the command receives `when`."""

    @click.option("--at", type=UNTIL, help="State at the end of this day.")
    @click.option("--known-at", type=MOMENT, help="State as known at this UTC time, or at the end of this UTC day.")
    @wraps(command)
    def wrapped(*arguments: Any, at: date | None, known_at: str | None, **options: Any) -> Any:
        from tracker.model.as_of import AsOf

        return command(*arguments, when=AsOf(at, known_at), **options)

    return wrapped


def period_options(command: Command) -> Command:
    """Add --since and --until; the command receives `period`. An empty period is refused."""

    @click.option("--since", type=SINCE, help="First day of the period.")
    @click.option("--until", type=UNTIL, help="Last day of the period.")
    @wraps(command)
    def wrapped(*arguments: Any, since: date | None, until: date | None, **options: Any) -> Any:
        from tracker.reports.queries import Period

        return command(*arguments, period=Period(since, until).check(), **options)

    return wrapped


def format_option(command: Command) -> Command:
    """Add --format text|json; the command receives `as_json`."""

    @click.option(
        "-f",
        "--format",
        "format_",
        type=click.Choice(("text", "json")),
        default="text",
        help="Output format [default: text].",
    )
    @wraps(command)
    def wrapped(*arguments: Any, format_: str, **options: Any) -> Any:
        return command(*arguments, as_json=format_ == "json", **options)

    return wrapped


def _confirm(context: click.Context, _: click.Parameter, yes: bool) -> None:
    the_app().is_confirmed = yes


yes_option = click.option(
    "-y", "--yes", is_flag=True, expose_value=False, callback=_confirm, help="Answer yes to every question."
)
"""Answers yes to all confirmations of the command."""


def particulars_options(command: Command, *, when: str = "Date of the event [default: today].") -> Command:
    """Add the options for the date and details of an entry, and for recording it.

    The command receives `particulars` and `as_json`.
    """

    @click.option("-d", "--date", "day", type=DATE, help=when)
    @click.option("-r", "--ref", "reference", type=REFERENCE, help="Your own reference.")
    @click.option("-n", "--note", type=NOTE, help="A free-text note.")
    @click.option("--key", type=KEY, help="Idempotency key: the same key never records twice.")
    @click.option("--before", type=ENTRY, help="Record it just before this entry of the same day.")
    @click.option("--dry-run", is_flag=True, help="Show what would be recorded, without recording it.")
    @yes_option
    @format_option
    @wraps(command)
    def wrapped(*arguments: Any, **options: Any) -> Any:
        from tracker.model.entries import Particulars

        texts = with_emptied(reference=options.pop("reference"), note=options.pop("note"))
        given = {name: options.pop(name) for name in ("day", "key", "before", "dry_run")}
        particulars = Particulars(the_app().clerk, **given, **texts)
        return command(*arguments, particulars=particulars, **options)

    return wrapped


def logging_options(command: Callable[..., Entry | tuple[Entry, ...]]) -> Command:
    """Add the options of every logging command.

    The command receives `particulars`, and returns its entry or entries.
    """

    @click.option("--replaces", type=ENTRY, help="Void this entry, and record the new one in its place.")
    @particulars_options
    @wraps(command)
    def wrapped(
        *arguments: Any, as_json: bool, replaces: EntryName | None, particulars: Particulars, **options: Any
    ) -> None:
        from tracker.cli.entries import say_entries, say_entry
        from tracker.cli.prompts import record_confirmed
        from tracker.model.entries import Entry

        app = the_app()
        particulars = particulars._replace(replaces=replaces)
        options = with_emptied(**options)
        made = record_confirmed(
            lambda particulars: command(app, *arguments, particulars=particulars, **options), particulars
        )
        app.is_doubtful = any(entry.doubts for entry in ((made,) if isinstance(made, Entry) else made))
        app.made = (made,) if isinstance(made, Entry) else made
        brief = is_asking() and not (as_json or particulars.dry_run)  # the conversation has shown the rest
        if not isinstance(made, Entry):
            say_entries(made, as_json=as_json, brief=brief)
            return
        say_entry(made, as_json=as_json, brief=brief)

    return wrapped


def spread(_context: click.Context, parameter: click.Parameter, words: Sequence[Any]) -> tuple[Any, ...]:
    """Return an argument's words, with those that list several, such as 5-8, 5,7,9 or london,dublin, split."""
    found: list[Any] = []
    for word in words:
        name = word[0] if type(word) is tuple and word[0] == word[1] else word
        if not isinstance(name, str) or not (name[:1] in "#0123456789" or "," in name):
            found.append(word)
            continue
        from tracker.reports.recent import words_listed

        listed = words_listed(the_app().path, name, the_app().clerk)
        found += [word] if listed == [name] else [parameter.type.convert(each, None, None) for each in listed]
    return tuple(found)


def with_emptied(**values: Any) -> dict[str, Any]:
    """Return option values, with "" for an option given as empty; None means that the option was not given."""
    return {name: "" if value is None and is_given(name) else value for name, value in values.items()}


def is_given(name: str) -> bool:
    """Return whether the option was given on the command line."""
    return click.get_current_context().get_parameter_source(name) is click.core.ParameterSource.COMMANDLINE


def effective_options(command: Command) -> Command:
    """Add --date and --note, for a change that takes effect on a day; the command receives `day` and `note`."""
    command = click.option("-n", "--note", type=NOTE, help="Reason.")(command)
    return click.option("-d", "--date", "day", type=DATE, help="Effective date [default: today].")(command)


def changing_options(command: Command) -> Command:
    """Add --key, --dry-run, --format and --yes, for a command that changes something without an entry.

    The command receives `particulars` and `as_json`.
    """
    return yes_option(keyed_options(command))


def keyed_options(command: Command) -> Command:
    """Add --key, --dry-run and --format, for such a command with its own --yes."""

    @click.option("--key", type=KEY, help="Idempotency key: the same key never records twice.")
    @click.option("--dry-run", is_flag=True, help="Show what would be recorded, without recording it.")
    @format_option
    @wraps(command)
    def wrapped(*arguments: Any, key: str | None, dry_run: bool, **options: Any) -> Any:
        from tracker.model.entries import Particulars

        particulars = Particulars(the_app().clerk, key=key, dry_run=dry_run)
        return command(*arguments, particulars=particulars, **options)

    return wrapped


def only_given(values: dict[str, Any]) -> dict[str, Any]:
    """Return the values of the given options; a repeatable option given as empty is ()."""
    return {name: () if value == (None,) else value for name, value in values.items() if is_given(name)}


def given_values(**values: Any) -> dict[str, Any]:
    """Return the values of the given options, with empty text as None. Raises WrongUsage if there are none."""
    given = only_given(values)
    if not given:
        raise WrongUsage("Nothing to change: specify at least one option with its new value.")
    return given
