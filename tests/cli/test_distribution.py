"""report distribution: copies sent and returned, by any dimensions."""

from collections.abc import Callable
from typing import Any

import pytest

from tests.cli.terminal import refusal
from tests.cli.test_completion import completed
from tests.conftest import Clerk, made_once
from tests.ledger.clocks import A_THIRD, DAYS, hold_printed_again

FIGURES = ("shipments", "copies", "received", "returned")
HEADER = "year,kind,language,shipments,copies,received,returned\n"


@made_once
def told(clerk: Clerk) -> Clerk:
    """A clerk with three shipments (entries 3, 5 and 7), a transfer, a return, and a voided shipment."""
    clerk.does("fund", "add", "city", "City")
    clerk.does("place", "add", "annex", "Annex", "--kind", "store")
    clerk.does("print", "THB/lv", 1000, "--date", "2014-01-01", "--cost", "10", "--fund", "city")
    clerk.does("print", "THB/ru", 500, "--date", "2014-01-01")
    clerk.does("ship", "london", "THB/lv=300", "THB/ru=100", "--date", "2014-02-10")
    clerk.does("receive", 3, "THB/lv=250", "--date", "2014-04-02")
    clerk.does("ship", "dublin", "THB/lv=50", "--date", "2014-12-31", "--received")
    clerk.does("ship", "liepaja", "THB/ru=40", "--date", "2015-01-01")
    clerk.does("ship", "annex", "THB/lv=100", "--date", "2014-03-01", "--received")
    clerk.does("return", "london", "THB/lv=20", "--date", "2015-01-05")
    clerk.does("ship", "dublin", "THB/lv=9", "--date", "2014-06-01")
    clerk.does("void", 11, "--reason", "never left")
    return clerk


def asked(clerk: Clerk, *words: object) -> list[tuple[Any, ...]]:
    """Return the rows of the report."""
    return [tuple(row.values()) for row in clerk.reads("report", "distribution", *words)]


def drawn(clerk: Clerk, *words: object) -> list[list[str]]:
    """Return the words of each line of the report on the screen, without title and rules."""
    lines = clerk.does("report", "distribution", *words).out.splitlines()[1:]
    return [line.split() for line in lines if not line.startswith("─")]


# What counts -----------------------------------------------------------------------------------------


def test_distribution_is_by_year_kind_and_language_with_its_promised_columns(told: Clerk) -> None:
    assert told.does("report", "distribution", "--format", "csv").out == (
        f"{HEADER}"
        "2014,embassy,lv,2,350,300,0\n"
        "2014,embassy,ru,1,100,0,0\n"
        "2015,embassy,lv,0,0,0,20\n"
        "2015,social-service,ru,1,40,0,0\n"
    )
    rows = told.reads("report", "distribution")
    assert list(rows[0]) == HEADER.strip().split(",")
    assert list(rows[0].values()) == [2014, "embassy", "lv", 2, 350, 300, 0]


def test_runs_are_sorted_by_their_numbers_and_what_has_no_fund_comes_last(clerk: Clerk) -> None:
    clerk.does("fund", "add", "zoo", "Z")
    for number in range(1, 12):
        words = ("--cost", "1", "--fund", "zoo") if number == 11 else ()
        clerk.does("print", "THB/lv", 1, "--date", "2014-01-01", *words)
    clerk.does("ship", "london", "THB/lv=11", "--date", "2014-01-02")
    runs = [row[0] for row in asked(clerk, "--by", "run")]
    assert runs == [f"THB/lv/{number}" for number in range(1, 12)]
    assert [row[0] for row in asked(clerk, "--by", "fund")] == ["zoo", None]


def test_a_transfer_is_no_distribution_and_nothing_comes_back_from_a_store(told: Clerk) -> None:
    assert "store" not in [row[0] for row in asked(told, "--by", "kind")]
    told.does("ship", "store", "THB/lv=30", "--from", "annex", "--date", "2015-01-06", "--received")
    assert asked(told, "--by", "booklet") == [("THB", 3, 490, 300, 20)]
    told.does("ship", "dublin", "THB/lv=10", "--from", "annex", "--date", "2015-01-07")
    assert asked(told, "--by", "booklet") == [("THB", 4, 500, 300, 20)]


def test_the_title_says_what_is_shown_of_which_days_as_of_when(told: Clerk) -> None:
    words = ("--since", "2014-01-01", "--until", "2014-12-31", "--at", "2015-01-31")
    title = told.does("report", "distribution", *words).out.splitlines()[0]
    assert title == "Distribution by year, kind, language since 2014-01-01 until 2014-12-31, as of 2015-01-31"
    words = ("--by", "country", "--columns", "language", "--at", "2015-01-31")
    title = told.does("report", "distribution", *words).out.splitlines()[0]
    assert title == "Distribution by country, copies by language, as of 2015-01-31"


