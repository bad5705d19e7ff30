"""Tables and text in GitHub-flavoured Markdown, and plain text. Rows are streamed, so columns are not padded."""

import re
from collections.abc import Iterable
from functools import partial
from shutil import get_terminal_size
from textwrap import wrap
from typing import TextIO

from tracker.messages import Message
from tracker.model.page_blocks import Pictured, SentenceList
from tracker.model.table import Page, Row, Table
from tracker.model.text import plain
from tracker.render.cells import RIGHT

_LINE_BREAK = re.compile(r"\r\n|[\r\n]")

# Markdown ignores an underscore inside a word: on_hand needs no escape.
_SPECIAL = re.compile(r"[\\|`*~<>&$\[\]]|(?<![^\W_])_|_(?![^\W_])")


def write_rows(table: Table, stream: TextIO) -> None:
    """Write a header, a delimiter row that aligns numbers and money to the right, the rows, and the legend."""
    stream.write(_line(tuple(column.name for column in table.columns)))
    rules = ("--:" if column.kind in RIGHT else "---" for column in table.columns)
    stream.write(f"| {' | '.join(rules)} |\n")
    for row in table.rows:
        stream.write(_line(row))
    if table.legend is not None:
        stream.write(f"\n{literal(str(table.legend))}\n")


def write_page(page: Page, stream: TextIO) -> None:
    """Write all tables of a page one below another, each under its title, and the foot."""
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


def _write_text(
    title: Message, blocks: Iterable[SentenceList | Pictured], command: str, stream: TextIO, *, marks: bool
) -> None:
    """Write each sentence as a paragraph, wrapped on a terminal; without `marks`, draw charts in characters."""
    shown = literal if marks else plain
    width = get_terminal_size().columns if stream.isatty() else 0
    stream.write(f"# {shown(str(title))}\n" if marks else f"{plain(str(title))}\n")
    for block in blocks:
        if isinstance(block, Pictured):
            if not marks:
                from tracker.render.charts import draw_chart

                stream.write("\n")
                draw_chart(block.chart, stream)
            continue
        if block.title is not None:
            stream.write(f"\n## {shown(str(block.title))}\n" if marks else f"\n{plain(str(block.title))}\n")
        for line in block.lines:
            text = shown(str(line))
            parts = wrap(text, width, break_long_words=False, break_on_hyphens=False) if width else [text]
            stream.write("\n" + "".join(f"{part}\n" for part in parts))
    stream.write(f"\n    {plain(command)}\n")


write_text, write_blocks = partial(_write_text, marks=False), partial(_write_text, marks=True)


def literal(text: str) -> str:
    """Return Markdown that displays exactly this text in one cell; line breaks become <br>."""
    return "<br>".join(_SPECIAL.sub(lambda match: f"\\{match[0]}", plain(line)) for line in _LINE_BREAK.split(text))


def _line(row: Row) -> str:
    return f"| {' | '.join('' if cell is None else literal(str(cell)) for cell in row)} |\n"
