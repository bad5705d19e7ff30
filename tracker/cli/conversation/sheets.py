"""`tracker import FILE`: guess the table of a sheet and the options to import it; on a terminal, ask.

Guesses use the headings and the first rows, so that Enter is mostly right, and make a command line.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import suppress
from functools import partial
from itertools import chain, combinations, islice, starmap
from pathlib import Path
from typing import Any, NamedTuple

import click

from tracker.cli.base import TYPED, the_app
from tracker.cli.conversation.desks import OPENING, show_choices
from tracker.cli.conversation.matching import fitting
from tracker.cli.conversation.questions import BACK, Choice
from tracker.cli.output import say, say_text, say_whole
from tracker.cli.prompts import yes_or
from tracker.errors import Declined, Refused, TrackerError, WrongUsage
from tracker.imports.cells import month_of, parse_sheet_date
from tracker.imports.choosing import is_ditto
from tracker.imports.headers import Expected, Found, find_header, header_key, known_heads, listed, own_key
from tracker.imports.jobs import ImportRefused, ImportRequest, Outcome
from tracker.imports.names import KnownNames, Near, known_names, named
from tracker.imports.rows import Record, Sheet, SourceRow, Unreadable, all_columns, in_one_line, label, quoted, text_of
from tracker.imports.running import as_read
from tracker.imports.sources import Options, open_sources, readable, without_empty
from tracker.imports.tables import TABLES
from tracker.imports.totals import has_copies, is_total
from tracker.imports.wide import AXES, parse_across, parse_wide
from tracker.messages import Message
from tracker.model.dates import month_named, parse_years
from tracker.model.text import command_line, name_key, plain
from tracker.reports import completion

_SHOWN = 5
"""The maximum number of rows to show, and of a workbook's sheets to look at."""


_READ = 50
"""How many rows are read for a guess."""

_BALANCE = ("balance", "remain", "saldo", "atlik", "остат")
"""Parts of headings of copies that are left."""

_WORDS = {
    "returns": ("return", "atgriez", "возврат"),
    "handouts": ("hand", "izsnieg", "izdal", "выда", "разда"),
    "counts": ("count", "inventār", "skaitī", *_BALANCE),
    "requests": ("request", "order", "pieprasī", "заявк"),
}
"""Parts of file names and headings, by table."""

_NOT_COUNTS = re.compile("count(?=r?(y|ies))")
"""The beginning of "county" and "country", which is no count."""


class Guess(NamedTuple):
    """A guess at the contents of a sheet."""

    table: str
    """Empty for a journal, whose columns belong to several tables."""
    heads: dict[str, str]
    """tracker's columns by the headings of the sheet."""
    axes: tuple[str, ...]
    rows: tuple[Sequence[str], ...]
    """The header and the first rows."""
    above: Sequence[str]
    """The row above the header."""
    items: tuple[str, ...]
    """The ledger's items, if the sheet names none."""
    numbers: frozenset[str]
    """The columns of the sheet with numbers of copies."""
    filled: frozenset[str] = frozenset()
    """tracker's columns that options of the command line fill."""

    def for_table(self, table: str, given: dict[str, Any]) -> Guess:
        """Return the guess for a table, with only its columns, without what options (by parameter) already say."""
        known = (*TABLES[table].required, *TABLES[table].optional)
        dated = {"date": "printed_on"} if "printed_on" in known else {}
        mapping, across = given["mapping"], given["across"] or ()
        axes = (*across, *parse_wide(mapping, known, is_across=True).axes)
        filled = {*map(header_key, (each.ours for each in mapping)), *axes}
        filled |= {*(["quantity"] if axes else []), *(["date", "printed_on"] if given["day"] else [])}
        guessed = [(head, dated.get(ours, ours)) for head, ours in self.heads.items()]
        heads = dict.fromkeys((each.theirs for each in mapping), "")
        for head, ours in [*guessed, *((head, header_key(head)) for head in self.rows[0])]:
            if head not in heads and ours in {*known} - filled - {*heads.values(), *self.axes}:
                heads[head] = ours
        heads = {head: ours for head, ours in heads.items() if ours}
        axes = () if filled & {"quantity", *self.axes} else self.axes
        items = () if filled & {"item", "booklet"} else self.items
        return self._replace(table=table, heads=heads, axes=axes, items=items, filled=frozenset(filled))

    @property
    def alone(self) -> tuple[str, list[str]]:
        """The column for what all rows are about, and the ledger's items or, next to languages, booklets."""
        if "language" in (*self.axes, *self.heads.values(), *self.filled):
            return "booklet", sorted({item.split("/")[0] for item in self.items})
        return "item", sorted(self.items)

    def words(self, file: Path) -> list[str]:
        """Return the arguments of the command that imports the sheet."""
        other = {head: ours for head, ours in self.heads.items() if header_key(head) != ours}
        mapping = [word for head, ours in other.items() for word in ("--map", f"{head}={ours}")]
        across = ["--across", ",".join(self.axes)] if self.axes else []
        name, one = self.alone
        alone = ["--map", f"'{one[0]}'={name}"] if len(one) == 1 else []
        return [self.table, str(file), *mapping, *across, *alone]


