"""report distribution: what was sent out and what came back, by any dimensions."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.cli.terminal import refusal
from tests.cli.test_completion import completed
from tests.conftest import Clerk, made_once
from tests.ledger.clocks import A_THIRD, DAYS, hold_printed_again, last_moment
from tests.store.rawly import opened

DIMENSIONS = (
    *("year", "quarter", "month", "booklet", "language", "item", "run"),
    *("kind", "country", "region", "city", "place", "fund"),
)
FIGURES = ("shipments", "copies", "received", "returned")
HEADER = "year,kind,language,shipments,copies,received,returned\n"


@made_once
def told(clerk: Clerk) -> Clerk:
    """A clerk with three shipments (entries 3, 5 and 7), a transfer, a return, and a shipment that was none."""
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
    """Return the words of each line of the report on the screen, without its title and rules."""
    lines = clerk.does("report", "distribution", *words).out.splitlines()[1:]
    return [line.split() for line in lines if not line.startswith("─")]


def views(clerk: Clerk, sql: str) -> list[tuple[Any, ...]]:
    """Return what a program that reads SQLite finds in the file."""
    with opened(clerk) as connection:
        return connection.execute(sql).fetchall()


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


@pytest.mark.parametrize(
    ("by", "rows"),
    [
        ("year", [(2014, 2, 450, 300, 0), (2015, 1, 40, 0, 20)]),
        ("quarter", [("2014-Q1", 1, 400, 250, 0), ("2014-Q4", 1, 50, 50, 0), ("2015-Q1", 1, 40, 0, 20)]),
        ("month", [("2014-02", 1, 400, 250, 0), ("2014-12", 1, 50, 50, 0), ("2015-01", 1, 40, 0, 20)]),
        ("booklet", [("THB", 3, 490, 300, 20)]),
        ("language", [("lv", 2, 350, 300, 20), ("ru", 2, 140, 0, 0)]),
        ("item", [("THB/lv", 2, 350, 300, 20), ("THB/ru", 2, 140, 0, 0)]),
        ("run", [("THB/lv/1", 2, 350, 300, 20), ("THB/ru/1", 2, 140, 0, 0)]),
        ("kind", [("embassy", 2, 450, 300, 20), ("social-service", 1, 40, 0, 0)]),
        ("country", [("GB", 1, 400, 250, 20), ("IE", 1, 50, 50, 0), ("LV", 1, 40, 0, 0)]),
        ("place", [("dublin", 1, 50, 50, 0), ("liepaja", 1, 40, 0, 0), ("london", 1, 400, 250, 20)]),
        ("fund", [("city", 2, 350, 300, 20), (None, 2, 140, 0, 0)]),
        ("country,year", [("GB", 2014, 1, 400, 250, 0), ("GB", 2015, 0, 0, 0, 20)]),
        (" Language ,\tKIND", [("lv", "embassy", 2, 350, 300, 20), ("ru", "embassy", 1, 100, 0, 0)]),
    ],
)
def test_distribution_by_any_dimensions_in_any_order(told: Clerk, by: str, rows: list[tuple[Any, ...]]) -> None:
    found = asked(told, "--by", by)
    assert found[: len(rows)] == rows
    assert "," in by or len(found) == len(rows)
    names = [name.strip().lower() for name in by.split(",")]
    assert list(told.reads("report", "distribution", "--by", by)[0]) == [*names, *FIGURES]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("day", "quarter"),
    [("2014-03-31", "2014-Q1"), ("2014-04-01", "2014-Q2"), ("2014-09-30", "2014-Q3"), ("2014-10-01", "2014-Q4")],
)
def test_a_quarter_ends_with_its_third_month(clerk: Clerk, day: str, quarter: str) -> None:
    clerk.does("print", "THB/lv", 10, "--date", "2014-01-01")
    clerk.does("ship", "london", "THB/lv=1", "--date", day)
    assert asked(clerk, "--by", "quarter,month") == [(quarter, day[:7], 1, 1, 0, 0)]


def test_runs_are_sorted_by_their_numbers_and_what_has_no_fund_comes_last(clerk: Clerk) -> None:
    clerk.does("fund", "add", "zoo", "Z")
    for number in range(1, 12):
        words = ("--cost", "1", "--fund", "zoo") if number == 11 else ()
        clerk.does("print", "THB/lv", 1, "--date", "2014-01-01", *words)
    clerk.does("ship", "london", "THB/lv=11", "--date", "2014-01-02")
    runs = [row[0] for row in asked(clerk, "--by", "run")]
    assert runs == [f"THB/lv/{number}" for number in range(1, 12)]
    assert [row[0] for row in asked(clerk, "--by", "fund")] == ["zoo", None]


def test_received_stands_under_the_shipments_date_as_far_as_it_had_come(told: Clerk) -> None:
    words = ("--by", "month", "--until", "2014-02-28")
    assert asked(told, *words, "--at", "2014-04-01") == [("2014-02", 1, 400, 0, 0)]
    assert asked(told, *words, "--at", "2014-04-02") == [("2014-02", 1, 400, 250, 0)]
    told.does("receive", 3, "THB/ru=60", "--close", "--date", "2015-03-01")
    assert asked(told, *words) == [("2014-02", 1, 400, 310, 0)]
    told.does("receive", 3, "THB/ru=5", "--date", "2015-04-01")
    assert asked(told, *words) == [("2014-02", 1, 400, 315, 0)], "5 that were lost were found again"
    told.does("void", 14, "--reason", "was another parcel")
    assert asked(told, *words) == [("2014-02", 1, 400, 310, 0)]
    told.does("void", 13, "--reason", "was another parcel")
    assert asked(told, *words) == [("2014-02", 1, 400, 250, 0)]


def test_what_is_mended_counts_once(told: Clerk) -> None:
    told.does("ship", "dublin", "THB/lv=70", "--replaces", 5, "--received")
    told.does("return", "london", "THB/lv=21", "--replaces", 10)
    assert asked(told, "--by", "place")[::2] == [("dublin", 1, 70, 70, 0), ("london", 1, 400, 250, 21)]
    told.does("check")


def test_a_voided_shipment_takes_its_receipts_out_of_the_report(told: Clerk) -> None:
    told.does("void", 5, "--reason", "never left")
    assert asked(told, "--by", "place") == [("liepaja", 1, 40, 0, 0), ("london", 1, 400, 250, 20)]
    told.does("void", 10, "--reason", "never came back")
    assert asked(told, "--by", "place")[1] == ("london", 1, 400, 250, 0)


def test_a_transfer_is_no_distribution_and_nothing_comes_back_from_a_store(told: Clerk) -> None:
    assert "store" not in [row[0] for row in asked(told, "--by", "kind")]
    told.does("ship", "store", "THB/lv=30", "--from", "annex", "--date", "2015-01-06", "--received")
    assert asked(told, "--by", "booklet") == [("THB", 3, 490, 300, 20)]
    told.does("ship", "dublin", "THB/lv=10", "--from", "annex", "--date", "2015-01-07")
    assert asked(told, "--by", "booklet") == [("THB", 4, 500, 300, 20)]


def test_what_a_count_books_anew_within_a_return_did_not_come_back(told: Clerk) -> None:
    told.does("count", "london", "THB/lv=230", "--date", "2015-02-01")
    told.does("count", "store", "THB/lv=500", "--date", "2015-02-01")
    entry = told.logs("return", "london", "THB/lv=7", "--date", "2015-01-31")
    assert len(entry["lines"]) > 1, "the differences of both counts are booked anew"
    assert asked(told, "--by", "place")[2] == ("london", 1, 400, 250, 27)
    entry = told.logs("ship", "london", "THB/lv=7", "--date", "2015-01-30", "--received")
    assert len(entry["lines"]) > 1
    assert asked(told, "--by", "place")[2] == ("london", 2, 407, 257, 27)


def test_a_return_stands_alone_where_nothing_was_sent_that_day(told: Clerk) -> None:
    assert asked(told, "--since", "2015-01-02") == [(2015, "embassy", "lv", 0, 0, 0, 20)]


@pytest.mark.parametrize(
    ("words", "figures"),
    [
        ((), (3, 490, 300, 20)),
        (("--since", "2014-12-31"), (2, 90, 50, 20)),
        (("--since", "1.1.2015"), (1, 40, 0, 20)),
        (("--until", "2014-12-31"), (2, 450, 300, 0)),
        (("--until", "2014-12-30"), (1, 400, 250, 0)),
        (("--since", "2014-12-31", "--until", "2014-12-31"), (1, 50, 50, 0)),
        (("--at", "2014-12-31"), (2, 450, 300, 0)),
        (("--at", "2014-12-31", "--since", "2014-12-31"), (1, 50, 50, 0)),
    ],
    ids=lambda value: " ".join(map(str, value)),
)
def test_the_days_can_be_chosen(told: Clerk, words: tuple[str, ...], figures: tuple[int, ...]) -> None:
    assert asked(told, "--by", "booklet", *words) == [("THB", *figures)]


def test_the_title_says_what_is_shown_of_which_days_as_of_when(told: Clerk) -> None:
    words = ("--since", "2014-01-01", "--until", "2014-12-31", "--at", "2015-01-31")
    title = told.does("report", "distribution", *words).out.splitlines()[0]
    assert title == "Distribution by year, kind, language since 2014-01-01 until 2014-12-31, as of 2015-01-31"
    words = ("--by", "country", "--columns", "language", "--at", "2015-01-31")
    title = told.does("report", "distribution", *words).out.splitlines()[0]
    assert title == "Distribution by country, copies by language, as of 2015-01-31"


# Totals ----------------------------------------------------------------------------------------------


def test_a_shipment_in_two_languages_is_one_shipment_in_the_total(told: Clerk) -> None:
    assert drawn(told, "--by", "language") == [
        ["language", *FIGURES],
        ["lv", "2", "350", "300", "20"],
        ["ru", "2", "140", "0", "0"],
        ["total", "3", "490", "300", "20"],
    ]


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


def test_distribution_by_region_and_city_is_as_it_was_known(told: Clerk) -> None:
    assert asked(told, "--by", "region") == [(None, 3, 490, 300, 20)]
    moment = told.reads("log")[-1]["recorded_at"]
    told.does("place", "edit", "liepaja", "--region", "Kurzeme", "--city", "Liepāja")
    told.does("place", "edit", "london", "--city", "London")
    assert asked(told, "--by", "region,city") == [
        ("Kurzeme", "Liepāja", 1, 40, 0, 0),
        (None, "London", 1, 400, 250, 20),
        (None, None, 1, 50, 50, 0),
    ]
    assert asked(told, "--by", "region", "--known-at", moment) == [(None, 3, 490, 300, 20)]


# One dimension across --------------------------------------------------------------------------------


def test_the_values_of_a_dimension_become_columns(told: Clerk) -> None:
    words = ("report", "distribution", "--by", "country", "--columns", "language")
    assert told.does(*words, "--format", "csv").out == "country,lv,ru\nGB,300,100\nIE,50,0\nLV,0,40\n"
    assert told.reads(*words) == [
        {"country": "GB", "lv": 300, "ru": 100},
        {"country": "IE", "lv": 50, "ru": 0},
        {"country": "LV", "lv": 0, "ru": 40},
    ]


def test_the_totals_of_columns_and_rows_are_drawn(told: Clerk) -> None:
    assert drawn(told, "--by", "country", "--columns", "Language") == [
        ["country", "lv", "ru", "total"],
        ["Ireland", "50", "0", "50"],
        ["Latvia", "0", "40", "40"],
        ["United", "Kingdom", "300", "100", "400"],
        ["total", "350", "140", "490"],
    ]


@pytest.mark.parametrize(
    ("show", "lines"),
    [
        ("shipments", ["Ireland 1 0 1", "Latvia 0 1 1", "United Kingdom 1 1 1", "total 2 2 3"]),
        ("copies", ["Ireland 50 0 50", "Latvia 0 40 40", "United Kingdom 300 100 400", "total 350 140 490"]),
        ("received", ["Ireland 50 0 50", "Latvia 0 0 0", "United Kingdom 250 0 250", "total 300 0 300"]),
        ("returned", ["Ireland 0 0 0", "Latvia 0 0 0", "United Kingdom 20 0 20", "total 20 0 20"]),
    ],
)
def test_the_columns_show_what_is_asked_and_shipments_are_recounted(told: Clerk, show: str, lines: list[str]) -> None:
    words = ("--by", "country", "--columns", "language", "--show", show)
    assert [" ".join(line) for line in drawn(told, *words)[1:]] == lines
    assert f"{show} by language" in told.does("report", "distribution", *words).out


@pytest.mark.parametrize("form", ["csv", "tsv", "json", "ndjson", "markdown"])
@pytest.mark.parametrize("words", [("--columns", "language"), ()], ids=["crossed", "listed"])
def test_nothing_that_is_written_for_machines_has_totals(told: Clerk, form: str, words: tuple[str, ...]) -> None:
    said = told.does("report", "distribution", "--by", "country", *words, "--format", form).out
    assert "total" not in said
    assert "50" in said
    assert "490" not in said


def test_a_file_has_no_totals_either(told: Clerk, tmp_path: Path) -> None:
    told.does("report", "distribution", "--by", "country", "--columns", "language", "-o", tmp_path / "d.csv")
    assert (tmp_path / "d.csv").read_text(encoding="utf-8") == "country,lv,ru\nGB,300,100\nIE,50,0\nLV,0,40\n"
    told.does("report", "distribution", "--by", "country", "--columns", "language", "-o", tmp_path / "d.json")
    assert json.loads((tmp_path / "d.json").read_text(encoding="utf-8"))[0] == {"country": "GB", "lv": 300, "ru": 100}


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


def test_a_run_is_its_funds_as_was_known_then(told: Clerk) -> None:
    moment = last_moment(told)
    told.does("fund", "add", "state", "State")
    told.does("run", "edit", "THB/ru/1", "--fund", "state")
    assert [row[0] for row in asked(told, "--by", "fund")] == ["city", "state"]
    told.does("print", "THB/lv", 1)
    assert [row[0] for row in asked(told, "--by", "fund", "--known-at", moment)] == ["city", None]
    assert asked(told, "--known-at", "2000-01-01") == []


# The file itself -------------------------------------------------------------------------------------


def test_the_view_says_what_the_report_says(told: Clerk) -> None:
    rows = views(told, "SELECT * FROM distribution ORDER BY year, kind, language")
    assert rows == asked(told)
    with opened(told) as connection:
        names = [column[0] for column in connection.execute("SELECT * FROM distribution").description]
        lines = [column[0] for column in connection.execute("SELECT * FROM distribution_lines").description]
    assert names == HEADER.strip().split(",")
    later = ["region", "city"]
    first = [name for name in DIMENSIONS if name not in later]
    assert lines == [*first, "date", "shipment", "copies", "received", "returned", *later, "entry"]


def test_the_lines_are_the_runs_of_shipments_and_returns(told: Clerk) -> None:
    lines = views(
        told,
        "SELECT date, place, run, fund, shipment, copies, received, returned FROM distribution_lines ORDER BY 1, 3",
    )
    assert lines == [
        ("2014-02-10", "london", "THB/lv/1", "city", 3, 300, 250, 0),
        ("2014-02-10", "london", "THB/ru/1", None, 3, 100, 0, 0),
        ("2014-12-31", "dublin", "THB/lv/1", "city", 5, 50, 50, 0),
        ("2015-01-01", "liepaja", "THB/ru/1", None, 7, 40, 0, 0),
        ("2015-01-05", "london", "THB/lv/1", "city", None, 0, 0, 20),
    ]


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
        (("--columns", "lang"), "Did you mean language?"),
        (("--columns", "year,kind"), "'year,kind'"),
        (("--by", "year,kind", "--columns", "year"), "--columns"),
        (("--by", "year", "--columns", "year"), "--columns"),
        (("--show", "copies"), "--columns"),
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
    """Return what bash would offer at the end of the command."""
    return lambda words: completed(clerk, f"tracker report distribution {words}")
