"""Facts that do not fit, and a file that is not as it was made."""

import pytest

from tests.conftest import Clerk
from tests.reports.tampering import NEW_RUN, NEXT, Tampering, command, fact, inserted, written
from tests.store.rawly import place

pytestmark = pytest.mark.slow


def closed(at: str, is_closed: int, date: str) -> tuple[str, ...]:
    """Return the SQL by which a place is closed, or reopened."""
    return fact("closing", place=place(at), closed=is_closed, date=f"'{date}'")


NEW_PLACE = (
    inserted("place", id=50, code="'riga'", name="'Riga'", is_store=0, command=NEXT),
    inserted("place_detail", command=NEXT, place=50, kind="'seminar'", country="'LV'"),
    command(facts=1),
)
NEW_REQUEST = (
    inserted("request", id=3, command=NEXT, place=place("london"), date="'2015-02-25'"),
    f"INSERT INTO request_line VALUES (3, {NEXT}, 'THB/lv', 5)",
    command(facts=2),
)

FACTS: dict[str, Tampering] = {
    "a text is emptied by what is no redaction": Tampering(
        ("UPDATE text SET reason = NULL, redacted = 30 WHERE entry = 14",),
        ("Text 1, which command 20 wrote, says that command 30 (withdraw) emptied it, which that did not.",),
    ),
    "a text is emptied under the number of the next command": Tampering(
        (f"UPDATE text SET reason = NULL, redacted = {NEXT} WHERE entry = 14", *written("count", "liepaja", is_full=1)),
        ("Text 1, which command 20 wrote, says that command 37 (stranger) emptied it, which that did not.",),
    ),
    "a text is emptied by a redaction before it": Tampering(
        (
            command(),
            "UPDATE command SET name = 'redact' WHERE number = (SELECT max(number) FROM command)",
            *fact("text", id=9, entry=1, redacted="(SELECT max(number) FROM command)"),
        ),
        ("Text 9, which command 38 wrote, says that command 37 (redact) emptied it, which that did not.",),
    ),
    "a fund pays half of a run, and nobody the rest": Tampering(
        (
            inserted("run_detail", run=1, command=NEXT, cost=1000, currency="'EUR'"),
            inserted("run_share", run=1, command=NEXT, fund="'riga'", share=5_000),
            command(facts=2),
        ),
        (
            "The shares of the funds in the cost of THB/lv/1, as command 37 recorded them, are not 100% together.",
            "What funds paid of THB/lv/1 is 501 cents in all, but the print run cost 1000 cents.",
        ),
    ),
    "sending costs what was not sent": Tampering(
        (
            inserted("shipment_cost", shipment=23, item="'THB/lv'", cost=1, whole=1, currency="'EUR'"),
            *written("count", "liepaja", is_full=1, facts=1),
        ),
        ("Entry 23 (count) has a cost of sending an item that it did not send.",),
    ),
    "sending costs less than what was split": Tampering(
        (inserted("shipment_cost", shipment=22, item="'THB/lv'", cost=1, whole=2, currency="'EUR'"),),
        ("Command 36 split sending costs of 2 cents, from entry 22 on, into parts that sum to 1 cents.",),
    ),
    "a place is closed while it holds copies": Tampering(
        (
            *closed("london", 1, "2015-01-12"),
            *closed("london", 0, "2015-01-14"),
            *closed("london", 1, "2015-01-17"),
            *closed("london", 0, "2015-01-19"),
        ),
        ("Place london has a balance of 80 for THB/lv/1 on 2015-01-17, and is closed on that day.",),
    ),
    "a closed place holds copies": Tampering(
        closed("london", 1, "2015-02-25"),
        ("Place london has a balance of 50 for THB/ru/1 on 2015-02-25, and is closed on that day.",),
    ),
    "copies arrive at a closed place": Tampering(
        written("return", "london", "1 THB/ru/1 london>cesis"),
        (
            "Movement 1 of entry 23 (return) goes from london to cesis on 2015-03-01, which does not fit the entry.",
            "Place cesis has a balance of 1 for THB/ru/1 on 2015-03-01, and is closed on that day.",
        ),
    ),
    "something happens at a closed place": Tampering(
        written("count", "cesis", is_full=1), ("Entry 23 happened at cesis on 2015-03-01, when the place was closed.",)
    ),
    "a shipment goes to a closed place": Tampering(
        written("ship", "cesis", "1 THB/lv/1 store>transit shipment=own"),
        ("Entry 23 happened at cesis on 2015-03-01, when the place was closed.",),
    ),
    "a language, a country and a currency that are not those of the reference data": Tampering(
        (
            "UPDATE language SET name = 'Lettish' WHERE code = 'lv'",
            "DELETE FROM country WHERE code = 'ZW'",
            "INSERT INTO funding_grant VALUES (9, 1, 'riga', 2015, 100, 'XYZ', NULL)",
        ),
        (
            "The row lv of the table language differs from tracker's reference data.",
            "The row ZW of the table country differs from tracker's reference data.",
            "The currency XYZ of an amount is not part of ISO 4217.",
        ),
    ),
    "a closed place asks for copies": Tampering(
        closed("liepaja", 1, "2015-02-28"),
        (
            "Request 1 of liepaja asks for THB/lv, and the place is closed.",
            "Place liepaja was closed while a shipment was on its way to it.",
        ),
    ),
    "a place is closed while a shipment is on its way to it": Tampering(
        closed("dublin", 1, "2015-02-25"),
        ("Place dublin was closed while a shipment was on its way to it.",),
    ),
    "the kind of a store changes": Tampering(
        fact("place_detail", place=place("store"), kind="'library'", country="'LV'"),
        ("Place store is of kind library, which does not agree with whether it is a store.",),
    ),
    "a place becomes a store": Tampering(
        ("UPDATE place SET is_store = 1 WHERE code = 'liepaja'",),
        ("Place liepaja is of kind social-service, which does not agree with whether it is a store.",),
    ),
    "a place has no kind": Tampering(
        (f"DELETE FROM place_detail WHERE place = {place('dublin')}",), ("Place dublin has no kind.",)
    ),
    "a request asks for nothing": Tampering(
        ("DELETE FROM request_line WHERE request = 1",), ("A request of liepaja asks for nothing.",)
    ),
    "a run is counted that was never printed": Tampering(
        (
            NEW_RUN,
            "INSERT INTO count_line VALUES (23, 1, NULL, 4, 2)",
            *written("count", "depot", "2 THB/lv/3 loss>depot count=own"),
        ),
        (
            "The print run THB/lv/3 was never printed and counts nowhere; to delete it: DELETE FROM "
            "print_run WHERE id = 4;",
            "Entry 23 (count) names THB/lv/3, which was not printed by then.",
        ),
    ),
    "a run was never printed": Tampering(
        (NEW_RUN,),
        (
            "The print run THB/lv/3 was never printed and counts nowhere; to delete it: DELETE FROM "
            "print_run WHERE id = 4;",
        ),
    ),
}

