"""Rows that the end of their day allows are recorded whatever their order in the sheet."""

from tests.cli.sheets import errors, figures, imports, sheet
from tests.cli.terminal import held_by
from tests.conftest import Clerk, made_once

HEADER = "date,place,item,quantity,store,received_on"


@made_once
def stocked(clerk: Clerk) -> Clerk:
    """A clerk with 100 copies in the default store, and none in the stores a, b, c and d."""
    clerk.does("print", "THB/lv", 100, "--date", "2015-01-01")
    for code in "abcd":
        clerk.does("place", "add", code, code.upper(), "--kind", "store")
    return clerk


def test_a_transfer_may_stand_below_the_shipment_that_it_feeds(stocked: Clerk) -> None:
    path = sheet(
        stocked,
        HEADER,
        "2015-02-01,london,THB/lv,30,b,2015-02-01",
        "2015-02-01,b,THB/lv,40,a,2015-02-01",
        "2015-02-01,a,THB/lv,50,,2015-02-01",
        "2015-02-02,dublin,THB/lv,10,b,",
    )
    assert figures(imports(stocked, "shipments", path)) == (4, 0, 0)
    assert (held_by(stocked, "a"), held_by(stocked, "london")) == ({"THB/lv": 10}, {"THB/lv": 30})
    before = stocked.db.read_bytes()
    assert figures(imports(stocked, "shipments", path)) == (0, 4, 0)
    assert stocked.db.read_bytes() == before


def test_a_row_is_tried_three_times_at_most(stocked: Clerk) -> None:
    """So a chain of as many transfers is followed back; the reason is that of the last time."""
    rows = ["2015-02-01,london,THB/lv,30,d,", "2015-02-01,d,THB/lv,40,c,2015-02-01"]
    rows += [
        "2015-02-01,c,THB/lv,40,b,2015-02-01",
        "2015-02-01,b,THB/lv,40,a,2015-02-01",
        "2015-02-01,a,THB/lv,40,,2015-02-01",
    ]
    found = errors(stocked, "shipments", sheet(stocked, HEADER, *rows))
    assert [error[0] for error in found] == [2, 3]
    said = "the rows of a day are tried three times only; put them in the order in which the copies went."
    assert [said in error[3] for error in found] == [False, True]
    assert figures(imports(stocked, "shipments", sheet(stocked, HEADER, *rows[2:]))) == (3, 0, 0)


def test_a_transfer_that_arrives_later_feeds_no_shipment_of_its_day(stocked: Clerk) -> None:
    path = sheet(stocked, HEADER, "2015-02-01,london,THB/lv,30,a,2015-02-01", "2015-02-01,a,THB/lv,50,,2015-02-02")
    ((line, column, _, message),) = errors(stocked, "shipments", path)
    assert (line, column) == (2, "quantity")
    assert "a has 0 copies of THB/lv to spare on 2015-02-01" in message


def test_any_order_of_a_sheet_records_the_same(stocked: Clerk) -> None:
    rows = [
        f"2015-02-0{day},{place},THB/lv,{copies},{store},2015-02-0{day}"
        for day, place, copies, store in [
            (1, "a", 50, ""),
            (1, "b", 20, "a"),
            (1, "london", 15, "b"),
            (2, "dublin", 5, "b"),
            (2, "b", 9, "a"),
        ]
    ]
    rows = [rows[index] for index in (3, 1, 4, 2, 0)]
    assert figures(imports(stocked, "shipments", sheet(stocked, HEADER, *rows))) == (5, 0, 0)
    assert (held_by(stocked, "a"), held_by(stocked, "b")) == ({"THB/lv": 21}, {"THB/lv": 9})
