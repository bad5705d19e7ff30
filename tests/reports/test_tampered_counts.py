"""Counts that are not what was there, or not booked as they should be, and voids that do not undo."""

import pytest

from tests.conftest import Clerk
from tests.reports.tampering import Tampering, handed, written
from tests.store.rawly import place

pytestmark = pytest.mark.slow


def shifted(count: int, found: int, at: str, *copies: int) -> tuple[str, ...]:
    """Return what is said of a count of the item with two runs: of each what should be, and is."""
    of_each = zip(("THB/lv/1", "THB/lv/2"), copies[::2], copies[1::2], strict=True)
    return tuple(
        f"Count {count} found {found} of THB/lv at {at}: {expected} should be of {run}, but {held} are."
        for run, expected, held in of_each
    )


COUNTS: dict[str, Tampering] = {
    "a count of a run says otherwise": Tampering(
        ("UPDATE count_line SET quantity = 888 WHERE count = 11",),
        ("Count 11 found 888 of THB/lv/1 at store on 2015-02-06, but by the movements there were 895.",),
    ),
    "a full count finds nothing of what is there": Tampering(
        (
            *written("receive", "dublin", "5 THB/lv/1 transit>dublin shipment=17", shipment=17),
            *written("count", "dublin", is_full=1),
        ),
        ("Count 24 found 0 of THB/lv/1 at dublin on 2015-03-01, but by the movements there were 5.",),
    ),
    "a count of an item says otherwise": Tampering(
        ("UPDATE count_line SET quantity = 61 WHERE count = 10",),
        ("Count 10 found 61 of THB/lv at london on 2015-02-05, but by the movements there were 60.",),
    ),
    "an item is counted that was never printed": Tampering(
        (
            "INSERT INTO item (booklet, language) VALUES ('THB', 'en')",
            "INSERT INTO count_line VALUES (23, 1, 'THB/en', NULL, 5)",
            *written("count", "dublin"),
        ),
        ("Count 23 found 5 of THB/en at dublin on 2015-03-01, but by the movements there were 0.",),
    ),
    "a difference comes from the public": Tampering(
        handed("2 THB/ru/1 london>loss count=21 at=21", "2 THB/ru/1 public>london count=21 at=21"),
        (
            "Count 21 takes -2 of THB/ru/1 from the losses and 2 from the public, which is not "
            "how its difference is booked.",
        ),
    ),
    "what was found too much comes from the public": Tampering(
        ("UPDATE count_line SET quantity = 52 WHERE count = 21", *handed("2 THB/ru/1 public>london count=21 at=21")),
        (
            "Count 21 takes 0 of THB/ru/1 from the losses and 2 from the public, which is not "
            "how its difference is booked.",
        ),
    ),
    "copies are shifted from the losses to the public": Tampering(
        handed("5 THB/lv/1 loss>london count=10 at=10", "5 THB/lv/1 london>public count=10 at=10"),
        (
            "Count 10 takes 5 of THB/lv from the losses and -15 from the public, which is not "
            "how its difference is booked.",
        ),
    ),
    "a store's difference goes to the public": Tampering(
        handed("5 THB/lv/1 loss>store count=11 at=11", "5 THB/lv/1 store>public count=11 at=11"),
        (
            "Count 11 takes -5 of THB/lv/1 from the losses and -5 from the public, which is not "
            "how its difference is booked.",
        ),
    ),
    "all of a store's difference goes to the public": Tampering(
        handed("10 THB/lv/1 loss>store count=11 at=11", "10 THB/lv/1 store>public count=11 at=11"),
        (
            "Count 11 takes 0 of THB/lv/1 from the losses and -10 from the public, which is not "
            "how its difference is booked.",
        ),
    ),
    "a place's difference goes to the losses": Tampering(
        handed("10 THB/lv/1 london>loss count=10 at=10", "10 THB/lv/1 public>london count=10 at=10"),
        (
            "Count 10 takes -10 of THB/lv from the losses and 0 from the public, which is not "
            "how its difference is booked.",
        ),
    ),
    "a run gains though fewer were found": Tampering(
        handed("5 THB/lv/1 store>loss count=20 at=20", "5 THB/lv/2 loss>store count=20 at=20"),
        shifted(20, 1140, "store", 840, 835, 300, 305),
    ),
    "a run loses though more were found": Tampering(
        (
            "UPDATE count_line SET quantity = 1180 WHERE count = 20",
            *handed("45 THB/lv/1 loss>store count=20 at=20", "5 THB/lv/2 store>loss count=20 at=20"),
        ),
        shifted(20, 1180, "store", 870, 885, 310, 295),
    ),
    "runs change though as many were found": Tampering(
        (
            "UPDATE count_line SET quantity = 1170 WHERE count = 20",
            *handed("35 THB/lv/1 loss>store count=20 at=20", "5 THB/lv/2 store>loss count=20 at=20"),
        ),
        shifted(20, 1170, "store", 870, 875, 300, 295),
    ),
    "a run is left below zero": Tampering(
        handed("841 THB/lv/1 store>loss count=20 at=20", "841 THB/lv/2 loss>store count=20 at=20"),
        (
            "Place store has a balance of -1 for THB/lv/1 at the end of 2015-02-14.",
            "Place store has a balance of -8 for THB/lv/1 at the end of 2015-02-21.",
            "Place store has a balance of -9 for THB/lv/1 at the end of 2015-03-01.",
            *shifted(20, 1140, "store", 840, -1, 300, 1141),
        ),
    ),
}


