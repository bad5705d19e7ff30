"""Movements that do not fit their entries."""

import pytest

from tests.conftest import Clerk
from tests.reports.tampering import NEW_RUN, Tampering, handed, written

pytestmark = pytest.mark.slow


def moved(at: str, move: str) -> tuple[str, ...]:
    """Return the SQL of a move, of a day on which no run was withdrawn."""
    return written("move", at, move, date="2015-02-17")


MOVEMENTS: dict[str, Tampering] = {
    "of a run that does not exist": Tampering(
        written("handout", "store", "1 99 store>public"),
        (
            "A row of the table monthly_flow refers to a missing row of the table print_run.",
            "Movement 1 of entry 23 is of print run 99, which does not exist.",
        ),
    ),
    "to a place that does not exist": Tampering(
        written("handout", "store", "1 THB/lv/1 store>99"),
        (
            "A row of the table balance refers to a missing row of the table place.",
            "Movement 1 of entry 23 goes from store to 99, of which one does not exist.",
        ),
    ),
    "from a place that does not exist": Tampering(
        written("return", "london", "1 THB/lv/1 0>store"),
        ("Movement 1 of entry 23 goes from 0 to store, of which one does not exist.",),
    ),
    "back to a place that does not exist": Tampering(
        written("return", "london", "1 THB/ru/1 london>99"),
        (
            "A row of the table balance refers to a missing row of the table place.",
            "Movement 1 of entry 23 goes from london to 99, of which one does not exist.",
        ),
    ),
    "to a place below zero": Tampering(
        written("writeoff", "store", "1 THB/lv/1 store>-7", reason="'lost'"),
        ("Movement 1 of entry 23 goes from store to -7, of which one does not exist.",),
    ),
    "of a count, on another day": Tampering(
        handed("2 THB/lv/1 store>loss count=20 at=20 date='2015-02-13'"),
        (
            "Count 20 found 1140 of THB/lv at store on 2015-02-14, but by the movements there were 1136.",
            "Movement 2 of entry 23 (handout) goes from store to loss on 2015-02-13, which does not fit the entry.",
        ),
    ),
    "of a count, at another position": Tampering(
        handed("2 THB/lv/1 store>loss count=20 at=20 position=5"),
        (
            "Count 20 found 1140 of THB/lv at store on 2015-02-14, but by the movements there were 1136.",
            "Movement 2 of entry 23 (handout) goes from store to loss on 2015-02-14, which does not fit the entry.",
        ),
    ),
    "of a count that is none": Tampering(
        handed("2 THB/lv/1 store>loss count=own"),
        ("Movement 2 of entry 23 (handout) goes from store to loss on 2015-03-01, which does not fit the entry.",),
    ),
    "of a count elsewhere": Tampering(
        handed("2 THB/lv/1 loss>dublin count=20 at=20"),
        (
            "Count 20 found 1140 of THB/lv at store on 2015-02-14, but by the movements there were 1142.",
            "Movement 2 of entry 23 (handout) goes from loss to dublin on 2015-02-14, which does not fit the entry.",
        ),
    ),
    "of a count, from place to place": Tampering(
        handed("2 THB/lv/1 store>dublin count=20 at=20"),
        ("Movement 2 of entry 23 (handout) goes from store to dublin on 2015-02-14, which does not fit the entry.",),
    ),
    "of a count and of a shipment": Tampering(
        written(
            "ship", "dublin", "1 THB/lv/1 store>transit shipment=own", "2 THB/lv/1 loss>store count=20 shipment=4 at=20"
        ),
        (
            "Count 20 found 1140 of THB/lv at store on 2015-02-14, but by the movements there were 1142.",
            "Movement 2 of entry 23 (ship) goes from loss to store on 2015-02-14, which does not fit the entry.",
        ),
    ),
    "on another day than its entry": Tampering(
        written("handout", "store", "1 THB/lv/1 store>public date='2015-03-02'"),
        ("Movement 1 of entry 23 (handout) goes from store to public on 2015-03-02, which does not fit the entry.",),
    ),
    "at another position than its entry": Tampering(
        written("handout", "store", "1 THB/lv/1 store>public position=7"),
        ("Movement 1 of entry 23 (handout) goes from store to public on 2015-03-01, which does not fit the entry.",),
    ),
    "a print from elsewhere": Tampering(
        (NEW_RUN, *written("print", "store", "5 THB/lv/3 printer>store", "1 THB/lv/1 loss>store")),
        ("Movement 2 of entry 23 (print) goes from loss to store on 2015-03-01, which does not fit the entry.",),
    ),
    "a print to what is no store": Tampering(
        (NEW_RUN, *written("print", "london", "5 THB/lv/3 printer>london")),
        ("Movement 1 of entry 23 (print) goes from printer to london on 2015-03-01, which does not fit the entry.",),
    ),
    "a print to another store": Tampering(
        (NEW_RUN, *written("print", "depot", "5 THB/lv/3 printer>store")),
        ("Movement 1 of entry 23 (print) goes from printer to store on 2015-03-01, which does not fit the entry.",),
    ),
    "a shipment from what is no store": Tampering(
        written("ship", "dublin", "1 THB/ru/1 london>transit shipment=own", date="2015-02-17"),
        ("Movement 1 of entry 23 (ship) goes from london to transit on 2015-02-17, which does not fit the entry.",),
    ),
    "a shipment past transit": Tampering(
        written("ship", "dublin", "1 THB/lv/1 store>dublin shipment=own"),
        ("Movement 1 of entry 23 (ship) goes from store to dublin on 2015-03-01, which does not fit the entry.",),
    ),
    "a shipment into another's transit": Tampering(
        written("ship", "dublin", "1 THB/lv/1 store>transit shipment=4"),
        ("Movement 1 of entry 23 (ship) goes from store to transit on 2015-03-01, which does not fit the entry.",),
    ),
    "a shipment to where it came from": Tampering(
        written("ship", "store", "1 THB/lv/1 store>transit shipment=own"),
        ("Movement 1 of entry 23 (ship) goes from store to transit on 2015-03-01, which does not fit the entry.",),
    ),
    "a receipt past transit": Tampering(
        written("receive", "dublin", "1 THB/lv/1 store>dublin shipment=17", shipment=17),
        ("Movement 1 of entry 23 (receive) goes from store to dublin on 2015-03-01, which does not fit the entry.",),
    ),
    "a receipt elsewhere": Tampering(
        written("receive", "dublin", "1 THB/lv/1 transit>liepaja shipment=17", shipment=17),
        ("Movement 1 of entry 23 (receive) goes from transit to liepaja on 2015-03-01, which does not fit the entry.",),
    ),
    "a receipt out of another's transit": Tampering(
        written("receive", "dublin", "1 THB/lv/1 transit>dublin shipment=22", shipment=17),
        ("Movement 1 of entry 23 (receive) goes from transit to dublin on 2015-03-01, which does not fit the entry.",),
    ),
    "a receipt of what no shipment lost": Tampering(
        written("receive", "dublin", "1 THB/lv/1 loss>dublin", shipment=17),
        ("Movement 1 of entry 23 (receive) goes from loss to dublin on 2015-03-01, which does not fit the entry.",),
    ),
    "a move to elsewhere": Tampering(
        moved("liepaja", "1 THB/ru/1 london>dublin"),
        ("Movement 1 of entry 23 (move) goes from london to dublin on 2015-02-17, which does not fit the entry.",),
    ),
    "a move to a store": Tampering(
        moved("depot", "1 THB/ru/1 london>depot"),
        ("Movement 1 of entry 23 (move) goes from london to depot on 2015-02-17, which does not fit the entry.",),
    ),
    "a move from outside": Tampering(
        moved("liepaja", "1 THB/ru/1 loss>liepaja"),
        ("Movement 1 of entry 23 (move) goes from loss to liepaja on 2015-02-17, which does not fit the entry.",),
    ),
    "a move from a store": Tampering(
        moved("liepaja", "1 THB/lv/1 store>liepaja"),
        ("Movement 1 of entry 23 (move) goes from store to liepaja on 2015-02-17, which does not fit the entry.",),
    ),
    "a return from elsewhere": Tampering(
        written("return", "dublin", "1 THB/ru/1 london>store"),
        ("Movement 1 of entry 23 (return) goes from london to store on 2015-03-01, which does not fit the entry.",),
    ),
    "a return from a store": Tampering(
        written("return", "store", "1 THB/lv/1 store>depot"),
        ("Movement 1 of entry 23 (return) goes from store to depot on 2015-03-01, which does not fit the entry.",),
    ),
    "a return to what is no store": Tampering(
        written("return", "london", "1 THB/ru/1 london>dublin"),
        ("Movement 1 of entry 23 (return) goes from london to dublin on 2015-03-01, which does not fit the entry.",),
    ),
    "a handout elsewhere": Tampering(
        written("handout", "dublin", "1 THB/ru/1 london>public"),
        ("Movement 1 of entry 23 (handout) goes from london to public on 2015-03-01, which does not fit the entry.",),
    ),
    "a handout to the losses": Tampering(
        written("handout", "london", "1 THB/ru/1 london>loss"),
        ("Movement 1 of entry 23 (handout) goes from london to loss on 2015-03-01, which does not fit the entry.",),
    ),
    "a write-off elsewhere": Tampering(
        written("writeoff", "dublin", "1 THB/ru/1 london>loss", reason="'lost'"),
        ("Movement 1 of entry 23 (writeoff) goes from london to loss on 2015-03-01, which does not fit the entry.",),
    ),
    "a write-off to the public": Tampering(
        written("writeoff", "london", "1 THB/ru/1 london>public", reason="'lost'"),
        ("Movement 1 of entry 23 (writeoff) goes from london to public on 2015-03-01, which does not fit the entry.",),
    ),
    "a write-off that carries a shipment": Tampering(
        written("writeoff", "london", "1 THB/ru/1 london>loss shipment=4", reason="'lost'"),
        ("Movement 1 of entry 23 (writeoff) goes from london to loss on 2015-03-01, which does not fit the entry.",),
    ),
    "a count's of a run that it does not count": Tampering(
        (
            "INSERT INTO count_line VALUES (23, 1, NULL, 1, 0)",
            *written("count", "dublin", "500 THB/lv/2 loss>dublin count=own", facts=1),
        ),
        ("Movement 1 of entry 23 (count) goes from loss to dublin on 2015-03-01, which does not fit the entry.",),
    ),
    "a void's that undoes nothing": Tampering(
        (
            "INSERT INTO voided VALUES (9, 23)",
            *written(
                "void",
                "london",
                "3 THB/lv/1 store>london at=9",
                "2 THB/lv/1 store>london at=9",
                "1 THB/ru/1 store>loss at=9",
                "1 THB/ru/1 loss>store at=9",
                voids=9,
                date="2015-02-03",
                position="(SELECT position FROM entry WHERE id = 9)",
                facts=1,
            ),
        ),
        (
            "Count 21 found 0 of THB/lv/1 at london on 2015-02-15, but by the movements there were 5.",
            "Count 11 found 895 of THB/lv/1 at store on 2015-02-06, but by the movements there were 890.",
            "Count 10 found 60 of THB/lv at london on 2015-02-05, but by the movements there were 65.",
            "Count 20 found 1140 of THB/lv at store on 2015-02-14, but by the movements there were 1135.",
            "Void 23 does not undo just what it voids.",
        ),
    ),
    "a print's of two runs": Tampering(
        (
            NEW_RUN,
            "INSERT INTO print_run (id, item, number) VALUES (5, 'THB/lv', 4)",
            *written("print", "store", "5 THB/lv/3 printer>store", "5 THB/lv/4 printer>store"),
        ),
        ("Movement 2 of entry 23 (print) goes from printer to store on 2015-03-01, which does not fit the entry.",),
    ),
    "a count's own that books no difference": Tampering(
        (
            "INSERT INTO count_line VALUES (23, 1, NULL, 2, 450)",
            *written("count", "store", "1 THB/lv/1 store>loss", facts=1),
        ),
        ("Movement 1 of entry 23 (count) goes from store to loss on 2015-03-01, which does not fit the entry.",),
    ),
}


@pytest.mark.parametrize("name", [*MOVEMENTS])
def test_a_movement_that_does_not_fit_is_found(eventful: Clerk, name: str) -> None:
    MOVEMENTS[name].is_told(eventful)