def guess(ledger: Path, file: Path, given: dict[str, Any]) -> Guess:
    """Return the guessed contents of a sheet, read with the given options. Raises Refused if it cannot be read."""
    reading = Options(*(given[name] for name in ("encoding", "delimiter", "sheets", "header_row", "hidden")))
    expected = Expected(frozenset(), frozenset(known_heads()))

    def header_in(options: Options) -> Found:
        return find_header(without_empty(open_sources(file, file, expected, options)[0].records, file), expected)

    with readable(file):
        others = () if reading.sheets else open_sources(file, file, expected, reading)[0].others
        read = map(header_in, (reading, *(reading._replace(sheets=(name,)) for name in others[:_SHOWN])))
        found = max(read, key=lambda each: expected.matches(_cells(each.header)))
        above, header = _cells(found.above), _cells(found.header)
        rows = [cells for row in islice(found.rest, _READ) if (cells := _cells(row)) and cells != header]
        return _guessed(known_names(ledger), file, above, header, rows)


def _cells(row: Record | Unreadable | None) -> list[str]:
    return [in_one_line(text_of(cell)) for cell in row.cells] if isinstance(row, Record) else []


def _guessed(named: KnownNames, file: Path, above: list[str], header: list[str], rows: list[list[str]]) -> Guess:
    known, data = known_heads(), rows

    def unknown(line: Iterable[str]) -> list[str]:
        return [text for text in line if text and header_key(text) not in known and not is_total(text)]

    upper, lower = unknown(above), unknown(header)
    first = header.index(lower[0]) if lower else 0
    pairs = list(zip(header, rows[0], strict=False)) if rows else []
    below = unknown(cell for _, cell in pairs[first:])
    is_line = below and not unknown(cell for head, cell in pairs if header_key(head) in known)
    if is_line and any(all(name_key(text) in each for text in below) for each in (named.in_headings, named.things)):
        upper, lower, data = lower, below, rows[1:]
        header = [*(head or cell for head, cell in pairs[:first]), *header[first:]]
    names = all_columns(header)
    cells = {name: [row[at] for row in data if at < len(row)] for at, name in enumerate(names)}
    numbers = {name for name, texts in cells.items() if has_copies(texts)}
    found = {name: column for name in names if (column := known.get(header_key(name)))}
    found = {name: column for name, column in found.items() if column != "received_on" or name not in numbers}
    ranks = {head: rank for rank, head in enumerate(known)}
    likely = {found[name]: name for name in sorted(found, key=lambda name: -ranks[header_key(name)])}
    ours = {name: column for name, column in found.items() if likely[column] == name}
    if "kind" in likely and named.kinds.isdisjoint(map(name_key, cells[likely["kind"]])):
        del ours[likely["kind"]]
    axes = () if "quantity" in likely else _axes(named, upper, lower)
    if {"item", "booklet"}.isdisjoint((*likely, *axes)):
        of_items = [name for name, texts in cells.items() if not named.things.isdisjoint(map(name_key, texts))]
        ours |= dict.fromkeys([name for name in of_items if name not in ours][:1], "item")
    free = {name: texts for name, texts in cells.items() if name not in {*found, *ours}}
    ours |= _by_cells(free, {*ours.values(), *axes, *(["quantity"] if axes else [])})
    table = _table(name_key(" ".join([file.name, *(name for name in names if name not in found)])), ours, axes)
    if len(numbers) > 1 and any(word in name_key(name) for name in numbers for word in _BALANCE):
        table = ""
    has_item = {"item", "booklet"} & {*ours.values(), *axes} or (table and "item" not in TABLES[table].required)
    items = () if has_item else named.items
    return Guess(table, ours, axes, (header, *rows[:_SHOWN]), above, items, frozenset(numbers))


