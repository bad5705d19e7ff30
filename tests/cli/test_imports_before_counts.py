"""Sheets of copies that moved before later counts: the counts are adjusted once, and one message says so."""

from tests.cli.sheets import imports, sheet
from tests.cli.terminal import held_by
from tests.conftest import Clerk, made_once

HEADER = "date,place,item,quantity"


@made_once
def counted(clerk: Clerk) -> Clerk:
    """A clerk whose store has two print runs of THB/lv and was counted twice in 2015."""
    clerk.does("print", "THB/lv", 60, "--date", "2015-01-01")
    clerk.does("print", "THB/lv", 100, "--date", "2015-01-02")
    clerk.does("count", "store", "THB/lv=120", "--date", "2015-03-01")
    clerk.does("count", "store", "THB/lv=90", "--date", "2015-05-01")
    return clerk


def difference(clerk: Clerk, count: int) -> int:
    """Return counted less expected of all runs, as `show` has it."""
    shown = clerk.reads("show", count)
    return sum(run["counted"] - run["expected"] for run in shown["counts"])


def test_a_sheet_before_counts_answers_with_one_summary(counted: Clerk) -> None:
    rows = [f"2015-02-{day:02},london,THB/lv,2" for day in range(1, 16)] + ["2015-04-01,dublin,THB/lv,20"]
    outcome = imports(counted, "shipments", sheet(counted, HEADER, *rows), "--received")
    assert outcome["messages"] == [
        "The differences of 2 counts changed: 3-4. For details, run 'tracker show 3'.",
    ]
    assert (difference(counted, 3), difference(counted, 4)) == (-10, -10)
    (change,) = counted.reads("show", 3)["corrections"]
    assert (change["command"], change["item"], change["before"], change["after"]) == (10, "THB/lv", -40, -10)
    assert "THB/lv from -40 to -10" in counted.does("show", 3).out.splitlines()[-1]
    assert counted.does("check").code == 0


def test_each_row_takes_what_is_there_until_the_next_count(counted: Clerk) -> None:
    """160 copies are there before the first count, 120 before the second, and 90 after it."""
    enough = ["2015-02-01,london,THB/lv,150", "2015-04-01,dublin,THB/lv,110", "2015-06-01,london,THB/lv,90"]
    path = sheet(counted, HEADER, *enough, "2015-02-02,london,THB/lv,11", "2015-04-02,dublin,THB/lv,11")
    answer = counted("import", "shipments", path)
    assert answer.code == 1
    assert (
        "store has 10 copies of THB/lv to spare on 2015-02-02 (THB/lv/2 10), 1 short of 11" in answer.err + answer.out
    )
    imports(counted, "shipments", sheet(counted, HEADER, *enough))
    assert held_by(counted, "store") == {"THB/lv": 0}
    assert counted.does("check").code == 0


def test_the_rows_of_a_sheet_give_what_the_same_commands_give(counted: Clerk) -> None:
    def stocks() -> list[object]:
        days = "2015-02-15", "2015-03-15", "2015-06-01"
        return [counted.reads("stock", "--by", "run", "--at", day) for day in days]

    rows = [("2015-02-01", "london", 70), ("2015-02-03", "london", 30), ("2015-04-02", "dublin", 70)]
    lines = [f"{day},{place},THB/lv,{copies}" for day, place, copies in rows]
    imports(counted, "shipments", sheet(counted, HEADER, *lines))
    imported = stocks()
    counted.does("undo", "--yes")
    for day, place, copies in rows:
        counted.does("ship", place, f"THB/lv={copies}", "--date", day)
    assert stocks() == imported


def test_an_undone_import_leaves_the_counts_as_they_were(counted: Clerk) -> None:
    before = counted.reads("stock", "--by", "run")
    imports(counted, "shipments", sheet(counted, HEADER, "2015-02-01,london,THB/lv,70"))
    counted.does("undo", "--yes")
    assert counted.reads("stock", "--by", "run") == before
    assert (difference(counted, 3), difference(counted, 4)) == (-40, -30)
    assert counted.does("check").code == 0


def test_copies_that_arrive_before_a_count_of_their_place_change_its_difference(counted: Clerk) -> None:
    counted.does("ship", "london", "THB/lv=20", "--received", "--date", "2015-05-02")
    counted.does("count", "london", "THB/lv=15", "--date", "2015-06-01")
    outcome = imports(counted, "shipments", sheet(counted, HEADER, "2015-05-20,london,THB/lv,10"), "--received")
    assert outcome["messages"] == ["The difference of 1 count changed: 7. For details, run 'tracker show 7'."]
    assert sum(held_by(counted, "london").values()) == 15
    assert difference(counted, 7) == -15
    assert counted.does("check").code == 0
