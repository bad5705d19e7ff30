"""Comma- and tab-separated values: a header and a line per row, always ended by LF."""

import _csv as csv  # `csv` itself adds only the guessing of dialects, and takes long to load
import io
import re
from collections.abc import Callable, Iterable, Sequence
from itertools import islice
from typing import TextIO

from tracker.deferred import pattern
from tracker.model.table import Kind, Row, Table, Value, disarm
from tracker.model.text import plain
from tracker.render.cells import encodable

_BATCH = 300  # the number of rows held in memory
_TYPED = (Kind.TEXT, Kind.CODE)  # the kinds that contain user text, which may look like a formula
_QUOTED_OR_END = pattern(r'("(?:[^"]|"")*")|\r\n', re.UNICODE)


def write_rows(table: Table, stream: TextIO, *, delimiter: str, raw: bool = False) -> None:
    """Stream the table's rows, with None as an empty cell.

    Unless `raw`, text and codes that a spreadsheet would run as a formula are disarmed. On a terminal, control
    characters are shown as U+FFFD.
    """
    safe = plain if stream.isatty() else encodable
    texts = [
        (lambda text: disarm(safe(text))) if column.kind in _TYPED and not raw else safe for column in table.columns
    ]
    stream.write(_lines([[safe(column.name) for column in table.columns]], delimiter))
    rows = iter(table.rows)
    while batch := list(islice(rows, _BATCH)):
        stream.write(_lines(_in_text(batch, texts), delimiter))


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
    """Return the rows as the csv module writes them, ending lines with LF.

    The csv module quotes a cell that contains a character of its line terminator. That is set to CR LF, so that a lone
    CR in a cell is quoted too, and then replaced by LF.
    """
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter, lineterminator="\r\n").writerows(rows)
    lines = text.getvalue()
    if lines.count("\r") == len(rows):  # no CR in any cell
        return lines.replace("\r\n", "\n")
    return _QUOTED_OR_END.sub(lambda match: match[1] or "\n", lines)