def _table(text: str, ours: Mapping[str, str], axes: Collection[str]) -> str:
    """Return the likely table of a sheet, given the name of its file and its headings, and tracker's columns in it."""
    columns, text = {*ours.values()}, _NOT_COUNTS.sub("", text)
    if {"printed_on", "printer"} & columns:
        return "print-runs"
    if not axes and "quantity" not in columns and "kind" in columns:
        return "places"
    return next(
        (table for table, words in _WORDS.items() if any(map(text.__contains__, map(name_key, words)))), "shipments"
    )


def _by_cells(cells: dict[str, list[str]], columns: Collection[str]) -> dict[str, str]:
    """Return the first columns with dates, with names and with numbers, where no heading gives one."""
    found: dict[str, str] = {}
    for ours, fits in (("date", _are_days), ("place", _are_names), ("quantity", has_copies)):
        fitting = [name for name, texts in cells.items() if name not in found and fits(texts)]
        if ours not in columns and (ours != "quantity" or len(fitting) == 1):  # each may have the copies of an item
            found.update(dict.fromkeys(fitting[:1], ours))
    return found


def _filled(texts: list[str]) -> list[str]:
    """Return the texts that are not empty, without totals, if they are most of a column."""
    filled = [text for text in texts if text and not is_total(text)]
    return filled if len(filled) > len(texts) / 2 else []


_DAY = re.compile(r"\d{1,4}([-/.])\d{1,2}\1\d{1,4}([ T].*)?")


def _are_days(texts: list[str]) -> bool:
    days = _filled(texts)
    return bool(days) and all(_DAY.fullmatch(text) or (not text.isdecimal() and _is_date(text)) for text in days)


def _are_names(texts: list[str]) -> bool:
    names = _filled(texts)
    return bool(names) and all(any(map(str.isalpha, text)) and not _is_date(text) for text in names)


def _axes(named: KnownNames, upper: Sequence[str], lower: Sequence[str]) -> tuple[str, ...]:
    """Return the dimensions of headings in one or two lines that are none of tracker's columns."""
    over, own = _axis(named, upper), _axis(named, lower)
    if own in ("item", "language"):
        is_repeated = len(set(lower)) < len(lower)  # below each of several others
        over = over or ("place" if is_repeated else own)
        if AXES.index(over) < AXES.index(own):
            return over, own
    return (own,) if own else ()


def _axis(named: KnownNames, heads: Sequence[str]) -> str | None:
    half = len(heads) / 2
    if sum(_is_date(head) or month_named(head) is not None for head in heads) > half:
        return "date"
    known = ("language", named.in_headings, 0), ("item", named.things, 0), ("place", named.places, half)
    return next((axis for axis, names, least in known if sum(name_key(head) in names for head in heads) > least), None)


