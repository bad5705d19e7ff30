"""A shipment with receipts is put right: they are void with it, and logged again with the new one when asked."""

from typing import Any

from tests.conftest import Clerk, made_once


@made_once
def sent(clerk: Clerk) -> Clerk:
    """A clerk who sent 100 copies to London, as entry 3, taken from two print runs of 60 and 900."""
    clerk.does("print", "THB/lv", 60, "--date", "2015-01-01")
    clerk.does("print", "THB/lv", 900, "--date", "2015-01-02")
    clerk.does("ship", "london", "THB/lv=100", "--date", "2015-01-10")
    return clerk


def standing(clerk: Clerk) -> list[tuple[Any, ...]]:
    """Return the standing receipts: number, date, run, quantity, destination, reference."""
    columns = "entry", "date", "run", "quantity", "destination", "reference"
    rows = [row for row in clerk.reads("log", "--type", "receive") if not row["voided_by"]]
    return [tuple(row[name] for name in columns) for row in rows]


def test_what_was_received_in_full_is_received_in_full_again_at_its_own_place_in_time(sent: Clerk) -> None:
    sent.does("receive", 3, "--date", "2015-01-12", "--ref", "R1", "--note", "well packed")
    sent.does("handout", "london", "THB/lv=100", "--date", "2015-01-12")
    entry = sent.logs("ship", "london", "THB/lv=110", "--replaces", 3, "--yes")
    assert (entry["entry"], entry["date"], entry["status"], entry.get("receipt")) == (7, "2015-01-10", "received", None)
    assert entry["messages"][:2] == [
        "Entry 3 of 2015-01-10 (100 copies, london) is voided by entry 6, with its receipts: 4.",
        "Receipt 4 was logged again as entry 8: 110 copies at london on 2015-01-12.",
    ]
    assert standing(sent) == [
        (8, "2015-01-12", "THB/lv/1", 60, "london", "R1"),
        (8, "2015-01-12", "THB/lv/2", 50, "london", "R1"),
    ]
    again = sent.reads("show", 8)
    assert (again["replaces"], again["note"]) == (4, "well packed")
    assert sent.reads("show", "last")["entry"] == 7
    sent.does("check")
    sent.does("undo", "--yes")
    assert [row[:4] for row in standing(sent)] == [
        (11, "2015-01-12", "THB/lv/1", 60),
        (11, "2015-01-12", "THB/lv/2", 40),
    ]


def test_without_yes_it_says_how_to_log_them_again_and_that_works(sent: Clerk) -> None:
    sent.does("receive", 3, "THB/lv=70", "--date", "2015-01-12")
    sent.does("receive", 3, "--date", "2015-01-13")
    said = sent.logs("ship", "london", "THB/lv=110", "--replaces", 3)["messages"]
    assert said[1:3] == [
        "Receipt 4 of 2015-01-12 (70 copies) was not logged again; to log it, run 'tracker receive 7 "
        "THB/lv=70 --date 2015-01-12'.",
        "Receipt 5 of 2015-01-13 (30 copies) was not logged again; to log it, run 'tracker receive 7 --date "
        "2015-01-13'.",
    ]
    assert standing(sent) == []
    for line in said[1:3]:
        sent.does(*line.split("'")[1].split()[1:])
    assert [row[3] for row in standing(sent)] == [60, 10, 40]


def test_a_dry_run_says_what_yes_would_do(sent: Clerk) -> None:
    sent.does("receive", 3, "--date", "2015-01-12")
    words = ("ship", "london", "THB/lv=110", "--replaces", 3, "--dry-run")
    assert (
        "Receipt 4 of 2015-01-12 (100 copies) is voided too; to log it again, add --yes."
        in (sent.logs(*words)["messages"])
    )
    said = sent.logs(*words, "--yes")["messages"]
    assert "Receipt 4 would be logged again: 110 copies at london on 2015-01-12." in said


def test_copies_that_moved_on_are_no_hindrance_when_they_are_received_again(sent: Clerk) -> None:
    sent.does("receive", 3, "--date", "2015-01-12")
    sent.does("handout", "london", "THB/lv=90", "--date", "2015-01-14")
    words = ("ship", "london", "THB/lv=95", "--replaces", 3)
    said = sent.refused(*words)
    assert said.startswith("Entry 3 cannot be voided") or "short" in said
    assert said.endswith("The receipts of entry 3 would be voided with it; to log them again, add --yes.")
    sent.does(*words, "--yes")
    assert [row[3] for row in standing(sent)] == [60, 35]
    sent.does("check")
    assert "short" in sent.refused("ship", "london", "THB/lv=80", "--replaces", 7, "--yes")


