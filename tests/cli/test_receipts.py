import pytest

from tests.adapters import short_code
from tests.cli.terminal import entries_in, held_by, lines_of, refusal, stock_of
from tests.conftest import Clerk, made_once


@made_once
def sent(clerk: Clerk) -> Clerk:
    """A clerk who sent 100 of 1000 copies to London on 10 January 2015, as entry 2."""
    clerk.does("print", "THB/lv", 1000, "--date", "2015-01-01")
    clerk.does("ship", "london", "THB/lv=100", "--date", "2015-01-10")
    return clerk


def status_of(clerk: Clerk, number: int = 2) -> str:
    """Return a shipment's status, which `show` and `shipments` must agree on."""
    (listed,) = {row["status"] for row in clerk.reads("shipments") if row["entry"] == number}
    assert clerk.reads("show", number)["status"] == listed
    return str(listed)


def test_all_that_is_outstanding_arrives_when_nothing_else_is_said(sent: Clerk) -> None:
    assert status_of(sent) == "in-transit"
    entry = sent.logs("receive", 2, "--date", "2015-01-15")
    assert lines_of(entry) == [("THB/lv/1", "transit", "london", 100)]
    assert (entry["type"], entry["place"], entry["shipment"]) == ("receive", "london", 2)
    assert status_of(sent) == "received"
    assert held_by(sent, "london") == {"THB/lv": 100}
    assert stock_of(sent)["in_transit"] == 0


def test_a_receipt_answers_in_words(sent: Clerk) -> None:
    assert sent.does("receive", "#2", "--date", "2015-01-15").out.splitlines() == [
        "Entry 3: 100 copies of shipment 2 received at london on 2015-01-15.",
        "  100  THB/lv/1  transit > london",
        "Shipment 2 has arrived in full.",
    ]


def test_when_a_part_arrives_the_rest_stays_in_transit(sent: Clerk) -> None:
    said = sent.logs("receive", 2, "THB/lv=60", "--date", "2015-01-15")["messages"]
    assert said == ["Shipment 2 still has 40 copies in transit."]
    assert status_of(sent) == "partly-received"
    assert (held_by(sent, "london"), stock_of(sent)["in_transit"]) == ({"THB/lv": 60}, 40)
    assert lines_of(sent.logs("receive", 2, "--date", "2015-01-20")) == [("THB/lv/1", "transit", "london", 40)]
    assert status_of(sent) == "received"


def test_what_is_missing_when_a_shipment_is_closed_is_booked_as_lost(sent: Clerk) -> None:
    entry = sent.logs("receive", 2, "THB/lv=60", "--close", "--date", "2015-01-15")
    assert lines_of(entry) == [("THB/lv/1", "transit", "london", 60), ("THB/lv/1", "transit", "loss", 40)]
    assert entry["messages"] == ["40 copies of shipment 2 recorded as lost."]
    assert status_of(sent) == "closed"
    figures = stock_of(sent)
    assert (figures["in_transit"], figures["at_places"], figures["lost"]) == (0, 60, 40)
    (row,) = sent.reads("shipments")
    assert (row["quantity"], row["received"], row["lost"]) == (100, 60, 40)


def test_a_closed_shipment_says_in_words_what_arrived_not_what_was_lost(sent: Clerk) -> None:
    said = sent.does("receive", 2, "THB/lv=60", "--close", "--date", "2015-01-15").out
    assert said.startswith("Entry 3: 60 copies of shipment 2 received at london")


def test_a_parcel_of_which_nothing_arrived_is_closed_with_zero(sent: Clerk) -> None:
    entry = sent.logs("receive", 2, "THB/lv=0", "--close", "--date", "2015-01-15")
    assert lines_of(entry) == [("THB/lv/1", "transit", "loss", 100)]
    assert status_of(sent) == "closed"
    (row,) = sent.reads("shipments")
    assert row["received_on"] is None


def test_zero_copies_say_nothing_unless_the_shipment_is_closed(sent: Clerk) -> None:
    assert "--close" in refusal(sent, "receive", 2, "THB/lv=0", code=2)


