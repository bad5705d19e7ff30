"""fix corrects an entry: named values change, all others are kept."""

from typing import Any

import pytest

from tests.cli.sheets import imports, sheet
from tests.cli.terminal import held_by, refusal, stock_of
from tests.conftest import Clerk, made_once


@made_once
def logged(clerk: Clerk) -> Clerk:
    """A clerk with an entry of each type, each with a mistake."""
    clerk.does("fund", "add", "riga", "City of Riga")
    clerk.does("place", "add", "annex", "Annex", "--kind", "store")
    clerk.does("request", "add", "dublin", "THB/ru=5", "-d", "2015-01-01")
    for item in ("THB/lv", "THB/ru"):
        clerk.does("print", item, 1000, "-d", "2015-01-01", "--ref", f"print {item}", "--cost", 100, "--fund", "riga")
    texts = ("--ref", "A1", "--carrier", "DPD", "--note", "fragile", "--cost", "12.40", "--fund", "riga")
    clerk.does("ship", "london", "THB/lv=60", "THB/ru=20", "-d", "2015-01-05", *texts)
    clerk.does("receive", 3, "THB/lv=50", "-d", "2015-01-07", "--ref", "R1")
    clerk.does("handout", "london", "THB/lv=10", "-d", "2015-01-09")
    clerk.does("return", "london", "THB/lv=5", "-d", "2015-01-10")
    clerk.does("writeoff", "london", "THB/lv=2", "--reason", "damaged", "-d", "2015-01-11")
    clerk.does("move", "london", "dublin", "THB/lv=3", "-d", "2015-01-12")
    clerk.does("count", "london", "THB/lv=30", "-d", "2015-01-20")
    return clerk


RECEIVES = (
    "Entry 4 is the receipt of shipment 3. If a different shipment was received, run 'tracker void 4 --reason "
    "TEXT' and record that one. To correct the place, run 'tracker fix 3 PLACE'."
)
"""The way to another shipment, or to another place."""

MISTAKES: dict[str, tuple[str, dict[str, Any]]] = {
    "a wrong quantity": ("fix A1 THB/lv=70", {"copies": {"THB/lv": 70, "THB/ru": 20}}),
    "a wrong place": ("fix 5 dublin -d 2015-01-13 THB/lv=3", {"place": "dublin", "copies": {"THB/lv": 3}}),
    "a wrong item": ("fix A1 --without THB/ru", {"copies": {"THB/lv": 60}}),
    "a wrong date": ("fix 6 -d 2015-01-08", {"date": "2015-01-08", "copies": {"THB/lv": 5}}),
    "a missing reference": ("fix 5 --ref H1", {"entry": 5, "reference": "H1"}),
    "a wrong carrier": ("fix A1 --carrier Omniva", {"entry": 3, "carrier": "Omniva", "reference": "A1"}),
    "too many lines": ("fix 3 THB/ru=0", {"copies": {"THB/lv": 60}, "carrier": "DPD", "note": "fragile"}),
    "a wrong receipt": ("fix R1 THB/lv=40 THB/ru=20", {"copies": {"THB/lv": 40, "THB/ru": 20}, "shipment": 3}),
    "a wrong print": ("fix 2 THB/ru=900 --cost 90.50 --printer Jelgava", {"copies": {"THB/ru": 900}}),
    "a wrong audience": ("fix 5 --audience pupils=30", {"audience": [{"audience": "pupils", "people": 30}]}),
    "a cost that was not": ("fix A1 --cost=", {"costs": None, "carrier": "DPD"}),
    "texts that are not wanted": ("fix A1 --ref= --note=", {"reference": None, "note": None, "carrier": "DPD"}),
    "a wrong reason": ("fix 7 --reason outdated", {"reason": "outdated", "copies": {"THB/lv": 2}}),
}
"""Mistakes: what a clerk types, and the corrected entry."""


@pytest.mark.parametrize("mistake", MISTAKES)
def test_mistakes_are_corrected_with_fix_alone(logged: Clerk, mistake: str) -> None:
    command, expected = MISTAKES[mistake]
    made = logged.logs(*command.split()[0:])
    shown = logged.reads("show", made["entry"])
    copies: dict[str, int] = {}
    for line in shown["lines"]:
        if "count" not in line:
            copies[line["item"]] = copies.get(line["item"], 0) + line["quantity"]
    facts = shown | {"copies": copies}
    assert {name: facts.get(name) for name in expected} == expected
    logged.does("check")


