"""What is imported twice is recorded once: it is recognized by its reference or its key, whoever logged it first."""

import pytest

from tests.cli.sheets import errors, figures, imports, sheet
from tests.cli.terminal import entries_in
from tests.conftest import Clerk, made_once

PLAIN = "date,place,item,quantity"
HEADER = f"{PLAIN},reference"


@made_once
def stocked(clerk: Clerk) -> Clerk:
    """A clerk whose store got 1000 copies of THB/lv and 300 of THB/ru on the first of January 2015."""
    clerk.does("print", "THB/lv", 1000, "--date", "2015-01-01")
    clerk.does("print", "THB/ru", 300, "--date", "2015-01-01")
    return clerk


def test_the_same_sheet_records_nothing_the_second_time(stocked: Clerk) -> None:
    path = sheet(
        stocked,
        HEADER,
        "2015-02-01,london,THB/lv,200,P1",
        "2015-02-01,london,THB/ru,20,P1",
        "2015-02-02,dublin,THB/lv,5,",
    )
    assert figures(imports(stocked, "shipments", path, "--received")) == (3, 0, 0)
    before = stocked.db.read_bytes()
    outcome = imports(stocked, "shipments", path, "--received")
    assert figures(outcome) == (0, 3, 0)
    assert outcome["entries"] == []
    assert stocked.db.read_bytes() == before


def test_a_sheet_that_grew_records_only_what_is_new(stocked: Clerk) -> None:
    rows = ["2015-02-01,london,THB/lv,200,", "2015-02-02,dublin,THB/lv,5,P2"]
    imports(stocked, "shipments", sheet(stocked, HEADER, *rows))
    new = "2015-01-20,liepaja,THB/lv,7,"
    assert figures(imports(stocked, "shipments", sheet(stocked, HEADER, new, *reversed(rows)))) == (1, 2, 0)


def test_equal_rows_without_a_reference_are_as_many_shipments(stocked: Clerk) -> None:
    row = "2015-02-01,london,THB/lv,10"
    assert figures(imports(stocked, "shipments", sheet(stocked, PLAIN, row, row))) == (2, 0, 0)
    assert figures(imports(stocked, "shipments", sheet(stocked, PLAIN, row, row, row))) == (1, 2, 0)
    assert len(stocked.reads("shipments")) == 3


def test_the_same_row_in_another_spelling_is_skipped(stocked: Clerk) -> None:
    imports(stocked, "shipments", sheet(stocked, PLAIN, "2015-02-01,london,THB/lv,1000"))
    path = sheet(
        stocked, f"{PLAIN},store,carrier", "1.2.2015;Embassy in London;thb/LV;1 000.0;STORE;".replace(";", ",")
    )
    assert figures(imports(stocked, "shipments", path)) == (0, 1, 0)


def test_the_same_rows_of_another_table_are_recorded(stocked: Clerk) -> None:
    path = sheet(stocked, PLAIN, "2015-02-01,london,THB/lv,10")
    imports(stocked, "shipments", path, "--received")
    assert figures(imports(stocked, "handouts", path)) == (1, 0, 0)


def test_a_shipment_logged_by_hand_is_recognized_by_its_reference_in_any_case(stocked: Clerk) -> None:
    stocked.does(
        "ship", "london", "THB/lv=200", "THB/ru=10", "--date", "2015-02-01", "--ref", "P-1", "--carrier", "DHL"
    )
    rows = "2015-02-01,london,THB/ru,10,p-1", "1.2.2015,Embassy in London,THB/lv,200,P-1"
    assert figures(imports(stocked, "shipments", sheet(stocked, HEADER, *rows))) == (0, 2, 0)
    path = sheet(stocked, f"{HEADER},carrier", *(f"{row},Post" for row in rows))
    (*where, message), _ = errors(stocked, "shipments", path)
    assert where == [2, "reference", "p-1"]
    assert "as entry 3: THB/lv/1=200, THB/ru/1=10 on 2015-02-01, london. Its carrier is 'DHL'. To correct" in message


