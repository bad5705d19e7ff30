"""Wide sheets, as offices have them: a column for each item, or for each year, and a row for each parcel or place."""

from datetime import date
from pathlib import Path

import pytest

from tests.adapters import set_date
from tests.cli.sheets import errors, figures, imports, sheet
from tests.conftest import Clerk, made_once

HEADER = "Kad;Kam;Latviešu;Krievu;Kopā;Pavadzīme"
MAP = ("--map", "Kad=date", "--map", "Kam=place", "--map", "Pavadzīme=reference")
ITEMS = ("--map", "Latviešu=THB/lv", "--map", "Krievu=THB/ru")
YEARS = ("--map", "2014=2014", "--map", "2015. g. 1. cet.=2015-Q1", "--map", "IV=2015-04", "--map", "'THB/lv'=item")


@made_once
def stocked(clerk: Clerk) -> Clerk:
    """A clerk whose store got 1000 copies of THB/lv and 300 of THB/ru in 2013."""
    clerk.does("print", "THB/lv", 1000, "--date", "2013-01-01")
    clerk.does("print", "THB/ru", 300, "--date", "2013-01-01")
    return clerk


def lines_of(clerk: Clerk, *types: str) -> list[tuple[object, ...]]:
    """Return the movements of entries of these types: entry, date, place, run, quantity."""
    rows = [row for kind in types for row in clerk.reads("log", "--type", kind)]
    return [(row["entry"], row["date"], row["place"], row["run"], row["quantity"]) for row in rows]


def test_each_row_becomes_one_shipment_with_a_line_for_each_item(stocked: Clerk) -> None:
    path = sheet(stocked, HEADER, "1.3.2015;london;60;40;100;", "2.3.2015;dublin;;30;30;", "Kopā;;60;70;130;")
    answer = stocked.does("import", "shipments", path, *MAP, *ITEMS)
    assert answer.out.splitlines() == [
        "Line 4 is a total, which is right, and was passed over.",
        "Columns not used: Kopā.",
        "3 rows of sheet.csv: 2 recorded as entries 3 to 4, 0 skipped (already recorded), 1 passed over.",
        "Copies: 60 of THB/lv, 70 of THB/ru.",
    ]
    assert lines_of(stocked, "ship") == [
        (3, "2015-03-01", "london", "THB/lv/1", 60),
        (3, "2015-03-01", "london", "THB/ru/1", 40),
        (4, "2015-03-02", "dublin", "THB/ru/1", 30),
    ]
    assert imports(stocked, "shipments", path, *MAP, *ITEMS)["skipped"] == 2
    stocked.does("check")


def test_a_wide_row_has_the_key_of_the_same_parcel_in_a_long_sheet(stocked: Clerk) -> None:
    """Equal content, equal key: whoever imports both sheets has each parcel once, with and without a reference."""
    for reference, rows in {"P-1": 2, "": 1}.items():
        wide = sheet(stocked, HEADER, f"1.3.2015;london;60;{'40' if reference else ''};;{reference}")
        long = sheet(
            stocked,
            "date,place,item,quantity,reference",
            *[
                f"2015-03-01,london,THB/{language},{copies},{reference}"
                for language, copies in (("lv", 60), ("ru", 40))
            ][:rows],
            name="long.csv",
        )
        assert imports(stocked, "shipments", wide, *MAP, *ITEMS)["recorded"] == 1
        assert figures(imports(stocked, "shipments", long)) == (0, rows, 0)


def test_empty_cells_dashes_and_zeros_are_no_copies(stocked: Clerk) -> None:
    path = sheet(stocked, HEADER, "1.3.2015;london;0;-;0;", "2.3.2015;dublin;–;5;;", "3.3.2015;liepaja;;;;")
    answer = stocked.does("import", "shipments", path, *MAP, *ITEMS)
    assert "Lines 2, 4 have no copies in any column, and were passed over." in answer.out
    assert "3 rows of sheet.csv: 1 recorded as entry 3, 0 skipped (already recorded), 2 passed over." in answer.out


