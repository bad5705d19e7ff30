"""Strangers who write to the file with all that protects it in place, but without foreign keys: the file refuses."""

import sqlite3

import pytest

from tests.conftest import Clerk
from tests.reports.tampering import NEW_RUN, NEXT, command, fact, found, handed, inserted, written
from tests.reports.tamperings import ENTRIES, MOVEMENTS, SUMS
from tests.reports.test_leftovers import everything
from tests.store.rawly import opened, place

pytestmark = pytest.mark.slow


def refused(clerk: Clerk, statements: tuple[str, ...], why: str) -> None:
    """Assert that the file refuses the statements for that reason, and is as it was."""
    before = everything(clerk)
    with opened(clerk) as connection:
        connection.execute("BEGIN")
        with pytest.raises(sqlite3.IntegrityError, match=why):
            for statement in statements:
                connection.execute(statement)
        connection.execute("ROLLBACK")
    assert everything(clerk) == before
    clerk.does("check")


ADDED = {
    "command": "commands are only ever added|continue from the last number",
    "entry": "entries are only ever added",
    "movement": "movements are only ever added",
    "voided": "voids are only ever added",
    "count_line": "lines of counts are only ever added",
    "text": "texts are only ever added",
    "closing": "closings are only ever added",
    "withdrawal": "withdrawals are only ever added",
    "request": "requests are only ever added",
    "request_line": "lines of requests are only ever added",
    "cancellation": "cancellations are only ever added",
    "funding_grant": "grants are only ever added",
    "run_detail": "details of runs are only ever added",
    "place_detail": "details of places are only ever added",
    "seminar": "seminars are only ever added",
    "audience": "audiences are only ever added",
    "place": "places are only ever added",
}
"""The tables that only grow, with what says so."""


@pytest.mark.parametrize("table", ADDED)
def test_no_row_is_replaced(eventful: Clerk, table: str) -> None:
    refused(eventful, (f"INSERT OR REPLACE INTO {table} SELECT * FROM {table}",), ADDED[table])


@pytest.mark.parametrize("table", sorted(ADDED.keys() - {"place", "text"}))
def test_no_row_is_changed(eventful: Clerk, table: str) -> None:
    column = {"command": "clerk", "voided": "void", "request_line": "quantity", "count_line": "quantity"}.get(table)
    column = column or ("position" if table == "movement" else "command")
    refused(eventful, (f"UPDATE {table} SET {column} = {column}",), "never changed")


@pytest.mark.parametrize("table", sorted(ADDED.keys() - {"place"}))
def test_no_row_is_deleted(eventful: Clerk, table: str) -> None:
    refused(eventful, (f"DELETE FROM {table}",), "never deleted|only deleted after their place")


AT_20 = "(SELECT position FROM entry WHERE id = 20)"

