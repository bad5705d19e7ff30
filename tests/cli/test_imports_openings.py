"""What was shipped before it was printed, as far as is known, is said; with --open it gets an opening."""

import pytest

from tests.cli.sheets import errors, figures, imports, sheet
from tests.cli.terminal import entries_in, held_by, refusal
from tests.conftest import Clerk, made_once

HEADER = "date,place,item,quantity,store"
PAST = (
    "2010-03-01,london,THB/lv,250,",
    "2010-02-01,dublin,THB/lv,100,",
    "2010-02-10,london,THB/ru,40,",
    "2015-02-01,dublin,THB/lv,900,",
)
SAID = (
    "If they were printed before, log that with 'tracker print', or let --open record them as printed the day before."
)


@made_once
def stocked(clerk: Clerk) -> Clerk:
    """A clerk with another store, whose first one got 1000 copies of THB/lv and 5 of THB/ru at the end."""
    clerk.does("print", "THB/lv", 1000, "--date", "2015-01-01")
    clerk.does("print", "THB/ru", 5, "--date", "2016-01-01")
    clerk.does("place", "add", "depot", "Depot", "--kind", "store")
    return clerk


def test_what_is_missing_is_said_once_for_each_item(stocked: Clerk) -> None:
    answer = stocked("import", "shipments", sheet(stocked, HEADER, *PAST))
    assert answer.code == 1
    assert answer.err.splitlines()[-3:-1] == [
        f"THB/lv: 350 copies are missing at store from 2010-02-01 on. {SAID}",
        f"THB/ru: 40 copies are missing at store from 2010-02-10 on. {SAID}",
    ]
    assert entries_in(stocked) == 2


def test_an_opening_is_a_print_run_of_just_what_is_missing_on_the_day_before(stocked: Clerk) -> None:
    path = sheet(stocked, HEADER, *PAST)
    outcome = imports(stocked, "shipments", path, "--open")
    assert (figures(outcome), outcome["entries"]) == ((4, 0, 0), [3, 4, 5, 6, 7, 8])
    assert outcome["copies"] == [{"item": "THB/lv", "copies": 1250}, {"item": "THB/ru", "copies": 40}]
    assert outcome["messages"] == [
        "Print run THB/lv/2 is the opening of THB/lv: 350 copies on 2010-01-31.",
        "Print run THB/ru/2 is the opening of THB/ru: 40 copies on 2010-02-09.",
    ]
    runs = [row for row in stocked.reads("run", "list") if row["printer"] == "opening"]
    note = f"opening of command {outcome['command']}"
    assert [(row["run"], row["printed_on"], row["quantity"], row["cost"], row["note"]) for row in runs] == [
        ("THB/lv/2", "2010-01-31", 350, None, note),
        ("THB/ru/2", "2010-02-09", 40, None, note),
    ]
    assert held_by(stocked, "store") == {"THB/lv": 100, "THB/ru": 5}
    stocked.does("check")
    before = stocked.db.read_bytes()
    assert figures(imports(stocked, "shipments", path, "--open")) == (0, 4, 0)
    assert stocked.db.read_bytes() == before


def test_copies_that_come_back_and_those_printed_later_are_taken_off_what_is_missing(stocked: Clerk) -> None:
    rows = ("2014-01-01,london,THB/lv,50,", "2014-02-01,london,THB/lv,-20,", "2014-03-01,dublin,THB/lv,30,")
    path = sheet(stocked, HEADER, *rows, "2015-03-01,dublin,THB/lv,1000,")
    words = ("--received", "--negative-as", "returns", "--open")
    assert imports(stocked, "shipments", path, *words)["messages"] == [
        "Print run THB/lv/2 is the opening of THB/lv: 60 copies on 2013-12-31."
    ]
    assert held_by(stocked, "store") == {"THB/ru": 5}


def test_other_stores_get_their_opening_from_the_store_that_it_is_printed_into(stocked: Clerk) -> None:
    rows = ("2014-02-01,london,THB/lv,50,depot", "2014-01-01,dublin,THB/lv,30,", "2014-01-01,depot,THB/lv,10,")
    path = sheet(stocked, HEADER, *rows)
    words = ("--received", "--open")
    assert imports(stocked, "shipments", path, *words)["messages"] == [
        "Print run THB/lv/2 is the opening of THB/lv: 80 copies on 2013-12-31.",
        "40 copies of THB/lv/2 were shipped from store to depot as entry 4, and received that day.",
    ]
    assert (held_by(stocked, "store"), held_by(stocked, "depot")) == ({"THB/lv": 1000, "THB/ru": 5}, {})
    assert figures(imports(stocked, "shipments", path, *words)) == (0, 3, 0)
    stocked.does("check")


