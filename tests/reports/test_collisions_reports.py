"""Coverage, distribution and the forecast, in a world of collisions: who got as much, or as late, as another."""

import pytest

from tests.conftest import Clerk
from tests.reports.rows import moment, rows, told, viewed

pytestmark = pytest.mark.slow

COVERAGE = "place copies last_shipped received last_received here"
FIGURES = "shipments copies received returned"
BY_DEFAULT = f"year kind language {FIGURES}"
LINES = "month item run place fund date shipment copies received returned"
RUNOUT = "item on_hand per_month months_left runs_out_on available months_known"


def test_coverage_adds_up_what_came_on_one_day(collided: Clerk) -> None:
    """Who waits equally long is listed by name, and by code when the names are equal. Rome is closed."""
    now = rows("""
        s0      0  -          0  -          0
        s3      0  -          0  -          0
        s4      0  -          0  -          0
        east    13 2015-03-10 12 2015-03-10 12
        s2      10 2015-03-10 10 2015-03-10 8
        london  1  2015-04-02 10 2015-03-11 6
        liepaja 10 2015-03-11 5  2015-03-11 7
        annex   4  2015-03-12 5  2015-03-15 5
        dublin  3  2015-04-01 3  2015-04-01 22
        north   12 2015-04-02 12 2015-04-02 17
        s1      2  2015-04-02 2  2015-04-02 8
        store   0  -          32 2015-04-02 281  # 10 + 10 + 10 printed, 1 + 1 returned
    """)
    assert told(collided, "report coverage", COVERAGE) == now
    assert viewed(collided, "coverage", COVERAGE) == sorted(now)
    assert told(collided, "report coverage --since 2015-03-11", COVERAGE) == now[:5]
    assert told(collided, "report coverage --kind embassy --kind library --since 2015-03-10", COVERAGE) == []
    assert told(collided, "report coverage --item THB/ru --kind library --kind embassy", COVERAGE) == rows("""
        london 0 -          0 -          0
        north  0 -          0 -          0
        east   5 2015-03-10 5 2015-03-10 5
        dublin 4 2015-03-11 2 2015-03-13 9
    """)


def test_coverage_on_the_very_day(collided: Clerk) -> None:
    assert told(collided, "report coverage --at 2015-03-09", COVERAGE) == rows("""
        dublin  0  -          0   -          0
        london  0  -          0   -          0
        east    0  -          0   -          0
        north   0  -          0   -          0
        liepaja 0  -          0   -          0
        s0      0  -          0   -          0
        s1      0  -          0   -          0
        s2      0  -          0   -          0
        s3      0  -          0   -          0
        s4      0  -          0   -          0
        store   0  -          300 2015-03-02 272
        annex   40 2015-03-05 40  2015-03-05 38
    """)
    assert told(collided, "report coverage --at 2015-03-10", COVERAGE) == rows("""
        s0      0  -          0   -          0
        s3      0  -          0   -          0
        s4      0  -          0   -          0
        annex   40 2015-03-05 40  2015-03-05 20
        dublin  21 2015-03-10 5   2015-03-10 5
        london  20 2015-03-10 10  2015-03-10 9
        east    13 2015-03-10 12  2015-03-10 12
        north   6  2015-03-10 6   2015-03-10 6
        liepaja 5  2015-03-10 5   2015-03-10 5
        s1      10 2015-03-10 10  2015-03-10 6
        s2      10 2015-03-10 10  2015-03-10 8
        store   0  -          107 2015-03-10 299  # 100 printed, 1 + 2 + 2 + 2 returned
    """)
    known = told(collided, f"report coverage --kind embassy --known-at {moment(collided, 10)}", COVERAGE)
    assert known == rows("""
        dublin 0  -          0 - 0
        london 20 2015-03-10 0 - 0
        rome   0  -          0 - 0
    """)
    known = told(collided, f"report coverage --kind library --item THB/ru --known-at {moment(collided, 40)}", COVERAGE)
    assert known == rows("""
        east  5 2015-03-10 5 2015-03-10 5
        north 5 2015-03-10 5 2015-03-10 5
    """)


