import pytest

from tests.cli.terminal import entries_in, held_by, refusal
from tests.conftest import Clerk

SHIP = ("ship", "london", "THB/lv=100", "--date", "2015-02-01")


def test_the_same_key_with_the_same_request_records_nothing_new(stocked: Clerk) -> None:
    first = stocked.logs(*SHIP, "--key", "parcel-7")
    before = stocked.db.read_bytes()
    again = stocked.logs(*SHIP, "--key", "parcel-7")
    assert stocked.db.read_bytes() == before
    assert {**again, "messages": None} == {**first, "messages": None}
    assert again["messages"] == ["The key 'parcel-7' was already used; nothing new was recorded."]


def test_a_request_with_a_key_is_the_same_however_its_codes_are_spelled(stocked: Clerk) -> None:
    first = stocked.logs("ship", "london", "THB/lv=10", "--from", "store", "--key", "k")
    again = stocked.logs("ship", "LONDON", "thb/LV=10", "--from", "STORE", "--date", "today", "--key", "k")
    assert again["entry"] == first["entry"]


def test_a_print_with_a_key_is_the_same_however_its_item_is_spelled(clerk: Clerk) -> None:
    first = clerk.logs("print", "THB/lv", 10, "--key", "k")
    again = clerk.logs("print", "thb/LV", 10, "--key", "k")
    assert again["entry"] == first["entry"]


def test_the_lines_of_a_request_with_a_key_may_come_in_any_order(stocked: Clerk) -> None:
    stocked.does("print", "THB/ru", 50)
    first = stocked.logs("ship", "london", "THB/lv=10", "THB/ru=5", "--key", "k")
    assert stocked.logs("ship", "london", "THB/ru=5", "THB/lv=10", "--key", "k")["entry"] == first["entry"]


@pytest.mark.parametrize(
    "other",
    [
        ("ship", "london", "THB/lv=101", "--date", "2015-02-01"),
        ("ship", "london", "THB/lv/1=100", "--date", "2015-02-01"),
        ("ship", "dublin", "THB/lv=100", "--date", "2015-02-01"),
        ("ship", "london", "THB/lv=100", "--date", "2015-02-02"),
        ("ship", "london", "THB/lv=100"),
        (*SHIP, "--received"),
        (*SHIP, "--ref", "2015/7"),
        (*SHIP, "--note", "by hand"),
        (*SHIP, "--carrier", "post"),
        (*SHIP, "--from", "store"),
        ("print", "THB/lv", "100", "--date", "2015-02-01"),
        ("receive", "2", "--date", "2015-02-01"),
    ],
    ids=" ".join,
)
def test_the_same_key_with_another_request_is_refused(stocked: Clerk, other: tuple[str, ...]) -> None:
    stocked.does(*SHIP, "--key", "parcel-7")
    said = refusal(stocked, *other, "--key", "parcel-7")
    assert "parcel-7" in said
    assert "entry 2" in said


def test_the_same_request_without_a_key_or_with_another_is_recorded_again(stocked: Clerk) -> None:
    numbers = [
        stocked.logs(*SHIP)["entry"],
        stocked.logs(*SHIP)["entry"],
        stocked.logs(*SHIP, "--key", "a")["entry"],
        stocked.logs(*SHIP, "--key", "b")["entry"],
    ]
    assert numbers == [2, 3, 4, 5]


def test_a_key_is_still_good_after_the_copies_have_run_out(stocked: Clerk) -> None:
    """The answer is what was recorded, not what could be recorded today."""
    stocked.does("ship", "london", "THB/lv=900", "--date", "2015-02-01", "--key", "k")
    stocked.does("ship", "dublin", "THB/lv=100", "--date", "2015-02-01")
    assert stocked.logs("ship", "london", "THB/lv=900", "--date", "2015-02-01", "--key", "k")["entry"] == 2


def test_a_shipment_received_at_once_answers_a_second_time_with_its_receipt_too(stocked: Clerk) -> None:
    first = stocked.logs(*SHIP, "--received", "--key", "k")
    again = stocked.logs(*SHIP, "--received", "--key", "k")
    assert (again["entry"], again["receipt"]) == (first["entry"], first["receipt"]) == (2, 3)
    assert entries_in(stocked) == 3


def test_a_dry_run_says_what_would_be_recorded_and_leaves_the_file_as_it_was(stocked: Clerk) -> None:
    before = stocked.db.read_bytes()
    said = stocked.logs(*SHIP, "--dry-run")
    assert (said["entry"], said["recorded_at"]) == (None, None)
    assert said["lines"] == [
        {
            "run": "THB/lv/1",
            "item": "THB/lv",
            "date": "2015-02-01",
            "source": "store",
            "destination": "transit",
            "quantity": 100,
        }
    ]
    assert "Dry run: nothing was recorded." in said["messages"]
    assert stocked.db.read_bytes() == before


def test_a_dry_run_of_a_new_item_leaves_no_item_behind(clerk: Clerk) -> None:
    before = clerk.db.read_bytes()
    assert clerk.does("print", "THB/lv", 100, "--dry-run").out.startswith("Would record 100 copies of THB/lv/1")
    assert clerk.db.read_bytes() == before


def test_a_dry_run_is_refused_for_the_same_reasons(stocked: Clerk) -> None:
    assert "1 short of the 1 001 needed" in refusal(stocked, "ship", "london", "THB/lv=1001", "--dry-run")


def test_a_dry_run_uses_up_no_key(stocked: Clerk) -> None:
    stocked.does(*SHIP, "--key", "k", "--dry-run")
    other = stocked.logs("ship", "dublin", "THB/lv=1", "--key", "k")
    assert (other["entry"], other["messages"]) == (2, ["store can still ship 999 copies of THB/lv."])


def test_entries_are_numbered_without_gaps_though_some_were_refused(stocked: Clerk) -> None:
    assert "1 short of the 1 001 needed" in refusal(stocked, "ship", "london", "THB/lv=1001")
    stocked.does(*SHIP, "--dry-run")
    assert stocked.logs(*SHIP)["entry"] == 2


def test_a_shipment_that_cannot_be_filled_is_refused_whole(stocked: Clerk) -> None:
    stocked.does("print", "THB/ru", 5, "--date", "2015-01-01")
    said = refusal(stocked, "ship", "london", "THB/lv=10", "THB/ru=6")
    assert "1 short of the 6 needed" in said
    assert held_by(stocked, "store") == {"THB/lv": 1000, "THB/ru": 5}


def test_a_future_date_is_refused(stocked: Clerk) -> None:
    said = refusal(stocked, "ship", "london", "THB/lv=1", "--date", "2999-01-01")
    assert "2999-01-01 is in the future" in said
    assert "2999-01-01 is in the future" in refusal(stocked, "print", "THB/lv", 1, "--date", "2999-01-01")
    stocked.does(*SHIP)
    assert "2999-01-01 is in the future" in refusal(stocked, "receive", 2, "--date", "2999-01-01")


def test_the_clerk_and_what_she_noted_are_recorded(stocked: Clerk) -> None:
    entry = stocked.logs(*SHIP, "--ref", " 2015/7 ", "--note", "Нина позвонила", "--clerk", "Žanete")
    assert (entry["reference"], entry["note"], entry["recorded_by"]) == ("2015/7", "Нина позвонила", "Žanete")
    shown = stocked.reads("show", 2)
    assert {**shown, "messages": entry["messages"]} | entry == {**shown, "messages": entry["messages"]}
