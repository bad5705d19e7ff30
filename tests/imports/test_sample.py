"""The sample: the founding figures, and a last year that ends today. The goldens have the rest of it."""

from datetime import date, timedelta
from decimal import Decimal

import pytest

from tests.conftest import Clerk


@pytest.fixture
def founding(nobody: Clerk, sample: bytes) -> Clerk:
    """A clerk who works on the sample database."""
    nobody.db.write_bytes(sample)
    return nobody


def test_the_sample_passes_the_check(founding: Clerk) -> None:
    founding.does("check")


def test_the_booklets_were_printed_for_4312_euros_of_the_city(founding: Clerk) -> None:
    runs = [row for row in founding.reads("run", "list") if row["printed_on"] < "2015"]
    assert {row["fund"] for row in runs} == {"riga"}
    assert {row["currency"] for row in runs} == {"EUR"}
    assert sum(Decimal(row["cost"]) for row in runs) == Decimal("4312.00")


def test_rigas_grants_for_seminars_are_the_citys_own_figures(founding: Clerk) -> None:
    grants = [row for row in founding.reads("fund", "list") if row["purpose"] == "seminars"]
    assert {row["year"]: row["amount"] for row in grants} == {
        2010: "2774.60",
        2011: "2988.00",
        2012: "3643.00",
        2013: "3273.00",
        2014: "3400.00",
    }
    assert sum(Decimal(row["amount"]) for row in grants) == Decimal("16078.60")


def test_the_booklet_is_in_latvian_and_russian_and_went_to_three_embassies(founding: Clerk) -> None:
    (booklet,) = founding.reads("booklet", "list")
    assert (booklet["title"], booklet["languages"]) == ("Cilvēku tirdzniecības novēršana", "lv ru")
    assert "invented" in booklet["note"]
    assert {row["country"] for row in founding.reads("shipments", "--kind", "embassy")} == {"GB", "IE", "CY"}


def test_the_founding_years_are_as_they_were(founding: Clerk) -> None:
    years = founding.reads("report", "seminars", "--by", "year")
    assert [row["year"] for row in years] == [2010, 2011, 2012, 2013, 2014]
    assert sum(row["attendees"] for row in years) == 411


@pytest.mark.parametrize(
    "words",
    [
        *(("stock",), ("stock", "--by", "place"), ("shipments", "--since", "30 days ago"), ("log",), ("due",)),
        *(("report", name) for name in ("distribution", "coverage", "funding", "seminars", "runout")),
        *(("request", "list", "--open"), ("trace", "THB/lv/6"), ("run", "list"), ("fund", "list"), ("seminar", "list")),
    ],
    ids=" ".join,
)
def test_every_report_on_the_sample_shows_something(founding: Clerk, words: tuple[str, ...]) -> None:
    """Its last year ends today, whatever today is."""
    month_ago = (date.today() - timedelta(30)).isoformat()
    assert founding.reads(*(month_ago if word == "30 days ago" else word for word in words))


def test_what_looks_back_on_the_last_year_shows_it(founding: Clerk) -> None:
    for row in founding.reads("report", "runout"):
        assert 50 < float(row["per_month"]) < 500
    assert {row["what"] for row in founding.reads("due")} >= {"parcel", "request"}
    assert {row["type"] for row in founding.reads("log")} >= {"print", "ship", "receive", "count", "handout", "return"}
    assert max(row["date"] for row in founding.reads("log")) == (date.today() - timedelta(1)).isoformat()