def test_distribution_counts_equal_shipments_each(collided: Clerk) -> None:
    """Void ones count nowhere, and neither do the transfers to the annex."""
    now = rows("""
        2015 embassy        et 1 1  0  0
        2015 embassy        lv 5 34 33 5  # entries 9, 10, 11, 67 and 84
        2015 embassy        ru 3 14 9  0
        2015 library        et 1 12 12 2
        2015 library        lv 5 17 13 0
        2015 library        ru 1 5  5  0
        2015 seminar        en 2 20 20 6  # 2 + 2 returned by one of them, 2 by the other
        2015 seminar        et 1 2  2  0
        2015 social-service lv 3 15 10 0
    """)
    assert told(collided, "report distribution", BY_DEFAULT) == now
    assert told(collided, "export distribution", BY_DEFAULT) == now
    assert viewed(collided, "distribution", BY_DEFAULT) == sorted(now)
    assert told(collided, "report distribution --at 2015-03-09", BY_DEFAULT) == []
    known = told(collided, f"report distribution --known-at {moment(collided, 15)}", BY_DEFAULT)
    assert known == rows("""
        2015 embassy lv 3 30 25 0
        2015 embassy ru 1 10 0  0
    """)
    known = told(collided, f"report distribution --known-at {moment(collided, 18)}", BY_DEFAULT)
    assert known == rows("""
        2015 embassy lv 3 30 30 2
        2015 embassy ru 1 10 7  0
    """)
    assert told(collided, "report distribution --at 2015-03-10", BY_DEFAULT) == rows("""
        2015 embassy        lv 4 31 15 1
        2015 embassy        ru 1 10 0  0
        2015 library        lv 4 14 13 0
        2015 library        ru 1 5  5  0
        2015 seminar        en 2 20 20 6
        2015 social-service lv 1 5  5  0
    """)


def test_distribution_by_what_is_equal(collided: Clerk) -> None:
    assert told(collided, "report distribution --by place,run", f"place run {FIGURES}") == rows("""
        dublin  THB/lv/1 3 14 13 0
        dublin  THB/ru/1 3 14 9  0
        east    THB/lv/1 3 8  7  0
        east    THB/ru/1 1 5  5  0
        liepaja THB/lv/1 1 5  5  0
        liepaja THB/lv/2 2 10 5  0
        london  THB/et/1 1 1  0  0
        london  THB/lv/1 2 20 20 5
        north   THB/et/1 1 4  4  2
        north   THB/et/2 1 4  4  0
        north   THB/et/3 1 4  4  0
        north   THB/lv/1 2 9  6  0
        s1      THB/en/1 1 10 10 4
        s1      THB/et/1 1 2  2  0
        s2      THB/en/1 1 10 10 2
    """)
    columns = f"quarter month country booklet item {FIGURES}"
    by = "quarter,month,country,booklet,item"
    assert told(collided, f"report distribution --by {by}", columns) == rows("""
        2015-Q1 2015-03 GB THB THB/lv 2 20 20 5
        2015-Q1 2015-03 IE THB THB/lv 2 11 10 0
        2015-Q1 2015-03 IE THB THB/ru 3 14 9  0
        2015-Q1 2015-03 LV THB THB/en 2 20 20 6
        2015-Q1 2015-03 LV THB THB/lv 8 32 23 0
        2015-Q1 2015-03 LV THB THB/ru 1 5  5  0
        2015-Q2 2015-04 GB THB THB/et 1 1  0  0
        2015-Q2 2015-04 IE THB THB/lv 1 3  3  0
        2015-Q2 2015-04 LV THB THB/et 2 14 14 2
    """)
    assert told(collided, "report distribution --since 2015-03-11 --by kind", f"kind {FIGURES}") == rows("""
        embassy        4 8  3  4
        library        2 15 12 2
        seminar        1 2  2  0
        social-service 2 10 5  0
    """)
    until = rows("""
        embassy        4 41 39 1
        library        5 19 18 0
        seminar        2 20 20 6
        social-service 1 5  5  0
    """)
    for words in ("--until 2015-03-10", "--since 2015-03-10 --until 2015-03-10"):
        assert told(collided, f"report distribution {words} --by kind", f"kind {FIGURES}") == until
    crossed = told(collided, "report distribution --by kind --columns language --show shipments", "kind en lv ru")
    assert crossed == rows("""
        embassy        0 5 3
        library        0 5 1
        seminar        2 0 0
        social-service 0 3 0
    """)
    words = "report distribution --by kind --columns language --show shipments"
    *_, total = collided.does(*words.split()).out.splitlines()
    assert total.split() == ["total", "2", "3", "13", "4", "21"], "entry 11 has two items, and is one shipment"
    for by in ("kind,language", "quarter"):
        *_, total = collided.does("report", "distribution", "--by", by).out.splitlines()
        assert total.split() == ["total", "21", "120", "104", "13"]


