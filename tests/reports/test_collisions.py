"""Where the copies are, in a world of collisions: equal entries, and two things on one day."""

import pytest

from tests.conftest import Clerk
from tests.reports.rows import moment, rows, told, viewed

pytestmark = pytest.mark.slow

STOCK = "item printed on_hand requested available in_transit at_places handed_out lost found"
BY_RUN = "run status printed on_hand available in_transit at_places handed_out lost found"
BY_PLACE = "place item copies last_counted"


def test_stock_adds_up_what_is_equal(collided: Clerk) -> None:
    """Rows sum to what was printed and found. Of five requests one was cancelled on its day, one fulfilled twice."""
    now = rows("""
        THB/de 0   0  3  -3 0  0  0  0  0  # asked for, and never printed
        THB/en 105 86 0  0  0  14 0  5  0  # THB/en/2 is void, THB/en/1 withdrawn, and of THB/en/3 none was found
        THB/et 30  11 0  11 1  13 0  6  1
        THB/lv 200 96 11 85 10 39 48 13 6  # 31 + 65 less the 7 and 4 that requests 1 and 3 still ask for
        THB/ru 112 93 0  93 4  14 0  1  0  # 100 and 12, which replace 10; of 3 that were lost 1 + 1 came after all
    """)
    assert told(collided, "stock", STOCK) == now
    assert told(collided, "export stock", STOCK) == now
    assert viewed(collided, "stock", STOCK) == sorted(now)
    assert told(collided, "stock --low 85", STOCK) == now[:4]
    assert told(collided, "stock --low 84", STOCK) == now[:3]


def test_stock_is_that_of_the_days_end(collided: Clerk) -> None:
    """The day itself is included, and what later days need is not available on it."""
    assert told(collided, "stock --at 2015-03-09", STOCK) == rows("""
        THB/lv 200 198 0 117 0 0 2 0 0  # 31 + 60 + 26, which the annex had left just before its first count
        THB/ru 112 112 0 93  0 0 0 0 0
    """)
    assert told(collided, "stock --at 2015-03-10", STOCK) == rows("""
        THB/en 100 86  0  0  0  14 0  0 0
        THB/lv 200 136 16 89 17 32 16 5 6  # 31 + 60 + 14 less 7 + 4 + 3 + 2; counts found 2 and 4 more, 5 fewer
        THB/ru 112 97  4  89 10 5  0  0 0  # request 3 asks for 4, which are shipped on the next day
    """)
    assert told(collided, "stock --at 2015-03-11", STOCK) == rows("""
        THB/en 100 86  0  0  0  14 0  0 0
        THB/lv 200 127 11 20 10 36 26 7 6  # 31 less 7 + 4: THB/lv/2 is withdrawn from this day on
        THB/ru 112 93  0  93 9  10 0  0 0
    """)


def test_stock_at_a_months_end(collided: Clerk) -> None:
    """Two equal handouts and two equal write-offs on the last day of March, one more handout on the first of April."""
    assert told(collided, "stock --at 2015-03-31", STOCK) == rows("""
        THB/en 105 86  0  0  0  14 0  5  0
        THB/lv 200 103 11 20 10 36 44 13 6
        THB/ru 112 93  0  93 4  14 0  1  0
    """)
    assert told(collided, "stock --at 2015-04-01", STOCK) == rows("""
        THB/en 105 86 0  0  0  14 0  5  0
        THB/lv 200 96 11 85 10 39 48 13 6
        THB/ru 112 93 0  93 4  14 0  1  0
    """)


def test_stock_as_it_was_known(collided: Clerk) -> None:
    """Entry 50 is the third count of one shelf on one day, 55 a handout logged after the count of its day."""
    when = moment(collided, 54)
    assert told(collided, f"stock --known-at {when} --at 2015-03-09", STOCK) == rows("""
        THB/lv 200 200 0 146 0 0 0 0 0
        THB/ru 100 100 0 85  0 0 0 0 0
    """)
    assert told(collided, f"stock --known-at {when} --at 2015-03-10", STOCK) == rows("""
        THB/en 100 100 0 100 0  0  0  0 0
        THB/lv 200 138 0 133 15 31 13 5 2  # 2 more were found in the annex, then 5 fewer, and 1 fewer in London
        THB/ru 100 85  0 85  10 5  0  0 0
    """)
    assert told(collided, f"stock --known-at {when} --at 2015-04-01", STOCK) == rows("""
        THB/en 100 100 0 100 0 0  0  0 0
        THB/lv 200 137 0 137 5 33 20 7 2
        THB/ru 100 85  0 85  0 12 0  3 0
    """)
    assert told(collided, f"stock --known-at {when}", STOCK) == rows("""
        THB/en 100 100 0 100 0 0  0  0 0
        THB/lv 200 137 0 137 5 33 20 7 2
        THB/ru 100 85  0 85  0 12 0  3 0
    """)
    when = moment(collided, 49)
    assert told(collided, f"stock --known-at {when} --at 2015-03-10", STOCK) == rows("""
        THB/en 100 100 0 100 0  0  0  0 0
        THB/lv 200 148 0 148 15 27 12 0 2  # 2 more in the annex; the second count, an equal one, found nothing new
        THB/ru 100 85  0 85  10 5  0  0 0
    """)
    when = moment(collided, 66)
    assert told(collided, f"stock --known-at {when}", STOCK) == rows("""
        THB/en 100 84  0  84  0 16 0  0 0
        THB/lv 200 137 15 122 5 33 21 7 3
        THB/ru 100 81  0  81  4 12 0  3 0
    """)


