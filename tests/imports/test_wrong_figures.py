"""Habits that would give wrong figures are refused, each with the option that resolves it."""

import pytest
import xlsxwriter  # type: ignore[import-untyped]

from tests.adapters import import_in_sets
from tests.cli.sheets import errors, figures, imports, sheet
from tests.conftest import Clerk, made_once
from tests.faults import bombs

HEADER = "date,place,item,quantity"


@made_once
def stocked(clerk: Clerk) -> Clerk:
    """A clerk whose store has 9000 copies."""
    clerk.does("print", "THB/lv", 9000, "--date", "2013-01-01")
    return clerk


def test_names_that_are_probably_mistakes_are_not_added(stocked: Clerk) -> None:
    names = ("Londona", '""""', "n/a", '"Latvian Embassy, Dublin"', "Londonas bibliotēka", "Ogre")
    path = sheet(stocked, HEADER, *(f"2015-02-01,{name},THB/lv,{n}" for n, name in enumerate(names, 1)))
    told = {line: message for line, _, _, message in errors(stocked, "shipments", path, "--create-missing")}
    for line, meant in ((2, "london"), (5, "dublin"), (6, "london")):
        assert f"Did you mean {meant} (" in told[line]
    assert told[6].endswith('If the place is new, add --new "Londonas bibliotēka".')
    assert told[4] == "'n/a' is not the name of a place; correct the cell."
    assert told[7] == "A new place requires a country; add a column for it, --country, or --map \"'LV'=country\"."
    rows = (f"2015-02-01,{name},THB/lv,1" for name in ("Londonas bibliotēka", "Ogre"))
    words = "--new", "Londonas bibliotēka", "--create-missing", "--country", "LV"
    assert figures(outcome := imports(stocked, "shipments", sheet(stocked, HEADER, *rows), *words)) == (2, 0, 0)
    assert "New places: 2 in Latvia." in outcome["messages"]


def test_the_sum_of_rows_above_is_no_place(stocked: Clerk) -> None:
    path = sheet(stocked, "place,quantity", "london,20", "dublin,30", "Summe,50", "Ogre,4", "Gesamt,54")
    words = "--date", "2015-02-01", "--map", "'THB/lv'=item", "--create-missing", "--country", "LV"
    assert [(line, value) for line, _, value, _ in errors(stocked, "shipments", path, *words)] == [
        (4, "Summe"),
        (6, "Gesamt"),
    ]


def test_a_firm_called_total_is_recorded_or_rejected(stocked: Clerk) -> None:
    """Each row is in the ledger or in the file of rejects."""
    path = sheet(stocked, "place,quantity,date", "london,20,2015-02-01", "Total,14,2015-02-01")
    item, rejects = ("--map", "'THB/lv'=item"), stocked.db.with_name("rejects.csv")
    assert "1 recorded as entry 2" in stocked.does("import", "shipments", path, *item, "--rejects", rejects).out
    assert rejects.read_text("utf-8").splitlines()[1].startswith('Total,14,2015-02-01,7,"The total is 14')
    words = *item, "--new", "Total", "--create-missing", "--country", "FR"
    assert "14 of THB/lv" in stocked.does("import", "shipments", rejects, *words).out
    path = sheet(stocked, HEADER, "2015-02-01,london,THB/lv,20", "2015-02-01,Total,,14")
    assert errors(stocked, "shipments", path, "--new", "Total")[0][3] == "The item is missing."


def test_noise_of_a_calculation_is_no_fraction(stocked: Clerk) -> None:
    rows = ("london,289.99999999999994", "london,397.0000000000001", "london,289.99")
    path = sheet(stocked, "place,quantity", *rows)
    words = "--date", "2015-02-01", "--map", "'THB/lv'=item"
    assert [line for line, *_ in errors(stocked, "shipments", path, *words)] == [4]
    path = sheet(stocked, "place,quantity", *rows[:2], "Total,687")
    assert "Copies: 687 of THB/lv." in stocked.does("import", "shipments", path, *words).out