def test_a_count_of_0_is_a_count_and_an_empty_cell_is_none(stocked: Clerk) -> None:
    stocked.does("ship", "london", "THB/lv=20", "THB/ru=10", "--date", "2015-02-01", "--received")
    path = sheet(stocked, HEADER, "1.3.2015;london;0;;;")
    assert imports(stocked, "counts", path, *MAP, *ITEMS)["recorded"] == 1
    assert [row["copies"] for row in stocked.reads("stock", "--place", "london")] == [0, 10]


@pytest.mark.parametrize("table", ["returns", "handouts"])
def test_other_tables_may_be_wide_too(stocked: Clerk, table: str) -> None:
    stocked.does("ship", "london", "THB/lv=20", "THB/ru=10", "--date", "2015-02-01", "--received")
    path = sheet(stocked, HEADER, "1.3.2015;london;15;5;20;")
    assert imports(stocked, table, path, *MAP, *ITEMS)["copies"] == [
        {"item": "THB/lv", "copies": 15},
        {"item": "THB/ru", "copies": 5},
    ]
    assert imports(stocked, table, path, *MAP, *ITEMS)["skipped"] == 1


def test_print_runs_may_be_wide(stocked: Clerk) -> None:
    path = sheet(stocked, "printed_on;LV;RU", "1.3.2015;500;200")
    assert figures(imports(stocked, "print-runs", path, "--map", "LV=THB/lv", "--map", "RU=THB/ru")) == (1, 0, 0)
    assert [row["run"] for row in stocked.reads("run", "list")][-1] == "THB/ru/2"


def test_a_column_of_a_period_is_booked_on_its_last_day(stocked: Clerk) -> None:
    path = sheet(stocked, "place;2014;2015. g. 1. cet.;IV", "london;10;20;30", "dublin;;1;", "Kopā;10;21;30")
    assert imports(stocked, "shipments", path, *YEARS)["recorded"] == 2
    assert [line[1:3] + line[4:] for line in lines_of(stocked, "ship")] == [
        ("2014-12-31", "london", 10),
        ("2015-03-31", "london", 20),
        ("2015-03-31", "dublin", 1),
        ("2015-04-30", "london", 30),
    ]


@pytest.mark.parametrize(
    ("maps", "sentence", "code"),
    [
        (("LV=THB/lv", "RU=2014"), "'LV' is mapped to THB/lv and 'RU' to 2014: the columns of a sheet are either", 2),
        (("LV=2014", "RU=2014-03"), "The periods of 'LV' and 'RU' overlap: their copies would be counted twice", 2),
        (("LV=2014", "RU=2999"), '--map "RU=2999": 2999 is still to come', 1),
        (("LV=THB/lv", "RU=quantity"), '--map "RU=quantity" does not go with "LV=THB/lv"', 2),
        (("LV=2014-13",), "'2014-13' is not a valid date", 2),
        (("LV=THB/lv", "item=item"), '--map "item=item" does not go with "LV=THB/lv"', 2),
        (("LV=THB/lv",), "has a column for item, 'item', beside those that are mapped to items", 1),
        (("LV=THB/lv", "XX=THB/ru"), "has no column 'XX'", 1),
        (("LV=plase",), "this table has no column 'plase'. Did you mean place?", 2),
    ],
)
def test_a_mapping_that_contradicts_itself_is_refused(
    stocked: Clerk, maps: tuple[str, ...], sentence: str, code: int
) -> None:
    path = sheet(stocked, "date;place;item;LV;RU", "1.3.2015;london;THB/lv;1;2")
    words = [word for text in maps for word in ("--map", text)]
    assert sentence in stocked.refused("import", "shipments", path, *words, code=code)


