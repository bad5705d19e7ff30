"""Comma- and tab-separated values: a header, then a line for each row, ended by LF everywhere."""

import csv
import io
import re
from collections.abc import Callable, Iterable, Sequence
from itertools import islice
from typing import TextIO

from tracker.model.table import Kind, Row, Table, Value, disarm
from tracker.model.text import plain
from tracker.render.cells import encodable

_BATCH = 300
"""The rows that are held in memory at once."""

_LETTERS = bytes(byte for byte in range(0x80) if chr(byte).isalnum())
_LETTERS += bytes(range(0x80, 0xC0))
_LETTERS += bytes(range(0xC3, 0xE0))  # first bytes of Latvian and Russian letters in UTF-8, not of spaces or signs
_MARKS = bytes(set(range(0x20, 0x7F)) - set(_LETTERS) - set(b"'+=@")) + b"\n"
_BYTE_CLASSES = {
    delimiter: bytes(
        ord("a") if byte in _LETTERS else byte if byte in _MARKS + delimiter.encode() else ord("!")
        for byte in range(256)
    )
    for delimiter in ",\t"
}
"""The class of each byte, by delimiter: `a` is a letter or digit, after which a dash cannot begin a formula; a mark
that cannot begin one stands for itself; `!` means that the cell has to be examined."""

_QUOTED_WHITESPACE = (b'"\n', b'"\t', b";\n", b";\t")
"""The beginnings of a part of a quoted cell that a spreadsheet may run because it starts with whitespace."""

_TYPED = (Kind.TEXT, Kind.CODE)
"""The kinds that hold text from users, which may look like a formula."""

_QUOTED_OR_END = re.compile(r'("(?:[^"]|"")*")|\r\n')


def write_rows(table: Table, stream: TextIO, *, delimiter: str, raw: bool = False) -> None:
    """Stream the table's rows, with None as an empty cell.

    Text and codes that a spreadsheet would run as a formula are disarmed unless `raw`. On a
    terminal, characters that could control it are shown as U+FFFD.
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
    """Return whether any cell in these lines may hold a text that must be changed."""
    classes = lines.encode("utf-8", "surrogatepass").translate(_BYTE_CLASSES[delimiter])
    return (
        b"!" in classes
        or classes.count(b"-") > classes.count(b"a-")
        or (b'"' in classes and any(beginning in classes for beginning in _QUOTED_WHITESPACE))
    )


def _in_text(rows: Sequence[Row], texts: Sequence[Callable[[str], str]]) -> Sequence[Row]:
    """Return the rows with their texts converted; each distinct text is converted once per batch."""
    columns = list(zip(*rows, strict=True))
    unchanged = True
    for index, (values, text) in enumerate(zip(columns, texts, strict=True)):
        changed: dict[Value, str] = {
            value: new for value in set(values) if isinstance(value, str) and (new := text(value)) != value
        }
        if changed:
            columns[index] = tuple([changed.get(value, value) for value in values])
            unchanged = False
    return rows if unchanged else list(zip(*columns, strict=True))


def _lines(rows: Sequence[Iterable[Value]], delimiter: str) -> str:
    """Return the rows as the csv module writes them, with LF as line end.

    The csv module quotes a cell that contains a character of its line terminator. That is set to
    CR LF, so that a lone CR in a cell is quoted too, and then replaced by LF.
    """
    lines = _written(rows, delimiter, "\r\n")
    if lines.count("\r") == len(rows):  # no CR in any cell
        return lines.replace("\r\n", "\n")
    return _QUOTED_OR_END.sub(lambda match: match[1] or "\n", lines)


def _written(rows: Iterable[Iterable[Value]], delimiter: str, end: str) -> str:
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter, lineterminator=end).writerows(rows)
    return text.getvalue()


def _disarmed(safe: Callable[[str], str]) -> Callable[[str], str]:
    return lambda text: disarm(safe(text))
