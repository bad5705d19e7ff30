import io
import sys

import pytest

from tests.cli.sheets import errors, figures, imports, sheet
from tests.cli.terminal import held_by, lines_of, stock_of
from tests.conftest import Clerk, made_once
from tracker.imports.plain_shipments import PlainShipments
from tracker.imports.shipment_columns import SheetShipment

HEADER = "date,place,item,quantity,reference"


@made_once
def stocked(clerk: Clerk) -> Clerk:
    """A clerk whose store got two runs of THB/lv, in January and in March 2015, and one of THB/ru."""
    clerk.does("print", "THB/lv", 1000, "--date", "2015-01-01")
    clerk.does("print", "THB/lv", 500, "--date", "2015-03-01")
    clerk.does("print", "THB/ru", 300, "--date", "2015-01-01")
    return clerk


def shipped(clerk: Clerk, *columns: str) -> list[tuple[object, ...]]:
    """Return these columns of the list of shipments."""
    return [tuple(row[column] for column in columns) for row in clerk.reads("shipments")]


def test_a_sheet_of_shipments_is_recorded_and_summarized(stocked: Clerk) -> None:
    path = sheet(stocked, HEADER, "2015-02-01,london,THB/lv,200,P1", "2015-02-02,dublin,THB/ru,100,P2")
    assert stocked.does("import", "shipments", path).out.splitlines() == [
        "2 rows of sheet.csv: 2 recorded as entries 4 to 5, 0 skipped (already recorded).",
        "Copies: 200 of THB/lv, 100 of THB/ru.",
    ]
    assert shipped(stocked, "date", "place", "item", "quantity", "reference", "status") == [
        ("2015-02-01", "london", "THB/lv", 200, "P1", "in-transit"),
        ("2015-02-02", "dublin", "THB/ru", 100, "P2", "in-transit"),
    ]
    assert stocked.reads("show", 4)["recorded_by"] == "anna"
    stocked.does("check")


def test_headers_match_in_any_case_and_other_columns_are_mapped(stocked: Clerk) -> None:
    path = sheet(stocked, "Datums;PLACE;Item;Skaits;Krāsa;Kastes", "1.2.2015;LONDON;thb/LV;1 200,00;zila;3")
    words = ("--map", "Datums=date", "--map", "skaits=Quantity")
    assert "has no column for date and quantity" in stocked.refused("import", "shipments", path)
    stocked.does("print", "THB/lv", 500, "--date", "2015-01-01")
    assert stocked.does("import", "shipments", path, *words).out.splitlines() == [
        "Columns not used: Krāsa, Kastes.",
        "1 row of sheet.csv: 1 recorded as entry 5, 0 skipped (already recorded).",
        "Copies: 1200 of THB/lv.",
    ]
    assert shipped(stocked, "place", "item", "quantity") == [("london", "THB/lv", 1200)]


def test_an_ambiguous_date_is_refused_until_its_format_is_given(stocked: Clerk) -> None:
    path = sheet(stocked, HEADER, "03/04/2015,london,THB/lv,1,")
    ((_, column, value, message),) = errors(stocked, "shipments", path)
    assert (column, value) == ("date", "03/04/2015")
    assert "--date-format '%d/%m/%Y'" in message
    imports(stocked, "shipments", path, "--date-format", "%d/%m/%Y")
    assert shipped(stocked, "date") == [("2015-04-03",)]


def test_places_are_found_by_code_or_by_exact_name_even_over_two_lines(stocked: Clerk) -> None:
    path = sheet(
        stocked,
        HEADER,
        "2015-02-01,london,THB/lv,1,",
        "2015-02-02,EMBASSY IN LONDON,THB/lv,2,",
        '2015-02-03,"Embassy\nin London",THB/lv,3,',
        "2015-02-04,liepājas sociālais dienests,THB/lv,4,",
    )
    assert figures(imports(stocked, "shipments", path)) == (4, 0, 0)
    assert shipped(stocked, "place", "quantity") == [("london", 1), ("london", 2), ("london", 3), ("liepaja", 4)]


