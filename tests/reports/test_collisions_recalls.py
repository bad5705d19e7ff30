"""Shipments and the recall list, in a world of collisions: equal parcels, some of them void, in equal parts."""

import pytest

from tests.conftest import Clerk
from tests.reports.rows import moment, rows, told, viewed

pytestmark = pytest.mark.slow

SHIPMENTS = "entry place item quantity received lost status store received_on"
TRACE = "place run shipped in_transit returned handed_out lost here moved_in moved_out counted_in"


def test_shipments_that_are_equal_are_each_listed(collided: Clerk) -> None:
    """Of a pair one may be void. Entry 9 came in two equal parts on one day, 11 was closed and then came after all."""
    now = rows("""
        7   annex   THB/lv 40 40 0 received   store 2015-03-05
        9   london  THB/lv 10 10 0 received   store 2015-03-10  # 5 + 5
        10  london  THB/lv 10 10 0 received   store 2015-03-11
        11  dublin  THB/lv 10 10 0 received   store 2015-03-11
        11  dublin  THB/ru 10 9  1 closed     store 2015-03-13  # 5 + 2 + 1 + 1, the last two out of 3 that were lost
        29  north   THB/lv 6  6  0 received   store 2015-03-10
        31  east    THB/lv 6  6  0 received   store 2015-03-10
        33  east    THB/ru 5  0  0 voided     store -
        34  east    THB/ru 5  0  0 voided     store -
        37  east    THB/ru 5  5  0 received   store 2015-03-10
        39  north   THB/ru 5  0  0 voided     store -
        42  north   THB/ru 5  0  0 voided     store -
        51  liepaja THB/lv 5  5  0 received   annex 2015-03-10
        61  s1      THB/en 10 10 0 received   store 2015-03-10
        63  s2      THB/en 10 10 0 received   store 2015-03-10
        75  north   THB/ru 5  0  0 voided     store -
        78  annex   THB/lv 5  0  0 voided     store -
        84  dublin  THB/lv 1  0  0 in-transit store -
        101 east    THB/lv 1  0  0 in-transit store -  # its receipt is void
        104 east    THB/lv 1  1  0 received   store 2015-03-10  # so is its first receipt, not the second
        53  liepaja THB/lv 5  0  0 in-transit annex -
        59  dublin  THB/ru 2  0  0 in-transit store -
        60  dublin  THB/ru 2  0  0 in-transit store -
        69  liepaja THB/lv 5  5  0 received   store 2015-03-11
        81  london  THB/lv 7  0  0 voided     store -
        83  north   THB/lv 3  0  0 in-transit store -
        93  annex   THB/lv 4  4  0 received   store 2015-03-12
        67  dublin  THB/lv 3  3  0 received   store 2015-04-01
        121 north   THB/et 12 12 0 received   store 2015-04-02
        124 s1      THB/et 2  2  0 received   store 2015-04-02
        134 london  THB/et 1  0  0 in-transit store -
    """)
    assert told(collided, "shipments", SHIPMENTS) == now
    *_, total = collided.does("shipments").out.splitlines()
    assert total.split() == ["total", "164", "148", "1"], "without the void ones"
    assert told(collided, "export shipments", SHIPMENTS) == sorted(now, key=lambda row: (int(row[0]), row[2]))
    assert viewed(collided, "shipments", SHIPMENTS) == sorted(now)
    assert told(collided, "shipments --status in-transit", SHIPMENTS) == [row for row in now if "in-transit" in row]
    assert told(collided, "shipments --status voided", SHIPMENTS) == [row for row in now if "voided" in row]
    assert told(collided, "shipments --kind library --until 2015-03-10", SHIPMENTS) == rows("""
        29  north THB/lv 6 6 0 received   store 2015-03-10
        31  east  THB/lv 6 6 0 received   store 2015-03-10
        33  east  THB/ru 5 0 0 voided     store -
        34  east  THB/ru 5 0 0 voided     store -
        37  east  THB/ru 5 5 0 received   store 2015-03-10
        39  north THB/ru 5 0 0 voided     store -
        42  north THB/ru 5 0 0 voided     store -
        75  north THB/ru 5 0 0 voided     store -
        101 east  THB/lv 1 0 0 in-transit store -
        104 east  THB/lv 1 1 0 received   store 2015-03-10
    """)


