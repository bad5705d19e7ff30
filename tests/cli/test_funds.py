from pathlib import Path

import pytest

from tests.cli.terminal import refusal
from tests.conftest import Clerk, made_once
from tracker.model.dates import today


@made_once
def funded(clerk: Clerk) -> Clerk:
    """A clerk with a fund for printing."""
    clerk.does("fund", "add", "public-order", "Sabiedriskās kārtības uzturēšanas fonds")
    return clerk


def test_a_fund_grants_money_year_by_year(funded: Clerk) -> None:
    made = funded.logs("fund", "grant", "public-order", 2011, "862.40", "--purpose", "printing")
    assert made == {
        "grant": 1,
        "fund": "public-order",
        "year": 2011,
        "until": 2011,
        "years": "2011",
        "amount": "862.40",
        "currency": "EUR",
        "purpose": "printing",
        "reference": None,
        "date": None,
        "note": None,
        "command": 7,
        "messages": [],
    }
    assert funded.logs("fund", "grant", "public-order", 2010, "1000,5", "--currency", "lvl")["grant"] == 2
    funded.does("check")
    assert funded.does("fund", "list", "--format", "csv").out == (
        "code,name,year,amount,currency,purpose,grant,until,reference,date,note\n"
        "public-order,Sabiedriskās kārtības uzturēšanas fonds,2010,1000.50,LVL,,2,2010,,,\n"
        "public-order,Sabiedriskās kārtības uzturēšanas fonds,2011,862.40,EUR,printing,1,2011,,,\n"
    )


def test_a_grant_without_a_purpose_pays_for_what_no_other_grant_pays_for(funded: Clerk) -> None:
    def money(*words: object) -> list[tuple[object, ...]]:
        names = ("year", "purpose", "granted", "spent", "copies", "left")
        return [tuple(row[name] for name in names) for row in funded.reads("report", "funding", *words)]

    def paid(day: str, cost: int) -> None:
        funded.does("print", "THB/lv", 100, "--date", day, "--cost", cost, "--fund", "public-order")

    paid("2014-05-01", 60)
    grant = funded.logs("fund", "grant", "public-order", 2014, 70)["grant"]
    assert money() == [(2014, None, "70.00", "60.00", 100, "10.00")]
    assert money("--at", "2014-04-30") == [(2014, None, "70.00", "0.00", 0, "70.00")]
    paid("2015-05-01", 9)
    funded.does("fund", "grant", "public-order", 2014, 5, "--currency", "USD", "--purpose", "printing")
    funded.does("ship", "london", "THB/lv=10", "--date", "2014-06-01", "--cost", 20, "--fund", "public-order")
    assert money()[1:] == [
        (2014, "printing", "5.00", "0.00", 0, "5.00"),
        (2015, "printing", "0.00", "9.00", 100, "-9.00"),
    ]
    (due,) = (row for row in funded.reads("due") if row["what"] == "grant")
    assert (due["about"], due["since"]) == ("public-order 2014 -10.00 EUR", "2014-06-01")
    funded.does("fund", "grant", "public-order", 2014, 50, "--purpose", "printing")
    assert [row for row in money() if row[0] == 2014 and row[2] != "5.00"] == [
        (2014, None, "70.00", "20.00", 10, "50.00"),
        (2014, "printing", "50.00", "60.00", 100, "-10.00"),
    ]
    page = funded.reads("report", "grant", "public-order", "--year", 2014)["money"]
    assert {(row["purpose"], row["currency"], row["spent"]) for row in page} == {
        (None, "EUR", "20.00"),
        ("printing", "EUR", "60.00"),
        ("printing", "USD", "0.00"),
    }
    funded.does("fund", "ungrant", grant)
    assert (2014, "distribution", "0.00", "20.00", 10, "-20.00") in money()


def test_a_fund_that_granted_nothing_yet_is_listed_all_the_same(funded: Clerk) -> None:
    (row,) = funded.reads("fund", "list")
    assert (row["code"], row["year"], row["amount"]) == ("public-order", None, None)


def test_a_grant_names_its_fund_as_the_fund_spells_itself(funded: Clerk) -> None:
    assert funded.logs("fund", "grant", "PUBLIC-ORDER", 2010, 1)["fund"] == "public-order"
    assert "from public-order for 2010" in funded.does("fund", "grant", "Public-Order", 2010, 1).out


def test_a_code_is_taken_whatever_its_case(funded: Clerk) -> None:
    assert (
        "The code Public-Order already exists; choose another code, or run 'tracker fund edit Public-Order'."
        in refusal(funded, "fund", "add", "Public-Order", "X")
    )


def test_an_unknown_fund_suggests_the_nearest(funded: Clerk) -> None:
    assert "Did you mean public-order" in refusal(funded, "fund", "grant", "public-oder", 2010, 1)
    assert "tracker fund add" in refusal(funded, "fund", "grant", "zzz", 2010, 1)