def test_a_name_that_two_places_have_is_refused_with_both_codes(stocked: Clerk) -> None:
    stocked.does("place", "add", "london2", "embassy in London", "--kind", "embassy")
    path = sheet(stocked, HEADER, "2015-02-01,Embassy in London,THB/lv,1,")
    for words in ((), ("--create-missing",)):
        assert errors(stocked, "shipments", path, *words) == [
            (
                2,
                "place",
                "Embassy in London",
                "Several places are named 'Embassy in London': london, london2; write one of these codes.",
            )
        ]


def test_rows_of_one_reference_date_and_place_are_one_shipment_however_they_are_written(stocked: Clerk) -> None:
    path = sheet(
        stocked,
        HEADER,
        "2015-02-01,london,THB/lv,200,P1",
        "2015-02-01,dublin,THB/lv,50,P1",
        "1.2.2015,Embassy in London,THB/ru,100,p1",
        "2015-02-03,london,THB/ru,10,P1",
    )
    assert imports(stocked, "shipments", path)["entries"] == [4, 5, 6]
    assert lines_of(stocked.reads("show", 4)) == [
        ("THB/lv/1", "store", "transit", 200),
        ("THB/ru/1", "store", "transit", 100),
    ]
    assert figures(imports(stocked, "shipments", path)) == (0, 4, 0)


def test_the_notes_of_one_shipment_are_joined_and_contradictions_are_refused(stocked: Clerk) -> None:
    header = "date,place,item,quantity,reference,note,carrier"
    rows = "2015-02-01,london,THB/lv,1,P1,one,Post", "2015-02-01,london,THB/ru,1,P1,two,DHL"
    other, error = errors(stocked, "shipments", sheet(stocked, header, *rows))
    assert other == (2, None, None, "It is one entry with line 3, which is refused.")
    message = "It differs from line 2, which has the same reference, date and place."
    assert error == (3, "carrier", "DHL", message)
    imports(stocked, "shipments", sheet(stocked, header, *(row.replace("DHL", "Post") for row in rows)))
    assert shipped(stocked, "carrier", "note") == [("Post", "one; two")] * 2


def test_rows_of_one_shipment_that_name_the_same_item_are_added_up(stocked: Clerk) -> None:
    rows = "2015-02-01,london,THB/lv,5,P1", "2015-02-01,london,THB/ru,5,P1", "2015-02-01,london,thb/LV,7,P1"
    path = sheet(stocked, HEADER, *rows)
    outcome = imports(stocked, "shipments", path)
    assert (figures(outcome), outcome["entries"]) == ((3, 0, 0), [4])
    assert outcome["copies"] == [{"item": "THB/lv", "copies": 12}, {"item": "THB/ru", "copies": 5}]
    assert outcome["messages"] == ["Line 2: THB/lv is named in lines 2 and 4; its copies are added up to 12."]
    again = imports(stocked, "shipments", path)
    assert (figures(again), again["messages"]) == ((0, 3, 0), ["Lines 2-4 are recorded already as entry 4."])
    more = sheet(stocked, HEADER, *rows, "2015-02-01,london,THB/ru,1,P1")
    (line, column, _, message), *_ = errors(stocked, "shipments", more)
    assert (line, column) == (2, "reference")
    assert "already recorded as entry 4: THB/lv/1=12, THB/ru/1=5" in message


def test_an_item_beside_its_own_run_is_refused(stocked: Clerk) -> None:
    rows = "2015-02-01,london,THB/lv,5,P1", "2015-02-01,london,THB/lv/1,5,P1", "2015-02-01,london,THB/ru,5,P1"
    _, error, _ = errors(stocked, "shipments", sheet(stocked, HEADER, *rows))
    assert error[:3] == (3, "item", "THB/lv/1")
    assert "named together with one of its runs" in error[3]


