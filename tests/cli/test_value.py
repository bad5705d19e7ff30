"""The value of the stock on a date."""

from decimal import Decimal

from tests.conftest import Clerk, made_once


@made_once
def spread(clerk: Clerk) -> Clerk:
    """A clerk with seven copies for 10 EUR at four places and on their way, and three of which no cost is known."""
    clerk.does("fund", "add", "amif", "AMIF")
    clerk.does("fund", "add", "riga", "Rīga")
    clerk.does("print", "THB/lv", 7, "-d", "2015-01-01", "--cost", 10, "--fund", "amif=75", "--fund", "riga")
    clerk.does("print", "THB/ru", 3, "-d", "2015-01-01")
    for place, copies, day in (("london", 3, 2), ("dublin", 1, 3), ("liepaja", 1, 4)):
        clerk.does("ship", place, f"THB/lv={copies}", "-d", f"2015-01-0{day}", *["--received"] * (place != "liepaja"))
    return clerk


def worth(clerk: Clerk, by: str, *words: object) -> dict[str | None, tuple[int, str | None]]:
    """Return copies and value by a dimension, where there is a value."""
    rows = clerk.reads("report", "value", "--by", by, *words)
    assert list(rows[0]) == [by, "copies", "currency", "value", "silent", "silent_value"]
    return {row[by]: (row["copies"], row["value"]) for row in rows if row["currency"] == "EUR"}


def test_the_parts_of_a_run_sum_to_its_cost_to_the_cent(spread: Clerk) -> None:
    by_place = worth(spread, "place")
    assert by_place == {"transit": (1, "1.43"), "store": (2, "2.86"), "london": (3, "4.28"), "dublin": (1, "1.43")}
    assert sum(Decimal(value or 0) for _, value in by_place.values()) == 10
    assert worth(spread, "item") == {"THB/lv": (7, "10.00")}
    assert worth(spread, "fund") == {"amif+riga": (7, "10.00")}
    assert worth(spread, "run", "--at", "2015-01-01") == {"THB/lv/1": (7, "10.00")}


def test_how_much_of_the_value_is_silent(spread: Clerk) -> None:
    def silent(*words: str) -> list[tuple[int, str]]:
        rows = spread.reads("report", "value", *words)
        return [(row["silent"], row["silent_value"]) for row in rows if row["currency"]]

    assert silent() == [(6, "8.57")], "all but the one that is on its way"
    assert sorted(silent("--by", "place")) == [(0, "0.00"), (1, "1.43"), (2, "2.86"), (3, "4.28")]
    assert silent("--at", "2015-01-05") == [(0, "0.00")]
    spread.does("count", "london", "--as-expected")
    assert silent() == [(3, "4.29")]


def test_what_is_not_in_stock_any_more_is_worth_nothing(spread: Clerk) -> None:
    known = spread.reads("log")[-1]["recorded_at"]
    spread.does("handout", "london", "THB/lv=2", "-d", "2015-01-05")
    spread.does("writeoff", "store", "THB/lv=1", "--reason", "lost", "-d", "2015-01-06")
    assert worth(spread, "item") == {"THB/lv": (4, "5.71")}
    assert sum(Decimal(value or 0) for _, value in worth(spread, "place").values()) == Decimal("5.71")
    assert worth(spread, "item", "--at", "2015-01-05") == {"THB/lv": (5, "7.14")}
    assert worth(spread, "item", "--known-at", known) == {"THB/lv": (7, "10.00")}


def test_copies_whose_cost_is_not_known_have_no_value(spread: Clerk) -> None:
    unknown = {"item": "THB/ru", "copies": 3, "currency": None, "value": None, "silent": 3, "silent_value": None}
    assert unknown in spread.reads("report", "value")
    spread.does("run", "edit", "THB/ru/1", "--cost", 1)
    assert worth(spread, "item")["THB/ru"] == (3, "1.00")
