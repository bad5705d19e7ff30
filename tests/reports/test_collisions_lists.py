"""Lists and money, in a world of collisions: equal grants, runs, seminars and requests, and two names that are one."""

import pytest

from tests.conftest import Clerk
from tests.reports.rows import moment, rows, told, viewed
from tests.store.rawly import opened

pytestmark = pytest.mark.slow

RUNS = "run printed_on quantity store cost currency fund status"
REQUESTS = "request place item quantity shipped open status"
FUNDING = "fund year purpose currency granted spent copies"
SEMINARS = "code date audience attendees copies fund cost currency"
LEVELS = "place item low high"
BY_YEAR = "year seminars attendees copies currency cost"

VIEWS = {
    *("value_by_fund", "value_by_item", "value_by_place", "value_by_run"),
    *("booklets", "coverage", "distribution", "distribution_lines", "due", "entries", "find", "funding", "funds"),
    *(
        "funds_and_grants",
        "grants",
        "levels",
        "log",
        "places",
        "print_runs",
        "requests",
        "runout",
        "runout_orders",
        "seminars",
    ),
    *("seminars_by_audience", "seminars_by_year", "shipments", "stock", "stock_by_place", "stock_by_run", "trace"),
}
"""The views to which this world is put, here and in the other files on collisions."""


def test_every_public_view_is_put_to_it(collided: Clerk) -> None:
    with opened(collided) as connection:
        names = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'view' AND name NOT GLOB '[_]*'")
        assert {name for (name,) in names} == VIEWS


def test_a_language_printed_twice_is_named_once(collided: Clerk) -> None:
    columns = "code languages"
    now = rows("""
        ABC -
        THB en_et_lv_ru
        XYZ -
    """)
    assert told(collided, "booklet list", columns) == told(collided, "export booklets", columns) == now
    assert viewed(collided, "booklets", columns) == now
    assert told(collided, "export booklets --known-at 2000-01-01", columns) == []
    assert told(collided, "export booklets --at 2015-03-09", columns) == rows("""
        ABC -
        THB lv_ru
        XYZ -
    """)


def test_a_place_closed_and_reopened_on_one_day_is_what_was_recorded_last(collided: Clerk) -> None:
    """Liepāja was reopened on the day on which it was closed; Rome, closed before, reopened and closed on that day."""
    now = rows("""
        annex   Annex                       open
        dublin  Embassy_in_Dublin           open
        london  Embassy_in_London           open
        rome    Embassy_in_Rome             closed
        east    Library                     open
        north   Library                     open
        liepaja Liepājas_Sociālais_dienests open
        s0      School_day                  open
        s1      School_day                  open
        s2      School_day                  open
        s3      School_day                  open
        s4      School_day                  open
        store   Store                       open
    """)
    assert told(collided, "place list", "code name status") == now
    assert viewed(collided, "places", "code name status") == sorted(now)
    assert told(collided, "place list --kind library --country LV", "code name status") == now[4:6]
    closed = [["rome", "closed"]]
    for words, expected in {
        "--at 2015-03-04": [],
        "--at 2015-03-05": closed,
        "--at 2015-03-09": closed,
        "--at 2015-03-10": closed,
        f"--known-at {moment(collided, 66)}": [],
        f"--known-at {moment(collided, 68)}": closed,
    }.items():
        listed = told(collided, f"export places {words}", "code status")
        assert [code for code, _ in listed] == sorted(code for code, *_ in now)
        assert [row for row in listed if row[1] != "open"] == expected


def test_kinds_of_one_name_are_listed_by_code(collided: Clerk) -> None:
    listed = told(collided, "kind list", "code name")
    assert [code for code, _ in listed] == [
        *("aid", "consular", "embassy", "library", "ngo", "other", "police", "school", "seminar", "social-service"),
        *("store", "youth"),
    ]
    assert listed[0][1] == listed[-1][1] == "Youth_centre"


