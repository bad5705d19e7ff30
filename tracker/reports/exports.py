"""Complete tables for scripts, with the columns of the data dictionary."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from tracker.messages import Message
from tracker.model.as_of import AsOf
from tracker.model.table import Table
from tracker.reports.queries import ask, reading
from tracker.store.connection import Database
from tracker.store.dictionary import columns
from tracker.store.snapshots import Tell, undisturbed


class _Export(NamedTuple):
    """A table's title, the query that returns its rows, and their order if the query does not define one."""

    title: Message
    query: str
    order: str = ""
    is_long: bool = False
    """Whether it has a row, or is added up, for each entry: of a large ledger a copy is read."""


EXPORTS = {
    "booklets": _Export(Message("Booklets, {as_of}"), "booklets", "code"),
    "places": _Export(Message("Places, {as_of}"), "places", "code"),
    "print-runs": _Export(Message("Print runs, {as_of}"), "print_runs", "item, printed_on, run"),
    "entries": _Export(Message("Entries, {as_of}"), "entries", is_long=True),
    "movements": _Export(Message("Movements, {as_of}"), "log", is_long=True),
    "shipments": _Export(Message("Shipments, {as_of}"), "shipments", "entry, item", is_long=True),
    "stock": _Export(Message("Stock, {as_of}"), "stock", "item"),
    "distribution": _Export(Message("Distribution, {as_of}"), "distribution", "year, kind, language", is_long=True),
    "funds": _Export(Message("Funds, {as_of}"), "funds", "code"),
    "grants": _Export(Message("Grants, {as_of}"), "grants"),
    "seminars": _Export(Message("Seminars, {as_of}"), "seminars", "date, code"),
    "requests": _Export(Message("Requests, {as_of}"), "requests", "request, item"),
    "levels": _Export(Message("Levels, {as_of}"), "levels", "place, item"),
}
"""The tables of `tracker export`, by name."""


@contextmanager
def exported(path: Path, name: str, when: AsOf, tell: Tell = lambda _: None) -> Iterator[Table]:
    """Yield one of EXPORTS as a table whose rows stream from the open database.

    Of a large ledger a copy is read for a long table; `tell` is given the message that says what room it takes.
    """
    with undisturbed(path, tell=tell) if EXPORTS[name].is_long else reading(path) as database:
        yield export(database, name, when)


def export(database: Database, name: str, when: AsOf) -> Table:
    """Return one of EXPORTS; its rows must be read while the database is open."""
    source = EXPORTS[name]
    title = source.title.given(as_of=when.message)
    return Table(title, columns(name), ask(database, source.query, when, order=source.order))
