"""Possible slips are recorded all the same, and reported: duplicates, forgotten requests, too many copies."""

import re
from pathlib import Path

import pytest

from tests.adapters import import_in_sets
from tests.cli.terminal import entries_in
from tests.conftest import Clerk, made_once

DAY = ("--date", "2015-02-01")


@made_once
def stocked(clerk: Clerk) -> Clerk:
    """A clerk with two print runs of 100, of which London got 60 and 40 in January: entries 1 to 4."""
    clerk.does("print", "THB/lv", 100, "--date", "2015-01-01")
    clerk.does("print", "THB/lv", 100, "--date", "2015-01-02")
    clerk.does("ship", "london", "THB/lv/1=60", "THB/lv/2=40", "--date", "2015-01-03", "--received")
    return clerk


def told(clerk: Clerk, *words: object) -> list[str]:
    """Log an entry, and return the messages about similar entries, requests and copies never printed."""
    messages: list[str] = clerk.logs(*words)["messages"]
    return [message for message in messages if "uplicate" in message or "Request" in message or "ever" in message]


def equals(entry: int, other: int) -> str:
    """The message about an equal entry."""
    return (
        f"Entry {entry} looks like a duplicate of entry {other}: same type, place, date and copies. To "
        f"void it, run 'tracker void {entry} --reason TEXT'."
    )


@pytest.mark.parametrize(
    "words",
    [
        ("print", "THB/lv", 5),
        ("ship", "london", "THB/lv=5"),
        ("ship", "london", "THB/lv=5", "--received"),
        ("move", "london", "dublin", "THB/lv=5"),
        ("return", "london", "THB/lv=5"),
        ("handout", "london", "THB/lv=5"),
        ("writeoff", "london", "THB/lv=5", "--reason", "damaged"),
        ("count", "london", "THB/lv=5"),
        ("count", "london", "--full"),
    ],
    ids=lambda words: " ".join(map(str, words)),
)
def test_an_entry_that_is_logged_twice_is_recorded_and_the_first_one_named(
    stocked: Clerk, words: tuple[object, ...]
) -> None:
    first = stocked.logs(*words, *DAY)
    assert not [message for message in first["messages"] if "uplicate" in message]
    second = stocked.logs(*words, *DAY, "--ref", "R", "--note", "N")
    assert told(stocked, *words, *DAY, "--dry-run") == [
        f"Possible duplicate of entry {second['entry']}: same type, place, date and copies."
    ]
    assert [message for message in second["messages"] if "uplicate" in message] == [
        equals(second["entry"], first["entry"])
    ]
    stocked.does("void", second["entry"], "--reason", "logged twice")


@pytest.mark.slow
@pytest.mark.parametrize(
    "words",
    [
        ("ship", "dublin", "THB/lv=5", *DAY),
        ("ship", "london", "THB/lv=5", "--date", "2015-02-02"),
        ("ship", "london", "THB/lv=6", *DAY),
        ("ship", "london", "THB/lv=5", "THB/ru=1", *DAY),
        ("ship", "london", "THB/ru=5", *DAY),
        ("return", "london", "THB/lv=5", *DAY),
        ("ship", "london", "THB/lv/2=5", *DAY),
    ],
    ids=lambda words: " ".join(words),
)
def test_another_type_place_day_quantity_item_or_run_is_another_entry(stocked: Clerk, words: tuple[str, ...]) -> None:
    stocked.does("print", "THB/ru", 10, "--date", "2015-01-03")
    stocked.does("ship", "london", "THB/lv=5", *DAY)
    assert told(stocked, *words) == []


def test_an_item_is_the_same_item_from_whichever_run_it_is_taken(stocked: Clerk) -> None:
    stocked.does("ship", "london", "THB/lv=40", *DAY)
    second = stocked.logs("ship", "london", "THB/lv=40", *DAY)
    assert second["lines"][0]["run"] == "THB/lv/2"
    assert equals(6, 5) in second["messages"]


def test_a_run_that_is_named_is_the_same_only_when_that_run_was_taken(stocked: Clerk) -> None:
    stocked.does("handout", "london", "THB/lv=5", *DAY)
    assert told(stocked, "handout", "london", "THB/lv/1=5", *DAY) == [equals(6, 5)]
    assert told(stocked, "handout", "london", "THB/lv/2=5", *DAY) == []


