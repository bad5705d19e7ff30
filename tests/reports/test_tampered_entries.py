"""Entries that do not fit what they refer to."""

import pytest

from tests.conftest import Clerk
from tests.reports.tampering import NEW_RUN, Tampering, written
from tests.store.rawly import place

pytestmark = pytest.mark.slow

ENTRIES: dict[str, Tampering] = {
    "a receipt is of another place's shipment": Tampering(
        ("UPDATE entry SET shipment = 17 WHERE id = 5",),
        (
            "Movement 1 of entry 5 (receive) goes from transit to london on 2015-01-15, which does not fit the entry.",
            "Receipt 5 belongs to entry 17 (ship), which is not a shipment to its place.",
            "Receipt 5 stands before its shipment 17.",
        ),
    ),
    "a shipment fulfils another place's request": Tampering(
        ("UPDATE entry SET request = 2 WHERE id = 22",),
        ("Shipment 22 fulfils request 2, which is of another place.",),
    ),
    "a receipt is at another place": Tampering(
        (f"UPDATE entry SET place = {place('dublin')} WHERE id = 5",),
        (
            "Movement 1 of entry 5 (receive) goes from transit to london on 2015-01-15, which does not fit the entry.",
            "Receipt 5 belongs to entry 4 (ship), which is not a shipment to its place.",
        ),
    ),
    "a receipt is of no shipment": Tampering(
        written("receive", "london", "1 THB/lv/1 loss>london shipment=7", shipment=7),
        (
            "Shipment 7 has a balance of -1 for THB/lv/1 booked as lost at the end of 2015-03-01.",
            "Receipt 23 belongs to entry 7 (handout), which is not a shipment to its place.",
        ),
    ),
    "an entry replaces one that stands": Tampering(
        ("UPDATE entry SET replaces = 4 WHERE id = 22",),
        ("Entry 22 (ship) replaces entry 4 (ship), which should be of the same type, and voided by the same command.",),
    ),
    "an entry replaces what another command voided": Tampering(
        ("UPDATE entry SET replaces = 12 WHERE id = 22",),
        (
            "Entry 22 (ship) replaces entry 12 (ship), which should be of the same type, and voided by "
            "the same command.",
        ),
    ),
    "an entry replaces one of another type": Tampering(
        ("UPDATE entry SET type = 'handout' WHERE id = 17",),
        (
            "Movement 1 of entry 17 (handout) goes from store to transit on 2015-02-12, which does not fit the entry.",
            "Entry 17 (handout) replaces entry 15 (ship), which should be of the same type, and voided "
            "by the same command.",
        ),
    ),
    "an entry records again one that stands": Tampering(
        ("UPDATE entry SET restores = 4 WHERE id = 22",),
        ("Entry 22 (ship) records entry 4 (ship) again, but is not just what that was, or that one stands.",),
    ),
    "a row of a sheet is recorded twice": Tampering(
        ("UPDATE entry SET key = 'row' WHERE id IN (7, 8)",),
        ("Entries 8 and 7 were both recorded for the same row of a sheet.",),
    ),
    "a void is voided": Tampering(
        written("void", "dublin", date="2015-02-12", voids=16, position="(SELECT position FROM entry WHERE id = 16)"),
        ("Entry 23 (void) should not void entry 16 (void), or not like this.",),
    ),
    "a void is voided, with its row": Tampering(
        (
            "INSERT INTO voided VALUES (16, 23)",
            *written(
                "void",
                "dublin",
                "30 THB/lv/1 store>transit shipment=15 at=16",
                date="2015-02-12",
                facts=1,
                voids=16,
                position="(SELECT position FROM entry WHERE id = 16)",
            ),
        ),
        (
            "Count 20 found 1140 of THB/lv at store on 2015-02-14, but by the movements there were 1110.",
            "Entry 23 (void) should not void entry 16 (void), or not like this.",
        ),
    ),
    "a void is elsewhere": Tampering(
        (f"UPDATE entry SET place = {place('london')} WHERE id = 16",),
        ("Entry 16 (void) should not void entry 15 (ship), or not like this.",),
    ),
    "a void has another date": Tampering(
        ("UPDATE entry SET date = '2015-02-13' WHERE id = 16",),
        ("Entry 16 (void) should not void entry 15 (ship), or not like this.",),
    ),
    "a void has another position": Tampering(
        ("UPDATE entry SET position = 1 WHERE id = 16",),
        ("Entry 16 (void) should not void entry 15 (ship), or not like this.",),
    ),
    "a void forgets what it voids": Tampering(
        ("DELETE FROM voided WHERE entry = 18",),
        ("Entry 19 (void) should not void entry 18 (count), or not like this.",),
    ),
    "a void is another's": Tampering(
        ("UPDATE voided SET void = 14 WHERE entry = 18",),
        (
            "Entry 19 (void) should not void entry 18 (count), or not like this.",
            "Entry 14 (void) should not void entry 18 (count), or not like this.",
        ),
    ),
    "an entry is voided by what is no void": Tampering(
        ("UPDATE voided SET void = 22 WHERE entry = 18",),
        (
            "Entry 19 (void) should not void entry 18 (count), or not like this.",
            "Entry 22 (ship) should not void entry 18 (count), or not like this.",
        ),
    ),
    "a void undoes another entry too": Tampering(
        ("INSERT INTO voided VALUES (7, 16)",),
        (
            "Void 16 does not undo just what it voids.",
            "Entry 16 (void) should not void entry 7 (handout), or not like this.",
        ),
    ),
    "a receipt is left of a void shipment": Tampering(
        ("DELETE FROM voided WHERE entry = 13",),
        (
            "Void 14 does not undo just what it voids.",
            "Receipt 13 still stands, but its shipment was voided by entry 14.",
        ),
    ),
    "a receipt is written for a void shipment": Tampering(
        written("receive", "dublin", "1 THB/lv/1 loss>dublin shipment=12", shipment=12),
        (
            "Shipment 12 has a balance of -1 for THB/lv/1 booked as lost at the end of 2015-03-01.",
            "Receipt 23 still stands, but its shipment was voided by entry 14.",
        ),
    ),
    "a receipt is left though its shipment's void is hidden": Tampering(
        ("DELETE FROM voided WHERE void = 14",),
        (
            "Void 14 does not undo just what it voids.",
            "Entry 14 (void) should not void entry 12 (ship), or not like this.",
            "Receipt 13 still stands, but its shipment was voided by entry 14.",
        ),
    ),
    "a count finds nothing of anything": Tampering(
        written("count", "dublin"), ("Count 23 found nothing of anything.",)
    ),
    "a handout has lines of a count": Tampering(
        ("INSERT INTO count_line VALUES (7, 1, NULL, 1, 5)",), ("Entry 7 (handout) has lines of a count.",)
    ),
    "a handout moves nothing": Tampering(written("handout", "london"), ("Entry 23 (handout) has no movements.",)),
    "a run is printed twice": Tampering(
        written("print", "store", "100 THB/ru/1 printer>store"),
        ("Entry 23 prints a run that entry 2 already printed.",),
    ),
    "a run is printed twice by one entry": Tampering(
        (
            "UPDATE movement SET quantity = 200 WHERE entry = 3",
            "INSERT INTO movement SELECT entry, 2, run, source, destination, 100, date, position, "
            "NULL, NULL FROM movement WHERE entry = 3",
        ),
        (
            "Movement 2 of entry 3 (print) goes from printer to store on 2015-01-05, which does not fit the entry.",
            "Entry 3 prints a run that entry 3 already printed.",
        ),
    ),
    "a receipt stands before its shipment": Tampering(
        written(
            "receive",
            "liepaja",
            "7 THB/lv/1 transit>liepaja shipment=22",
            shipment=22,
            date="2015-02-21",
            position="(SELECT position - 1 FROM entry WHERE id = 22)",
        ),
        ("Receipt 23 stands before its shipment 22.",),
    ),
    "a shipment fulfils a request of something else": Tampering(
        written("ship", "liepaja", "1 THB/ru/1 store>transit shipment=own", request=1, date="2015-02-17"),
        ("Shipment 23 fulfils request 1, but takes what that does not ask for.",),
    ),
    "an item is counted, and a run of it": Tampering(
        (
            "INSERT INTO count_line VALUES (23, 1, 'THB/lv', NULL, 0)",
            "INSERT INTO count_line VALUES (23, 2, NULL, 1, 0)",
            *written("count", "dublin", facts=2),
        ),
        ("Count 23 counts an item as a whole, and a run of it by itself.",),
    ),
    "a run is counted before it was printed": Tampering(
        (
            "INSERT INTO count_line VALUES (23, 1, NULL, 3, 0)",
            *written("count", "store", facts=1, date="2015-01-04"),
        ),
        ("Entry 23 (count) names THB/lv/2, which was not printed by then.",),
    ),
    "a print is voided though a count found copies of it": Tampering(
        (
            "INSERT INTO count_line VALUES (23, 1, NULL, 4, 9)",
            NEW_RUN,
            *written("count", "london", "9 THB/lv/3 loss>london count=own", facts=1)[:-1],
            *written("print", "store", "5 THB/lv/3 printer>store", id=24, position=24, date="2015-02-25")[:-1],
            "INSERT INTO voided VALUES (24, 25)",
            *written(
                "void",
                "store",
                "5 THB/lv/3 store>printer at=24",
                id=25,
                voids=24,
                position=24,
                date="2015-02-25",
                facts=2,
            ),
        ),
        ("Entry 23 (count) names THB/lv/3, which was not printed by then.",),
    ),
    "a place in time is shared": Tampering(
        written(
            "handout",
            "store",
            "1 THB/ru/1 store>public",
            date="2015-02-12",
            position="(SELECT position FROM entry WHERE id = 17)",
        ),
        ("Entries 17 and 23 share a place in time on 2015-02-12.",),
    ),
    "a withdrawn run is shipped": Tampering(
        written("ship", "dublin", "1 THB/ru/1 store>transit shipment=own"),
        ("Entry 23 takes copies of THB/ru/1 on 2015-03-01, when the run was withdrawn.",),
    ),
    "a withdrawn run is moved": Tampering(
        written("move", "dublin", "1 THB/ru/1 london>dublin"),
        ("Entry 23 takes copies of THB/ru/1 on 2015-03-01, when the run was withdrawn.",),
    ),
}


@pytest.mark.parametrize("name", [*ENTRIES])
def test_an_entry_that_does_not_fit_is_found(eventful: Clerk, name: str) -> None:
    ENTRIES[name].is_told(eventful)