@pytest.mark.parametrize(
    ("dimension", "copies"),
    [
        ("quarter", {"2014-Q1": 400, "2014-Q4": 50, "2015-Q1": 40}),
        ("month", {"2014-02": 400, "2014-12": 50, "2015-01": 40}),
        ("item", {"THB/lv": 350, "THB/ru": 140}),
        ("run", {"THB/lv/1": 350, "THB/ru/1": 140}),
        ("country", {"GB": 400, "IE": 50, "LV": 40}),
        ("region", {"Kurzeme": 40, None: 450}),
        ("city", {"Liepāja": 40, None: 450}),
        ("place", {"dublin": 50, "liepaja": 40, "london": 400}),
        ("fund", {"city": 350, None: 140}),
    ],
)
def test_each_dimension_divides_the_same_copies(told: Clerk, dimension: str, copies: dict[str | None, int]) -> None:
    told.does("place", "edit", "liepaja", "--region", "Kurzeme", "--city", "Liepāja")
    rows = asked(told, "--by", dimension)
    assert {row[0]: row[2] for row in rows} == copies
    assert [sum(column) for column in zip(*(row[2:] for row in rows), strict=True)] == [490, 300, 20]
    assert asked(told, "--since", "2014-12-31", "--until", "2015-01-01", "--by", "year") == [
        (2014, 1, 50, 50, 0),
        (2015, 1, 40, 0, 0),
    ]


# Totals ----------------------------------------------------------------------------------------------


def test_a_shipment_in_several_rows_is_counted_once_in_their_total(told: Clerk) -> None:
    assert [row[-4:] for row in drawn(told, "--by", "item")[1:]] == [
        ["2", "350", "300", "20"],
        ["2", "140", "0", "0"],
        ["3", "490", "300", "20"],
    ]
    assert drawn(told, "--by", "language", "--columns", "booklet", "--show", "shipments")[-1] == ["total", "3"]


def test_one_row_is_its_own_total(told: Clerk) -> None:
    assert drawn(told, "--by", "booklet") == [["booklet", *FIGURES], ["THB", "3", "490", "300", "20"]]
    assert drawn(told, "--by", "booklet", "--columns", "language") == [
        ["booklet", "lv", "ru", "total"],
        ["THB", "350", "140", "490"],
    ]
    assert drawn(told, "--by", "language", "--columns", "booklet") == [
        ["language", "THB"],
        ["lv", "350"],
        ["ru", "140"],
        ["total", "490"],
    ]


# One dimension across --------------------------------------------------------------------------------


def test_the_totals_of_columns_and_rows_are_drawn(told: Clerk) -> None:
    assert drawn(told, "--by", "country", "--columns", "Language") == [
        ["country", "lv", "ru", "total"],
        ["Ireland", "50", "0", "50"],
        ["Latvia", "0", "40", "40"],
        ["United", "Kingdom", "300", "100", "400"],
        ["total", "350", "140", "490"],
    ]


@pytest.mark.parametrize("form", ["csv", "tsv", "json", "ndjson", "markdown"])
@pytest.mark.parametrize("words", [("--columns", "language"), ()], ids=["crossed", "listed"])
def test_nothing_that_is_written_for_machines_has_totals(told: Clerk, form: str, words: tuple[str, ...]) -> None:
    said = told.does("report", "distribution", "--by", "country", *words, "--format", form).out
    assert "total" not in said
    assert "50" in said
    assert "490" not in said


def test_the_help_names_the_default_dimensions(nobody: Clerk) -> None:
    assert "[default: year,kind,language]" in " ".join(nobody.does("report", "distribution", "--help").out.split())


@pytest.mark.parametrize(
    ("dimension", "rows"), [("kind", "year,language"), ("year", "kind,language"), ("place", "year,kind,language")]
)
def test_without_by_the_rows_are_what_is_left_of_the_default(told: Clerk, dimension: str, rows: str) -> None:
    header = told.does("report", "distribution", "--columns", dimension, "--format", "csv").out.splitlines()[0]
    assert header.startswith(f"{rows},")
    assert told.does("report", "distribution", "--columns", dimension, "--by", rows, "--format", "csv").out.startswith(
        f"{header}\n"
    )


