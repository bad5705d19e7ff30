"""The recall list: which places got copies, and what happened to them."""

from collections.abc import Iterator
from datetime import date

from tracker.errors import Refused
from tracker.ledger.lookup import find_item, find_run
from tracker.messages import Message
from tracker.model.catalogue import STORE
from tracker.model.codes import ItemCode, RunCode
from tracker.model.table import AsOf, Column, Kind, Row, Table
from tracker.model.text import sort_key
from tracker.reports.queries import Database, Filter, Ledger, ask, by_code, reading
from tracker.store.dictionary import columns
from tracker.store.recalls import given_up, withdrawal_of, withdrawal_on

__all__ = ["answers", "trace", "withdrawal_of"]

_COLUMNS = tuple(column for column in columns("trace") if column.name != "item")
"""The item is only used as a filter."""

_MATTERS = "place", "name", "run", "here", "contact", "shipped", "in_transit", "returned", "handed_out", "lost"
_FIGURES = tuple(column.name for column in _COLUMNS if column.kind is Kind.NUMBER)


def trace(ledger: Ledger, what: ItemCode | RunCode, when: AsOf) -> Table:
    """Return each place that ever held copies of a run or an item, or was sent any, most copies first.

    Raises Refused when the run or the item is unknown.
    """
    with reading(ledger) as database:
        filters: list[Filter] = []
        if isinstance(what, RunCode):
            run = find_run(database, what)
            code, item = run.code, run.item
            filters.append(("run = ?", code))
        else:
            code = item = find_item(database, what)
        found = [(*row[:5], *row[6:]) for row in ask(database, "trace", when, filters, item=item)]
    rows = sorted(
        found, key=lambda row: (-int(row[10] or 0), -int(row[5] or 0), sort_key(str(row[1])), by_code(row[4]))
    )
    title = Message("Where {code} went, {as_of}", code=code, as_of=when.message)
    none = Message("No place had got copies of {code}.", code=code)
    return Table(title, _COLUMNS, rows, none, _FIGURES, matters=_MATTERS, once=("run",))


RETURNED, WRITTEN_OFF, SILENT = "returned", "written-off", "silent"
"""What places answered to a recall."""

_ANSWERED = (*_COLUMNS, Column("answer"), Column("answered_on", Kind.DATE))


def answers(ledger: Ledger, code: RunCode, when: AsOf) -> Table:
    """Return the places other than stores that had copies of a withdrawn run, and what they answered, the silent first.

    A place has answered that returned copies or wrote some off since then. Raises Refused when the run is unknown, or
    not withdrawn.
    """
    with reading(ledger) as database:
        run = find_run(database, code).code
        withdrawn = withdrawal_on(database, run, when)
        if withdrawn is None:
            raise Refused("{run} is not withdrawn, so nothing is open; leave out --open.", run=run)
        answered = _answered(database, run, withdrawn.day, when)
        before = AsOf(date.fromisoformat(withdrawn.day), when.known_at)
        had = {place for place, *_, copies in _left(database, run, before) if copies} | set(answered)
        rows = [
            (*row, *answered.get(str(row[0]), (SILENT, None)))
            for _, row, copies in _left(database, run, when)
            if row[2] != STORE and (copies or row[0] in had)
        ]
    rows.sort(key=lambda row: (row[-2] != SILENT, -int(row[10] or 0), -int(row[5] or 0), sort_key(str(row[1]))))
    title = Message("Answers to the recall of {run} of {day}, {as_of}", run=run, day=withdrawn.day, as_of=when.message)
    return Table(
        title,
        _ANSWERED,
        rows,
        Message("No place had copies of {code}.", code=run),
        ("in_transit", "here"),
        matters=("place", "name", "answer", "here", "in_transit", "answered_on", "returned", "lost", "contact"),
        once=("run",),
        alarms=lambda row: ("answer",) if row[-2] == SILENT and (row[6] or row[10]) else (),
    )


def _left(database: Database, run: str, when: AsOf) -> Iterator[tuple[str, Row, int]]:
    """Yield each place of the recall list, by code, with its row, and the copies that are there or on their way."""
    for row in ask(database, "trace", when, [("run = ?", run)]):
        yield str(row[0]), (*row[:5], *row[6:]), int(str(row[7])) + int(str(row[11]))


def _answered(database: Database, run: str, day: str, when: AsOf) -> dict[str, tuple[str, str]]:
    """Return what each place did with copies of a run from a day on that is an answer, and the last day of that."""
    found: dict[str, tuple[str, str]] = {}
    for place, kind, last in given_up(database, run, day, when):
        before = found.get(place)
        answer = RETURNED if kind == "return" or (before and before[0] == RETURNED) else WRITTEN_OFF
        found[place] = answer, last
    return found
