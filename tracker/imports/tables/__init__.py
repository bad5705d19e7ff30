"""The tables that can be imported from sheets: a room for each, named by the table or, for entries, by what they are.

``bulk_shipments`` is a faster way for very many shipments, with the same result.
"""

from tracker.imports.jobs import ImportTable
from tracker.imports.tables.booklets import BOOKLETS
from tracker.imports.tables.entries import COUNTS, HANDOUTS, RETURNS, SHIPMENTS
from tracker.imports.tables.places import PLACES
from tracker.imports.tables.print_runs import PRINT_RUNS

TABLES: dict[str, ImportTable] = {
    "booklets": BOOKLETS,
    "places": PLACES,
    "print-runs": PRINT_RUNS,
    "shipments": SHIPMENTS,
    "returns": RETURNS,
    "handouts": HANDOUTS,
    "counts": COUNTS,
}
"""By the names that `tracker import` takes."""
