"""What is due and what is found, in a world of collisions: equal parcels, requests and names."""

import pytest

from tests.conftest import Clerk
from tests.reports.rows import rows, told, viewed

pytestmark = pytest.mark.slow

DUE = "what place since about command"
FOUND = "what code date text"


def test_equal_parcels_and_requests_are_each_due(collided: Clerk) -> None:
    waiting = rows("""
        parcel  dublin  2015-03-10 1_THB/lv tracker_receive_84
        parcel  east    2015-03-10 1_THB/lv tracker_receive_101
        parcel  dublin  2015-03-11 2_THB/ru tracker_receive_59
        parcel  dublin  2015-03-11 2_THB/ru tracker_receive_60
        parcel  north   2015-03-11 3_THB/lv tracker_receive_83
        parcel  liepaja 2015-03-11 5_THB/lv tracker_receive_53
        parcel  london  2015-04-02 1_THB/et tracker_receive_134
        request dublin  2015-03-10 4_THB/lv tracker_ship_--request_3
        request london  2015-03-10 7_THB/lv tracker_ship_--request_1
        request north   2015-04-02 3_THB/de tracker_print_THB/de_3
        count   store   2015-02-27 THB/ru,_THB/lv,_THB/en,_THB/et tracker_count_store
        count   london  2015-03-10 THB/lv         tracker_count_london
        count   north   2015-03-10 THB/lv,_THB/et tracker_count_north
        count   s1      2015-03-10 THB/en,_THB/et tracker_count_s1
        count   liepaja 2015-03-11 THB/lv         tracker_count_liepaja
        count   annex   2015-03-20 THB/lv         tracker_count_annex
        count   dublin  2015-04-02 THB/lv         tracker_count_dublin
        grant   -       2015-03-02 amif_2015_-20.25_EUR tracker_report_grant_amif_--year_2015
        grant   -       2015-03-10 riga_2015_seminars_-10.16_EUR tracker_report_grant_riga_--year_2015
    """)
    assert told(collided, "due", DUE) == waiting
    assert viewed(collided, "due", DUE) == sorted(waiting)


def test_what_several_have_is_found_at_each_and_what_one_has_twice_is_found_once(collided: Clerk) -> None:
    found = rows("""
        seminar s0 2014-12-31 School_day
        seminar s1 2015-03-10 School_day
        seminar s2 2015-03-10 School_day
        seminar s3 2015-03-11 School_day
        seminar s4 2015-03-10 School_day
    """)
    assert told(collided, "find school", FOUND) == found
    assert [row for row in viewed(collided, "find", FOUND) if row[3] == "School_day"] == found
    assert told(collided, "find library", FOUND) == rows("""
        place east  - Library
        place north - Library
    """)
    assert told(collided, "find printing", FOUND) == rows("fund riga - printing  # of four grants")
