"""Sheets of acknowledgements: what places say has arrived."""

from datetime import date

import pytest

from tests.adapters import short_code
from tests.cli.sheets import errors, figures, imports, sheet
from tests.cli.terminal import held_by, lines_of
from tests.conftest import Clerk, made_once
from tests.store.rawly import opened


@made_once
def sent(clerk: Clerk) -> Clerk:
    """A clerk who sent parcels to London (3 and 5, of two items) and Dublin (4), two of them with one reference."""
    clerk.does("print", "THB/lv", 500, "--date", "2015-01-01")
    clerk.does("print", "THB/ru", 500, "--date", "2015-01-01")
    clerk.does("ship", "london", "THB/lv=60", "THB/ru=40", "--date", "2015-01-05", "--ref", "Spring")
    clerk.does("ship", "dublin", "THB/lv=20", "--date", "2015-01-05", "--ref", "Spring")
    clerk.does("ship", "london", "THB/lv=10", "THB/ru=10", "--date", "2015-01-06", "--ref", "7")
    return clerk


def statuses(clerk: Clerk) -> dict[tuple[int, str], tuple[int, str | None, str]]:
    """Return by shipment and item how much was received, when last, and the status."""
    return {
        (row["entry"], row["item"]): (row["received"], row["received_on"], row["status"])
        for row in clerk.reads("shipments")
    }


@pytest.mark.slow
def test_acknowledgements_name_shipments_by_number_or_by_reference_and_place(sent: Clerk) -> None:
    path = sheet(
        sent,
        "Shipment,Date,Place,Item,Quantity,Note",
        "spring,12.1.2015,Embassy in London,,,all well",
        "SPRING,11.1.2015,dublin,,15,",
        "5,13.1.2015,,THB/lv,,",
        "5,13.1.2015,,THB/ru,4,",
    )
    outcome = imports(sent, "receipts", path)
    assert (figures(outcome), outcome["entries"]) == ((4, 0, 0), [6, 7, 8])
    assert statuses(sent) == {
        (3, "THB/lv"): (60, "2015-01-12", "received"),
        (3, "THB/ru"): (40, "2015-01-12", "received"),
        (4, "THB/lv"): (15, "2015-01-11", "partly-received"),
        (5, "THB/lv"): (10, "2015-01-13", "received"),
        (5, "THB/ru"): (4, "2015-01-13", "partly-received"),
    }
    assert (sent.reads("show", 7)["date"], sent.reads("show", 7)["note"]) == ("2015-01-12", "all well")
    assert lines_of(sent.reads("show", 8)) == [
        ("THB/lv/1", "transit", "london", 10),
        ("THB/ru/1", "transit", "london", 4),
    ]
    assert figures(imports(sent, "receipts", path)) == (0, 4, 0)
    sent.does("check")


def ledger(clerk: Clerk, *words: object) -> list[dict[str, object]]:
    """Return what was logged, without what differs between one command and several."""
    own = ("command", "recorded_at")
    return [{column: value for column, value in row.items() if column not in own} for row in clerk.reads("log", *words)]


def test_a_sheet_of_receipts_equals_typing_each_of_them(sent: Clerk) -> None:
    by_hand = sent.db.parent / "by_hand.db"
    by_hand.write_bytes(sent.db.read_bytes())
    hand = ("--db", by_hand)
    sent.does("receive", 5, "--date", "2015-01-10", "--ref", "B-2", *hand)
    sent.does("receive", 3, "THB/lv=50", "THB/ru=40", "--date", "2015-01-11", "--note", "one box was wet", *hand)
    sent.does("receive", 3, "THB/lv=10", "--date", "2015-01-12", *hand)
    sent.does("receive", 4, "--date", "2015-01-12", *hand)
    path = sheet(
        sent,
        "date,shipment,place,item,quantity,reference,note",
        "2015-01-12,3,,THB/lv,10,,",
        "2015-01-12,Spring,dublin,,,,",
        "2015-01-11,Spring,london,THB/lv,50,,one box was wet",
        "2015-01-11,3,,THB/ru,40,,",
        "2015-01-10,7,,,,B-2,",
    )
    assert figures(imports(sent, "receipts", path)) == (5, 0, 0)
    assert ledger(sent) == ledger(sent, *hand)
    with opened(sent) as imported, opened(Clerk(by_hand, sent.capture)) as typed:
        for table in ("movement", "balance", "monthly_flow", "custody"):
            question = f"SELECT * FROM {table} ORDER BY 1, 2, 3"
            assert imported.execute(question).fetchall() == typed.execute(question).fetchall()


