import csv
from pathlib import Path

import pytest

from tests.cli.sheets import errors, figures, imports, sheet
from tests.cli.terminal import entries_in, held_by, refusal
from tests.conftest import Clerk, made_once

HEADER = "date,place,item,quantity,reference"


@made_once
def stocked(clerk: Clerk) -> Clerk:
    """A clerk whose store got 1000 copies of THB/lv and 300 of THB/ru on the first of January 2015."""
    clerk.does("print", "THB/lv", 1000, "--date", "2015-01-01")
    clerk.does("print", "THB/ru", 300, "--date", "2015-01-01")
    return clerk


def rows_of(path: Path) -> list[dict[str, str]]:
    """Return the rows of a sheet, by column."""
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


# All or nothing ---------------------------------------------------------------------------------------


def test_every_invalid_row_is_reported_and_nothing_is_recorded(stocked: Clerk) -> None:
    path = sheet(
        stocked,
        "Date;PLACE;Item;Quantity;Colour",
        "2015-02-01;london;THB/lv;200;red",
        "31.2.2015;lodnon;THB/xx;12 ou 25;",
        "",
        '2015-02-03;dublin;THB/lv;"2.5";',
        ";;THB;;",
    )
    answer = stocked("import", "shipments", path)
    assert (answer.code, answer.out) == (1, "")
    assert answer.err.splitlines() == [
        "Line 3, Date: '31.2.2015' is not a valid date: the calendar has no such day.",
        "Line 3, PLACE: There is no place 'lodnon'. Did you mean london (Embassy in London)?",
        "Line 3, Item: There is no item 'THB/xx'. Did you mean THB/ru (Cilvēku tirdzniecības novēršana) or THB/lv "
        "(Cilvēku tirdzniecības novēršana)?",
        "Line 3, Quantity: '12 ou 25' is not one plain number; write one whole number, such as 12.",
        "Line 5, Quantity: '2.5' is not a whole number of copies; write 2 or 3.",
        "Line 6, Date: The date is missing.",
        "Line 6, PLACE: The place is missing.",
        "Line 6, Quantity: The quantity is missing.",
        "Line 6, Item: 'THB' names no language; write THB/lv, for example, or the language in a column of its own.",
        "Columns not used: Colour.",
        "Error: 3 of 4 rows of sheet.csv cannot be imported, so nothing was recorded; correct the file, "
        "or record the valid rows and write the others to a file with --rejects FILE.",
    ]
    assert entries_in(stocked) == 2


def test_json_has_each_error_with_its_line_and_column(stocked: Clerk) -> None:
    path = sheet(stocked, HEADER, '2015-02-01,"london",THB/lv,200,"P\n1"', "2015-02-02,nowhere,THB/lv,1,")
    answer = stocked("import", "shipments", path, "--format", "json")
    assert answer.code == 1
    assert {name: answer.json[name] for name in ("read", "recorded", "skipped", "rejected", "entries", "errors")} == {
        "read": 2,
        "recorded": 0,
        "skipped": 0,
        "rejected": 1,
        "entries": [],
        "errors": [
            {
                "line": 4,
                "column": "place",
                "value": "nowhere",
                "message": "There is no place 'nowhere'. Add it with 'tracker place add'.",
                "sheet": None,
            }
        ],
    }


@pytest.mark.parametrize(
    ("quantity", "advice"),
    [
        ("12 ou 25", "write one whole number"),
        ("2.5", "write 2 or 3"),
        ("-3", "write 3 there"),
        ('"1,200"', "write 1200"),
        ("1.200", "write 1200"),
        ("ten", "write a whole number"),
        ("0", "write a whole number, 1 or more"),
    ],
)
def test_an_invalid_or_ambiguous_quantity_is_refused_with_advice(stocked: Clerk, quantity: str, advice: str) -> None:
    ((line, column, value, message),) = errors(
        stocked, "shipments", sheet(stocked, HEADER, f"2015-02-01,london,THB/lv,{quantity},")
    )
    assert (line, column, value) == (2, "quantity", quantity.strip('"'))
    assert advice in message