def test_rows_in_any_order_take_the_runs_as_if_logged_by_date(stocked: Clerk) -> None:
    path = sheet(
        stocked,
        HEADER,
        "2015-05-01,liepaja,THB/lv,300,",
        "2015-01-15,london,THB/lv,900,",
        "2015-04-01,dublin,THB/lv,200,",
    )
    assert imports(stocked, "shipments", path)["entries"] == [4, 5, 6]
    assert [(entry["date"], lines_of(entry)) for entry in (stocked.reads("show", number) for number in (4, 5, 6))] == [
        ("2015-01-15", [("THB/lv/1", "store", "transit", 900)]),
        ("2015-04-01", [("THB/lv/1", "store", "transit", 100), ("THB/lv/2", "store", "transit", 100)]),
        ("2015-05-01", [("THB/lv/2", "store", "transit", 300)]),
    ]
    stocked.does("check")


def test_transferred_copies_leave_the_other_store_in_any_order_of_rows(stocked: Clerk) -> None:
    stocked.does("place", "add", "annex", "Annex", "--kind", "store")
    path = sheet(
        stocked,
        "date,place,item,quantity,store,received_on",
        "2015-02-25,store,THB/lv,50,annex,2015-02-25",
        "2015-02-20,london,THB/lv,100,annex,",
        "2015-02-01,annex,THB/lv,300,,2015-02-10",
    )
    imports(stocked, "shipments", path)
    assert held_by(stocked, "annex") == {"THB/lv": 150}
    assert held_by(stocked, "annex", "--at", "2015-02-09") == {}
    assert stock_of(stocked)["on_hand"] == 1400
    stocked.does("check")


def test_shipments_arrive_on_their_received_on_or_with_received_on_their_own_date(stocked: Clerk) -> None:
    header = "date,place,item,quantity,received_on"
    path = sheet(stocked, header, "2015-02-01,london,THB/lv,1,2015-02-05", "2015-02-02,dublin,THB/lv,2,")
    assert imports(stocked, "shipments", path)["entries"] == [4, 5, 6]
    assert shipped(stocked, "place", "received_on") == [("london", "2015-02-05"), ("dublin", None)]
    path = sheet(stocked, header, "2015-02-03,london,THB/lv,1,2015-02-06", "2015-02-04,dublin,THB/lv,2,")
    imports(stocked, "shipments", path, "--received")
    assert shipped(stocked, "date", "received_on")[2:] == [("2015-02-03", "2015-02-06"), ("2015-02-04", "2015-02-04")]
    assert (held_by(stocked, "london"), held_by(stocked, "dublin")) == ({"THB/lv": 2}, {"THB/lv": 2})


def test_nothing_arrives_before_it_left_nor_in_the_future(stocked: Clerk) -> None:
    header = "date,place,item,quantity,received_on"
    path = sheet(stocked, header, "2015-02-02,london,THB/lv,1,2015-02-01", "2015-02-02,london,THB/lv,1,2999-01-01")
    early, late = errors(stocked, "shipments", path)
    assert early[:2] == (2, "received_on")
    assert "before it left on 2015-02-02" in early[3]
    assert late[:2] == (3, "received_on")
    assert "in the future" in late[3]


def test_received_without_a_date_and_an_unknown_status_are_refused(stocked: Clerk) -> None:
    header = "date,place,item,quantity,status"
    path = sheet(stocked, header, "2015-02-02,london,THB/lv,1,received", "2015-02-02,dublin,THB/lv,1,nosūtīts")
    undated, unknown = errors(stocked, "shipments", path)
    assert undated[:2] == (2, "received_on")
    assert "--received" in undated[3]
    assert unknown[:3] == (3, "status", "nosūtīts")
    imports(stocked, "shipments", path, "--map", "status=note")
    assert shipped(stocked, "note", "status") == [("received", "in-transit"), ("nosūtīts", "in-transit")]


