"""Sheets that name things as people do: items by title and language, places by their names."""

import pytest

from tests.cli.sheets import errors, figures, imports, sheet
from tests.cli.terminal import held_by
from tests.conftest import Clerk, made_once

HEADER = "date,place,item,quantity"
TITLE = "Cilvēku tirdzniecības novēršana"


@made_once
def printed(clerk: Clerk) -> Clerk:
    """A clerk with 1000 copies each of two languages of THB, and of another booklet whose code has a hyphen."""
    clerk.does("booklet", "add", "DV-2", "Darba vardarbība (2. izdevums)")
    for item in ("THB/lv", "THB/ru", "DV-2/lv"):
        clerk.does("print", item, 1000, "--date", "2015-01-01")
    return clerk


def sent(clerk: Clerk, path: object, *words: object) -> list[str]:
    """Import a sheet of shipments, and return the item of each."""
    before = clerk.reads("shipments")
    imports(clerk, "shipments", path, *words)  # type: ignore[arg-type]
    return [row["item"] for row in clerk.reads("shipments")[len(before) :]]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "item"),
    [
        ("THB-LV", "THB/lv"),
        ("thb/LV", "THB/lv"),
        ("thb – ru", "THB/ru"),
        ("THB lv", "THB/lv"),
        ("THB (krievu)", "THB/ru"),
        (f"{TITLE}/lv", "THB/lv"),
        (f"{TITLE} / Russian", "THB/ru"),
        (f"{TITLE} (LV)", "THB/lv"),
        ("cilveku tirdzniecibas noversana (latviesu)", "THB/lv"),
        (f"{TITLE.replace(' ', '  ')} (lv)", "THB/lv"),
        ("DV-2-lv", "DV-2/lv"),
        ("Darba vardarbība (2. izdevums) (lv)", "DV-2/lv"),
        ("THB/lv/1", "THB/lv"),
    ],
)
@pytest.mark.parametrize("table", ["shipments", "counts"])
def test_an_item_is_named_by_code_or_title_and_its_language_by_code_or_name(
    printed: Clerk, table: str, name: str, item: str
) -> None:
    outcome = imports(printed, table, sheet(printed, HEADER, f"2015-02-01,london,{name},1"))
    assert outcome["copies"] == [{"item": item, "copies": 1}]


@pytest.mark.slow
def test_a_booklet_and_its_language_stand_in_columns_of_their_own(printed: Clerk) -> None:
    path = sheet(
        printed,
        "date,place,booklet,language,quantity",
        "2015-02-01,london,THB,Latvian,1",
        f"2015-02-02,london,{TITLE.upper()},ru,2",
        "2015-02-03,london,thb,krievu,3",
    )
    assert sent(printed, path) == ["THB/lv", "THB/ru", "THB/ru"]
    assert figures(imports(printed, "shipments", path)) == (0, 3, 0)
    beside = sheet(printed, f"{HEADER},language", "2015-02-04,london,THB,1,lv", "2015-02-05,london,THB/ru,1,")
    assert sent(printed, beside) == ["THB/lv", "THB/ru"]
    constant = sheet(printed, "date,place,title,quantity", f"2015-02-06,london,{TITLE},1")
    assert sent(printed, constant, "--map", "title=booklet", "--map", "'lv'=language") == ["THB/lv"]
    assert figures(imports(printed, "returns", sheet(printed, f"{HEADER},language"))) == (0, 0, 0)


def test_what_is_not_found_is_suggested(printed: Clerk) -> None:
    path = sheet(
        printed,
        f"{HEADER},language",
        "2015-02-01,london,Cilveku tirdznieciba (lv),1,",
        "2015-02-01,london,THB,1,Elvish",
        "2015-02-01,london,THB (de),1,",
        "2015-02-01,london,THB/ru,1,lv",
        f"2015-02-01,london,{TITLE},1,",
        "2015-02-01,london,Something,1,",
        f"2015-02-01,london,{TITLE},1,lt",
        "2015-02-01,london,THB (latvan),1,",
    )
    found = errors(printed, "shipments", path)
    assert [error[:2] for error in found] == [(line, "item") for line in range(2, 10)]
    said = [error[3] for error in found]
    assert said[0].startswith("There is no booklet 'Cilveku tirdznieciba'. Did you mean THB (Cilvēku tirdzniecības")
    assert said[1].startswith("There is no language 'Elvish'.")
    assert said[2].startswith("There is no item 'THB/de'. Did you mean THB/")
    assert said[3] == "THB/ru is in ru, but its row says lv."
    assert said[4] == f"'{TITLE}' names no language; write THB/lv, for example, or the language in a column of its own."
    assert said[5] == "'Something' is neither an item (THB/lv) nor a print run (THB/lv/2)."
    assert said[6].startswith("There is no item 'THB/lt'.")
    assert "Did you mean lv (Latvian)" in said[7]


