"""Comma- and tab-separated values: a header, then a line for each row, ended by LF everywhere."""

import csv
import io
import re
import string
from collections.abc import Callable, Iterable, Sequence
from itertools import islice
from typing import TextIO

from tracker.model.formulas import disarm
from tracker.model.table import Kind, Row, Table, Value
from tracker.model.text import plain
from tracker.render.cells import encodable

_BATCH = 300
"""The rows that are held at once."""

_LETTERS = b"".join((string.ascii_letters.encode(), string.digits.encode(), bytes(range(0x80, 0xC0))))
_LETTERS += bytes(range(0xC3, 0xE0))  # with which Latvian and Russian letters begin in UTF-8, but no blank or sign
_MARKS = bytes(set(range(0x20, 0x7F)) - set(_LETTERS) - set(b"'+=@")) + b"\n"
_SORTS = {
    delimiter: bytes(
        ord("a") if byte in _LETTERS else byte if byte in _MARKS + delimiter.encode() else ord("!")
        for byte in range(256)
    )
    for delimiter in ",\t"
}
"""What each byte of some lines tells: `a` of a letter or digit, after which a dash makes no formula; of a mark that
makes none, the mark itself; and `!` that the cell has to be looked at."""

_BLANK_FIRST = (b'"\n', b'"\t')
"""How a cell begins that a spreadsheet may run because of its first blank."""

_TYPED = (Kind.TEXT, Kind.CODE)
"""What people typed, and may look like a formula."""

_QUOTED_OR_END = re.compile(r'("(?:[^"]|"")*")|\r\n')


def write_rows(table: Table, stream: TextIO, *, delimiter: str, raw: bool = False) -> None:
    """Write the table's rows as they come, None as an empty cell.

    Text and codes that a spreadsheet would run as a formula are disarmed unless `raw`. On a
    terminal, characters that could steer it are shown as U+FFFD.
    """
    safe = plain if stream.isatty() else encodable
    texts = [_disarmed(safe) if column.kind in _TYPED and not raw else safe for column in table.columns]
    stream.write(_lines([[safe(column.name) for column in table.columns]], delimiter))
    rows = iter(table.rows)
    while batch := list(islice(rows, _BATCH)):
        lines = _written(batch, delimiter, "\n")
        if stream.isatty() or _may_need_care(lines, delimiter):
            lines = _lines(_in_text(batch, texts), delimiter)
        stream.write(lines)


def _may_need_care(lines: str, delimiter: str) -> bool:
    """Tell whether a text among the cells of some lines may be one that is not written as it is."""
    sorts = lines.encode("utf-8", "surrogatepass").translate(_SORTS[delimiter])
    return (
        b"!" in sorts
        or sorts.count(b"-") > sorts.count(b"a-")
        or (b'"' in sorts and any(beginning in sorts for beginning in _BLANK_FIRST))
    )


def _in_text(rows: Sequence[Row], texts: Sequence[Callable[[str], str]]) -> Sequence[Row]:
    """Return the rows with their texts as they are to be written, each looked at once however often it comes."""
    columns = list(zip(*rows, strict=True))
    as_they_are = True
    for at, (values, text) in enumerate(zip(columns, texts, strict=True)):
        changed: dict[Value, str] = {
            value: new for value in set(values) if isinstance(value, str) and (new := text(value)) != value
        }
        if changed:
            columns[at] = tuple([changed.get(value, value) for value in values])
            as_they_are = False
    return rows if as_they_are else list(zip(*columns, strict=True))


def _lines(rows: Sequence[Iterable[Value]], delimiter: str) -> str:
    """Return rows as csv writes them, but for their ends.

    The csv module quotes a cell that holds a character of its line end. It is told CR LF, so that
    a lone CR in a cell is quoted too, and the file still gets the LF it should have.
    """
    lines = _written(rows, delimiter, "\r\n")
    if lines.count("\r") == len(rows):  # none of them in a cell
        return lines.replace("\r\n", "\n")
    return _QUOTED_OR_END.sub(lambda found: found[1] or "\n", lines)


def _written(rows: Iterable[Iterable[Value]], delimiter: str, end: str) -> str:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter, lineterminator=end).writerows(rows)
    return text.getvalue()


def _disarmed(safe: Callable[[str], str]) -> Callable[[str], str]:
    return lambda text: disarm(safe(text))
