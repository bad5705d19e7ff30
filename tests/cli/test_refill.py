"""report refill: what each place should get to reach its levels, or its share of a new print run."""

import re
from typing import Any

import pytest

from tests.cli.sheets import imports, sheet
from tests.cli.terminal import held_by, refusal
from tests.conftest import Clerk, made_once

COLUMNS = "place,name,kind,country,item,here,in_transit,requested,low,high,wanted,proposed"
DAY = "2015-02-01"


@made_once
def asking(clerk: Clerk) -> Clerk:
    """A clerk with 300 copies; London, Dublin, Liepāja and Rome should hold 60 to 100 each.

    London has 20, and 30 are on their way to it; Dublin had 50 and has 10; Rome asked for 40; Liepāja never got any.
    """
    clerk.does("place", "add", "rome", "Embassy in Rome", "--kind", "embassy", "--country", "IT")
    clerk.does("print", "THB/lv", 430, "--date", "2015-01-01")
    clerk.does("ship", "london", "THB/lv=20", "--date", "2015-01-02", "--received")
    clerk.does("ship", "dublin", "THB/lv=50", "--date", "2015-01-02", "--received")
    clerk.does("ship", "rome", "THB/lv=30", "--date", "2015-01-02", "--received")
    clerk.does("ship", "london", "THB/lv=30", "--date", "2015-01-03")
    clerk.does("handout", "dublin", "THB/lv=40", "--date", "2015-01-04")
    clerk.does("request", "add", "rome", "THB/lv=40", "--date", "2015-01-05")
    clerk.does("level", "set", "london", "dublin", "liepaja", "rome", "THB/lv=60:100")
    return clerk


def told(clerk: Clerk, *words: object) -> list[tuple[Any, ...]]:
    """Return of each row the place, what it has, and what it wants and should get."""
    names = ("place", "here", "in_transit", "requested", "wanted", "proposed")
    return [tuple(row[name] for name in names) for row in clerk.reads("report", "refill", *words)]


def proposed(clerk: Clerk, *words: object) -> dict[str, int]:
    """Return what each place should get, in the order of the report."""
    return {row["place"]: row["proposed"] for row in clerk.reads("report", "refill", *words)}


@pytest.mark.slow
def test_a_place_below_its_fewest_gets_up_to_its_most_those_first_that_never_got_any(asking: Clerk) -> None:
    said = asking.does("report", "refill", "--format", "csv").out.splitlines()
    assert said[0] == COLUMNS
    assert said[1] == "liepaja,Liepājas Sociālais dienests,social-service,LV,THB/lv,0,0,0,60,100,100,100"
    assert told(asking) == [
        ("liepaja", 0, 0, 0, 100, 100),
        ("dublin", 10, 0, 0, 90, 90),
        ("rome", 30, 0, 40, 0, 0),  # which is 70 once its request is shipped
        ("london", 20, 30, 0, 50, 50),
    ]
    assert proposed(asking, "--kind", "embassy", "--country", "IE") == {"dublin": 90}
    assert proposed(asking, "--at", "2015-01-03") == {"liepaja": 100, "rome": 70, "dublin": 50, "london": 50}


def test_what_is_asked_for_or_to_be_kept_stays_in_the_store(asking: Clerk) -> None:
    """There are 300, of which 40 are asked for."""
    assert proposed(asking, "--keep", 100) == {"liepaja": 100, "dublin": 60, "rome": 0, "london": 0}
    assert proposed(asking, "--keep", 300) == {"liepaja": 0, "dublin": 0, "rome": 0, "london": 0}
    assert refusal(asking, "report", "refill", "--keep", 301) == (
        "--keep 301 is more than can be shipped of THB/lv; specify --keep 300 or less."
    )


def test_its_csv_is_imported_as_it_is(asking: Clerk) -> None:
    path = sheet(asking, *asking.does("report", "refill", "--format", "csv").out.splitlines())
    outcome = imports(asking, "shipments", path, "--date", "today", "--received")
    assert (outcome["read"], outcome["recorded"], outcome["rejected"]) == (4, 3, 0)
    assert outcome["copies"] == [{"item": "THB/lv", "copies": 240}]
    assert held_by(asking, "liepaja") == {"THB/lv": 100}
    assert set(proposed(asking).values()) == {0}


def test_copies_go_in_whole_cartons_and_never_of_a_withdrawn_run(asking: Clerk) -> None:
    asking.does("run", "edit", "THB/lv/1", "--carton", 40)
    assert proposed(asking) == {"liepaja": 80, "dublin": 80, "rome": 0, "london": 40}
    asking.does("print", "THB/lv", 130, "--date", "2015-01-06")
    asking.does("run", "edit", "THB/lv/2", "--carton", 25)
    asking.does("withdraw", "THB/lv/1", "--reason", "outdated")
    assert told(asking) == [
        ("liepaja", 0, 0, 0, 100, 75),  # of the 130, 40 are asked for
        ("dublin", 0, 0, 0, 100, 0),
        ("london", 0, 0, 0, 100, 0),
        ("rome", 0, 0, 40, 60, 0),
    ]
    path = sheet(asking, *asking.does("report", "refill", "--format", "csv").out.splitlines())
    assert imports(asking, "shipments", path, "--date", "today")["recorded"] == 1


