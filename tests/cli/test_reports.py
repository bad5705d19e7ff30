"""The reports of the founding case, and report funding and seminars: where the money went, and who was there."""

from decimal import Decimal
from typing import Any

import pytest

from tests.cli.terminal import refusal
from tests.conftest import Clerk, made_once


@pytest.fixture
def founding(nobody: Clerk, sample: bytes) -> Clerk:
    """A clerk at the sample."""
    nobody.db.write_bytes(sample)
    return nobody


def funding(clerk: Clerk, *words: object) -> list[tuple[Any, ...]]:
    """Return the rows of the report of funding; what is left of each grant is what was not spent of it."""
    rows = clerk.reads("report", "funding", *words)
    for name in ("until", "grant", "reference", "date"):
        assert all(row.pop(name) is None or row["purpose"] == "travel" for row in rows)
    assert all(Decimal(row.pop("left")) == Decimal(row["granted"]) - Decimal(row["spent"]) for row in rows)
    return [tuple(row.values()) for row in rows]


def total(rows: list[dict[str, Any]], name: str) -> Decimal:
    """Return the sum of the amounts, to the cent."""
    return sum((Decimal(row[name]) for row in rows), Decimal())


def test_the_seminars_of_the_founding_case_by_year(founding: Clerk) -> None:
    rows = founding.reads("report", "seminars", "--by", "year")
    assert list(rows[0]) == ["year", "seminars", "attendees", "copies", "currency", "cost"]
    assert [(row["year"], row["attendees"]) for row in rows] == [
        (2010, 60),
        (2011, 60),
        (2012, 95),
        (2013, 81),
        (2014, 115),
    ]
    assert sum(row["attendees"] for row in rows) == 411
    assert [row["cost"] for row in rows] == ["2774.60", "2988.00", "3643.00", "3273.00", "3400.00"]
    assert rows == founding.reads("report", "seminars")
    (last,) = [line for line in founding.does("report", "seminars").out.splitlines() if "411" in line]
    assert "16\N{NO-BREAK SPACE}078.60" in last.replace(" ", "\N{NO-BREAK SPACE}").replace(
        "\N{NARROW NO-BREAK SPACE}", "\N{NO-BREAK SPACE}"
    )


def test_the_seminars_of_the_founding_case_by_audience(founding: Clerk) -> None:
    rows = founding.reads("report", "seminars", "--by", "audience")
    assert {row["audience"]: row["attendees"] for row in rows} == {
        "heads and social workers of social institutions": 60,
        "municipal police officers": 60,
        "school social pedagogues": 50,
        "social workers": 85,
        "social workers and social pedagogues": 156,
    }
    assert sum(row["attendees"] for row in rows) == 411


def test_the_seminars_as_of_an_earlier_day_are_those_held_by_then(founding: Clerk) -> None:
    rows = founding.reads("report", "seminars", "--at", "2012-04-19")
    assert [(row["year"], row["seminars"], row["attendees"]) for row in rows] == [
        (2010, 1, 60),
        (2011, 1, 60),
        (2012, 1, 25),
    ]


def test_the_funding_of_the_founding_case(founding: Clerk) -> None:
    rows = founding.reads("report", "funding")
    assert list(rows[0]) == [
        "fund",
        "year",
        "purpose",
        "currency",
        "granted",
        "spent",
        "copies",
        "left",
        *("until", "grant", "reference", "date"),
    ]
    seminars = [row for row in rows if row["purpose"] == "seminars"]
    printing = [row for row in rows if row["purpose"] == "printing" and row["year"] < 2015]
    assert len(seminars) + len(printing) == sum(row["year"] < 2015 for row in rows)
    assert {row["currency"] for row in rows} == {"EUR"}
    assert [row["granted"] for row in seminars] == ["2774.60", "2988.00", "3643.00", "3273.00", "3400.00"]
    assert total(seminars, "granted") == total(seminars, "spent") == Decimal("16078.60")
    assert total(printing, "spent") == Decimal("4312.00")
    assert [(row["fund"], row["year"], row["until"], row["granted"]) for row in printing] == [
        ("riga", 2010, 2014, "4312.00")
    ]
    assert {row["fund"] for row in seminars} == {"public-order"}
    printed = sum(row["printed"] for row in founding.reads("stock", "--at", "2014"))
    assert sum(row["copies"] for row in printing) == printed


def test_the_distribution_of_the_founding_case_is_all_that_was_shipped(founding: Clerk) -> None:
    rows = founding.reads("report", "distribution", "--by", "year", "--until", "2014")
    assert [row["year"] for row in rows] == [2010, 2011, 2012, 2013, 2014]
    sent = founding.reads("shipments", "--until", "2014")
    assert sum(row["copies"] for row in rows) == sum(row["quantity"] for row in sent)
    assert sum(row["received"] for row in rows) == sum(row["received"] for row in sent)
    assert sum(row["shipments"] for row in rows) == len({row["entry"] for row in sent})
    people = founding.reads("report", "distribution", "--by", "kind")
    seminars = founding.reads("report", "seminars")
    assert {row["kind"]: row["copies"] for row in people}["seminar"] == sum(row["copies"] for row in seminars)


