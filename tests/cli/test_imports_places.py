import pytest

from tests.cli.sheets import errors, figures, imports, sheet
from tests.conftest import Clerk

HEADER = "code,name,kind,country,contact"


def place(clerk: Clerk, code: str) -> dict[str, object]:
    """Return the place as it is listed, without empty columns."""
    (found,) = [row for row in clerk.reads("place", "list") if row["code"] == code]
    return {column: value for column, value in found.items() if value is not None}


def codes(clerk: Clerk) -> list[str]:
    """Return the codes of all places, sorted."""
    return sorted(row["code"] for row in clerk.reads("place", "list"))


def test_places_are_added_with_all_their_columns(clerk: Clerk) -> None:
    path = sheet(
        clerk,
        f"{HEADER},email",
        "nicosia,Embassy in Nicosia,Embassy,cy,Anna,a@example.org",
        "ventspils,Ventspils,school,,,",
    )
    assert (
        clerk.does("import", "places", path).out == "2 rows of sheet.csv: 2 recorded, 0 skipped (already recorded).\n"
    )
    assert place(clerk, "nicosia") == {
        "code": "nicosia",
        "name": "Embassy in Nicosia",
        "kind": "embassy",
        "country": "CY",
        "contact": "Anna",
        "email": "a@example.org",
        "status": "open",
    }
    assert place(clerk, "ventspils")["country"] == "LV"


def test_the_same_sheet_of_places_can_be_imported_again_also_with_empty_countries(clerk: Clerk) -> None:
    path = sheet(clerk, f"{HEADER},status", "nicosia,Embassy in Nicosia,embassy,CY,,", "ventspils,Ventspils,school,,,")
    assert figures(imports(clerk, "places", path)) == (2, 0, 0)
    assert figures(imports(clerk, "places", path)) == (0, 2, 0)


def test_an_existing_place_with_other_content_is_refused_cell_by_cell(clerk: Clerk) -> None:
    clerk.does("place", "edit", "london", "--contact", "Anna")
    path = sheet(clerk, HEADER, "LONDON,Embassy in London,consular,,Berta", "dublin,Embassy in Dublin,embassy,IE,")
    assert errors(clerk, "places", path) == [
        (2, "contact", "Berta", "Place london already exists; its contact is 'Anna', not 'Berta'."),
        (2, "kind", "consular", "Place london already exists; its kind is 'embassy', not 'consular'."),
    ]


def test_update_changes_contacts_and_empty_cells_keep_the_existing_values(clerk: Clerk) -> None:
    clerk.does("place", "edit", "london", "--contact", "Anna", "--phone", "1")
    path = sheet(clerk, "code,contact,phone,address", 'london,,2,"Gloucester Place 45\nLondon"', "dublin,,,")
    outcome = imports(clerk, "places", path, "--update")
    assert figures(outcome) == (1, 1, 0)
    london = place(clerk, "london")
    assert (london["contact"], london["phone"], london["address"]) == ("Anna", "2", "Gloucester Place 45 London")
    assert figures(imports(clerk, "places", path, "--update")) == (0, 2, 0)


def test_update_adds_places_too_but_refuses_a_mistyped_code(clerk: Clerk) -> None:
    path = sheet(clerk, HEADER, "riga1,Rīgas 1. skola,school,,Anna")
    assert figures(imports(clerk, "places", path, "--update")) == (1, 0, 0)
    path = sheet(clerk, "code,contact", "lodnon,Berta")
    assert errors(clerk, "places", path, "--update") == [
        (2, "code", "lodnon", "There is no place 'lodnon'. Did you mean london (Embassy in London)?")
    ]


def test_update_does_not_open_or_close_places(clerk: Clerk) -> None:
    path = sheet(clerk, "code,status", "london,closed", "dublin,open")
    ((line, column, _, message),) = errors(clerk, "places", path, "--update")
    assert (line, column) == (2, "status")
    assert "tracker place close" in message


def test_update_is_for_places_and_levels_only(clerk: Clerk) -> None:
    path = sheet(clerk, "code,title", "THB,Title")
    assert (
        clerk.refused("import", "booklets", path, "--update", code=2) == "--update applies only to places and levels."
    )


def test_a_closed_place_is_closed_from_today_and_the_clerk_is_informed(clerk: Clerk) -> None:
    path = sheet(clerk, f"{HEADER},status", "old,Old library,library,LV,,Closed")
    assert imports(clerk, "places", path)["messages"] == [
        "Line 2: The sheet does not say when old was closed; it is closed from today."
    ]
    assert place(clerk, "old")["status"] == "closed"
    assert figures(imports(clerk, "places", path)) == (0, 1, 0)


def test_invalid_or_reserved_codes_and_unknown_kinds_and_countries_are_refused(clerk: Clerk) -> None:
    rows = "-x,X,school,LV,", "Loss,X,school,LV,", ",X,school,LV,", "a,A,scool,LV,", "b,B,school,XX,", "c,,,LV,"
    found = errors(clerk, "places", sheet(clerk, HEADER, *rows))
    assert [error[:3] for error in found] == [
        (2, "code", "-x"),
        (3, "code", "Loss"),
        (4, "code", ""),
        (5, "kind", "scool"),
        (6, "country", "XX"),
        (7, "name", ""),
        (7, "kind", ""),
    ]
    assert "reserved" in found[1][3]
    assert "Did you mean school" in found[3][3]