def test_a_shipment_keeps_all_that_is_not_named(logged: Clerk) -> None:
    logged.does("fix", "A1", "THB/lv=70")
    (first, second) = logged.reads("shipments", "A1")
    assert (first["quantity"], first["received"], second["quantity"]) == (70, 50, 20)
    kept = ("date", "place", "reference", "carrier", "note", "store", "currency", "fund")
    assert [first[name] for name in kept] == ["2015-01-05", "london", "A1", "DPD", "fragile", "store", "EUR", "riga"]
    assert (first["cost"], second["cost"]) == ("9.64", "2.76")
    assert logged.reads("show", "R1")["lines"][0]["quantity"] == 50
    logged.does("ship", "dublin", "THB/ru=5", "-d", "2015-01-06")
    logged.does("fix", "last", "--request", 1)
    assert logged.reads("request", "list")[0]["status"] == "shipped"


def test_the_answer_says_what_became_of_the_entry_and_its_receipts(logged: Clerk) -> None:
    said = logged.does("fix", 3, "THB/lv=70").out.splitlines()
    assert said[0] == "Entry 11: 90 copies shipped from store to london on 2015-01-05."
    assert "Entry 3 of 2015-01-05 (80 copies, london) is voided by entry 10, with its receipts: 4." in said
    assert "Receipt 4 is logged again as entry 12." in said
    assert "Entry 3 is void, and was recorded again as entry 11. See 'tracker show 11'." in refusal(
        logged, "fix", 3, "THB/lv=60"
    )
    assert logged.reads("show", "last")["entry"] == 11
    logged.does("undo", "--yes")
    assert [row["quantity"] for row in logged.reads("shipments", "A1")] == [60, 20]
    assert logged.reads("show", "R1")["lines"][0]["quantity"] == 50
    logged.does("fix", "last", "THB/ru=19")


def test_a_receipt_that_no_longer_fits_is_named_with_the_command_that_corrects_it(logged: Clerk) -> None:
    said = refusal(logged, "fix", 3, "THB/lv=45")
    command = "tracker fix 4 THB/lv=45"
    assert said == (
        f"Receipt 4 of 2015-01-07 has 50 of THB/lv, but the shipment would have only 45. First run '{command}'."
    )
    logged.does(*command.split()[1:])
    logged.does("fix", 3, "THB/lv=45")
    assert held_by(logged, "london") == {"THB/lv": 30}
    said = refusal(logged, "fix", "A1", "-d", "2015-01-08")
    assert "First run 'tracker fix 14 --date 2015-01-08'." in said
    logged.does("fix", "A1", "-d", "2015-01-07")
    logged.does("check")


def test_what_was_received_with_its_shipment_goes_with_it(logged: Clerk) -> None:
    logged.does("ship", "dublin", "THB/ru=10", "--received", "-d", "2015-01-15", "--ref", "B1")
    made = logged.logs("fix", "B1", "liepaja", "THB/ru=12", "-d", "2015-01-16", "--ref", "B2")
    assert logged.reads("show", made["receipt"])["reference"] == "B2"
    assert held_by(logged, "liepaja") == {"THB/ru": 12}
    logged.does("fix", "B2", "--ref", "B3", "--carrier", "post")
    assert logged.reads("show", made["receipt"])["reference"] == "B3"


def test_a_shipment_imported_with_its_arrival_keeps_that_date(clerk: Clerk) -> None:
    clerk.does("print", "THB/lv", 200, "-d", "2015-01-01")
    rows = "date,place,item,quantity,reference,received_on", "2015-01-10,london,THB/lv,40,A1,2015-01-12"
    imports(clerk, "shipments", sheet(clerk, *rows))
    for words, day, place, copies in (
        ("fix A1 THB/lv=41", "2015-01-12", "london", 41),
        ("fix A1 --cost 5.00", "2015-01-12", "london", 41),
        ("fix A1 dublin", "2015-01-12", "dublin", 41),
        ("fix A1 -d 2015-01-09", "2015-01-12", "dublin", 41),
        ("ship dublin THB/lv=42 --replaces A1", "2015-01-12", "dublin", 42),
        ("fix A1 -d 2015-01-12", "2015-01-12", "dublin", 42),
        ("fix A1 -d 2015-01-11", "2015-01-11", "dublin", 42),
    ):
        made = clerk.logs(*words.split())
        assert (clerk.reads("show", made["receipt"])["date"], made["status"]) == (day, "received")
        assert held_by(clerk, place, "--at", day) == {"THB/lv": copies}
        assert held_by(clerk, place, "--at", "2015-01-10") == {}
    clerk.does("check")


def test_an_imported_arrival_does_not_come_before_its_shipment(clerk: Clerk) -> None:
    clerk.does("print", "THB/lv", 200, "-d", "2015-01-01")
    rows = "date,place,item,quantity,reference,received_on", "2015-01-10,london,THB/lv,40,A1,2015-01-12"
    imports(clerk, "shipments", sheet(clerk, *rows))
    refused = refusal(clerk, "fix", "A1", "-d", "2015-01-13")
    assert refused.endswith("First run 'tracker fix 3 --date 2015-01-13'.")