@pytest.mark.parametrize(
    "row",
    [
        "2015-02-01,london,THB/lv,201,P1",
        "2015-02-02,london,THB/lv,200,P1",
        "2015-02-01,dublin,THB/lv,200,P1",
        "2015-02-01,london,THB/ru,200,P1",
    ],
)
def test_a_reference_with_other_content_is_refused_with_the_recorded_content(stocked: Clerk, row: str) -> None:
    imports(stocked, "shipments", sheet(stocked, HEADER, "2015-02-01,london,THB/lv,200,P1"))
    (error,) = errors(stocked, "shipments", sheet(stocked, HEADER, row))
    assert error == (
        2,
        "reference",
        "P1",
        "The reference 'P1' is already recorded as entry 3: THB/lv/1=200 on 2015-02-01, london. "
        "To correct that entry, log it again with --replaces 3; a different entry needs its own reference.",
    )


def test_a_reference_that_a_sheet_has_for_several_shipments_may_get_more_of_them(stocked: Clerk) -> None:
    rows = ["2015-02-01,london,THB/lv,20,MAIL", "2015-02-01,dublin,THB/lv,20,MAIL"]
    assert figures(imports(stocked, "shipments", sheet(stocked, HEADER, *rows))) == (2, 0, 0)
    more = "2015-02-01,liepaja,THB/lv,20,MAIL"
    assert figures(imports(stocked, "shipments", sheet(stocked, HEADER, *rows, more))) == (1, 2, 0)
    changed = sheet(stocked, HEADER, *rows, more.replace("20,", "21,"))
    assert [error[:3] for error in errors(stocked, "shipments", changed)] == [(4, "reference", "MAIL")]


def test_the_reference_of_a_shipment_is_free_for_a_return(stocked: Clerk) -> None:
    imports(stocked, "shipments", sheet(stocked, HEADER, "2015-02-01,london,THB/lv,200,P1"), "--received")
    assert figures(imports(stocked, "returns", sheet(stocked, HEADER, "2015-03-01,london,THB/lv,20,P1"))) == (1, 0, 0)


def test_an_entry_voided_later_is_not_recorded_again_and_the_clerk_is_informed(stocked: Clerk) -> None:
    path = sheet(
        stocked, HEADER, "2015-02-01,london,THB/lv,200,P1", "2015-02-02,dublin,THB/lv,5,", "2015-02-03,dublin,THB/lv,6,"
    )
    imports(stocked, "shipments", path)
    stocked.does("void", 3, "--reason", "never left")
    stocked.does("void", 4, "--reason", "never left")
    assert imports(stocked, "shipments", path)["messages"] == [
        "Line 4 is recorded already as entry 5.",
        "If it is another parcel, import that row alone with --source NAME.",
        "Line 2: It was recorded as entry 3 and later voided; it is not recorded again.",
        "Line 3: It was recorded as entry 4 and later voided; it is not recorded again.",
    ]
    assert entries_in(stocked) == 7


def test_a_replaced_entry_is_skipped_with_its_old_or_new_content_only(stocked: Clerk) -> None:
    imports(stocked, "shipments", sheet(stocked, HEADER, "2015-02-01,london,THB/lv,200,P1"))
    stocked.does("ship", "london", "THB/lv=210", "--date", "2015-02-01", "--ref", "P1", "--replaces", 3)
    told = "It was recorded as entry 3, which entry 5 replaced; it is not recorded again."
    for quantity, message in ((200, f"Line 2: {told}"), (210, "Line 2 is recorded already as entry 5.")):
        outcome = imports(stocked, "shipments", sheet(stocked, HEADER, f"2015-02-01,london,THB/lv,{quantity},P1"))
        assert figures(outcome) == (0, 1, 0)
        assert outcome["messages"] == [message]
    ((*_, message),) = errors(stocked, "shipments", sheet(stocked, HEADER, "2015-02-01,london,THB/lv,220,P1"))
    assert "as entry 5: THB/lv/1=210" in message


def test_a_voided_entry_that_was_logged_again_is_skipped(stocked: Clerk) -> None:
    for _ in range(2):
        stocked.does("ship", "london", "THB/lv=200", "--date", "2015-02-01", "--ref", "P1", "--yes")
    stocked.does("void", 3, "--reason", "logged twice")
    outcome = imports(stocked, "shipments", sheet(stocked, HEADER, "2015-02-01,london,THB/lv,200,P1"))
    assert figures(outcome) == (0, 1, 0)
    assert outcome["messages"] == ["Line 2 is recorded already as entry 4."]