@pytest.mark.slow
def test_an_opening_of_an_unknown_item_and_a_long_sheet(stocked: Clerk) -> None:
    rows = [f"2014-01-{day:02},london,NEW/lv,{copies}," for day in range(1, 29) for copies in range(1, 41)]
    path = sheet(stocked, HEADER, *rows)
    outcome = imports(stocked, "shipments", path, "--open", "--create-missing")
    assert figures(outcome) == (1120, 0, 0)
    assert f"Print run NEW/lv/1 is the opening of NEW/lv: {28 * 820} copies on 2013-12-31." in outcome["messages"]
    stocked.does("check")
    stocked.does("undo", "--yes")
    assert "NEW/lv" not in {row["item"] for row in stocked.reads("stock") if row["printed"]}


def test_a_bad_row_is_still_refused_and_nothing_is_opened(stocked: Clerk) -> None:
    path = sheet(stocked, HEADER, *PAST, "2010-02-01,lodnon,THB/lv,1,")
    assert [error[0] for error in errors(stocked, "shipments", path, "--open")] == [6]
    rejects = stocked.db.with_name("rejects.csv")
    assert figures(imports(stocked, "shipments", path, "--open", "--rejects", rejects)) == (4, 0, 1)


def test_a_named_run_that_has_too_few_copies_is_not_opened(stocked: Clerk) -> None:
    path = sheet(stocked, HEADER, "2015-02-01,london,THB/lv/1,1001,")
    ((line, *_),) = errors(stocked, "shipments", path, "--open")
    assert line == 2


@pytest.mark.parametrize("words", [(), ("--dry-run",)])
def test_nothing_is_opened_without_being_asked_or_in_a_dry_run(stocked: Clerk, words: tuple[str, ...]) -> None:
    path = sheet(stocked, HEADER, *PAST)
    answer = stocked("import", "shipments", path, *words, *(["--open"] if words else []))
    assert (answer.code, entries_in(stocked)) == (0 if words else 1, 2)
    assert "only to shipments" in refusal(stocked, "import", "handouts", path, "--open", code=2)


def test_copies_that_another_store_can_spare_are_not_opened_but_shipped_there(stocked: Clerk) -> None:
    path = sheet(stocked, HEADER, "2016-02-01,london,THB/lv,50,depot", "2016-03-01,london,THB/lv,900,")
    ship = ("ship", "depot", "THB/lv=50", "--from", "store", "--received", "--date", "2016-01-31")
    said = (
        "THB/lv: 50 copies are missing at depot from 2016-02-01 on, but store can spare them. "
        f"Log the transfer with 'tracker {' '.join(ship)}', and import again."
    )
    for words in ((), ("--open",)):
        assert said in stocked("import", "shipments", path, *words).err.splitlines()
    assert entries_in(stocked) == 2
    stocked.does(*ship)
    assert figures(imports(stocked, "shipments", path)) == (2, 0, 0)
    held = held_by(stocked, "store")
    assert held["THB/lv"] == 50
    further = sheet(stocked, HEADER, "2016-04-01,london,THB/lv,51,depot")
    assert "51 copies are missing at depot" in stocked("import", "shipments", further).err
    assert "can spare" not in stocked("import", "shipments", further).err


def test_the_opening_of_a_booklet_that_is_added_by_its_title_has_that_title(stocked: Clerk) -> None:
    rows = ("2010-03-01,london,Tiesības un pienākumi,lv,7", "2010-03-02,dublin,Tiesības un pienākumi,lv,5")
    path = sheet(stocked, "date,place,booklet,language,quantity", *rows)
    outcome = imports(stocked, "shipments", path, "--open", "--create-missing")
    assert figures(outcome) == (2, 0, 0)
    (added,) = [row for row in stocked.reads("booklet", "list") if row["title"] == "Tiesības un pienākumi"]
    assert outcome["copies"] == [{"item": f"{added['code']}/lv", "copies": 12}]
    assert figures(imports(stocked, "shipments", path, "--open", "--create-missing")) == (0, 2, 0)
    stocked.does("check")
