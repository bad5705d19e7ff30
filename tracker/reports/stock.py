"""Stock: copies on hand and elsewhere, by item, print run or place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from itertools import accumulate
from typing import TYPE_CHECKING

from tracker.deferred import NamedTuple
from tracker.errors import Refused, WrongUsage
from tracker.languages import heading
from tracker.messages import Joined, Message
from tracker.model.as_of import AsOf
from tracker.model.table import Kind, Row, Table, Value
from tracker.reports.queries import Database, Filter, Ledger, ask, by_code, by_name, reading, summed
from tracker.store.dictionary import columns

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
) -> Table:
    """Return the stock, by item unless a place is given; `low` selects rows with at most that many copies.

    Raises Refused for an unknown item or place, WrongUsage if a place is combined with a `by` other than place.
    """
    by = by or ("item" if place is None else "place")
    if place is not None and by != "place":
        raise WrongUsage("--place cannot be combined with --by {dimension}; omit --by.", dimension=by)
    filters: list[Filter] = []
    with reading(ledger) as database:
        title, given = [Message("Stock")], None
        if item is not None:
            from tracker.ledger.lookup import find_item

            code = find_item(database, item)
            title.append(Message("of {item}", item=code))
            filters.append(("item = ?", code))
        if place is not None:
            from tracker.ledger.lookup import find_place

            found = find_place(database, place)
            title.append(Message("at {place}", place=found.name))
            filters.append(("place = ?", found.code))
            given = {"place": found.id}  # the view looks at all places first
        if low is not None:
            filters.append((f"{_LOW_FIGURE[by]} <= ?", low))
        rows = _sorted(by, ask(database, _QUERIES[by], when, filters, given=given))
    if by in _BY and place is None:
        title.append(_BY[by])
    whole = Message("{stock}, {as_of}") if low is None else _LOW_TITLE[_LOW_FIGURE[by]].given(most=low)
    return Table(
        whole.given(stock=Joined(*title), as_of=when.message),
        columns(_TABLES[by]),
        rows,
        NOTHING_MATCHES if filters or when != AsOf() else NO_STOCK,
        ("copies",) if by == "place" else tuple(_figures(by)),
        matters=_MATTERS[by],
        once=_ONCE[by],
        alarms=_ALARMS.get(by),
    )


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
        row = next(ask(database, "stock_by_run", AsOf(), [("run = ?", run.code)]))
    named = {column.name: value for column, value in zip(columns(_TABLES["run"]), row, strict=True)}
    return {name: named[name] for name in _figures("run")}


def _nothing_to_ship(row: Row) -> tuple[str, ...]:
    return ("available",) if int(row[5] or 0) <= 0 else ()


def _below_level(row: Row) -> tuple[str, ...]:
    return ("copies",) if int(row[5] or 0) < int(row[7] or 0) else ()


_ALARMS = {"item": _nothing_to_ship, "place": _below_level}
"""The functions that mark figures needing attention."""


def _figures(by: str) -> Iterator[str]:
    """Yield the columns that count copies; requests are by item, so print runs have no requested copies."""
    for column in columns(_TABLES[by]):
        if column.kind is Kind.NUMBER and (by, column.name) != ("run", "requested"):
            yield column.name


def _sorted(by: str, rows: Iterable[Row]) -> list[Row]:
    if by == "place":
        # Places and items are few and their keys large, so each key is made once.
        place, item = cache(by_name), cache(by_code)
        return sorted(rows, key=lambda row: (place(row[1], row[0]), item(row[4])))
    return sorted(rows, key=lambda row: by_code(row[0]))


# The register of a figure: the entries that changed it.


WHY = ("printed", "on_hand", "requested", "available", "in_transit", "at_places", "handed_out", "lost", "found")
"""The figures that can be explained."""

_CHANGED = ("printed", "on_hand", "in_transit", "at_places", "handed_out", "lost", "found", "copies")
"""The figures that entries change, in the order of the register, after its first four columns."""

_OLDER = Message("Newest rows shown: {rows} of {count}. To see all, add -o why.csv.")


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
        if figure != "requested":
            changed = "copies" if place else "on_hand" if figure == "available" else figure
            changes += _changes(database, when, what, place and place.id, changed)
        if figure == "available":
            *withdrawn, later = _not_available(database, when, what)
            changes += [*withdrawn, *_open_requests(database, when, what, -1), later]
        elif figure == "requested":
            changes += _open_requests(database, when, what, 1)
        names = dict(place_names(database))
    changes = [change for change in changes if change.copies]
    balances = list(accumulate(change.copies for change in changes))
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
        note=_OLDER.given(rows=len(rows), count=len(changes)) if len(rows) < len(changes) else None,
    )


def _changes(database: Database, when: AsOf, what: str, place: int | None, figure: str) -> Iterator[_Change]:
    """Yield each entry's changes in a figure of an item or print run, in order of time."""
    at = 4 + _CHANGED.index(figure)
    rows = ask(database, "_register", when, given={"what": what, "place": place}, order="date, position")
    for row in rows:
        number, day, kind, where = row[:4]
        yield _Change(number, day, kind, where, int(row[at] or 0), row[-3], row[-2])


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
    """Yield the open requests of an item, oldest first, with signed copies; a print run has none."""
    for row in sorted(ask(database, "requests", when, [("item = ?", item), ("open > 0", None)])):
        yield _Change(None, row[1], "request", row[2], sign * int(row[9] or 0), None, row[0])
