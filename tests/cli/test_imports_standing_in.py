"""What stands for what a sheet does not say: `--date` for a date, and what was proposed for a quantity."""

import pytest

from tests.cli.sheets import errors, figures, imports, sheet
from tests.conftest import Clerk, made_once


@made_once
def printed(clerk: Clerk) -> Clerk:
    """A clerk with 1000 copies of THB/lv."""
    clerk.does("print", "THB/lv", 1000, "--date", "2015-01-01")
    return clerk


def sent(clerk: Clerk) -> list[tuple[str, str, int]]:
    """Return date, place and quantity of each shipment."""
    return [(row["date"], row["place"], row["quantity"]) for row in clerk.reads("shipments")]


def test_a_date_stands_for_a_missing_column_and_is_part_of_the_key(printed: Clerk) -> None:
    path = sheet(printed, "place,item,quantity", "london,THB/lv,10", "dublin,THB/lv,20")
    assert "has no column for date" in printed.refused("import", "shipments", path)
    assert figures(imports(printed, "shipments", path, "--date", "1.2.2015")) == (2, 0, 0)
    assert sent(printed) == [("2015-02-01", "london", 10), ("2015-02-01", "dublin", 20)]
    assert figures(imports(printed, "shipments", path, "--date", "2015-02-01")) == (0, 2, 0)
    assert figures(imports(printed, "shipments", path, "--date", "2015-03-01")) == (2, 0, 0)
    printed.does("check")


@pytest.mark.parametrize("words", [(), ("--date-format", "%d/%m/%Y"), ("--date-format", "%Y-%d-%m")])
def test_a_date_stands_for_empty_cells_whatever_the_format_of_the_others(
    printed: Clerk, words: tuple[str, ...]
) -> None:
    written = {"%d/%m/%Y": "05/02/2015", "%Y-%d-%m": "2015-05-02"}.get(words[-1] if words else "", "2015-02-05")
    path = sheet(printed, "date,place,item,quantity", f"{written},london,THB/lv,10", ",dublin,THB/lv,20")
    imports(printed, "shipments", path, "--date", "2015-02-06", *words)
    assert sent(printed) == [("2015-02-05", "london", 10), ("2015-02-06", "dublin", 20)]


@pytest.mark.slow
@pytest.mark.parametrize("table", ["returns", "handouts", "counts", "requests"])
def test_every_sheet_of_entries_takes_a_date(printed: Clerk, table: str) -> None:
    printed.does("ship", "london", "THB/lv=50", "--date", "2015-02-01", "--received")
    path = sheet(printed, "date,place,item,quantity", ",london,THB/lv,5")
    assert figures(imports(printed, table, path, "--date", "2015-03-01")) == (1, 0, 0)
    assert figures(imports(printed, table, path, "--date", "2015-03-01")) == (0, 1, 0)
    assert errors(printed, table, path)[0][:2] == (2, "date")


def test_print_runs_and_receipts_take_a_date_and_booklets_do_not(printed: Clerk) -> None:
    runs = sheet(printed, "item,quantity", "THB/lv,5")
    imports(printed, "print-runs", runs, "--date", "2015-03-01")
    assert printed.reads("run", "list")[-1]["printed_on"] == "2015-03-01"
    number = printed.logs("ship", "london", "THB/lv=50", "--date", "2015-02-01")["entry"]
    imports(printed, "receipts", sheet(printed, "shipment", number), "--date", "2015-03-02")
    assert printed.reads("shipments")[0]["received_on"] == "2015-03-02"
    path = sheet(printed, "code,title", "A,A")
    assert printed.refused("import", "booklets", path, "--date", "2015-01-01", code=2) == (
        "--date applies only to tables with dates."
    )


def test_what_was_proposed_is_shipped_and_nothing_of_0(printed: Clerk) -> None:
    path = sheet(
        printed,
        "place,name,kind,country,item,here,in_transit,requested,low,high,wanted,proposed",
        "london,Embassy in London,embassy,GB,THB/lv,2,0,0,10,20,18,18",
        "dublin,Embassy in Dublin,embassy,IE,THB/lv,12,0,0,10,20,0,0",
    )
    answer = printed.does("import", "shipments", path, "--date", "2015-03-01").out
    assert sent(printed) == [("2015-03-01", "london", 18)]
    assert "1 passed over" in answer
    assert "not used" not in answer
    own = sheet(printed, "place,item,quantity,proposed", "dublin,THB/lv,7,9")
    imports(printed, "shipments", own, "--date", "2015-03-02")
    assert sent(printed)[1:] == [("2015-03-02", "dublin", 7)]
