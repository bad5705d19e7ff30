"""What a page shows, as one file for a browser, a phone or paper: without links, forms and scripts."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from tracker.charts.svg import svg
from tracker.model.entries import Entry
from tracker.model.overview import Overview
from tracker.model.table import Table
from tracker.page.content import Block, Content, Facts, Pictured, Tabled, Told
from tracker.page.subjects.entries import entry_content
from tracker.page.subjects.overview import monthly, overview_content
from tracker.render.html_blocks import FactBlock, FactLine, LineBlock, PictureBlock, ShownBlock, write_blocks
from tracker.render.streams import destination
from tracker.reports.queries import reading

_WIDTH = 480
"""How wide a chart is, in pixels: its letters can still be read on a phone."""


def write_overview(found: Overview, output: str | None) -> None:
    """Write the overview to a file, or to stdout when `output` is None or "-".

    Raises Refused for a file that cannot be written; an OSError of stdout passes through.
    """
    content = overview_content(found, [monthly(found)])
    _write(content, list(_blocks(content.blocks)), "tracker overview", output)


def write_entry(ledger: Path, entry: Entry, output: str | None) -> None:
    """Write the story of an entry. Raises what `write_overview` does."""
    with reading(ledger) as database:
        content = entry_content(database, entry)
        blocks = list(_blocks(content.blocks))
    _write(content, blocks, f"tracker show {entry.number}", output)


def _write(content: Content, blocks: Iterable[ShownBlock], command: str, output: str | None) -> None:
    with destination(output) as stream:
        write_blocks(content.heading, blocks, f"{command} --format html", stream)


def _blocks(blocks: Iterable[Block]) -> Iterator[ShownBlock]:
    for block in blocks:
        if isinstance(block, Tabled):
            yield _filled(block)
        elif isinstance(block, Pictured):
            yield PictureBlock(svg(block.chart, width=_WIDTH))
        elif isinstance(block, Facts):
            yield FactBlock([FactLine(fact.label, fact.value, fact.wants_doing) for fact in block.facts], block.title)
        elif isinstance(block, Told):
            yield LineBlock(block.lines, block.title)


def _filled(block: Tabled) -> Table:
    """Return the table with the columns that tell something, and what is newest first where the page has it so."""
    table = block.table.read()
    rows = list(table.rows)
    names = [column.name for column in table.columns]
    told = [name for at, name in enumerate(names) if any(row[at] not in (None, "") for row in rows)]
    kept = [name for name in told if name not in block.without]
    shown = Table(table.title, table.columns, rows[::-1] if block.newest else rows, table.empty, alarms=table.alarms)
    return shown.choosing(kept) if kept else shown
