import pytest

from tests.cli.terminal import held_by, lines_of, refusal, stock_of
from tests.conftest import Clerk, made_once

COLUMNS = (
    "run,item,printed_on,quantity,store,cost,currency,fund,printer,isbn,status,reference,note,"
    "review_by,mark,carton,weight,url,grant"
)


def test_a_new_run_comes_from_the_printer_into_the_first_store(clerk: Clerk) -> None:
    entry = clerk.logs("print", "THB/lv", 1900, "--date", "2010-03-16")
    assert lines_of(entry) == [("THB/lv/1", "printer", "store", 1900)]
    assert (entry["type"], entry["place"], entry["date"]) == ("print", "store", "2010-03-16")
    assert entry["messages"] == ["The new print run is THB/lv/1."]
    assert (stock_of(clerk)["printed"], stock_of(clerk)["on_hand"]) == (1900, 1900)


def test_a_print_run_answers_in_words(clerk: Clerk) -> None:
    assert clerk.does("print", "THB/lv", 1900, "--date", "16.3.2010").out.splitlines() == [
        "Entry 1: 1\u00a0900 copies of THB/lv/1 printed for store on 2010-03-16.",
        "  1\u00a0900  THB/lv/1  printer > store",
        "The new print run is THB/lv/1.",
    ]


def test_runs_are_numbered_within_their_item(clerk: Clerk) -> None:
    codes = [
        clerk.logs("print", item, 10)["lines"][0]["run"] for item in ("THB/lv", "THB/ru", "THB/lv", "thb/LV", "THB/ru")
    ]
    assert codes == ["THB/lv/1", "THB/ru/1", "THB/lv/2", "THB/lv/3", "THB/ru/2"]


def test_a_run_remembers_its_cost_fund_printer_and_isbn(clerk: Clerk) -> None:
    clerk.does("fund", "add", "public-order", "Sabiedriskās kārtības uzturēšanas fonds")
    cost = ("--cost", "862,4", "--currency", "eur", "--fund", "public-order")
    made = ("--printer", "Jelgavas tipogrāfija", "--isbn", "978-9984", "--ref", "D-17")
    clerk.does("print", "THB/lv", 1900, "--date", "2010-03-16", *cost, *made)
    assert clerk.reads("run", "list") == [
        {
            "run": "THB/lv/1",
            "item": "THB/lv",
            "printed_on": "2010-03-16",
            "quantity": 1900,
            "store": "store",
            "cost": "862.40",
            "currency": "EUR",
            "fund": "public-order",
            "printer": "Jelgavas tipogrāfija",
            "isbn": "978-9984",
            "status": "active",
            "reference": "D-17",
            "note": None,
            "review_by": None,
            "mark": None,
            "carton": None,
            "weight": None,
            "url": None,
            "grant": None,
        }
    ]


def test_a_run_names_its_fund_as_the_fund_spells_itself(clerk: Clerk) -> None:
    clerk.does("fund", "add", "public-order", "Fonds")
    clerk.does("print", "THB/lv", 10, "--cost", 5, "--fund", "PUBLIC-ORDER")
    assert clerk.reads("run", "list")[0]["fund"] == "public-order"


def test_copies_can_be_printed_into_another_store(clerk: Clerk) -> None:
    clerk.does("place", "add", "annex", "Annex", "--kind", "store")
    entry = clerk.logs("print", "THB/lv", 10, "--to", "annex")
    assert entry["place"] == "annex"
    assert held_by(clerk, "annex") == {"THB/lv": 10}
    assert "london is of kind embassy, not a store" in refusal(clerk, "print", "THB/lv", 10, "--to", "london")


def test_a_booklet_must_be_known_before_it_is_printed(clerk: Clerk) -> None:
    said = refusal(clerk, "print", "THX/lv", 10)
    assert "There is no booklet 'THX'" in said
    assert "THB" in said


