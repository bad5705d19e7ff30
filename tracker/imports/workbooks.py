"""Workbooks (xlsx, ods), read in a separate process, with rows numbered as in the spreadsheet."""

import json
import os
import sys
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from itertools import count
from pathlib import Path
from typing import Any, NamedTuple

from tracker.errors import Refused, TooLarge, TrackerError, UnknownName, WrongFile, WrongUsage
from tracker.imports.delimited import LONGEST
from tracker.imports.rows import Record, Unreadable, unreadable
from tracker.imports.workbook_child import seconds_for
from tracker.messages import Joined, Message
from tracker.model.text import did_you_mean, nearest

# Merged cells of a workbook: a cell merged over several rows applies to each of them.


MOST_MERGED = 100_000


class Merged(NamedTuple):
    """Cells of one column merged over several rows: the first and last line, and the column, from 0."""

    first: int
    last: int
    column: int


class _Covering:
    def __init__(self, merged: Iterable[Merged]) -> None:
        self._coming = sorted(merged, reverse=True)
        self._open: dict[int, Merged] = {}

    def at(self, line: int) -> dict[int, Merged]:
        """Return those that cover the line, by column."""
        if any(cell.last < line for cell in self._open.values()):
            self._open = {column: cell for column, cell in self._open.items() if cell.last >= line}
        while self._coming and self._coming[-1].first <= line:
            cell = self._coming.pop()
            self._open[cell.column] = cell
        return self._open


def filled(records: Iterable[Record | Unreadable], merged: Iterable[Merged]) -> Iterator[Record | Unreadable]:
    """Yield the rows of a sheet with the text of merged cells in each of their lines."""
    covering, texts = _Covering(merged), dict[int, str]()
    for record in records:
        if isinstance(record, Record) and (cells := covering.at(record.line)):
            own = list(record.cells)
            for column in cells:
                if cells[column].first == record.line and column < len(own):
                    texts[column] = own[column]
            if any(map(str.strip, own)):
                for column in cells:
                    if cells[column].first < record.line and column < len(own) and not own[column].strip():
                        own[column] = texts.get(column, "")
            record = Record(record.line, own)
        yield record


def refuse_shared(
    records: Iterable[Record | Unreadable], merged: Iterable[Merged], columns: dict[int, str]
) -> Iterator[Record | Unreadable]:
    """Yield the rows, with those that share a merged cell in a column of numbers as unreadable."""
    covering = _Covering(cell for cell in merged if cell.column in columns)
    for record in records:
        shared = next(iter(covering.at(record.line).values()), None) if isinstance(record, Record) else None
        if isinstance(record, Record) and shared:
            message = Message(
                "The merged cell in '{column}', lines {first} to {last}, has one number for several rows; split it.",
                column=columns[shared.column],
                first=shared.first,
                last=shared.last,
            )
            record = unreadable(record.line, message, tuple(record.cells))
        yield record


ZIP, OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
"""The first bytes of a workbook, and of an unreadable one: encrypted, or from before 2007."""

OLD = ".xls"
ODS = ".ods"
SUFFIXES = (".xlsx", ".xlsm", ODS, OLD)


class Worksheet(NamedTuple):
    """A sheet of a workbook: its name, its rows including empty ones, and its merged cells."""

    name: str
    records: Iterator[Record | Unreadable]
    merged: tuple[Merged, ...]
    others: tuple[str, ...]
    """The other visible sheets, if none was requested: they are skipped."""
    hidden: "Hidden"
    first: int
    """The number of empty columns before its first."""


class Hidden(NamedTuple):
    """The lines, from 1, and columns, from 0, hidden by hand or by a filter."""

    rows: frozenset[int] = frozenset()
    columns: frozenset[int] = frozenset()


def open_worksheets(path: Path, sheets: Sequence[str]) -> list[Worksheet]:
    """Return the sheets with these names, by default the first visible one."""
    _check_beginning(path)
    found: list[tuple[dict[str, Any], deque[bytes]]] = []
    *lines, last = _answer(path, sheets)
    end = json.loads(last)
    if "refused" in end:
        raise _refusal(path, end["refused"], end["fields"])
    for line in lines:
        if line.startswith(b"{"):
            found.append((json.loads(line), deque()))
        else:
            found[-1][1].append(line)
    return [_worksheet(path, sheet, rows, end["others"]) for sheet, rows in found]


