"""void, --replaces and --before: a mistake is corrected at its own position in time, and nothing is overwritten."""

from typing import Any

import pytest

from tests.cli.terminal import entries_in, held_by, lines_of, refusal, stock_of
from tests.conftest import Clerk, made_once


def log_of(clerk: Clerk, number: int) -> list[dict[str, Any]]:
    """Return the log's rows of an entry."""
    return [row for row in clerk.reads("log") if row["entry"] == number]


def lost(clerk: Clerk) -> int:
    """Return the number of copies recorded as lost."""
    return int(stock_of(clerk)["lost"])


# void ------------------------------------------------------------------------------------------------


def test_a_void_is_the_opposite_of_what_it_voids_on_the_same_day(stocked: Clerk) -> None:
    stocked.does("ship", "london", "THB/lv=100", "--date", "2015-01-10")
    void = stocked.logs("void", 2, "--reason", "never left", "--note", "N")
    assert (void["entry"], void["type"], void["date"], void["place"]) == (3, "void", "2015-01-10", "london")
    assert (void["voids"], void["reason"], void["note"]) == (2, "never left", "N")
    assert lines_of(void) == [("THB/lv/1", "transit", "store", 100)]
    assert void["lines"][0]["date"] == "2015-01-10"
    assert stock_of(stocked, "THB/lv", "--at", "2015-01-10")["on_hand"] == 1000


def test_a_void_needs_a_reason_and_takes_no_day_of_its_own(arrived: Clerk) -> None:
    assert "--reason" in refusal(arrived, "void", 2, code=2)
    assert "The reason is empty" in refusal(arrived, "void", 2, "--reason", "", code=2)
    said = refusal(arrived, "void", 2, "--reason", "x", "--date", "2015-01-20", code=2)
    assert "No such option" in said


def test_a_void_answers_in_words(stocked: Clerk) -> None:
    stocked.does("ship", "london", "THB/lv=100", "--date", "2015-01-10")
    assert stocked.does("void", 2, "--reason", "never left").out.splitlines() == [
        "Entry 3: entry 2 voided on 2015-01-10.",
        "  100  THB/lv/1  transit > store",
    ]


@pytest.mark.slow
def test_the_receipts_go_with_the_shipment(arrived: Clerk) -> None:
    void = arrived.logs("void", 2, "--reason", "never left", "--yes")
    assert sorted((line["date"], line["source"], line["quantity"]) for line in void["lines"]) == [
        ("2015-01-10", "transit", 100),
        ("2015-01-12", "london", 60),
        ("2015-01-14", "london", 40),
    ]
    assert [arrived.reads("show", number)["voided_by"] for number in (2, 3, 4)] == [5, 5, 5]
    assert [log_of(arrived, number)[0]["voided_by"] for number in (2, 3, 4)] == [5, 5, 5]
    assert {row["voids"] for row in log_of(arrived, 5)} == {2}
    assert arrived.reads("show", 2)["status"] == "voided"
    figures = stock_of(arrived)
    assert (figures["on_hand"], figures["in_transit"], figures["at_places"]) == (1000, 0, 0)
    for number in (3, 4):
        assert "voided by entry 5" in refusal(arrived, "void", number, "--reason", "x", "--yes")
    arrived.does("check")


@pytest.mark.slow
def test_one_receipt_can_be_voided_and_the_shipment_later(arrived: Clerk) -> None:
    arrived.does("void", 3, "--reason", "was not ours")
    assert stock_of(arrived)["in_transit"] == 60
    assert arrived.reads("show", 2)["status"] == "partly-received"
    arrived.does("void", 2, "--reason", "never left", "--yes")
    assert [arrived.reads("show", number)["voided_by"] for number in (2, 3, 4)] == [6, 5, 6]
    assert stock_of(arrived)["on_hand"] == 1000
    arrived.does("check")