def test_shipments_on_the_very_day(collided: Clerk) -> None:
    assert told(collided, "shipments --at 2015-03-09", SHIPMENTS) == rows("""
        7 annex THB/lv 40 40 0 received store 2015-03-05
    """)
    assert told(collided, "shipments --at 2015-03-10 --country IE", SHIPMENTS) == rows("""
        11 dublin THB/lv 10 5 0 partly-received store 2015-03-10
        11 dublin THB/ru 10 0 0 in-transit      store -
        84 dublin THB/lv 1  0 0 in-transit      store -
    """)
    assert told(collided, "shipments --at 2015-03-10 --to london", SHIPMENTS) == rows("""
        9  london THB/lv 10 10 0 received   store 2015-03-10
        10 london THB/lv 10 0  0 in-transit store -
    """)
    assert told(collided, "shipments --at 2015-03-11 --since 2015-03-11", SHIPMENTS) == rows("""
        53 liepaja THB/lv 5 0 0 in-transit annex -
        59 dublin  THB/ru 2 0 0 in-transit store -
        60 dublin  THB/ru 2 0 0 in-transit store -
        69 liepaja THB/lv 5 5 0 received   store 2015-03-11
        81 london  THB/lv 7 0 0 voided     store -
        83 north   THB/lv 3 0 0 in-transit store -
    """)
    assert told(
        collided, "shipments --at 2015-03-12 --since 2015-03-10 --until 2015-03-10 --to dublin", SHIPMENTS
    ) == rows("""
        11 dublin THB/lv 10 10 0 received   store 2015-03-11
        11 dublin THB/ru 10 7  3 closed     store 2015-03-12
        84 dublin THB/lv 1  0  0 in-transit store -
    """)


def test_shipments_as_they_were_known(collided: Clerk) -> None:
    """North was sent the same five copies three times over: voided whole, after its receipt, and when it was closed."""
    known = told(collided, f"shipments --to north --known-at {moment(collided, 40)}", SHIPMENTS)
    assert known == rows("""
        29 north THB/lv 6 6 0 received store 2015-03-10
        39 north THB/ru 5 5 0 received store 2015-03-10
    """)
    known = told(collided, f"shipments --to north --known-at {moment(collided, 43)}", SHIPMENTS)
    assert known == rows("""
        29 north THB/lv 6 6 0 received store 2015-03-10
        39 north THB/ru 5 0 0 voided   store -
        42 north THB/ru 5 5 0 received store 2015-03-10
    """)
    known = told(collided, f"shipments --to north --known-at {moment(collided, 44)}", SHIPMENTS)
    assert known == rows("""
        29 north THB/lv 6 6 0 received   store 2015-03-10
        39 north THB/ru 5 0 0 voided     store -
        42 north THB/ru 5 0 0 in-transit store -
    """)
    known = told(collided, f"shipments --to north --known-at {moment(collided, 76)}", SHIPMENTS)
    assert known == rows("""
        29 north THB/lv 6 6 0 received store 2015-03-10
        39 north THB/ru 5 0 0 voided   store -
        42 north THB/ru 5 0 0 voided   store -
        75 north THB/ru 5 3 2 closed   store 2015-03-10
    """)


def test_the_recall_list_follows_every_copy(collided: Clerk) -> None:
    """In each row what came in is what went out and what is here. Equal figures are listed by name."""
    assert told(collided, "trace THB/lv", TRACE) == rows("""
        store   THB/lv/2 0  0 0 0  0 60 0 0 0
        store   THB/lv/1 0  0 0 12 2 31 0 0 0
        dublin  THB/lv/1 14 1 0 0  0 13 0 0 0
        east    THB/lv/1 8  1 0 0  0 7  0 0 0
        london  THB/lv/1 20 0 5 9  2 6  0 0 2  # 20 and 2 found: 5 returned, 9 handed out, 2 lost, 6 here
        north   THB/lv/1 9  3 0 0  0 6  0 0 0
        annex   THB/lv/2 40 0 0 22 7 5  0 0 4  # 40 and 4 found: 22 handed out, 7 lost, 5 here, 10 sent on
        liepaja THB/lv/2 10 5 0 0  0 5  0 0 0
        liepaja THB/lv/1 5  0 0 3  0 2  0 0 0
        annex   THB/lv/1 4  0 0 2  2 0  0 0 0
    """)
    assert told(collided, "trace THB/ru", TRACE) == rows("""
        store  THB/ru/1 0  0 0 0 0 81 0 0 0
        store  THB/ru/2 0  0 0 0 0 12 0 0 0
        dublin THB/ru/1 14 4 0 0 1 9  0 0 0
        east   THB/ru/1 5  0 0 0 0 5  0 0 0
    """)
    assert sorted(told(collided, "trace THB/en", TRACE)) == sorted(
        rows("""
        store THB/en/1 0  0 0 0 0 86 0 0 0
        s2    THB/en/1 10 0 2 0 0 8  0 0 0
        s1    THB/en/1 10 0 4 0 0 6  0 0 0
        annex THB/en/3 0  0 0 0 5 0  0 0 0  # printed for the annex, and not found there
    """)
    )
    assert told(collided, "trace THB/et", TRACE) == rows("""
        store  THB/et/2 0 0 0 0 1 5 0 0 0
        store  THB/et/3 0 0 0 0 1 5 0 0 0
        north  THB/et/2 4 0 0 0 0 4 0 0 0
        north  THB/et/3 4 0 0 0 0 4 0 0 0
        north  THB/et/1 4 0 2 0 0 3 0 0 1  # 4 and 1 found: 2 returned, 3 here
        s1     THB/et/1 2 0 0 0 0 2 0 0 0
        store  THB/et/1 0 0 0 0 4 1 0 0 0  # 1 written off, 3 missed by its count, 1 sent after it
        london THB/et/1 1 1 0 0 0 0 0 0 0
    """)
    every = [row for what in ("THB/en", "THB/et", "THB/lv", "THB/ru") for row in told(collided, f"trace {what}", TRACE)]
    assert viewed(collided, "trace", TRACE) == sorted(every)


