import pytest

from tests.cli.sheets import errors, figures, imports, sheet
from tests.cli.terminal import held_by, lines_of, stock_of
from tests.conftest import Clerk, made_once

HEADER = "date,place,item,quantity"


@made_once
def spread(clerk: Clerk) -> Clerk:
    """A clerk with two runs of THB/lv, 30 and 20 copies of which are in London; 60 of the first are in Dublin."""
    clerk.does("print", "THB/lv", 100, "--date", "2015-01-01")
    clerk.does("print", "THB/lv", 100, "--date", "2015-03-01")
    clerk.does("ship", "london", "THB/lv/1=30", "--date", "2015-03-02", "--received")
    clerk.does("ship", "london", "THB/lv/2=20", "--date", "2015-03-02", "--received")
    clerk.does("ship", "dublin", "THB/lv=60", "--date", "2015-03-02", "--received")
    return clerk


def test_handouts_take_the_oldest_run_first_in_order_of_their_dates(spread: Clerk) -> None:
    path = sheet(spread, HEADER, "2015-05-01,london,THB/lv,15", "2015-04-01,london,THB/lv,25")
    assert imports(spread, "handouts", path)["entries"] == [9, 10]
    assert lines_of(spread.reads("show", 9)) == [("THB/lv/1", "london", "public", 25)]
    assert lines_of(spread.reads("show", 10)) == [
        ("THB/lv/1", "london", "public", 5),
        ("THB/lv/2", "london", "public", 10),
    ]
    assert stock_of(spread)["handed_out"] == 40
    spread.does("check")


def test_handouts_of_more_than_the_stock_are_refused_with_advice(spread: Clerk) -> None:
    path = sheet(spread, HEADER, "2015-04-01,london,THB/lv,40", "2015-04-02,london,THB/lv,11")
    ((line, column, value, message),) = errors(spread, "handouts", path)
    assert (line, column, value) == (3, "quantity", "11")
    assert "1 short of 11" in message
    assert "tracker count london" in message


def test_returns_go_to_the_given_store_or_to_the_default_store(spread: Clerk) -> None:
    spread.does("place", "add", "annex", "Annex", "--kind", "store")
    path = sheet(
        spread, f"{HEADER},store,note", "2015-04-01,london,THB/lv,10,Annex,torn", "2015-04-01,dublin,THB/lv,5,,"
    )
    imports(spread, "returns", path)
    assert held_by(spread, "annex") == {"THB/lv": 10}
    assert held_by(spread, "store") == {"THB/lv": 95}
    assert spread.reads("show", 9)["note"] == "torn"
    assert figures(imports(spread, "returns", path)) == (0, 2, 0)


def test_returns_do_not_come_from_a_store_and_go_only_to_stores(spread: Clerk) -> None:
    path = sheet(spread, f"{HEADER},store", "2015-04-01,store,THB/lv,10,", "2015-04-01,london,THB/lv,10,dublin")
    from_store, to_embassy = errors(spread, "returns", path)
    assert "move its copies to another place with 'tracker ship'" in from_store[3]
    assert to_embassy[:3] == (3, "store", "dublin")
    assert "of kind embassy, not a store" in to_embassy[3]


def test_a_negative_quantity_of_shipments_is_a_return(spread: Clerk) -> None:
    path = sheet(spread, HEADER, "2015-04-01,london,THB/lv,-5")
    ((_, column, value, message),) = errors(spread, "shipments", path)
    assert (column, value) == ("quantity", "-5")
    assert "tracker import returns" in message
    imports(spread, "returns", sheet(spread, HEADER, "2015-04-01,london,THB/lv,5"))
    assert held_by(spread, "london") == {"THB/lv": 45}


def test_counts_set_the_stock_and_may_be_zero(spread: Clerk) -> None:
    path = sheet(
        spread,
        f"{HEADER},reference",
        "2015-04-01,london,THB/lv,45,C1",
        "2015-04-01,dublin,THB/lv,0,C2",
    )
    outcome = imports(spread, "counts", path)
    assert outcome["entries"] == [9, 10]
    assert (held_by(spread, "london"), held_by(spread, "dublin")) == ({"THB/lv": 45}, {"THB/lv": 0})
    assert stock_of(spread)["handed_out"] == 65
    assert figures(imports(spread, "counts", path)) == (0, 2, 0)
    spread.does("check")


def test_two_counts_of_one_item_and_day_are_refused_unless_a_reference_tells_what_they_are(spread: Clerk) -> None:
    """The last one alone would stand, and the answer's sum would be of both."""
    rows = ["2015-04-01,london,THB/lv,5", "2015-04-02,london,THB/lv,6", "2015-04-01,Embassy in London,thb/LV,7"]
    first, second = errors(spread, "counts", sheet(spread, HEADER, *rows))
    assert (first[:3], second[:3]) == ((2, "quantity", "5"), (4, "quantity", "7"))
    assert "Line 4 counts the same item there on that day" in first[3]
    assert "Line 2 counts the same item there on that day" in second[3]
    outcome = imports(spread, "counts", sheet(spread, f"{HEADER},reference", *(f"{row},C1" for row in rows)))
    assert (figures(outcome), outcome["copies"]) == ((3, 0, 0), [{"item": "THB/lv", "copies": 18}])
    assert held_by(spread, "london") == {"THB/lv": 6}