@pytest.mark.parametrize("quantity", ["200", "1 000", "1\u00a0000", "200.0", '"200,00"'])
def test_a_quantity_is_read_in_every_notation(stocked: Clerk, quantity: str) -> None:
    imports(stocked, "shipments", sheet(stocked, HEADER, f"2015-02-01,london,THB/lv,{quantity},"))
    assert stocked.reads("shipments")[0]["quantity"] in (200, 1000)


def test_a_shortage_is_reported_at_the_row_that_meets_it(stocked: Clerk) -> None:
    rows = ("2015-02-01,london,THB/lv,800,", "2015-01-15,dublin,THB/lv,300,")
    ((line, column, value, message),) = errors(stocked, "shipments", sheet(stocked, HEADER, *rows))
    assert (line, column, value) == (2, "quantity", "800")
    assert "store has 700 copies of THB/lv to spare on 2015-02-01, 100 short of 800" in message


# Rejects ----------------------------------------------------------------------------------------------


def test_the_valid_rows_are_recorded_and_the_others_can_be_corrected_and_imported(stocked: Clerk) -> None:
    path = sheet(
        stocked, f"{HEADER},Colour", "2015-02-01,london,THB/lv,200,P1,red", "2015-02-01,lodnon,THB/lv,ten,P2,blue"
    )
    rejects = stocked.db.parent / "rejects.csv"
    answer = stocked.does("import", "shipments", path, "--rejects", rejects)
    assert answer.out.endswith(
        "2 rows of sheet.csv: 1 recorded as entry 3, 0 skipped (already recorded), 1 rejected.\n"
        "Copies: 200 of THB/lv.\n"
    )
    assert answer.err.count("Line 3, ") == 2
    (row,) = rows_of(rejects)
    assert (row["place"], row["quantity"], row["Colour"]) == ("lodnon", "ten", "blue")
    assert "There is no place 'lodnon'" in row["reason"]
    assert "'ten' is not a number" in row["reason"]
    corrected = rejects.read_text(encoding="utf-8").replace(",lodnon,", ",london,").replace(",ten,", ",10,")
    rejects.write_text(corrected, encoding="utf-8")
    assert figures(imports(stocked, "shipments", rejects)) == (1, 0, 0)
    assert figures(imports(stocked, "shipments", rejects)) == (0, 1, 0)
    assert [row["quantity"] for row in stocked.reads("shipments")] == [200, 10]


@pytest.mark.parametrize(
    "invalid",
    [
        "2015-02-01,london,THB/ru,ten,P1",
        "2015-02-xx,london,THB/ru,10,P1",
        "2015-02-01,lodnon,THB/ru,10,P1",
        "2015-02-01,london,THB/xx,10,p1",
        "2015-02-01,london,THB/ru,301,P1",
        "2015-02-01,london,THB/ru,10,P1,fragile, in a box",
        '2015-02-01,"london" office,THB/ru,10,P1',
    ],
)
def test_an_invalid_row_rejects_its_whole_shipment(stocked: Clerk, invalid: str) -> None:
    path = sheet(stocked, HEADER, "2015-02-01,london,THB/lv,200,P1", invalid, "2015-02-01,dublin,THB/lv,5,P2")
    rejects = stocked.db.parent / "rejects.csv"
    assert figures(imports(stocked, "shipments", path, "--rejects", rejects)) == (1, 0, 2)
    assert rows_of(rejects)[0]["reason"] == "It is one entry with line 3, which is refused."
    assert [error[0] for error in errors(stocked, "shipments", path)][:2] == [2, 3]
    assert entries_in(stocked) == 3
    path = sheet(stocked, HEADER, "2015-02-01,london,THB/lv,200,P1", "2015-02-01,london,THB/ru,10,P1")
    assert imports(stocked, "shipments", path)["entries"] == [4]


