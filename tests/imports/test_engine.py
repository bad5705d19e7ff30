"""Importing a sheet in any order of rows gives the same ledger as logging its shipments by date."""

import csv
import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.adapters import AsOf, Particulars, Row, parse_item, parse_item_or_run
from tests.imports.worlds import new_database
from tests.properties import few_or_many, over
from tracker.errors import Refused
from tracker.imports.jobs import ImportRefused, ImportRequest, Outcome
from tracker.imports.running import import_sheet
from tracker.ledger.print_runs import NewPrintRun, log_print
from tracker.ledger.receipts import Arrival, log_receipt
from tracker.ledger.shipments import Shipment, log_shipment
from tracker.model.quantities import Line
from tracker.reports import database, distribution, recalls, shipments, stock
from tracker.reports.log import EntryFilter

STORES = ("s1", "s2")
PLACES = ("s1", "s2", "p1", "p2")
DAYS = tuple(date(2015, 1, day) for day in range(1, 11))
PRINTED = (("B/lv", "s1", 0), ("B/lv", "s1", 1), ("B/ru", "s1", 0), ("B/lv", "s2", 1), ("B/lv", "s1", 3))
"""The item, the store and the index of the date of each print run."""


@dataclass(frozen=True)
class Parcel:
    """A shipment in a sheet: a row for each line, all with its reference."""

    number: int
    day: date
    store: str
    place: str
    lines: tuple[tuple[str, int], ...]
    arrives_after: int | None
    has_reference: bool

    @property
    def reference(self) -> str | None:
        """Its reference, which several rows need to be one shipment."""
        return f"R{self.number}" if self.has_reference or len(self.lines) > 1 else None

    @property
    def received_on(self) -> date | None:
        """The date of arrival, or None while it is in transit."""
        return None if self.arrives_after is None else date.fromordinal(self.day.toordinal() + self.arrives_after)

    @property
    def rows(self) -> Iterator[tuple[object, ...]]:
        """Its rows in the sheet."""
        for what, quantity in self.lines:
            yield self.day, self.place, what, quantity, self.store, self.reference, self.received_on


ends = st.tuples(st.sampled_from(STORES), st.sampled_from(PLACES)).filter(lambda both: both[0] != both[1])
lines = st.lists(
    st.tuples(st.sampled_from(["B/lv", "B/lv", "B/ru", "B/lv/2"]), st.integers(1, 25)),
    min_size=1,
    max_size=2,
    unique_by=lambda line: line[0][:4],
)


@st.composite
def parcels(draw: st.DrawFn, most: int) -> list[Parcel]:
    """Draw at most `most` shipments, in any order of dates."""
    drawn = []
    for number in range(draw(st.integers(1, most))):
        store, place = draw(ends)
        arrives_after = draw(st.sampled_from([None, 0, 0, 1, 3]))
        what = tuple(draw(lines))
        drawn.append(
            Parcel(number, draw(st.sampled_from(DAYS)), store, place, what, arrives_after, draw(st.booleans()))
        )
    return drawn


def print_all(path: Path) -> None:
    """Log the print runs that both databases start with."""
    for item, store, day in PRINTED:
        log_print(path, NewPrintRun(parse_item(item), 60, store), Particulars("anna", DAYS[day]))


def log_by_date(path: Path, drawn: list[Parcel]) -> set[int]:
    """Log parcels and their arrivals by date, as a clerk would; return the numbers of those not refused."""
    entries: dict[int, int] = {}
    arriving = [parcel for parcel in drawn if parcel.arrives_after]
    events = [(parcel.received_on or parcel.day, 0, parcel) for parcel in arriving]
    events += [(parcel.day, 1, parcel) for parcel in drawn]
    for day, leaves, parcel in sorted(events, key=lambda event: event[:2]):
        particulars = Particulars("anna", day, parcel.reference)
        if not leaves:
            if parcel.number in entries:
                log_receipt(path, Arrival(entries[parcel.number]), particulars)
            continue
        requested = tuple(Line(parse_item_or_run(what), quantity) for what, quantity in parcel.lines)
        shipment = Shipment(parcel.place, requested, parcel.store, received=parcel.arrives_after == 0)
        try:
            entries[parcel.number] = log_shipment(path, shipment, particulars).number or 0
        except Refused:
            continue
    return set(entries)