def test_closing_needs_to_know_what_arrived(sent: Clerk) -> None:
    assert "--close requires the quantities received, such as THB/lv=0 for none." in refusal(
        sent, "receive", 2, "--close", code=2
    )


def test_closing_a_shipment_of_which_all_arrived_loses_nothing(sent: Clerk) -> None:
    entry = sent.logs("receive", 2, "THB/lv=100", "--close", "--date", "2015-01-15")
    assert lines_of(entry) == [("THB/lv/1", "transit", "london", 100)]
    assert status_of(sent) == "received"


def test_closing_books_the_items_that_were_not_named_as_lost_too(sent: Clerk) -> None:
    sent.does("print", "THB/ru", 50, "--date", "2015-01-01")
    sent.does("ship", "dublin", "THB/lv=10", "THB/ru=20", "--date", "2015-01-10")
    entry = sent.logs("receive", 4, "THB/lv=10", "--close", "--date", "2015-01-15")
    assert lines_of(entry) == [("THB/lv/1", "transit", "dublin", 10), ("THB/ru/1", "transit", "loss", 20)]


def test_nothing_arrives_before_it_was_sent(sent: Clerk) -> None:
    said = refusal(sent, "receive", 2, "--date", "2015-01-09")
    assert "Shipment 2 was sent on 2015-01-10; it cannot be received earlier." in said
    sent.does("receive", 2, "--date", "2015-01-10")


def test_more_than_is_outstanding_does_not_arrive(sent: Clerk) -> None:
    said = refusal(sent, "receive", 2, "THB/lv=101", "--date", "2015-01-15")
    assert (
        "Shipment 2 has only 100 copies of THB/lv available in transit on 2015-01-15, 1 short of the 101 needed" in said
    )
    assert said.endswith("If more copies were sent, run 'tracker fix 2 THB/lv=101'.")
    sent.does("receive", 2, "THB/lv=60", "--date", "2015-01-15")
    said = refusal(sent, "receive", 2, "THB/lv=41", "--date", "2015-01-16")
    assert "1 short of the 41 needed" in said and "'tracker fix 2 THB/lv=101'" in said
    assert said.endswith("If this corrects receipt 3, run 'tracker fix 3 THB/lv=41'.")
    said = refusal(sent, "fix", 3, "THB/lv=101")
    assert said.endswith("If more copies were sent, run 'tracker fix 2 THB/lv=101'."), "not what was just refused"
    sent.does("fix", 2, "THB/lv=101")
    sent.does("receive", "last", "THB/lv=41", "--date", "2015-01-16")


def test_a_backdated_receipt_may_not_take_what_a_later_one_took(sent: Clerk) -> None:
    sent.does("receive", 2, "THB/lv=60", "--date", "2015-01-20")
    assert "1 short of the 41 needed" in refusal(sent, "receive", 2, "THB/lv=41", "--date", "2015-01-12")
    assert lines_of(sent.logs("receive", 2, "--date", "2015-01-12")) == [("THB/lv/1", "transit", "london", 40)]


@pytest.mark.parametrize("words", [(), ("THB/lv=1",), ("THB/lv=0", "--close"), ("THB/lv=1", "--close")], ids=" ".join)
def test_a_shipment_that_has_arrived_does_not_arrive_again(sent: Clerk, words: tuple[str, ...]) -> None:
    sent.does("receive", 2, "--date", "2015-01-15")
    said = refusal(sent, "receive", 2, *words, "--date", "2015-01-16")
    if "THB/lv=1" in words:
        assert said.startswith("Shipment 2 has only 0 copies of THB/lv available in transit on 2015-01-16, 1 short")
    else:
        assert said == (
            "Shipment 2 cannot be received: its status is received. To see its last receipt, run 'tracker show 3'."
        )


def test_a_shipment_is_not_closed_twice(sent: Clerk) -> None:
    sent.does("receive", 2, "THB/lv=60", "--close", "--date", "2015-01-15")
    assert "its status is closed" in refusal(sent, "receive", 2, "THB/lv=0", "--close", "--date", "2015-01-16")
    assert "its status is closed" in refusal(sent, "receive", 2, "--date", "2015-01-16")


