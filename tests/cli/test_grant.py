"""The page for a funder."""

import json
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from tests.adapters import worded
from tests.conftest import Clerk, made_once
from tests.papers.paper import pages
from tests.render.html_pages import HtmlPage


@made_once
def granted(clerk: Clerk) -> Clerk:
    """A clerk with a grant for all three purposes, one seminar, and two shipments, one to a discreet place."""
    clerk.does("fund", "add", "amif", "AMIF")
    clerk.does("fund", "add", "riga", "Rīga")
    for purpose, amount in (("printing", 5), ("distribution", 10), ("seminars", 20)):
        clerk.does("fund", "grant", "amif", 2015, amount, "--purpose", purpose)
    clerk.does("place", "add", "shelter", "A shelter", "--kind", "ngo", "--region", "Latgale", "--discreet")
    people = ("--audience", "police=9", "--audience", "pupils=3")
    clerk.does("seminar", "add", "s", "Seminar", "-d", "2015-03-01", "--fund", "amif", "--cost", 20, *people)
    clerk.does("print", "THB/lv", 20, "-d", "2015-01-01", "--cost", 8, "--fund", "amif=75", "--fund", "riga")
    clerk.does("print", "THB/ru", 20, "-d", "2015-01-01")
    clerk.does(
        "ship", "shelter", "THB/lv=6", "THB/ru=2", "-d", "2015-02-01", "--received", "--cost", 2, "--fund", "amif"
    )
    clerk.does("ship", "s", "THB/ru=4", "-d", "2015-02-28")
    clerk.does("handout", "shelter", "THB/lv=5", "-d", "2015-02-02")
    clerk.does("ship", "london", "THB/ru=1", "-d", "2015-02-02")
    return clerk


def page(clerk: Clerk, *words: object) -> Any:
    return clerk.reads("report", "grant", "amif", *words)


def test_a_funder_sees_money_copies_places_people_and_shipments(granted: Clerk) -> None:
    tables = page(granted, "--year", 2015)
    assert [tuple(row.values()) for row in tables["money"]] == [
        ("distribution", "EUR", "10.00", "2.00", "8.00"),
        ("printing", "EUR", "5.00", "6.00", "-1.00"),
        ("seminars", "EUR", "20.00", "20.00", "0.00"),
    ]
    assert [tuple(row.values()) for row in tables["languages"]] == [
        ("lv", 20, 6, 6, 5, 15, 0, 0),
        ("ru", 0, 6, 2, 0, 2, 4, 0),
    ]
    kinds = {row.pop("kind"): tuple(row.values()) for row in tables["kinds"]}
    assert kinds["ngo"] == (1, 1, 8, 8, 5, 3, 0, 0)
    assert kinds["seminar"] == (1, 0, 4, 0, 0, 0, 4, 0)
    assert kinds["embassy"] == (2, 0, 0, 0, 0, 0, 0, 0)
    assert {row["region"]: row["reached"] for row in tables["regions"]}[None] == 1, "of a discreet place"
    assert sum(row["sent"] for row in tables["countries"]) == 12
    assert [tuple(row.values()) for row in tables["audiences"]] == [("police", 9), ("pupils", 3)]
    assert [(row["code"], row["attendees"], row["cost"]) for row in tables["seminars"]] == [("s", 12, "20.00")]
    assert [tuple(row.values()) for row in tables["costs"]] == [
        ("printed", 20, "EUR", "8.00", "0.40"),
        ("sent", 12, "EUR", "4.40", "0.37"),
        ("people", 12, "EUR", "28.00", "2.33"),
    ]
    assert [(row["place"], row["name"], row["item"], row["copies"], row["cost"]) for row in tables["shipments"]] == [
        ("ngo/LV", None, "THB/lv", 6, "1.50"),
        ("ngo/LV", None, "THB/ru", 2, "0.50"),
        ("s", "Seminar", "THB/ru", 4, None),
    ]