def test_a_title_that_two_booklets_have_is_refused_with_their_codes(printed: Clerk) -> None:
    printed.does("booklet", "add", "THB-2", TITLE)
    (error,) = errors(printed, "shipments", sheet(printed, HEADER, f"2015-02-01,london,{TITLE}/lv,1"))
    assert error[3] == f"Several booklets have the title '{TITLE}': THB and THB-2; write one of these codes."


def test_missing_booklets_are_added_with_their_titles(printed: Clerk) -> None:
    path = sheet(
        printed,
        "item,printed_on,quantity,language",
        "Jauna grāmata,2015-01-01,10,lv",
        "jauna gramata (ru),2015-01-01,20,",
        "Новая/lv,2015-01-01,5,",
        "ABC,2015-01-02,5,de",
    )
    assert "There is no booklet 'Jauna grāmata'." in errors(printed, "print-runs", path)[0][3]
    outcome = imports(printed, "print-runs", path, "--create-missing")
    assert outcome["messages"] == [
        "Added the booklet jauna-gramata (Jauna grāmata).",
        "Added the item jauna-gramata/lv.",
        "Added the item jauna-gramata/ru.",
        "Added the booklet novaya (Новая).",
        "Added the item novaya/lv.",
        "Added the booklet ABC; set its title with 'tracker booklet edit'.",
        "Added the item ABC/de.",
    ]
    assert figures(imports(printed, "print-runs", path)) == (0, 4, 0)
    printed.does("check")


def test_places_are_named_without_regard_to_case_and_diacritics(printed: Clerk) -> None:
    rows = "2015-02-01,liepajas sociālais DIENESTS,THB/lv,1", "2015-02-01,EMBASSY in london,THB/lv,2"
    path = sheet(printed, HEADER, *rows)
    imports(printed, "shipments", path, "--received")
    assert (held_by(printed, "liepaja"), held_by(printed, "london")) == ({"THB/lv": 1}, {"THB/lv": 2})
    printed.does("place", "add", "l2", "Liepājas sociālais dienēsts", "--kind", "library")
    (error,) = errors(printed, "returns", sheet(printed, HEADER, "2015-02-02,Liepajas socialais dienests,THB/lv,1"))
    assert error[3] == (
        "Several places are named 'Liepajas socialais dienests': liepaja, l2; write one of these codes."
    )
    imports(printed, "returns", sheet(printed, HEADER, "2015-02-02,Liepājas Sociālais dienests,THB/lv,1"))
    assert held_by(printed, "liepaja") == {}


def test_requests_and_receipts_name_items_so_too(printed: Clerk) -> None:
    asked = sheet(printed, "date,place,booklet,language,quantity", f"2015-02-01,london,{TITLE},lv,5")
    imports(printed, "requests", asked)
    assert [(row["item"], row["quantity"]) for row in printed.reads("request", "list")] == [("THB/lv", 5)]
    new = sheet(printed, HEADER, "2015-02-01,london,THB (en),5")
    assert figures(imports(printed, "requests", new)) == (1, 0, 0)
    shipment = printed.logs("ship", "london", "THB/lv=5", "THB/ru=6", "--date", "2015-02-01")["entry"]
    imports(printed, "receipts", sheet(printed, "shipment,date,item", f"{shipment},2015-02-02,{TITLE} (krievu)"))
    assert held_by(printed, "london") == {"THB/ru": 6}


# Places that are added -------------------------------------------------------------------------------


def place(clerk: Clerk, code: str) -> tuple[str | None, ...]:
    """Return the name of a place, its kind, country, region and city."""
    shown = clerk.reads("place", "show", code)
    return tuple(shown[column] for column in ("name", "kind", "country", "region", "city"))