def _answer(path: Path, sheets: Sequence[str]) -> list[bytes]:
    """Return the lines of the reply of the process that reads the workbook. Raises Refused if it did not finish."""
    import subprocess

    try:
        done = subprocess.run(
            [sys.executable, "-P", "-m", "tracker.imports.workbook_child"],
            input=json.dumps([os.fspath(path), *sheets]).encode(),
            capture_output=True,
            env=os.environ | {"RUST_BACKTRACE": "0"},
            timeout=10 * seconds_for(path),
            check=False,
        )
    except subprocess.TimeoutExpired:
        raise _too_much(path) from None
    if done.returncode:
        raise _too_much(path)
    return done.stdout.splitlines()


def _too_much(path: Path) -> Refused:
    return TooLarge(
        "{file} takes too much time or memory; delete cells far outside the table, or save it as .csv.", file=path
    )


_REFUSALS = {
    "archive": Message("{file} was not opened: it would unpack to {megabytes} MB, {ratio} times its size."),
    "extent": Message(
        "{file} has too many cells ({cells}), up to column {column} and row {row}; delete those far outside the table."
    ),
    "texts": Message("{file} was not opened: it would expand to more than {megabytes} MB of text."),
    "damaged": Message("{file} cannot be read as a workbook: {reason}."),
    "password": Message("{file} is password-protected; save it without a password."),
    "no sheets": Message("{file} has no sheets."),
    "no visible sheet": Message("{file} has no visible sheet; specify one with --sheet: {sheets}."),
}


def _refusal(path: Path, kind: str, fields: dict[str, Any]) -> TrackerError:
    if kind == "named twice":
        return WrongUsage("--sheet names the same sheet of {file} twice; specify it once.", file=path)
    if kind == "no such sheet":
        unknown = Message("{file} has no sheet '{sheet}'.", file=path, sheet=fields["sheet"])
        close = did_you_mean(nearest(fields["sheet"], fields["sheets"]))
        return UnknownName.from_message(
            Joined(
                unknown, close or Message("The sheets of the file are {sheets}.", sheets=", ".join(fields["sheets"]))
            )
        )
    return WrongFile.from_message(_REFUSALS[kind].given(file=path, **fields))


def _check_beginning(path: Path) -> None:
    """Raise Refused if the file's suffix or first bytes are not those of a readable workbook."""
    with path.open("rb") as stream:
        first_bytes = stream.read(4)
    suffix = path.suffix.lower()
    if suffix == OLD and first_bytes == OLE:
        return
    if first_bytes == OLE:
        raise WrongFile(
            "{file} is password-protected, or is an .xls file with a different extension; save it as {suffix} "
            "without a password.",
            file=path,
            suffix=suffix,
        )
    if first_bytes != ZIP:
        raise WrongFile("{file} is not a workbook; if it is text, rename it to .csv or .tsv.", file=path)


def _worksheet(path: Path, sheet: dict[str, Any], rows: deque[bytes], others: Sequence[str]) -> Worksheet:
    merged = tuple(Merged(*cell) for cell in sheet["merged"])
    if len(merged) > MOST_MERGED:
        raise WrongFile("{file} is not a table: it has more than {most} merged cells.", file=path, most=MOST_MERGED)
    records = _records(rows)
    hidden = Hidden(frozenset(sheet["hidden_rows"]), frozenset(sheet["hidden_columns"]))
    return Worksheet(
        sheet["name"], filled(records, merged) if merged else records, merged, tuple(others), hidden, sheet["first"]
    )


def _records(parts: deque[bytes]) -> Iterator[Record | Unreadable]:
    """Yield all rows, deleting each part after use. calamine keeps the rows before the table."""
    lines = count(1)
    while parts:
        for cells, line in zip(json.loads(parts.popleft()), lines, strict=False):
            if max(map(len, cells), default=0) > LONGEST:
                message = Message("The row has a value longer than {most} characters.", most=LONGEST)
                yield unreadable(line, message, tuple(cells))
            else:
                yield Record(line, cells)


# Numbers of lines and entries, as people write them.


LONGEST_LINES = 60
"""The maximum length of lists of lines and entries."""


def short_ranges(numbers: Sequence[int], *, gap: int = 1) -> Message | str:
    """Return the result of `ranges`, shortened if it is too long for a line."""
    text = ranges(numbers, gap=gap)
    if len(text) <= LONGEST_LINES:
        return text
    first, _, _ = text[:LONGEST_LINES].rpartition(",")
    return Message("{first} and others, {count} in all", first=first, count=len(numbers))


def ranges(lines: Sequence[int], *, gap: int = 1) -> str:
    """Return ascending line numbers as people write them: 3-17, 40. Numbers up to `gap` apart form a range."""
    parts: list[list[int]] = []
    for line in lines:
        if parts and line <= parts[-1][1] + gap:
            parts[-1][1] = line
        else:
            parts.append([line, line])
    return ", ".join(str(first) if first == last else f"{first}-{last}" for first, last in parts)
