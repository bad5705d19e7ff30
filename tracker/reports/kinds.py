"""The kinds of place."""

from pathlib import Path

from tracker.languages import called
from tracker.ledger.lookup import find_named
from tracker.messages import Message
from tracker.model.table import Row, Table
from tracker.reports.queries import Ledger, by_code, reading
from tracker.store import catalogue
from tracker.store.dictionary import columns

KIND = columns("tables/kind")


def kinds(path: Path, *, to_people: bool = False) -> Table:
    """Return the kinds of place; `to_people` by their names in the language that is spoken."""
    with reading(path) as database:
        rows = sorted(catalogue.codes(database, "kind"), key=lambda row: by_code(row[0]))
    if to_people:
        rows = [(code, called("kind", name)) for code, name in rows]
    return Table(Message("Kinds of place"), KIND, rows)


def kind(ledger: Ledger, code: str) -> Row:
    """Return the row of one kind. Raises Refused when it is unknown."""
    with reading(ledger) as database:
        found = find_named(database, "kind", code)
        return next(row for row in catalogue.codes(database, "kind") if row[0] == found)