def test_distribution_by_fund_as_each_edit_left_it(collided: Clerk) -> None:
    """THB/lv/2 was paid for by Riga, until its last edit."""
    assert told(collided, "report distribution --by fund", f"fund {FIGURES}") == rows("""
        amif 2  10 5  0
        riga 14 75 65 5  # entry 11 has two items, and is one of 14
        -    5  35 34 8
    """)
    known = told(collided, f"report distribution --by fund --known-at {moment(collided, 91)}", f"fund {FIGURES}")
    assert known == rows("""
        riga 14 83 69 4
        -    2  20 20 4
    """)


def test_distribution_line_by_line(collided: Clerk) -> None:
    """A row for each run of a shipment and of a return: equal ones differ by the shipment, equal returns do not."""
    assert viewed(collided, "distribution_lines", LINES) == sorted(
        rows("""
        2015-03 THB/en THB/en/1 s1      -    2015-03-10 -   0  0  2
        2015-03 THB/en THB/en/1 s1      -    2015-03-10 -   0  0  2
        2015-03 THB/en THB/en/1 s1      -    2015-03-10 61  10 10 0
        2015-03 THB/en THB/en/1 s2      -    2015-03-10 -   0  0  2
        2015-03 THB/en THB/en/1 s2      -    2015-03-10 63  10 10 0
        2015-03 THB/lv THB/lv/1 dublin  riga 2015-03-10 11  10 10 0
        2015-03 THB/lv THB/lv/1 dublin  riga 2015-03-10 84  1  0  0
        2015-03 THB/lv THB/lv/1 east    riga 2015-03-10 101 1  0  0
        2015-03 THB/lv THB/lv/1 east    riga 2015-03-10 104 1  1  0
        2015-03 THB/lv THB/lv/1 east    riga 2015-03-10 31  6  6  0
        2015-03 THB/lv THB/lv/1 liepaja riga 2015-03-11 69  5  5  0
        2015-03 THB/lv THB/lv/1 london  riga 2015-03-10 -   0  0  1
        2015-03 THB/lv THB/lv/1 london  riga 2015-03-10 10  10 10 0
        2015-03 THB/lv THB/lv/1 london  riga 2015-03-10 9   10 10 0
        2015-03 THB/lv THB/lv/1 london  riga 2015-03-11 -   0  0  2
        2015-03 THB/lv THB/lv/1 london  riga 2015-03-11 -   0  0  2
        2015-03 THB/lv THB/lv/1 north   riga 2015-03-10 29  6  6  0
        2015-03 THB/lv THB/lv/1 north   riga 2015-03-11 83  3  0  0
        2015-03 THB/lv THB/lv/2 liepaja amif 2015-03-10 51  5  5  0
        2015-03 THB/lv THB/lv/2 liepaja amif 2015-03-11 53  5  0  0
        2015-03 THB/ru THB/ru/1 dublin  riga 2015-03-10 11  10 9  0
        2015-03 THB/ru THB/ru/1 dublin  riga 2015-03-11 59  2  0  0
        2015-03 THB/ru THB/ru/1 dublin  riga 2015-03-11 60  2  0  0
        2015-03 THB/ru THB/ru/1 east    riga 2015-03-10 37  5  5  0
        2015-04 THB/et THB/et/1 london  -    2015-04-02 134 1  0  0
        2015-04 THB/et THB/et/1 north   -    2015-04-02 -   0  0  1
        2015-04 THB/et THB/et/1 north   -    2015-04-02 -   0  0  1
        2015-04 THB/et THB/et/1 north   -    2015-04-02 121 4  4  0
        2015-04 THB/et THB/et/1 s1      -    2015-04-02 124 2  2  0
        2015-04 THB/et THB/et/2 north   -    2015-04-02 121 4  4  0
        2015-04 THB/et THB/et/3 north   -    2015-04-02 121 4  4  0
        2015-04 THB/lv THB/lv/1 dublin  riga 2015-04-01 67  3  3  0
    """)
    )


