"""What stores have in stock while the plain shipments of a sheet are decided, and which runs of an item are used up."""

from collections.abc import Container, Iterable

from tracker.imports.shipment_columns import NamedItem
from tracker.ledger.daily_copies import DailyCopies
from tracker.ledger.holdings import Holdings
from tracker.ledger.state import State
from tracker.model.dates import END_OF_TIME
from tracker.model.entries import LAST_POSITION, Time
from tracker.store import catalogue
from tracker.store.balances import DayQuantity


class Stocks(dict[int, "Stock"]):
    """The stock of each store."""

    def __init__(self, holdings: Holdings, counted: Container[int]) -> None:
        """Know of none yet; `counted` are the places with counts."""
        super().__init__()
        self._holdings, self._counted = holdings, counted

    def __missing__(self, store: int) -> "Stock":
        kind = CountedStock if store in self._counted else Stock
        stock = self[store] = kind(self._holdings, store)
        return stock


class Stock(dict[int, DailyCopies]):
    """The copies of each run in a store."""

    def __init__(self, holdings: Holdings, store: int) -> None:
        """Know of none yet."""
        super().__init__()
        self._holdings, self._store = holdings, store
        self._left: dict[NamedItem, list[int]] = {}

    def __missing__(self, run: int) -> DailyCopies:
        copies = self[run] = self._holdings.whole(self._store, run)
        return copies

    def add(self, run: int, day: str, copies: int) -> None:
        """Add copies of a run from that day on."""
        self[run].add(day, copies)
        self.look_again()

    def take(self, run: int, day: str, copies: int) -> None:
        """Take copies of a run from that day on."""
        if self[run].add(day, -copies) <= 0:
            self.look_again()

    def left(self, item: NamedItem) -> list[int]:
        """Return the runs of an item that are not used up: others cannot be taken from on any day."""
        runs = self._left.get(item)
        if runs is None:
            runs = self._left[item] = [run for run in item.runs if self[run].last > 0]
        return runs

    def look_again(self) -> None:
        """Let `left` look again which runs are used up."""
        self._left.clear()

    def heed_others(self) -> None:
        """Note that others may have changed the stock."""
        self.look_again()


class CountedStock(Stock):
    """The copies in a store with counts, from a day on: of each run up to the next count that covers it.

    What leaves before a count changes only the difference of that count, so it does not concern later days. But later
    days depend on the count, so they are looked at once the counts are adjusted.
    """

    def __init__(self, holdings: Holdings, store: int) -> None:
        """Know of none yet."""
        super().__init__(holdings, store)
        self._state = State(holdings.database, holdings)
        self._day = self._until = ""

    def reaches(self, day: str, items: Iterable[NamedItem]) -> bool:
        """Return whether no count of the items, or of those looked at before, is between the first day and this one.

        The copies of an item are looked at when it is first asked about, which may reveal an earlier count.
        """
        if day < self._until:
            for item in items:
                self.left(item)
        return day < self._until

    def begin(self, day: str) -> None:
        """Look at the copies again, from a day on."""
        self.clear()
        self.look_again()
        self._day, self._until = day, END_OF_TIME

    def heed_others(self) -> None:
        """Note that others may have changed the stock: it begins again."""
        self._until = ""

    def __missing__(self, run: int) -> DailyCopies:
        days = self._state.held_days(self._store, run, self._day)
        item = catalogue.item_of(self._state.database, run)
        counts = self._state.counts_of(self._store, item, Time(self._day, LAST_POSITION))
        if (count := next((count for count in counts if count.covers(run)), None)) is not None:
            self._until = min(self._until, count.time.date)
            days = [day for day in days if day.date < count.time.date]
            days.append(DayQuantity(count.time.date, self._state.held_before(self._store, run, count.time)))
        copies = self[run] = DailyCopies(days)
        return copies