def test_what_is_voided_counts_nowhere_but_stays_in_the_log(arrived: Clerk) -> None:
    arrived.does("ship", "dublin", "THB/lv=7", "--date", "2015-01-20", "--received")
    shown, logged = arrived.reads("show", 2), log_of(arrived, 2)
    arrived.does("void", 2, "--reason", "never left", "--yes")
    (voided,) = [row for row in arrived.reads("shipments") if row["entry"] == 2]
    assert (voided["quantity"], voided["received"], voided["lost"], voided["status"]) == (100, 0, 0, "voided")
    assert voided["received_on"] is None
    assert held_by(arrived, "london") == {}
    assert [row["place"] for row in arrived.reads("trace", "THB/lv/1")] == ["store", "dublin"]
    assert [row["entry"] for row in arrived.reads("shipments", "--status", "voided")] == [2]
    told = arrived.reads("show", 2)
    assert [event["voided_by"] for event in told["story"]] == [7, 7, 7]
    assert [(item["sent"], item["received"]) for item in told["items"]] == [(100, 0)]
    story = {name: shown[name] for name in ("story", "items")}
    assert told | story == {**shown, "status": "voided", "voided_by": 7}
    assert log_of(arrived, 2) == [{**row, "voided_by": 7} for row in logged]


@pytest.mark.slow
@pytest.mark.parametrize("then", ["2015-01-12", "2015-01-20"])
def test_a_shipment_whose_copies_moved_on_is_not_voided_and_the_entry_in_the_way_is_named(
    arrived: Clerk, then: str
) -> None:
    arrived.does("handout", "london", "THB/lv=50", "--date", then)
    said = refusal(arrived, "void", 2, "--reason", "never left", "--yes")
    assert "london would be 50 copies of THB/lv/1 short" in said
    assert f"on {then}" in said
    assert "Entry 5 " in said
    arrived.does("void", 5, "--reason", "not handed out")
    arrived.does("void", 2, "--reason", "never left", "--yes")
    arrived.does("check")


def test_a_return_whose_copies_were_shipped_on_is_not_voided(arrived: Clerk) -> None:
    arrived.does("return", "london", "THB/lv=100", "--date", "2015-01-20")
    arrived.does("ship", "dublin", "THB/lv=950", "--date", "2015-01-25")
    said = refusal(arrived, "void", 5, "--reason", "was not returned")
    assert "store would be 50 copies of THB/lv/1 short on 2015-01-25" in said
    assert "Entry 6 " in said


@pytest.mark.slow
def test_a_receipt_that_closed_a_shipment_is_not_voided_once_lost_copies_of_it_were_found(stocked: Clerk) -> None:
    """Else more would be received of the shipment than it took: 20 found of none lost, and 100 in transit of 100."""
    stocked.does("ship", "london", "THB/lv=100", "--date", "2015-01-10")
    stocked.does("receive", 2, "THB/lv=50", "--close", "--date", "2015-01-12")
    stocked.does("receive", 2, "THB/lv=20", "--date", "2015-01-14")
    assert "ntry 4" in refusal(stocked, "void", 3, "--reason", "was another parcel")
    stocked.does("void", 4, "--reason", "was another parcel")
    stocked.does("void", 3, "--reason", "was another parcel")
    assert (stock_of(stocked)["in_transit"], lost(stocked)) == (100, 0)
    stocked.does("check")


def test_nothing_is_voided_twice(arrived: Clerk) -> None:
    arrived.does("void", 2, "--reason", "never left", "--yes")
    assert "Entry 2 was voided by entry 5." in refusal(arrived, "void", 2, "--reason", "again", "--yes")
    assert "Entry 2 was voided by entry 5." in refusal(arrived, "ship", "london", "THB/lv=1", "--replaces", 2)


def test_a_void_is_not_voided(arrived: Clerk) -> None:
    arrived.does("void", 2, "--reason", "never left", "--yes")
    assert "Entry 2 was voided by entry 5." in refusal(arrived, "void", 5, "--reason", "it did")
    assert "Entry 2 was voided by entry 5." in refusal(arrived, "ship", "london", "THB/lv=1", "--replaces", 5)


def test_only_what_is_recorded_is_voided(stocked: Clerk) -> None:
    assert "There is no entry 9; the last entry is 1" in refusal(stocked, "void", 9, "--reason", "x")
    assert "'#0' is not an entry number; find it with 'tracker log'." in refusal(
        stocked, "void", "#0", "--reason", "x", code=2
    )
    said = refusal(stocked, "void", "first", "--reason", "x")
    assert said.startswith(
        "No valid entry has the reference 'first'; enter an entry number, a complete reference, or 'last'."
    )


