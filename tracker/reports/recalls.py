"""The recall list: which places got copies, and what happened to them."""

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
    """Return each place that ever held copies of a run or an item, or was sent any, most copies first.

    Raises Refused when the run or the item is unknown.
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
    title = Message("Places that got copies of {code}, {as_of}", code=code, as_of=when.message)
    none = Message("No place received copies of {code}.", code=code)
    return Table(title, _COLUMNS, rows, none, _FIGURES, matters=_MATTERS, once=("run",))


RETURNED, WRITTEN_OFF, NONE_LEFT, PARTLY, SILENT = "returned", "written-off", "none-left", "partly", "silent"
"""What became of a recall at a place. As long as copies are there or on their way, it has answered in part at most."""

_OPEN = SILENT, PARTLY
_ANSWERED = (*_COLUMNS, Column("answer"), Column("answered_on", Kind.DATE))


def answers(ledger: Ledger, code: RunCode, when: AsOf) -> Table:
    """Return the places that had copies of a withdrawn run, and what they answered, the silent first.

    A place has answered when nothing is left there, nor on its way: it returned copies, wrote them off, or they were
    handed out or counted away. Of those that returned or wrote off some, some are left. The first store, to which the
    others send theirs, is left out. Raises Refused when the run is unknown, or not withdrawn.
    """
    with reading(ledger) as database:
        found = find_run(database, code)
        run, home = found.code, default_store(database).code
        withdrawn = withdrawal_on(database, run, when)
        if withdrawn is None:
            raise NothingToDo("{run} is not withdrawn, so no answers are expected; leave out --open.", run=run)
        given = _given_up(database, run, withdrawn.day, when)
        held = AsOf(date.fromisoformat(withdrawn.day), when.known_at)
        had = {str(place) for place, _ in ask(database, "_holder", held, [("run = ?", found.id)])} | set(given)
        rows = [
            (*row, *_answer(given.get(place, {}), copies))
            for place, row, copies in _left(database, found, when)
            if place != home and (copies or place in had)
        ]
    rows.sort(key=_turn)
    title = Message("Answers to the recall of {run} of {day}, {as_of}", run=run, day=withdrawn.day, as_of=when.message)
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
    """Return what the rows of answers are sorted by: who is silent, then who answered in part, most copies first."""
    answer = _OPEN.index(str(row[-2])) if row[-2] in _OPEN else len(_OPEN)
    return answer, -int(row[10] or 0), -int(row[5] or 0), sort_key(str(row[1]))


def _left(database: Database, run: Run, when: AsOf) -> Iterator[tuple[str, Row, int]]:
    """Yield each place of the recall list, by code, with its row, and the copies that are there or on their way."""
    for row in ask(database, "trace", when, [("run = ?", run.code)], item=run.item):
        yield str(row[0]), (*row[:5], *row[6:]), int(str(row[7])) + int(str(row[11]))


def _given_up(database: Database, run: str, day: str, when: AsOf) -> dict[str, dict[str, str]]:
    """Return by which types of entry each place gave up copies of a run from a day on, each with the last day of it."""
    found: dict[str, dict[str, str]] = {}
    for place, kind, last in given_up(database, run, day, when):
        found.setdefault(place, {})[kind] = last
    return found


def _answer(given: Mapping[str, str], left: int) -> tuple[str, str | None]:
    """Return what a place answered, and on which day, by what it gave up, and by how many copies are left."""
    sent_back = [given[kind] for kind in ("return", "writeoff") if kind in given]
    if left:
        return (PARTLY, max(sent_back)) if sent_back else (SILENT, None)
    if sent_back:
        return RETURNED if "return" in given else WRITTEN_OFF, max(sent_back)
    return NONE_LEFT, max(given.values(), default=None)