def test_equal_grants_are_each_listed(collided: Clerk) -> None:
    columns = "code year amount currency purpose"
    now = rows("""
        amif 2015 10.00  EUR -
        amif 2015 10.00  EUR -
        riga 2014 100.05 EUR printing
        riga 2015 100.05 EUR printing
        riga 2015 100.05 EUR printing
        riga 2015 100.05 USD printing
        riga 2015 25.02  EUR seminars
        riga 2015 25.02  EUR seminars
        zero -    -      -   -
    """)
    assert told(collided, "fund list", columns) == now
    assert viewed(collided, "funds_and_grants", columns) == sorted(now)
    recorded = told(collided, "export grants", "fund year amount currency purpose")
    assert recorded == rows("""
        riga 2015 100.05 EUR printing
        riga 2015 100.05 EUR printing
        riga 2015 25.02  EUR seminars
        riga 2015 25.02  EUR seminars
        riga 2014 100.05 EUR printing
        riga 2015 100.05 USD printing
        amif 2015 10.00  EUR -
        amif 2015 10.00  EUR -
    """)
    assert viewed(collided, "grants", "fund year amount currency purpose") == sorted(recorded)
    assert told(collided, "export funds", "code") == viewed(collided, "funds", "code") == [["amif"], ["riga"], ["zero"]]
    (second,) = told(collided, "export grants", "recorded_at")[1]
    assert told(collided, f"export grants --known-at {second}", "amount") == [["100.05"], ["100.05"]]
    assert told(collided, f"report funding --known-at {second}", FUNDING) == rows(
        "riga 2015 printing EUR 200.10 0.00 0"
    )


def test_funding_adds_up_equal_grants_and_equal_costs(collided: Clerk) -> None:
    now = rows("""
        -    2015 printing EUR 0.00   9.05   100
        amif 2015 -        EUR 20.00  40.25  100  # the grant without a purpose pays for the print run
        riga 2014 printing EUR 100.05 0.00   0
        riga 2014 seminars EUR 0.00   30.10  0
        riga 2015 printing EUR 200.10 100.50 200  # twice 100.05; twice 50.25, for THB/lv/1 and THB/ru/1
        riga 2015 printing USD 100.05 0.00   0
        riga 2015 seminars EUR 50.04  60.20  0  # twice 25.02; twice 30.10
        riga 2015 seminars USD 0.00   30.10  0
    """)
    assert told(collided, "report funding", FUNDING) == now
    assert viewed(collided, "funding", FUNDING) == sorted(now)
    assert told(collided, "report funding --at 2014-12-31", FUNDING) == rows("""
        riga 2014 printing EUR 100.05 0.00  0
        riga 2014 seminars EUR 0.00   30.10 0
    """)
    assert told(collided, "report funding --at 2015-03-09", FUNDING) == rows("""
        amif 2015 -        EUR 20.00  40.25  100
        riga 2014 printing EUR 100.05 0.00   0
        riga 2014 seminars EUR 0.00   30.10  0
        riga 2015 printing EUR 200.10 100.50 200
        riga 2015 printing USD 100.05 0.00   0
        riga 2015 seminars EUR 50.04  0.00   0
    """)
    assert told(collided, "report funding --at 2015-03-10", FUNDING) == now[:7]
    assert told(collided, "report funding --at 2015-03-11", FUNDING) == now
    assert told(collided, f"report funding --known-at {moment(collided, 1)}", FUNDING) == rows("""
        amif 2015 -        EUR 20.00  0.00  0
        riga 2014 printing EUR 100.05 0.00  0
        riga 2014 seminars EUR 0.00   30.10 0
        riga 2015 printing EUR 200.10 50.25 100
        riga 2015 printing USD 100.05 0.00  0
        riga 2015 seminars EUR 50.04  60.20 0
        riga 2015 seminars USD 0.00   30.10 0
    """)
    assert told(collided, f"report funding --known-at {moment(collided, 91)}", FUNDING) == rows("""
        amif 2015 -        EUR 20.00  0.00   0
        riga 2014 printing EUR 100.05 0.00   0
        riga 2014 seminars EUR 0.00   30.10  0
        riga 2015 printing EUR 200.10 150.75 300  # before its edit THB/lv/2 was Riga's too, for 50.25
        riga 2015 printing USD 100.05 0.00   0
        riga 2015 seminars EUR 50.04  60.20  0
        riga 2015 seminars USD 0.00   30.10  0
    """)


