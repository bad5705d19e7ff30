"""JSON: an array of objects, or one object per line (ndjson); the keys are the column names."""

import json
from collections.abc import Iterator
from typing import Any, TextIO

from tracker.model.table import Page, Table
from tracker.model.text import as_written, is_unsafe


def write_array(table: Table, stream: TextIO) -> None:
    """Stream the rows as one array, one object per line."""
    before = "[\n"
    for line in _objects(table):
        stream.write(before + line)
        before = ",\n"
    stream.write("[]\n" if before == "[\n" else "\n]\n")


def write_lines(table: Table, stream: TextIO) -> None:
    """Stream the rows as one object per line."""
    for line in _objects(table):
        stream.write(line + "\n")


def write_page(page: Page, stream: TextIO) -> None:
    """Write one object with the tables of a page under their names."""
    before = "{\n"
    for section in page.sections:
        stream.write(f'{before}"{section.name}": ')
        write_array(section.table.exported(), stream)
        before = ",\n"
    stream.write("}\n")


def _objects(table: Table) -> Iterator[str]:
    names = [column.name for column in table.columns]
    for row in table.rows:
        yield dumped(dict(zip(names, row, strict=True)))


def dumped(value: dict[str, Any], indent: int | None = None) -> str:
    """Return an object as JSON, escaping every character that could control a terminal or end a line.

    A lone surrogate, which UTF-8 cannot encode, becomes U+FFFD; other types, such as messages, become text.
    """
    text = json.dumps(value, ensure_ascii=False, indent=indent, default=str)
    return text if text.isprintable() else "\n".join(map(_escaped, text.split("\n")))


def _escaped(line: str) -> str:
    if line.isprintable():
        return line

    def escaped(character: str) -> str:
        return "\ufffd" if "\ud800" <= character <= "\udfff" else f"\\u{ord(character):04x}"

    return "".join(escaped(character) if is_unsafe(character) else character for character in as_written(line))