EARLY: dict[str, Tampering] = {
    "a place that is not there is closed": Tampering(
        (
            inserted("closing", id=9, command=NEXT, place=50, closed=1, date="'2015-02-25'"),
            command(facts=1),
            *NEW_PLACE,
        ),
        ("Command 37 says something of riga (a row of the table closing), which only command 38 made.",),
    ),
    "a place that is not there has details": Tampering(
        (
            inserted("place_detail", command=NEXT, place=50, kind="'school'", country="'LV'"),
            command(facts=1),
            *NEW_PLACE,
        ),
        ("Command 37 says something of riga (a row of the table place_detail), which only command 38 made.",),
    ),
    "a place that is not there has a level": Tampering(
        (inserted("level", command=NEXT, place=50, item="'THB/lv'", low=5, high=9), command(facts=1), *NEW_PLACE),
        ("Command 37 says something of riga (a row of the table level), which only command 38 made.",),
    ),
    "a place that is not there is a seminar": Tampering(
        (inserted("seminar", command=NEXT, place=50, date="'2015-02-25'"), command(facts=1), *NEW_PLACE),
        ("Command 37 says something of riga (a row of the table seminar), which only command 38 made.",),
    ),
    "a grant that is not there is withdrawn": Tampering(
        (
            inserted("grant_withdrawal", funding_grant=9, command=NEXT),
            command(facts=1),
            inserted("funding_grant", id=9, command=NEXT, fund="'riga'", year=2015, amount=1, currency="'EUR'"),
            command(facts=1),
        ),
        ("Command 37 says something of grant 9 (a row of the table grant_withdrawal), which only command 38 made.",),
    ),
    "a request that is not there is changed": Tampering(
        (f"INSERT INTO request_line VALUES (3, {NEXT}, 'THB/ru', 5)", command(facts=1), *NEW_REQUEST),
        ("Command 37 says something of request 3 (a row of the table request_line), which only command 38 made.",),
    ),
    "a place that is not there asks": Tampering(
        (
            inserted("request", id=3, command=NEXT, place=50, date="'2015-02-25'"),
            f"INSERT INTO request_line VALUES (3, {NEXT}, 'THB/lv', 5)",
            command(facts=2),
            *NEW_PLACE,
        ),
        ("Command 37 says something of riga (a row of the table request), which only command 38 made.",),
    ),
    "a place that is not there is counted": Tampering(
        (*written("count", "50", is_full=1), *NEW_PLACE),
        ("Command 37 says something of riga (a row of the table entry), which only command 38 made.",),
    ),
    "a run that was not printed is withdrawn": Tampering(
        (
            inserted("withdrawal", id=9, command=NEXT, run=4, withdrawn=1, date="'2015-03-02'"),
            command(facts=1),
            NEW_RUN,
            *written("print", "store", "5 THB/lv/3 printer>store"),
        ),
        ("Command 37 says something of THB/lv/3 (a row of the table withdrawal), which only command 38 made.",),
    ),
    "a run that was not printed has details": Tampering(
        (
            inserted("run_detail", command=NEXT, run=4, printer="'Jumava'"),
            command(facts=1),
            NEW_RUN,
            *written("print", "store", "5 THB/lv/3 printer>store"),
        ),
        ("Command 37 says something of THB/lv/3 (a row of the table run_detail), which only command 38 made.",),
    ),
    "a run that was not printed has a note": Tampering(
        (
            inserted("text", id=99, command=NEXT, run=4, note="'faint'"),
            command(facts=1),
            NEW_RUN,
            *written("print", "store", "5 THB/lv/3 printer>store"),
        ),
        ("Command 37 says something of THB/lv/3 (a row of the table text), which only command 38 made.",),
    ),
    "a request that was not made is cancelled": Tampering(
        (
            inserted("cancellation", request=3, command=NEXT, cancelled=1, date="'2015-02-25'"),
            command(facts=1),
            *NEW_REQUEST,
        ),
        ("Command 37 says something of request 3 (a row of the table cancellation), which only command 38 made.",),
    ),
    "a request that was not made has a note": Tampering(
        (inserted("text", id=99, command=NEXT, request=3, note="'soon'"), command(facts=1), *NEW_REQUEST),
        ("Command 37 says something of request 3 (a row of the table text), which only command 38 made.",),
    ),
    "a request that was not made is fulfilled": Tampering(
        (*written("ship", "london", "1 THB/lv/1 store>transit shipment=own", request=3), *NEW_REQUEST),
        ("Command 37 says something of request 3 (a row of the table entry), which only command 38 made.",),
    ),
    "an entry that was not made has a note": Tampering(
        (
            inserted("text", id=99, command=NEXT, entry=23, note="'torn'"),
            command(facts=1),
            *written("handout", "store", "1 THB/lv/1 store>public"),
        ),
        ("Command 37 says something of entry 23 (a row of the table text), which only command 38 made.",),
    ),
}
"""What is said of something before it is there."""


