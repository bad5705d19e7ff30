"""Stock: copies on hand and elsewhere, by item, print run or place."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from itertools import accumulate
from typing import TYPE_CHECKING

from tracker.deferred import NamedTuple
from tracker.errors import Refused, WrongUsage
from tracker.languages import heading
from tracker.messages import Joined, Message
from tracker.model.as_of import AsOf
from tracker.model.table import Kind, Row, Table, Value
from tracker.reports.queries import Database, Filter, Ledger, ask, by_code, by_name, reading, records, summed
from tracker.store.dictionary import columns
from tracker.store.statements import numbered

if TYPE_CHECKING:
    from tracker.model.codes import ItemCode, RunCode

_QUERIES = {"item": "stock", "run": "stock_by_run", "place": "stock_by_place"}
_TABLES = {"item": "stock", "run": "stock-by-run", "place": "stock-by-place"}
_LOW_FIGURE = {"item": "available", "run": "available", "place": "copies"}
_LOW_TITLE = {
    "available": Message("{stock} with at most {most} available, {as_of}"),
    "copies": Message("{stock} with at most {most} left, {as_of}"),
}
_FIGURES = "available", "on_hand", "requested", "in_transit", "at_places", "handed_out", "lost", "printed", "found"
_MATTERS = {
    "item": ("item", *_FIGURES),
    "run": ("run", "status", *_FIGURES),
    "place": ("item", "copies", "place", "low", "name", "high", "evidence", "last_counted"),
}
_ONCE = {"item": ("title",), "run": (), "place": ("place", "name", "kind", "country")}
NOTHING_MATCHES = Message("No matches. For all stock, run 'tracker stock'.")
NO_STOCK = Message("No stock. Log a print run with 'tracker print ITEM QTY', such as 'tracker print THB/lv 1000'.")
_PLACES = "SELECT code, name, id FROM place WHERE id IN (SELECT place FROM custody UNION SELECT place FROM level)"
_BY = {"run": Message("by run"), "place": Message("by place")}


def place_of(ledger: Ledger, name: str) -> str | None:
    """Return the code of the place with this code or name, or None."""
    from tracker.ledger.lookup import find_place

    with reading(ledger) as database:
        try:
            return find_place(database, name).code
        except Refused:
            return None


def stock(
    ledger: Ledger,
    *,
    by: str | None = None,
    item: ItemCode | None = None,
    place: str | None = None,
    low: int | None = None,
    when: AsOf,
    most: int | None = None,
) -> Table:
    """Return the stock, by item unless a place is given; `low` selects rows with at most that many copies.

    By place without other conditions, `most` limits the number of places: the first by name.

    Raises Refused for an unknown item or place, WrongUsage if a place is combined with a `by` other than place.
    """
    by = by or ("item" if place is None else "place")
    if place is not None and by != "place":
        raise WrongUsage("--place cannot be combined with --by {dimension}; omit --by.", dimension=by)
    filters: list[Filter] = []
    with reading(ledger) as database:
        title, is_part, places, code = [Message("Stock")], False, None, None
        if item is not None:
            from tracker.ledger.lookup import find_item

            code = find_item(database, item)
            title.append(Message("of {item}", item=code))
            filters.append(("item = ?", code))
        if place is not None:
            from tracker.ledger.lookup import find_place

            found = find_place(database, place)
            title.append(Message("at {place}", place=found.name))
            places = [found.id]
        elif by == "place" and most is not None and not filters and low is None:
            named = sorted(database.rows(_PLACES), key=lambda row: by_name(row[1], row[0]))
            places = [number for *_, number in named[:most]] if len(named) > most else None
            is_part = places is not None
        if low is not None:
            filters.append((f"{_LOW_FIGURE[by]} <= ?", low))
        given = None if places is None else {"places": numbered(places)}  # the view looks at all places first
        its = code if by == "place" else None  # likewise
        rows = list(ask(database, _QUERIES[by], when, filters, item=its, given=given))
    if by == "place":  # places and items are few and their keys large, so each key is made once
        of_place, of_item = cache(by_name), cache(by_code)
        rows.sort(key=lambda row: (of_place(row[1], row[0]), of_item(row[4])))
    else:
        rows.sort(key=lambda row: by_code(row[0]))
    if by in _BY and place is None:
        title.append(_BY[by])
    legend = Message("Only the first {count} places are shown.", count=most) if is_part else None
    if by != "place":
        legend = taken_later(when)
    whole = Message("{stock}, {as_of}") if low is None else _LOW_TITLE[_LOW_FIGURE[by]].given(most=low)
    return Table(
        whole.given(stock=Joined(*title), as_of=when.message),
        columns(_TABLES[by]),
        rows,
        NOTHING_MATCHES if filters or places or when != AsOf() else NO_STOCK,
        () if is_part else ("copies",) if by == "place" else tuple(_figures(by)),
        matters=_MATTERS[by],
        once=_ONCE[by],
        alarms=_ALARMS.get(by),
        legend=legend,
    )


def taken_later(when: AsOf) -> Message | None:
    """Return the sentence that explains the available copies of a past day, or None for today."""
    if when.at is None:
        return None
    from tracker.model.dates import today

    return TAKEN_LATER.given(day=when.at) if when.at < today() else None


TAKEN_LATER = Message("Copies that left after {day} do not count as available.")
"""The meaning of available copies on a past day."""


def held_at(ledger: Ledger, place: str, when: AsOf) -> dict[str, int]:
    """Return the copies of each item at a place. Raises Refused for an unknown place."""
    from tracker.ledger.lookup import find_place

    item = "(SELECT item FROM print_run WHERE id = run)"
    with reading(ledger) as database:  # not `stock_by_place`, which looks at all places
        at_place = "place = (SELECT id FROM place WHERE code = ?)", find_place(database, place).code
        held = summed(database, "_holding", when, [item], {"copies": "sum(copies)"}, [at_place])
    found = sorted(held.items(), key=lambda row: by_code(row[0][0]))
    return {str(code): int(copies) for (code,), (copies,) in found if copies}


def run_figures(ledger: Ledger, code: RunCode) -> dict[str, Value]:
    """Return today's figures of a print run, in copies. Raises Refused if it is unknown."""
    from tracker.ledger.lookup import find_run

    with reading(ledger) as database:
        run = find_run(database, code)
        row = next(records(database, "stock_by_run", [("run = ?", run.code)]))
    return {name: row[name] for name in _figures("run")}