def test_what_does_not_add_up_is_explained(granted: Clerk) -> None:
    others = "The other columns also include copies printed earlier or found by counts"
    before = "The amount left also excludes money spent before 2017-01-01."
    assert [others in granted.does("report", "grant", "amif", "-f", name).out for name in ("table", "html")] == [
        True
    ] * 2
    assert others not in granted.does("report", "grant", "riga").out
    granted.does("fund", "grant", "amif", "2016..2017", 50)
    granted.does("print", "THB/lv", 10, "-d", "2016-02-01", "--cost", 10, "--fund", "amif")
    assert before in granted.does("report", "grant", "amif", "--since", "2017").out
    assert "amount left also" not in granted.does("report", "grant", "amif", "--since", "2016").out


def test_what_a_fund_paid_for_a_transfer_is_in_the_annex(granted: Clerk) -> None:
    granted.does("place", "add", "depo", "Depot", "--kind", "store")
    granted.does("ship", "depo", "THB/ru=5", "-d", "2015-03-02", "--cost", "3", "--fund", "amif", "--received")
    tables = page(granted)
    spent = {row["purpose"]: row["spent"] for row in tables["money"]}
    assert spent["distribution"] == "5.00"
    (transfer,) = (row for row in tables["shipments"] if row["place"] == "depo")
    assert (transfer["item"], transfer["copies"], transfer["cost"]) == ("THB/ru", None, "3.00")
    assert sum(float(row["cost"] or 0) for row in tables["shipments"]) == 5
    assert sum(row["copies"] or 0 for row in tables["shipments"]) == sum(row["sent"] for row in tables["languages"])


def test_a_copy_sent_costs_a_sum_in_each_currency(granted: Clerk) -> None:
    granted.does("print", "THB/en", 20, "-d", "2015-03-01", "--cost", 10, "--currency", "GBP", "--fund", "amif")
    granted.does("ship", "london", "THB/en=2", "-d", "2015-03-02")
    costs = [tuple(row.values()) for row in page(granted, "--table", "costs") if row["what"] == "sent"]
    assert costs == [("sent", 14, "EUR", "4.40", "0.31"), ("sent", 14, "GBP", "1.00", "0.07")]
    for form in ("table", "markdown"):
        said = granted.does("report", "grant", "amif", "-f", form).out
        assert "The printing cost of 6 copies sent is unknown and not included." in said


def test_the_command_at_the_foot_prints_the_page_again(granted: Clerk) -> None:
    said = granted.does("report", "grant", "amif", "--since", "2015-01-01", "--until", "2015-02-15").out
    command = said.splitlines()[-1].split()
    assert command[:4] == ["tracker", "report", "grant", "amif"]
    assert said.splitlines()[-6] == "", "the foot is apart from the tables"
    assert said.splitlines()[-4:-2] == [
        "Copies received after 2015-02-15 do not count as received.",
        "Copies left, in transit and gone include those printed or sent before 2015-01-01.",
    ]
    granted.does("void", 6, "--reason", "nobody came")
    assert granted.does("report", "grant", "amif", "--until", "2015-02-15").out != said
    assert granted.does(*command[1:]).out == said


