"""Several at once: a shipment to several places, receipts of several shipments, an earlier shipment again."""

from tests.conftest import Clerk, made_once


@made_once
def sent(stocked: Clerk) -> Clerk:
    """A clerk who sent 60 copies each to London, Dublin and Liepāja, as entries 2 to 4."""
    stocked.does("ship", "london", "dublin", "liepaja", "THB/lv=60", "-d", "2015-02-01", "-r", "post")
    return stocked


def numbers(entries: list[dict[str, int]]) -> list[int]:
    return [entry["entry"] for entry in entries]


def test_several_places_get_the_same_each_in_one_command(stocked: Clerk) -> None:
    entries = stocked.logs("ship", "london", "dublin", "THB/lv=60", "-d", "2015-02-01", "-r", "post", "--received")
    assert [(e["entry"], e["place"], e["receipt"], e["reference"], e["status"]) for e in entries] == [
        (2, "london", 3, "post", "received"),
        (4, "dublin", 5, "post", "received"),
    ]
    assert len({(entry["command"], entry["recorded_at"]) for entry in entries}) == 1
    assert [len(entry["messages"]) for entry in entries] == [0, 1]
    stocked.does("undo", "-y")


def test_what_was_recorded_together_is_told_in_the_end(stocked: Clerk) -> None:
    said = stocked.does("ship", "london", "dublin", "THB/lv=60", "-d", "2015-02-01").out.splitlines()
    assert said == [
        "Entry 2: 60 copies shipped from store to london on 2015-02-01.",
        "Entry 3: 60 copies shipped from store to dublin on 2015-02-01.",
        "store can still ship 880 copies of THB/lv.",
        "Command 7 recorded entries 2..3. Total: 120 copies.",
    ]


def test_a_list_of_entries_is_written_as_a_prompt_takes_it(sent: Clerk) -> None:
    sent.does("ship", "london", "THB/lv=5", "-d", "2015-02-01", "-r", "2-3")
    assert numbers(sent.logs("receive", "2,3", "--dry-run")) == [None, None]
    assert [entry["place"] for entry in sent.logs("receive", "2-4")] == ["london", "dublin", "liepaja"]
    assert sent.logs("receive", "2-3")["shipment"] == 5, "a reference goes first"
    assert len(sent.logs("void", "6,7", "8-9", "--reason", "test", "--yes")) == 4
    assert "enter 2..3" in sent.refused("void", "3..2", "--reason", "test", code=2)


def test_all_of_them_are_sent_or_none(stocked: Clerk) -> None:
    said = stocked.refused("ship", "london", "dublin", "liepaja", "THB/lv=400")
    assert said.startswith("store has only 200 copies of THB/lv available on")
    assert len(stocked.reads("export", "entries")) == 1
    assert stocked.refused("ship", "london", "Embassy in London", "THB/lv=1") == (
        "london appears twice; specify it once."
    )
    for option in (("--replaces", 1), ("--before", 1)):
        said = stocked.refused("ship", "london", "dublin", "THB/lv=1", *option, code=2)
        assert said == f"{option[0]} applies to one entry, but you specified several; log that entry separately."
    said = stocked.refused("ship", "london", "dublin", "THB/lv=1", "--request", 1, code=2)
    assert said == "--request applies to one place, but you specified several; log that shipment separately."
    assert len(stocked.reads("export", "entries")) == 1


def test_a_dry_run_of_several_says_once_that_nothing_was_recorded(stocked: Clerk) -> None:
    said = stocked.does("ship", "london", "dublin", "THB/lv=60", "--dry-run").out
    assert said.count("Would record 60 copies shipped") == 2
    assert said.count("Dry run: nothing was recorded.") == 1
    assert len(stocked.reads("export", "entries")) == 1