def test_every_place_of_the_founding_case_is_covered(founding: Clerk) -> None:
    for row in founding.reads("report", "distribution", "--by", "kind"):
        places = founding.reads("report", "coverage", "--kind", row["kind"])
        assert all(place["copies"] > 0 and place["last_shipped"] for place in places)


def test_the_founding_case_is_sound(founding: Clerk) -> None:
    founding.does("check")


# A small fund of our own -----------------------------------------------------------------------------


@made_once
def funded(clerk: Clerk) -> Clerk:
    """A clerk with a fund that granted 100 EUR for printing in 2015."""
    clerk.does("fund", "add", "city", "City")
    clerk.does("fund", "grant", "city", 2015, "100", "--purpose", "printing")
    return clerk


def test_a_print_run_is_spent_on_printing_in_its_year(funded: Clerk) -> None:
    funded.does("print", "THB/lv", 100, "--date", "2015-01-01", "--cost", "60.05", "--fund", "city")
    funded.does("print", "THB/lv", 50, "--date", "2015-12-31", "--cost", "40", "--fund", "city")
    funded.does("print", "THB/lv", 7, "--date", "2016-01-01", "--cost", "1", "--fund", "city")
    assert funding(funded) == [
        ("city", 2015, "printing", "EUR", "100.00", "100.05", 150),
        ("city", 2016, "printing", "EUR", "0.00", "1.00", 7),
    ]
    funded.does("void", 2, "--reason", "was never printed")
    assert funding(funded)[0] == ("city", 2015, "printing", "EUR", "100.00", "60.05", 100)


def test_a_mended_print_is_spent_once(funded: Clerk) -> None:
    words = ("print", "THB/lv", "--date", "2015-01-01", "--fund", "city")
    funded.does(*words[:2], 100, *words[2:], "--cost", "60")
    funded.does(*words[:2], 90, *words[2:], "--cost", "55", "--replaces", 1)
    assert funding(funded) == [("city", 2015, "printing", "EUR", "100.00", "55.00", 90)]


def test_a_seminar_is_spent_on_seminars_once_it_was_held(funded: Clerk) -> None:
    funded.does("seminar", "add", "s", "S", "--date", "2015-03-01", "--fund", "city", "--cost", "30")
    assert ("city", 2015, "seminars", "EUR", "0.00", "30.00", 0) in funding(funded)
    assert len(funding(funded, "--at", "2015-02-28")) == 1
    funded.does("seminar", "add", "s2", "S", "--date", "2999-03-01", "--fund", "city", "--cost", "30")
    assert [row[1] for row in funding(funded)] == [2015, 2015]


def test_grants_of_one_year_and_purpose_add_up_and_their_own_purposes_stand_alone(funded: Clerk) -> None:
    funded.does("fund", "grant", "city", 2015, "0.50", "--purpose", "printing")
    funded.does("fund", "grant", "city", 2015, "7", "--purpose", "travel")
    funded.does("fund", "grant", "city", 2015, "3")
    assert sorted(funding(funded), key=str) == sorted(
        [
            ("city", 2015, "printing", "EUR", "100.50", "0.00", 0),
            ("city", 2015, "travel", "EUR", "7.00", "0.00", 0),
            ("city", 2015, None, "EUR", "3.00", "0.00", 0),
        ],
        key=str,
    )


def test_currencies_are_never_mixed(funded: Clerk) -> None:
    funded.does("fund", "grant", "city", 2015, "70", "--currency", "LVL", "--purpose", "printing")
    lats = ("--cost", "40", "--currency", "LVL", "--fund", "city")
    funded.does("print", "THB/lv", 100, "--date", "2015-01-01", *lats)
    funded.does("print", "THB/lv", 10, "--date", "2015-01-01", "--cost", "9", "--fund", "city")
    assert funding(funded) == [
        ("city", 2015, "printing", "EUR", "100.00", "9.00", 10),
        ("city", 2015, "printing", "LVL", "70.00", "40.00", 100),
    ]
    said = funded.does("report", "funding").out
    assert "170.00" not in said
    assert "49.00" not in said


def test_what_nobody_funded_is_shown_without_a_fund(clerk: Clerk) -> None:
    clerk.does("print", "THB/lv", 100, "--date", "2015-01-01", "--cost", "9")
    assert funding(clerk) == [(None, 2015, "printing", "EUR", "0.00", "9.00", 100)]


def test_without_grants_and_seminars_the_reports_say_how_to_begin(clerk: Clerk) -> None:
    assert "tracker fund grant" in clerk.does("report", "funding").out
    assert "tracker seminar add" in clerk.does("report", "seminars").out
    assert "tracker seminar add" in clerk.does("report", "seminars", "--by", "audience").out
    said = refusal(clerk, "report", "seminars", "--by", "month", code=2)
    assert "'month' is not one of 'year', 'audience', 'year,audience'." in said


def test_the_reports_are_exported_with_their_columns(funded: Clerk) -> None:
    assert funded.does("report", "funding", "--format", "csv").out.splitlines() == [
        "fund,year,purpose,currency,granted,spent,copies,left,until,grant,reference,date",
        "city,2015,printing,EUR,100.00,0.00,0,100.00,,,,",
    ]
    assert funded.does("report", "seminars", "--format", "csv").out == "year,seminars,attendees,copies,currency,cost\n"
    said = funded.does("report", "seminars", "--by", "audience", "--format", "csv").out
    assert said == "audience,attendees\n"
