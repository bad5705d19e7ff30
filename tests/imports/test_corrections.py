"""A corrected sheet: refused if rows of its last import are missing, otherwise the ledger is made to match it."""

from typing import Any

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from tests.cli.sheets import figures, imports, sheet
from tests.cli.terminal import held_by
from tests.conftest import Clerk, made_once
from tests.properties import few_or_many, over

PLAIN = "date,place,item,quantity"
JUNE = ("2015-02-01,london,THB/lv,20", "2015-02-02,dublin,THB/lv,10", "2015-02-03,london,THB/ru,5")


@made_once
def stocked(clerk: Clerk) -> Clerk:
    """A clerk whose store has 9000 copies of two items, as have, after shipments, London and Dublin 900."""
    for item in ("THB/lv", "THB/ru"):
        clerk.does("print", item, 9000, "--date", "2013-01-01")
        for place in ("london", "dublin"):
            clerk.does("ship", place, f"{item}=900", "--received", "--date", "2014-01-01")
    return clerk


def test_a_corrected_sheet_changes_what_differs_and_keeps_receipts(stocked: Clerk) -> None:
    imports(stocked, "shipments", sheet(stocked, PLAIN, *JUNE, name="june.csv"))
    (first, second, third) = [row["entry"] for row in stocked.reads("shipments") if row["date"] > "2015"]
    for number in (first, second):
        stocked.does("receive", number, "--date", "2015-02-05")
    told = f"june (2).csv lacks imported entry {first}; add --update to make the ledger match, or --add to keep both."
    corrected = sheet(stocked, PLAIN, "2015-02-01,london,THB/lv,25", *JUNE[1:], name="june (2).csv")
    assert stocked.refused("import", "shipments", corrected) == told
    told = "Use either --update or --rejects; the entries of rejected rows would be voided."
    assert stocked.refused("import", "shipments", corrected, "--update", "--rejects", "r.csv", code=2).startswith(told)
    assert figures(imports(stocked, "shipments", corrected, "--update")) == (1, 2, 0)
    now = {
        row["entry"]: row for row in stocked.reads("shipments") if row["date"] > "2015" and row["status"] != "voided"
    }
    (again,) = now.keys() - {second, third}
    assert [(now[n]["quantity"], now[n]["received"]) for n in (again, second, third)] == [(25, 20), (10, 10), (5, 0)]
    assert figures(imports(stocked, "shipments", corrected)) == (0, 3, 0)
    assert figures(imports(stocked, "shipments", corrected, "--update")) == (0, 3, 0)
    stocked.does("check")


def test_only_the_missing_entries_are_named(stocked: Clerk) -> None:
    rows = [f"2015-02-01,london,THB/lv,{copies}" for copies in (1, 2, 3)]
    imports(stocked, "shipments", sheet(stocked, PLAIN, *rows))
    first, _, third = (row["entry"] for row in stocked.reads("shipments") if row["date"] > "2015")
    refused = stocked.refused("import", "shipments", sheet(stocked, PLAIN, rows[1]))
    assert f"lacks imported entries {first}, {third};" in refused


def test_a_corrected_quantity_keeps_its_arrival_before_a_count(stocked: Clerk) -> None:
    columns, row = f"{PLAIN},received_on", "2015-02-01,london,THB/lv,{},2015-02-03"
    imports(stocked, "shipments", sheet(stocked, columns, row.format(40)))
    stocked.does("count", "london", "THB/lv=38", "--date", "2015-02-03")
    for copies in (45, 30, 39):
        path = sheet(stocked, columns, row.format(copies))
        assert figures(imports(stocked, "shipments", path, "--update")) == (1, 0, 0)
        (now,) = [each for each in stocked.reads("shipments") if each["status"] != "voided" and each["date"] > "2015"]
        assert (now["quantity"], now["received"], now["received_on"]) == (copies, copies, "2015-02-03")
        assert held_by(stocked, "london")["THB/lv"] == 38
        assert figures(imports(stocked, "shipments", path, "--update")) == (0, 1, 0)
    stocked.does("check")


def test_a_fix_after_a_corrected_sheet_keeps_earlier_receipts(stocked: Clerk) -> None:
    imports(stocked, "shipments", sheet(stocked, f"{PLAIN},reference", "2015-02-01,london,THB/lv,40,A1"))
    stocked.does("receive", "A1", "THB/lv=20", "--date", "2015-02-02")
    stocked.does("receive", "A1", "--date", "2015-02-03")
    path = sheet(stocked, f"{PLAIN},reference,received_on", "2015-02-01,london,THB/lv,45,A1,2015-02-03")
    imports(stocked, "shipments", path, "--update")
    stocked.does("fix", "A1", "--cost", "5.00")
    assert held_by(stocked, "london", "--at", "2015-02-02")["THB/lv"] == 900 + 20
    assert held_by(stocked, "london")["THB/lv"] == 900 + 45


