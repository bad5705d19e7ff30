"""`tracker import FILE`: guess the table of a sheet and the options to import it; on a terminal, ask.

Guesses use the headings and the first rows, so that Enter is mostly right, and make a command line.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from contextlib import suppress
from itertools import islice
from pathlib import Path
from typing import NamedTuple

import click

from tracker.cli.output import say, say_text
from tracker.cli.prompts import agrees
from tracker.errors import Declined, Refused, TrackerError, WrongUsage
from tracker.imports.cells import may_be_quantity, month_of, parse_sheet_date
from tracker.imports.headers import Expected, find_header, header_key, known_heads
from tracker.imports.jobs import ImportRefused, ImportRequest
from tracker.imports.names import KnownNames, Near, known_names
from tracker.imports.rows import LABELS, Record, SourceRow, all_columns, quoted, text_of
from tracker.imports.running import as_read
from tracker.imports.sources import Options, open_sources, readable, without_empty
from tracker.imports.tables import TABLES
from tracker.imports.totals import is_total
from tracker.messages import Message
from tracker.model.text import command_line, name_key, plain

_SHOWN = 5
"""The maximum number of rows to show, and of a workbook's sheets to look at."""


_READ = 50
"""How many rows are read for a guess."""

_WORDS = {
    "returns": ("return", "atgriez", "возврат"),
    "handouts": ("hand", "izsnieg", "izdal", "выда", "разда"),
    "counts": ("count", "inventār", "inventar", "skait", "остат"),
    "requests": ("request", "order", "pieprasī", "заявк"),
}
"""Parts of file and sheet names, by table."""


class Guess(NamedTuple):
    """A guess at the contents of a sheet."""

    table: str
    heads: dict[str, str]
    """tracker's columns by the headings of the sheet."""
    axes: tuple[str, ...]
    rows: tuple[Sequence[str], ...]
    """The header and the first rows."""
    items: tuple[str, ...]
    """The ledger's items, if the sheet names none."""

    def words(self, file: Path) -> list[str]:
        """Return the arguments of the command that imports the sheet."""
        mapping = [word for head, ours in self.heads.items() for word in ("--map", f"{head}={ours}")]
        across = ["--across", ",".join(self.axes)] if self.axes else []
        named = {"language": "booklet"} if "language" in self.axes else {}
        one = sorted({item.split("/")[0] for item in self.items} if named else self.items)
        alone = ["--map", f"'{one[0]}'={named.get('language', 'item')}"] if len(one) == 1 else []
        return [self.table, str(file), *mapping, *across, *alone]


def guess(ledger: Path, file: Path) -> Guess:
    """Return the guessed contents of a sheet. Raises Refused if it cannot be read."""
    expected = Expected(frozenset(), frozenset(known_heads()))
    best: tuple[int, Sequence[str], list[Sequence[str]]] = -1, (), []
    with readable(file):
        others = open_sources(file, file, expected, Options())[0].others
        for options in (Options(), *(Options(sheets=(name,)) for name in others[:_SHOWN])):
            found = find_header(without_empty(open_sources(file, file, expected, options)[0].records, file), expected)
            header = found.header.cells if isinstance(found.header, Record) else ()
            if (matches := expected.matches(header)) > best[0]:
                best = matches, header, [row.cells for row in islice(found.rest, _READ) if isinstance(row, Record)]
        return _guessed(known_names(ledger), file, *best[1:])


def _guessed(named: KnownNames, file: Path, header: Sequence[str], rows: list[Sequence[str]]) -> Guess:
    ours: dict[str, str] = {}
    for name in filter(None, map(text_of, header)):
        if (found := known_heads().get(header_key(name))) and found not in ours.values():
            ours[name] = found
    cells = {name: [text_of(row[at]) for row in rows if at < len(row)] for at, name in enumerate(map(text_of, header))}
    for name in [name for name, column in ours.items() if column == "kind"]:
        if named.kinds.isdisjoint(map(name_key, cells[name])):
            del ours[name]
    columns = ours.values()
    axes = () if "quantity" in columns else _axes(named, ours, header, rows)
    if not axes:
        ours |= _by_cells({name: texts for name, texts in cells.items() if name and name not in ours}, columns)
    text = name_key(f"{file.name} {' '.join(header)}")
    about = (table for table, words in _WORDS.items() if any(name_key(word) in text for word in words))
    table = next(about, "shipments")
    if not axes and "quantity" not in columns and "kind" in columns:
        table = "places"
    if {"printed_on", "printer"} & {*columns}:
        table = "print-runs"
    known = (*TABLES[table].required, *TABLES[table].optional)
    needs_item = "item" in known and not {"item", "booklet"} & {*columns, *axes}
    items = named.items if needs_item else ()
    mapped = {head: name for head, name in ours.items() if name in known and header_key(head) != name}
    return Guess(table, mapped, axes, (header, *rows[:_SHOWN]), items)