def test_years_are_names_of_columns_and_what_has_no_value_is_none(told: Clerk) -> None:
    assert told.reads("report", "distribution", "--by", "language", "--columns", "year") == [
        {"language": "lv", "2014": 350, "2015": 0},
        {"language": "ru", "2014": 100, "2015": 40},
    ]
    assert told.reads("report", "distribution", "--by", "language", "--columns", "fund") == [
        {"language": "lv", "city": 350, "(none)": 0},
        {"language": "ru", "city": 0, "(none)": 140},
    ]
    assert told.reads("report", "distribution", "--by", "fund", "--columns", "year", "--show", "returned") == [
        {"fund": "city", "2014": 0, "2015": 20},
        {"fund": None, "2014": 0, "2015": 0},
    ]


def test_no_two_columns_have_one_name(clerk: Clerk) -> None:
    clerk.does("print", "THB/lv", 100, "--date", "2014-01-01")
    for turn, code in enumerate(("Kind", "TOTAL", "year"), 1):
        clerk.does("place", "add", code, code, "--kind", "school")
        clerk.does("ship", code, f"THB/lv={turn}", "--date", "2014-02-01")
    words = ("report", "distribution", "--columns", "place")
    assert clerk.does(*words, "--by", "year", "--format", "csv").out == (
        "year,Kind,place=TOTAL,place=year\n2014,1,2,3\n"
    )
    assert clerk.reads(*words, "--by", "kind,country") == [
        {"kind": "school", "country": "LV", "place=Kind": 1, "place=TOTAL": 2, "year": 3}
    ]
    assert drawn(clerk, "--columns", "place", "--by", "year")[0] == [
        "year",
        "Kind",
        "place=TOTAL",
        "place=year",
        "total",
    ]


# Both clocks -----------------------------------------------------------------------------------------

REPORTS: list[tuple[str, ...]] = [
    ("report", "distribution"),
    ("report", "distribution", "--by", "run,fund,place,month"),
    ("report", "distribution", "--by", "place", "--columns", "run", "--show", "received"),
]


@pytest.mark.slow
@pytest.mark.parametrize("history", A_THIRD)
def test_distribution_as_it_was_known_is_printed_again_to_the_byte(clerk: Clerk, history: str) -> None:
    commands = [(*words, "--at", day, "--format", "csv") for words in REPORTS for day in DAYS]
    hold_printed_again(clerk, history, commands)


def test_a_list_shows_all_figures(told: Clerk) -> None:
    assert told.does("report", "distribution", "--show", "copies").out == told.does("report", "distribution").out


# What is refused, and what is empty ------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--by", "yaer"), "Did you mean year?"),
        (("--by", "year,languages"), "Did you mean language?"),
        (("--by", "colour"), "country"),
        (("--by", ""), "year"),
        (("--by", "year,"), "''"),
        (("--by", "year,kind,Year"), "twice"),
        (("--by", "year,kind", "--columns", "kind"), "'kind' cannot be in both --by and --columns"),
        (("--columns", "lang"), "Did you mean language?"),
        (("--columns", "year,kind"), "'year,kind'"),
        (("--columns", "year", "--show", "people"), "people"),
        (("--since", "2015-01-02", "--until", "2015-01-01"), "2015-01-02"),
        (("--since", "2015-02-30"), "2015-02-30"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, tuple) else "",
)
def test_what_makes_no_sense_is_wrong_usage(told: Clerk, words: tuple[str, ...], said: str) -> None:
    assert said in refusal(told, "report", "distribution", *words, code=2)


def test_when_nothing_was_distributed_the_report_says_how_to_begin(clerk: Clerk) -> None:
    assert "tracker ship" in clerk.does("report", "distribution").out
    assert clerk.does("report", "distribution", "--format", "csv").out == HEADER
    crossed = ("report", "distribution", "--by", "year", "--columns", "language")
    assert "tracker ship" in clerk.does(*crossed).out
    assert clerk.does(*crossed, "--format", "csv").out == "year\n"
    assert clerk.reads(*crossed) == []


def test_when_nothing_matches_the_report_says_where_the_rest_is(told: Clerk) -> None:
    said = told.does("report", "distribution", "--since", "2020-01-01").out
    assert "'tracker report distribution'" in said
    assert "'tracker report distribution'" in told.does("report", "distribution", "--at", "2010-01-01").out


@pytest.mark.slow
def test_a_shell_completes_dimensions(told: Clerk, line: Callable[[str], list[str]]) -> None:
    assert line("--by ")[:3] == ["year", "quarter", "month"]
    assert line("--columns lan") == ["language"]
    assert line("--show re") == ["received", "returned"]


@pytest.fixture
def line(clerk: Clerk) -> Callable[[str], list[str]]:
    """Return the words that bash would offer at the end of the command."""
    return lambda words: completed(clerk, f"tracker report distribution {words}")
