"""A page for browsers and paper that has more than tables: facts, and sentences, a line each, below headings."""

from collections.abc import Iterable
from html import escape
from typing import TextIO

from tracker.charts.svg import svg
from tracker.messages import Message
from tracker.model.table import Table
from tracker.model.text import plain
from tracker.render.blocks import FactBlock, LineBlock, PictureBlock, ShownBlock
from tracker.render.html import begin, end, write_table


def write_blocks(title: Message | str, blocks: Iterable[ShownBlock], command: str, stream: TextIO) -> None:
    """Write a page of these blocks in their order, and at its foot the command that writes it."""
    begin(str(title), stream)
    stream.write(f"<h1>{_text(title)}</h1>\n")
    for block in blocks:
        if isinstance(block, Table):
            write_table(block, "h2", stream)
            continue
        if isinstance(block, PictureBlock):
            stream.write(f"<figure>{svg(block.chart, width=block.width)}</figure>\n")
            continue
        if block.title is not None:
            stream.write(f"<h2>{_text(block.title)}</h2>\n")
        stream.write(_facts(block) if isinstance(block, FactBlock) else _lines(block))
    end(stream, command=command)


def _facts(block: FactBlock) -> str:
    facts = (
        f"<dt>{_text(fact.label)}</dt><dd{' class=alarm' if fact.is_marked else ''}>{_text(fact.value)}</dd>\n"
        for fact in block.facts
    )
    return f"<dl>\n{''.join(facts)}</dl>\n"


def _lines(block: LineBlock) -> str:
    return "<ul>\n" + "".join(f"<li>{escape(plain(str(line)).strip())}</li>\n" for line in block.lines) + "</ul>\n"


def _text(text: Message | str) -> str:
    return escape(plain(str(text)))