def test_the_recall_list_of_the_very_day(collided: Clerk) -> None:
    assert told(collided, "trace THB/lv/2 --at 2015-03-09", TRACE) == rows("""
        store THB/lv/2 0  0 0 0 0 60 0 0 0
        annex THB/lv/2 40 0 0 2 0 38 0 0 0
    """)
    assert sorted(told(collided, "trace THB/lv --at 2015-03-10", TRACE)) == sorted(
        rows("""
        store   THB/lv/2 0  0  0 0  0 60 0 0 0
        store   THB/lv/1 0  0  0 0  0 56 0 0 0
        annex   THB/lv/2 40 0  0 14 5 20 0 0 4
        london  THB/lv/1 20 10 1 2  0 9  0 0 2
        east    THB/lv/1 8  1  0 0  0 7  0 0 0
        north   THB/lv/1 6  0  0 0  0 6  0 0 0
        dublin  THB/lv/1 11 6  0 0  0 5  0 0 0
        liepaja THB/lv/2 5  0  0 0  0 5  0 0 0
    """)
    )
    assert told(collided, "trace THB/lv/1 --at 2015-03-11", TRACE) == rows("""
        store   THB/lv/1 0  0 0 0 0 52 0 0 0
        dublin  THB/lv/1 11 1 0 0 0 10 0 0 0
        east    THB/lv/1 8  1 0 0 0 7  0 0 0
        london  THB/lv/1 20 0 5 9 2 6  0 0 2
        north   THB/lv/1 9  3 0 0 0 6  0 0 0
        liepaja THB/lv/1 5  0 0 3 0 2  0 0 0
    """)
    assert told(collided, "trace THB/ru --at 2015-03-12", TRACE) == rows("""
        store  THB/ru/1 0  0 0 0 0 81 0 0 0
        store  THB/ru/2 0  0 0 0 0 12 0 0 0
        dublin THB/ru/1 14 4 0 0 3 7  0 0 0
        east   THB/ru/1 5  0 0 0 0 5  0 0 0
    """)


def test_the_recall_list_as_it_was_known(collided: Clerk) -> None:
    """What came to north was voided three times; of the handout of entry 55 nobody knew when London was counted."""
    known = told(collided, f"trace THB/ru --known-at {moment(collided, 40)}", TRACE)
    assert known == rows("""
        store  THB/ru/1 0  0 0 0 0 80 0 0 0
        dublin THB/ru/1 10 0 0 0 3 7  0 0 0
        north  THB/ru/1 5  0 0 0 0 5  0 0 0
        east   THB/ru/1 5  0 0 0 0 5  0 0 0
    """)
    known = told(collided, f"trace THB/ru --known-at {moment(collided, 44)}", TRACE)
    assert known == rows("""
        store  THB/ru/1 0  0 0 0 0 80 0 0 0
        dublin THB/ru/1 10 0 0 0 3 7  0 0 0
        east   THB/ru/1 5  0 0 0 0 5  0 0 0
        north  THB/ru/1 5  5 0 0 0 0  0 0 0
    """)
    known = told(collided, f"trace THB/ru --known-at {moment(collided, 76)}", TRACE)
    assert known == rows("""
        store  THB/ru/1 0  0 0 0 0 76 0 0 0
        dublin THB/ru/1 14 4 0 0 1 9  0 0 0
        east   THB/ru/1 5  0 0 0 0 5  0 0 0
        north  THB/ru/1 5  0 0 0 2 3  0 0 0
    """)
    known = told(collided, f"trace THB/lv/2 --known-at {moment(collided, 79)}", TRACE)
    assert known == rows("""
        store   THB/lv/2 0  0 0 0  0 55 0 0 0
        annex   THB/lv/2 45 0 0 12 5 20 0 0 2
        liepaja THB/lv/2 10 5 0 0  0 5  0 0 0
    """)
    known = told(collided, f"trace THB/lv/1 --at 2015-03-10 --known-at {moment(collided, 54)}", TRACE)
    assert sorted(known) == sorted(
        rows("""
        store  THB/lv/1 0  0  0 0 0 58 0 0 0
        london THB/lv/1 20 10 0 1 0 9  0 0 0
        north  THB/lv/1 6  0  0 0 0 6  0 0 0
        east   THB/lv/1 6  0  0 0 0 6  0 0 0
        dublin THB/lv/1 10 5  0 0 0 5  0 0 0
    """)
    )