def test_a_corrected_audience_changes_the_people_reached(stocked: Clerk) -> None:
    columns, rows = f"{PLAIN},audience", ("2015-02-01,london,THB/lv,2,pupils=20", "2015-02-02,dublin,THB/lv,1,")
    imports(stocked, "handouts", sheet(stocked, columns, *rows))
    for groups, people in (("pupils=25", 25), ("pupils=25; teachers=2", 27), ("", 0)):
        corrected = sheet(stocked, columns, rows[0].replace("pupils=20", groups), rows[1])
        assert figures(imports(stocked, "handouts", corrected, "--update")) == (1, 1, 0)
        assert sum(row["people"] for row in stocked.reads("report", "reach", "--by", "audience")) == people


def test_rows_that_are_gone_are_voided_with_their_receipts_only_when_confirmed(stocked: Clerk) -> None:
    path = sheet(stocked, PLAIN, *JUNE)
    imports(stocked, "shipments", path)
    (gone,) = [row["entry"] for row in stocked.reads("shipments") if row["date"] == "2015-02-02"]
    stocked.does("receive", gone, "--date", "2015-02-05")
    path = sheet(stocked, PLAIN, JUNE[0], "2015-02-03,dublin,THB/lv,7", JUNE[2])
    refused = stocked.refused("import", "shipments", path, "--update")
    assert refused.endswith("would be voided with its shipment. To make the ledger match anyway, add --yes.")
    told = stocked.does("import", "shipments", path, "--update", "--yes").out.splitlines()
    assert f"Entry {gone} was voided because no row has it: THB/lv/1=10 on 2015-02-02, dublin." in told
    assert "Line 3: The row is new." in told
    assert "Copies: 7 of THB/lv." in told


def test_added_rows_count_next_to_those_that_are_gone(stocked: Clerk) -> None:
    imports(stocked, "handouts", sheet(stocked, PLAIN, *JUNE))
    path = sheet(stocked, PLAIN, "2015-02-01,london,THB/lv,25", *JUNE[1:])
    assert figures(imports(stocked, "handouts", path, "--add")) == (1, 2, 0)
    assert stocked.refused("import", "handouts", path, "--add", "--update", code=2) == "Use either --update or --add."
    assert "applies only to" in stocked.refused("import", "funds", path, "--add", code=2)


def test_a_corrected_sheet_of_print_runs_does_not_count_twice(clerk: Clerk) -> None:
    rows = ("2015-02-01,THB/lv,9750", "2015-02-02,THB/lv,10")
    imports(clerk, "print-runs", sheet(clerk, "printed_on,item,quantity", *rows, name="runs.csv"))
    path = sheet(clerk, "printed_on,item,quantity", "2015-02-01,THB/lv,9760", rows[1], name="runs (2).csv")
    refused = clerk.refused("import", "print-runs", path)
    assert refused == (
        "runs (2).csv lacks a row that it had; add --add to keep its record too, or first run 'tracker void 1 "
        "--reason corrected'."
    )
    assert "For print-runs and requests there is no --update" in clerk.does("help", "imports").out
    assert figures(imports(clerk, "print-runs", path, "--add", "--dry-run")) == (1, 1, 0)
    clerk.does("void", 1, "--reason", "corrected")
    assert figures(imports(clerk, "print-runs", path)) == (1, 1, 0)
    assert [row["quantity"] for row in clerk.reads("run", "list")] == [10, 9760]


def test_a_corrected_sheet_of_requests_does_not_count_twice(clerk: Clerk) -> None:
    rows = [f"2015-03-0{day},london,THB/lv,9" for day in (1, 5, 9)]
    imports(clerk, "requests", sheet(clerk, PLAIN, *rows[:2], name="asked.csv"))
    assert figures(imports(clerk, "requests", sheet(clerk, PLAIN, *rows, name="asked (2).csv"))) == (1, 2, 0)
    new = rows[2].replace(",9", ",8")
    path = sheet(clerk, PLAIN, *rows[:2], new, "2015-03-10,london,THB/lv,1", name="asked (3).csv")
    refused = (
        "asked (3).csv lacks a row that it had; add --add to keep its record too, or first run 'tracker request "
        "cancel 3'."
    )
    assert clerk.refused("import", "requests", path) == refused
    assert figures(imports(clerk, "requests", path, "--add", "--dry-run")) == (2, 2, 0)
    clerk.does("request", "cancel", 3)
    assert figures(imports(clerk, "requests", path)) == (2, 2, 0)
    assert figures(imports(clerk, "requests", path)) == (0, 4, 0)
    assert sum(row["open"] for row in clerk.reads("request", "list")) == 9 + 9 + 8 + 1
    exported = clerk.db.parent / "exported.csv"
    clerk.does("export", "requests", "-o", exported)
    assert figures(imports(clerk, "requests", exported)) == (0, 5, 0)
    later = sheet(clerk, PLAIN, *rows[:2], "2015-03-08,dublin,THB/lv,4", name="asked (4).csv")
    assert figures(imports(clerk, "requests", later)) == (1, 2, 0), "a window of days may leave out later ones"