def test_a_run_withdrawn_and_reinstated_on_one_day_is_what_was_recorded_last(collided: Clerk) -> None:
    """THB/ru/1 was reinstated after it, THB/en/1 withdrawn again; THB/lv/2 was withdrawn for the rest of March."""
    now = rows("""
        THB/en/1 withdrawn 100 86 0  0 14 0  0 0
        THB/en/3 active    5   0  0  0 0  0  5 0
        THB/et/1 active    10  1  1  1 5  0  4 1
        THB/et/2 active    10  5  5  0 4  0  1 0
        THB/et/3 active    10  5  5  0 4  0  1 0
        THB/lv/1 active    100 31 31 5 34 26 6 2
        THB/lv/2 active    100 65 65 5 5  22 7 4
        THB/ru/1 active    100 81 81 4 14 0  1 0
        THB/ru/2 active    12  12 12 0 0  0  0 0
    """)
    assert told(collided, "stock --by run", BY_RUN) == now
    assert viewed(collided, "stock_by_run", BY_RUN) == sorted(now)
    assert told(collided, "stock --by run --at 2015-03-09", BY_RUN) == rows("""
        THB/lv/1 active 100 100 31 0 0 0 0 0
        THB/lv/2 active 100 98  86 0 0 2 0 0
        THB/ru/1 active 100 100 81 0 0 0 0 0
        THB/ru/2 active 12  12  12 0 0 0 0 0
    """)
    assert told(collided, "stock --by run --at 2015-03-10", BY_RUN) == rows("""
        THB/en/1 withdrawn 100 86 0  0  14 0  0 0
        THB/lv/1 active    100 56 31 17 27 2  0 2
        THB/lv/2 active    100 80 74 0  5  14 5 4
        THB/ru/1 active    100 85 81 10 5  0  0 0
        THB/ru/2 active    12  12 12 0  0  0  0 0
    """)
    assert told(collided, "stock --by run --at 2015-03-11", BY_RUN) == rows("""
        THB/en/1 withdrawn 100 86 0  0 14 0  0 0
        THB/lv/1 active    100 52 31 5 31 12 2 2
        THB/lv/2 withdrawn 100 75 0  5 5  14 5 4
        THB/ru/1 active    100 81 81 9 10 0  0 0
        THB/ru/2 active    12  12 12 0 0  0  0 0
    """)
    assert told(collided, "stock --by run --at 2015-03-31 --low 0", BY_RUN) == rows("""
        THB/en/1 withdrawn 100 86 0 0 14 0  0 0
        THB/en/3 active    5   0  0 0 0  0  5 0
        THB/lv/2 withdrawn 100 65 0 5 5  22 7 4
    """)
    known = told(collided, f"stock --by run --known-at {moment(collided, 66)}", BY_RUN)
    assert known == rows("""
        THB/en/1 active 100 84 84 0 16 0  0 0
        THB/lv/1 active 100 62 62 0 28 9  2 1
        THB/lv/2 active 100 75 75 5 5  12 5 2
        THB/ru/1 active 100 81 81 4 12 0  3 0
    """)