def test_a_shipment_that_is_not_known_or_not_the_only_one_is_refused(sent: Clerk) -> None:
    sent.does("ship", "dublin", "THB/lv=1", "--date", "2015-01-06", "--ref", "3")
    sent.does("void", 5, "--reason", "wrong")
    path = sheet(
        sent,
        "shipment,place,item,quantity",
        "99,,,",
        "Spring,,,",
        "Spring,liepaja,,",
        "3,,,",
        "1,,,",
        ",london,,",
        "7,,,",
        "Spring,london,,3",
        "3,dublin,,x",
        "4,london,,",
    )
    assert errors(sent, "receipts", path) == [
        (2, "shipment", "99", "No shipment has the number or the reference '99'; see 'tracker shipments'."),
        (
            3,
            "shipment",
            "Spring",
            "Shipments 3 and 4 have the reference 'Spring'; write the number of one, or the place in a column.",
        ),
        (4, "shipment", "Spring", "Shipment Spring went to london and dublin, not to liepaja."),
        (
            5,
            "shipment",
            "3",
            "3 is the number of a shipment, and the reference of shipment 6; log its receipt with 'tracker receive'.",
        ),
        (6, "shipment", "1", "No shipment has the number or the reference '1'; see 'tracker shipments'."),
        (7, "shipment", "", "The shipment is missing."),
        (8, "shipment", "7", "No shipment has the number or the reference '7'; see 'tracker shipments'."),
        (9, "item", "", "Shipment 3 has THB/lv and THB/ru; write which of them."),
        (10, "quantity", "x", "'x' is not a number; write a whole number of copies, such as 200."),
        (11, "shipment", "4", "Shipment 4 went to dublin, not to london."),
    ]


def test_a_short_code_that_is_a_reference_too_is_refused_and_both_are_named(sent: Clerk) -> None:
    sent.does("ship", "dublin", "THB/lv=1", "--date", "2015-01-06", "--ref", "3-C")
    assert short_code(3) == "3-C"
    said = "'{}' is the short code of shipment 3, and the reference of 6; write the number that you mean."
    rows = "3-c,", "03\N{EN DASH}C,", "3-C,london"
    found = errors(sent, "receipts", sheet(sent, "shipment,place,item,quantity", *(f"{row},THB/lv,1" for row in rows)))
    assert [error[3] for error in found[:2]] == [said.format("3-c"), said.format("03\N{EN DASH}C")]
    assert [error[:2] for error in found[2:]] == []
    sent.does("amend", 6, "--ref", "")
    path = sheet(sent, "shipment,item,quantity", "03\N{EN DASH}C,THB/lv,1")
    assert figures(imports(sent, "receipts", path)) == (1, 0, 0)


def test_more_than_was_sent_does_not_arrive_and_nothing_twice(sent: Clerk) -> None:
    sent.does("receive", 4, "--date", "2015-01-07")
    path = sheet(
        sent,
        "shipment,date,item,quantity",
        "3,2015-01-12,THB/ru,40",
        "3,2015-01-12,THB/lv,61",
        "4,2015-01-12,,",
        "5,2015-01-01,,",
        "5,2015-01-08,THB/lv,1",
        "5,2015-01-08,,",
    )
    found = errors(sent, "receipts", path)
    assert [error[:3] for error in found] == [
        (2, None, None),
        (3, "quantity", "61"),
        (4, None, None),
        (5, "date", "2015-01-01"),
        (6, None, None),
        (7, None, None),
    ]
    assert found[0][3] == "It is one entry with line 3, which is refused."
    assert "1 short of 61" in found[1][3]
    assert found[2][3] == "Shipment 4 has nothing outstanding: its status is received."
    assert "it cannot be received earlier" in found[3][3]
    assert found[4][3] == "It is one entry with line 7, which is refused."
    assert found[5][3] == ("It says that all of shipment 5 arrived, and line 6 how much of it did; leave out one.")
    rejects = sent.db.parent / "rejects.csv"
    assert figures(imports(sent, "receipts", path, "--rejects", rejects)) == (0, 0, 6)