def test_counts_of_an_item_and_of_its_runs_are_not_the_same(stocked: Clerk) -> None:
    stocked.does("count", "london", "THB/lv=5", *DAY)
    assert told(stocked, "count", "london", "THB/lv/1=5", *DAY) == []
    assert told(stocked, "count", "london", "THB/lv=5", "--full", *DAY) == []
    assert told(stocked, "count", "london", "THB/lv/1=5", *DAY) == [equals(8, 6)]


def test_receipts_are_like_each_other_only_within_one_shipment(stocked: Clerk) -> None:
    for _ in range(2):
        stocked.does("ship", "dublin", "THB/lv=30", "--date", "2015-01-10")
    stocked.does("receive", 5, "THB/lv=10", *DAY)
    assert told(stocked, "receive", 6, "THB/lv=10", *DAY) == []
    assert told(stocked, "receive", 5, "THB/lv=10", *DAY) == [equals(9, 7)]
    assert told(stocked, "receive", 5, "THB/lv=10", "--date", "2015-02-02") == []
    stocked.does("receive", 6, "THB/lv=15", "--close", *DAY)


def test_what_is_void_or_replaced_is_not_named(stocked: Clerk) -> None:
    stocked.does("ship", "london", "THB/lv=5", *DAY)
    assert told(stocked, "ship", "london", "THB/lv=5", *DAY, "--replaces", 5, "--ref", "R") == []
    stocked.does("void", 7, "--reason", "never left")
    assert told(stocked, "ship", "london", "THB/lv=5", *DAY) == []


def test_a_key_that_was_used_is_not_a_second_entry(stocked: Clerk) -> None:
    words = ("ship", "london", "THB/lv=5", *DAY, "--key", "k")
    stocked.does(*words)
    assert told(stocked, *words) == []


def test_of_several_entries_like_it_the_last_one_is_named(stocked: Clerk) -> None:
    for _ in range(2):
        stocked.does("handout", "london", "THB/lv=1", *DAY)
    assert told(stocked, "handout", "london", "THB/lv=1", *DAY) == [equals(7, 6)]


# Requests --------------------------------------------------------------------------------------------


@made_once
def asked(stocked: Clerk) -> Clerk:
    """A clerk with a request of London for 60 lv and 30 ru copies: request 1."""
    stocked.does("request", "add", "london", "THB/lv=60", "THB/ru=30", "--date", "2015-01-20")
    return stocked


def test_a_shipment_to_a_place_with_an_open_request_names_the_request(asked: Clerk) -> None:
    assert told(asked, "ship", "london", "THB/lv=60", *DAY, "--dry-run") == [
        "Request 1 from london for THB/lv is open. If this shipment fulfils it, log it with --request 1."
    ]
    assert told(asked, "ship", "london", "THB/lv=60", *DAY) == [
        "Request 1 from london for THB/lv is open. If this shipment fulfils it, run 'tracker fix 5 --request 1'."
    ]


def test_what_is_told_of_the_request_works(asked: Clerk) -> None:
    asked.does("ship", "london", "THB/lv=60", *DAY, "--received")
    assert told(asked, "ship", "london", "THB/lv=60", "--request", 1, "--replaces", 5, "--received") == []
    rows = asked.reads("request", "list")
    assert [(row["item"], row["shipped"], row["open"]) for row in rows] == [("THB/lv", 60, 0), ("THB/ru", 0, 30)]


def test_only_an_open_request_of_the_same_place_and_item_is_named(asked: Clerk) -> None:
    assert told(asked, "ship", "dublin", "THB/lv=1", *DAY) == []
    asked.does("request", "add", "dublin", "THB/ru=5", "--date", "2015-01-20")
    assert told(asked, "ship", "dublin", "THB/lv=2", *DAY) == []
    asked.does("ship", "--request", 1, "london", "THB/lv=60", *DAY)
    assert told(asked, "ship", "london", "THB/lv=3", *DAY) == []
    asked.does("request", "add", "dublin", "THB/lv=5", "--date", "2015-01-20")
    asked.does("request", "cancel", 3, "--date", "2015-01-21")
    assert told(asked, "ship", "dublin", "THB/lv=3", *DAY) == []


def test_each_open_request_is_named_with_its_items(asked: Clerk) -> None:
    asked.does("print", "THB/ru", 50, "--date", "2015-01-02")
    asked.does("request", "add", "london", "THB/ru=30", "--date", "2015-01-21")
    messages = told(asked, "ship", "london", "THB/lv=1", "THB/ru=1", *DAY, "--dry-run")
    assert [message.partition(" is open")[0] for message in messages] == [
        "Request 1 from london for THB/lv and THB/ru",
        "Request 2 from london for THB/ru",
    ]


