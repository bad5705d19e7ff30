"""Stock: the copies on hand and elsewhere, by item, by print run or by place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cache
from typing import TYPE_CHECKING

from tracker.deferred import NamedTuple
from tracker.errors import Refused, WrongUsage
from tracker.messages import Joined, Message
from tracker.model.as_of import AsOf
from tracker.model.table import Kind, Row, Table, Value
from tracker.reports.queries import Filter, Ledger, ask, by_code, by_name, reading
from tracker.model.text import grouped
from tracker.store.catalogue import place_names
from tracker.store.dictionary import columns

if TYPE_CHECKING:
    from tracker.model.codes import ItemCode, RunCode

_QUERIES = {"item": "stock", "run": "stock_by_run", "place": "stock_by_place"}
_TABLES = {"item": "stock", "run": "stock-by-run", "place": "stock-by-place"}
_LOW_FIGURE = {"item": "available", "run": "available", "place": "copies"}
_LOW_TITLE = {
    "available": Message("{stock}, {most} or fewer available, {as_of}"),
    "copies": Message("{stock}, {most} or fewer copies, {as_of}"),
}
_FIGURES = "available", "on_hand", "requested", "in_transit", "at_places", "handed_out", "lost", "printed", "found"
_MATTERS = {
    "item": ("item", *_FIGURES),
    "run": ("run", "status", *_FIGURES),
    "place": ("item", "copies", "place", "low", "name", "high", "last_counted"),
}
_ONCE = {"item": ("title",), "run": (), "place": ("place", "name", "kind", "country")}
NOTHING_MATCHES = Message("No matches. For all stock, run 'tracker stock'.")
NO_STOCK = Message("No stock. Log a print run with 'tracker print ITEM QTY', such as 'tracker print THB/lv 1000'.")
_BY = {"run": Message("by run"), "place": Message("by place")}


def place_of(ledger: Ledger, name: str) -> str | None:
    """Return the code of the place with that code or name, None when there is none."""
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
    """Return the stock, by item unless a place is given; `low` keeps the rows with at most that many copies.

    Raises Refused when the item or the place is unknown, WrongUsage when a place is combined with a `by`
    other than place.
    """
    by = by or ("item" if place is None else "place")
    if place is not None and by != "place":
        raise WrongUsage("--place cannot be combined with --by {dimension}; leave out --by.", dimension=by)
    filters: list[Filter] = []
    with reading(ledger) as database:
        title = [Message("Stock")]
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
        if low is not None:
            filters.append((f"{_LOW_FIGURE[by]} <= ?", low))
        rows = _sorted(by, ask(database, _QUERIES[by], when, filters))
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
    """Return the copies of each item that a place holds. Raises Refused when the place is unknown."""
    rows = stock(ledger, place=place, when=when).records()
    return {row["item"]: row["copies"] for row in rows if row["copies"]}


def run_figures(ledger: Ledger, code: RunCode) -> dict[str, Value]:
    """Return the figures of one print run today, in copies. Raises Refused when it is unknown."""
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
"""What marks the figures that want doing."""


def _figures(by: str) -> Iterator[str]:
    """Yield the columns that count copies; requests ask for items, so print runs have none requested."""
    for column in columns(_TABLES[by]):
        if column.kind is Kind.NUMBER and (by, column.name) != ("run", "requested"):
            yield column.name


def _sorted(by: str, rows: Iterable[Row]) -> list[Row]:
    if by == "place":
        # Places and items are few, and their keys large: each is made once.
        place, item = cache(by_name), cache(by_code)
        return sorted(rows, key=lambda row: (place(row[1], row[0]), item(row[4])))
    return sorted(rows, key=lambda row: by_code(row[0]))


# Why a figure is what it is: the entries that made it so.


WHY = ("printed", "on_hand", "requested", "available", "in_transit", "at_places", "handed_out", "lost", "found")
"""The figures that are explained."""

_REGISTER = columns("why")
_CHANGE = {name: at for at, name in enumerate(("printed", *WHY[1:2], *WHY[4:], "copies"), 4)}
"""Where a row of the register has what it changed of a figure; `available` begins with what is on hand."""

_FIGURE = {
    "printed": Message("printed"),
    "on_hand": Message("on hand"),
    "requested": Message("requested"),
    "available": Message("available"),
    "in_transit": Message("in transit"),
    "at_places": Message("at places"),
    "handed_out": Message("handed out"),
    "lost": Message("lost"),
    "found": Message("found"),
}
_OLDER = Message("Newest rows shown: {rows} of {count}. To see all, add -o why.csv.")


class WhyQuery(NamedTuple):
    """Which figure to explain: one of WHY, by default what is on hand; at a place, its copies."""

    what: ItemCode | RunCode
    figure: str | None = None
    place: str | None = None


def why(ledger: Ledger, query: WhyQuery, when: AsOf, last: int | None, *, newest_first: bool) -> Table:
    """Return the register of a figure of the stock: what changed it, with the figure after each change.

    The last row in time has the figure. `last` keeps that many of the newest rows.

    Raises Refused when the item, print run or place is unknown, WrongUsage for a figure at a place, which has copies
    only, and for the requests of a print run.
    """
    from tracker.ledger.lookup import find_item, find_place, find_run
    from tracker.model.codes import RunCode

    is_run = isinstance(query.what, RunCode)
    figure = query.figure or "on_hand"
    if query.place is not None and query.figure is not None:
        raise WrongUsage("A place only has copies; leave out {figure} or --place.", figure=query.figure)
    if is_run and figure == "requested":
        raise WrongUsage("Requests name items, not print runs. Run 'tracker why {item} requested'.", item=query.what.item)
    with reading(ledger) as database:
        what = find_run(database, query.what).code if is_run else find_item(database, query.what)
        place = None if query.place is None else find_place(database, query.place)
        given = {"what": what, "place": None if place is None else place.id}
        entries = sorted(ask(database, "_register", when, given=given), key=lambda row: (row[1], row[-1]))
        at = _CHANGE["copies" if place else "on_hand" if figure == "available" else figure] if figure != "requested" else 0
        changes = [(*row[:4], int(row[at] or 0), *row[-3:-1]) for row in entries if at]
        if figure in ("available", "requested"):
            sign = 1 if figure == "requested" else -1
            if figure == "available":
                runs = list(ask(database, "stock_by_run", when, [("? IN (item, run)", what)]))
                withdrawn = [(None, None, "withdrawn", None, -int(row[5]), row[0], None) for row in runs if row[3] == "withdrawn"]
                later = sum(int(row[7]) - int(row[5]) for row in runs if row[3] != "withdrawn")
                changes += withdrawn
            if not is_run:
                asked = sorted(ask(database, "requests", when, [("item = ?", what), ("open > 0", None)]))
                changes += [(None, row[1], "request", row[2], sign * int(row[9]), None, row[0]) for row in asked]
            if figure == "available":
                changes.append((None, None, "later", None, later, None, None))
        names = dict(place_names(database))
    balance, rows = 0, list[Row]()
    for *about, change, reference, request in changes:
        if change:
            balance += change
            rows.append((*about, change, balance, reference, request))
    shown = rows if last is None else rows[-last:]
    subject = Message("{item} at {place}", item=what, place=place.name) if place else Message("{item} {figure}", item=what, figure=_FIGURE[figure])
    return Table(
        Message("{subject}: {balance}, {as_of}", subject=subject, balance=grouped(balance), as_of=when.message),
        _REGISTER,
        shown[::-1] if newest_first else shown,
        Message("No entry changed this figure: it is 0."),
        names=names,
        note=_OLDER.given(rows=len(shown), count=len(rows)) if len(shown) < len(rows) else None,
    )