VOIDS: dict[str, Tampering] = {
    "a void undoes less": Tampering(
        ("UPDATE movement SET quantity = quantity - 1 WHERE entry = 14 AND line = 2",),
        (
            "Shipment 12 has a balance of -1 for THB/lv/1 in transit at the end of 2015-02-10.",
            "Void 14 does not undo just what it voids.",
        ),
    ),
    "a void does nothing": Tampering(
        ("DELETE FROM movement WHERE entry = 14",),
        (
            "Count 20 found 1140 of THB/lv at store on 2015-02-14, but by the movements there were 1120.",
            "Void 14 does not undo just what it voids.",
        ),
    ),
    "a void does more": Tampering(
        (
            "INSERT INTO movement SELECT 19, 2, 1, 2, source, 1, date, position, NULL, NULL FROM "
            "movement WHERE entry = 19",
        ),
        ("Void 19 does not undo just what it voids.",),
    ),
    "a void of a count does nothing": Tampering(
        ("DELETE FROM movement WHERE entry = 19",), ("Void 19 does not undo just what it voids.",)
    ),
    "a void of a count forgets whose it is": Tampering(
        ("UPDATE movement SET count = 20 WHERE entry = 19",),
        (
            "Count 20 found 1140 of THB/lv at store on 2015-02-14, but by the movements there were 1137.",
            "Movement 1 of entry 19 (void) goes from liepaja to loss on 2015-02-13, which does not fit the entry.",
            "Void 19 does not undo just what it voids.",
        ),
    ),
    "a void is of another shipment": Tampering(
        ("UPDATE movement SET shipment = 17 WHERE entry = 16",),
        (
            "Shipment 17 has a balance of -5 for THB/lv/1 in transit at the end of 2015-02-12.",
            "Void 16 does not undo just what it voids.",
        ),
    ),
    "a void is on another day": Tampering(
        ("UPDATE movement SET date = '2015-02-13' WHERE entry = 16",),
        ("Void 16 does not undo just what it voids.",),
    ),
    "a void is at another position": Tampering(
        ("UPDATE movement SET position = position + 1 WHERE entry = 16",),
        ("Void 16 does not undo just what it voids.",),
    ),
    "a void is of another place": Tampering(
        (f"UPDATE movement SET destination = {place('depot')} WHERE entry = 16",),
        (
            "Count 20 found 1140 of THB/lv at store on 2015-02-14, but by the movements there were 1110.",
            "Void 16 does not undo just what it voids.",
        ),
    ),
    "a void is of another run": Tampering(
        ("UPDATE movement SET run = 3 WHERE entry = 16",),
        (
            "Shipment 15 has a balance of -30 for THB/lv/2 in transit at the end of 2015-02-12.",
            "Void 16 does not undo just what it voids.",
        ),
    ),
}


@pytest.mark.parametrize("name", [*COUNTS, *VOIDS])
def test_it_is_found(eventful: Clerk, name: str) -> None:
    (COUNTS | VOIDS)[name].is_told(eventful)