@pytest.mark.parametrize("amount", ["1.234", "1,234.50", "1e3", "ten", "٨٦٢", "0x10", "", "1 00", "€5", "NaN"])
def test_an_amount_that_is_not_money_is_wrong_usage(funded: Clerk, amount: str) -> None:
    said = refusal(funded, "fund", "grant", "public-order", 2010, amount, code=2)
    assert f"'{amount}' is not an amount of money" in said


@pytest.mark.parametrize("year", ["1899", "10000", "2010.5", "last", "2010..", "2010-2014"])
def test_a_year_that_is_none_is_wrong_usage(funded: Clerk, year: str) -> None:
    said = refusal(funded, "fund", "grant", "public-order", year, 1, code=2)
    assert said == f"'{year}' is not a year; enter one such as 2014, or several such as 2010..2014."


@made_once
def several(clerk: Clerk) -> Clerk:
    """A clerk whose city granted money for printing for three years, and for a project."""
    clerk.does("fund", "add", "riga", "Rīgas dome")
    clerk.does("fund", "add", "amif", "AMIF")
    decision = ("--ref", "3/14", "--date", "2014-01-05", "--note", "by the council")
    clerk.does("fund", "grant", "riga", "2014..2016", 100, "--purpose", "printing", *decision)
    clerk.does("fund", "grant", "riga", 2015, 30, "--purpose", "Projekts")
    clerk.does("fund", "grant", "riga", 2015, 50)
    return clerk


def left(clerk: Clerk, *words: object) -> dict[object, tuple[object, ...]]:
    """Return the spending of each grant, and what is left, by its number; of the others by year."""
    rows = clerk.reads("report", "funding", *words)
    return {row["grant"] or row["year"]: (row["spent"], row["left"]) for row in rows}


def test_a_cost_is_spent_on_the_grant_that_it_names_else_on_one_for_its_year_and_purpose(several: Clerk) -> None:
    several.does("print", "THB/lv", 10, "-d", "2014-02-01", "--cost", "40.50", "--fund", "riga")
    several.does("print", "THB/lv", 10, "-d", "2016-02-01", "--cost", "9.25", "--fund", "riga")
    several.does("seminar", "add", "s", "S", "-d", "2015-03-01", "--cost", 30, "--grant", 2, "--audience", "pupils=3")
    several.does("ship", "london", "THB/lv=2", "-d", "2015-03-01", "--cost", 3, "--fund", "riga", "--grant", 1)
    assert left(several) == {1: ("52.75", "47.25"), 2: ("30.00", "0.00"), 2015: ("0.00", "50.00")}
    (row, *_) = several.reads("report", "funding")
    assert (row["year"], row["until"], row["reference"], row["date"]) == (2014, 2016, "3/14", "2014-01-05")
    several.does("seminar", "edit", "s", "--fund", "riga")
    several.does("ship", "london", "THB/lv=2", "-d", "2015-03-01", "--cost", 4, "--replaces", 3)
    assert left(several) == {1: ("53.75", "46.25"), 2: ("0.00", "30.00"), 2015: ("30.00", "20.00")}
    several.does("fund", "grant", "riga", 2016, 5, "--purpose", "printing")
    assert left(several)[2016] == ("9.25", "-4.25")
    several.does("run", "edit", "THB/lv/2", "--grant", 1)
    assert left(several)[2016] == ("0.00", "5.00")
    assert several.reads("run", "list")[1]["grant"] == "1"
    several.does("check")


def test_the_page_of_one_grant_has_its_costs_people_and_decision(several: Clerk) -> None:
    several.does("print", "THB/lv", 10, "-d", "2014-02-01", "--cost", "40.50", "--fund", "riga")
    several.does("seminar", "add", "s", "S", "-d", "2015-03-01", "--cost", 30, "--grant", 2, "--audience", "pupils=4")
    several.does("ship", "london", "THB/lv=5", "-d", "2015-02-01", "--received")
    several.does("handout", "london", "THB/lv=5", "-d", "2015-02-01", "--audience", "pupils=9")
    pages = [several.reads("report", "grant", "riga", "--grant", number) for number in (1, 2)]
    assert [page["money"][0]["left"] for page in pages] == ["59.50", "0.00"]
    assert [[row["attendees"] for row in page["audiences"]] for page in pages] == [[9], [4]]
    (people,) = (row for row in pages[1]["costs"] if row["what"] == "people")
    assert (people["copies"], people["cost"], people["per_copy"]) == (4, "30.00", "7.50")
    (grant,) = pages[0]["grants"]
    assert (grant["year"], grant["until"], grant["reference"], grant["note"]) == (2014, 2016, "3/14", "by the council")
    assert several.reads("report", "grant", "riga")["audiences"][0]["attendees"] == 13
    several.does("seminar", "add", "t", "T", "-d", "2015-04-01", "--fund", "riga", "--audience", "pupils=6")
    pages = [several.reads("report", "grant", "riga", "--grant", number)["audiences"] for number in (1, 2, 3)]
    assert [[row["attendees"] for row in page] for page in pages] == [[9], [4], [6]], "3 would be charged"
    assert several.reads("report", "grant", "riga")["audiences"][0]["attendees"] == 19
    assert "belongs to riga" in refusal(several, "report", "grant", "amif", "--grant", 1)
    several.does("print", "THB/lv", 10, "-d", "2016-02-01", "--cost", 10, "--fund", "riga")
    (money,) = several.reads("report", "grant", "riga", "--grant", 1, "--year", 2016)["money"]
    assert (money["granted"], money["spent"], money["left"]) == ("100.00", "10.00", "49.50")