def test_a_rejected_row_that_is_corrected_is_not_taken_for_an_equal_one(stocked: Clerk) -> None:
    """Whether it was equal from the start, or only when it was corrected; nor is it, once the whole is corrected."""
    rows = ["2015-02-01,london,THB/lv,6O,", *["2015-02-01,london,THB/lv,600,"] * 2, "2015-02-01,london,THB/lv,60,"]
    path, rejects = sheet(stocked, HEADER, *rows), stocked.db.parent / "rejects.csv"
    assert figures(imports(stocked, "shipments", path, "--rejects", rejects)) == (2, 0, 2)
    assert [row["rest_of"] for row in rows_of(rejects)] == ["8", "8"]
    rejects.write_text(rejects.read_text("utf-8").replace("6O", "60"), encoding="utf-8")
    stocked.does("print", "THB/lv", 260, "--date", "2015-01-02")
    again = stocked.db.parent / "again.csv"
    assert figures(imports(stocked, "shipments", rejects, "--rejects", again)) == (1, 0, 1)
    assert [row["rest_of"] for row in rows_of(again)] == ["8 10"]
    stocked.does("print", "THB/lv", 60, "--date", "2015-01-02")
    for outcome in ((1, 0, 0), (0, 1, 0)):
        assert figures(imports(stocked, "shipments", again)) == outcome
    assert figures(imports(stocked, "shipments", rejects)) == (0, 2, 0)
    corrected = sheet(stocked, HEADER, *(row.replace("6O", "60") for row in rows))
    assert figures(imports(stocked, "shipments", corrected)) == (0, 4, 0)
    assert sum(row["quantity"] for row in stocked.reads("shipments")) == 1320


def test_the_corrected_rows_of_a_second_file_of_rejects_are_imported(stocked: Clerk) -> None:
    """A corrected row that equals a recorded one is another parcel, whichever file of rejects it is corrected in."""
    path = sheet(stocked, HEADER, "2015-02-01,london,THB/lv,60,", "2015-02-01,london,THB/lv,6O,")
    first, second, third = (stocked.db.parent / f"{name}.csv" for name in ("first", "second", "third"))
    assert figures(imports(stocked, "shipments", path, "--rejects", first)) == (1, 0, 1)
    assert figures(imports(stocked, "shipments", path, "--rejects", second)) == (0, 1, 1)
    assert figures(imports(stocked, "shipments", second, "--rejects", third)) == (0, 0, 1)
    third.write_text(third.read_text("utf-8").replace("6O", "60"), encoding="utf-8")
    for outcome in ((1, 0, 0), (0, 1, 0)):
        assert figures(imports(stocked, "shipments", third)) == outcome
    assert [row["quantity"] for row in stocked.reads("shipments")] == [60, 60]


def test_rejects_are_written_neither_over_the_sheet_nor_to_standard_output(stocked: Clerk) -> None:
    path = sheet(stocked, HEADER, "2015-02-01,london,THB/lv,ten,")
    before = path.read_bytes()
    assert "name another file" in refusal(stocked, "import", "shipments", path, "--rejects", path, code=2)
    assert "needs a file" in refusal(stocked, "import", "shipments", path, "--rejects", "-", code=2)
    assert path.read_bytes() == before


def test_rejects_that_cannot_be_written_leave_nothing_recorded(stocked: Clerk) -> None:
    path = sheet(stocked, HEADER, "2015-02-01,london,THB/lv,10,", "2015-02-01,london,THB/lv,ten,")
    rejects = stocked.db.parent / "none" / "rejects.csv"
    answer = stocked("import", "shipments", path, "--rejects", rejects)
    assert (answer.code, answer.err) == (1, f"Error: Cannot write '{rejects}': there is no such file or folder.\n")
    assert entries_in(stocked) == 2


# Dry runs ---------------------------------------------------------------------------------------------


def test_a_dry_run_reports_everything_and_records_nothing(stocked: Clerk) -> None:
    path = sheet(stocked, HEADER, "2015-02-01,Ogre,THB/lv,10,", "2015-02-02,london,THB/lv,5,")
    rejects = stocked.db.parent / "rejects.csv"
    before = stocked.db.read_bytes()
    answer = stocked.does("import", "shipments", path, "--create-missing", "--dry-run", "--rejects", rejects)
    assert answer.out.splitlines() == [
        "Dry run: nothing was recorded.",
        "The place Ogre, of kind other, would be added.",
        "2 rows of sheet.csv: 2 would be recorded, 0 skipped (already recorded).",
        "Copies: 15 of THB/lv.",
    ]
    assert imports(stocked, "shipments", path, "--create-missing", "--dry-run")["entries"] == []
    assert stocked.db.read_bytes() == before
    assert not rejects.exists()
    assert len(errors(stocked, "shipments", path, "--dry-run")) == 1


