"""Importing booklets. The languages are not imported: they are those that were printed."""

from collections.abc import Iterator
from functools import partial

from tracker.imports.existing import known, refuse_differences
from tracker.imports.jobs import Done, ImportContext, Job
from tracker.imports.rows import SourceRow
from tracker.imports.sources import require
from tracker.ledger.booklets import add_booklet
from tracker.model.codes import parse_code
from tracker.reports.booklets import BOOKLET

COLUMNS = (("code", "title"), ("note",), ("languages",))
"""What a sheet must have, may have, and may have without its being used."""


def jobs(context: ImportContext) -> Iterator[Job]:
    """Yield the booklets of a sheet in its order. Raises Refused when a column is missing."""
    require(context.cells.sheet, COLUMNS[0])
    for row in context.cells.sheet.rows:
        yield Job((row,), partial(_booklet, context, row))


def _booklet(context: ImportContext, row: SourceRow) -> Done | None:
    cells = context.cells
    if not cells.needed(row, COLUMNS[0]):
        return None
    code = cells.read(row, "code", parse_code)
    said = {"title": cells.text(row, "title"), "note": cells.text(row, "note")}
    if code is None or said["title"] is None:
        return None
    there = known(context, "booklets", BOOKLET, code)
    if there is not None:
        refuse_differences(context, row, f"Booklet {there['code']}", said, there)
        return Done(False)
    add_booklet(context.database, code, said["title"], said["note"])
    return Done(True)