_ALARMS = {
    "item": lambda row: ("available",) if int(row[5] or 0) <= 0 else (),
    "place": lambda row: ("copies",) if int(row[5] or 0) < int(row[7] or 0) else (),
}
"""The functions that mark figures needing attention."""


def _figures(by: str) -> Iterator[str]:
    """Yield the columns that count copies; requests are by item, so print runs have no requested copies."""
    for column in columns(_TABLES[by]):
        if column.kind is Kind.NUMBER and (by, column.name) != ("run", "requested"):
            yield column.name


# The register of a figure: the entries that changed it.


WHY = ("printed", "on_hand", "requested", "available", "in_transit", "at_places", "handed_out", "lost", "found")
"""The figures that can be explained."""

_OLDER = Message("Newest rows shown: {rows}. To see all, add -o why.csv.")


class WhyQuery(NamedTuple):
    """The figure to explain: one of WHY, by default copies on hand; at a place, its copies."""

    what: ItemCode | RunCode
    figure: str | None = None
    place: str | None = None


class _Change(NamedTuple):
    """A change in a figure: by an entry, an open request, or another reason why copies are not available."""

    entry: Value
    date: Value
    type: Value
    place: Value
    copies: int
    reference: Value = None
    request: Value = None


def why(ledger: Ledger, query: WhyQuery, when: AsOf, last: int | None, *, newest_first: bool) -> Table:
    """Return the register of a stock figure: its changes, with the figure after each of them.

    The latest row has the current figure. `last` keeps that many of the newest rows.

    Raises Refused for an unknown item, print run or place; WrongUsage for figures other than copies at a place, and for
    the requests of a print run.
    """
    from tracker.ledger.lookup import find_item, find_place, find_run_known_at
    from tracker.model.codes import RunCode
    from tracker.store.catalogue import place_names

    figure = query.figure or "on_hand"
    if query.place is not None and query.figure is not None:
        raise WrongUsage("A place only has copies; omit {figure} or --place.", figure=query.figure)
    if isinstance(query.what, RunCode) and figure == "requested":
        raise WrongUsage(
            "Requests name items, not print runs. Run 'tracker why {item} requested'.", item=query.what.item
        )
    with reading(ledger) as database:
        if isinstance(query.what, RunCode):
            what = find_run_known_at(database, query.what, when.known_at)
        else:
            what = find_item(database, query.what)
        place = None if query.place is None else find_place(database, query.place)
        changes: list[_Change] = []
        before = 0
        if figure != "requested":
            changed = "copies" if place else "on_hand" if figure == "available" else figure
            changes, before = _changes(database, when, what, place and place.id, changed, last)
        if figure == "available":
            *withdrawn, later = _not_available(database, when, what)
            changes += [*withdrawn, *_open_requests(database, when, what, -1), later]
        elif figure == "requested":
            changes += _open_requests(database, when, what, 1)
        names = dict(place_names(database))
    changes = [change for change in changes if change.copies]
    balances = list(accumulate((change.copies for change in changes), initial=before))[1:]
    rows: list[Row] = [(*each[:5], now, *each[5:]) for each, now in zip(changes, balances, strict=True)]
    rows = rows[-last:] if last else rows
    about = heading(figure) if place is None else Message("at {place}", place=place.name)
    now = balances[-1] if balances else 0
    return Table(
        Message("{subject}: {balance}, {as_of}", subject=Joined(what, about), balance=now, as_of=when.message),
        columns("why"),
        rows[::-1] if newest_first else rows,
        Message("No entry changed this figure: it is 0."),
        names=names,
        note=_OLDER.given(rows=len(rows)) if len(rows) < len(changes) else None,
    )


