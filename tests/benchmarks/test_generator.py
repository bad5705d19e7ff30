import filecmp
from pathlib import Path

import pytest

from tests.benchmarks.generator import ITEMS, PLACES, TEN_YEARS_BEFORE, Office, write_office
from tests.cli.sheets import figures, imports
from tests.conftest import Clerk

COUNT = 200
RUNS = 8 * len(ITEMS)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    return write_office(tmp_path_factory.mktemp("offices") / "one", COUNT)


def test_the_sheets_are_the_same_each_time(office: Office, tmp_path: Path) -> None:
    again = write_office(tmp_path / "again", COUNT)
    names = sorted(path.name for path in office.folder.iterdir())
    assert filecmp.cmpfiles(office.folder, again.folder, names, shallow=False) == (names, [], [])


@pytest.mark.slow
def test_the_sheets_are_imported_and_more_can_be_shipped_on_any_day(office: Office, nobody: Clerk) -> None:
    nobody.does("init")
    assert figures(imports(nobody, "booklets", office.booklets)) == (len(ITEMS) // 2, 0, 0)
    assert figures(imports(nobody, "places", office.places)) == (len(PLACES), 0, 0)
    assert figures(imports(nobody, "print-runs", office.print_runs, "--create-missing")) == (RUNS, 0, 0)
    (sheet,) = office.shipments
    shipped = imports(nobody, "shipments", sheet, "--received")
    assert figures(shipped) == (COUNT, 0, 0)
    assert len(shipped["entries"]) == 2 * COUNT
    assert figures(imports(nobody, "shipments", office.later)) == (office.later_count, 0, 0)
    nobody.does("ship", PLACES[0], f"{ITEMS[-1]}=1", "--date", TEN_YEARS_BEFORE)
    assert "no discrepancies" in nobody.does("check").out