def test_nothing_is_received_of_a_voided_shipment(stocked: Clerk) -> None:
    stocked.does("ship", "london", "THB/lv=100", "--date", "2015-01-10")
    stocked.does("void", 2, "--reason", "never left")
    assert "voided by entry 3" in refusal(stocked, "receive", 2)


def test_a_count_of_the_same_day_holds_when_the_shipment_before_it_is_voided(stocked: Clerk) -> None:
    stocked.does("ship", "london", "THB/lv=100", "--date", "2015-01-10")
    stocked.does("count", "store", "THB/lv=900", "--date", "2015-01-10")
    entry = stocked.logs("void", 2, "--reason", "never left")
    assert stock_of(stocked)["on_hand"] == 900
    assert lost(stocked) == 100
    assert any("Count 3" in said and "from 0 to -100" in said for said in entry["messages"])


def test_a_print_is_voided_only_while_nothing_else_names_its_run(stocked: Clerk) -> None:
    stocked.does("ship", "london", "THB/lv=100", "--date", "2015-01-10")
    said = refusal(stocked, "void", 1, "--reason", "was never printed")
    assert "Entry 2" in said
    assert "THB/lv/1" in said
    stocked.does("void", 2, "--reason", "never left")
    stocked.does("void", 1, "--reason", "was never printed")
    assert stocked.reads("stock") == []
    assert stocked.reads("run", "list") == []


def test_a_count_of_a_run_keeps_its_print(stocked: Clerk) -> None:
    stocked.does("count", "store", "THB/lv=1000", "--date", "2015-01-10")
    assert refusal(stocked, "void", 1, "--reason", "was never printed") == (
        "Count 2 of 2015-01-10 found 1 000 of THB/lv, but none would be printed by then; void the count first."
    )


def test_the_number_of_a_voided_print_is_not_used_again(stocked: Clerk) -> None:
    stocked.does("void", 1, "--reason", "was never printed")
    entry = stocked.logs("print", "THB/lv", 10)
    assert entry["lines"][0]["run"] == "THB/lv/2"
    assert [row["run"] for row in stocked.reads("stock", "--by", "run")] == ["THB/lv/2"]
    assert "THB/lv/1" in refusal(stocked, "ship", "london", "THB/lv/1=1")


# --replaces ------------------------------------------------------------------------------------------


def test_a_print_of_a_wrong_quantity_is_mended_and_keeps_its_run(clerk: Clerk) -> None:
    clerk.does("print", "THB/lv", 1000, "--date", "2015-01-01")
    clerk.does("ship", "london", "THB/lv=800", "--date", "2015-01-10")
    assert "Entry 2" in refusal(clerk, "void", 1, "--reason", "wrong quantity")
    entry = clerk.logs("print", "THB/lv", 10000, "--replaces", 1)
    assert (entry["entry"], entry["date"], entry["replaces"]) == (4, "2015-01-01", 1)
    assert lines_of(entry) == [("THB/lv/1", "printer", "store", 10000)]
    assert stock_of(clerk)["on_hand"] == 9200
    (run,) = clerk.reads("run", "list")
    assert (run["run"], run["quantity"], run["printed_on"]) == ("THB/lv/1", 10000, "2015-01-01")
    assert [row["voided_by"] for row in log_of(clerk, 1)] == [3]
    assert (clerk.reads("show", 3)["voids"], clerk.reads("show", 1)["voided_by"]) == (1, 3)


def test_a_mended_print_must_still_cover_what_was_shipped(stocked: Clerk) -> None:
    stocked.does("ship", "london", "THB/lv=800", "--date", "2015-01-10")
    said = refusal(stocked, "print", "THB/lv", 700, "--replaces", 1)
    assert "store would be 100 copies of THB/lv/1 short on 2015-01-10" in said
    assert "Entry 2 " in said
    stocked.does("print", "THB/lv", 800, "--replaces", 1)
    assert stock_of(stocked)["on_hand"] == 0


