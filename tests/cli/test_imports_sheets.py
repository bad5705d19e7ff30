"""Workbooks with several sheets, such as one for each month, imported as one."""

from pathlib import Path

import pytest
from python_calamine import CalamineWorkbook

from tests.cli.sheets import figures, imports
from tests.conftest import Clerk, made_once
from tests.imports.test_workbooks import write

HEADER = ("date", "place", "item", "quantity", "note")
SHEETS = ("--sheet", "Marts", "--sheet", "aprīlis")


@made_once
def stocked(clerk: Clerk) -> Clerk:
    """A clerk whose store got 1000 copies of THB/lv in 2015."""
    clerk.does("print", "THB/lv", 1000, "--date", "2015-01-01")
    return clerk


def book(clerk: Clerk, march: list[tuple[object, ...]], april: list[tuple[object, ...]]) -> Path:
    return write(clerk.db.parent / "f.xlsx", {"Marts": march, "Aprīlis": april, "Adreses": [("x",)]})


def test_the_rows_of_several_sheets_are_one_import(stocked: Clerk) -> None:
    path = book(
        stocked,
        [HEADER, ("2015-03-01", "london", "THB/lv", 10, "a"), ("", "Kopā", "", 10)],
        [("Aprīlis",), ("Quantity", "Date", "Item", "Place", "E"), (5, "2015-04-01", "THB/lv", "dublin", "x")],
    )
    answer = stocked.does("import", "shipments", path, *SHEETS)
    assert answer.out.splitlines() == [
        "Marts: Line 3 is a total, which is right, and was passed over.",
        "Aprīlis: The header was found in row 2: Quantity, Date, Item, Place, E.",
        "Columns not used: E.",
        "3 rows of f.xlsx: 2 recorded as entries 2 to 3, 0 skipped (already recorded), 1 passed over.",
        "Copies: 15 of THB/lv.",
    ]
    assert [(row["place"], row["quantity"], row["note"]) for row in stocked.reads("shipments")] == [
        ("london", 10, "a"),
        ("dublin", 5, None),
    ]
    assert imports(stocked, "shipments", path, "--sheet", "Aprīlis")["skipped"] == 1


def test_what_is_wrong_is_told_with_the_sheet_and_its_line(stocked: Clerk) -> None:
    row = ("2015-03-01", "london", "THB/lv", 10)
    path = book(stocked, [HEADER, row, row, ("2015-03-02", "nowhere", "THB/lv", 1)], [HEADER, row, (*row[:3], "ten")])
    answer = stocked("import", "shipments", path, *SHEETS)
    assert answer.code == 1
    assert [line.partition(" ")[0] for line in answer.err.splitlines()[:2]] == ["Marts:", "Aprīlis:"]
    assert "Marts: Line 4, place: There is no place 'nowhere'." in answer.err
    assert "Aprīlis: Line 3, quantity: 'ten' is not a number" in answer.err
    found = stocked("import", "shipments", path, *SHEETS, "--format", "json").json["errors"]
    assert [(error["sheet"], error["line"]) for error in found] == [("Marts", 4), ("Aprīlis", 3)]


def test_equal_rows_of_two_sheets_are_two_parcels(stocked: Clerk) -> None:
    row = ("2015-03-01", "london", "THB/lv", 10)
    path = book(stocked, [HEADER, row], [HEADER, row])
    assert figures(imports(stocked, "shipments", path, *SHEETS)) == (2, 0, 0)
    assert figures(imports(stocked, "shipments", path, *SHEETS)) == (0, 2, 0)


def test_wide_sheets_may_be_several(stocked: Clerk) -> None:
    path = book(
        stocked,
        [("place", "Jan", "Feb"), ("london", 1, 2)],
        [("Feb", "place", "Jan"), ("many", "dublin", 4), ("", "london", "")],
    )
    words = (*SHEETS, "--map", "Jan=2015-01", "--map", "Feb=2015-02", "--map", "'THB/lv'=item")
    found = stocked("import", "shipments", path, *words, "--format", "json").json
    assert [(error["sheet"], error["line"], error["column"]) for error in found["errors"]] == [("Aprīlis", 2, "Feb")]
    assert "Aprīlis: Line 3 has no copies in any column, and was passed over." in found["messages"]


@pytest.mark.parametrize(
    ("words", "sentence", "code"),
    [
        (("--sheet", "Marts", "--sheet", "Adreses"), "f.xlsx, sheet 'Adreses', has no column for date, place, item", 1),
        (("--sheet", "Marts", "--sheet", "marts"), "names a sheet of", 2),
        (("--sheet", "Marts", "--sheet", "Maijs"), "has no sheet 'Maijs'", 1),
    ],
)
def test_a_sheet_that_does_not_fit_is_refused(stocked: Clerk, words: tuple[str, ...], sentence: str, code: int) -> None:
    path = book(stocked, [HEADER, ("2015-03-01", "london", "THB/lv", 10)], [HEADER])
    assert sentence in stocked.refused("import", "shipments", path, *words, code=code)


def test_the_rest_of_several_sheets_is_read_by_the_same_command(stocked: Clerk) -> None:
    row = ("2015-03-01", "london", "THB/lv", 10)
    path = book(
        stocked,
        [("Marts",), (), HEADER, row],
        [("Aprīlis",), (), (*HEADER, None), ("2015-04-01", "nowhere", "THB/lv", 5, "", "beside")],
    )
    rest, text = path.with_name("rest.xlsx"), path.with_name("rest.csv")
    words = (*SHEETS, "--header-row", 3)
    assert figures(imports(stocked, "shipments", path, *words, "--rejects", text)) == (1, 0, 1)
    assert text.read_text(encoding="utf-8").splitlines()[3].startswith("2015-04-01,nowhere,THB/lv,5,,beside,")
    assert figures(imports(stocked, "shipments", path, *words, "--rejects", rest)) == (0, 1, 1)
    written = CalamineWorkbook.from_path(rest)
    titles = {
        name: written.get_sheet_by_name(name).to_python(skip_empty_area=False)[0][0] for name in written.sheet_names
    }
    assert titles == {"Marts": "Marts", "Aprīlis": "Aprīlis"}
    stocked.does("place", "add", "nowhere", "Nowhere", "--kind", "other")
    assert figures(imports(stocked, "shipments", rest, *words)) == (1, 0, 0)


def test_the_sheets_that_were_not_read_are_named_where_nobody_said_which_to_read(stocked: Clerk) -> None:
    path = book(stocked, [HEADER, ("2015-03-01", "london", "THB/lv", 10)], [HEADER])
    said = "Only the sheet Marts was read, not Aprīlis or Adreses; name the sheets to read with --sheet."
    assert imports(stocked, "shipments", path)["messages"] == [said]
    assert said not in imports(stocked, "shipments", path, "--sheet", "Marts")["messages"]
    path = book(stocked, [("Adresāti",), ("london",)], [HEADER])
    assert "f.xlsx, sheet 'Marts', has no column for date" in stocked.refused("import", "shipments", path)
