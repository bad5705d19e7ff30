"""Text with delimiters: its lines, split into cells, each record with the line on which it begins."""

import csv
import re
from collections.abc import Collection, Iterator, Sequence
from itertools import chain
from typing import TextIO

from tracker.errors import Refused, WrongUsage
from tracker.imports.headers import header_key
from tracker.imports.rows import Record, Unreadable, broken

LONGEST = 131_072
"""The most characters in a cell: more is a quote that was not closed."""

LONGEST_RECORD = 1_048_576
"""The most characters in a row."""

_DELIMITERS = (",", ";", "\t")
_NAMED = {"tab": "\t", "\\t": "\t"}


def check_delimiter(text: str | None) -> str | None:
    """Return the delimiter that was named: one character, or `tab`. Raises WrongUsage for anything else."""
    if text is None:
        return None
    delimiter = _NAMED.get(text.casefold(), text)
    if len(delimiter) != 1 or delimiter in '"\r\n\0':
        raise WrongUsage(f"'{text}' is not a delimiter; write one character, such as ';', or tab.")
    return delimiter


def bounded(text: TextIO, file: object) -> Iterator[str]:
    """Yield the lines of a text. Raises Refused when one of them is longer than any of a table."""
    while line := text.readline(LONGEST_RECORD):
        if len(line) == LONGEST_RECORD:
            raise Refused(f"{file} has a line of more than {LONGEST_RECORD} characters: no table is like that.")
        yield line


def split_records(lines: Iterator[str], delimiter: str | None, names: Collection[str]) -> Iterator[Record | Unreadable]:
    """Yield the records of a text, the header first; blank lines are none.

    Without a delimiter the header tells it: the one that splits it into most of the `names`, else
    into most columns.
    """
    first, head = _header_lines(lines)
    return _records(chain(head, lines), delimiter or _delimiter_of(head, names), first)


def _header_lines(lines: Iterator[str]) -> tuple[int, list[str]]:
    """Return the number of the first line that is not blank, and the lines of the header from there."""
    head: list[str] = []
    first = 1
    for number, text in enumerate(lines, start=1):
        line = text.removeprefix("\ufeff") if number == 1 else text
        if not head:
            first = number
        if head or line.strip(" \t\r\n,;"):
            head.append(line)
            if "".join(head).count('"') % 2 == 0 or len(head) > 100:
                break
    return first, head


def _delimiter_of(head: Sequence[str], names: Collection[str]) -> str:
    keys = {header_key(name) for name in names}

    def fitness(delimiter: str) -> tuple[int, int]:
        record = next(_records(iter(head), delimiter, 1), None)
        if record is None or isinstance(record, Unreadable):
            return -1, 0
        return sum(header_key(cell) in keys for cell in record.cells), len(record.cells)

    return max(_DELIMITERS, key=fitness)


def _records(lines: Iterator[str], delimiter: str, first: int) -> Iterator[Record | Unreadable]:
    """Yield the records of the lines, the first of which has the number `first`."""
    csv.field_size_limit(LONGEST)
    taken: list[str] = []

    def taking() -> Iterator[str]:
        size = 0
        for text in lines:
            size = len(text) + (size if taken else 0)
            taken.append(text)
            if size > LONGEST_RECORD:
                raise csv.Error("record")
            yield text

    reader = csv.reader(taking(), delimiter=delimiter, strict=True)
    line = first
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield _unreadable(line, taken, _explain(str(error), line, len(taken)))
            reader = csv.reader(taking(), delimiter=delimiter, strict=True)
        else:
            if "\0" in "".join(taken):
                yield _unreadable(line, taken, "it holds a NUL character, which no text has")
            elif cells:
                yield Record(line, cells)
        line += len(taken)
        taken.clear()


def _explain(error: str, line: int, lines: int) -> str:
    """Return what csv's error means to who wrote the line."""
    through = f" (up to line {line + lines - 1})" if lines > 1 else ""
    if "end of data" in error:
        return f"a quote is opened in it and never closed{through}"
    if "record" in error:
        return f"it is longer than {LONGEST_RECORD} characters{through}; is a quote not closed?"
    if "limit" in error:
        return f"a value of it is longer than {LONGEST} characters{through}; is a quote not closed?"
    return (
        f"a quote is closed inside a value{through}; a value that holds a quote or the delimiter "
        'stands in quotes whole, with each quote in it doubled, such as "Sandra ""S"" Lapa"'
    )


def _unreadable(line: int, taken: list[str], message: str) -> Unreadable:
    whole = re.sub(r"[\r\n]+\Z", "", "".join(taken))
    return broken(line, message, (whole,))