def test_a_key_stands_for_all_that_its_command_recorded(stocked: Clerk) -> None:
    words = ("ship", "london", "dublin", "THB/lv=60", "-d", "2015-02-01", "--received", "--key", "k")
    first, again = stocked.logs(*words), stocked.logs(*words)
    assert numbers(again) == numbers(first) == [2, 4]
    assert [entry["receipt"] for entry in again] == [3, 5]
    assert again[-1]["messages"] == ["The key 'k' was already used; nothing new was recorded."]
    said = stocked.refused("ship", "london", "liepaja", "THB/lv=60", "-d", "2015-02-01", "--received", "--key", "k")
    assert ", with other arguments; use another key." in said


def test_several_shipments_are_received_at_once(sent: Clerk) -> None:
    entries = sent.logs("receive", 2, "#3", "-d", "2015-02-05")
    assert [entry["messages"] for entry in entries] == [
        ["Shipment 2 has arrived in full."],
        ["Shipment 3 has arrived in full."],
    ]
    assert [(e["entry"], e["shipment"], e["place"]) for e in entries] == [(5, 2, "london"), (6, 3, "dublin")]
    assert sent.refused("receive", 4, 4) == "Shipment 4 appears twice; specify it once."
    said = sent.refused("receive", 4, 3)
    assert said.startswith("Shipment 3 cannot be received: its status is received. ")
    said = sent.refused("receive", 3, 4, "THB/lv=1", code=2)
    assert said == "Quantities and --close apply to one shipment; several are received in full."
    assert [row["received"] for row in sent.reads("shipments")] == [60, 60, 0]


def test_of_a_range_of_entries_all_is_received_that_is_on_its_way(sent: Clerk) -> None:
    sent.does("receive", 3, "-d", "2015-02-05")
    assert sent.refused("receive", "1..3", "-d", "2015-01-31") == (
        "Entries 1 to 3 have nothing in transit on 2015-01-31."
    )
    assert sent.refused("receive", "1..99") == "There is no entry 99; the last entry is 5."
    assert sent.refused("receive", "1..4", "THB/lv=1", code=2).startswith(
        "Quantities and --close apply to one shipment; several are received in full."
    )
    received = sent.logs("receive", "1..4", "-d", "2015-02-05", "--key", "k")
    assert [(entry["type"], entry["place"]) for entry in received] == [("receive", "london"), ("receive", "liepaja")]
    assert numbers(sent.logs("receive", "1..4", "-d", "2015-02-05", "--key", "k")) == numbers(received)
    assert "with other arguments" in sent.refused("receive", "2..4", "-d", "2015-02-05", "--key", "k")


def test_all_that_is_on_its_way_to_a_place_is_received(sent: Clerk) -> None:
    sent.does("ship", "london", "THB/lv=5", "-d", "2015-02-03")
    sent.does("ship", "london", "THB/lv=7", "-d", "2015-02-09")
    assert sent.refused("receive", "--to", "london", "-d", "2015-01-31") == (
        "Nothing is in transit to london on 2015-01-31."
    )
    entries = sent.logs("receive", "--to", "embassy in london", "-d", "2015-02-05")
    assert [(entry["shipment"], entry["date"]) for entry in entries] == [(2, "2015-02-05"), (5, "2015-02-05")]
    (last,) = sent.logs("receive", "--to", "london", "-d", "2015-02-10", "--key", "k")
    assert last["shipment"] == 6
    assert "with other arguments" in sent.refused("receive", "--to", "dublin", "-d", "2015-02-10", "--key", "k")
    assert sent.refused("receive", "--to", "london", "-d", "2015-02-04") == (
        "Nothing is in transit to london on 2015-02-04."
    )
    assert sent.refused("receive", 3, "--to", "london", code=2) == ("Specify shipments, or a place with --to.")


def test_words_without_a_quantity_come_first(stocked: Clerk) -> None:
    said = stocked.refused("ship", "london", "THB/lv=5", "dublin", code=2)
    assert said.startswith("'dublin' after THB/lv=5 has no quantity; enter ITEM=QTY and put places and entries first.")
    assert stocked.refused("ship", "THB/lv=5", code=2) == (
        "'THB/lv=5' is not a place; specify the place first, or use --request N."
    )
    assert stocked.refused("receive", "THB/lv=5", code=2) == (
        "'THB/lv=5' is not a shipment; specify the shipment first."
    )