def test_a_handout_of_zero_copies_is_refused(spread: Clerk) -> None:
    ((_, column, value, message),) = errors(spread, "handouts", sheet(spread, HEADER, "2015-04-01,london,THB/lv,0"))
    assert (column, value) == ("quantity", "0")
    assert "1 or more" in message


def test_rows_of_one_count_are_one_entry_and_other_quantities_with_its_reference_are_refused(spread: Clerk) -> None:
    spread.does("print", "THB/ru", 10, "--date", "2015-01-01")
    rows = ["2015-04-01,london,THB/lv,45,C1", "2015-04-01,london,THB/ru,0,C1"]
    header = f"{HEADER},reference"
    imports(spread, "counts", sheet(spread, header, *rows))
    counted = [(count["run"], count["counted"]) for count in spread.reads("show", 10)["counts"]]
    assert counted == [("THB/lv/1", 25), ("THB/lv/2", 20), ("THB/ru/1", 0)]
    assert figures(imports(spread, "counts", sheet(spread, header, *rows))) == (0, 2, 0)
    error, other = errors(spread, "counts", sheet(spread, header, rows[0], rows[1].replace(",0,", ",1,")))
    assert other == (3, None, None, "It is one entry with line 2, which is refused.")
    assert error[:3] == (2, "reference", "C1")
    assert "already recorded as entry 10: THB/lv=45, THB/ru=0" in error[3]


def test_a_count_before_its_run_was_printed_is_refused(spread: Clerk) -> None:
    ((line, _, _, message),) = errors(spread, "counts", sheet(spread, HEADER, "2014-04-01,london,THB/lv,5"))
    assert line == 2
    assert "THB/lv had not been printed by then, on 2014-04-01;" in message


def test_the_clerk_is_informed_which_counts_older_rows_change(spread: Clerk) -> None:
    spread.does("count", "london", "THB/lv=40", "--date", "2015-06-01")
    path = sheet(spread, HEADER, "2015-04-01,london,THB/lv,7")
    assert spread.does("import", "handouts", path).out.splitlines() == [
        "The difference of 1 count changed: 9. For details, run 'tracker show 9'.",
        "1 row of sheet.csv: 1 recorded as entry 10, 0 skipped (already recorded).",
        "Copies: 7 of THB/lv.",
    ]
    assert held_by(spread, "london") == {"THB/lv": 40}
    assert stock_of(spread)["handed_out"] == 10
    spread.does("check")


def test_an_older_count_changes_only_the_difference_of_a_later_one(spread: Clerk) -> None:
    spread.does("count", "dublin", "THB/lv=40", "--date", "2015-06-01")
    outcome = imports(spread, "counts", sheet(spread, HEADER, "2015-05-01,dublin,THB/lv,50"))
    assert "The difference of 1 count changed: 9. For details, run 'tracker show 9'." in outcome["messages"]
    spread.does("check")


def test_a_row_on_the_day_of_a_count_tells_how_to_put_it_before_the_count(spread: Clerk) -> None:
    spread.does("count", "london", "THB/lv=40", "--date", "2015-06-01")
    outcome = imports(spread, "handouts", sheet(spread, HEADER, "2015-06-01,london,THB/lv,7"))
    assert outcome["messages"] == [
        "Line 2: The entry comes after count 9 of the same day; if it happened before the count, "
        "log it with --replaces 10 --before 9."
    ]
    assert held_by(spread, "london") == {"THB/lv": 33}


@pytest.mark.parametrize("table", ["returns", "handouts", "counts"])
def test_an_entry_at_an_unknown_place_is_refused_with_the_nearest(spread: Clerk, table: str) -> None:
    (error,) = errors(spread, table, sheet(spread, HEADER, "2015-04-01,lodnon,THB/lv,1"))
    assert error == (
        2,
        "place",
        "lodnon",
        "There is no place 'lodnon'. Did you mean london (Embassy in London)?",
    )


@pytest.mark.parametrize("table", ["returns", "handouts", "counts"])
def test_each_sheet_of_entries_can_be_imported_again(spread: Clerk, table: str) -> None:
    day = "2015-04-03" if table == "counts" else "2015-04-01"  # equal rows are as many, but for counts
    path = sheet(spread, HEADER, "2015-04-01,london,THB/lv,10", f"{day},london,THB/lv,10", "2015-04-02,dublin,THB/lv,5")
    assert figures(imports(spread, table, path)) == (3, 0, 0)
    before = spread.reads("stock", "--by", "place")
    assert figures(imports(spread, table, path)) == (0, 3, 0)
    assert spread.reads("stock", "--by", "place") == before
    spread.does("check")