def test_a_lost_parcel_that_turns_up_later_comes_back_from_the_losses(sent: Clerk) -> None:
    sent.does("receive", 2, "THB/lv=60", "--close", "--date", "2015-01-15")
    entry = sent.logs("receive", 2, "THB/lv=30", "--date", "2015-03-01")
    assert lines_of(entry) == [("THB/lv/1", "loss", "london", 30)]
    assert (status_of(sent), stock_of(sent)["lost"], held_by(sent, "london")) == ("closed", 10, {"THB/lv": 90})
    assert "1 short of the 11 needed" in refusal(sent, "receive", 2, "THB/lv=11", "--date", "2015-03-02")
    sent.does("receive", 2, "THB/lv=10", "--date", "2015-03-02")
    assert (status_of(sent), stock_of(sent)["lost"], held_by(sent, "london")) == ("received", 0, {"THB/lv": 100})
    (row,) = sent.reads("shipments")
    assert (row["received"], row["lost"], row["received_on"]) == (100, 0, "2015-03-02")


def test_a_shipment_has_not_arrived_whole_while_some_of_it_is_lost(sent: Clerk) -> None:
    sent.does("receive", 2, "THB/lv=60", "--close", "--date", "2015-01-15")
    said = " ".join(sent.logs("receive", 2, "THB/lv=30", "--date", "2015-03-01")["messages"])
    assert "arrived in full" not in said
    assert "10 copies" in said


def test_a_lost_parcel_does_not_turn_up_before_it_was_lost(sent: Clerk) -> None:
    sent.does("receive", 2, "THB/lv=60", "--close", "--date", "2015-01-15")
    assert refusal(sent, "receive", 2, "THB/lv=10", "--date", "2015-01-14") == (
        "Shipment 2 has only 0 copies of THB/lv available in transit on 2015-01-14, 10 short of the 10 needed. "
        "Entry 3 of 2015-01-15 uses the rest of THB/lv/1; to correct it, run 'tracker fix 3'."
    )


def test_what_was_found_of_a_lost_parcel_is_not_found_before_as_well(sent: Clerk) -> None:
    sent.does("receive", 2, "THB/lv=60", "--close", "--date", "2015-01-15")
    sent.does("receive", 2, "THB/lv=30", "--date", "2015-03-01")
    assert refusal(sent, "receive", 2, "THB/lv=11", "--date", "2015-02-01") == (
        "Only 10 copies of THB/lv lost from shipment 2 are available on 2015-02-01, 1 short of the 11 "
        "needed. Entry 4 of 2015-03-01 uses the rest of THB/lv/1; to correct it, run 'tracker fix 4'."
    )
    sent.does("receive", 2, "THB/lv=10", "--date", "2015-02-01")


def test_receipts_of_several_runs_take_the_oldest_first(clerk: Clerk) -> None:
    clerk.does("print", "THB/lv", 30, "--date", "2014-01-01")
    clerk.does("print", "THB/lv", 70, "--date", "2015-01-01")
    clerk.does("ship", "london", "THB/lv=100", "--date", "2015-01-10")
    first = clerk.logs("receive", 3, "THB/lv=40", "--date", "2015-01-15")
    assert lines_of(first) == [("THB/lv/1", "transit", "london", 30), ("THB/lv/2", "transit", "london", 10)]
    second = clerk.logs("receive", 3, "THB/lv/2=20", "--date", "2015-01-16")
    assert lines_of(second) == [("THB/lv/2", "transit", "london", 20)]
    assert "THB/lv/1" in refusal(clerk, "receive", 3, "THB/lv/1=1", "--date", "2015-01-17")
    closed = clerk.logs("receive", 3, "THB/lv=1", "--close", "--date", "2015-01-17")
    assert lines_of(closed) == [("THB/lv/2", "transit", "london", 1), ("THB/lv/2", "transit", "loss", 39)]


