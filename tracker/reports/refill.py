"""Refill: the copies that each place should receive to reach its level, or its share of a new print run."""

from collections.abc import Iterable, Sequence
from heapq import heapify, heapreplace

from tracker.deferred import NamedTuple
from tracker.errors import NotEnoughCopies, WrongUsage
from tracker.ledger.lookup import find_item
from tracker.messages import Message, Plural
from tracker.model.as_of import AsOf
from tracker.model.codes import RunCode
from tracker.model.dates import today
from tracker.model.quantities import Line
from tracker.model.table import Row, Table
from tracker.reports.lists import chosen_places
from tracker.reports.queries import Database, Filter, Ledger, ask, by_code, reading
from tracker.store.catalogue import default_store
from tracker.store.dictionary import columns

# Divide copies by weight in whole cartons, and take them oldest first.


class Pile(NamedTuple):
    """Copies of one print run, with the number per carton."""

    copies: int
    carton: int = 1


def first_of(piles: Sequence[Pile], copies: int) -> list[Pile]:
    """Return the first `copies` copies of the piles, or all if there are fewer."""
    taken = []
    for pile in piles:
        part = min(pile.copies, max(copies, 0))
        taken.append(Pile(part, pile.carton))
        copies -= part
    return taken


def left_of(piles: Sequence[Pile], copies: int) -> list[Pile]:
    """Return the piles without their first `copies` copies."""
    taken = first_of(piles, copies)
    return [Pile(pile.copies - part.copies, pile.carton) for pile, part in zip(piles, taken, strict=True)]


def in_cartons(piles: Sequence[Pile], wanted: int) -> int:
    """Return the number of copies, at most `wanted`, that can be sent in whole cartons."""
    found = 0
    for pile in piles:
        part = min(pile.copies, wanted - found)
        found += part - part % pile.carton
    return found


def shared(piles: Sequence[Pile], weights: Sequence[int]) -> list[int]:
    """Return the copies of the piles for each weight, in proportion and in whole cartons.

    Each carton goes to the one furthest below its share, or the first if equal: without cartons this is the largest
    remainder method. Weights are above zero.
    """
    whole, given, got = sum(weights), 0, [0] * len(weights)
    for pile in piles if weights else ():
        cartons = pile.copies // pile.carton
        given += cartons * pile.carton
        heap = [(got[index] * whole - given * weight, index) for index, weight in enumerate(weights)]
        heapify(heap)
        for _ in range(cartons):
            ahead, index = heap[0]
            got[index] += pile.carton
            heapreplace(heap, (ahead + pile.carton * whole, index))
    return got


REFILL = columns("refill")
_MATTERS = "place", "item", "here", "low", "proposed", "wanted", "in_transit", "high", "requested", "name"
_ONCE = "place", "name", "kind", "country"
_HERE, _IN_TRANSIT, _LOW = 5, 6, 8


class RefillQuery(NamedTuple):
    """The places to refill and, instead of levels, copies to divide among them."""

    kind: str | None = None
    country: str | None = None
    region: str | None = None
    spread: Line | None = None
    """The item and number of copies to divide."""
    keep: int = 0
    """The copies of each item to keep in the store."""


class Wish(NamedTuple):
    """A place's copies of an item, and the copies it needs."""

    place: str
    name: str
    kind: str
    country: str
    region: str | None
    item: str
    here: int
    in_transit: int
    requested: int
    low: int | None
    high: int | None
    wanted: int | None
    is_never_served: int

    @property
    def turn(self) -> tuple[bool, float, list[tuple[int, int, str]], list[tuple[int, int, str]]]:
        """The sort key: never served first, then the smallest share of the level, then by code.

        Without a level, the fewest copies come first.
        """
        has = (self.here + self.in_transit) / (self.low or 1)
        return not self.is_never_served, has, by_code(self.place), by_code(self.item)

    def cells(self, wanted: int, proposed: int) -> Row:
        """Return the row of the report."""
        figures = (self.here, self.in_transit, self.requested, self.low, self.high)
        return (self.place, self.name, self.kind, self.country, self.item, *figures, wanted, proposed)


def refill(ledger: Ledger, query: RefillQuery, when: AsOf) -> Table:
    """Return the copies that each place should receive from the default store, as far as they can be shipped.

    Copies in open requests stay in the store, and count toward the place that requested them. Raises Refused for an
    unknown kind, country, region or item, or if more is to be kept than available; WrongUsage to spread a print run.
    """
    with reading(ledger) as database:
        filters = chosen_places(database, query.kind, query.country, query.region).filters
        rows, title = (_to_levels if query.spread is None else _spread)(database, query, filters, when)
        title = title.given(store=default_store(database).name, as_of=when.message)
    none = Message("No matching place is open and has a level; see 'tracker level list' and 'tracker place list'.")
    if not filters and query.spread is None:
        none = Message("No open place has a level. Set one with 'tracker level set PLACE ITEM=LOW:HIGH'.")
    return Table(title, REFILL, rows, none, ("wanted", "proposed"), matters=_MATTERS, once=_ONCE, alarms=_below)