def test_a_wrong_total_is_told_but_is_not_among_the_rows_to_be_corrected(stocked: Clerk) -> None:
    rows = "2015-02-01,london,THB/lv,20,", "2015-02-02,lodnon,THB/lv,5,", "2015-02-03,dublin,THB/lv,1,", "Kopā,,,27,"
    path, rejects = sheet(stocked, HEADER, *rows), stocked.db.parent / "rejects.csv"
    outcome = imports(stocked, "shipments", path, "--rejects", rejects)
    assert figures(outcome) == (2, 0, 2)
    assert outcome["errors"][1]["message"] == "It is a total of 27, but the rows have 26."
    assert [row["place"] for row in rows_of(rejects)] == ["lodnon"]
    rejects.write_text(rejects.read_text("utf-8").replace("lodnon", "london"), "utf-8")
    assert figures(imports(stocked, "shipments", rejects)) == (1, 0, 0)


# Missing places and items -----------------------------------------------------------------------------


def test_missing_places_are_added_one_by_one_with_codes_from_their_names(stocked: Clerk) -> None:
    path = sheet(
        stocked,
        HEADER,
        "2015-02-01,Ogres bibliotēka,THB/lv,10,",
        "2015-02-02,Вентспилс,THB/ru,20,",
        "2015-02-03,OGRES BIBLIOTĒKA,THB/lv,30,",
    )
    assert imports(stocked, "shipments", path, "--create-missing", "--received")["messages"] == [
        "Added the place ogres-biblioteka (Ogres bibliotēka), of kind other.",
        "Added the place ventspils (Вентспилс), of kind other.",
    ]
    assert (held_by(stocked, "ogres-biblioteka"), held_by(stocked, "ventspils")) == ({"THB/lv": 40}, {"THB/ru": 20})
    assert figures(imports(stocked, "shipments", path, "--received")) == (0, 3, 0)


def test_a_place_is_recognised_however_its_blanks_are_typed_and_added_once(stocked: Clerk) -> None:
    path = sheet(
        stocked,
        f"{HEADER},country",
        "2015-02-01,Embassy  in London,THB/lv,10,,",
        "2015-02-02,EMBASSY\u00a0IN LONDON,THB/lv,10,,",
        "2015-02-03,Ogres\u00a0bibliotēka,THB/lv,20,,",
        "2015-02-04,Ogres  biblioteka,THB/lv,30,,LV",
        "2015-02-05,Ogres bibliotēka,THB/lv,x,,",
    )
    rejects = stocked.db.parent / "rejects.csv"
    words = ("--create-missing", "--received", "--rejects", rejects)
    added = [told for told in imports(stocked, "shipments", path, *words)["messages"] if told.startswith("Added")]
    assert added == ["Added the place ogres-biblioteka (Ogres bibliotēka), of kind other."]
    assert (held_by(stocked, "london"), held_by(stocked, "ogres-biblioteka")) == ({"THB/lv": 20}, {"THB/lv": 50})
    (ogre,) = [row for row in stocked.reads("place", "list") if row["code"] == "ogres-biblioteka"]
    assert (ogre["name"], ogre["country"]) == ("Ogres bibliotēka", "LV")


def test_what_a_rejected_row_would_have_added_is_not_added(stocked: Clerk) -> None:
    path = sheet(stocked, HEADER, "2015-02-01,Ogre,DV/lv,10,", "2015-02-02,Jelgava,THB/lv,10,")
    rejects = stocked.db.parent / "rejects.csv"
    outcome = imports(stocked, "shipments", path, "--create-missing", "--rejects", rejects)
    assert outcome["messages"][:-1] == ["Added the place Jelgava, of kind other."]
    assert figures(outcome) == (1, 0, 1)
    assert "Ogre" not in {row["code"] for row in stocked.reads("place", "list")}
    assert [row["code"] for row in stocked.reads("booklet", "list")] == ["THB"]