@pytest.mark.slow
@pytest.mark.parametrize("table", ["shipments", "requests"])
def test_missing_places_are_added_as_the_sheet_describes_them(printed: Clerk, table: str) -> None:
    path = sheet(
        printed,
        f"{HEADER},name,kind,country,region,city",
        "2015-02-01,nicosia,THB/lv,1,Vēstniecība Kiprā,Embassy,Cyprus,,Nikosija",
        "2015-02-02,NICOSIA,THB/lv,2,,,cy,,",
        "2015-02-03,Rēzeknes bibliotēka,THB/lv,3,,library,,Latgale,Rēzekne",
        "2015-02-03,rezeknes biblioteka,THB/ru,3,,,Latvija,latgale,",
        "2015-02-04,london,THB/lv,4,Somewhere else,school,LV,Latgale,Rēzekne",
        "2015-02-05,Somewhere,THB/lv,5,,,,,",
    )
    outcome = imports(printed, table, path, "--create-missing")
    assert outcome["messages"][:3] == [
        "Added the place nicosia (Vēstniecība Kiprā), of kind embassy.",
        "Added the place rezeknes-biblioteka (Rēzeknes bibliotēka), of kind library.",
        "Added the place Somewhere, of kind other.",
    ]
    assert [said.split(" is recorded")[0] for said in outcome["messages"][3:]] == [
        "Line 6: The name of london",
        "Line 6: The kind of london",
        "Line 6: The country of london",
        "Line 6: No region of london",
        "Line 6: No city of london",
    ]
    assert place(printed, "nicosia") == ("Vēstniecība Kiprā", "embassy", "CY", None, "Nikosija")
    assert place(printed, "rezeknes-biblioteka") == ("Rēzeknes bibliotēka", "library", "LV", "Latgale", "Rēzekne")
    assert place(printed, "london") == ("Embassy in London", "embassy", "GB", None, None)
    assert place(printed, "Somewhere") == ("Somewhere", "other", "LV", None, None)
    assert figures(imports(printed, table, path)) == (0, 6, 0)
    printed.does("check")


def test_one_text_describes_all_new_places_of_a_sheet(printed: Clerk) -> None:
    path = sheet(printed, "Where;Land;Date;Item;Copies", "Paris;France;1.2.2015;THB/lv;5", "Oslo;NO;1.2.2015;THB/lv;5")
    words = ("--map", "Where=place", "--map", "Land=country", "--map", "Copies=quantity", "--map", "'embassy'=kind")
    imports(printed, "shipments", path, *words, "--create-missing")
    assert (place(printed, "Paris")[1:3], place(printed, "Oslo")[1:3]) == (("embassy", "FR"), ("embassy", "NO"))


def test_a_new_place_that_two_rows_describe_differently_is_refused_and_names_both(printed: Clerk) -> None:
    path = sheet(
        printed,
        f"{HEADER},kind,country",
        "2015-02-01,Paris,THB/lv,1,embassy,FR",
        "2015-02-02,paris,THB/lv,2,school,FR",
        "2015-02-03,Oslo,THB/lv,3,embasy,NO",
        "2015-02-04,Rome,THB/lv,3,embassy,Itly",
        "2015-02-05,london,THB/lv,3,nonsense,XX",
    )
    differs = "The kind of {} is embassy in line 2, but school in line 3; write the same in both."
    found = errors(printed, "shipments", path, "--create-missing")
    assert found[:3] == [
        (2, "kind", "embassy", differs.format("Paris")),
        (3, "kind", "school", differs.format("Paris")),
        (4, "kind", "embasy", "There is no kind 'embasy'. Did you mean embassy (Embassy)?"),
    ]
    assert (found[3][:3], len(found)) == ((5, "country", "Itly"), 4)
    assert "IT (Italy)?" in found[3][3]


def test_places_are_imported_with_countries_and_kinds_by_their_names(printed: Clerk) -> None:
    path = sheet(printed, "code,name,kind,country", "bonn,Bonn,Social Service,Germany", "riga,Rīga,library,latvija")
    imports(printed, "places", path)
    assert (place(printed, "bonn")[1:3], place(printed, "riga")[1:3]) == (("social-service", "DE"), ("library", "LV"))


def test_what_a_sheet_says_of_a_known_place_is_told_where_it_is_recorded_otherwise(printed: Clerk) -> None:
    path = sheet(
        printed,
        f"{HEADER},country,kind,city",
        "2015-02-01,london,THB/lv,1,gb,Embassy,London",
        "2015-02-02,Embassy in London,THB/lv,1,IE,,",
        "2015-02-03,london,THB/lv,1,IE,school,",
        "2015-02-04,Nicosia,THB/lv,1,CY,embassy,Nicosia",
    )
    outcome = imports(printed, "shipments", path, "--create-missing")
    assert outcome["messages"] == [
        "Added the place Nicosia, of kind embassy.",
        "Line 2: No city of london is recorded, and London was not added; see 'tracker place edit'.",
        "Line 3: The country of london is recorded as United Kingdom, not IE; see 'tracker place edit'.",
        "Line 4: The kind of london is recorded as embassy, not school; see 'tracker place edit'.",
    ]
    assert figures(outcome) == (4, 0, 0)


def test_a_new_place_with_the_name_of_another_is_told(printed: Clerk) -> None:
    told = "The name Embassy in London is that of london too; write codes to tell the places apart."
    path = sheet(printed, f"{HEADER},name", "2015-02-01,uk,THB/lv,1,Embassy in London")
    added = imports(printed, "shipments", path, "--create-missing", "--dry-run")["messages"]
    assert told in added
    path = sheet(printed, "code,name,kind", "uk,Embassy in London,embassy", "x,X,school")
    assert imports(printed, "places", path)["messages"] == [f"Line 2: {told}"]
