"""Who pays for a print run, what sending costs, and what a write-off destroyed, to the cent."""

import sqlite3
from contextlib import closing
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Clerk, made_once


@made_once
def funded(clerk: Clerk) -> Clerk:
    """A clerk with two funds, and seven copies each in two languages, which cost 10 EUR each."""
    clerk.does("fund", "add", "amif", "Asylum, Migration and Integration Fund")
    clerk.does("fund", "add", "riga", "Rīga")
    clerk.does("print", "THB/lv", 7, "-d", "2015-01-01", "--cost", 10, "--fund", "AMIF=75%", "--fund", "riga")
    clerk.does("print", "THB/ru", 7, "-d", "2015-01-01", "--cost", 10, "--fund", "riga")
    return clerk


def spent(clerk: Clerk, purpose: str, *words: object) -> dict[str, tuple[str, int]]:
    """Return the spending of each fund on a purpose, and its copies."""
    rows = clerk.reads("report", "funding", *words)
    return {row["fund"]: (row["spent"], row["copies"]) for row in rows if row["purpose"] == purpose}


def cost_rows(clerk: Clerk, *words: object) -> list[tuple[Any, ...]]:
    """Return the entry, item, cost, currency and fund of each row of the shipments."""
    rows = clerk.reads("shipments", *words)
    return [(row["entry"], row["item"], row["cost"], row["currency"], row["fund"]) for row in rows]


# Several funds share a print run ---------------------------------------------------------------------


@pytest.mark.slow
def test_funds_share_the_cost_of_a_run_to_the_cent(funded: Clerk) -> None:
    assert [row["fund"] for row in funded.reads("run", "list")] == ["amif=75%+riga=25%", "riga"]
    assert spent(funded, "printing") == {"amif": ("7.50", 5), "riga": ("12.50", 9)}
    known = funded.reads("log")[-1]["recorded_at"]
    changed = funded.logs("run", "edit", "THB/lv/1", "--fund", "amif=33.33%", "--fund", "riga=66.67%", "--cost", "9.99")
    assert changed["fund"] == "amif=33.33%+riga=66.67%"
    assert spent(funded, "printing") == {"amif": ("3.33", 2), "riga": ("16.66", 12)}
    assert spent(funded, "printing", "--known-at", known)["amif"] == ("7.50", 5)
    funded.does("print", "THB/lv", 7, "-d", "2015-01-01", "--cost", 10, "--fund", "riga", "--replaces", 1)
    assert spent(funded, "printing") == {"riga": ("20.00", 14)}
    funded.does("undo")
    assert funded.reads("run", "list")[0]["fund"] == "amif=33.33%+riga=66.67%"
    assert spent(funded, "printing") == {"amif": ("3.33", 2), "riga": ("16.66", 12)}
    funded.does("check")


def test_a_shared_run_stands_under_all_its_funds(funded: Clerk) -> None:
    funded.does("ship", "london", "THB/lv=2", "THB/ru=1", "-d", "2015-02-01")
    rows = funded.reads("report", "distribution", "--by", "fund")
    assert {row["fund"]: row["copies"] for row in rows} == {"amif+riga": 2, "riga": 1}


@pytest.mark.slow
def test_shares_are_exported_and_imported(funded: Clerk, tmp_path: Path) -> None:
    sheet = tmp_path / "runs.csv"
    funded.does("export", "print-runs", "-o", sheet)
    assert funded.logs("import", "print-runs", sheet)["skipped"] == 2
    sheet.write_text("item,printed_on,quantity,cost,fund\nTHB/lv,2015-03-01,3,1,riga+amif=60\n", encoding="utf-8")
    assert funded.logs("import", "print-runs", sheet)["recorded"] == 1
    assert funded.reads("run", "list")[1]["fund"] == "amif=60%+riga=40%"
    sheet.write_text("item,printed_on,quantity,cost,fund\nTHB/lv,2015-03-02,3,1,riga=10+nobody\n", encoding="utf-8")
    assert "There is no fund 'nobody'" in funded("import", "print-runs", sheet).err
    again = tmp_path / "again.db"
    funded.does("export", "--all", tmp_path / "package")
    funded.does("import", "--all", tmp_path / "package", "--db", again)
    assert funded.reads("run", "list", "--db", again) == funded.reads("run", "list")


def test_shares_are_refused_in_one_sentence(funded: Clerk) -> None:
    said = funded.refused("print", "THB/lv", 5, "--cost", 1, "--fund", "amif=75%", "--fund", "riga=20%", code=2)
    assert said == (
        "The shares add up to 95%, not 100%; correct one, or leave one fund without a share to take the rest."
    )
    said = funded.refused("fund", "remove", "amif")
    assert said.startswith("Fund amif is in use and cannot be removed")


# What sending cost -----------------------------------------------------------------------------------


