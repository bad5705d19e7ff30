"""Comma- and tab-separated values: a header, then a line for each row, ended by LF everywhere."""

import csv
from collections.abc import Callable
from typing import TextIO

from tracker.model.formulas import disarm
from tracker.model.table import Kind, Table, Value
from tracker.model.text import plain
from tracker.render.cells import encodable


class _LineFeeds:
    """Passes csv's lines on with LF for its CR LF.

    The csv module quotes a cell that holds a character of its line end. It is told CR LF, so that
    a lone CR in a cell is quoted too, and the file still gets the LF it should have.
    """

    def __init__(self, stream: TextIO) -> None:
        self.stream = stream

    def write(self, line: str) -> None:
        self.stream.write(line.removesuffix("\r\n") + "\n")


def write_rows(table: Table, stream: TextIO, *, delimiter: str, raw: bool = False) -> None:
    """Write the table's rows as they come, None as an empty cell.

    Text and codes that a spreadsheet would run as a formula are disarmed unless `raw`. On a
    terminal, characters that could steer it are shown as U+FFFD.
    """
    safe = plain if stream.isatty() else encodable
    as_text: list[Callable[[str], str]] = [
        _disarmed(safe) if column.kind in (Kind.TEXT, Kind.CODE) and not raw else safe for column in table.columns
    ]

    def cell(value: Value, text: Callable[[str], str]) -> Value:
        return text(value) if isinstance(value, str) else value

    writer = csv.writer(_LineFeeds(stream), delimiter=delimiter, lineterminator="\r\n")
    writer.writerow([safe(column.name) for column in table.columns])
    writer.writerows(map(cell, row, as_text) for row in table.rows)


def _disarmed(safe: Callable[[str], str]) -> Callable[[str], str]:
    return lambda text: disarm(safe(text))
