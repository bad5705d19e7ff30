"""Print runs and their details."""

from tracker.ledger.lookup import find_run
from tracker.messages import Message
from tracker.model.as_of import AsOf
from tracker.model.codes import RunCode
from tracker.model.table import Row, Table
from tracker.reports.queries import Ledger, ask, by_code, reading
from tracker.store.dictionary import columns

PRINT_RUN = columns("print-runs")
_MATTERS = "run", "printed_on", "quantity", "status", "cost", "currency", "fund"


def print_runs(ledger: Ledger) -> Table:
    """Return the print runs that are not voided, by item and number."""
    with reading(ledger) as database:
        rows = sorted(ask(database, "print_runs", AsOf()), key=lambda row: by_code(row[0]))
    return Table(
        Message("Print runs"),
        PRINT_RUN,
        rows,
        Message("No print runs. Log one with 'tracker print ITEM QTY'."),
        ("quantity", "cost"),
        matters=_MATTERS,
    )


def print_run(ledger: Ledger, code: RunCode) -> Row:
    """Return the row of one print run. Raises Refused when it is unknown."""
    with reading(ledger) as database:
        found = find_run(database, code)
        return next(ask(database, "print_runs", AsOf(), [("run = ?", found.code)]))