@pytest.mark.slow
def test_what_sending_cost_is_split_over_places_and_items_by_copies(funded: Clerk) -> None:
    words = ("-d", "2015-02-01", "--cost", "9.99", "--fund", "RIGA")
    said = funded.does("ship", "london", "dublin", "THB/lv=2", "THB/ru=1", *words).out
    assert said.endswith("Total: 6 copies.\n")
    assert cost_rows(funded) == [
        (3, "THB/lv", "3.33", "EUR", "riga"),
        (3, "THB/ru", "1.67", "EUR", "riga"),
        (4, "THB/lv", "3.33", "EUR", "riga"),
        (4, "THB/ru", "1.66", "EUR", "riga"),
    ]
    assert spent(funded, "distribution") == {"riga": ("9.99", 6)}
    shown = funded.reads("show", 4)
    assert shown["costs"][1] == {"item": "THB/ru", "cost": "1.66", "currency": "EUR", "fund": "riga"}
    assert "Shipping cost: 4.99 EUR (3.33 for THB/lv, 1.66 for THB/ru), paid by riga." in funded.does("show", 4).out
    funded.does("undo")
    assert spent(funded, "distribution") == {}
    funded.does("check")


@pytest.mark.slow
def test_a_cost_goes_with_its_shipment_and_comes_back_with_it(funded: Clerk) -> None:
    """What replaces the shipment keeps the cost."""
    funded.does("ship", "london", "THB/lv=2", "-d", "2015-02-01", "--cost", "5")
    known = funded.reads("log")[-1]["recorded_at"]
    funded.does("ship", "london", "THB/lv=3", "-d", "2015-02-01", "--replaces", "last")
    assert spent(funded, "distribution") == {None: ("5.00", 3)}
    assert spent(funded, "distribution", "--known-at", known) == {None: ("5.00", 2)}
    funded.does("undo")
    assert cost_rows(funded, "--status", "in-transit") == [(7, "THB/lv", "5.00", "EUR", None)]
    assert spent(funded, "distribution") == {None: ("5.00", 2)}
    funded.does("check")


def test_check_compares_what_sending_cost_with_the_sums_that_were_split(funded: Clerk, tmp_path: Path) -> None:
    sheet, package, again = tmp_path / "wide.csv", tmp_path / "package", tmp_path / "again.db"
    sheet.write_text("date,place,lv,ru,cost\n2015-02-02,london,1,2,1\n2015-02-03,london,2,1,1\n", encoding="utf-8")
    funded.does("ship", "london", "dublin", "THB/lv=1", "THB/ru=1", "-d", "2015-02-01", "--cost", "0.99")  # 3 and 4
    funded.does("import", "shipments", sheet, "--map", "lv=THB/lv", "--map", "ru=THB/ru")  # 5 and 6
    funded.does("void", 3, "--reason", "mistyped")
    funded.does("undo")  # 8 is 3 again, without 4
    funded.does("ship", "dublin", "THB/lv=2", "-d", "2015-02-01", "--replaces", 4)
    funded.does("check")
    funded.does("export", "--all", package)
    funded.does("import", "--all", package, "--db", again)
    funded.does("check", "--db", again)
    with closing(sqlite3.connect(again, isolation_level=None)) as connection:
        guard = "shipment_cost_is_not_changed"
        (sql,) = connection.execute("SELECT sql FROM sqlite_schema WHERE name = ?", [guard]).fetchone()
        connection.execute(f"DROP TRIGGER {guard}")
        connection.execute("UPDATE shipment_cost SET cost = cost + 1 WHERE shipment IN (4, 6, 8) AND item = 'THB/lv'")
        connection.execute(sql)
    answer = funded("check", "--db", again, "--format", "json")
    assert answer.code == 1
    assert sorted(answer.json["discrepancies"]) == [
        "Command 10 split shipping costs of 99 cents, starting with entry 3, into parts that add up to 100 cents.",
        "Command 11 split shipping costs of 100 cents, starting with entry 6, into parts that add up to 101 cents.",
        "Entry 8 (ship) repeats entry 3 (ship), but differs from it, or the original is valid.",
    ]


def test_days_are_counted_while_a_parcel_is_open(funded: Clerk) -> None:
    funded.does("ship", "london", "THB/lv=2", "-d", "2015-02-01")
    assert [row["days"] for row in funded.reads("shipments", "--at", "2015-02-11")] == [10]
    funded.does("receive", 3, "-d", "2015-02-12")
    assert [row["days"] for row in funded.reads("shipments", "--at", "2015-02-11")] == [10]
    assert [row["days"] for row in funded.reads("shipments")] == [None]