def test_a_booklet_is_printed_in_languages_there_are(clerk: Clerk) -> None:
    said = refusal(clerk, "print", "THB/rus", 10)
    assert "There is no language 'rus'" in said
    assert "ru (Russian)" in said


def test_a_fund_must_be_known_before_it_pays(clerk: Clerk) -> None:
    clerk.does("fund", "add", "public-order", "Fonds")
    said = refusal(clerk, "print", "THB/lv", 10, "--fund", "public")
    assert "There is no fund 'public'" in said
    assert "public-order" in said


def test_a_currency_without_a_cost_is_not_lost_in_silence(clerk: Clerk) -> None:
    assert "cost" in clerk.refused("print", "THB/lv", 10, "--currency", "USD", code=2)


def test_a_script_that_forgets_an_argument_is_told_which(clerk: Clerk) -> None:
    assert "ITEM" in refusal(clerk, "print", code=2)
    assert "QTY" in refusal(clerk, "print", "THB/lv", code=2)


def test_a_run_printed_today_is_dated_today(clerk: Clerk) -> None:
    entry = clerk.logs("print", "THB/lv", 10)
    yesterday = clerk.logs("print", "THB/lv", 10, "--date", "yesterday")
    assert clerk.logs("print", "THB/lv", 10, "--date", "today")["date"] == entry["date"]
    assert yesterday["date"] < entry["date"]


@made_once
def printed(clerk: Clerk) -> Clerk:
    """A clerk with a fund, and a run of 1000 copies that cost 500 euros."""
    clerk.does("fund", "add", "public-order", "Fonds")
    clerk.does("print", "THB/lv", 1000, "--date", "2015-01-01", "--cost", "500", "--note", "of the entry")
    return clerk


def test_runs_are_listed_with_their_promised_columns_in_the_order_of_their_numbers(printed: Clerk) -> None:
    for _ in range(9):
        printed.does("print", "THB/lv", 1)
    head, *rows = printed.does("run", "list", "--format", "csv").out.splitlines()
    assert head == COLUMNS
    assert rows[0] == "THB/lv/1,THB/lv,2015-01-01,1000,store,500.00,EUR,,,,active,,,,,,,,"
    assert [row.split(",")[0] for row in rows] == [f"THB/lv/{number}" for number in range(1, 11)]


def test_a_runs_making_is_corrected_option_by_option(printed: Clerk) -> None:
    printed.does("run", "edit", "thb/lv/1", "--cost", "862.40", "--fund", "PUBLIC-order", "--isbn", "978")
    row = printed.logs("run", "edit", "THB/lv/1", "--printer", "Tipogrāfija", "--currency", "lvl", "--note", "n")
    assert list(row) == [*COLUMNS.split(","), "command", "messages"]
    assert (row["cost"], row["currency"], row["fund"]) == ("862.40", "LVL", "public-order")
    assert (row["printer"], row["isbn"], row["note"], row["quantity"]) == ("Tipogrāfija", "978", "n", 1000)
    assert printed.logs("run", "edit", "THB/lv/1", "--isbn", "")["isbn"] is None
    words = ("--review-by", "31.1.2027", "--mark", "blue cover", "--carton", "1 000", "--weight", 12)
    row = printed.logs("run", "edit", "THB/lv/1", *words)
    assert [row[name] for name in ("review_by", "mark", "carton", "weight")] == ["2027-01-31", "blue cover", 1000, 12]
    assert printed.logs("run", "edit", "THB/lv/1", "--note", "m")["review_by"] == "2027-01-31", (
        "as nothing is said of it"
    )
    row = printed.logs("run", "edit", "THB/lv/1", "--review-by", "", "--carton", "")
    assert [row[name] for name in ("review_by", "mark", "carton", "weight")] == [None, "blue cover", None, 12]
    assert "'0' is not a whole number between 1 and" in refusal(
        printed, "run", "edit", "THB/lv/1", "--carton", 0, code=2
    )
    assert " (run edit) cannot be undone: only entries, requests, " in refusal(printed, "undo")


