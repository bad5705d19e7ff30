"""JSON: an array of objects, or one object a line (ndjson); the keys are the columns' names."""

import json
from collections.abc import Iterator
from typing import Any, TextIO

from tracker.model.table import Table
from tracker.model.text import as_written, is_unsafe


def write_array(table: Table, stream: TextIO) -> None:
    """Write the rows as they come: one array, each object on a line of its own."""
    before = "[\n"
    for line in _objects(table):
        stream.write(before + line)
        before = ",\n"
    stream.write("[]\n" if before == "[\n" else "\n]\n")


def write_lines(table: Table, stream: TextIO) -> None:
    """Write the rows as they come: one object a line, nothing around them."""
    for line in _objects(table):
        stream.write(line + "\n")


def _objects(table: Table) -> Iterator[str]:
    names = [column.name for column in table.columns]
    for row in table.rows:
        yield dumped(dict(zip(names, row, strict=True)))


def dumped(said: dict[str, Any], indent: int | None = None) -> str:
    """Return an object as JSON with nothing in its texts that steers a terminal or ends a line.

    A lone surrogate, which no UTF-8 can hold, becomes U+FFFD.
    """
    text = json.dumps(said, ensure_ascii=False, indent=indent)
    return text if text.isprintable() else "\n".join(map(_escaped, text.split("\n")))


def _escaped(line: str) -> str:
    if line.isprintable():
        return line
    return "".join(_escape(character) if is_unsafe(character) else character for character in as_written(line))


def _escape(character: str) -> str:
    return "\ufffd" if "\ud800" <= character <= "\udfff" else f"\\u{ord(character):04x}"
