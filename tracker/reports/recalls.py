"""Recalls: the places that received copies, and their answers."""

from collections.abc import Iterator, Mapping
from datetime import date

from tracker.errors import NothingToDo
from tracker.ledger.lookup import find_item, find_run, find_run_known_at
from tracker.messages import Message
from tracker.model.as_of import AsOf
from tracker.model.catalogue import Run
from tracker.model.codes import ItemCode, RunCode
from tracker.model.table import Column, Kind, Row, Table
from tracker.model.text import sort_key
from tracker.reports.queries import Database, Filter, Ledger, ask, by_code, reading
from tracker.store.catalogue import default_store
from tracker.store.dictionary import columns
from tracker.store.overview import given_up, withdrawal_of, withdrawal_on

__all__ = ["answers", "trace", "withdrawal_of"]

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
        found = [(*row[:5], *row[6:]) for row in ask(database, "trace", when, filters, item=item)]
    rows = sorted(
        found, key=lambda row: (-int(row[10] or 0), -int(row[5] or 0), sort_key(str(row[1])), by_code(row[4]))
    )
    title = Message("Recipients of {code}, {as_of}", code=code, as_of=when.message)
    none = Message("No place received copies of {code}.", code=code)
    return Table(title, _COLUMNS, rows, none, _FIGURES, matters=_MATTERS, once=("run",))


RETURNED, WRITTEN_OFF, NONE_LEFT, PARTLY, SILENT = "returned", "written-off", "none-left", "partly", "silent"
"""The answers to a recall. While copies are left or in transit, the answer is at most partial."""

_OPEN = SILENT, PARTLY
_ANSWERED = (*_COLUMNS, Column("answer"), Column("answered_on", Kind.DATE))


def answers(ledger: Ledger, code: RunCode, when: AsOf) -> Table:
    """Return the places that had copies of a withdrawn run, with their answers, silent ones first.

    A place has answered when no copies are left or in transit: they were returned, written off, handed out or missing
    in a count. If only some were returned or written off, it has partly answered. The default store, where copies are
    returned to, is not included. Raises Refused if the run is unknown or not withdrawn.
    """
    with reading(ledger) as database:
        found = find_run(database, code)
        run, home = found.code, default_store(database).code
        withdrawn = withdrawal_on(database, run, when)
        if withdrawn is None:
            raise NothingToDo("{run} is not withdrawn, so no answers are expected; omit --open.", run=run)
        given = _given_up(database, run, withdrawn.day, when)
        held = AsOf(date.fromisoformat(withdrawn.day), when.known_at)
        had = {str(place) for place, _ in ask(database, "_holder", held, [("run = ?", found.id)])} | set(given)
        rows = [
            (*row, *_answer(given.get(place, {}), copies))
            for place, row, copies in _remaining(database, found, when)
            if place != home and (copies or place in had)
        ]
    rows.sort(key=_turn)
    title = Message("Answers to the {day} recall of {run}, {as_of}", run=run, day=withdrawn.day, as_of=when.message)
    return Table(
        title,
        _ANSWERED,
        rows,
        Message("No place had copies of {code}.", code=run),
        ("in_transit", "here"),
        matters=("place", "name", "answer", "here", "in_transit", "answered_on", "returned", "lost", "contact"),
        once=("run",),
        alarms=lambda row: ("answer",) if row[-2] in _OPEN else (),
    )


def _turn(row: Row) -> tuple[object, ...]:
    """Return the sort key of answers: silent, then partial, most copies first."""
    answer = _OPEN.index(str(row[-2])) if row[-2] in _OPEN else len(_OPEN)
    return answer, -int(row[10] or 0), -int(row[5] or 0), sort_key(str(row[1]))


def _remaining(database: Database, run: Run, when: AsOf) -> Iterator[tuple[str, Row, int]]:
    """Yield the code and row of each place on the recall list, with its copies there or in transit."""
    for row in ask(database, "trace", when, [("run = ?", run.code)], item=run.item):
        yield str(row[0]), (*row[:5], *row[6:]), int(str(row[7])) + int(str(row[11]))


def _given_up(database: Database, run: str, day: str, when: AsOf) -> dict[str, dict[str, str]]:
    """Return the last date on which each place gave up copies since `day`, by entry type."""
    found: dict[str, dict[str, str]] = {}
    for place, kind, last in given_up(database, run, day, when):
        found.setdefault(place, {})[kind] = last
    return found


def _answer(given: Mapping[str, str], left: int) -> tuple[str, str | None]:
    """Return the answer of a place and its date, from the copies it gave up and those left."""
    sent_back = [given[kind] for kind in ("return", "writeoff") if kind in given]
    if left:
        return (PARTLY, max(sent_back)) if sent_back else (SILENT, None)
    if sent_back:
        return RETURNED if "return" in given else WRITTEN_OFF, max(sent_back)
    return NONE_LEFT, max(given.values(), default=None)