OUT_OF_TURN = {
    "a correction is replaced": (
        (
            f"INSERT INTO clock_fix SELECT 36, {NEXT}, recorded_at FROM command WHERE number = 36",
            command(facts=1),
            "INSERT OR REPLACE INTO clock_fix SELECT * FROM clock_fix",
        ),
        "clock fixes are only ever added",
    ),
    "a command is undone in name only": (
        (inserted("undoing", undone=8, command=NEXT), command(facts=1)),
        "undoing_unfit",
    ),
    "a text is rewritten": (("UPDATE text SET note = 'never mind'",), "texts are never changed"),
    "a fact for a closed command": (
        (inserted("withdrawal", command=20, run=1, withdrawn=1, date="'2015-01-01'"),),
        "a closed command gets no more withdrawals",
    ),
    "an entry for a closed command": (written("handout", "london", command=20), "a closed command gets no more"),
    "a run's number": (("UPDATE print_run SET number = 9 - number",), "print runs are never changed"),
    "a place's code": (("UPDATE place SET code = code || 'x' WHERE id > 4",), "codes are never changed"),
    "a run of a number that is taken": (
        ("INSERT OR REPLACE INTO print_run (id, item, number) VALUES (9, 'THB/lv', 1)",),
        "print runs are only ever added",
    ),
    "an item once more": (
        ("INSERT OR REPLACE INTO item (booklet, language) VALUES ('THB', 'lv')",),
        "items are only ever added",
    ),
    "a used place becomes a store": (
        ("UPDATE place SET is_store = 1 WHERE code = 'dublin'",),
        "does not change between store and other",
    ),
    "a used store becomes a library": (
        fact("place_detail", place=place("store"), kind="'library'", country="'LV'"),
        "fact_unfit",
    ),
    "a place without kind": (
        (
            inserted(
                "place",
                id="(SELECT max(id) + 1 FROM place)",
                code="'riga'",
                name="'Riga'",
                is_store=0,
                command=NEXT,
            ),
            command(),
        ),
        "fact_unfit",
    ),
    "a request of nothing": (fact("request", id=3, place=place("london"), date="'2015-03-01'"), "fact_unfit"),
    "a day to come": (written("handout", "store", "1 THB/lv/1 store>public", date="2999-01-01"), "date_ahead"),
    "a moment that is none": (
        (command(moment="9998-02-30T10:00:00.000000Z"),),
        "recorded_at_is_a_moment",
    ),
    "a moment before the last one": ((command("-1 year"),), "recorded one after the other"),
    "a number out of turn": ((command().replace(f"SELECT {NEXT}", "SELECT 99"),), "numbered without gaps"),
    "a command that states less": ((*handed()[:-1], command(facts=1)), "just the facts"),
    "a place closed while it holds copies": (
        fact("closing", place=place("london"), closed=1, date="'2015-02-25'"),
        "no_closed_place_holds",
    ),
    "a closed place that asks for copies": (
        (
            inserted("request", id=3, command=NEXT, place=place("cesis"), date="'2015-03-01'"),
            f"INSERT INTO request_line VALUES (3, {NEXT}, 'THB/lv', 5)",
            command(facts=2),
        ),
        "no_closed_place_asks",
    ),
    "a place closed while a shipment is on its way to it": (
        fact("closing", place=place("dublin"), closed=1, date="'2015-02-25'"),
        "fact_unfit",
    ),
    "a shipment to a closed place": (
        written("ship", "cesis", "1 THB/lv/1 store>transit shipment=own"),
        "entry_at_closed_place",
    ),
    "a void of a count that moves nothing": (
        (
            inserted("voided", entry=20, void=23),
            *written("void", "store", voids=20, date="2015-02-14", position=AT_20, facts=1),
        ),
        "void_incomplete",
    ),
    "a replacement that takes a million copies": (
        written("handout", "london", "1000000 THB/ru/1 london>public", replaces=7),
        "no_place_is_short",
    ),
    "a new run printed at a library": (
        (NEW_RUN, *written("print", "london", "5 THB/lv/3 printer>london")),
        "movement_unfit",
    ),
}


@pytest.mark.parametrize("what", OUT_OF_TURN)
def test_what_is_out_of_turn_is_refused(eventful: Clerk, what: str) -> None:
    refused(eventful, *OUT_OF_TURN[what])


@pytest.mark.parametrize("what", MOVEMENTS)
def test_a_movement_that_does_not_fit_is_refused(eventful: Clerk, what: str) -> None:
    refused(eventful, MOVEMENTS[what], "movement_unfit|no_place_is_short|void_incomplete")


WRITTEN = {name: done for name, done in (SUMS | ENTRIES).items() if done[-1] == command()}


@pytest.mark.parametrize("what", WRITTEN)
def test_an_entry_that_does_not_fit_is_refused(eventful: Clerk, what: str) -> None:
    why = "no_place_is_short|no_shipment_is_short|entry_unfit|void_incomplete|time_shared|withdrawn_shipped"
    refused(eventful, WRITTEN[what], why)


def test_a_clock_in_the_last_year_of_all_is_told_with_its_remedy(eventful: Clerk) -> None:
    """The file cannot know what time it is; nothing is damaged, and nothing is recorded before it is mended."""
    with opened(eventful) as connection:
        connection.execute(command(moment="9999-12-31T23:59:59.999999Z"))
    assert found(eventful) == [
        "Command 37 was recorded at 9999-12-31T23:59:59.999999Z, which lies ahead; if the clock was wrong then, "
        "correct it with 'tracker clock fix 37 MOMENT'."
    ]
    said = eventful.refused("handout", "london", "THB/ru=1", code=3)
    assert said.partition(", but ")[2] == (
        f"command 37 (stranger) of {eventful.db} was recorded at 9999-12-31T23:59:59.999999Z; set the clock right or, "
        "if that moment is wrong, correct it with 'tracker clock fix 37 MOMENT'."
    )
    assert eventful.reads("stock")
