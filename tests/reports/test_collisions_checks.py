"""Single entries and the checks, in a world of collisions: what is wrong with one of two that are equal."""

import pytest

from tests.conftest import Clerk
from tests.reports.tampering import found, tampering

pytestmark = pytest.mark.slow


def test_what_one_entry_shows(collided: Clerk) -> None:
    """Entry 55 is put before the count of its day, whose difference it turns from one missing into one too many."""
    count, handout = collided.reads("show", 54), collided.reads("show", 55)
    assert count["counts"] == [{"run": "THB/lv/1", "expected": 7, "counted": 9}]
    assert sorted((line["quantity"], line["source"], line["destination"]) for line in handout["lines"]) == [
        (1, "loss", "london"),
        (1, "public", "london"),
        (2, "london", "public"),
    ]
    assert collided.reads("show", 49)["counts"] == [{"run": "THB/lv/2", "expected": 30, "counted": 30}]
    assert [collided.reads("show", number)["status"] for number in (9, 10, 11, 33, 37, 59, 60)] == [
        *("received", "received", "closed", "voided", "received", "in-transit", "in-transit")
    ]


def test_nothing_is_wrong_with_it(collided: Clerk) -> None:
    assert collided.reads("check") == {"entries": 134, "movements": 155, "discrepancies": []}


def test_what_is_wrong_with_those_that_are_equal_is_found(collided: Clerk) -> None:
    """Equal receipts of more than was sent or lost, equal returns of more than was there, one of two equal voids."""
    with tampering(collided) as connection:
        for quantity, entries in {6: "12, 13", 2: "73, 74", 7: "18, 19", 4: "35", 5: "47"}.items():
            connection.execute(f"UPDATE movement SET quantity = {quantity} WHERE entry IN ({entries})")
    sentences = found(collided)
    for sentence in (
        "Shipment 9 has a balance of -2 for THB/lv/1 in transit at the end of 2015-03-10.",  # 10 - 6 - 6
        "Shipment 11 has a balance of -1 for THB/ru/1 booked as lost at the end of 2015-03-13.",  # 3 - 2 - 2
        "Place london has a balance of -2 for THB/lv/1 at the end of 2015-03-11.",  # 6 + 2 - 10
        "The balance of THB/lv/1 at london on 2015-03-11 is 6, but the movements add up to -2.",
        "Void 35 does not undo just what it voids.",
    ):
        assert sentence in sentences
    counts = [sentence for sentence in sentences if sentence.startswith("Count")]
    assert {sentence.split()[1] for sentence in counts} == {"48", "49", "50", "54", "99", "110"}