def test_withdrawn_runs_and_closed_places_are_refused_from_their_day_on(stocked: Clerk) -> None:
    stocked.does("withdraw", "THB/ru/1", "--reason", "outdated", "--date", "2015-06-01")
    stocked.does("place", "close", "liepaja", "--date", "2015-07-01")
    rows = ("2015-05-31,london,THB/ru,5,", "2015-06-30,liepaja,THB/lv,5,")
    late = ("2015-06-01,london,THB/ru,5,", "2015-07-01,liepaja,THB/lv,5,")
    withdrawn, closed = errors(stocked, "shipments", sheet(stocked, HEADER, *rows, *late))
    assert (withdrawn[0], closed[0]) == (4, 5)
    assert "withdrawn" in withdrawn[3]
    assert "has been closed since 2015-07-01" in closed[3]
    assert figures(imports(stocked, "shipments", sheet(stocked, HEADER, *rows))) == (2, 0, 0)


@pytest.mark.slow
def test_shipments_exported_from_one_ledger_are_imported_into_another(stocked: Clerk) -> None:
    stocked.does("ship", "london", "THB/lv=20", "--date", "2015-02-01", "--ref", "P1", "--received")
    stocked.does("ship", "london", "THB/lv=30", "--date", "2015-02-02", "--ref", "P2")
    stocked.does("ship", "london", "THB/lv=35", "--date", "2015-02-02", "--ref", "P2", "--replaces", 6)
    path = stocked.db.parent / "shipments.csv"
    stocked.does("export", "shipments", "-o", path)
    other = ("--db", stocked.db.parent / "other.db")
    stocked.does("init", *other)
    for table in ("booklets", "places", "print-runs"):
        stocked.does("export", table, "-o", stocked.db.parent / f"{table}.csv")
        stocked.does("import", table, stocked.db.parent / f"{table}.csv", *other)
    output = stocked.does("import", "shipments", path, *other).out
    assert "Line 3: It is voided in the sheet and was skipped." in output
    assert "2 recorded as entries 4 to 6, 1 skipped" in output
    assert stocked.reads("stock", *other) == stocked.reads("stock")
    assert figures(imports(stocked, "shipments", path, *other)) == (0, 3, 0)


def test_a_shipment_that_arrived_in_part_is_refused(stocked: Clerk) -> None:
    stocked.does("ship", "london", "THB/lv=20", "THB/ru=30", "--date", "2015-02-01", "--ref", "P1")
    stocked.does("receive", 4, "THB/lv=20", "--date", "2015-02-02")
    path = stocked.db.parent / "shipments.csv"
    stocked.does("export", "shipments", "-o", path)
    _, apart = errors(stocked, "shipments", path)
    assert apart[:3] == (3, "received_on", ""), "THB/lv of line 2 is received"
    assert "log what arrived with 'tracker receive'" in apart[3]
    stocked.does("receive", 4, "THB/ru=29", "--date", "2015-02-02")
    stocked.does("export", "shipments", "-o", path)
    _, short = errors(stocked, "shipments", path)
    assert short[:3] == (3, "status", "partly-received")
    assert "log what arrived with 'tracker receive'" in short[3]


def test_a_sheet_can_come_through_a_pipe(stocked: Clerk, monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.TextIOWrapper(io.BytesIO(f"{HEADER}\r\n2015-02-01,london,THB/lv,1,\r\n".encode()))
    monkeypatch.setattr(sys, "stdin", stream)
    output = stocked.does("import", "shipments", "-").out
    assert output.splitlines() == [
        "1 row of standard input: 1 recorded as entry 4, 0 skipped (already recorded).",
        "Copies: 1 of THB/lv.",
    ]


def test_an_import_that_is_interrupted_records_nothing(stocked: Clerk, monkeypatch: pytest.MonkeyPatch) -> None:
    record = PlainShipments.record
    done: list[bool] = []

    def interrupted(plain: PlainShipments, shipment: SheetShipment) -> bool:
        if done:
            raise KeyboardInterrupt
        done.append(record(plain, shipment))
        return True

    path = sheet(stocked, HEADER, "2015-02-01,london,THB/lv,1,", "2015-02-02,london,THB/lv,1,")
    before = stocked.reads("info")
    monkeypatch.setattr(PlainShipments, "record", interrupted)
    answer = stocked("import", "shipments", path)
    assert (answer.code, answer.out, answer.err) == (130, "", "\nError: Interrupted; nothing was recorded.\n")
    assert done == [True]
    assert stocked.reads("info") == before