# Counts ----------------------------------------------------------------------------------------------


def test_a_count_of_more_than_was_ever_printed_is_told(stocked: Clerk) -> None:
    assert told(stocked, "count", "london", "THB/lv=200", *DAY, "--dry-run") == []
    assert told(stocked, "count", "london", "THB/lv=201", *DAY, "--dry-run") == [
        "201 of THB/lv were counted, but only 200 copies were ever printed by 2015-02-01."
    ]
    assert told(stocked, "count", "london", "THB/lv=201", *DAY, "--yes") == []


def test_a_count_of_a_run_is_held_against_that_run_alone(stocked: Clerk) -> None:
    messages = told(stocked, "count", "london", "THB/lv/1=101", "THB/lv/2=100", *DAY, "--dry-run")
    assert messages == ["101 of THB/lv/1 were counted, but only 100 copies were ever printed by 2015-02-01."]


def test_what_is_printed_later_or_voided_is_not_printed_by_then(stocked: Clerk) -> None:
    stocked.does("print", "THB/lv", 1, "--date", "2015-02-02")
    messages = told(stocked, "count", "london", "THB/lv=201", *DAY, "--dry-run")
    assert messages == ["201 of THB/lv were counted, but only 200 copies were ever printed by 2015-02-01."]
    assert told(stocked, "count", "london", "THB/lv=201", "--date", "2015-02-02", "--dry-run") == []
    stocked.does("void", 5, "--reason", "not printed")
    assert len(told(stocked, "count", "london", "THB/lv=201", "--date", "2015-02-02", "--dry-run")) == 1


# What has to be confirmed -----------------------------------------------------------------------------

TWICE = ("ship", "london", "THB/lv=5", *DAY, "--ref", "A1")


def test_an_equal_entry_with_the_same_reference_has_to_be_confirmed(stocked: Clerk) -> None:
    stocked.does(*TWICE)
    stocked.does(*TWICE[:-1], "A2")
    doubt = "Possible duplicate of entry 5: same type, place, date, copies and reference 'A1'."
    assert stocked.refused(*TWICE) == f"{doubt} To record it anyway, add --yes."
    assert doubt in stocked.logs(*TWICE, "--dry-run")["messages"]
    assert stocked.logs(*TWICE, "--yes")["entry"] == 7
    stocked.does("void", 5, 7, "--reason", "logged twice")
    assert stocked.logs(*TWICE)["entry"] == 10


def test_a_count_of_more_than_was_ever_printed_has_to_be_confirmed(stocked: Clerk, tmp_path: Path) -> None:
    said = stocked.refused("count", "london", "THB/lv=201", *DAY)
    assert said.endswith("but only 200 copies were ever printed by 2015-02-01. To record it anyway, add --yes.")
    sheet, rejects = tmp_path / "s.csv", tmp_path / "rejects.csv"
    sheet.write_text("date,place,item,quantity\n2015-02-01,london,THB/lv,201\n2015-02-01,dublin,THB/lv,0\n", "utf-8")
    answer = stocked("import", "counts", sheet, "--rejects", rejects, "--format", "json").json
    assert (answer["recorded"], answer["rejected"]) == (1, 1)
    assert " To record it anyway, add --yes." in rejects.read_text("utf-8")
    assert stocked.logs("import", "counts", rejects, "--yes")["recorded"] == 1


def test_a_request_far_above_what_the_place_ever_got_has_to_be_confirmed(stocked: Clerk, tmp_path: Path) -> None:
    """London got 100 copies, and 100 are available. Dublin never got any; 200 were printed."""
    stocked.does("request", "add", "london", "THB/lv=1000", *DAY, "--dry-run")
    said = stocked.refused("request", "add", "london", "THB/lv=1001", *DAY)
    doubt = "london requests 1 001 copies of THB/lv; available: 100; received so far: 100."
    assert said == f"{doubt} To record it anyway, add --yes."
    planned = stocked.does("request", "add", "london", "THB/lv=1001", *DAY, "--dry-run").out
    assert doubt in planned.replace("\u00a0", " ")
    stocked.does("request", "add", "dublin", "THB/lv=200", "THB/ru=5000", *DAY)
    assert " requests 201 copies of" in stocked.refused("request", "add", "dublin", "THB/lv=201", *DAY)
    assert " requests 5 000 copies of" in stocked.refused("request", "edit", 1, "THB/lv=5000", "THB/ru=5000")
    stocked.does("request", "edit", 1, "THB/lv=5000", "--yes")
    sheet = tmp_path / "s.csv"
    sheet.write_text("date,place,item,quantity\n2015-02-02,london,THB/lv,1001\n", "utf-8")
    assert " To record it anyway, add --yes." in stocked("import", "requests", sheet).err
    assert stocked.logs("import", "requests", sheet, "--yes")["recorded"] == 1