def test_a_new_run_is_shared_in_proportion_to_the_levels(asking: Clerk) -> None:
    asking.does("level", "set", "dublin", "THB/lv=120")
    asking.does("level", "set", "rome", "THB/lv=61")
    assert told(asking, "--spread", "THB/lv=200") == [
        ("liepaja", 0, 0, 0, 40, 40),
        ("dublin", 10, 0, 0, 80, 80),  # of 200, 301 being the sum of the levels: 79.7
        ("rome", 30, 0, 40, 40, 40),  # 40.5
        ("london", 20, 30, 0, 40, 40),
    ]
    assert proposed(asking, "--spread", "THB/lv=201") == {"liepaja": 40, "dublin": 80, "rome": 41, "london": 40}
    assert sum(proposed(asking, "--spread", "THB/lv=4000", "--keep", 50).values()) == 210  # 300, 40 asked for, 50 kept
    asking.does("run", "edit", "THB/lv/1", "--carton", 20)
    assert proposed(asking, "--spread", "THB/lv=215") == {"liepaja": 40, "dublin": 80, "rome": 40, "london": 40}


def test_without_levels_all_that_are_chosen_get_the_same(asking: Clerk) -> None:
    asking.does("seminar", "add", "s15", "Seminar", "--date", "2015-01-01")
    asking.does("print", "THB/uk", 100)
    assert proposed(asking, "--spread", "THB/uk=102") == {"dublin": 25, "liepaja": 25, "london": 25, "rome": 25}
    asking.does("place", "add", "oslo", "Embassy in Oslo", "--kind", "embassy", "--country", "NO")
    asking.does("place", "close", "oslo")
    shares = {"dublin": 34, "london": 33, "rome": 33}
    assert proposed(asking, "--spread", "THB/uk=100", "--kind", "embassy") == shares
    asking.does("level", "set", "london", "THB/uk=5")
    assert proposed(asking, "--spread", "THB/uk=100") == {"london": 100}
    said = asking.does("report", "refill", "--spread", "THB/uk=100").out.splitlines()[0]
    assert said.startswith("100 of 100 copies of THB/uk spread from Store, as of ")
    assert said.endswith("; 3 places without a level get none")


@pytest.mark.parametrize(
    ("words", "said", "code"),
    [
        (
            "--spread THB/lv=100 --keep 301",
            "--keep 301 is more than can be shipped of THB/lv; specify --keep 300 or less.",
            1,
        ),
        ("--spread THB/lv/1=100", "--spread takes an item, not a print run; use THB/lv, not THB/lv/1.", 2),
        ("--spread THB/ru=100", "There is no item 'THB/ru'.", 1),
        ("--spread THB/lv", "'THB/lv' has no quantity; enter ITEM=QTY, such as THB/lv=200.", 2),
        ("--kind embasy", "There is no kind 'embasy'. Did you mean embassy (Embassy)?", 1),
        ("--region Latgale", "There is no place in the region 'Latgale'.", 1),
    ],
)
def test_what_cannot_be_refilled_is_refused_with_the_remedy(asking: Clerk, words: str, said: str, code: int) -> None:
    assert said in refusal(asking, "report", "refill", *words.split(), code=code)


def test_a_ledger_without_levels_says_how_to_set_one(clerk: Clerk) -> None:
    said = clerk.does("report", "refill").out.splitlines()
    assert said[-1] == "No open place has a level. Set one with 'tracker level set PLACE ITEM=LOW:HIGH'."


@pytest.mark.slow
def test_places_below_their_levels_and_runs_to_review_are_due(asking: Clerk) -> None:
    asking.does("level", "set", "store", "THB/lv=500")
    asking.does("run", "edit", "THB/lv/1", "--review-by", "2015-06-01")
    due = {(row["what"], row["place"]): (row["since"], row["about"], row["command"]) for row in asking.reads("due")}
    assert due["level", "dublin"][1:] == ("90 THB/lv", "tracker ship dublin THB/lv=90")
    assert due["level", "store"][1:] == ("200 THB/lv", "tracker report runout")
    assert due["review", None][:2] == ("2015-06-01", "390 THB/lv/1")
    assert ("level", "rome") not in due
    told = asking.reads("overview")
    assert (told["below"]["count"], told["reviews"]["about"]) == (4, "390 THB/lv/1")
    said = asking.does("overview").out
    assert "Below levels   !4 places; the longest for" in said
    assert re.search(r"To review      !1 print run; the longest for [\d\xa0]+ days: 390 THB/lv/1\n", said)
    for (what, _), (_, _, words) in due.items():
        if what in ("level", "review"):
            asking.does(*words.split()[1:])
    left = {(row["what"], row["place"]) for row in asking.reads("due") if row["what"] in ("level", "review")}
    assert left == {("level", "store"), ("review", None)}  # the others got theirs; a run was looked at
