"""What stores have in stock while the plain shipments of a sheet are decided, and which runs of an item are used up."""

from tracker.imports.shipment_columns import NamedItem
from tracker.ledger.daily_copies import DailyCopies
from tracker.ledger.holdings import Holdings


class Stocks(dict[int, "Stock"]):
    """The stock of each store."""

    def __init__(self, holdings: Holdings) -> None:
        """Know of none yet."""
        super().__init__()
        self._holdings = holdings

    def __missing__(self, store: int) -> "Stock":
        stock = self[store] = Stock(self._holdings, store)
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
        """Let `left` look anew which runs are used up, because others may have changed the stock."""
        self._left.clear()