def test_a_shipment_that_leaves_less_than_requests_ask_for_says_so(stocked: Clerk) -> None:
    stocked.does("request", "add", "london", "THB/lv=50", *DAY)
    stocked.does("request", "add", "dublin", "THB/lv=45", *DAY)
    said = stocked.logs("ship", "liepaja", "THB/lv=5", *DAY)["messages"]
    assert not [message for message in said if "short" in message]
    assert "THB/lv: 83 short for requests 1 and 2." in stocked.logs("ship", "liepaja", "THB/lv=83", *DAY)["messages"]
    stocked.does("request", "cancel", 1)
    assert "THB/lv: 33 short for request 2." in stocked.logs("ship", "--request", 2, "THB/lv=12", *DAY)["messages"]


# Sheets ----------------------------------------------------------------------------------------------


def test_equal_rows_of_one_sheet_are_not_told_as_equal_to_each_other(asked: Clerk, tmp_path: Path) -> None:
    sheet = tmp_path / "s.csv"
    rows = ["date,place,item,quantity", *["2015-02-01,dublin,THB/lv,5"] * 2]
    sheet.write_text("\n".join(rows) + "\n", encoding="utf-8")
    assert "equals" not in asked.does("import", "shipments", sheet).out
    assert entries_in(asked) == 6


def test_a_sheet_names_what_its_rows_equal_and_the_requests_of_their_places(asked: Clerk, tmp_path: Path) -> None:
    asked.does("ship", "dublin", "THB/lv=5", *DAY)
    sheet = tmp_path / "s.csv"
    rows = ["date,place,item,quantity", "2015-02-01,dublin,THB/lv,5", "2015-02-01,london,THB/lv,6"]
    sheet.write_text("\n".join(rows) + "\n", encoding="utf-8")
    said = asked.does("import", "shipments", sheet).out.splitlines()
    assert said[:-2] == [
        f"Line 2: {equals(6, 5)}",
        "Line 3: Request 1 from london for THB/lv is open. If this shipment fulfils it, run 'tracker fix 7 "
        "--request 1'.",
    ]


@pytest.mark.slow
@pytest.mark.parametrize("fewest", [1, 10**9], ids=["at once", "row by row"])
def test_a_large_sheet_names_them_as_a_small_one_does(
    asked: Clerk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fewest: int
) -> None:
    asked.does("print", "THB/ru", 100, "--date", "2015-01-02")
    for line in ("THB/lv/1=5", "THB/ru=5", "THB/lv/2=6", "THB/lv=7", "THB/lv=8"):
        asked.does("ship", "dublin", line, *DAY)
    asked.does("void", 10, "--reason", "never left")
    import_in_sets(monkeypatch, fewest)
    sheet = tmp_path / "s.csv"
    rows = ["THB/lv,5,R1,", "THB/ru,5,,2015-02-02", "thb/lv/1,6,,", "THB/LV,7,,", "THB/lv,8,,", "THB/lv,9,,"]
    sheet.write_text(
        "date,place,item,quantity,reference,received_on\n"
        "2015-02-02,london,THB/ru,1,,\n"
        "2015-01-31,London,THB/lv/1,1,R2,\n2015-01-31,london,THB/ru,1,R2,\n"
        + "".join(f"2015-02-01,dublin,{row}\n" for row in rows),
        encoding="utf-8",
    )
    said = asked.does("import", "shipments", sheet).out.splitlines()
    assert [re.split(r"[.;] If|; if|[.] To", message)[0] for message in said[:-2]] == [
        "Line 2: Request 1 from london for THB/ru is open",
        "Line 3: Request 1 from london for THB/lv and THB/ru is open",
        "Line 5: Entry 13 looks like a duplicate of entry 6: same type, place, date and copies",
        "Line 6: Entry 14 looks like a duplicate of entry 7: same type, place, date and copies",
        "Line 8: Entry 17 looks like a duplicate of entry 9: same type, place, date and copies",
    ]
    asked.does("check")