def test_hidden_rows_and_columns_are_not_read_silently(stocked: Clerk) -> None:
    path = stocked.db.with_name("hidden.xlsx")
    with xlsxwriter.Workbook(path) as book:
        page = book.add_worksheet()
        for row, cells in enumerate(([*HEADER.split(","), "note"], ["2015-02-01", "london", "THB/lv", 5, "n"])):
            page.write_row(row, 0, cells)
        page.write_row(2, 0, ["2015-02-02", "dublin", "THB/lv", 7, "n"])
        page.set_row(2, None, None, {"hidden": True})
        page.set_column(4, 4, None, None, {"hidden": True})
    assert stocked.refused("import", "shipments", path).endswith(
        "hidden lines 3 and columns note; add --hidden read to import them, or --hidden skip to omit them."
    )
    assert "5 of THB/lv" in stocked.does("import", "shipments", path, "--hidden", "skip", "--dry-run").out
    assert "12 of THB/lv" in stocked.does("import", "shipments", path, "--hidden", "read").out
    columns = "<table:table-column/>" * 3 + '<table:table-column table:visibility="collapse"/>'
    rows = (HEADER.replace("date,", "note,"), "n,london,THB/lv,5")
    cells = ("".join(map(bombs.text_cell, row.split(","))) for row in rows)
    path = stocked.db.with_name("hidden.ods")
    path.write_bytes(bombs.ods(columns + "".join(f"<table:table-row>{each}</table:table-row>" for each in cells)))
    assert "hidden columns quantity; add --hidden read" in stocked.refused("import", "shipments", path)


@pytest.mark.parametrize("names", ["A", "AB"])
def test_a_given_date_is_that_of_empty_cells_only(stocked: Clerk, monkeypatch: pytest.MonkeyPatch, names: str) -> None:
    import_in_sets(monkeypatch, 1)
    path = stocked.db.with_name("dates.xlsx")
    with xlsxwriter.Workbook(path) as book:
        for name in "AB":
            page = book.add_worksheet(name)
            for row, cells in enumerate(
                (HEADER, f"2015-02-01,london,THB/lv,{ord(name)}", f",dublin,THB/lv,{ord(name)}")
            ):
                page.write_row(row, 0, cells.split(","))
    words = (word for name in names for word in ("--sheet", name))
    imports(stocked, "shipments", path, "--date", "2015-03-01", *words)
    assert [row["date"] for row in stocked.reads("shipments")] == sorted(["2015-02-01", "2015-03-01"] * len(names))
    said = str(stocked("import", "returns", path, "--date", "2015-03-01", "--sheet", "A", "--sheet", "B"))
    assert "B: Line 3, quantity: dublin has only 0 copies" in said


def test_a_merged_cell_holds_for_its_lines_beside_one_that_ended(stocked: Clerk) -> None:
    path = stocked.db.with_name("merged.xlsx")
    with xlsxwriter.Workbook(path) as book:
        page = book.add_worksheet()
        page.write_row(0, 0, HEADER.split(","))
        for row in range(1, 5):
            page.write_row(row, 0, ["2015-02-01", "", "THB/lv", row])
        page.merge_range("A2:A3", "2015-02-01")
        page.merge_range("B2:B5", "london")
    imports(stocked, "shipments", path)
    assert [row["place"] for row in stocked.reads("shipments")] == ["london"] * 4


def test_a_row_of_a_shipment_that_says_too_little_or_too_much_is_refused(stocked: Clerk) -> None:
    row = "london,THB/lv,5"
    formats = ("--date-format", "%d/%m/%Y", "--date-format", "%m/%d/%Y")
    imports(stocked, "shipments", sheet(stocked, HEADER, f"2015-02-01,{row}"))
    for header, cells, words, said in (
        ("date", "1/4/2015", formats, "could be 2015-04-01 or 2015-01-04 under --date-format"),
        ("date,status", "2015-04-01,partly-received", (), "A sheet cannot record a partial receipt; clear status"),
        (
            "date,received_on",
            "2015-02-01,2015-02-03",
            (),
            "not yet received; run 'tracker receive 2 --date 2015-02-03'",
        ),
    ):
        path = sheet(stocked, f"place,item,quantity,{header}", f"{row},{cells}")
        ((_, _, _, told),) = errors(stocked, "shipments", path, *words)
        assert said in told, header


def test_a_word_in_brackets_next_to_a_language_belongs_to_the_title(stocked: Clerk) -> None:
    path = sheet(stocked, "printed_on,title,language,quantity", "2015-02-01,Comtesse de Tessan (La),fr,20")
    stocked.does("import", "print-runs", path, "--map", "title=booklet", "--create-missing")
    assert "Comtesse de Tessan (La)" in [row["title"] for row in stocked.reads("booklet", "list")]


def test_copies_missing_at_places_are_not_taken_from_the_sheet_of_what_left_them(stocked: Clerk) -> None:
    path = sheet(stocked, "place;item;quantity;date", "london;THB/lv;5;2015-02-01")
    for table in ("handouts", "returns"):
        refused = stocked("import", table, path).err
        assert (
            "First import what they received, for example with 'tracker import shipments FILE --received'." in refused
        )