def test_a_part_stays_a_part_and_what_was_lost_is_what_is_left(sent: Clerk) -> None:
    sent.does("receive", 3, "THB/lv=40", "--date", "2015-01-12")
    sent.does("receive", 3, "THB/lv=50", "--close", "--date", "2015-01-14")
    sent.does("receive", 3, "THB/lv=4", "--date", "2015-01-15")  # found after all
    entry = sent.logs("ship", "london", "THB/lv=120", "--replaces", 3, "--yes")
    assert entry["status"] == "closed"
    assert [(row[1], row[3], row[4]) for row in standing(sent)] == [
        ("2015-01-12", 40, "london"),
        ("2015-01-14", 20, "london"),
        ("2015-01-14", 30, "london"),
        ("2015-01-14", 30, "loss"),
        ("2015-01-15", 4, "london"),
    ]
    sent.does("check")
    said = sent.refused("ship", "london", "THB/lv=80", "--replaces", entry["entry"], "--yes")
    assert said == (
        f"Receipt {entry['entry'] + 2} of 2015-01-14 (50 copies of THB/lv) does not fit the corrected "
        "shipment; log the shipment without --yes, then run 'tracker receive'."
    )


def test_a_receipt_does_not_come_before_its_shipment(sent: Clerk) -> None:
    sent.does("receive", 3, "--date", "2015-01-12")
    said = sent.refused("ship", "london", "THB/lv=100", "--replaces", 3, "--date", "2015-01-13", "--yes")
    assert said.startswith("Receipt 4 of 2015-01-12 would precede the shipment, now dated")
    sent.does("ship", "london", "THB/lv=100", "--replaces", 3, "--date", "2015-01-11", "--yes")
    assert {row[:2] for row in standing(sent)} == {(7, "2015-01-12")}


def test_what_arrived_on_the_day_of_its_shipment_goes_with_that(sent: Clerk) -> None:
    sent.does("ship", "dublin", "THB/lv=10", "--date", "2015-01-10", "--received", "--ref", "old")
    words = ("ship", "dublin", "THB/lv=12", "--replaces", 4, "--date", "2015-01-09", "--ref", "new")
    entry = sent.logs(*words, "--yes")
    assert (entry["entry"], entry["receipt"], entry["status"]) == (7, 8, "received")
    assert standing(sent)[0] == (8, "2015-01-09", "THB/lv/2", 12, "dublin", "new")
    sent.does("check")
    entry = sent.logs("ship", "dublin", "THB/lv=13", "--replaces", 7, "--received")
    assert not any("logged again" in said for said in entry["messages"])


def test_to_another_place_what_arrived_is_received_there(sent: Clerk) -> None:
    sent.does("receive", 3, "--date", "2015-01-12")
    sent.does("ship", "dublin", "THB/lv=100", "--replaces", 3, "--yes")
    assert {row[4] for row in standing(sent)} == {"dublin"}


def test_a_key_is_answered_with_the_shipment_alone(sent: Clerk) -> None:
    sent.does("receive", 3, "--date", "2015-01-12", "--ref", "R1")
    words = ("ship", "london", "THB/lv=110", "--replaces", 3, "--key", "k", "--yes")
    made = sent.logs(*words)
    again = sent.logs(*words)
    assert (again["entry"], again.get("receipt")) == (made["entry"], None)
    assert sent.reads("show", "R1")["entry"] == made["entry"] + 1
    assert sent.logs(*words[:-1])["entry"] == made["entry"]


def test_what_cannot_be_logged_again_is_said_with_what_can(sent: Clerk) -> None:
    sent.does("receive", 3, "THB/lv=50", "--date", "2015-01-12")
    smaller = ("ship", "london", "THB/lv=40", "--replaces", 3)
    assert sent.logs(*smaller, "--dry-run")["messages"][2] == (
        "Receipt 4 of 2015-01-12 (50 copies) is voided and cannot be logged again: the corrected shipment "
        "has only THB/lv=40 for it."
    )
    assert "does not fit the corrected shipment" in sent.refused(*smaller, "--yes")
    said = sent.logs(*smaller)["messages"][1]
    remedy = "tracker receive 6 THB/lv=40 --date 2015-01-12"
    assert said == (
        "Receipt 4 of 2015-01-12 (50 copies) was not logged again: it exceeds the corrected shipment. "
        f"Log what arrived with '{remedy}'."
    )
    sent.does(*remedy.split()[1:])
    assert (
        "was not logged again: the shipment is now dated 2015-01-20."
        in sent.logs(*smaller[:3], "--replaces", 6, "-d", "2015-01-20")["messages"][1]
    )
