"""Plain shipments that are alike, column by column: what they contain, what they take, and the rows they become."""

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from itertools import chain, repeat
from typing import Any, NamedTuple, TypeVar

from tracker.imports.column_values import of_rows
from tracker.imports.matching import digest_of_text
from tracker.imports.shipment_columns import NamedItem, NamedPlace, ShipmentColumns
from tracker.imports.stocks import Stock
from tracker.model.entries import TRANSIT
from tracker.store.bulk_loading import Rows

_Row = TypeVar("_Row")


class AlikeShipments(NamedTuple):
    """Shipments of one row each, as columns: they are from the same store, and of no cost."""

    days: Sequence[str]
    places: Sequence[NamedPlace]
    items: Sequence[NamedItem]
    quantities: Sequence[int]
    references: Sequence[str]
    carriers: Sequence[str]
    notes: Sequence[str]

    @classmethod
    def of_rows(cls, columns: ShipmentColumns, rows: Sequence[int]) -> "AlikeShipments":
        """Return the shipments of these rows of a sheet."""
        texts = columns.references, columns.carriers, columns.notes
        of_sheet = columns.days, columns.places, columns.items, columns.quantities, *texts
        return cls(*(list(of_rows(column, rows)) for column in of_sheet))

    def digests(self, store: str, of_source: str) -> list[str]:
        """Return what `content_key` returns for each, given the code of their store in lower case.

        `of_source` is what content ends with if it was said where the sheet is from.
        """
        places = [named.key for named in self.places]
        lines = [f"{item.name}={copies}{of_source}" for item, copies in zip(self.items, self.quantities, strict=True)]
        texts = self.references, self.carriers, self.notes
        contents = zip(repeat("ship"), self.days, places, repeat(store), *texts, lines, strict=False)
        return list(map(digest_of_text, map("\0".join, contents)))

    def take(self, stock: Stock) -> list[int]:
        """Take the copies of each from a stock, as far as they come from one run each, and return these runs."""
        runs: list[int] = []
        for item, copies, day in zip(self.items, self.quantities, self.days, strict=True):
            run = stock.take_from_one(item, copies, day)
            if run is None:
                break
            runs.append(run)
        return runs

    def part(self, start: int, stop: int) -> "AlikeShipments":
        """Return those between two positions."""
        there = slice(start, stop)
        return AlikeShipments(
            self.days[there],
            self.places[there],
            self.items[there],
            self.quantities[there],
            self.references[there],
            self.carriers[there],
            self.notes[there],
        )

    def add_to(
        self,
        made: Rows,
        command: int,
        numbers: Sequence[int],
        store: int,
        runs: Sequence[int],
        keys: Sequence[str],
        *,
        arrived: bool,
    ) -> None:
        """Add the entries, movements and texts of the first of them to what is to be written.

        There are as many as `numbers`, the numbers of their entries, and `runs`. If they have `arrived`, each has a
        receipt, which follows it.
        """
        places = [named.place.id for named in self.places if named.place]
        columns = self.days, places
        entries: Iterable[tuple[Any, ...]] = zip(
            numbers, repeat(command), repeat("ship"), *columns, repeat(0), keys, strict=False
        )
        parcels = repeat(1), runs, repeat(store), repeat(TRANSIT), self.quantities, self.days, numbers
        movements: Iterable[tuple[Any, ...]] = zip(numbers, *parcels, strict=False)
        texts = self._texts(command, numbers)
        if arrived:
            receipts = [number + 1 for number in numbers]
            entries = _paired(
                entries, zip(receipts, repeat(command), repeat("receive"), *columns, numbers, repeat(""), strict=False)
            )
            arrivals = repeat(1), runs, repeat(TRANSIT), places, self.quantities, self.days, numbers
            movements = _paired(movements, zip(receipts, *arrivals, strict=False))
            texts = _paired(texts, self._texts(command, receipts))
        made.entries += entries
        made.movements += movements
        made.texts += (text for text in texts if any(text[2:]))

    def _texts(self, command: int, numbers: Iterable[int]) -> Iterable[tuple[Any, ...]]:
        return zip(repeat(command), numbers, self.references, self.carriers, self.notes, strict=False)


class AlikeChunk(NamedTuple):
    """Shipments that are looked at together, most of which are alike."""

    shipments: AlikeShipments
    digests: Sequence[str]
    """The digests of their contents."""
    others: Sequence[int]
    """The positions of those that are not alike, in their order."""

    def after(self, start: int) -> tuple[AlikeShipments, Sequence[str]]:
        """Return those that are alike from a position on, up to the first that is not, with their digests."""
        following = bisect_left(self.others, start)
        stop = self.others[following] if following < len(self.others) else len(self.digests)
        return self.shipments.part(start, stop), self.digests[start:stop]


def _paired(one: Iterable[_Row], other: Iterable[_Row]) -> Iterable[_Row]:
    """Yield the rows of both in turn."""
    return chain.from_iterable(zip(one, other, strict=False))
