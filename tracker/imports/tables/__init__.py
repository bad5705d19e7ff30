"""The tables that can be imported from sheets, one module each."""

from tracker.imports.jobs import ImportTable
from tracker.imports.tables.catalogue import BOOKLETS, FUNDS, GRANTS, LEVELS, REGIONS
from tracker.imports.tables.entries import COUNTS, HANDOUTS, RETURNS, SHIPMENTS
from tracker.imports.tables.places import PLACES
from tracker.imports.tables.print_runs import PRINT_RUNS
from tracker.imports.tables.receipts import RECEIPTS
from tracker.imports.tables.requests import REQUESTS
from tracker.imports.tables.seminars import SEMINARS

TABLES: dict[str, ImportTable] = {
    "booklets": BOOKLETS,
    "places": PLACES,
    "print-runs": PRINT_RUNS,
    "shipments": SHIPMENTS,
    "receipts": RECEIPTS,
    "returns": RETURNS,
    "handouts": HANDOUTS,
    "counts": COUNTS,
    "requests": REQUESTS,
    "seminars": SEMINARS,
    "funds": FUNDS,
    "grants": GRANTS,
    "levels": LEVELS,
    "regions": REGIONS,
}
"""The tables by their names for `tracker import`."""
