"""Sums that are not those of the movements, and places and parcels that are short."""

import pytest

from tests.conftest import Clerk
from tests.reports.tampering import Tampering, written
from tests.store.rawly import place

pytestmark = pytest.mark.slow

SUMS: dict[str, Tampering] = {
    "a month's flow that hides copies": Tampering(
        ("UPDATE monthly_flow SET on_hand = on_hand + 5 WHERE run = 1 AND month = '2015-01'",),
        (
            "Copies of THB/lv/1: 1000 printed and 0 found, but 1005 are accounted for.",
            "The monthly flow of THB/lv/1 in 2015-01 is not the sum of its movements: printed 1000, on "
            "hand 905, in transit 0, at places 90, handed out 0, net loss 10, sent 100, used 100.",
            "The monthly flow of THB/lv/1 in 2015-01 should be: printed 1000, on hand 900, in transit "
            "0, at places 90, handed out 0, net loss 10, sent 100, used 100.",
        ),
        covered=False,
    ),
    "a month's flow of a run that does not exist": Tampering(
        ("INSERT INTO monthly_flow VALUES (99, '2015-01', 7, 0, 0, 0, 0, 0, 0, 0)",),
        (
            "A row of the table monthly_flow refers to a missing row of the table print_run.",
            "Copies of 99: 7 printed and 0 found, but 0 are accounted for.",
            "The monthly flow of 99 in 2015-01 is not the sum of its movements: printed 7, on hand 0, "
            "in transit 0, at places 0, handed out 0, net loss 0, sent 0, used 0.",
        ),
        covered=False,
    ),
    "a month's flow that was altered": Tampering(
        (
            "UPDATE monthly_flow SET on_hand = on_hand + 5, at_places = at_places - 5 WHERE run = 3 "
            "AND month = '2015-01'",
        ),
        (
            "The monthly flow of THB/lv/2 in 2015-01 is not the sum of its movements: printed 300, on "
            "hand 305, in transit 0, at places -5, handed out 0, net loss 0, sent 0, used 0.",
            "The monthly flow of THB/lv/2 in 2015-01 should be: printed 300, on hand 300, in transit "
            "0, at places 0, handed out 0, net loss 0, sent 0, used 0.",
        ),
        covered=False,
    ),
    "a month's flow that is gone": Tampering(
        ("DELETE FROM monthly_flow WHERE run = 2 AND month = '2015-01'",),
        (
            "The monthly flow of THB/ru/1 in 2015-01 should be: printed 500, on hand 450, in transit "
            "0, at places 50, handed out 0, net loss 0, sent 50, used 50.",
        ),
        covered=False,
    ),
    "a month's flow that was made up": Tampering(
        ("INSERT INTO monthly_flow VALUES (2, '2016-01', 7, 7, 0, 0, 0, 0, 0, 9)",),
        (
            "The monthly flow of THB/ru/1 in 2016-01 is not the sum of its movements: printed 7, on "
            "hand 7, in transit 0, at places 0, handed out 0, net loss 0, sent 0, used 9.",
        ),
        covered=False,
    ),
    "a balance that was altered": Tampering(
        ("UPDATE balance SET copies = 5000 WHERE date = '2015-01-10' AND run = 1",),
        ("The balance of THB/lv/1 at store on 2015-01-10 is 5000, but the movements add up to 900.",),
        covered=False,
    ),
    "a balance that is gone": Tampering(
        (f"DELETE FROM balance WHERE date = '2015-01-15' AND place = {place('london')}",),
        ("The balance of THB/lv/1 at london on 2015-01-15 is missing; the movements add up to 80.",),
        covered=False,
    ),
    "a balance that was made up": Tampering(
        (f"INSERT INTO balance VALUES ({place('dublin')}, 1, '2016-01-01', 7)",),
        ("The balance of THB/lv/1 at dublin on 2016-01-01 is 7, but nothing moved there on that day.",),
        covered=False,
    ),
    "a balance that was put at another place": Tampering(
        (f"UPDATE balance SET place = {place('dublin')} WHERE date = '2015-01-15' AND place = {place('london')}",),
        (
            "The balance of THB/lv/1 at london on 2015-01-15 is missing; the movements add up to 80.",
            "The balance of THB/lv/1 at dublin on 2015-01-15 is 80, but nothing moved there on that day.",
        ),
        covered=False,
    ),
    "a balance of no place and no run": Tampering(
        ("INSERT INTO balance VALUES (99, 98, '2016-01-01', 7)",),
        (
            "A row of the table balance refers to a missing row of the table place.",
            "The balance of 98 at 99 on 2016-01-01 is 7, but nothing moved there on that day.",
        ),
        covered=False,
    ),
    "what became of copies at a place that was altered": Tampering(
        (f"UPDATE custody SET handed_out = handed_out + 5 WHERE place = {place('london')} AND run = 1",),
        (
            "What became of THB/lv/1 at london is not the sum of its movements: shipped 100, in transit 0, supplied 0, "
            "returned 5, handed out 15, lost 15, moved in 0, moved out 0.",
            "What became of THB/lv/1 at london should be: shipped 100, in transit 0, supplied 0, returned 5, handed "
            "out 10, lost 15, moved in 0, moved out 0.",
        ),
        covered=False,
    ),
    "what became of copies at a place that is gone": Tampering(
        (f"DELETE FROM custody WHERE place = {place('liepaja')} AND run = 1",),
        (
            "What became of THB/lv/1 at liepaja should be: shipped 7, in transit 7, supplied 0, returned 0, handed "
            "out 0, lost 0, moved in 0, moved out 0.",
        ),
        covered=False,
    ),
    "what became of copies of no run at no place": Tampering(
        ("INSERT INTO custody VALUES (99, 98, 7, 0, 0, 0, 7, 0, 0, 0)",),
        (
            "What became of 98 at 99 is not the sum of its movements: shipped 7, in transit 0, supplied 0, returned 0, "
            "handed out 7, lost 0, moved in 0, moved out 0.",
        ),
        covered=False,
    ),
    "more leaves a place than it holds": Tampering(
        written("writeoff", "dublin", "3 THB/lv/1 dublin>loss", reason="'lost'"),
        ("Place dublin has a balance of -3 for THB/lv/1 at the end of 2015-03-01.",),
    ),
    "more leaves a place than it held on a past day": Tampering(
        written("writeoff", "store", "834 THB/lv/1 store>loss", date="2015-02-20", reason="'lost'"),
        (
            "Place store has a balance of -1 for THB/lv/1 at the end of 2015-02-21.",
            "Count 20 found 1140 of THB/lv at store: 841 should be of THB/lv/1, but 840 are.",
            "Count 20 found 1140 of THB/lv at store: 299 should be of THB/lv/2, but 300 are.",
        ),
    ),
    "more comes out of a parcel than went in": Tampering(
        written("receive", "dublin", "26 THB/lv/1 transit>dublin shipment=17", shipment=17),
        ("Shipment 17 has a balance of -1 for THB/lv/1 in transit at the end of 2015-03-01.",),
    ),
    "a parcel arrives before it was sent": Tampering(
        written("receive", "dublin", "25 THB/lv/1 transit>dublin shipment=17", shipment=17, date="2015-02-11"),
        (
            "Shipment 17 has a balance of -25 for THB/lv/1 in transit at the end of 2015-02-11.",
            "Receipt 23 stands before its shipment 17.",
        ),
    ),
    "more turns up than was lost on the way": Tampering(
        written("receive", "london", "11 THB/lv/1 loss>london shipment=4", shipment=4),
        ("Shipment 4 has a balance of -1 for THB/lv/1 booked as lost at the end of 2015-03-01.",),
    ),
    "copies turn up before they were lost": Tampering(
        written("receive", "london", "1 THB/lv/1 loss>london shipment=4", shipment=4, date="2015-01-19"),
        (
            "Shipment 4 has a balance of -1 for THB/lv/1 booked as lost at the end of 2015-01-19.",
            "Count 21 found 0 of THB/lv/1 at london on 2015-02-15, but by the movements there were 1.",
            "Count 10 found 60 of THB/lv at london on 2015-02-05, but by the movements there were 61.",
        ),
    ),
}


@pytest.mark.parametrize("name", [*SUMS])
def test_it_is_found(eventful: Clerk, name: str) -> None:
    SUMS[name].is_told(eventful)