def test_a_corrected_sheet_of_grants_does_not_double_the_money(clerk: Clerk) -> None:
    """One decision may grant money for several purposes; a row may be added to it."""
    columns = "fund,year,amount,currency,purpose,reference,date"
    first, second = (f"f,2025,{grant},3/14,2025-01-20" for grant in ("1000,EUR,printing", "500,EUR,seminars"))
    clerk.does("fund", "add", "f", "F")
    imports(clerk, "grants", sheet(clerk, columns, first))
    path = sheet(clerk, columns, second, first)
    assert figures(imports(clerk, "grants", path)) == (1, 1, 0)
    for changed in (first.replace("1000", "1100"), first.replace("printing", "distribution")):
        refused = clerk.refused("import", "grants", sheet(clerk, columns, changed, second))
        assert refused == (
            "sheet.csv differs from grant 1, whose reference is '3/14'. To correct that grant, first run 'tracker fund "
            "ungrant 1'; a different grant needs its own reference."
        )
    assert "ends before it begins" in clerk("import", "grants", sheet(clerk, f"{columns},until", f"{second},2024")).err
    clerk.does("fund", "ungrant", 1)
    assert figures(imports(clerk, "grants", sheet(clerk, columns, changed, second))) == (1, 1, 0)
    assert figures(imports(clerk, "grants", sheet(clerk, columns, second))) == (0, 1, 0)


def test_other_sheets_of_the_same_name_are_not_asked_about(stocked: Clerk) -> None:
    """Next month's export, a nightly one of the last days, a growing one, and another table of the same sheet."""
    days = [f"2015-03-{day:02d},london,THB/lv,{day}" for day in range(1, 9)]
    imports(stocked, "shipments", sheet(stocked, PLAIN, *JUNE, name="export.csv"))
    for first in (0, 2, 4):
        imports(stocked, "shipments", sheet(stocked, PLAIN, *days[first : first + 4], name="export.csv"))
    imports(stocked, "shipments", sheet(stocked, PLAIN, *days, name="log.csv"))
    imports(stocked, "handouts", sheet(stocked, PLAIN, *JUNE, name="export.csv"))
    other = sheet(stocked, "office,date,place,item,quantity", *(f"Riga,{row}" for row in JUNE[:2]), name="export.csv")
    imports(stocked, "shipments", other, "--where", "office=Riga")


CELLS = {
    "date": st.integers(2, 8).map(lambda day: f"2015-02-{day:02d}"),
    "place": st.sampled_from(["london", "dublin"]),
    "item": st.sampled_from(["THB/lv", "THB/ru"]),
    "quantity": st.integers(1, 3).map(str),
    "reference": st.sampled_from(["", "", "r1", "r2"]),
    "note": st.sampled_from(["", "", "two boxes"]),
    "received_on": st.sampled_from(["", "", "2015-02-08", "2015-02-09"]),
}
ROW = st.fixed_dictionaries(CELLS)
CORRECTION = st.sampled_from(sorted(CELLS)).flatmap(
    lambda name: st.tuples(st.integers(0, 9), st.just(name), CELLS[name])
)


@pytest.mark.slow
@pytest.mark.parametrize("sheets", few_or_many(6, 200))
def test_an_updated_ledger_equals_one_that_imports_the_corrected_sheet(stocked: Clerk, sheets: int) -> None:
    """The first and the last day of the sheet stay the same: rows of other days may be of another sheet."""
    blank = stocked.db.read_bytes()
    ends = [
        dict.fromkeys(CELLS, "") | {"date": day, "place": "london", "item": "THB/lv", "quantity": "1"}
        for day in ("2015-02-01", "2015-02-09")
    ]

    def figures_after(table: str, *versions: list[dict[str, str]]) -> Any:
        stocked.db.write_bytes(blank)
        names = [name for name in CELLS if table == "shipments" or name != "received_on"]
        for turn, version in enumerate(versions):
            lines = (",".join(row[name] for name in names) for row in [*version, *ends])
            answer = stocked("import", table, sheet(stocked, ",".join(names), *lines), *["--update"][:turn])
            if answer.code:
                assume(len(versions) > 1)
                raise AssertionError(answer.err)
        rows = [row for row in stocked.reads("export", "shipments") if row["status"] != "voided"]
        for row in rows:
            del row["entry"]
        stocked.does("check")
        return sorted(rows, key=str), stocked.reads("stock"), stocked.reads("export", "distribution")

    @over(sheets)
    @given(
        st.sampled_from(["shipments", "returns", "handouts"]),
        st.lists(ROW, min_size=1, max_size=6),
        st.lists(st.lists(CORRECTION, min_size=1, max_size=3), min_size=1, max_size=2),
    )
    def compared(table: str, rows: list[dict[str, str]], corrections: list[list[tuple[int, str, str]]]) -> None:
        versions = [rows]
        for correction in corrections:
            versions.append([dict(row) for row in versions[-1]])
            for row, name, cell in correction:
                versions[-1][row % len(rows)][name] = cell
        fresh = [figures_after(table, version) for version in versions]
        assert figures_after(table, *versions) == fresh[-1]

    compared()