def test_a_page_is_text_markdown_or_a_sheet_for_each_table(granted: Clerk, tmp_path: Path) -> None:
    tables = page(granted)
    workbook = tmp_path / "page.xlsx"
    granted.does("report", "grant", "amif", "-o", workbook)
    assert CalamineWorkbook.from_path(str(workbook)).sheet_names == list(tables)
    said = granted.does("report", "grant", "amif", "-f", "markdown").out
    assert said.startswith("# amif: AMIF\n\n## Granted and spent\n\n| purpose | currency |")
    assert said.count("\n## ") == len(tables)
    file = tmp_path / "page.html"
    granted.does("report", "grant", "amif", "-o", file)
    read = HtmlPage(file.read_text("utf-8"))
    tables["countries"].sort(key=lambda row: str(worded("country", row["country"])))
    shown = [
        [["" if cell is None else str(worded(name, cell)) for name, cell in row.items()] for row in rows]
        for rows in tables.values()
    ]
    assert [table.rows for table in read.tables] == [rows for rows in shown if rows]
    assert len(read.texts["h2"]) == len(tables)
    assert read.tables[0].marked == ["6.00", "-1.00"]
    assert read.texts["code"][0].startswith("tracker report grant amif --at ")
    only = granted.does("report", "grant", "amif", "--table", "audiences", "-f", "csv").out
    assert only == "audience,attendees\npolice,9\npupils,3\n"
    until = page(granted, "--until", "2015-02-01", "--table", "countries")
    assert sum(row["sent"] for row in until) == 8, "that day counts"
    assert json.loads(granted.does("report", "grant", "amif", "--table", "money", "-f", "json").out) == tables["money"]
    assert granted.refused("report", "grant", "amif", "-f", "csv", code=2).startswith(
        "csv output can contain only one table; choose one with --table:"
    )
    assert "--fields applies to one table; choose it with --table:" in granted.refused(
        "report", "grant", "amif", "--fields", "x", code=2
    )
    assert "There is no fund 'nobody'" in granted.refused("report", "grant", "nobody")
    assert "--year cannot be combined with --since or --until; use one or the other." in granted.refused(
        "report", "grant", "amif", "--year", 2015, "--since", "2015", code=2
    )
    days = "--since", "2015-02-01", "--until", "2015-01-31"
    assert " is later than --until" in granted.refused("report", "grant", "amif", *days, code=2)


@made_once
def paid(clerk: Clerk) -> Clerk:
    """A clerk whose fund `amif` pays for one of three parcels, and for a seminar just after the new year."""
    for words in (
        "fund add amif AMIF",
        "fund add riga Riga",
        "print THB/ru 50 --date 2014-01-01",
        "ship london THB/ru=3 --date 2014-03-01 --received",
        "ship london THB/ru=10 --date 2014-03-02 --received --cost 2 --fund amif",
        "ship london THB/ru=2 --date 2014-03-03 --received --cost 1 --fund riga",
        "handout london THB/ru=4 --date 2014-03-04",
        "return london THB/ru=2 --date 2014-03-05",
        "writeoff london THB/ru=1 --date 2014-03-05 --reason damaged",
        "count london THB/ru=6 --date 2014-03-06",
        "seminar add s Seminar --date 2015-01-10 --fund amif --cost 5",
        "ship s THB/ru=20 --date 2014-12-20",
        "receive 12 --date 2015-01-09",
    ):
        clerk.does(*words.split())
    return clerk


def figures(clerk: Clerk, table: str, *words: object, fund: str = "amif") -> list[int]:
    """Return the totals of a table's columns of copies: sent, received, handed out, left and on their way."""
    rows = clerk.reads("report", "grant", fund, *words)[table]
    return [sum(row[name] for row in rows) for name in ("sent", "received", "handed_out", "left", "in_transit")]


@pytest.mark.slow
def test_what_came_with_the_parcels_of_a_fund_is_handed_out_in_its_turn(paid: Clerk) -> None:
    """Of its ten copies one was handed out, after three others, two were returned, one was damaged and two missed."""
    assert figures(paid, "kinds", "--until", "2014-03-04") == [10, 10, 1, 9, 0]
    tables = ("languages", "kinds", "regions", "countries")
    assert [figures(paid, table, "--year", 2014) for table in tables] == [[10, 10, 3, 4, 0]] * 4
    assert figures(paid, "kinds", fund="riga") == [2, 2, 0, 2, 0]
    paid.does("void", 2, "--reason", "never left", "--yes")
    assert figures(paid, "kinds", "--year", 2014) == [10, 10, 4, 3, 0]