def test_a_print_of_the_wrong_item_is_replaced_while_its_run_is_unused(stocked: Clerk) -> None:
    entry = stocked.logs("print", "THB/ru", 1000, "--replaces", 1)
    assert lines_of(entry) == [("THB/ru/1", "printer", "store", 1000)]
    assert [row["run"] for row in stocked.reads("run", "list")] == ["THB/ru/1"]
    assert stocked.logs("print", "THB/lv", 5)["lines"][0]["run"] == "THB/lv/2"


def test_a_print_of_the_wrong_item_that_was_shipped_is_not_replaced(stocked: Clerk) -> None:
    stocked.does("ship", "london", "THB/lv=800", "--date", "2015-01-10")
    assert "Entry 2" in refusal(stocked, "print", "THB/ru", 1000, "--replaces", 1)


def test_a_replacement_is_judged_on_the_result(arrived: Clerk) -> None:
    """Voiding the return alone is refused: its copies moved on. With the corrected return nothing is short."""
    arrived.does("return", "london", "THB/lv=100", "--date", "2015-01-20")
    arrived.does("ship", "dublin", "THB/lv=1000", "--date", "2015-01-25")
    said = refusal(arrived, "void", 5, "--reason", "wrong reference")
    assert (
        said == "store would be 100 copies of THB/lv/1 short on 2015-01-25. "
        "Entry 6 of that day uses these copies; to correct it, run 'tracker fix 6'."
    )
    before = stock_of(arrived)
    entry = arrived.logs("return", "london", "THB/lv=100", "--ref", "2015/7", "--replaces", 5)
    assert (entry["entry"], entry["date"], entry["reference"]) == (8, "2015-01-20", "2015/7")
    assert lines_of(entry) == [("THB/lv/1", "london", "store", 100)]
    assert stock_of(arrived) == before


def test_a_shipment_that_arrived_the_same_day_is_replaced_though_its_copies_moved_on(stocked: Clerk) -> None:
    """The receipt that comes with the replacement is judged with it."""
    stocked.does("ship", "london", "THB/lv=100", "--date", "2015-01-10", "--received")
    stocked.does("handout", "london", "THB/lv=100", "--date", "2015-01-15")
    words = ("--received", "--replaces", 2, "--ref", "R")
    said = refusal(stocked, "ship", "london", "THB/lv=90", *words)
    assert "london would be 10 copies of THB/lv/1 short on 2015-01-15" in said
    assert "Entry 4 " in said
    entry = stocked.logs("ship", "london", "THB/lv=100", *words)
    assert (entry["date"], entry["status"], entry["receipt"]) == ("2015-01-10", "received", entry["entry"] + 1)
    assert (held_by(stocked, "london"), stock_of(stocked)["handed_out"]) == ({}, 100)


def test_a_shipment_is_replaced_by_one_of_all_the_copies_there_are(stocked: Clerk) -> None:
    stocked.does("ship", "london", "THB/lv=900", "--date", "2015-01-10")
    entry = stocked.logs("ship", "dublin", "THB/lv=1000", "--replaces", 2)
    assert (entry["date"], entry["place"], entry["replaces"]) == ("2015-01-10", "dublin", 2)
    assert "store can still ship 0 copies of THB/lv." in entry["messages"]
    assert [(row["place"], row["status"]) for row in stocked.reads("shipments")] == [
        ("london", "voided"),
        ("dublin", "in-transit"),
    ]


def test_a_replacement_may_take_another_day(stocked: Clerk) -> None:
    stocked.does("ship", "london", "THB/lv=900", "--date", "2015-01-10")
    entry = stocked.logs("ship", "london", "THB/lv=900", "--replaces", 2, "--date", "2015-01-08")
    assert (entry["date"], stocked.reads("show", 3)["date"]) == ("2015-01-08", "2015-01-10")
    assert stock_of(stocked, "THB/lv", "--at", "2015-01-08")["on_hand"] == 100