def test_a_count_leaves_an_item_out_and_a_receipt_opens_its_shipment(logged: Clerk) -> None:
    logged.does("ship", "london", "THB/ru=5", "-d", "2015-01-11", "--received")
    logged.does("count", "london", "THB/lv=30", "--full", "-d", "2015-02-01")
    assert held_by(logged, "london") == {"THB/lv": 30, "THB/ru": 0}
    logged.does("fix", "last", "--without", "THB/ru")
    assert held_by(logged, "london") == {"THB/lv": 30, "THB/ru": 5}
    logged.does("fix", "last", "THB/lv=0")
    assert held_by(logged, "london") == {"THB/lv": 0, "THB/ru": 5}
    logged.does("fix", "last", "--full")
    assert held_by(logged, "london") == {"THB/lv": 0, "THB/ru": 0}
    logged.does("receive", 3, "THB/lv=1", "--close", "-d", "2015-02-03", "--ref", "R2")
    assert (stock_of(logged)["in_transit"], stock_of(logged)["lost"]) == (0, 11)
    logged.does("fix", "R2", "THB/lv=0", "THB/ru=20")
    assert (stock_of(logged)["in_transit"], stock_of(logged)["lost"]) == (0, 12)
    logged.does("fix", "R2", "--no-close")
    logged.does("fix", "R2", "--ref", "R3", "THB/ru=19")
    assert (stock_of(logged)["in_transit"], stock_of(logged)["lost"]) == (10, 2)


def test_a_print_changes_with_all_that_is_known_of_its_run(logged: Clerk) -> None:
    answer = logged.does("fix", 1, "--cost", 110, "--mark", "blue cover", "--carton", 50, "--review-by", "2030-01-01")
    assert answer.out == "The details of print run THB/lv/1 were changed. See 'tracker run show THB/lv/1'.\n"
    made = logged.logs("fix", 1, "THB/lv=990", "--weight", 25, "--carton", "", "--note", "thick paper")
    run = logged.reads("run", "show", "THB/lv/1")
    expected = {"quantity": 990, "cost": "110.00", "fund": "riga", "mark": "blue cover", "carton": None, "weight": 25}
    assert {name: run[name] for name in expected} == expected
    assert logged.reads("show", made["entry"])["note"] == "thick paper"


def test_an_empty_value_takes_away_what_was_given(logged: Clerk) -> None:
    logged.does("fix", "A1", "--fund", "")
    assert [(row["cost"], row["fund"]) for row in logged.reads("shipments", "A1")] == [("9.30", None), ("3.10", None)]
    logged.does("fix", 5, "--audience", "pupils=30")
    logged.does("fix", "last", "--audience", "")
    assert "audience" not in logged.reads("show", "last")
    logged.does("fix", "print THB/lv", "--cost", "", "--fund", "")
    run = logged.reads("run", "show", "THB/lv/1")
    assert (run["cost"], run["fund"]) == (None, None)
    logged.does("run", "edit", "THB/ru/1", "--cost", "")
    assert logged.reads("run", "show", "THB/ru/1")["cost"] is None


def test_what_is_no_entry_is_answered_with_the_command_that_edits_it(logged: Clerk) -> None:
    leads = {
        "london": "tracker place edit london",
        "Embassy in Dublin": "tracker place edit dublin",
        "THB": "tracker booklet edit THB",
        "THB/lv/1": "tracker run edit THB/lv/1",
        "riga": "tracker fund edit riga",
        "police": "tracker kind edit police",
    }
    for name, command in leads.items():
        assert refusal(logged, "fix", name) == f"'{name}' is not an entry. To change it, run '{command}'."
    assert "No valid entry has the reference 'nowhere'" in refusal(logged, "fix", "nowhere", "--ref", "x")