def test_each_copy_sent_for_a_fund_stays_in_some_column(paid: Clerk) -> None:
    """Of its ten copies three were handed out, four are left; the others were returned and damaged, or moved on."""

    def gone(*words: object, fund: str = "amif") -> int:
        return int(sum(row["gone"] for row in paid.reads("report", "grant", fund, *words)["kinds"]))

    assert gone("--until", "2014-03-04") == 0
    assert gone("--year", 2014) == 3
    paid.does("move", "london", "dublin", "THB/ru=4", "--date", "2014-12-01")
    assert figures(paid, "kinds", "--year", 2014) == [10, 10, 3, 0, 0]
    assert gone("--year", 2014) == 7
    paid.does("print", "THB/en", 5, "--date", "2014-01-01", "--cost", 10, "--fund", "riga")
    paid.does("writeoff", "store", "THB/en=2", "--date", "2014-01-02", "--reason", "damaged")
    assert (figures(paid, "kinds", fund="riga"), gone(fund="riga")) == ([2, 2, 0, 5, 0], 2)


def test_what_was_sent_to_a_seminar_counts_in_the_year_of_the_seminar(paid: Clerk) -> None:
    years = [page(paid, "--year", year) for year in (2014, 2015)]
    assert [sum(row["sent"] for row in year["languages"]) for year in years] == [10, 20]
    assert [[row["entry"] for row in year["shipments"]] for year in years] == [[4], [12]]
    assert [[row["copies"] for row in year["seminars"]] for year in years] == [[], [20]]
    assert figures(paid, "kinds", "--at", "2014-12-31") == [30, 10, 3, 4, 20]
    assert figures(paid, "kinds", "--until", "2015-01-09") == [10, 10, 3, 4, 0]


def test_a_copy_of_a_run_that_two_funds_paid_for_costs_what_it_cost(paid: Clerk) -> None:
    paid.does("print", "THB/en", 3, "--date", "2015-01-01", "--cost", 10, "--fund", "amif=50", "--fund", "riga")
    for fund in ("amif", "riga"):
        tables = paid.reads("report", "grant", fund, "--year", 2015)
        assert tuple(tables["costs"][0].values()) == ("printed", 3, "EUR", "10.00", "3.33")
        assert {row["language"]: row["printed"] for row in tables["languages"]}["en"] == 3


def test_the_page_has_the_grants_that_the_list_of_funding_has(granted: Clerk) -> None:
    for year in (2014, 2016):
        granted.does("fund", "grant", "amif", year, 7, "--purpose", "printing")
    for day, both in (("2014-05-01", ["7.00"]), ("2015-12-31", ["12.00", "10.00", "20.00"])):
        listed = granted.reads("report", "funding", "--at", day)
        shown = {row["purpose"]: row["granted"] for row in page(granted, "--at", day)["money"]}
        assert sorted(shown.values()) == sorted(both)
        for purpose, amount in shown.items():
            rows = [row for row in listed if (row["fund"], row["purpose"]) == ("amif", purpose)]
            assert f"{sum(float(row['granted']) for row in rows):.2f}" == amount


@pytest.mark.slow
def test_a_fund_with_ten_print_runs_is_on_one_sheet_of_paper_before_its_annex(clerk: Clerk, tmp_path: Path) -> None:
    clerk.does("fund", "add", "riga", "Rīgas dome")
    clerk.does(
        "fund", "grant", "riga", "2010..2014", 4312, "--purpose", "printing", "--ref", "3/14", "-d", "2010-01-05"
    )
    for year in range(2010, 2015):
        clerk.does("fund", "grant", "riga", year, 100, "--purpose", "seminars")
        people = ("--audience", f"people of {year}={year}")
        clerk.does(
            "seminar", "add", f"s{year}", "Seminar", "-d", f"{year}-05-01", *people, "--fund", "riga", "--cost", 9
        )
        for language in ("lv", "ru"):
            clerk.does("print", f"THB/{language}", 100, "-d", f"{year}-01-01", "--cost", 431, "--fund", "riga")
            clerk.does("ship", "london", "dublin", "liepaja", f"THB/{language}=9", "-d", f"{year}-02-01", "--received")
    file = tmp_path / "fund.pdf"
    clerk.does("report", "grant", "riga", "-o", file)
    first, annex = pages(file)
    assert "tracker report grant riga" in first
    assert "Annex: shipments" in annex
