"""Recalls: the places that received copies."""

from tracker.ledger.lookup import find_item, find_run_known_at
from tracker.messages import Message
from tracker.model.as_of import AsOf
from tracker.model.catalogue import STORE
from tracker.model.codes import ItemCode, RunCode
from tracker.model.table import Kind, Table
from tracker.model.text import sort_key
from tracker.reports.queries import Filter, Ledger, ask, by_code, reading
from tracker.store.dictionary import columns
from tracker.store.overview import withdrawal_of

__all__ = ["trace", "withdrawal_of"]

_COLUMNS = tuple(column for column in columns("trace") if column.name != "item")
"""The item is only used as a filter."""

_MATTERS = "place", "name", "run", "here", "contact", "shipped", "in_transit", "returned", "handed_out", "lost"
_FIGURES = tuple(column.name for column in _COLUMNS if column.kind is Kind.NUMBER)


def trace(ledger: Ledger, what: ItemCode | RunCode, when: AsOf) -> Table:
    """Return each place that ever held or was sent copies of a run or an item, most copies first.

    Raises Refused for an unknown run or item.
    """
    with reading(ledger) as database:
        filters: list[Filter] = []
        if isinstance(what, RunCode):
            code = find_run_known_at(database, what, when.known_at)
            item = code.rpartition("/")[0]
            filters.append(("run = ?", code))
        else:
            code = item = find_item(database, what)
        found = [row[:-1] for row in ask(database, "trace", when, filters, item=item)]
    rows = sorted(
        found, key=lambda row: (-int(row[10] or 0), -int(row[5] or 0), sort_key(str(row[1])), by_code(row[4]))
    )
    title = Message("Recipients of {code}, {as_of}", code=code, as_of=when.message)
    none = Message("No place received copies of {code}.", code=code)
    table = Table(title, _COLUMNS, rows, none, _FIGURES, matters=_MATTERS, once=("run",))
    has_transfers = any(row[2] == STORE and row[5] for row in rows)
    return table._replace(legend=_TWICE) if has_transfers else table


_TWICE = Message("In the total shipped, copies shipped to a store and then onwards count twice.")
