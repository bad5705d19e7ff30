"""Booklets, with the languages in which they were printed."""

from pathlib import Path

from tracker.ledger.lookup import find_code
from tracker.messages import Message
from tracker.model.as_of import AsOf
from tracker.model.table import Row, Table
from tracker.reports.queries import Ledger, ask, by_code, reading
from tracker.store.dictionary import columns

BOOKLET = columns("booklets")


def booklets(path: Path) -> Table:
    """Return all booklets by code, with the languages in which they were printed."""
    with reading(path) as database:
        rows = sorted(ask(database, "booklets", AsOf()), key=lambda row: by_code(row[0]))
    none = Message("No booklets. Add one with 'tracker booklet add CODE TITLE'.")
    return Table(Message("Booklets"), BOOKLET, rows, none)


def booklet(ledger: Ledger, code: str) -> Row:
    """Return the row of one booklet. Raises Refused when it is unknown."""
    with reading(ledger) as database:
        found = find_code(database, "booklet", code)
        return next(ask(database, "booklets", AsOf(), [("code = ?", found)]))