def test_a_code_that_occurs_twice_in_a_sheet_must_have_the_same_content(clerk: Clerk) -> None:
    rows = "a,A,school,LV,", "A,A,school,LV,"
    assert figures(imports(clerk, "places", sheet(clerk, HEADER, *rows))) == (1, 1, 0)
    (error,) = errors(clerk, "places", sheet(clerk, HEADER, "b,B,school,LV,", "b,Other,school,LV,"))
    assert error[:3] == (3, "name", "Other")


def test_places_without_codes_get_them_from_their_latvian_and_russian_names(clerk: Clerk) -> None:
    path = sheet(
        clerk,
        "name,kind",
        "Ventspils bibliotēka,library",
        "Даугавпилс школа,school",
        "Embassy in London,embassy",
        "Public,library",
    )
    assert "has no column for code" in clerk.refused("import", "places", path)
    assert figures(imports(clerk, "places", path, "--create-missing")) == (3, 1, 0)
    existing = {"annex", "dublin", "liepaja", "london", "store"} & set(codes(clerk))
    assert set(codes(clerk)) - existing == {"ventspils-biblioteka", "daugavpils-shkola", "Public-2"}
    assert figures(imports(clerk, "places", path, "--create-missing")) == (0, 4, 0)


def test_booklets_are_added_skipped_and_refused(clerk: Clerk) -> None:
    path = sheet(clerk, "code,title,note", "DV,Darba vardarbība,jauna", "thb,Cilvēku tirdzniecības novēršana,")
    assert figures(imports(clerk, "booklets", path)) == (1, 1, 0)
    assert figures(imports(clerk, "booklets", path)) == (0, 2, 0)
    assert [(row["code"], row["note"]) for row in clerk.reads("booklet", "list")] == [("DV", "jauna"), ("THB", None)]
    path = sheet(clerk, "code,title", "dv,Other", "x y,Title", "Z,")
    assert [error[:3] for error in errors(clerk, "booklets", path)] == [
        (2, "title", "Other"),
        (3, "code", "x y"),
        (4, "title", ""),
    ]


@pytest.mark.slow
@pytest.mark.parametrize("table", ["booklets", "places"])
def test_an_exported_list_gives_the_same_list_in_a_new_ledger_and_is_skipped_in_its_own(
    clerk: Clerk, table: str
) -> None:
    clerk.does(
        "place", "edit", "london", "--phone", "+44 20", "--note", "=SUM(A1)", "--city", "London", "--region", "South"
    )
    clerk.does("place", "close", "liepaja")
    clerk.does("booklet", "add", "DV", "Darba vardarbība", "--note", "Насилие на работе")
    path, copy = clerk.db.parent / "list.csv", clerk.db.parent / "copy.csv"
    clerk.does("export", table, "-o", path)
    rows = len(path.read_text(encoding="utf-8").splitlines()) - 1
    assert figures(imports(clerk, table, path)) == (0, rows, 0)
    other = ("--db", clerk.db.parent / "other.db")
    clerk.does("init", *other)
    imports(clerk, table, path, *other)
    clerk.does("export", table, "-o", copy, *other)
    assert copy.read_bytes() == path.read_bytes()


def test_discreet_places_come_in_as_they_go_out(clerk: Clerk) -> None:
    path = sheet(clerk, "code,name,kind,discreet", "shelter,Shelter,ngo,Yes", "open,Open,ngo,no", "plain,Plain,ngo,")
    clerk.does("import", "places", path)
    assert [place(clerk, code).get("discreet") for code in ("shelter", "open", "plain")] == ["yes", None, None]
    listed = clerk.db.with_name("places.csv")
    clerk.does("export", "places", "-o", listed)
    assert figures(imports(clerk, "places", listed))[0] == 0
    assert figures(imports(clerk, "places", path))[0] == 0
    other = sheet(clerk, "code,name,kind,discreet", "shelter,Shelter,ngo,no", "open,Open,ngo,yes", "plain,Plain,ngo,")
    assert [column for _, column, _, _ in errors(clerk, "places", other)] == ["discreet", "discreet"]
    clerk.does("import", "places", other, "--update")
    assert [place(clerk, code).get("discreet") for code in ("shelter", "open", "plain")] == [None, "yes", None]
    ((*_, said),) = errors(clerk, "places", sheet(clerk, "code,name,kind,discreet", "x,X,ngo,maybe"))
    assert said == "'maybe' does not say whether a place is discreet; write yes or no."


def test_the_languages_of_an_exported_list_of_booklets_are_said_to_be_left_out(clerk: Clerk) -> None:
    said = "The languages are not imported: a booklet has those of its print runs; see 'import print-runs'."
    path = sheet(clerk, "code,title,languages", 'DV,Darba vardarbība,"lv, ru"', "X,Y,")
    assert imports(clerk, "booklets", path)["messages"] == [said]
    assert imports(clerk, "booklets", sheet(clerk, "code,title,languages", "Z,Zeta,"))["messages"] == []