@pytest.mark.parametrize("name", ["Loss", "PUBLIC", "transit"])
def test_a_reserved_name_is_never_added(stocked: Clerk, name: str) -> None:
    path = sheet(stocked, HEADER, f"2015-02-01,{name},THB/lv,10,")
    ((_, column, _, message),) = errors(stocked, "shipments", path, "--create-missing")
    assert column == "place"
    assert "reserved" in message


# Wrong usage ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "Name a table (booklets, places,"),
        (("shipments",), "Name a table (booklets, places,"),
        (("parcels", "sheet.csv"), "'parcels' is not one of 'booklets', 'places',"),
        (("shipments", "sheet.csv", "--map", "Ort"), "'Ort' is not a mapping;"),
        (("shipments", "sheet.csv", "--map", "place=where"), "this table has no column 'where'."),
        (("shipments", "sheet.csv", "--date-format", "%d"), "'%d' does not contain day, month and year;"),
        (("shipments", "sheet.csv", "--delimiter", "ab"), "'ab' is not a delimiter;"),
        (("shipments", "sheet.csv", "--encoding", "latvian"), "'latvian' is not an encoding;"),
        (("returns", "sheet.csv", "--received"), "--received applies only to shipments."),
        (("shipments", "sheet.csv", "--update"), "--update applies only to places and levels."),
        (("shipments", "sheet.csv", "--sheet", "Rīga"), "--sheet applies to workbooks (.xlsx, .ods), but sheet.csv is"),
    ],
)
def test_wrong_usage_ends_with_2(
    stocked: Clerk, words: tuple[str, ...], said: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(sheet(stocked, HEADER, "2015-02-01,london,THB/lv,10,").parent)
    assert said in refusal(stocked, "import", *words, code=2)


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ((), "sheet.csv is empty; its first row must contain the column names."),
        (("date,place,item", "2015-02-01,london,THB/lv"), "sheet.csv has no column for quantity;"),
    ],
)
def test_a_sheet_without_a_header_or_a_needed_column_is_refused(
    stocked: Clerk, rows: tuple[str, ...], said: str
) -> None:
    assert said in refusal(stocked, "import", "shipments", sheet(stocked, *rows))


def test_a_missing_file_is_refused(stocked: Clerk) -> None:
    assert (
        refusal(stocked, "import", "shipments", "nothing.csv")
        == "Cannot read nothing.csv: there is no such file or folder."
    )


def test_a_row_with_too_few_or_too_many_fields_comes_back_with_its_reason_in_the_last_column(stocked: Clerk) -> None:
    header = "date,place,item,quantity,note"
    good, short, long = "2015-02-01,london,THB/lv,5,", "2015-02-02,london,THB/lv,6", "2015-02-03,london,THB/lv,7,a,b"
    rest = stocked.db.parent / "rest.csv"
    outcome = imports(stocked, "shipments", sheet(stocked, header, good, short, long), "--rejects", rest)
    assert figures(outcome) == (1, 0, 2)
    written = rest.read_text(encoding="utf-8")
    first, *lines = csv.reader(written.splitlines())
    own = str(outcome["command"])
    assert first == [*header.split(","), "", "rest_of", "reason"]
    assert [line[:-1] for line in lines] == [[*short.split(","), "", "", own], [*long.split(","), own]]
    assert [line[-1].partition(":")[0] for line in lines] == ["uncorrected", "uncorrected"]
    again = stocked.db.parent / "again.csv"
    assert figures(imports(stocked, "shipments", rest, "--rejects", again)) == (0, 0, 2)
    assert again.read_text(encoding="utf-8") == written
    rows = f"{short},,,{own},", f"2015-02-03,london,THB/lv,7,a b,,{own},"
    corrected = sheet(stocked, ",".join(first), *rows)
    assert figures(imports(stocked, "shipments", corrected)) == (2, 0, 0)