def _by_cells(cells: dict[str, list[str]], columns: Collection[str]) -> dict[str, str]:
    """Return the first columns with a date, with names and with numbers, where no heading gives one."""
    found: dict[str, str] = {}
    for ours, fits in (("date", _is_day), ("place", _is_name), ("quantity", may_be_quantity)):
        if ours not in columns:
            fitting = (
                name for name, texts in cells.items() if name not in found and any(texts) and all(map(fits, texts))
            )
            found.update(dict.fromkeys(islice(fitting, 1), ours))
    return found


_DAY = re.compile(r"\d{1,4}([-/.])\d{1,2}\1\d{1,4}([ T].*)?")


def _is_day(text: str) -> bool:
    return bool(_DAY.fullmatch(text)) or (not text.isdecimal() and _is_date(text))


def _is_name(text: str) -> bool:
    return any(map(str.isalpha, text)) and not _is_date(text)


def _axes(
    named: KnownNames, ours: Collection[str], header: Sequence[str], rows: list[Sequence[str]]
) -> tuple[str, ...]:
    """Return the dimensions in the headings that are not tracker's columns."""
    heads = [text for text in map(text_of, header) if text and text not in ours and not is_total(text)]
    if sum(map(_is_date, heads)) > len(heads) / 2:
        below = [text for text in map(text_of, rows[0] if rows else ()) if text]
        has_both = below and all(name_key(text) in named.languages for text in below)
        return ("date", "language") if has_both else ("date",)
    for axis, known in (
        ("language", named.languages),
        ("item", set(map(name_key, named.items))),
        ("place", named.places),
    ):
        if sum(name_key(head) in known for head in heads) > len(heads) / 2:
            return (axis,)
    return ()


def _is_date(head: str) -> bool:
    with suppress(TrackerError):
        return bool(month_of(head) or head.isdecimal() or parse_sheet_date(head))
    return False


def unnamed(ledger: Path, file: Path) -> WrongUsage:
    """Return the error for a sheet without a table, with the command that probably imports it."""
    command = command_line(["tracker", "import", *guess(ledger, file).words(file)])
    return WrongUsage("Specify the table of {file}; this may fit: {command}", file=file.name, command=command)