def _is_date(head: str) -> bool:
    with suppress(TrackerError):
        return bool(month_of(head) or head.isdecimal() or parse_sheet_date(head))
    return False


def unnamed(context: click.Context, file: Path) -> WrongUsage:
    """Return the error for a sheet without a table, with the command that probably imports it."""
    found = guess(the_app(context).path, file, context.params)
    if not found.table:
        return WrongUsage("Specify the table of {file}. {reason}", file=file.name, reason=_JOURNAL)
    words = found.for_table(found.table, context.params).words(file)
    command = command_line(["tracker", "import", *words, *_given(context)])
    return WrongUsage("Specify the table of {file}; this may fit: {command}", file=file.name, command=command)


def _given(context: click.Context) -> list[str]:
    return [word for word in context.meta[TYPED] if word != context.params["table"]]


class _Back(Exception):
    """The clerk goes back to the previous question."""


class Sheets:
    """The conversation about one sheet."""

    def __init__(
        self, context: click.Context, file: Path, request_of: Callable[[click.Context], ImportRequest]
    ) -> None:
        """Take the command `import` as typed, the sheet, and a function that parses a command line into a request."""
        self._context, self._ledger, self._file, self._request_of = context, the_app(context).path, file, request_of
        given = _given(context)
        self._given = [part for word in given for part in (word.split("=", 1) if word.startswith("--") else [word])]
        self._words: list[str] = []
        self._heads: list[str] = []
        self._answers: dict[Message | str, str | bool] = {}
        """By question; after < all are kept but the last."""

    def hold(self) -> None:
        """Ask open questions, show the plan, and record it. Raises Declined if the clerk declines."""
        say(OPENING)
        while True:
            with suppress(_Back):
                return self._hold()

    def _hold(self) -> None:
        found = guess(self._ledger, self._file, self._context.params)
        for row in filter(None, (found.above, *found.rows)):
            say_text("  ".join(map(quoted, row)))
        say_text()
        if not found.table:
            say(_JOURNAL)
        table = self._answer(Message("Table"), found.table, map(Choice, TABLES), is_listed=True)
        self._words = [*self._confirmed(found.for_table(table, self._context.params)), *self._given]
        try:
            planned = self._settle()
        except (Refused, WrongUsage) as refused:
            if _MEANING in self._answers:  # its answer may have been wrong
                say(refused.message)
                while self._answers.popitem()[0] != _MEANING:
                    pass
                raise _Back from None
            self._say_command(Message("The command so far: {command}"))
            raise
        if not planned.recorded and "--update" not in self._words:
            say(_ALREADY if planned.skipped else _NO_COPIES)
            return
        if "--dry-run" in self._words:
            self._say_command(Message("The command was: {command}"))
            return
        if not self._agrees(Message("Record it?")):
            raise Declined("Nothing was recorded.")
        profile = self._file.with_suffix(".toml")
        if not (profile.exists() or "--save-profile" in self._words):
            self._words += ["--save-profile", str(profile)]
        self._run(self._words)
        self._say_command(Message("The command was: {command}"))

    def _agrees(self, question: Message) -> bool:
        """Return whether the answer to a question is yes; each is asked once. Raises _Back for <."""
        if question not in self._answers:
            self._note(question, yes_or(question, others=BACK.__eq__))
        return self._answers[question] is True

    def _answer(
        self,
        question: Message | str,
        default: str | None,
        fits: Iterable[Choice],
        read: Callable[[str], str] = str,
        *,
        is_listed: bool = False,
    ) -> str:
        """Return the answer to a question, `read`; if `is_listed`, it is one of those that fit. Raises _Back for <."""
        choices = list(fits)
        codes = [choice.code for choice in choices]
        shown = f"{question} ({', '.join(codes)})" if is_listed else str(question)
        while question not in self._answers:
            typed: str = click.prompt(plain(shown), default=default or "", show_default=bool(default)).strip()
            if not typed:
                say(_NEEDED.given(question=question))
                continue
            if typed.endswith("?") or (is_listed and typed not in (BACK, *codes)):
                show_choices(fitting(choices, typed.removesuffix("?")) or choices)
                continue
            try:
                self._note(question, typed if typed == BACK else read(typed))
            except (Refused, WrongUsage) as refused:
                say(refused.message)
        return str(self._answers[question])

    def _note(self, question: Message | str, answer: str | bool) -> None:
        if answer == BACK:
            if self._answers:
                self._answers.popitem()
            raise _Back
        self._answers[question] = answer

    def _say_command(self, message: Message) -> None:
        command = command_line(["tracker", "import", *self._words])
        say_whole(plain(str(message.given(command=command))))  # on one line, to be copied

    def _confirmed(self, found: Guess) -> list[str]:
        """Return the arguments for a sheet, whose columns the clerk confirms or gives."""
        required, columns, defaults = TABLES[found.table].required, found.heads, dict[str, str]()
        self._heads = all_columns(found.rows[0])
        shown = ", ".join(f"{head} = {ours}" for head, ours in columns.items())
        # Several columns of numbers that are none of tracker's may have the copies of an item each.
        axes, items, is_wide = found.axes, found.items, len(found.numbers - columns.keys()) > 1
        if not columns or not self._agrees(Message("Columns: {columns}. Is this correct?", columns=shown)):
            defaults = {ours: head for head, ours in columns.items()}
            columns = {head: ours for head, ours in columns.items() if ours not in required}
            found, is_wide = found._replace(heads=columns, axes=(), items=()), True
        if is_wide and not found.axes and "quantity" in {*required} - {*found.filled, *columns.values()}:
            pairs = (",".join(pair) for pair in combinations(AXES, 2) if pair != ("place", "date"))
            guessed, fits = ",".join(axes) or "-", ("-", *AXES, *pairs)
            axis = self._answer(_MEANING, guessed, map(Choice, fits), is_listed=True)
            found = found._replace(axes=() if axis == "-" else parse_across(axis))
        if len(found.axes) > 1:  # a column may be named in the other header line
            self._heads += filter(None, chain(found.above, *found.rows[1:2]))
        words = found.words(self._file)
        filled = {*found.filled, *columns.values(), *found.axes, *(["quantity"] if found.axes else [])}
        (name, one), (_, likely) = found.alone, found._replace(items=items).alone
        if {"item", "booklet"} & filled or len(one) == 1:
            filled.add("item")
        if found.table == "places" and "code" not in filled:
            filled.add("code")
            words.append("--create-missing")  # which makes codes from the names
        for column in [column for column in required if column not in filled]:
            default = defaults.get(column) or (likely[0] if column == "item" and likely else None)
            answer = self._ask(name if column == "item" else column, default)
            own = [head for head in self._heads if answer and header_key(head) == column]
            words += [*answer, *(word for head in own for word in ("--map", f"{head}="))]
        return words

    def _ask(self, column: str, default: str | None) -> list[str]:
        """Return the arguments for a column of tracker: a column of the sheet, or a value for all rows."""
        question = Message("{field} (a column, or one for all rows)", field=label(column))
        answer = self._answer(question, default, [*map(Choice, self._heads), *self._choices(column)])
        if header_key(answer) == column:
            return []
        if column in ("date", "printed_on") and answer not in self._heads:
            return ["--date", answer]
        return ["--map", f"{answer}={column}" if answer in self._heads else f"'{answer}'={column}"]

    def _settle(self) -> Outcome:
        """Ask about the errors of dry runs until there are none, and return the outcome of the last."""
        sheet: Sheet | None = None
        while True:
            try:
                with self._context.command.make_context("import", [*self._words], parent=self._context.parent) as made:
                    sheet, _ = as_read(self._ledger, self._request_of(made))
                if self._unknown_places(sheet.rows) or any(self._asked_for(sheet, name) for name in sheet.unknown):
                    continue
                for row in islice(sheet.rows, _SHOWN):
                    say_text("  ".join(f"{name}: {quoted(row.cell(name))}" for name in sheet.columns if row.cell(name)))
                return self._run([*self._words, "--dry-run"])
            except (Refused, WrongUsage) as refused:
                outcome = refused.outcome if isinstance(refused, ImportRefused) else None
                columns = dict.fromkeys([refused.message], "")
                if outcome:
                    columns |= {fault.message: fault.column or "" for fault in islice(outcome.errors, _READ)}
                    columns |= dict.fromkeys(outcome.messages, "")
                options = [(each, columns[each], sheet, *option) for each in columns for option in each.options]
                if any(starmap(self._resolved, options)):
                    continue
                has_sound = outcome and outcome.rejected < outcome.read - outcome.passed_over
                is_of_rows = has_sound and not {"--rejects", "--update"} & {*self._words}
                if not (is_of_rows and self._agrees(Message("Write the rejected rows to a file and continue?"))):
                    raise
                self._words += ["--rejects", str(self._file.with_name(f"{self._file.stem}-rejects.csv"))]

    def _resolved(self, message: Message, column: str, sheet: Sheet | None, option: str, *values: str) -> bool:
        """Ask for an option, with one of the values, that resolves an error; return whether it was added."""
        words: list[str] = []
        if option == "--new":
            if values[0] not in self._words and self._agrees(Message("Is {name} a place?", name=values[0])):
                words = [option, *values]
        elif option == "--map":
            head = values[0] if values else column
            if head in self._heads and sheet and self._asked_for(sheet, head):
                return True
            is_free = (values or head in self._heads) and f"{head}=" not in self._words
            if is_free and self._agrees(Message("Omit the column {column}?", column=head)):
                words = [option, f"{head}="]
        elif option == "year":
            year = self._answer(Message("Year of these months"), None, (), lambda text: str(parse_years(text)[0]))
            words = [word for month in values for word in ("--map", f"{month}={year}-{month_named(month):02}")]
        elif option == "language":
            if not any(word.endswith("=language") for word in self._words):
                say(message)
                words = self._ask(option, values[0])
        elif {*option.split(), *values}.isdisjoint(self._words):
            if option == "--country":
                words = self._of_new_places("country")
            elif values:
                say(message)
                answer = self._answer(option, values[0], map(Choice, values), is_listed=True)
                words = [answer] if answer.startswith("--") else [option, answer]
            else:
                say(message)
                words = option.split() if self._agrees(Message("Add {option}?", option=option)) else []
        self._words += words
        return bool(words)

    def _asked_for(self, sheet: Sheet, column: str) -> bool:
        """Ask which rows to import if they have several statuses in a column; return whether they do."""
        at = all_columns(sheet.header).index(column) if own_key(column, ("status",)) == "status" else -1
        statuses = dict.fromkeys(text_of(row.original[at]) for row in sheet.rows)
        if at < 0 or not 1 < len(statuses) <= _MOST_STATUSES:
            return False
        fits = [sign + status for sign in ("", "!") for status in filter(None, statuses)]
        question = Message("{column} of the rows to import (! for all others, - for all)", column=column)
        answer = self._answer(question, None, map(Choice, (*fits, "-")), is_listed=True)
        where = f"{column}{'!' * (is_not := answer.startswith('!'))}={answer[is_not:]}"
        self._words += ["--map", f"{column}=", *(["--where", where] if answer != "-" else [])]
        return True

    def _unknown_places(self, rows: Sequence[SourceRow]) -> bool:
        if "--create-missing" in self._words:
            return False
        with_copies = (row for row in rows if row.cell("quantity") or "quantity" not in row.layout.names)
        names = dict.fromkeys(" ".join(row.cell("place").split()) for row in with_copies)
        fill = "--fill-down", "date,place"
        has_dittos = "--fill-down" not in self._words and any(map(is_ditto, names))
        if has_dittos and self._agrees(Message("Add {option}?", option=" ".join(fill))):
            self._words += fill
            return True
        known = known_names(self._ledger).places
        new = [name for name in names if name and not is_ditto(name) and name_key(name) not in known]
        places = Near((code, name) for name, code in known.items())
        near = [(name, found[0]) for name in new if (found := places.find(name))]
        if near and "--dry-run" in self._words:
            return False  # another name of a place would be recorded
        for name, code in near:
            if self._agrees(Message("Is {name} the place {code}?", name=name, code=code)):
                self._run_other("place", "edit", code, "--alias", name)
                new.remove(name)
            else:
                self._words += ["--new", name]
        if new:
            if not self._agrees(Message("New places: {names}. Add them?", names=listed(new))):
                columns = [name for name in new if name in self._heads]
                left_out = [name for name in columns if self._agrees(Message("Omit the column {column}?", column=name))]
                if not left_out:
                    raise Declined("Nothing was recorded.")
                self._words += [word for name in left_out for word in ("--map", f"{name}=")]
                return True
            self._words += ["--create-missing"]
            others = Near()
            for name in {name_key(name): name for name in new}.values():
                # Asked before the dry run, whose messages may suggest a command for these places.
                if others.find(name) and self._agrees(Message("Is {name} a place?", name=name)):
                    self._words += ["--new", name]
                others.note(name, name, is_new=True)
            for column in ("kind", "country"):
                if f"--{column}" not in self._words and not any(row.cell(column) for row in rows):
                    self._words += self._of_new_places(column)
        return bool(new or near)

    def _of_new_places(self, column: str) -> list[str]:
        """Return the option for the kind or country of new places."""
        question, default = Message("Kind of new places"), "other"
        if column == "country":
            question, default = Message("Country of new places"), known_names(self._ledger).country
        return [
            f"--{column}",
            self._answer(question, default, self._choices(column), partial(named, self._ledger, column)),
        ]

    def _choices(self, column: str) -> list[Choice]:
        """Return the ledger's values of a column, if they are codes."""
        known = completion.words(self._ledger, _KNOWN[column]) if column in _KNOWN else ()
        return [Choice(*each) for each in known]

    def _run(self, words: Sequence[str]) -> Outcome:
        with self._context.command.make_context("import", list(words), parent=self._context.parent) as made:
            self._context.command.invoke(made)
            outcome: Outcome = made.meta["outcome"]
            return outcome

    def _run_other(self, group: str, name: str, *words: str) -> None:
        root = self._context.find_root()
        commands = root.command.get_command(root, group)  # type: ignore[attr-defined]
        command = commands.get_command(root, name)
        with command.make_context(name, list(words), parent=root) as made:
            command.invoke(made)


_MEANING = Message("Meaning of the headings above the copies (- for none)")
_JOURNAL = Message(
    "The sheet seems to be a journal: it has a balance next to other numbers. Import each of its columns of copies by "
    "itself, into its own table, first the copies that came in, and leave out the balance."
)
_NEEDED = Message("{question}: an answer is needed. Enter < to go back, or press Ctrl-C to exit without recording.")
_ALREADY = Message("All rows are already recorded; there is nothing to record.")
_NO_COPIES = Message("No row has copies; there is nothing to record.")

_KNOWN: dict[str, Callable[[Any], list[tuple[str, str]]]] = {
    "place": completion.places,
    "item": completion.items,
    "booklet": completion.booklets,
    "language": completion.languages,
    "kind": completion.kinds,
    "country": completion.countries,
}
"""The values that fit, by column of tracker."""

_MOST_STATUSES = 20
"""The maximum number of different texts in a column of statuses."""
