"""Delimited text, split into records of cells, each with the line on which it begins."""

import csv
import re
from collections.abc import Iterator
from itertools import chain, islice
from typing import NoReturn, TextIO

from tracker.errors import Refused, WrongUsage
from tracker.imports.forms import TextForm
from tracker.imports.header_rows import MOST_ABOVE, Expected, rating
from tracker.imports.rows import Record, Unreadable, unreadable
from tracker.messages import Joined, Message

LONGEST = 131_072
"""The most characters in a cell; a longer one is a quote that was not closed."""

LONGEST_RECORD = 1_048_576
"""The most characters in a row."""

MOST_EMPTY = 1_048_576
"""The most rows without any text: as many as a spreadsheet has rows."""

_NUL = Message("It contains a NUL character; if the file is UTF-16, use --encoding utf-16-le or utf-16-be.")

_SEPARATOR = re.compile(r'\ufeff?"?sep=(.)"?[\r\n]*')
"""The first line with which Excel tells itself the delimiter."""

_DELIMITERS = (",", ";", "\t")
_NAMES = {"tab": "\t", "\\t": "\t"}


def check_delimiter(text: str | None) -> str | None:
    """Return the delimiter: one character, or `tab`. Raises WrongUsage for anything else."""
    if text is None:
        return None
    delimiter = _NAMES.get(text.casefold(), text)
    if len(delimiter) != 1 or delimiter in '"\r\n\0':
        raise WrongUsage("'{text}' is not a delimiter; write one character, such as ';', or tab.", text=text)
    return delimiter


def bounded(text: TextIO, file: object) -> Iterator[str]:
    """Yield the lines of a text. Raises Refused when one of them is too long for a table."""
    while line := text.readline(LONGEST_RECORD):
        if len(line) == LONGEST_RECORD:
            raise Refused(
                "{file} has a line of more than {most} characters: it is not a table.", file=file, most=LONGEST_RECORD
            )
        yield line


def refuse_empty(file: object) -> NoReturn:
    """Raise Refused for a text or a sheet with too many empty rows."""
    raise Refused("{file} has more than {most} empty rows: it is not a table.", file=file, most=MOST_EMPTY)


def split_records(
    lines: Iterator[str],
    delimiter: str | None,
    expected: Expected,
    file: object,
    form: TextForm,
    header_row: int | None = None,
) -> Iterator[Record | Unreadable]:
    """Yield the records of a text, from the row of the header if it is given; a blank line is one without cells.

    Without a delimiter, it is that of a first line such as "sep=;", else the one with which the rows have the most of
    the expected names, else the most columns; the `form` gets it. Raises Refused when too many blank lines come before
    the header.
    """
    lines, of_excel = _take_separator(lines)
    first, head = _header_lines(lines, file, 1 + bool(of_excel), header_row or 1)
    found = delimiter or of_excel
    if found is None:
        found, head = _detect_delimiter(head, lines, expected)
    form.delimiter = found
    return _records(chain(head, lines), found, first)


def _take_separator(lines: Iterator[str]) -> tuple[Iterator[str], str | None]:
    """Return the lines without a first one that only tells a spreadsheet the delimiter, and that delimiter."""
    first = next(lines, None)
    if first is None:
        return lines, None
    if match := _SEPARATOR.fullmatch(first):
        return lines, match.group(1)
    return chain([first], lines), None


def _header_lines(lines: Iterator[str], file: object, begin: int, header_row: int) -> tuple[int, list[str]]:
    """Return the number of the first line that is not blank, from that row on, and the lines of its record.

    `begin` is the number of the first of the lines.
    """
    head: list[str] = []
    first = begin
    for number, text in enumerate(lines, start=begin):
        if number < header_row:
            continue
        line = text.removeprefix("\ufeff") if number == 1 else text
        if not head:
            first = number
            if number > MOST_EMPTY:
                refuse_empty(file)
        if head or line.strip(" \t\r\n,;"):
            head.append(line)
            if "".join(head).count('"') % 2 == 0 or len(head) > 100:
                break
    return first, head


def _detect_delimiter(head: list[str], lines: Iterator[str], expected: Expected) -> tuple[str, list[str]]:
    """Return the delimiter, and the lines that were looked at: more than the first row when that is not the header."""

    def score(delimiter: str, most: int | None) -> tuple[bool, int, int]:
        records = list(islice(_records(iter(head), delimiter, 1), most))
        first = records[0] if records else None
        return *rating(records, expected), len(first.cells) if isinstance(first, Record) else 0

    best = max(_DELIMITERS, key=lambda delimiter: score(delimiter, 1))
    if score(best, 1)[0]:
        return best, head
    head = [*head, *islice(lines, MOST_ABOVE)]
    return max(_DELIMITERS, key=lambda delimiter: score(delimiter, None)), head


def _records(lines: Iterator[str], delimiter: str, first: int) -> Iterator[Record | Unreadable]:
    """Yield the records of the lines; `first` is the number of the first line."""
    csv.field_size_limit(LONGEST)
    consumed: list[str] = []

    def consume() -> Iterator[str]:
        size = 0
        for text in lines:
            size = len(text) + (size if consumed else 0)
            consumed.append(text)
            if size > LONGEST_RECORD:
                raise csv.Error("record")
            yield text

    reader = csv.reader(consume(), delimiter=delimiter, strict=True)
    line = first
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield _unreadable(line, consumed, _explained(str(error), line, len(consumed)))
            reader = csv.reader(consume(), delimiter=delimiter, strict=True)
        else:
            if "\0" in "".join(consumed):
                yield _unreadable(line, consumed, _NUL)
            else:
                yield Record(line, cells)
        line += len(consumed)
        consumed.clear()


def _explained(error: str, line: int, lines: int) -> Message:
    """Return the error of the csv module in words for the author of the file."""
    message = _explanation(error)
    if lines == 1:
        return message
    return Joined(message, Message("The row was read up to line {line}.", line=line + lines - 1))


def _explanation(error: str) -> Message:
    if "end of data" in error:
        return Message("It opens a quote that is never closed.")
    if "record" in error:
        return Message("It is longer than {most} characters; is a closing quote missing?", most=LONGEST_RECORD)
    if "limit" in error:
        return Message("It has a value longer than {most} characters; is a closing quote missing?", most=LONGEST)
    return Message(
        "It closes a quote inside a value; a value that contains a quote or the delimiter "
        'must be quoted, with each quote in it doubled, such as "Sandra ""S"" Lapa".'
    )


def _unreadable(line: int, consumed: list[str], message: Message) -> Unreadable:
    text = re.sub(r"[\r\n]+\Z", "", "".join(consumed))
    return unreadable(line, message, (text,))