def test_a_cost_needs_the_fund_that_granted_for_it(funded: Clerk) -> None:
    funded.does("fund", "grant", "riga", 2015, 100, "--purpose", "distribution")
    said = funded.refused("ship", "london", "THB/lv=2", "-d", "2015-02-01", "--cost", 5)
    assert said == (
        "riga granted money in EUR for distribution in 2015; specify the paying fund, such as riga (option "
        "--fund or column fund), or add another with 'tracker fund add CODE NAME'."
    )
    funded.does("ship", "london", "THB/lv=2", "-d", "2015-02-01", "--cost", 5, "--currency", "USD")
    funded.does("fund", "grant", "riga", 2015, 100, "--purpose", "seminars")
    assert "granted money in EUR" in funded.refused("seminar", "add", "s", "S", "--date", "2015-02-02", "--cost", 5)
    funded.does("fund", "grant", "riga", 2015, 100, "--purpose", "printing")
    assert "granted money in EUR" in funded.refused("print", "THB/lv", 5, "-d", "2015-02-02", "--cost", 5)
    said = funded.refused("ship", "london", "THB/lv=1", "--fund", "riga", code=2)
    assert said == "--fund requires an amount; add --cost."


def test_a_corrected_parcel_is_paid_for_by_one_fund(funded: Clerk) -> None:
    funded.does("fund", "add", "state", "State")
    funded.does("ship", "london", "THB/lv=2", "-d", "2015-02-01", "--cost", 5, "--fund", "riga")
    said = funded.refused("fix", "last", "--fund", "riga=50", "--fund", "state", code=2)
    assert said.startswith("A shipment is paid for by one fund")


def test_costs_of_shipments_are_exported_and_imported(funded: Clerk, tmp_path: Path) -> None:
    funded.does("ship", "london", "THB/lv=2", "THB/ru=1", "-d", "2015-02-01", "--cost", "1", "--fund", "amif")
    sheet, before = tmp_path / "sent.csv", cost_rows(funded)
    funded.does("export", "shipments", "-o", sheet)
    assert funded.logs("import", "shipments", sheet)["skipped"] == 2
    funded.does("void", 3, "--reason", "mistyped")
    rows = [line.replace("3,2015", ",2015").replace("in-transit", "") for line in sheet.read_text("utf-8").splitlines()]
    sheet.write_text("\n".join(rows) + "\n", encoding="utf-8")
    assert funded.logs("import", "shipments", sheet)["recorded"] == 2
    assert [row[1:] for row in cost_rows(funded, "--status", "in-transit")] == [row[1:] for row in before]
    sheet.write_text(
        "date,place,item,quantity,reference,cost,currency,fund\n2015-02-03,london,THB/lv,1,R,0.5,,\n"
        "2015-02-03,london,THB/ru,1,R,,EUR,\n2015-02-04,london,THB/ru,1,,2,,nobody\n",
        encoding="utf-8",
    )
    said = funded("import", "shipments", sheet).err
    assert "Line 3, currency 'EUR': A currency or fund requires a cost; enter a cost, or clear the cell." in said
    assert "There is no fund 'nobody'" in said


def test_a_wide_line_has_one_cost_for_all_its_items(funded: Clerk, tmp_path: Path) -> None:
    sheet = tmp_path / "wide.csv"
    sheet.write_text("date,place,lv,ru,cost\n2015-02-03,london,2,1,1\n", encoding="utf-8")
    funded.does("import", "shipments", sheet, "--map", "lv=THB/lv", "--map", "ru=THB/ru")
    assert [row[1:3] for row in cost_rows(funded)] == [("THB/lv", "0.67"), ("THB/ru", "0.33")]
    assert sum(Decimal(row[2]) for row in cost_rows(funded)) == 1


# What a write-off destroyed --------------------------------------------------------------------------


@pytest.mark.parametrize(("copies", "value"), [(1, "1.43"), (2, "2.86"), (7, "10.00")])
def test_a_write_off_says_what_it_destroyed(funded: Clerk, copies: int, value: str) -> None:
    said = funded.does("writeoff", "store", f"THB/lv={copies}", "--reason", "damaged").out
    assert f"Cost of the copies written off: {value} EUR." in said
    (destroyed,) = funded.reads("show", 3)["values"]
    assert destroyed == {"run": "THB/lv/1", "copies": copies, "currency": "EUR", "value": value}
    assert f"Cost of the copies written off: {value} EUR" in funded.does("show", 3).out


def test_what_is_written_off_of_a_run_sums_to_its_cost_in_whatever_order_it_is_logged(clerk: Clerk) -> None:
    clerk.does("print", "THB/lv", 4, "-d", "2015-01-01", "--cost", "0.10")
    for day in (7, 5, 6, 3):
        clerk.does("writeoff", "store", "THB/lv=1", "--reason", "lost", "-d", f"2015-01-0{day}")
    clerk.does("void", 5, "--reason", "found")
    clerk.does("writeoff", "store", "THB/lv=1", "--reason", "lost", "-d", "2015-01-05", "--replaces", 3)

    def destroyed(entry: int) -> str:
        return str(clerk.reads("show", entry)["values"][0]["value"])

    assert [destroyed(entry) for entry in (5, 8, 4, 2)] == ["0.03", "0.03", "0.02", "0.03"]
    assert [row["value"] for row in clerk.reads("report", "value")] == ["0.02"]