def test_what_cannot_be_corrected_is_refused(printed: Clerk) -> None:
    assert "Nothing to change" in refusal(printed, "run", "edit", "THB/lv/1", code=2)
    assert "Did you mean public-order" in refusal(printed, "run", "edit", "THB/lv/1", "--fund", "public-oder")
    printed.does("print", "THB/ru", 1)
    assert "no cost yet" in refusal(printed, "run", "edit", "THB/ru/1", "--currency", "EUR")


def test_earlier_details_of_a_run_are_shown_with_who_changed_them(printed: Clerk) -> None:
    printed.does("fund", "add", "riga", "Riga")
    printed.does("fix", 1, "--cost", "900.40", "--fund", "riga")
    printed.does("run", "edit", "THB/lv/1", "--cost", "862.40", "--note", "as invoiced", "--clerk", "bob")
    first, second = printed.reads("run", "show", "THB/lv/1")["earlier"]
    assert (first["cost"], first["fund"], first["recorded_by"]) == ("500.00", None, "anna")
    assert second | {"recorded_at": ""} == {"command": 10, "recorded_at": "", "recorded_by": "bob", "cost": "900.40"}
    assert printed.reads("show", 1)["earlier"] == [first, second]
    for words in (("show", 1), ("run", "show", "THB/lv/1")):
        *_, heading, before, then = printed.does(*words).out.splitlines()
        assert heading == "Earlier details:"
        assert before.endswith("anna: cost 500.00, fund none")
        assert then == f"  until command 10, {second['recorded_at']}, bob: cost 900.40"


def test_a_run_shows_where_its_copies_are(printed: Clerk) -> None:
    printed.does("ship", "london", "THB/lv=100", "--date", "2015-01-02", "--received")
    printed.does("ship", "dublin", "THB/lv=50", "--date", "2015-01-02")
    shown = printed.reads("run", "show", "THB/lv/1")
    assert (shown["printed"], shown["on_hand"], shown["available"]) == (1000, 850, 850)
    assert (shown["in_transit"], shown["at_places"], shown["handed_out"], shown["lost"]) == (50, 100, 0, 0)
    assert (shown["run"], shown["printed_on"], shown["cost"]) == ("THB/lv/1", "2015-01-01", "500.00")
    assert "THB/lv/1" in printed.does("run", "show", "THB/lv/1").out


def test_an_unknown_run_names_those_there_are(printed: Clerk) -> None:
    assert "There is no print run THB/lv/2; existing print runs: THB/lv/1" in refusal(
        printed, "run", "show", "THB/lv/2"
    )
    assert "THB/lv" in refusal(printed, "run", "show", "THB/ru/1")


@pytest.mark.parametrize("run", ["THB/lv", "THB", "THB/lv/0", "THB/lv/x", "THB/lv/1/2", "THB//1", "THB/lv/01", ""])
def test_a_malformed_run_is_wrong_usage(printed: Clerk, run: str) -> None:
    assert "enter BOOKLET/LANGUAGE" in refusal(printed, "run", "show", run, code=2)


def test_a_print_is_not_moved_behind_a_count_of_its_copies(clerk: Clerk) -> None:
    clerk.does("print", "THB/lv", 10, "--date", "2015-01-01")
    clerk.does("count", "store", "THB/lv=9", "--date", "2015-01-05")
    later = refusal(clerk, "print", "THB/lv", 20, "--date", "2015-01-07", "--replaces", 1)
    unprinted = "Count 2 of 2015-01-05 found 9 of THB/lv, but none would be printed by then; void the count first."
    assert later.startswith(unprinted)
    same_day = refusal(clerk, "print", "THB/lv", 20, "--date", "2015-01-05", "--replaces", 1)
    assert same_day.startswith(unprinted)