@pytest.mark.parametrize(
    ("words", "replaced", "types"),
    [
        (("writeoff", "london", "THB/lv=30", "--reason", "damaged"), 5, ("handout", "writeoff")),
        (("receive", 2), 5, ("handout", "receive")),
        (("receive", 4), 2, ("ship", "receive")),
        (("count", "store", "THB/lv=1"), 1, ("print", "count")),
        (("ship", "dublin", "THB/lv=5"), 1, ("print", "ship")),
    ],
)
def test_an_entry_is_replaced_only_by_one_of_its_own_type(
    arrived: Clerk, words: tuple[object, ...], replaced: int, types: tuple[str, str]
) -> None:
    """Today's `receive` of another place's shipment would void the shipment, a count the print of what it counts."""
    arrived.does("handout", "london", "THB/lv=30", "--date", "2015-01-20")
    before = arrived.db.read_bytes()
    said = refusal(arrived, *words, "--replaces", replaced)
    assert said.startswith(
        f"Entry {replaced} is a {types[0]}; a {types[1]} cannot replace it. Run 'tracker void {replaced} "
        "--reason TEXT' and log this entry without --replaces."
    )
    assert f"'tracker void {replaced} --reason TEXT'" in said
    assert arrived.db.read_bytes() == before


def test_a_replacement_can_be_replaced_and_voided_in_its_turn(stocked: Clerk) -> None:
    stocked.does("ship", "london", "THB/lv=100", "--date", "2015-01-10")
    stocked.does("ship", "london", "THB/lv=200", "--replaces", 2)
    stocked.does("ship", "london", "THB/lv=300", "--replaces", 4)
    assert stock_of(stocked)["in_transit"] == 300
    stocked.does("void", 6, "--reason", "never left")
    assert stock_of(stocked)["on_hand"] == 1000
    assert [stocked.reads("show", number).get("voided_by") for number in (2, 4, 6)] == [3, 5, 7]


def test_a_replacement_stands_where_the_old_entry_stood_before_a_count_of_the_same_day(stocked: Clerk) -> None:
    stocked.does("ship", "london", "THB/lv=100", "--date", "2015-01-10")
    stocked.does("count", "store", "THB/lv=900", "--date", "2015-01-10")
    stocked.does("ship", "london", "THB/lv=150", "--replaces", 2)
    figures = stock_of(stocked)
    assert (figures["on_hand"], figures["lost"], figures["found"]) == (900, 0, 50)


def test_the_receipt_of_a_replacement_stands_where_the_old_one_stood_before_a_count_of_the_same_day(
    stocked: Clerk,
) -> None:
    """100 came and were counted; in truth it was 110 that came: the count still says 100."""
    stocked.does("ship", "london", "THB/lv=100", "--date", "2015-01-10", "--received")
    stocked.does("count", "london", "THB/lv=100", "--date", "2015-01-10")
    stocked.does("ship", "london", "THB/lv=110", "--received", "--replaces", 2)
    assert held_by(stocked, "london") == {"THB/lv": 100}
    assert (stock_of(stocked)["handed_out"], lost(stocked)) == (10, 0)


def test_a_replacement_that_changes_nothing_tells_of_no_changed_count(stocked: Clerk) -> None:
    stocked.does("ship", "london", "THB/lv=100", "--date", "2015-01-10")
    stocked.does("count", "store", "THB/lv=850", "--date", "2015-01-15")
    entry = stocked.logs("ship", "london", "THB/lv=100", "--replaces", 2, "--ref", "R")
    assert not any(said.startswith("Count") for said in entry["messages"]), entry["messages"]
    assert (stock_of(stocked)["on_hand"], lost(stocked)) == (850, 50)


def test_a_replacement_tells_once_by_how_much_it_changed_a_count(stocked: Clerk) -> None:
    stocked.does("ship", "london", "THB/lv=100", "--date", "2015-01-10")
    stocked.does("count", "store", "THB/lv=850", "--date", "2015-01-15")
    entry = stocked.logs("ship", "london", "THB/lv=120", "--replaces", 2)
    (said,) = [said for said in entry["messages"] if said.startswith("Count 3 ")]
    assert "from -50 to -30" in said


def test_what_is_replaced_must_be_there(stocked: Clerk) -> None:
    assert "There is no entry 9" in refusal(stocked, "ship", "london", "THB/lv=1", "--replaces", 9)
    said = refusal(stocked, "ship", "london", "THB/lv=1", "--replaces", "first")
    assert said.startswith(
        "No valid ship entry has the reference 'first'; enter an entry number, a complete reference, or 'last'."
    )


