"""The measured office: sixteen years of shipments in random order, always the same for the same number of lines."""

import csv
import random
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

FIRST, LAST = date(2009, 1, 1), date(2024, 12, 31)
TEN_YEARS_BEFORE = date(2014, 12, 31)
"""Ten years before the last shipment."""

PLACES = tuple(f"p{number:04}" for number in range(1, 2001))
ITEMS = tuple(f"B{number:02}/{language}" for number in range(1, 21) for language in ("lv", "ru"))
PLENTIFUL = ITEMS[len(ITEMS) // 2 :]
"""Items whose first print run is never used up, so that more can be shipped on any day. Each run of other items is used
up in the following years.
"""

SHEET = 1_000_000
"""The maximum number of lines per sheet."""

_KINDS = ("social-service", "school", "police", "library", "embassy", "consular", "ngo", "seminar", "other")
_ABROAD = {"embassy": ("GB", "IE", "CY"), "consular": ("GB", "IE", "CY", "DE")}
_TOWNS = ("Rīga", "Daugavpils", "Liepāja", "Jelgava", "Jūrmala", "Ventspils", "Rēzekne", "Valmiera", "Ogre", "Tukums")
_DAYS = tuple((FIRST + timedelta(days)).isoformat() for days in range((LAST - FIRST).days + 1))
_MOST = 50
"""The copies of the largest shipment."""

_YEARS_OF_A_RUN = 2
_SPARE = 1000
"""Copies printed in addition to those that the sheets need."""


class Line(NamedTuple):
    """One row of a sheet of shipments, which is one shipment."""

    date: str
    place: str
    item: str
    quantity: int
    reference: str


class Run(NamedTuple):
    """One row of a sheet of print runs."""

    item: str
    printed_on: str
    quantity: int


@dataclass(frozen=True)
class Office:
    """The sheets of an office, written to a folder."""

    folder: Path
    count: int
    """The lines of `shipments`."""

    @property
    def later_count(self) -> int:
        """The number of lines of `later`: a tenth."""
        return -(-self.count // 10)

    @property
    def booklets(self) -> Path:
        """The sheet of booklets."""
        return self.folder / "booklets.csv"

    @property
    def places(self) -> Path:
        """The sheet of places."""
        return self.folder / "places.csv"

    @property
    def print_runs(self) -> Path:
        """The sheet of print runs: enough for both sheets of shipments, in any order."""
        return self.folder / "print-runs.csv"

    @property
    def shipments(self) -> tuple[Path, ...]:
        """The sheets of shipments, a million lines each, to be imported in this order."""
        return tuple(self.folder / f"shipments-{number}.csv" for number in range(1, -(-self.count // SHEET) + 1))

    @property
    def later(self) -> Path:
        """More shipments of the same years, imported after the others."""
        return self.folder / "later.csv"


def write_office(folder: Path, count: int) -> Office:
    """Write the sheets of an office with this number of shipments."""
    office = Office(folder, count)
    folder.mkdir(parents=True)
    _write(office.booklets, ("code", "title"), _booklets())
    _write(office.places, ("code", "name", "kind", "country", "city"), _places())
    needed: Counter[tuple[str, int]] = Counter()
    for at, path in enumerate(office.shipments):
        lines = _lines(f"S{at}", min(SHEET, count - at * SHEET), PLENTIFUL if at else ITEMS)
        _write(path, Line._fields, _noting(lines, needed))
    _write(office.later, Line._fields, _noting(_lines("L", office.later_count, PLENTIFUL), needed))
    _write(office.print_runs, Run._fields, _print_runs(needed))
    return office


def _lines(series: str, count: int, items: Sequence[str]) -> Iterator[Line]:
    """Yield shipments with random days, places, items and quantities."""
    chance = random.Random(series)  # noqa: S311  (the same each time)
    for number in range(1, count + 1):
        quantity = chance.randint(1, _MOST)
        yield Line(chance.choice(_DAYS), chance.choice(PLACES), chance.choice(items), quantity, f"{series}-{number:07}")


def _noting(lines: Iterable[Line], needed: Counter[tuple[str, int]]) -> Iterator[Line]:
    """Yield the lines, and add up the copies of each item needed in the years of each run."""
    for line in lines:
        needed[line.item, _year_of_run(line.date)] += line.quantity
        yield line


def _year_of_run(day: str) -> int:
    year = int(day[:4])
    return year - (year - FIRST.year) % _YEARS_OF_A_RUN


def _print_runs(needed: Counter[tuple[str, int]]) -> Iterator[Run]:
    """Yield a run of every item for every two years."""
    for item in ITEMS:
        for year in range(FIRST.year, LAST.year + 1, _YEARS_OF_A_RUN):
            quantity = needed[item, year]
            if item in PLENTIFUL and year == FIRST.year:
                quantity = sum(copies for (other, _), copies in needed.items() if other == item)
            yield Run(item, f"{year}-01-01", quantity + _SPARE)


def _booklets() -> Iterator[tuple[str, str]]:
    for code in dict.fromkeys(item.partition("/")[0] for item in ITEMS):
        yield code, f"Cilvēku tirdzniecības novēršana, {code[1:]}. daļa"


def _places() -> Iterator[tuple[str, str, str, str, str]]:
    chance = random.Random("places")  # noqa: S311  (the same each time)
    for code in PLACES:
        kind, town = chance.choice(_KINDS), chance.choice(_TOWNS)
        country = chance.choice(_ABROAD.get(kind, ("LV",)))
        yield code, f"{town}, {kind} {code[1:]}", kind, country, town if country == "LV" else ""


def _write(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)