def write_sheet(path: Path, rows: list[tuple[object, ...]]) -> Path:
    """Write a sheet of shipments."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["date", "place", "item", "quantity", "store", "reference", "received_on"])
        writer.writerows(rows)
    return path


def reports(path: Path) -> list[list[Row]]:
    """Return the rows of all reports, without the numbers of entries: receipts are logged in another order."""
    tables: list[list[Row]] = []
    for day in DAYS:
        tables += [list(stock.stock(path, by=by, when=AsOf(day)).rows) for by in ("run", "place")]
    for when in (AsOf(DAYS[4]), AsOf()):
        tables.append(list(stock.stock(path, by="item", when=when).rows))
        with shipments.shipments(path, EntryFilter(), when) as table:
            tables.append(sorted((row[1:] for row in table.rows), key=repr))
    query = distribution.DistributionQuery(("run", "place"))
    tables.append(list(distribution.distribution(path, query, AsOf()).rows))
    tables += [list(recalls.trace(path, parse_item(item), AsOf()).rows) for item in ("B/lv", "B/ru")]
    return tables


def import_shipments(path: Path, sheet: Path) -> Outcome:
    """Import a sheet of shipments; a refusal fails the test with its errors."""
    try:
        return import_sheet(path, ImportRequest("shipments", sheet, "anna"))
    except ImportRefused as refused:
        raise AssertionError(refused.outcome.errors) from refused


def compare(blank: Path, drawn: list[Parcel], order: list[int]) -> None:
    """Log parcels in one database, import their rows in the given order into another, twice, and compare the two."""
    folder = Path(tempfile.mkdtemp(dir=blank.parent))
    by_hand, imported = (Path(shutil.copy(blank, folder / name)) for name in ("by_hand.db", "imported.db"))
    rows = [(parcel, row) for parcel in drawn for row in parcel.rows]
    rows = [rows[index] for index in order if index < len(rows)]
    in_file_order = list(dict.fromkeys(parcel for parcel, _ in rows))
    logged = log_by_date(by_hand, in_file_order)
    sheet = write_sheet(folder / "sheet.csv", [row for parcel, row in rows if parcel.number in logged])
    outcome = import_shipments(imported, sheet)
    assert (outcome.recorded, outcome.skipped) == (outcome.read, 0)
    assert reports(imported) == reports(by_hand)
    assert database.check(imported)[0] == []
    assert database.info(imported)["entries"] == database.info(by_hand)["entries"]
    again = import_shipments(imported, sheet)
    assert (again.recorded, again.skipped, again.entries) == (0, again.read, ())
    assert database.info(imported)["entries"] == database.info(by_hand)["entries"]
    shutil.rmtree(folder)


@pytest.fixture
def blank() -> Iterator[Path]:
    """A database with two stores, two other places and five print runs."""
    shared = Path("/dev/shm")  # noqa: S108  (a file system in memory, where there is one)
    with tempfile.TemporaryDirectory(dir=shared if shared.is_dir() else None) as folder:
        path = Path(folder) / "blank.db"
        new_database(path)
        print_all(path)
        yield path


@pytest.mark.slow
@pytest.mark.parametrize(("sheets", "most"), few_or_many((2, 12), (500, 30), some=(3, 12)))
def test_importing_any_sheet_of_shipments_equals_logging_them_by_date(blank: Path, sheets: int, most: int) -> None:
    """Two sheets of at most twelve shipments, three among the slow tests; five hundred of thirty in the long form."""

    @over(sheets)
    @given(drawn=parcels(most), order=st.permutations(range(2 * most)))
    def compared(drawn: list[Parcel], order: list[int]) -> None:
        compare(blank, drawn, order)

    compared()