def test_faults_name_the_line_of_the_sheet_and_the_wide_column(stocked: Clerk) -> None:
    path = sheet(stocked, HEADER, "1.3.2015;london;60;many;;", "2.3.2015;nowhere;1;2;;", "3.3.2015;dublin;9999;1;;")
    found = errors(stocked, "shipments", path, *MAP, *ITEMS)
    assert [(line, column, value) for line, column, value, _ in found] == [
        (2, "Krievu", "many"),
        (3, "Kam", "nowhere"),
        (4, "Latviešu", "9999"),
    ]
    unknown = errors(stocked, "shipments", path, *MAP, "--map", "Latviešu=THC/lv")
    assert [(line, column) for line, column, *_ in unknown if column != "Kam"] == [
        (2, "Latviešu"),
        (3, "Latviešu"),
        (4, "Latviešu"),
    ]


def test_a_row_is_recorded_whole_or_rejected_whole(stocked: Clerk, tmp_path: Path) -> None:
    path = sheet(stocked, HEADER, "1.3.2015;london;60;many;;", "2.3.2015;dublin;5;6;;")
    words = (*MAP, *ITEMS, "--rejects", tmp_path / "rest.csv")
    assert figures(imports(stocked, "shipments", path, *words)) == (1, 0, 1)
    rest = (tmp_path / "rest.csv").read_text(encoding="utf-8").replace("many", "40")
    (tmp_path / "rest.csv").write_text(rest, encoding="utf-8")
    assert figures(imports(stocked, "shipments", tmp_path / "rest.csv", *MAP, *ITEMS)) == (1, 0, 0)
    assert lines_of(stocked, "ship")[-2:] == [
        (4, "2015-03-01", "london", "THB/lv/1", 60),
        (4, "2015-03-01", "london", "THB/ru/1", 40),
    ]


def test_of_a_row_of_periods_the_rest_is_what_was_not_recorded(stocked: Clerk, tmp_path: Path) -> None:
    path = sheet(stocked, "place;2014;2015. g. 1. cet.;IV", "london;10;twenty;30", "dublin;1;2;3")
    words = (*YEARS, "--rejects", tmp_path / "rest.csv")
    assert figures(imports(stocked, "shipments", path, *words)) == (1, 0, 1)
    rest = (tmp_path / "rest.csv").read_text(encoding="utf-8")
    assert rest.splitlines()[1].replace('"', "").replace(";", ",").split(",")[:4] == ["london", "", "twenty", ""]
    (tmp_path / "rest.csv").write_text(rest.replace("twenty", "20"), encoding="utf-8")
    assert figures(imports(stocked, "shipments", tmp_path / "rest.csv", *YEARS)) == (1, 0, 0)
    assert sum(line[4] for line in lines_of(stocked, "ship")) == 66  # type: ignore[misc]


def test_columns_of_one_item_add_up_and_it_is_said(stocked: Clerk) -> None:
    path = sheet(stocked, "date;place;A4;A5", "1.3.2015;london;10;5")
    answer = stocked.does("import", "shipments", path, "--map", "A4=THB/lv", "--map", "A5=THB/lv")
    assert "Line 2: THB/lv has several columns; its copies are added up to 15." in answer.out
    assert lines_of(stocked, "ship") == [(3, "2015-03-01", "london", "THB/lv/1", 15)]


def test_the_current_period_is_booked_today_and_is_the_same_tomorrow(
    stocked: Clerk, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = sheet(stocked, "place;now", "london;10")
    words = ("--map", "now=2015", "--map", "'THB/lv'=item")
    for day in (date(2015, 3, 1), date(2015, 3, 2)):
        set_date(monkeypatch, day)
        found = imports(stocked, "shipments", path, *words)
        assert f"'now' is not over: its copies are booked today, {day};" in found["messages"][0]
    assert (found["recorded"], found["skipped"]) == (0, 1)
    assert [line[1] for line in lines_of(stocked, "ship")] == ["2015-03-01"]
