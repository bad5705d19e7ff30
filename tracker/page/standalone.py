"""The content of a page as one file for a browser, a phone or paper: without links, forms and scripts."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from tracker.messages import Message, Plural
from tracker.model.codes import RunCode
from tracker.model.page_blocks import Detail, Facts, SentenceList, Sides, on_paper
from tracker.model.table import Table
from tracker.page.content import Block, Content, Doing, Linked, Printed, Tabled, facts_of, label
from tracker.page.subjects.entries import entry_content
from tracker.page.subjects.overview import overview_content
from tracker.page.subjects.places import place_content
from tracker.reports.lists import record
from tracker.reports.queries import reading
from tracker.reports.stock import run_figures

__all__ = ["entry_content", "overview_content", "place_content"]


def standalone(ledger: Path, content_of: Callable[..., Content], *arguments: Any) -> Content:
    """Return the content of a page for a file: without what needs a server, and with its tables read."""
    with reading(ledger) as database:
        content = content_of(database, *arguments)
        return Content(content.heading, list(_shown(content.blocks)))


def standalone_run(ledger: Path, code: RunCode) -> Content:
    """Return the details of a print run, and the locations of its copies. Raises Refused if it is unknown."""
    row = record(ledger, "run", code) or {}
    copies = Facts(facts_of(run_figures(ledger, code).items()), Message("Copies"))
    return Content(
        Message("Print run {run}", run=row["run"]), [Facts(facts_of(row.items(), table="print-runs")), copies]
    )


def standalone_check(ledger: Path, discrepancies: list[Message], totals: dict[str, int]) -> Content:
    """Return the result of a check."""
    facts = Facts([Detail(label(name), str(count)) for name, count in totals.items()])
    message = Plural("{count} discrepancy found.", "{count} discrepancies found.", count=len(discrepancies))
    good = Message("Every copy is accounted for, and the file is intact.")
    found = [message, *discrepancies] if discrepancies else [good]
    return Content(Message("Check of {file}", file=ledger.name), [facts, SentenceList(found)])


def blocks_of(content: Content, format: str) -> list[Any]:  # noqa: A002
    """Return the blocks in a file of this format, html or pdf."""
    blocks = content.blocks
    return [paper for block in blocks for paper in on_paper(block)] if format == "pdf" else list(blocks)


def _shown(blocks: Sequence[Block]) -> Iterator[Any]:
    for block in blocks:
        if isinstance(block, Sides):
            yield Sides(list(_shown(block.left)), list(_shown(block.right)))
        elif isinstance(block, Tabled):
            yield _filled(block)
        elif not isinstance(block, Doing | Linked | Printed):
            yield block


def _filled(block: Tabled) -> Table:
    """Return the table with its non-empty columns, newest rows first if the page shows them so."""
    table = block.table.read()
    rows = list(table.rows)
    names = ((at, column.name) for at, column in enumerate(table.columns) if column.name not in block.without)
    kept = [name for at, name in names if any(row[at] not in (None, "") for row in rows)]
    shown = Table(table.title, table.columns, rows[::-1] if block.newest else rows, table.empty, alarms=table.alarms)
    return shown.choosing(kept) if kept else shown