def test_what_does_not_fit_the_entry_is_refused_with_what_does(logged: Clerk) -> None:
    refused = {
        ("fix", 5, "--carrier", "DPD"): "Entry 5 is of type handout, which has no --carrier. See 'tracker fix -h'.",
        ("fix", 4, "dublin"): RECEIVES,
        ("fix", 4, 350): RECEIVES,
        ("fix", 3): "Specify the correct values, such as 'tracker fix 3 THB/lv=40', or run 'tracker fix 3' in a "
        "terminal.",
        ("fix", "THB/lv=40"): "'THB/lv=40' is not an entry. Specify the entry first: 'tracker fix ENTRY THB/lv=40'.",
        ("fix", 3, "THB/lv=7", "--without", "lv"): (
            "Specify a quantity for THB/lv, or omit it with --without, but not both."
        ),
    }
    for words, said in refused.items():
        assert refusal(logged, *words, code=2) == said
    refused = {
        ("fix", 5, "THB/lv=0"): "Nothing would be left of entry 5. Run 'tracker void 5 --reason TEXT'.",
        ("fix", 1, "THB/lv=0"): "Nothing would be left of entry 1. Run 'tracker void 1 --reason TEXT'.",
        ("fix", 1, "--without", "THB/lv"): "Nothing would be left of entry 1. Run 'tracker void 1 --reason TEXT'.",
        ("fix", 5, "--without", "THB/ru"): "Entry 5 has no THB/ru to remove.",
        ("fix", 3, "THB/lv=60", "--ref", "A1"): "Entry 3 already has these values. See 'tracker show 3'.",
    }
    for words, said in refused.items():
        assert refusal(logged, *words) == said
    assert "already has these values" in refusal(logged, "fix", 3, "--carrier", "DPD")
    each = logged.logs("ship", "london", "dublin", "THB/lv=1", "--cost", 8, "-d", "2015-02-01")[0]["entry"]
    assert logged.logs("fix", each, "--cost", 8)["costs"][0]["cost"] == "8.00"
    assert "already has these values" in refusal(logged, "fix", 5, "--note", "")


def test_another_clerks_entry_is_confirmed(logged: Clerk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRACKER_CLERK", "ilze")
    for change in ("THB/lv=61", "--ref=x"):
        assert "Entries 3..4 were recorded by anna. To record it anyway, add --yes." in refusal(
            logged, "fix", 3, change
        )
    logged.does("fix", 3, "THB/lv=61", "--yes")


def test_a_dry_run_and_a_key_record_nothing_twice(logged: Clerk) -> None:
    before = logged.db.read_bytes()
    made = logged.logs("fix", 3, "THB/lv=61", "--dry-run")
    assert (made["entry"], "Dry run: nothing was recorded." in made["messages"]) == (None, True)
    assert "Dry run: nothing was recorded." in logged.does("fix", 3, "--ref", "x", "--dry-run").out
    assert logged.db.read_bytes() == before
    arrived = logged.logs("ship", "london", "THB/lv=1", "--received")["entry"]
    for words in (
        ("fix", "A1", "THB/lv=61"),
        ("fix", "A1", "--note", "n"),
        ("fix", 1, "--cost", 7),
        ("fix", arrived, "THB/lv=2"),
    ):
        first = logged.logs(*words, "--key", words)
        again = logged.logs(*words, "--key", words)
        assert (again["entry"], again.get("receipt"), again["messages"][0]) == (
            first["entry"],
            first.get("receipt"),
            f"The key '{words}' was already used; nothing new was recorded.",
        )
        assert "with other arguments" in refusal(logged, *words, "--ref", "y", "--key", words)


def test_fix_last_after_an_undo_says_what_was_undone(logged: Clerk) -> None:
    logged.does("handout", "london", "THB/lv=1", "-d", "2015-02-01")
    logged.does("undo", "--yes")
    said = refusal(logged, "fix", "last", "THB/lv=2")
    assert said == "Entry 10 is void. Log it again with the details shown by 'tracker show 10'."


def test_a_quantity_that_is_right_already_is_not_recorded_again(clerk: Clerk) -> None:
    for day in ("2015-01-01", "2015-01-02"):
        clerk.does("print", "THB/lv", 20, "-d", day)
    clerk.does("ship", "london", "THB/lv=30", "-d", "2015-01-05")
    assert "already has these values" in refusal(clerk, "fix", "last", "THB/lv=30")
    clerk.does("fix", "last", "THB/lv=30", "-d", "2015-01-06")
    assert [line["quantity"] for line in clerk.reads("show", "last")["lines"]] == [20, 10]


def test_a_count_behind_another_is_judged_on_the_result(clerk: Clerk) -> None:
    """Without it the count before would have to keep what is handed out later, and has fewer copies than that."""
    clerk.does("print", "THB/ru", 300, "-d", "2015-01-01")
    for day, copies in (("2015-03-01", 59), ("2015-03-27", 77)):
        clerk.does("count", "london", f"THB/ru={copies}", "-d", day)
    clerk.does("handout", "london", "THB/ru=67", "-d", "2015-05-04")
    clerk.does("fix", 3, "THB/ru=78")
    clerk.does("fix", "last", "-d", "2015-03-05")
    (stock,) = clerk.reads("stock")
    assert (stock["at_places"], stock["found"]) == (11, 78)
    assert "later entries need 67" in refusal(clerk, "fix", "last", "THB/ru=66")
    clerk.does("check")