def test_an_arrival_in_the_sheet_is_compared_with_the_recorded_one(stocked: Clerk) -> None:
    row = "2015-02-01,london,THB/lv,200,P1"
    imports(stocked, "shipments", sheet(stocked, HEADER, row))
    arrived = sheet(stocked, f"{HEADER},received_on", f"{row},2015-02-05", name="arrived.csv")
    (error,) = errors(stocked, "shipments", arrived)
    assert error[:3] == (2, "received_on", "2015-02-05")
    assert "log its arrival with 'tracker receive 3 --date 2015-02-05'" in error[3]
    stocked.does("receive", 3, "--date", "2015-02-05")
    assert figures(imports(stocked, "shipments", arrived)) == (0, 1, 0)
    other = sheet(stocked, f"{HEADER},received_on", f"{row},2015-02-06")
    ((*_, message),) = errors(stocked, "shipments", other)
    assert "arrived on 2015-02-05, not on 2015-02-06" in message
    assert figures(imports(stocked, "shipments", sheet(stocked, HEADER, row))) == (0, 1, 0)


def test_a_dry_run_does_not_use_up_a_key(stocked: Clerk) -> None:
    path = sheet(stocked, PLAIN, "2015-02-01,london,THB/lv,10")
    imports(stocked, "shipments", path, "--dry-run")
    assert figures(imports(stocked, "shipments", path)) == (1, 0, 0)


def test_a_sheet_whose_valid_rows_were_recorded_can_be_corrected_and_imported_again(stocked: Clerk) -> None:
    rows = ["2015-02-01,london,THB/lv,10,", "2015-02-02,dublin,THB/lv,ten,"]
    rejects = stocked.db.parent / "rejects.csv"
    imports(stocked, "shipments", sheet(stocked, HEADER, *rows), "--rejects", rejects)
    path = sheet(stocked, HEADER, *(row.replace("ten", "10") for row in rows))
    assert figures(imports(stocked, "shipments", path)) == (1, 1, 0)
    assert len(stocked.reads("shipments")) == 2


def test_what_this_ledger_exported_is_skipped(stocked: Clerk) -> None:
    """Including entries logged by hand without a reference, with several items, and twice with the same content."""
    for _ in range(2):
        stocked.does("ship", "london", "THB/lv=5", "THB/ru=6", "--date", "2015-03-01", "--received")
    stocked.does("ship", "dublin", "THB/lv=5", "--date", "2015-03-02", "--carrier", "post")
    exported = stocked.db.with_name("exported.csv")
    stocked.does("export", "shipments", "-o", exported)
    assert figures(imports(stocked, "shipments", exported)) == (0, 5, 0)


def test_what_another_ledger_exported_is_recorded_although_its_entry_numbers_are_taken(stocked: Clerk) -> None:
    stocked.does("ship", "london", "THB/lv=5", "THB/ru=6", "--date", "2015-03-01")
    exported = stocked.db.with_name("exported.csv")
    stocked.does("export", "shipments", "-o", exported)
    rows = exported.read_text(encoding="utf-8").replace("2015-03-01", "2015-04-01")
    exported.write_text(rows, encoding="utf-8")
    outcome = imports(stocked, "shipments", exported)
    assert figures(outcome) == (2, 0, 0)
    assert len(outcome["entries"]) == 1


@pytest.mark.parametrize("again", ["NR. 5/ķ", "nr. 5/Ķ", "Nr. 5/K\N{COMBINING CEDILLA}"])
def test_a_reference_is_found_in_whatever_case_it_is_written(clerk: Clerk, again: str) -> None:
    clerk.does("print", "THB/lv", 100, "--date", "2015-01-01")
    clerk.does("ship", "london", "THB/lv=5", "--date", "2015-02-01", "--ref", "Nr. 5/Ķ")
    header = "date,place,item,quantity,reference"
    assert (
        "1 skipped"
        in clerk.does("import", "shipments", sheet(clerk, header, f"2015-02-01,london,THB/lv,5,{again}")).out
    )
    other = clerk("import", "shipments", sheet(clerk, header, f"2015-02-01,london,THB/lv,6,{again}"))
    assert (other.code, "is already recorded as entry 2" in other.err + other.out) == (1, True)
    assert [row["quantity"] for row in clerk.reads("shipments")] == [5]