def test_what_a_run_can_spare_ends_with_its_next_count(collided: Clerk) -> None:
    """The annex was counted three times on 10 March, and once more, later put before the others; and on the 20th."""
    assert told(collided, "stock THB/lv --by run --at 2015-03-14", BY_RUN) == rows("""
        THB/lv/1 active    100 52 33 5 31 12 2 2  # 31 in the store, 2 in the annex just before its count of the 20th
        THB/lv/2 withdrawn 100 75 0  5 5  14 5 4
    """)
    assert told(collided, "stock THB/lv --by run --at 2015-04-01", BY_RUN) == rows("""
        THB/lv/1 active 100 31 31 5 34 26 6 2
        THB/lv/2 active 100 65 65 5 5  22 7 4
    """)
    known = told(collided, f"stock THB/lv --by run --at 2015-03-09 --known-at {moment(collided, 48)}", BY_RUN)
    assert known == rows("""
        THB/lv/1 active 100 100 58 0 0 0 0 0
        THB/lv/2 active 100 100 88 0 0 0 0 0  # 60 in the store, 28 in the annex just before the count, not 30
    """)
    known = told(collided, f"stock THB/lv --by run --at 2015-03-04 --known-at {moment(collided, 54)}", BY_RUN)
    assert known == rows("""
        THB/lv/1 active 100 100 58 0 0 0 0 0
        THB/lv/2 active 100 100 60 0 0 0 0 0  # the annex gets its 40 on the next day
    """)
    known = told(collided, f"stock THB/lv --by run --at 2015-03-09 --known-at {moment(collided, 54)}", BY_RUN)
    assert known == rows("""
        THB/lv/1 active 100 100 58 0 0 0 0 0
        THB/lv/2 active 100 100 88 0 0 0 0 0
    """)
    known = told(collided, f"stock THB/lv --by run --at 2015-03-11 --known-at {moment(collided, 54)}", BY_RUN)
    assert known == rows("""
        THB/lv/1 active 100 62 62 0 28 8  2 0  # 58 until the day before, when 2 + 2 were not yet returned
        THB/lv/2 active 100 75 75 5 5  12 5 2
    """)
    known = told(collided, f"stock THB/lv --by run --at 2015-03-12 --known-at {moment(collided, 99)}", BY_RUN)
    assert known == rows("""
        THB/lv/1 active    100 54 35 4 30 12 2 2
        THB/lv/2 withdrawn 100 75 0  5 5  12 5 2
    """)


def test_a_print_replaced_in_an_earlier_month_is_known_as_it_was(collided: Clerk) -> None:
    known = told(collided, f"stock THB/ru --by run --at 2015-03-10 --known-at {moment(collided, 111)}", BY_RUN)
    assert known == rows("""
        THB/ru/1 active 100 85 81 10 5 0 0 0
        THB/ru/2 active 10  10 10 0  0 0 0 0
    """)


def test_places_of_one_name_are_listed_by_code_and_keep_their_counts(collided: Clerk) -> None:
    """Both libraries are named alike, as are the seminars. A void count was no count, an equal one was."""
    now = rows("""
        annex   THB/en 0  2015-03-20  # the full count of the 20th found none of 5
        annex   THB/lv 5  2015-03-20
        dublin  THB/lv 13 2015-04-02
        dublin  THB/ru 9  -
        london  THB/lv 6  2015-03-10
        east    THB/lv 7  -
        east    THB/ru 5  -
        north   THB/et 11 2015-04-02
        north   THB/lv 6  2015-03-10
        liepaja THB/lv 7  2015-03-11
        s1      THB/en 6  2015-03-10
        s1      THB/et 2  2015-03-10
        s2      THB/en 8  -
        store   THB/en 86 -
        store   THB/et 11 2015-04-02
        store   THB/lv 91 -
        store   THB/ru 93 -
    """)
    assert told(collided, "stock --by place", BY_PLACE) == now
    assert viewed(collided, "stock_by_place", BY_PLACE) == sorted(now)
    assert told(collided, "stock --place annex", BY_PLACE) == now[:2]
    assert told(collided, "stock --by place --at 2015-03-09", BY_PLACE) == rows("""
        annex THB/lv 38  -
        store THB/lv 160 -
        store THB/ru 112 -
    """)
    assert told(collided, "stock --by place --at 2015-03-10", BY_PLACE) == rows("""
        annex   THB/lv 20  2015-03-10
        dublin  THB/lv 5   -
        london  THB/lv 9   2015-03-10
        east    THB/lv 7   -
        east    THB/ru 5   -
        north   THB/lv 6   2015-03-10
        liepaja THB/lv 5   -
        s1      THB/en 6   2015-03-10
        s2      THB/en 8   -
        store   THB/en 86  -
        store   THB/lv 116 -
        store   THB/ru 97  -
    """)
    assert told(collided, "stock --by place --at 2015-03-11 --low 6", BY_PLACE) == rows("""
        dublin THB/ru 5 -
        london THB/lv 6 2015-03-10
        east   THB/ru 5 -
        north  THB/lv 6 2015-03-10
        s1     THB/en 6 2015-03-10
    """)
    known = told(collided, f"stock --place north --known-at {moment(collided, 56)}", BY_PLACE)
    assert known == rows("""
        north THB/lv 6 2015-03-10
    """)
    known = told(collided, f"stock --place north --known-at {moment(collided, 57)}", BY_PLACE)
    assert known == rows("""
        north THB/lv 4 2015-03-10
    """)
    known = told(collided, f"stock --by place --low 30 --at 2015-03-10 --known-at {moment(collided, 49)}", BY_PLACE)
    assert known == rows("""
        annex  THB/lv 30 2015-03-10
        dublin THB/lv 5  -
        london THB/lv 10 -
        east   THB/lv 6  -
        east   THB/ru 5  -
        north  THB/lv 6  -
    """)