def test_equal_seminars_are_each_counted(collided: Clerk) -> None:
    now = rows("""
        s0 2014-12-31 pupils=20              20 0 riga 30.10 EUR
        s1 2015-03-10 pupils=20;_teachers=20 40 8 riga 30.10 EUR
        s2 2015-03-10 pupils=20;_teachers=20 40 8 riga 30.10 EUR
        s4 2015-03-10 -                      -  0 -    -     -
        s3 2015-03-11 pupils=20              20 0 riga 30.10 USD
    """)
    assert told(collided, "seminar list", SEMINARS) == told(collided, "export seminars", SEMINARS) == now
    assert viewed(collided, "seminars", SEMINARS) == sorted(now)
    assert told(collided, "export seminars --at 2015-03-10", "code") == [["s0"], ["s1"], ["s2"], ["s4"]]
    known = told(collided, f"export seminars --known-at {moment(collided, 65)}", "code copies")
    assert known == rows("""
        s0 0
        s1 8
        s2 10
        s4 0
        s3 0
    """)
    by_year = rows("""
        2014 1 20 0  EUR 30.10
        2015 1 0  0  -   -
        2015 2 80 16 EUR 60.20
        2015 1 20 0  USD 30.10
    """)
    assert told(collided, "report seminars", BY_YEAR) == by_year
    assert viewed(collided, "seminars_by_year", BY_YEAR) == sorted(by_year)
    assert told(collided, "report seminars --at 2015-03-09", BY_YEAR) == by_year[:1]
    assert told(collided, "report seminars --at 2015-03-10", BY_YEAR) == [*by_year[:2], *rows("2015 2 80 14 EUR 60.20")]
    by_audience = rows("""
        pupils   80
        teachers 40
    """)
    assert told(collided, "report seminars --by audience", "audience attendees") == by_audience
    assert viewed(collided, "seminars_by_audience", "audience attendees") == by_audience
    for day, pupils in {
        "2014-12-30": [],
        "2015-03-09": [["pupils", "20"]],
        "2015-03-10": [["pupils", "60"], by_audience[1]],
    }.items():
        assert told(collided, f"report seminars --by audience --at {day}", "audience attendees") == pupils


def test_equal_runs_are_each_listed_with_what_holds_of_them(collided: Clerk) -> None:
    """The void run and its number are gone. THB/lv/1 was edited to what it was at first, THB/lv/2 to another cost."""
    now = rows("""
        THB/en/1 2015-03-10 100 store 9.05  EUR -    withdrawn
        THB/en/3 2015-03-15 5   annex -     -   -    active
        THB/et/1 2015-04-02 10  store -     -   -    active
        THB/et/2 2015-04-02 10  store -     -   -    active
        THB/et/3 2015-04-02 10  store -     -   -    active
        THB/lv/1 2015-03-02 100 store 50.25 EUR riga active
        THB/lv/2 2015-03-02 100 store 40.25 EUR amif active
        THB/ru/1 2015-03-02 100 store 50.25 EUR riga active
        THB/ru/2 2015-02-27 12  store -     -   -    active
    """)
    assert told(collided, "run list", RUNS) == viewed(collided, "print_runs", RUNS) == now
    assert told(collided, "export print-runs --at 2015-03-09", RUNS) == [*now[5:7], now[8], now[7]]
    assert told(collided, "export print-runs --at 2015-03-02 --known-at 2000-01-01", RUNS) == []
    known = told(collided, f"export print-runs --known-at {moment(collided, 5)}", RUNS)
    assert known == rows("""
        THB/en/1 2015-03-10 100 store -     -   -    active
        THB/en/2 2015-03-10 100 store -     -   -    active
        THB/lv/1 2015-03-02 100 store 50.25 EUR riga active
        THB/lv/2 2015-03-02 100 store 50.25 EUR riga active
        THB/ru/1 2015-03-02 100 store 50.25 EUR riga active
    """)
    shown = collided.reads("run", "show", "THB/lv/2")
    assert (shown["cost"], shown["fund"], shown["status"], shown["on_hand"], shown["available"]) == (
        "40.25",
        "amif",
        "active",
        65,
        65,
    )


