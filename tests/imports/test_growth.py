"""The time for a sheet is proportional to its rows, even if they concern existing records."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from tests.conftest import Clerk
from tests.faults.mincer import cost_of

pytestmark = pytest.mark.long

FEW, MANY, MOST_TIMES = 500, 2_000, 8
"""The rows of two sheets, and the maximum ratio of their times: their squares differ by a factor of 16."""


@pytest.fixture
def stocked(clerk: Clerk) -> Clerk:
    """A ledger with very many copies in its store, and at the place london."""
    clerk.does("print", "THB/lv", 100_000_000, "--date", "2003-01-01")
    clerk.does("ship", "london", "THB/lv=10000000", "--received", "--date", "2003-01-02", "--ref", "S")
    return clerk


def sheet(folder: Path, rows: Iterator[str], header: str = "date,place,item,quantity") -> Path:
    """Return another sheet of the rows, with a new name, so that it is no correction."""
    path = folder / f"sheet-{len(list(folder.iterdir()))}.csv"
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return path


@pytest.mark.parametrize("table", ["shipments", "handouts", "returns"])
def test_a_second_sheet_to_one_place_on_one_day(stocked: Clerk, tmp_path: Path, table: str) -> None:
    """Each row is compared with what stands there already, which is as much as the sheet has."""
    seconds = []
    for day, rows in (("2015-02-01", FEW), ("2015-03-01", MANY)):
        for weekly in range(2):
            parcels = (f"{day},london,THB/lv,{100 * weekly + row % 50 + 1}" for row in range(rows))
            cost = cost_of(stocked.db, "import", table, sheet(tmp_path, parcels))
            assert cost.code == 0, cost.said
        seconds.append(cost.seconds)
    assert seconds[1] < MOST_TIMES * seconds[0]


def test_a_sheet_of_counts_of_one_place(stocked: Clerk, tmp_path: Path) -> None:
    """Each finds more than there was, so it is asked what was on its way: as many parcels have arrived there."""
    begin, seconds = date(2005, 1, 1).toordinal(), []
    for place, rows in (("london", FEW), ("dublin", MANY)):
        parcels = (f"2004-03-01,{place},THB/lv,{row % 50 + 1}" for row in range(rows))
        stocked.does("import", "shipments", sheet(tmp_path, parcels), "--received")
        counts = (f"{date.fromordinal(begin + row)},{place},THB/lv,{20_000_000 + row}" for row in range(rows))
        cost = cost_of(stocked.db, "import", "counts", sheet(tmp_path, counts))
        assert cost.code == 0, cost.said
        seconds.append(cost.seconds)
    assert seconds[1] < MOST_TIMES * seconds[0]


def test_a_sheet_of_very_many_receipts_of_one_shipment(stocked: Clerk, tmp_path: Path) -> None:
    """None of another day can be what a row was imported as."""
    begin, seconds = date(2005, 1, 1).toordinal(), []
    for reference, rows in (("few", 200), ("many", 800)):
        stocked.does("ship", "dublin", "THB/lv=9000", "--date", "2004-03-01", "--ref", reference)
        arrived = (f"{reference},{date.fromordinal(begin + row)},THB/lv,1" for row in range(rows))
        cost = cost_of(stocked.db, "import", "receipts", sheet(tmp_path, arrived, "shipment,date,item,quantity"))
        assert cost.code == 0, cost.said
        seconds.append(cost.seconds)
    assert seconds[1] < MOST_TIMES * seconds[0]


def test_new_titles_that_are_refused(stocked: Clerk, tmp_path: Path) -> None:
    """Nothing is added for a row before all is found that may refuse it: a rollback would read the schema again."""
    seconds = []
    for store in ("", "nowhere"):
        titles = (f"{store or 'N'}{row}/lv,2015-02-01,10,{store}" for row in range(MANY))
        file = sheet(tmp_path, titles, "item,printed_on,quantity,store")
        rejects = tmp_path / f"rejects{store}.csv"
        cost = cost_of(stocked.db, "import", "print-runs", file, "--create-missing", "--rejects", rejects)
        assert cost.code == 0, cost.said
        seconds.append(cost.seconds)
    assert seconds[1] < 2 * seconds[0]


def test_new_places(stocked: Clerk, tmp_path: Path) -> None:
    """A place that is added is not compared with each that the same sheet added before."""
    seconds = []
    for first, rows in ((0, FEW), (FEW, MANY)):
        places = (f"p{row},School {row},school,LV" for row in range(first, first + rows))
        cost = cost_of(stocked.db, "import", "places", sheet(tmp_path, places, "code,name,kind,country"))
        assert cost.code == 0, cost.said
        seconds.append(cost.seconds)
    assert seconds[1] < MOST_TIMES * seconds[0]


def test_new_places_without_copies(stocked: Clerk, tmp_path: Path) -> None:
    """A refused sheet is not recorded, so its new places need no rollback, which would read the schema again."""
    seconds = []
    for place in ("dublin", "Ogre"):
        rows = (f"2015-02-01,{place},THB/lv,{row % 50 + 1}" for row in range(MANY))
        cost = cost_of(stocked.db, "import", "handouts", sheet(tmp_path, rows), "--create-missing", "--country", "LV")
        assert cost.code == 1, cost.said
        seconds.append(cost.seconds)
    assert seconds[1] < 3 * seconds[0]