def _wishes(rows: Iterable[Row]) -> list[Wish]:
    width = len(Wish._fields)
    return sorted((Wish(*row[:width]) for row in rows), key=lambda wish: wish.turn)  # type: ignore[arg-type]


def _below(row: Row) -> tuple[str, ...]:
    low = int(row[_LOW] or 0)
    return ("here",) if int(row[_HERE] or 0) + int(row[_IN_TRANSIT] or 0) < low else ()


# What there is --------------------------------------------------------------------------------------


def _piles(database: Database, when: AsOf) -> dict[str, list[Pile]]:
    """Return the copies of each item that the default store can ship on the date, oldest first.

    Runs that have been withdrawn since are not included for today.
    """
    day = when.at or today()
    withdrawn = set[object]()
    if day >= today():
        withdrawn = {row[0] for row in ask(database, "_run", when._replace(at=None), [("withdrawn = ?", 1)])}
    rows = ask(database, "_shippable", when._replace(at=day), order="item, printed_on, number")
    piles: dict[str, list[Pile]] = {}
    for item, run, _, _, carton, copies in rows:
        if run not in withdrawn:
            piles.setdefault(str(item), []).append(Pile(int(copies or 0), int(carton or 1)))
    return piles


def _reserved(database: Database, when: AsOf) -> dict[str, int]:
    requested: dict[str, int] = {}
    for row in ask(database, "requests", when, [("open > ?", 0)]):
        requested[str(row[6])] = requested.get(str(row[6]), 0) + int(row[9] or 0)
    return requested


def _copies(piles: Sequence[Pile]) -> int:
    return sum(pile.copies for pile in piles)


def _refuse_keeping(keep: int, piles: dict[str, list[Pile]]) -> None:
    most = max(((_copies(pile), item) for item, pile in piles.items()), default=None)
    if keep and most is not None and keep > most[0]:
        raise NotEnoughCopies(
            "--keep {keep} is more than can be shipped of {item}; specify --keep {most} or less.",
            keep=keep,
            item=most[1],
            most=most[0],
        )


# Who gets what --------------------------------------------------------------------------------------


def _to_levels(
    database: Database, query: RefillQuery, filters: Sequence[Filter], when: AsOf
) -> tuple[list[Row], Message]:
    """Return the rows of places served in turn: the copies needed, while there are whole cartons."""
    piles, reserved = _piles(database, when), _reserved(database, when)
    wishes = _wishes(ask(database, "_refill", when, filters))
    _refuse_keeping(query.keep, {wish.item: piles.get(wish.item, []) for wish in wishes})
    left = {item: first_of(pile, _copies(pile) - reserved.get(item, 0) - query.keep) for item, pile in piles.items()}
    rows = []
    for wish in wishes:
        wanted, pile = wish.wanted or 0, left.get(wish.item, [])
        proposed = in_cartons(pile, wanted)
        left[wish.item] = left_of(pile, proposed)
        rows.append(wish.cells(wanted, proposed))
    return rows, Message("Refilling from {store}, {as_of}")


def _spread(database: Database, query: RefillQuery, filters: Sequence[Filter], when: AsOf) -> tuple[list[Row], Message]:
    """Return the shares of a new print run, in proportion to the lowest levels of places.

    If no place has a level of the item, all receive the same; otherwise places without one receive none.
    """
    assert query.spread is not None  # noqa: S101  (set for this report)
    if isinstance(query.spread.what, RunCode):
        raise WrongUsage(
            "--spread takes an item, not a print run; use {item}, not {run}.",
            item=query.spread.item,
            run=query.spread.what,
        )
    item, day = find_item(database, query.spread.what), (when.at or today()).isoformat()
    pile = _piles(database, when).get(item, [])
    _refuse_keeping(query.keep, {item: pile})
    most = _copies(pile) - _reserved(database, when).get(item, 0) - query.keep
    to_share = first_of(pile, min(query.spread.quantity, most))
    not_over: Filter = ("held_on IS NULL OR held_on >= ?", day)
    all_of_them = _wishes(ask(database, "_candidate", when, [*filters, not_over], item=item))
    levels: list[Filter] = [("item = ?", item), ("low > ?", 0)]
    wishes = _wishes(ask(database, "_refill", when, [*filters, *levels])) or all_of_them
    weights = [wish.low or 1 for wish in wishes]
    shares = zip(wishes, shared([Pile(_copies(to_share))], weights), shared(to_share, weights), strict=True)
    rows = [wish.cells(wanted, proposed) for wish, wanted, proposed in shares]
    left_out = len({wish.place for wish in all_of_them} - {wish.place for wish in wishes})
    title = _SPREAD if not left_out else _SPREAD_TO_SOME.given(count=left_out)
    copies = sum(int(row[-1] or 0) for row in rows)
    return rows, title.given(copies=copies, quantity=query.spread.quantity, item=item)


_SPREAD = Message("{copies} of {quantity} copies of {item} spread from {store}, {as_of}")
_SPREAD_TO_SOME = Plural(
    "{copies} of {quantity} copies of {item} spread from {store}, {as_of}; {count} place without a level gets none",
    "{copies} of {quantity} copies of {item} spread from {store}, {as_of}; {count} places without a level get none",
)