def test_rows_of_one_item_are_added_up(sent: Clerk) -> None:
    path = sheet(sent, "shipment,date,item,quantity", "3,2015-01-12,THB/lv,20", "3,2015-01-12,THB/lv,25")
    assert imports(sent, "receipts", path)["messages"] == [
        "Line 2: THB/lv is named in lines 2 and 3; its copies are added up to 45."
    ]
    assert held_by(sent, "london") == {"THB/lv": 45}


def test_without_a_date_it_arrived_today(sent: Clerk) -> None:
    path = sheet(sent, "shipment", "4")
    outcome = imports(sent, "receipts", path)
    assert sent.reads("show", outcome["entries"][0])["date"] == date.today().isoformat()
    assert outcome["messages"] == [f"Line 2: It has no date, so it is booked as arrived today, {date.today()}."]
    several = sheet(sent, "shipment,date", "3,", "5,", name="several.csv")
    assert imports(sent, "receipts", several)["messages"] == [
        f"Lines 2-3: It has no date, so it is booked as arrived today, {date.today()}."
    ]
    assert figures(imports(sent, "receipts", path)) == (0, 1, 0)


@pytest.mark.parametrize("words", [("undo", "--yes"), ("void", "--command", 11, "--reason", "wrong sheet", "--yes")])
def test_an_import_of_receipts_is_undone_and_can_be_made_again(sent: Clerk, words: tuple[object, ...]) -> None:
    path = sheet(sent, "shipment,date", "3,2015-01-12", "4,2015-01-12")
    outcome = imports(sent, "receipts", path)
    assert outcome["command"] == 11
    sent.does(*words)
    assert {status for _, _, status in statuses(sent).values()} == {"in-transit"}
    assert figures(imports(sent, "receipts", path)) == (2, 0, 0)
    assert held_by(sent, "dublin") == {"THB/lv": 20}
    sent.does("check")


def test_a_receipt_that_was_voided_by_itself_is_not_recorded_again(sent: Clerk) -> None:
    path = sheet(sent, "shipment,date", "3,2015-01-12", "4,2015-01-12")
    imports(sent, "receipts", path)
    sent.does("void", 6, "--reason", "they were mistaken")
    outcome = imports(sent, "receipts", path)
    assert figures(outcome) == (0, 2, 0)
    assert "Line 3 is recorded already as entry 7." in outcome["messages"]
    assert "Line 2: It was recorded as entry 6 and later voided; it is not recorded again." in outcome["messages"]


def test_rejected_receipts_are_corrected_and_imported_once(sent: Clerk) -> None:
    path = sheet(sent, "shipment,date,quantity", "4,2015-01-12,5", "4,2015-01-12,x", "5,2015-01-12,1")
    rejects = sent.db.parent / "rejects.csv"
    assert figures(imports(sent, "receipts", path, "--rejects", rejects)) == (0, 0, 3)
    rejects.write_text(rejects.read_text("utf-8").replace(",x,", ",6,"), "utf-8")
    imports(sent, "receipts", rejects, "--where", "shipment=4")
    assert held_by(sent, "dublin") == {"THB/lv": 11}


def test_equal_acknowledgements_of_another_source_are_others(sent: Clerk) -> None:
    path = sheet(sent, "shipment,date,quantity", "4,2015-01-12,5")
    imports(sent, "receipts", path)
    assert figures(imports(sent, "receipts", path, "--source", "February")) == (1, 0, 0)
    assert figures(imports(sent, "receipts", path, "--source", "february")) == (0, 1, 0)
    assert held_by(sent, "dublin") == {"THB/lv": 10}


def test_the_answer_has_the_copies_of_each_item_that_arrived(sent: Clerk) -> None:
    path = sheet(
        sent, "shipment,date,item,quantity", "3,2015-01-12,THB/lv,50", "3,2015-01-12,THB/ru,40", "4,2015-01-12,,"
    )
    assert sent.does("import", "receipts", path).out.splitlines()[-1] == "Copies: 70 of THB/lv, 40 of THB/ru."


