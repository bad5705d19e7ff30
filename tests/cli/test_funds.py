import pytest

from tests.cli.terminal import refusal
from tests.conftest import Clerk, made_once


@made_once
def funded(clerk: Clerk) -> Clerk:
    """A clerk who knows the fund that pays for printing."""
    clerk.does("fund", "add", "public-order", "Sabiedriskās kārtības uzturēšanas fonds")
    return clerk


def test_a_fund_grants_money_year_by_year(funded: Clerk) -> None:
    made = funded.logs("fund", "grant", "public-order", 2011, "862.40", "--purpose", "printing")
    assert made == {
        "grant": 1,
        "fund": "public-order",
        "year": 2011,
        "amount": "862.40",
        "currency": "EUR",
        "purpose": "printing",
        "command": 7,
        "messages": [],
    }
    assert funded.logs("fund", "grant", "public-order", 2010, "1000,5", "--currency", "lvl")["grant"] == 2
    assert funded.does("fund", "list", "--format", "csv").out == (
        "code,name,year,amount,currency,purpose,grant\n"
        "public-order,Sabiedriskās kārtības uzturēšanas fonds,2010,1000.50,LVL,,2\n"
        "public-order,Sabiedriskās kārtības uzturēšanas fonds,2011,862.40,EUR,printing,1\n"
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
    assert "of public-order for 2010" in funded.does("fund", "grant", "Public-Order", 2010, 1).out


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


@pytest.mark.parametrize(
    ("year", "said"),
    [
        ("1899", "1899 is not in the range"),
        ("10000", "10000 is not in the range"),
        ("2010.5", "'2010.5' is not a valid integer"),
        ("last", "'last' is not a valid integer"),
    ],
)
def test_a_year_that_is_none_is_wrong_usage(funded: Clerk, year: str, said: str) -> None:
    assert f"'YEAR': {said}" in refusal(funded, "fund", "grant", "public-order", year, 1, code=2)


@pytest.mark.parametrize("currency", ["EURO", "€", "E1R", ""])
def test_a_currency_that_is_none_is_wrong_usage(funded: Clerk, currency: str) -> None:
    said = refusal(funded, "fund", "grant", "public-order", 2010, 1, "--currency", currency, code=2)
    assert said == f"'{currency}' is not a currency; write its three-letter code, such as EUR."