def test_equal_requests_are_each_open_or_not(collided: Clerk) -> None:
    """Request 2 was cancelled on its day, 4 on the next; 3 was fulfilled by two equal shipments, 1 by a void one."""
    now = rows("""
        1 london THB/lv 7 0 7 open  # shipped by entry 81, which is void
        2 london THB/lv 7 0 0 cancelled
        3 dublin THB/lv 4 0 4 open
        3 dublin THB/ru 4 4 0 shipped  # 2 + 2
        4 dublin THB/lv 4 1 0 cancelled
        5 north  THB/lv 2 3 0 shipped  # 3 were shipped for 2
        6 north  THB/de 3 0 3 open
    """)
    assert told(collided, "request list", REQUESTS) == told(collided, "export requests", REQUESTS) == now
    assert viewed(collided, "requests", REQUESTS) == now
    assert told(collided, "request list --open", REQUESTS) == [now[0], now[2], now[6]]
    assert told(collided, "request list --at 2015-03-09", REQUESTS) == []
    assert told(collided, "request list --at 2015-03-10", REQUESTS) == rows("""
        1 london THB/lv 7 0 7 open
        2 london THB/lv 7 0 0 cancelled
        3 dublin THB/lv 4 0 4 open
        3 dublin THB/ru 4 0 4 open
        4 dublin THB/lv 4 1 3 open
        5 north  THB/lv 2 0 2 open
    """)
    assert told(collided, "request list --at 2015-03-11", REQUESTS) == now[:6]
    assert told(collided, f"request list --known-at {moment(collided, 58)}", REQUESTS) == []
    assert told(collided, f"request list --known-at {moment(collided, 80)}", REQUESTS) == rows("""
        1 london THB/lv 7 0 7 open
        2 london THB/lv 7 0 0 cancelled
        3 dublin THB/lv 4 0 4 open
        3 dublin THB/ru 4 4 0 shipped
        4 dublin THB/lv 4 0 4 open
    """)
    known = told(collided, f"request list --open --known-at {moment(collided, 81)}", REQUESTS)
    assert known == rows("""
        3 dublin THB/lv 4 0 4 open
        4 dublin THB/lv 4 0 4 open
    """)


def test_a_level_is_what_was_said_of_it_last(collided: Clerk) -> None:
    """Of places that share a name, of items in any case; and a level that was taken away is none."""
    for words in (
        "set east north thb/LV=5:9",
        "set east THB/lv=6",
        "set --kind library THB/ru=2",
        "remove north THB/ru",
        "set rome THB/lv=7",
    ):
        collided.does("level", *words.split())
    now = rows("""
        rome  THB/lv 7 7
        east  THB/lv 6 6
        east  THB/ru 2 2
        north THB/lv 5 9
    """)
    assert told(collided, "level list", LEVELS) == now
    assert told(collided, "export levels", LEVELS) == viewed(collided, "levels", LEVELS) == [*now[1:], now[0]]
    assert told(collided, "level list --known-at 2000-01-01", LEVELS) == []