def test_a_replacement_that_is_refused_voids_nothing(stocked: Clerk) -> None:
    stocked.does("ship", "london", "THB/lv=100", "--date", "2015-01-10")
    said = refusal(stocked, "ship", "london", "THB/lv=1001", "--replaces", 2)
    assert said == "store has only 1 000 copies of THB/lv available on 2015-01-10, 1 short of the 1 001 needed."
    assert (entries_in(stocked), stocked.reads("show", 2)["status"]) == (2, "in-transit")


# --before --------------------------------------------------------------------------------------------


@made_once
def counted(stocked: Clerk) -> Clerk:
    """A clerk who counted 900 of 1000 copies in the store on 10 January: entry 2, which lost 100."""
    stocked.does("count", "store", "THB/lv=900", "--date", "2015-01-10")
    return stocked


def test_an_entry_before_a_count_explains_its_difference(counted: Clerk) -> None:
    entry = counted.logs("ship", "london", "THB/lv=100", "--before", 2)
    assert entry["date"] == "2015-01-10"
    assert (stock_of(counted)["on_hand"], lost(counted)) == (900, 0)
    assert not any("stands after" in said for said in entry["messages"])


def test_an_entry_after_a_count_of_its_day_says_so_and_the_advice_works(counted: Clerk) -> None:
    entry = counted.logs("ship", "london", "THB/lv=100", "--date", "2015-01-10")
    assert (stock_of(counted)["on_hand"], lost(counted)) == (800, 100)
    (said,) = [said for said in entry["messages"] if "after count 2 of that day" in said]
    assert said.endswith("run 'tracker fix 3 --before 2'.")
    counted.does("fix", 3, "--before", 2)
    assert (stock_of(counted)["on_hand"], lost(counted)) == (900, 0)


def test_a_dry_run_after_a_count_advises_no_number_that_is_not_recorded(counted: Clerk) -> None:
    entry = counted.logs("ship", "london", "THB/lv=100", "--date", "2015-01-10", "--dry-run")
    (said,) = [said for said in entry["messages"] if "after count 2 of that day" in said]
    assert "--before 2" in said
    assert "--replaces" not in said


def test_a_parcel_that_arrived_the_same_day_stands_before_the_count_as_a_whole(stocked: Clerk) -> None:
    stocked.does("count", "london", "THB/lv=100", "--date", "2015-01-10")
    entry = stocked.logs("ship", "london", "THB/lv=100", "--received", "--before", 2)
    assert (entry["date"], entry["status"]) == ("2015-01-10", "received")
    assert (held_by(stocked, "london"), lost(stocked)) == ({"THB/lv": 100}, 0)
    assert not any("stands after" in said for said in entry["messages"]), entry["messages"]


def test_another_day_than_that_of_the_entry_it_stands_before_is_refused(counted: Clerk) -> None:
    said = refusal(counted, "ship", "london", "THB/lv=1", "--before", 2, "--date", "2015-01-11")
    assert "2015-01-10" in said
    counted.does("ship", "london", "THB/lv=1", "--before", 2, "--date", "2015-01-10")
    assert "There is no entry 9" in refusal(counted, "ship", "london", "THB/lv=1", "--before", 9)


def test_nothing_is_received_before_it_was_shipped(counted: Clerk) -> None:
    counted.does("ship", "london", "THB/lv=1", "--date", "2015-01-10")
    for before in (2, 3):
        said = refusal(counted, "receive", 3, "--before", before)
        assert said == "Shipment 3 was sent on 2015-01-10; it cannot be received earlier."
    said = refusal(counted, "receive", 3, "--date", "2015-01-09")
    assert said == "Shipment 3 was sent on 2015-01-10; it cannot be received earlier."
    counted.does("receive", 3, "--date", "2015-01-10")