FILE: dict[str, Tampering] = {
    "a value that is not allowed": Tampering(
        ("UPDATE setting SET value = value", "INSERT INTO request_line VALUES (1, 36, 'THB/ru', 0)"),
        ("SQLite reports damage: CHECK constraint failed in request_line.",),
    ),
    "a place is gone": Tampering(
        ("DELETE FROM place WHERE code = 'depot'",),
        ("A row of the table place_detail refers to a missing row of the table place.",),
    ),
    "a run is gone": Tampering(
        ("DELETE FROM print_run WHERE code = 'THB/ru/1'",),
        (
            "A row of the table monthly_flow refers to a missing row of the table print_run.",
            "A row of the table run_detail refers to a missing row of the table print_run.",
            "A row of the table count_line refers to a missing row of the table print_run.",
            "Row 1 of the table withdrawal refers to a missing row of the table print_run.",
            "Movement 1 of entry 2 is of print run 2, which does not exist.",
            "Movement 2 of entry 4 is of print run 2, which does not exist.",
            "Movement 2 of entry 6 is of print run 2, which does not exist.",
        ),
    ),
    "a booklet is gone": Tampering(
        ("DELETE FROM booklet",),
        (
            "Row 1 of the table item refers to a missing row of the table booklet.",
            "Row 2 of the table item refers to a missing row of the table booklet.",
        ),
    ),
    "the default store is gone": Tampering(
        ("UPDATE setting SET value = 'elsewhere'",), ("The default store is missing from the database.",)
    ),
    "the default store is none": Tampering(
        ("UPDATE setting SET value = 'london'",), ("The default store, london, is of kind embassy.",)
    ),
    "a text is damaged": Tampering(
        ("UPDATE place SET note = CAST(x'52c46761' AS TEXT) WHERE code = 'depot'",),
        ("A row of the table place has a text in note that is damaged, as it is not UTF-8: 'R\ufffdga'.",),
    ),
    "a text would control a terminal": Tampering(
        ("UPDATE place SET note = char(27) || '[31m' WHERE code = 'depot'",),
        (
            "A row of the table place has a text in note with the character U+001B, which commands refuse: "
            "'\ufffd[31m'.",
        ),
    ),
    "a place outside has another name": Tampering(
        ("UPDATE place SET code = 'lost' WHERE id = 3",), ("The place outside with number 3 is called lost.",)
    ),
    "an index is gone": Tampering(
        ("DROP INDEX entry_key",), ("The index entry_key is missing from the database.",), covered=False
    ),
    "a view is gone": Tampering(("DROP VIEW trace",), ("The view trace is missing from the database.",), covered=False),
    "a private view is gone": Tampering(
        ("DROP VIEW _sending",), ("The view _sending is missing from the database.",), covered=False
    ),
    "a view was changed": Tampering(
        (
            "DROP VIEW funds",
            "CREATE VIEW funds AS SELECT code, 'X' AS name FROM fund",
        ),
        ("The view funds of the database differs from schema version 1.",),
        covered=False,
    ),
    "a table was changed": Tampering(
        ("ALTER TABLE backup ADD COLUMN mood TEXT",),
        ("The table backup of the database differs from schema version 1.",),
        covered=False,
    ),
    "a trigger was added": Tampering(
        ("CREATE TRIGGER quiet AFTER INSERT ON place BEGIN SELECT 1; END",),
        ("The trigger quiet of the database is not part of schema version 1.",),
        covered=False,
    ),
}


@pytest.mark.parametrize("name", [*FACTS, *EARLY, *FILE])
def test_it_is_found(eventful: Clerk, name: str) -> None:
    (FACTS | EARLY | FILE)[name].is_told(eventful)