def test_an_item_that_was_not_in_the_parcel_does_not_arrive(sent: Clerk) -> None:
    sent.does("print", "THB/ru", 50, "--date", "2015-01-01")
    sent.does("print", "THB/lv", 50, "--date", "2015-01-01")
    assert "Shipment 2 contains no copies of THB/ru" in refusal(sent, "receive", 2, "THB/ru=1")
    assert "Shipment 2 contains no copies of THB/lv/2" in refusal(sent, "receive", 2, "THB/lv/2=1")


def test_only_shipments_arrive(sent: Clerk) -> None:
    assert "Entry 1 is a print, not a shipment" in refusal(sent, "receive", 1)
    sent.does("receive", 2, "--date", "2015-01-15")
    assert "Entry 3 is a receive, not a shipment" in refusal(sent, "receive", 3)
    assert "There is no entry 4; the last entry is 3" in refusal(sent, "receive", 4)


def test_an_item_is_not_received_twice_in_one_breath(sent: Clerk) -> None:
    said = refusal(sent, "receive", 2, "THB/lv=1", "THB/lv=2", code=2)
    assert said == "THB/lv appears twice; specify one quantity for it."
    said = refusal(sent, "receive", 2, "THB/lv=1", "THB/lv/1=2", code=2)
    assert said == "Specify either THB/lv or its print runs, not both."


def test_each_shipment_has_its_own_copies_on_the_way(sent: Clerk) -> None:
    sent.does("ship", "london", "THB/lv=50", "--date", "2015-01-11")
    assert "1 short of the 51 needed" in refusal(sent, "receive", 3, "THB/lv=51", "--date", "2015-01-12")
    sent.does("receive", 3, "--date", "2015-01-12")
    assert [row["status"] for row in sent.reads("shipments")] == ["in-transit", "received"]
    assert entries_in(sent) == 4


def test_a_script_that_forgets_the_shipment_is_told_so(sent: Clerk) -> None:
    assert "ENTRY" in refusal(sent, "receive", code=2)


def test_nothing_arrives_at_a_place_that_was_closed(sent: Clerk) -> None:
    """`place close`: nothing dated from that day on is logged for it."""
    sent.does("place", "close", "dublin", "--date", "2015-02-01")
    sent.does("ship", "dublin", "THB/lv=1", "--date", "2015-01-20")
    assert ("dublin has been closed since 2015-02-01") in refusal(sent, "receive", 3, "--date", "2015-02-01")
    said = refusal(sent, "receive", 3, "--date", "2015-01-31")
    assert said.startswith(
        "dublin would have 1 copy of THB/lv/1 on 2015-02-01, but was closed on 2015-02-01. First run "
        "'tracker place reopen dublin --date 2015-02-01'."
    )


def test_the_short_code_of_a_paper_names_a_shipment_and_its_letter_is_looked_at(sent: Clerk) -> None:
    """K is the letter of 255; a reference of that form is a reference, unless both fit."""
    assert short_code(2) == "2-K"
    said = refusal(sent, "receive", "1-K", code=2)
    assert said == ("'1-K' is neither a reference nor a short code: its letter does not match 1. Check the paper.")
    assert refusal(sent, "receive", short_code(7)) == "There is no entry 7; the last entry is 2."
    assert refusal(sent, "receive", short_code(1)) == "Entry 1 is a print, not a shipment; see 'tracker shipments'."
    assert sent.reads("show", "2-k")["entry"] == 2
    assert "has the reference" in refusal(sent, "show", short_code(1))
    sent.does("ship", "london", "THB/lv=5", "--ref", "2-K")
    sent.does("ship", "dublin", "THB/lv=5", "--ref", "7-B", "--date", "2015-01-11")
    assert refusal(sent, "receive", "2-K") == (
        "'2-K' is the short code of shipment 2 and the reference of 3; enter the right number."
    )
    assert "and the reference of 3; enter the right number" in refusal(sent, "receive", "2-k")
    assert entries_in(sent) == 4
    assert sent.logs("receive", "7-B")["shipment"] == 4
    sent.does("fix", 3, "--ref", "")
    assert sent.logs("receive", "2-K", "--date", "2015-01-15")["shipment"] == 2
