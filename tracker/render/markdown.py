"""A table in GitHub's Markdown. Rows are streamed, so columns are not padded."""

import re
from typing import TextIO

from tracker.model.table import Page, Row, Table, Value
from tracker.model.text import plain
from tracker.render.cells import RIGHT

_LINE_BREAK = re.compile(r"\r\n|[\r\n]")

# Markdown ignores an underscore inside a word: on_hand needs no escape.
_SPECIAL = re.compile(r"[\\|`*~<>&$\[\]]|(?<![^\W_])_|_(?![^\W_])")


def write_rows(table: Table, stream: TextIO) -> None:
    """Write a header, a line that aligns numbers and money to the right, and the rows."""
    stream.write(_line(tuple(column.name for column in table.columns)))
    rules = ("--:" if column.kind in RIGHT else "---" for column in table.columns)
    stream.write(f"| {' | '.join(rules)} |\n")
    for row in table.rows:
        stream.write(_line(row))


def write_page(page: Page, stream: TextIO) -> None:
    """Write all tables of a page below each other, each under its title, and the foot."""
    stream.write(f"# {literal(str(page.title))}\n")
    for section in page.sections:
        table = section.table.exported().read()
        stream.write(f"\n## {literal(str(table.title))}\n\n")
        if table.rows:
            write_rows(table, stream)
        else:
            stream.write(f"{literal(str(table.empty))}\n")
    stream.write("\n" + "".join(f"{literal(str(message))}\n\n" for message in page.foot))
    stream.write(f"    {plain(page.command)}\n")


def literal(text: str) -> str:
    """Return Markdown that shows exactly this text within one cell; line breaks become <br>."""
    return "<br>".join(_SPECIAL.sub(lambda match: f"\\{match[0]}", plain(line)) for line in _LINE_BREAK.split(text))


def _line(row: Row) -> str:
    return f"| {' | '.join(map(_cell, row))} |\n"


def _cell(value: Value) -> str:
    return "" if value is None else literal(str(value))
