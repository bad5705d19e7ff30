"""A shipment with receipts is corrected: they are voided with it, and logged again with the new one."""

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


def test_a_receipt_stays_as_it_is_at_its_own_place_in_time(sent: Clerk) -> None:
    sent.does("receive", 3, "--date", "2015-01-12", "--ref", "R1", "--note", "well packed")
    sent.does("handout", "london", "THB/lv=100", "--date", "2015-01-12")
    entry = sent.logs("ship", "london", "THB/lv=110", "--replaces", 3)
    assert (entry["entry"], entry["date"], entry["status"]) == (7, "2015-01-10", "partly-received")
    assert entry["messages"][:2] == [
        "Entry 3 of 2015-01-10 (100 copies, london) is voided by entry 6, with its receipts: 4.",
        "Receipt 4 is logged again as entry 8.",
    ]
    assert standing(sent) == [
        (8, "2015-01-12", "THB/lv/1", 60, "london", "R1"),
        (8, "2015-01-12", "THB/lv/2", 40, "london", "R1"),
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


def test_a_dry_run_says_what_would_be_logged_again_and_lost(sent: Clerk) -> None:
    sent.does("receive", 3, "THB/lv=90", "--close", "--date", "2015-01-12")
    said = sent.logs("fix", 3, "THB/lv=110", "--dry-run")["messages"]
    assert "Receipt 4 is logged again as entry 7." in said
    assert "Recorded as lost: 20." in said


def test_what_does_not_fit_names_the_receipt_to_correct_first(sent: Clerk) -> None:
    sent.does("receive", 3, "THB/lv=40", "--date", "2015-01-12")
    sent.does("receive", 3, "THB/lv=50", "--close", "--date", "2015-01-14")
    sent.does("receive", 3, "THB/lv=4", "--date", "2015-01-15")  # found after all
    entry = sent.logs("fix", 3, "THB/lv=120")
    assert entry["status"] == "closed"
    assert [(row[1], row[3], row[4]) for row in standing(sent)] == [
        ("2015-01-12", 40, "london"),
        ("2015-01-14", 20, "london"),
        ("2015-01-14", 30, "london"),
        ("2015-01-14", 30, "loss"),
        ("2015-01-15", 4, "london"),
    ]
    sent.does("check")
    receipt, found = entry["entry"] + 2, entry["entry"] + 3
    steps = [
        (
            f"Receipt {receipt} of 2015-01-14 has 50 of THB/lv, but the shipment would have only 40.",
            f"tracker fix {receipt} THB/lv=40",
        ),
        (
            f"Receipt {found} of 2015-01-15 has 4 of THB/lv, but the shipment would have only 0.",
            f"tracker void {found} --reason TEXT",
        ),
    ]
    for said, command in steps:
        assert sent.refused("fix", entry["entry"], "THB/lv=80") == f"{said} First run '{command}'."
        sent.does(*command.split()[1:])
    sent.does("fix", entry["entry"], "THB/lv=80")
    assert sum(row[3] for row in standing(sent) if row[4] == "london") == 80
    sent.does("check")


def test_copies_that_moved_on_hinder_and_are_named(sent: Clerk) -> None:
    sent.does("receive", 3, "--date", "2015-01-12")
    sent.does("handout", "london", "THB/lv=90", "--date", "2015-01-14")
    assert "Entry 5 of that day uses these copies; to correct it, run 'tracker fix 5'." in sent.refused(
        "fix", 4, "THB/lv=80"
    )
    assert "Entry 5 of that day uses these copies" in sent.refused("fix", 3, "dublin")
    sent.does("fix", 5, "THB/lv=80")
    sent.does("fix", 4, "THB/lv=80")
    sent.does("check")


def test_a_receipt_does_not_come_before_its_shipment(sent: Clerk) -> None:
    sent.does("receive", 3, "--date", "2015-01-12")
    said = sent.refused("fix", 3, "--date", "2015-01-13")
    assert said.startswith(
        "Receipt 4 of 2015-01-12 would come before the shipment of 2015-01-13. First run 'tracker fix"
    )
    sent.does("fix", 3, "--date", "2015-01-12")
    assert {row[:2] for row in standing(sent)} == {(7, "2015-01-12")}
    sent.does("check")


def test_what_arrived_on_the_day_of_its_shipment_goes_with_that(sent: Clerk) -> None:
    sent.does("ship", "dublin", "THB/lv=10", "--date", "2015-01-10", "--received", "--ref", "old")
    words = ("ship", "dublin", "THB/lv=12", "--replaces", 4, "--date", "2015-01-09", "--ref", "new")
    entry = sent.logs(*words)
    assert (entry["entry"], entry["receipt"], entry["status"]) == (7, 8, "received")
    assert standing(sent)[0] == (8, "2015-01-09", "THB/lv/2", 12, "dublin", "new")
    sent.does("check")
    entry = sent.logs("ship", "dublin", "THB/lv=13", "--replaces", 7, "--received")
    assert not any("logged again" in said for said in entry["messages"])


def test_to_another_place_what_arrived_is_received_there(sent: Clerk) -> None:
    sent.does("receive", 3, "--date", "2015-01-12")
    sent.does("fix", 3, "dublin")
    assert {row[4] for row in standing(sent)} == {"dublin"}


def test_a_key_is_answered_with_the_shipment_alone(sent: Clerk) -> None:
    sent.does("receive", 3, "--date", "2015-01-12", "--ref", "R1")
    words = ("ship", "london", "THB/lv=110", "--replaces", 3, "--key", "k")
    made = sent.logs(*words)
    again = sent.logs(*words)
    assert (again["entry"], again.get("receipt")) == (made["entry"], None)
    assert sent.reads("show", "R1")["entry"] == made["entry"] + 1
