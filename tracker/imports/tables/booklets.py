"""Importing booklets. Languages are not imported: they follow from the print runs."""

from collections.abc import Iterator
from functools import partial

from tracker.imports.existing import find_existing, refuse_differences
from tracker.imports.jobs import Done, ImportContext, ImportTable, Job
from tracker.imports.rows import SourceRow
from tracker.imports.sources import require
from tracker.ledger.booklets import add_booklet
from tracker.messages import Message
from tracker.model.codes import parse_code
from tracker.reports.catalogue import BOOKLET

_REQUIRED = ("code", "title")

_LANGUAGES = Message("The languages are not imported: a booklet has those of its print runs; see 'import print-runs'.")


def _jobs(context: ImportContext) -> Iterator[Job]:
    """Yield a job for each row of a sheet, in its order. Raises Refused when a column is missing."""
    require(context.cells.sheet, _REQUIRED)
    for row in context.cells.sheet.rows:
        yield Job((row,), partial(_booklet, context, row))


def _booklet(context: ImportContext, row: SourceRow) -> Done | None:
    cells = context.cells
    if not cells.has_all(row, _REQUIRED):
        return None
    code = cells.read(row, "code", parse_code)
    imported = {"title": cells.text(row, "title"), "note": cells.text(row, "note")}
    if code is None or imported["title"] is None:
        return None
    existing = find_existing(context, "booklets", BOOKLET, code)
    if existing is not None:
        record = Message("Booklet {code}", code=existing["code"])
        refuse_differences(context, row, record, imported, existing)
        return Done(False)
    add_booklet(context.command, code, imported["title"], imported["note"], context.request.clerk)
    return Done(True)


BOOKLETS = ImportTable(
    _REQUIRED, optional=("note",), ignored=("languages",), jobs=_jobs, left_out={"languages": _LANGUAGES}
)