def test_when_items_run_out(collided: Clerk) -> None:
    """After a year the copies of 10 March are out of the reckoning, on the next day those of the 11th too."""
    now = rows("""
        THB/en 86 0.0 - - 0  12.0
        THB/et 11 0.0 - - 11 12.0
        THB/lv 96 0.0 - - 85 12.0
        THB/ru 93 0.0 - - 93 12.0
    """)
    assert told(collided, "report runout", RUNOUT) == now
    assert viewed(collided, "runout", RUNOUT) == now
    assert told(collided, "report runout --at 2015-03-02", RUNOUT) == rows("""
        THB/lv 200 0.0 - - 91 0.0
        THB/ru 112 0.0 - - 93 0.1
    """)
    assert told(collided, "report runout --at 2015-03-10", RUNOUT) == rows("""
        THB/en 86  425.8 0.0 2015-03-10 0  0.0
        THB/lv 136 212.9 0.4 2015-03-22 89 0.3  # 63 in 9 days: 50 sent, 14 handed out in the annex, 1 returned
        THB/ru 97  38.0  2.3 2015-05-20 89 0.4  # 15 in 12 days, from 27 February on
    """)
    assert told(collided, "report runout --at 2015-03-11", RUNOUT) == rows("""
        THB/en 86  212.9 0.0 2015-03-11 0  0.1
        THB/lv 127 219.0 0.1 2015-03-13 20 0.3
        THB/ru 93  44.5  2.1 2015-05-13 93 0.4
    """)
    known = told(collided, f"report runout --at 2015-03-11 --known-at {moment(collided, 10)}", RUNOUT)
    assert known == rows("""
        THB/lv 180 60.8 3.0 2015-06-09 180 0.3
        THB/en 100 0.0  -   -          100 0.1
        THB/ru 100 0.0  -   -          100 0.3
    """)
    assert told(collided, "report runout --at 2016-03-09", RUNOUT) == rows("""
        THB/en 86 1.2 0.0  2016-03-09 0  12.0
        THB/et 11 1.2 9.5  2016-12-24 11 11.2
        THB/lv 96 7.9 10.7 2017-01-30 85 12.0  # 95 in the year: 66 sent, 34 handed out in stores, 5 returned
        THB/ru 93 1.6 58.7 2021-02-02 93 12.0
    """)
    assert told(collided, "report runout --at 2016-03-10", RUNOUT) == rows("""
        THB/et 11 1.2 9.5   2016-12-26 11 11.3
        THB/lv 96 2.8 30.0  2018-09-11 85 12.0  # 34: all but those of 10 March 2015, the first day of the year before
        THB/ru 93 0.3 279.0 2039-06-27 93 12.0
        THB/en 86 0.0 -     -          0  12.0
    """)
    assert told(collided, "report runout --at 2016-03-11", RUNOUT) == rows("""
        THB/et 11 1.1 9.6  2016-12-27 11 11.3
        THB/lv 96 2.1 40.8 2019-08-07 85 12.0  # 25: those of 11 March have gone too, with what was returned
        THB/en 86 0.0 -    -          0  12.0
        THB/ru 93 0.0 -    -          93 12.0
    """)


def test_what_to_order_and_when(collided: Clerk) -> None:
    """As many as were used in so many months, rounded up."""
    orders = "item available runs_out_on order_by order"
    assert told(collided, "report runout --at 2016-03-09 --lead 2 --months 1", orders) == rows("""
        THB/en 0  2016-03-09 2016-02-24 2
        THB/et 11 2016-12-24 2016-12-10 2
        THB/lv 85 2017-01-30 2017-01-16 8  # 95 in the year
        THB/ru 93 2021-02-02 2021-01-19 2
    """)
    assert told(collided, "report runout --at 2016-03-09 --lead 8", orders) == rows("""
        THB/en 0  2016-03-09 2016-01-13 21
        THB/et 11 2016-12-24 2016-10-29 21
        THB/lv 85 2017-01-30 2016-12-05 143
        THB/ru 93 2021-02-02 2020-12-08 29
    """)
    assert viewed(collided, "runout_orders", 'item available order_by "order"') == rows("""
        THB/en 0  - 0
        THB/et 11 - 0
        THB/lv 85 - 0
        THB/ru 93 - 0
    """)