class Sheets:
    """The conversation about one sheet."""

    def __init__(
        self, context: click.Context, ledger: Path, file: Path, request_of: Callable[[click.Context], ImportRequest]
    ) -> None:
        """Take the command `import`, the ledger and the sheet; `request_of` parses a command line into a request."""
        self._context, self._ledger, self._file, self._request_of = context, ledger, file, request_of
        self._words: list[str] = []

    def hold(self) -> None:
        """Ask open questions, show the plan, and record it. Raises Declined if the clerk declines."""
        found = guess(self._ledger, self._file)
        for row in found.rows:
            say_text("  ".join(map(quoted, row)))
        say_text()
        table = click.prompt(plain(str(Message("Table"))), default=found.table, type=click.Choice(list(TABLES)))
        found = found._replace(table=table, heads=self._columns(table, found))
        self._words = found.words(self._file)
        self._ask_missing(found)
        self._settle()
        profile = self._file.with_suffix(".toml")
        if agrees(Message("Record it?")):
            self._words += [] if profile.exists() else ["--save-profile", str(profile)]
            self._run(self._words)
            say(Message("The command was: {command}", command=command_line(["tracker", "import", *self._words])))
            return
        raise Declined("Nothing was recorded.")

    def _columns(self, table: str, found: Guess) -> dict[str, str]:
        """Return tracker's columns by the headings of the sheet, as confirmed by the clerk."""
        known = (*TABLES[table].required, *TABLES[table].optional)
        heads = {head: ours for head, ours in found.heads.items() if ours in known}
        if heads:
            say(Message("Columns: {columns}.", columns=", ".join(f"{head} = {ours}" for head, ours in heads.items())))
            if agrees(Message("Is that right?")):
                return heads
        answers: dict[str, str] = {}
        for head in all_columns(found.rows[0]):
            if header_key(head) not in known:
                asked = Message("What is {column} (-: nothing)", column=quoted(head))
                ours = click.prompt(plain(str(asked)), default=heads.get(head, "-"), type=click.Choice(["-", *known]))
                answers |= {head: ours} if ours != "-" else {}
        return answers

    def _ask_missing(self, found: Guess) -> None:
        """Ask for what the table requires and the sheet does not name: a column, or what holds for all rows."""
        heads = list(filter(None, map(text_of, found.rows[0])))
        named = {*found.heads.values(), *found.axes, *map(header_key, heads)}
        named |= {"quantity"} if found.axes else set()
        named |= {"item"} if {"booklet", "language"} & named or len(found.items) == 1 else set()
        for column in [name for name in _ASKED if name in TABLES[found.table].required and name not in named]:
            asked = Message("{field} (a column, or one for all rows)", field=LABELS[column])
            default = found.items[0] if column == "item" and found.items else None
            answer = click.prompt(plain(str(asked)), default=default)
            if column == "date" and answer not in heads:
                self._words += ["--date", answer]
            else:
                self._words += ["--map", f"{answer}={column}" if answer in heads else f"'{answer}'={column}"]

    def _settle(self) -> None:
        """Ask about the errors of dry runs until there are none."""
        while True:
            try:
                with self._context.command.make_context("import", [*self._words], parent=self._context.parent) as made:
                    sheet, _ = as_read(self._request_of(made))
                if self._unknown_places(sheet.rows):
                    continue
                for row in islice(sheet.rows, _SHOWN):
                    say_text("  ".join(f"{name}: {quoted(row.cell(name))}" for name in sheet.columns if row.cell(name)))
                self._run([*self._words, "--dry-run"])
            except (Refused, WrongUsage) as refused:
                faults = refused.outcome.errors if isinstance(refused, ImportRefused) else ()
                if self._answered([refused.message, *(fault.message for fault in islice(faults, _READ))]):
                    continue
                is_of_rows = isinstance(refused, ImportRefused) and "--rejects" not in self._words
                if not (is_of_rows and agrees(Message("Write the rejected rows to a file and continue?"))):
                    raise
                self._words += ["--rejects", str(self._file.with_name(f"{self._file.stem}-rejects.csv"))]
            else:
                return

    def _answered(self, messages: Sequence[Message]) -> bool:
        """Ask for the option that settles a refusal, and tell whether one does."""
        for option, choices in _SETTLED:
            about = next((message for message in messages if option in str(message)), None)
            if about is not None and not {option, *choices} & {*self._words}:
                say(about)
                accepted = click.Choice(choices) if choices[1:] else click.STRING
                answer = click.prompt(plain(option), default=choices[0], type=accepted)
                self._words += [answer] if answer.startswith("--") else [option, answer]
                return True
        return False

    def _unknown_places(self, rows: Sequence[SourceRow]) -> bool:
        """Ask about each unknown place name once; return whether there were any."""
        if "--create-missing" in self._words:
            return False
        named = dict.fromkeys(" ".join(row.cell("place").split()) for row in rows)
        known = known_names(self._ledger).places
        new = [name for name in named if name and name_key(name) not in known]
        places = Near((code, name) for name, code in known.items())
        near = [(name, found[0]) for name in new if (found := places.find(name))]
        for name, code in near:
            if agrees(Message("Is {name} the place {code}?", name=name, code=code)):
                self._run_other("place", "edit", code, "--alias", name)
                new.remove(name)
            else:
                self._words += ["--new", name]
        if new:
            say(Message("New places: {names}.", names=", ".join(map(quoted, new[:20]))))
            if not agrees(Message("Add them?")):
                raise Declined("Nothing was recorded.")
            self._words += ["--create-missing"]
            asked = (
                ("kind", Message("Kind of new places"), "other"),
                ("country", Message("Country of new places"), "LV"),
            )
            for column, question, default in asked:
                if not any(row.cell(column) for row in rows):
                    self._words += [f"--{column}", click.prompt(plain(str(question)), default=default)]
        return bool(new or near)

    def _run(self, words: Sequence[str]) -> None:
        with self._context.command.make_context("import", list(words), parent=self._context.parent) as made:
            self._context.command.invoke(made)

    def _run_other(self, group: str, name: str, *words: str) -> None:
        root = self._context.find_root()
        commands = root.command.get_command(root, group)  # type: ignore[attr-defined]
        command = commands.get_command(root, name)
        with command.make_context(name, list(words), parent=root) as made:
            command.invoke(made)


_ASKED = ("date", "place", "item", "quantity")

_SETTLED = (
    ("--date-format", ("%d/%m/%Y",)),
    ("--day", ("first", "last")),
    ("--hidden", ("read", "skip")),
    ("--update", ("--update", "--add")),
    ("--skip-zero", ("--skip-zero",)),
    ("--negative-as", ("returns",)),
)
"""The options that resolve errors and that their messages name, with values, the likely one first."""