@pytest.mark.slow
def test_many_entries_before_the_same_count_keep_their_order(stocked: Clerk) -> None:
    """Each is a count of the same shelf: the last one logged stands last, just before the first."""
    stocked.does("count", "store", "THB/lv=500", "--date", "2015-01-10")
    for copies in range(100):
        stocked.does("count", "store", f"THB/lv={900 - copies}", "--before", 2)
    differences = [stocked.reads("show", number)["counts"][0] for number in range(3, 103)]
    assert [count["expected"] for count in differences] == [1000, *range(900, 801, -1)]
    assert stocked.reads("show", 2)["counts"] == [{"run": "THB/lv/1", "expected": 801, "counted": 500}]
    assert stock_of(stocked)["on_hand"] == 500
    stocked.does("check")


# keys and dry runs -----------------------------------------------------------------------------------


@pytest.mark.parametrize("words", [(), ("--received",)], ids=["ship", "ship received"])
def test_a_replacement_with_a_key_is_harmless_twice(stocked: Clerk, words: tuple[str, ...]) -> None:
    stocked.does("ship", "london", "THB/lv=100", "--date", "2015-01-10")
    command = ("ship", "london", "THB/lv=150", "--replaces", 2, "--key", "k", *words)
    first = stocked.logs(*command)
    entries, bytes_before = entries_in(stocked), stocked.db.read_bytes()
    again = stocked.logs(*command)
    assert (again["entry"], again["lines"], again.get("receipt")) == (4, first["lines"], first.get("receipt"))
    assert (entries_in(stocked), stocked.db.read_bytes()) == (entries, bytes_before)
    assert "entry 4" in refusal(stocked, "ship", "london", "THB/lv=150", "--replaces", 4, "--key", "k")
    assert "entry 4" in refusal(stocked, "ship", "london", "THB/lv=150", "--key", "k")


def test_the_key_of_what_was_replaced_still_answers_with_it(stocked: Clerk) -> None:
    words = ("ship", "london", "THB/lv=100", "--date", "2015-01-10", "--key", "k")
    stocked.does(*words)
    stocked.does("ship", "london", "THB/lv=150", "--replaces", 2)
    assert (stocked.logs(*words)["entry"], entries_in(stocked)) == (2, 4)


# a receipt that comes with its shipment --------------------------------------------------------------


def test_a_replacement_that_arrived_the_same_day_has_its_receipt_right_behind_it(stocked: Clerk) -> None:
    """They shared one place in time once; what was then put before the receipt came before the shipment too."""
    stocked.does("place", "add", "annex", "Annex", "--kind", "store")
    stocked.does("ship", "annex", "THB/lv=10", "--date", "2015-01-05")
    received = stocked.logs("ship", "annex", "THB/lv=20", "--replaces", 2, "--received")
    assert (received["entry"], received["receipt"]) == (4, 5)
    stocked.does("count", "store", "THB/lv=970", "--before", 5)
    assert (stock_of(stocked)["on_hand"], held_by(stocked, "store")) == (990, {"THB/lv": 970})


def test_a_replacement_of_a_parcel_that_was_put_before_another_entry_keeps_its_receipt_there(stocked: Clerk) -> None:
    stocked.does("ship", "dublin", "THB/lv=30", "--date", "2015-01-05")
    stocked.does("ship", "london", "THB/lv=10", "--before", 2, "--received")
    stocked.does("count", "london", "THB/lv=8", "--before", 2)
    assert stock_of(stocked)["handed_out"] == 2
    stocked.does("ship", "london", "THB/lv=15", "--replaces", 3, "--received")
    assert stock_of(stocked)["handed_out"] == 7
    stocked.does("count", "london", "THB/lv=9", "--before", 5)
    assert (stock_of(stocked)["handed_out"], held_by(stocked, "london")) == (7, {"THB/lv": 8})


def test_a_key_whose_entry_was_voided_says_so(stocked: Clerk) -> None:
    words = ("ship", "london", "THB/lv=100", "--date", "2015-01-10", "--key", "k")
    stocked.does(*words)
    stocked.does("void", 2, "--reason", "never left")
    again = stocked.logs(*words)
    assert (again["entry"], again["voided_by"]) == (2, 3)
    said = "The key 'k' was already used for entry 2, now voided by entry 3; nothing was recorded."
    assert again["messages"] == [said]
    assert stocked.does(*words).out.splitlines()[-1] == said
