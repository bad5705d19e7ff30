"""Names that clerks use: names of places, titles of items, references of entries, and the last entry."""

import pytest

from tests.conftest import Clerk, made_once


@made_once
def sent(clerk: Clerk) -> Clerk:
    """A clerk with 1000 copies, of which parcel A1 of 60 is on its way to London, as entry 2."""
    clerk.does("print", "THB/lv", 1000, "--date", "2015-01-01")
    clerk.does("ship", "london", "THB/lv=60", "-d", "2015-02-01", "-r", "A1")
    return clerk


@pytest.mark.parametrize("name", ["Liepājas Sociālais dienests", "liepajas  socialais DIENESTS", "LIEPAJA"])
def test_a_place_is_called_by_its_code_or_its_whole_name(sent: Clerk, name: str) -> None:
    assert sent.logs("ship", name, "THB/lv=1")["place"] == "liepaja"
    assert sent.reads("stock", "--place", name) == []
    assert sent.reads("shipments", "--to", name)[0]["place"] == "liepaja"


def test_a_part_of_a_name_is_no_name(sent: Clerk) -> None:
    assert sent.refused("ship", "Liepājas", "THB/lv=1").startswith("There is no place 'Liepājas'.")


def test_a_name_that_two_places_have_is_refused(sent: Clerk) -> None:
    sent.does("place", "add", "london-2", "embassy in LONDON", "--kind", "embassy", "--country", "GB")
    assert sent.refused("ship", "Embassy in London", "THB/lv=1") == (
        "Several places are named 'Embassy in London': london, london-2; enter one of these codes."
    )
    sent.does("place", "add", "x", "dublin", "--kind", "embassy", "--country", "IE")
    assert sent.logs("ship", "dublin", "THB/lv=1")["place"] == "dublin"  # a code goes before a name


def test_an_item_is_called_by_its_title(sent: Clerk) -> None:
    title = "cilveku tirdzniecibas noversana"
    assert sent.logs("ship", "dublin", f"{title}/LV=5")["lines"][0]["run"] == "THB/lv/1"
    assert sent.logs("print", f"{title}/ru", 10)["lines"][0]["run"] == "THB/ru/1"
    assert sent.reads("stock", f"{title}/ru")[0]["item"] == "THB/ru"
    assert sent.logs("count", "dublin", f"{title}/lv/1=0")["counts"] == [
        {"run": "THB/lv/1", "expected": 0, "counted": 0}
    ]
    said = sent.refused("ship", "dublin", "THB/lv=1", f"{title}/lv=1", code=2)
    assert said == "THB/lv appears twice; specify one quantity for it."
    assert sent.refused("ship", "dublin", "No such title/lv=1").startswith("There is no booklet 'No such title'.")
    sent.does("booklet", "add", "T2", "Cilvēku tirdzniecības novēršana")
    assert sent.refused("ship", "dublin", f"{title}/lv=1") == (
        f"Several booklets have the title '{title}': T2, THB; enter one of these codes."
    )


def test_an_entry_is_called_by_its_reference(sent: Clerk) -> None:
    assert sent.logs("receive", "A1", "THB/lv=20", "-d", "2015-02-05", "-r", "A1")["shipment"] == 2
    assert sent.logs("receive", "A1", "-d", "2015-02-06")["shipment"] == 2
    assert sent.refused("show", "A1") == ("Several entries have the reference 'A1': 2..3; enter one of their numbers.")
    assert sent.refused("receive", "A2") == (
        "No valid ship entry has the reference 'A2'; enter an entry number, a complete reference, or 'last'."
    )
    sent.does("fix", 3, "--ref", "R1")
    assert sent.reads("show", "R1")["entry"] == 3
    assert sent.reads("shipments", "A1")[0]["entry"] == 2
    sent.does("void", "R1", "--reason", "x")
    assert sent.refused("void", "R1", "--reason", "x").startswith(
        "No valid entry has the reference 'R1'; enter an entry number, a complete reference, or 'last'."
    )


def test_a_receipt_that_came_with_its_shipment_is_not_meant_by_the_reference(sent: Clerk) -> None:
    sent.does("ship", "dublin", "THB/lv=5", "--received", "-r", "B1", "-d", "2015-02-02")
    assert sent.reads("show", "B1")["entry"] == 3
    assert sent.logs("ship", "dublin", "THB/lv=6", "--replaces", "B1")["replaces"] == 3


def test_a_reference_that_is_a_number_is_looked_for(sent: Clerk) -> None:
    sent.does("ship", "dublin", "THB/lv=5", "-r", "1", "-d", "2015-02-02")
    assert sent.reads("show", "1")["type"] == "print"
    assert [row["entry"] for row in sent.reads("shipments", "--ref", "1")] == [3]
    assert {row["entry"] for row in sent.reads("log", "-r", "1")} == {3}
    assert {row["entry"] for row in sent.reads("log", "--command", 7)} == {2}


def test_the_last_entry_is_the_last_one_of_the_clerk(sent: Clerk) -> None:
    sent.does("print", "THB/ru", 10, "--clerk", "berta")
    assert sent.logs("receive", "last", "-d", "2015-02-05")["shipment"] == 2
    assert sent.reads("show", "LAST")["type"] == "receive"
    assert sent.reads("show", "last", "--clerk", "berta")["type"] == "print"
    assert sent.refused("show", "last", "--clerk", "carla") == (
        "carla has not recorded any entries, so 'last' has no meaning; enter an entry number."
    )
    assert sent.refused("receive", "last") == "Entry 4 is a receive, not a shipment; see 'tracker shipments'."


def test_the_last_entry_is_the_shipment_and_the_replacement(sent: Clerk) -> None:
    sent.does("ship", "dublin", "THB/lv=5", "--received", "-d", "2015-02-02")
    assert sent.reads("show", "last")["entry"] == 3
    sent.does("ship", "dublin", "THB/lv=6", "--received", "--replaces", "last")
    assert sent.reads("show", "last")["entry"] == 6
    sent.does("ship", "dublin", "london", "THB/lv=6")
    assert sent.refused("void", "last", "--reason", "x") == (
        "Your last command, 10, made several entries: 8..9; enter one of their numbers."
    )


def test_a_key_goes_by_what_the_clerk_wrote(sent: Clerk) -> None:
    """After the receipt the last entry is another one, but the request is still the same."""
    words = ("receive", "last", "-d", "2015-02-05", "--key", "k")
    assert sent.logs(*words)["entry"] == sent.logs(*words)["entry"] == 3