def test_rows_of_which_nothing_arrived_may_be_passed_over_but_not_those_of_which_all_did(sent: Clerk) -> None:
    path = sheet(
        sent, "shipment,date,item,quantity", "3,2015-01-12,THB/lv,0", "3,2015-01-12,THB/ru,40", "4,2015-01-12,,"
    )
    outcome = imports(sent, "receipts", path, "--skip-zero")
    assert (outcome["read"], outcome["recorded"], outcome["passed_over"]) == (3, 2, 1)
    assert (held_by(sent, "london"), held_by(sent, "dublin")) == ({"THB/ru": 40}, {"THB/lv": 20})


def test_each_wrong_row_of_a_receipt_is_named_and_each_right_one_that_is_refused_with_it(sent: Clerk) -> None:
    rows = "3,2015-01-12,THB/lv,61", "3,2015-01-12,THB/ru,0", "4,2015-01-12,THB/ru,1", "4,2015-01-12,THB/lv,2"
    found = errors(sent, "receipts", sheet(sent, "shipment,date,item,quantity", *rows))
    assert [error[:3] for error in found] == [
        (2, "quantity", "61"),
        (3, "quantity", "0"),
        (4, None, None),
        (5, None, None),
    ]
    assert found[3][3] == "It is one entry with line 4, which is refused."
    known = "3,2015-01-12,THB/lv,60", "3,2015-01-12,THB/ru,40"
    imports(sent, "receipts", sheet(sent, "shipment,date,item,quantity", *known))
    found = errors(sent, "receipts", sheet(sent, "shipment,date,item,quantity", known[0], "3,2015-01-12,THB/ru,4O"))
    assert [error[:2] for error in found] == [(2, None), (3, "quantity")]
    sent.does("check")


def test_a_form_that_comes_again_with_one_more_row_has_only_that_recorded(sent: Clerk) -> None:
    header, later = "shipment,date,item,quantity", "3,2015-01-12,THB/lv,60"
    first = "3,2015-01-12,THB/ru,30"
    imports(sent, "receipts", sheet(sent, header, first))
    both = sheet(sent, header, later, first)
    outcome = imports(sent, "receipts", both)
    assert (figures(outcome), outcome["entries"]) == ((1, 1, 0), [7])
    assert "Line 3 is recorded already as entry 6." in outcome["messages"]
    assert held_by(sent, "london") == {"THB/lv": 60, "THB/ru": 30}
    assert figures(imports(sent, "receipts", both)) == (0, 2, 0)
    again = imports(sent, "receipts", sheet(sent, header, "3,2015-01-12,THB/ru,10"), "--source", "another parcel")
    assert figures(again) == (1, 0, 0)


def test_a_form_of_which_only_some_rows_come_again_has_only_the_new_ones_recorded(sent: Clerk) -> None:
    header, lv, ru = "shipment,date,item,quantity,note", "3,2015-01-12,THB/lv,20,wet", "3,2015-01-12,THB/ru,30,"
    imports(sent, "receipts", sheet(sent, header, lv, ru))
    outcome = imports(sent, "receipts", sheet(sent, header, ru))
    assert figures(outcome) == (0, 1, 0)
    assert "Line 2 is recorded already as entry 6." in outcome["messages"]
    (fault,) = errors(sent, "receipts", sheet(sent, header, lv, ru.replace("30", "35")))
    assert fault == (
        3,
        "quantity",
        "35",
        "Entry 6 of the same sheet has 30 of THB/ru; correct it with 'tracker receive 3 ITEM=QTY --replaces 6', with "
        "all that it has, or, if more arrived that day, import this row alone with --source NAME.",
    )
    sent.does("receive", 3, "THB/lv=20", "THB/ru=35", "--date", "2015-01-12", "--replaces", 6)
    outcome = imports(sent, "receipts", sheet(sent, header, lv, ru.replace("30", "35")))
    assert figures(outcome) == (0, 2, 0)
    assert held_by(sent, "london") == {"THB/lv": 20, "THB/ru": 35}


def test_an_item_that_is_unknown_is_told_once(sent: Clerk) -> None:
    path = sheet(sent, "shipment,date,item,quantity", "3,2015-01-12,OTH/lv,1")
    ((line, column, _, message),) = errors(sent, "receipts", path)
    assert (line, column) == (2, "item")
    assert "There is no booklet 'OTH'" in message
