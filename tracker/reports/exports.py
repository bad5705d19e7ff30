"""Complete tables for scripts, with the columns of the data dictionary."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from tracker.model.table import AsOf, Table
from tracker.reports.queries import ask, reading
from tracker.store.connection import Database, Ledger
from tracker.store.dictionary import columns


@dataclass(frozen=True)
class _Export:
    """The query that returns a table's rows, and their order if the query does not define one."""

    query: str
    order: str = ""


EXPORTS = {
    "booklets": _Export("booklets", "code"),
    "places": _Export("places", "code"),
    "print-runs": _Export("print_runs", "item, printed_on, run"),
    "entries": _Export("entries"),
    "movements": _Export("log"),
    "shipments": _Export("shipments", "entry, item"),
    "stock": _Export("stock", "item"),
    "distribution": _Export("distribution", "year, kind, language"),
    "funds": _Export("funds", "code"),
    "grants": _Export("grants"),
    "seminars": _Export("seminars", "date, code"),
    "requests": _Export("requests", "request, item"),
}
"""The tables of `tracker export`, by name."""


@contextmanager
def exported(ledger: Ledger, name: str, when: AsOf) -> Iterator[Table]:
    """Yield one of EXPORTS as a table whose rows stream from the open database."""
    with reading(ledger) as database:
        yield export(database, name, when)


def export(database: Database, name: str, when: AsOf) -> Table:
    """Return one of EXPORTS; its rows must be read while the database is open."""
    source = EXPORTS[name]
    title = name.replace("-", " ").capitalize()
    return Table(f"{title}, {when}", columns(name), ask(database, source.query, when, order=source.order))