def _changes(
    database: Database, when: AsOf, what: str, place: int | None, figure: str, last: int | None
) -> tuple[list[_Change], int]:
    """Return each entry's changes in a figure of an item or print run, in order of time, and the figure before them.

    With `last`, the changes of the last year are enough if there are more.
    """
    given: dict[str, Value] = {"what": what, "place": place, "figure": figure}
    months = database.column(_MONTHS, {"what": what, "at": "9999" if when.at is None else when.at.isoformat()})
    if last and place is None and len(months) > _YEAR:
        recent = _register(database, when, given, months[_YEAR - 1])
        if len(recent) > last:
            by = "item" if what.count("/") == 1 else "run"
            (row,) = ask(database, _QUERIES[by], when, [(f"{by} = ?", what)])
            now = int(row[[column.name for column in columns(_TABLES[by])].index(figure)] or 0)
            return recent, now - sum(change.copies for change in recent)
    return _register(database, when, given, ""), 0


_YEAR = 12
_MONTHS = """
SELECT DISTINCT month FROM monthly_flow JOIN print_run ON print_run.id = run AND :what IN (item, code)
 WHERE month <= :at ORDER BY month DESC
"""


def _register(database: Database, when: AsOf, given: dict[str, Value], since: str) -> list[_Change]:
    rows = ask(database, "_register", when, given={**given, "since": since}, order="date, position")
    return [
        _Change(entry, day, kind, where, int(copies or 0), reference, request)
        for entry, day, kind, where, copies, reference, request, _ in rows
    ]


def _not_available(database: Database, when: AsOf, what: str) -> Iterator[_Change]:
    """Yield the copies on hand that cannot be shipped: those of withdrawn runs, then those needed later."""
    later = 0
    for run, _, _, status, _, on_hand, _, available, *_ in ask(
        database, "stock_by_run", when, [("? IN (item, run)", what)]
    ):
        change = int(available or 0) - int(on_hand or 0)
        if status == "withdrawn":
            yield _Change(None, None, "withdrawn", None, change, run)
        else:
            later += change
    yield _Change(None, None, "later", None, later)


def _open_requests(database: Database, when: AsOf, item: str, sign: int) -> Iterator[_Change]:
    for row in sorted(ask(database, "requests", when, [("item = ?", item), ("open > 0", None)])):
        yield _Change(None, row[1], "request", row[2], sign * int(row[9] or 0), None, row[0])