def test_a_grant_that_cannot_pay_is_refused_with_the_remedy(several: Clerk) -> None:
    printed = ("print", "THB/lv", 5, "-d", "2015-02-01", "--cost", 4)
    several.does("fund", "ungrant", 3)
    for words, said in {
        ("--grant", 9): "There is no grant 9; see 'tracker fund list'.",
        ("--grant", 3): "Grant 3 was withdrawn; choose another grant in 'tracker fund list'.",
        ("--grant", 1, "--fund", "amif"): "Grant 1 belongs to riga, which does not pay for the print run",
        ("--grant", 1, "--currency", "USD"): "Grant 1 is in EUR, not in USD;",
        ("--grant", 1, "-d", "2017-01-01"): "Grant 1 is for 2014..2016, not for 2017-01-01;",
        ("--grant", 1, "--grant", 2): "Grants 1 and 2 both belong to riga; specify only one of them.",
    }.items():
        words = words[:-2] if words[-1] == "2017-01-01" else words
        day = (*printed[:3], "-d", "2017-01-01", *printed[5:]) if "2017" in said else printed
        assert said in refusal(several, *day, *words)
    seminar = ("seminar", "add", "s", "S", "-d", "2015-03-01")
    assert "--fund riga --grant 1" in refusal(several, *seminar, "--cost", 1, "--fund", "amif", "--grant", 1)
    assert "add --cost" in refusal(several, *seminar, "--grant", 1)
    said = refusal(several, "fund", "grant", "riga", "2016..2014", 1, code=2)
    assert said == "2016..2014 ends before it begins; enter 2014..2016."
    assert left(several) == {1: ("0.00", "100.00"), 2: ("0.00", "30.00")}


def test_due_lists_grants_that_are_overspent_or_end_unspent(several: Clerk) -> None:
    year = today().year
    several.does("print", "THB/lv", 10, "-d", "2015-02-01", "--cost", "130", "--fund", "riga")
    several.does("fund", "grant", "riga", f"2015..{year}", 8, "--purpose", "distribution")
    several.does("fund", "grant", "riga", year - 1, 6, "--purpose", "seminars")
    due = [(row["about"], row["command"]) for row in several.reads("due") if row["what"] == "grant"]
    over = ("riga 2014 printing -30.00 EUR", "tracker report grant riga --grant 1")
    unspent = ("riga 2015 distribution 8.00 EUR", "tracker report grant riga --grant 4")
    ended = (f"riga {year - 1} seminars 6.00 EUR", f"tracker report grant riga --year {year - 1}")
    assert due == [over, ended, unspent][: 3 if today().month > 6 else 2]


@pytest.mark.slow
def test_grants_and_what_names_them_go_through_sheets_and_packages(several: Clerk, tmp_path: Path) -> None:
    several.does("print", "THB/lv", 10, "-d", "2014-02-01", "--cost", "40.50", "--grant", 1)
    several.does("seminar", "add", "s", "S", "-d", "2015-03-01", "--cost", 30, "--grant", 2, "--audience", "pupils=4")
    several.does("ship", "london", "THB/lv=5", "-d", "2015-02-01", "--received", "--cost", 2, "--grant", 1)
    expected, tables = left(several), ("funds", "grants", "booklets", "print-runs", "places", "seminars", "shipments")
    for table in tables:
        several.does("export", table, "-o", tmp_path / f"{table}.csv")
    several.does("export", "--all", tmp_path / "package")
    for words in (("init",), ("import", "--all", tmp_path / "package")):
        other = ("--db", tmp_path / f"{words[0]}.db")
        several.does(*other, *words)
        for table in tables if words == ("init",) else ():
            several.does(*other, "import", table, tmp_path / f"{table}.csv", "--create-missing")
        assert left(several, *other) == expected
        several.does(*other, "check")
    for table in tables:
        assert "already recorded" in several.does("import", table, tmp_path / f"{table}.csv").out


@pytest.mark.parametrize("currency", ["EURO", "€", "E1R", ""])
def test_a_currency_that_is_none_is_wrong_usage(funded: Clerk, currency: str) -> None:
    said = refusal(funded, "fund", "grant", "public-order", 2010, 1, "--currency", currency, code=2)
    assert said == f"'{currency}' is not a currency; enter its three-letter code, such as EUR."
