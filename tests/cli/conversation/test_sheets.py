"""`tracker import FILE`: the table of a sheet is guessed, and asked for on a terminal."""

import shlex

import pytest

from tests.adapters import docs
from tests.cli.sheets import sheet
from tests.cli.test_prompts import at_a_terminal
from tests.conftest import Clerk, made_once


@made_once
def stocked(clerk: Clerk) -> Clerk:
    """A clerk whose store has 9000 copies."""
    clerk.does("print", "THB/lv", 9000, "--date", "2013-01-01")
    return clerk


def test_without_a_terminal_the_error_has_the_command(stocked: Clerk) -> None:
    path = sheet(stocked, "Datums;Vieta;Vienība;Eksemplāri", "1.3.2015;london;THB/lv;5")
    refused = stocked.refused("import", path, code=2)
    assert refused == (
        f"Specify the table of sheet.csv; this may fit: tracker import shipments {path} --map Datums=date "
        '--map Vieta=place --map "Vienība=item" --map "Eksemplāri=quantity"'
    )
    path = sheet(stocked, "Кому,2015-01,2015-02", "london,5,6")
    assert stocked.refused("import", path, code=2).endswith(' --map "Кому=place" --across date --map "\'THB/lv\'=item"')


def test_a_sheet_is_asked_about_once(stocked: Clerk) -> None:
    rows = ("Londona,01/02/2015,5", "Londona,02/02/2015,5", "Ogre,03/02/2015,7", "Total,,17")
    path = sheet(stocked, "Where to,Date,No. of copies", *rows, name="june.csv")
    code, screen = at_a_terminal(stocked, "import", str(path), answers="\n" * 8)
    assert code == 0, screen
    for told in ("Is Londona the place london?", "New places: Ogre.", "a correct total", "Copies: 17 of THB/lv."):
        assert told in screen
    assert [(row["place"], row["quantity"]) for row in stocked.reads("shipments")] == [
        ("london", 5),
        ("london", 5),
        ("Ogre", 7),
    ]
    path = sheet(stocked, "Where to,Date,No. of copies", "Londona,14/03/2015,9", name="july.csv")
    told = stocked.does("import", "shipments", path, "--profile", stocked.db.with_name("june.toml")).out
    assert "1 recorded" in told


def test_what_settles_a_refusal_is_asked_in_every_language(stocked: Clerk) -> None:
    path = sheet(stocked, "Datums;Vieta;Eksemplāri", "2015-03;london;5")
    code, screen = at_a_terminal(stocked, "--lang", "lv", "import", str(path), answers="\n" * 8)
    assert code == 0, screen
    assert [(row["date"], row["quantity"]) for row in stocked.reads("shipments")] == [("2015-03-01", 5)]


@pytest.mark.slow
def test_the_sheet_of_the_manual_takes_fifteen_keys(clerk: Clerk, sample: bytes) -> None:
    """Each of its questions takes Enter, so there are as many keys as questions."""
    clerk.db.write_bytes(sample)
    _, _, shown = docs.topic("sheets").partition("$ cat june.csv\n")
    path = sheet(clerk, *(line.strip() for line in shown.partition("\n\n")[0].splitlines()), name="june.csv")
    code, screen = at_a_terminal(clerk, "import", str(path), answers="\n" * 15)
    assert code == 0, screen
    assert screen.count("]: ") <= 15
    for told in ("Is Dublina the place dublin?", "New places: Ogre.", "Copies: 30 of THB/lv, 11 of THB/ru."):
        assert told in screen


@pytest.mark.slow
def test_columns_with_strange_headings_are_guessed_by_their_cells(stocked: Clerk) -> None:
    """As in public lists of deliveries, with days without any and with copies that came back."""
    rows = ("dublin,Pfizer,27-12-2020,40", "dublin,Pfizer,28-12-2020,0", "dublin,Pfizer,29-12-2020,-5")
    path = sheet(stocked, "kodas,type,data_consegna,numero_dosi", *rows)
    code, screen = at_a_terminal(stocked, "import", str(path), answers="\n" * 15)
    assert code == 0, screen
    assert "Columns: data_consegna = date, kodas = place, numero_dosi = quantity." in screen
    assert [(row["date"], row["quantity"]) for row in stocked.reads("shipments")] == [("2020-12-27", 40)]


@pytest.mark.slow
def test_what_a_sheet_does_not_have_may_be_said_for_all_its_rows(stocked: Clerk) -> None:
    path = sheet(stocked, "Day,Comments", "27.12.2020,a visit", "28.12.2020,another")
    code, screen = at_a_terminal(stocked, "import", str(path), answers="\n\ndublin\n3\n" + "\n" * 5)
    assert code == 0, screen
    assert [(row["place"], row["quantity"]) for row in stocked.reads("shipments")] == [("dublin", 3), ("dublin", 3)]


@pytest.mark.slow
def test_goods_as_columns_and_a_place_called_total(clerk: Clerk) -> None:
    """As in a public list of deliveries to oil firms; two items, and nothing printed yet."""
    rows = ("Tradex,25,35,2014-09-01", "Total,14,42,2014-05-10", "Tamoil,19,15,2014-10-30", "Tradex,-5,,2014-11-01")
    path = sheet(clerk, "firm,essence,gasoil,day", *rows)
    answers = ["", "n", "item", "", "", "", "", "CD", "fr", *[""] * 6]
    code, screen = at_a_terminal(clerk, "import", str(path), answers="\n".join(answers))
    assert code == 0, screen
    for told in ("Is Total a place?", "Add --open?", "Add --negative-as returns?", "Add --received?"):
        assert told in screen, told
    assert "Copies: 53 of essence/fr, 92 of gasoil/fr." in screen
    path = sheet(clerk, "firm,essence,gasoil,day", "Tradex,1,2,2014-12-01", "Total,3,4,2014-12-01", name="next.csv")
    clerk.does("print", "gasoil/fr", 6, "-d", "2014-01-01"), clerk.does("print", "essence/fr", 4, "-d", "2014-01-01")
    told = clerk.does("import", path, "--profile", clerk.db.with_name("sheet.toml")).out
    assert "Copies: 4 of essence/fr, 6 of gasoil/fr." in told, "Total is still a place"


@pytest.mark.slow
def test_a_wrong_meaning_of_the_headings_is_asked_for_again(stocked: Clerk) -> None:
    path = sheet(stocked, "where,THB/lv,sent", "london,25,2014-09-01", "dublin,19,2014-10-30")
    answers = ["", "n", "date", "", "THB/lv", "language", "", "", "THB", "item", *[""] * 4]
    code, screen = at_a_terminal(stocked, "import", str(path), answers="\n".join(answers))
    assert (code, "Copies: 44 of THB/lv." in screen) == (0, True), screen
    assert screen.count("Meaning of the headings above the copies") == 3
    assert "has no column with a date as its heading" in screen
    assert "has no column with a language as its heading" in screen


@pytest.mark.slow
def test_a_conversation_that_ends_early_prints_its_command(stocked: Clerk) -> None:
    path = sheet(stocked, "Day,Where to,Copies,status", "2015-01-01,london,5,sent")
    code, screen = at_a_terminal(stocked, "import", str(path), answers="\n\nn\nn\n")
    assert code == 1
    assert "status = status. Is this correct?" in screen
    assert "Omit the column status?" in screen
    assert f"The command so far: tracker import shipments {path} --map Day=date" in screen
    path = sheet(stocked, "date,place,item,quantity", "2015-01-01,london,THB/lv,5")
    stocked.does("import", "shipments", path)
    code, screen = at_a_terminal(stocked, "import", str(path), answers="\n" * 3)
    assert (code, screen.rstrip().splitlines()[-1]) == (0, "All rows are already recorded; there is nothing to record.")


@pytest.mark.slow
def test_languages_ditto_marks_and_a_year_next_to_its_months(stocked: Clerk) -> None:
    rows = ("1. marts 2015;london;latviešu;12", ';"""";latviešu;6', "3.4.15;dublin;latviešu;-", "Kopā;;;18")
    path = sheet(stocked, "Datums;Kam;Valoda;Eksemplāri", *rows)
    code, screen = at_a_terminal(stocked, "--lang", "lv", "import", str(path), answers="\n" * 8)
    assert code == 0, screen
    path = sheet(stocked, "Кому;2015-01;2015-02;2015", "london;5;6;11", "Итого;5;6;11")
    code, screen = at_a_terminal(stocked, "--lang", "ru", "import", str(path), answers="\n" * 8)
    assert code == 0, screen
    assert [row["quantity"] for row in stocked.reads("shipments")] == [5, 6, 12, 6]


@pytest.mark.slow
def test_given_options_are_kept_and_a_dry_run_records_nothing(stocked: Clerk) -> None:
    path = sheet(stocked, "Day,To,Pieces,Sent by", "2015-01-01,Ogre,3,Ann", "2015-01-02,Ogre,4,Bob")
    given = ("--dry-run", "--country=FR", "--map", "Pieces=quantity", "--where", "Sent by=Ann", "--received")
    code, screen = at_a_terminal(stocked, "import", str(path), *given, answers="\n" * 8)
    assert (code, stocked.reads("shipments"), path.with_suffix(".toml").exists()) == (0, [], False), screen
    assert "Country of new places" not in screen
    assert "Record it?" not in screen
    assert "Copies: 3 of THB/lv." in screen
    assert "--dry-run --country FR --map Pieces=quantity --where 'Sent by=Ann' --received" in screen.replace('"', "'")


@pytest.mark.slow
def test_a_profile_of_a_wide_sheet_names_its_table(stocked: Clerk) -> None:
    path, profile = sheet(stocked, "place,date,THB/lv", "london,2015-01-01,3"), stocked.db.with_name("wide.toml")
    stocked.does("import", "shipments", path, "--across", "item", "--fill-down", "date", "--save-profile", profile)
    path = sheet(stocked, "place,date,THB/lv", "london,2015-02-01,4", "dublin,,5", name="next.csv")
    assert "2 recorded" in stocked.does("import", path, "--profile", profile).out


@pytest.mark.slow
def test_titles_in_headings_and_cells_are_items(clerk: Clerk) -> None:
    for booklet, title in (("ESS", "essence"), ("JET", "jet")):
        clerk.does("booklet", "add", booklet, title)
        clerk.does("print", f"{booklet}/fr", 90, "--date", "2013-01-01")
    path = sheet(clerk, "mois,firme,essence,jet", "2014-09-01,london,3,4")
    code, screen = at_a_terminal(clerk, "import", str(path), answers="\n" * 8)
    assert "Copies: 3 of ESS/fr, 4 of JET/fr." in screen, screen
    path = sheet(clerk, "Where;Sent;Pieces;What", "london;2014-10-01;5;jet", name="next.csv")
    code, screen = at_a_terminal(clerk, "import", str(path), answers="\n" * 8)
    assert "What = item" in screen
    assert (code, "Copies: 5 of JET/fr." in screen) == (0, True), screen
    clerk.does("print", "JET/de", 90, "--date", "2013-01-01")
    path = sheet(clerk, "Where;Sent;Pieces;What", "london;2014-11-01;6;jet", name="last.csv")
    code, screen = at_a_terminal(clerk, "import", str(path), answers="\n" * 9)
    assert "6 of JET/de." in screen, screen


@pytest.mark.slow
def test_rows_of_one_status_and_the_best_of_two_quantities(clerk: Clerk) -> None:
    """As in a public list of deliveries by makers. ? lists what fits, and < goes back to the question before."""
    clerk.does("booklet", "add", "PFI", "Pfizer")
    rows = ("26.12.2020;10;9750;Delivered;Pfizer", "4.1.2021;7;60;Planned;Pfizer", "5.1.2021;8;70;Confirmed;Pfizer")
    path = sheet(clerk, "Date;Units;Doses;Status;Vaccine", *rows)
    answers = ["?", "print-runs", "?", "", "Arrived", "<", "", "!Planned", "fren?", "fr", "", ""]
    code, screen = at_a_terminal(clerk, "import", str(path), answers="\n".join(answers))
    assert code == 0, screen
    assert "Doses = quantity, Vaccine = item, Status = status. Is this correct?" in screen
    assert screen.count("Is this correct?") == 3, "? and < ask again"
    for told in ("  seminars\r\n", "  Confirmed\r\n", "  fr  French\r\n"):
        assert told in screen, told
    assert "--map Status= --where 'Status!=Planned'" in " ".join(screen.split())
    assert "Copies: 9 820 of PFI/fr." in screen.replace("\u00a0", " ")
    path = sheet(
        clerk, "Where,When,Copies,Status", "dublin,2021-02-01,2,done", "dublin,2021-02-02,3,cancelled", name="h.csv"
    )
    clerk.does("ship", "dublin", "PFI/fr=9", "--received", "--date", "2021-01-30")
    code, screen = at_a_terminal(clerk, "import", str(path), answers="handouts\n\ndone\n\n")
    assert (code, "Copies: 2 of PFI/fr." in screen) == (0, True), screen


@pytest.mark.slow
def test_the_country_of_the_store_is_offered_and_equal_counts_are_not_recorded_again(nobody: Clerk) -> None:
    nobody.does("init", "--country", "BE")
    nobody.does("booklet", "add", "THB", "Traite"), nobody.does("print", "THB/fr", 20, "-d", "2015-01-01")
    path = sheet(nobody, "place,date,item,quantity", "Liège,2015-02-01,THB/fr,3")
    code, screen = at_a_terminal(nobody, "import", str(path), answers="counts\n" + "\n" * 7)
    assert (code, "Country of new places [BE]" in screen, "New places: 1 in Belgium" in screen) == (0, True, True), (
        screen
    )
    code, screen = at_a_terminal(nobody, "import", "counts", str(path), answers="")
    assert (code, "1 skipped (already recorded)" in screen, "separate" in screen) == (0, True, False), screen


@pytest.mark.slow
def test_places_without_codes_and_countries(clerk: Clerk) -> None:
    """As in public lists of missions and of libraries: codes are made from the names."""
    path = sheet(clerk, "type,name,address", "library,Ādažu bibliotēka,Gaujas iela 27", "library,Ropažu bibliotēka,")
    code, screen = at_a_terminal(clerk, "import", str(path), answers="\n" * 5)
    assert (code, "2 recorded" in screen) == (0, True), screen
    path = sheet(clerk, "land,city,type", "AT,Vienna,embassy", "AZ,Baku,embassy", name="missions.csv")
    code, screen = at_a_terminal(clerk, "import", str(path), answers="\n\ncity\n\n")
    assert (code, "2 recorded" in screen) == (0, True), screen
    assert [row["country"] for row in clerk.reads("place", "list", "--kind", "library")] == ["LV", "LV"]


@pytest.mark.slow
def test_a_county_is_no_count(stocked: Clerk) -> None:
    """Nor is it a place: at an address it is a region."""
    path = sheet(stocked, "City,County,Provider_Name,Doses", "Riga,Vidzeme,Clinic A,5")
    refused = stocked.refused("import", path, code=2)
    assert "may fit: tracker import shipments" in refused
    assert "--map County=region --map Doses=quantity" in refused


@pytest.mark.slow
def test_an_unchanged_sheet_with_returns_lacks_nothing(stocked: Clerk) -> None:
    rows = ("2015-01-01,london,THB/lv,5", "2015-01-09,london,THB/lv,-2", "2015-01-20,london,THB/lv,4")
    path = sheet(stocked, "date,place,item,quantity", *rows)
    stocked.does("import", "shipments", path, "--received", "--negative-as", "returns")
    code, screen = at_a_terminal(stocked, "import", str(path), "--received", answers="\n" * 5)
    assert (code, "lacks" in screen) == (0, False), screen
    assert screen.rstrip().endswith("All rows are already recorded; there is nothing to record.")


@pytest.mark.slow
@pytest.mark.parametrize("number", ["Nr", "ID", "No.", "N.p.k."])
def test_a_column_of_row_numbers_is_no_language(stocked: Clerk, number: str) -> None:
    rows = ("1;01.09.2014.;london;10;5", "2;02.09.2014.;dublin;20;")
    stocked.does("print", "THB/ru", 90, "--date", "2013-01-01")
    path = sheet(stocked, f"{number};Datums;Vieta;Latviešu;ru", *rows)
    code, screen = at_a_terminal(stocked, "import", str(path), answers="\n" * 8)
    assert (code, "Copies: 30 of THB/lv, 5 of THB/ru." in screen) == (0, True), screen
    assert f"Unused columns: {number}." in screen


@pytest.mark.slow
def test_a_column_is_proposed_from_either_header_line(stocked: Clerk) -> None:
    stocked.does("print", "THB/ru", 90, "--date", "2013-01-01")
    for place in ("Where to", "Point"):
        rows = ("london;10;5;7;", "dublin;;3;8;2", "Total;10;8;15;2")
        path = sheet(stocked, ";July 2014;;August 2014;", f"{place};Latvian;Russian;Latvian;Russian", *rows)
        code, screen = at_a_terminal(stocked, "import", str(path), "--source", place, answers="\n" * 8)
        assert (code, "Copies: 25 of THB/lv, 10 of THB/ru." in screen) == (0, True), screen
        assert "New places" not in screen


@pytest.mark.slow
@pytest.mark.parametrize(
    ("rows", "copies"),
    [
        (("Where to,July 2014,August 2014,Total", "london,10,5,15", "dublin,7,,7"), 22),
        (("Date,london,dublin,Total", "2014-07-01,10,5,15"), 15),
        (("Where to,2014-07,2014-08-01,Total", "london,10,5,15", "dublin,7,,7"), 22),
        (("Point,July 2014,August 2014,Total", "london,10,5,15", "dublin,7,,7"), 22),
    ],
)
def test_months_and_places_below_a_title(stocked: Clerk, rows: tuple[str, ...], copies: int) -> None:
    path = sheet(stocked, "Leaflets sent in 2014,,,", ",,,", *rows)
    code, screen = at_a_terminal(stocked, "import", str(path), answers="\n" * 8)
    assert (code, f"Copies: {copies} of THB/lv." in screen) == (0, True), screen


@pytest.mark.slow
@pytest.mark.parametrize(
    ("rows", "copies"),
    [
        (("Nr.;Datums;London;Dublin;Kopā", "1;01.09.2014;10;5;15", "2;02.09.2014;20;;20"), "35 of THB/lv"),
        (("Npk;Datums;London;Dublin", "7;01.09.2014;10;5", "9;02.09.2014;20;"), "35 of THB/lv"),
        ((";2014-07;;2014-08;;Kopā", ";lv;ru;lv;ru;", "london;10;5;7;;22", "dublin;;3;8;2;13"), "25 of THB/lv, 10 of"),
        (("Vieta;2014-07;;2014-08;;", ";lv;ru;lv;ru;Kopā", "london;10;5;7;;22"), "17 of THB/lv, 5 of THB/ru"),
        ((";London;;Dublin;;Всего", ";LV;RU;LV;RU;", "2014-07;3;4;5;6;18", "2014-08;3;;5;;8"), "16 of THB/lv, 10 of"),
        ((";Talsi;;Dublin;", "Datums;latv.;kriev.;latv.;kriev.", "3.7.2014;3;4;5;6"), "8 of THB/lv, 10 of THB/ru"),
        ((";Июль 2014;;Авг. 2014;", "Кому;лат.;рус.;лат.;рус.", "london;10;5;7;"), "17 of THB/lv, 5 of THB/ru"),
        (("Where;TYPE;Date;Skaits", "London;parcel;2014-07-01;4", "Dublin;parcel;2014-07-02;5"), "9 of THB/lv"),
        (("Materiāls;Datums;Кому;Bukletu skaits", "THB/lv;1.7.2014;London;4"), "4 of THB/lv"),
    ],
)
def test_shapes_of_offices_take_enter(stocked: Clerk, rows: tuple[str, ...], copies: str) -> None:
    stocked.does("print", "THB/ru", 90, "--date", "2013-01-01")
    path = sheet(stocked, *rows)
    code, screen = at_a_terminal(stocked, "import", str(path), answers="\n" * 9)
    assert (code, f"Copies: {copies}" in screen) == (0, True), screen
    assert {row["place"] for row in stocked.reads("shipments")} <= {"london", "dublin", "Talsi"}


@pytest.mark.slow
def test_the_year_of_months_is_asked_for_in_place(stocked: Clerk) -> None:
    path = sheet(stocked, "Vieta;Jūlijs;Augusts;Kopā", "london;10;5;15", "dublin;;7;7")
    code, screen = at_a_terminal(stocked, "import", str(path), answers="\n\n14\n2014\n" + "\n" * 4)
    assert (code, screen.count("Year of these months")) == (0, 2), screen
    assert '--map "Jūlijs=2014-07" --map Augusts=2014-08' in screen.replace("'", '"')
    assert [(row["date"], row["quantity"]) for row in stocked.reads("shipments")] == [
        ("2014-07-31", 10),
        ("2014-08-31", 5),
        ("2014-08-31", 7),
    ]


@pytest.mark.slow
def test_a_column_that_is_no_new_place_is_left_out(stocked: Clerk) -> None:
    path = sheet(stocked, "Datums,london,dublin,Ogre,Svars", "2014-09-01,10,5,1,450")
    code, screen = at_a_terminal(stocked, "import", str(path), answers="\n\nplace\nn\nn\ny\ny\n" + "\n" * 4)
    assert "New places: Ogre, Svars. Add them?" in screen
    assert (code, "Copies: 16 of THB/lv." in screen) == (0, True), screen
    path.write_text(path.read_text("utf-8").replace("09", "10"), encoding="utf-8")
    words = shlex.split(screen.partition("The command was: tracker ")[2].partition(" --save-profile")[0])
    assert "Svars=" in words
    assert "Copies: 16 of THB/lv." in stocked.does(*words).out


@pytest.mark.slow
def test_the_table_of_a_journal_is_asked_for(stocked: Clerk) -> None:
    rows = ("01.09.2014;Saņemts no tipogrāfijas;100;;100", "02.09.2014;London;;20;80", "03.09.2014;Dublin;;30;50")
    path = sheet(stocked, "Datums;Apraksts;Ieņemts;Izsniegts;Atlikums", *rows)
    refused = stocked.refused("import", path, code=2)
    assert "The sheet seems to be a journal" in refused and "may fit" not in refused
    code, screen = at_a_terminal(stocked, "import", str(path), answers="\nshipments\n\n\n\nIzsniegts\n" + "\n" * 4)
    assert "Table: an answer is needed." in screen
    assert (code, "Copies: 50 of THB/lv." in screen, "New places" in screen) == (0, True, False), screen


@pytest.mark.slow
def test_a_given_mapping_adds_to_a_profile_that_keeps_openings(clerk: Clerk) -> None:
    path, profile = sheet(clerk, "Datums,Kam,Eks.,Cits", "2014-09-01,london,5,x"), clerk.db.with_name("p.toml")
    words = ("--map", "Datums=date", "--map", "Kam=place", "--map", "Eks.=quantity", "--map", "'THB/lv'=item", "--open")
    clerk.does("print", "THB/lv", 1, "-d", "2015-01-01")
    clerk.does("import", "shipments", path, *words, "--save-profile", profile)
    path = sheet(clerk, "Datums,Kam,Gab.,Cits", "2014-10-01,london,7,x", name="next.csv")
    told = clerk.does("import", path, "--profile", profile, "--map", "Gab.=quantity", "--map", "Cits=").out
    assert "Copies: 7 of THB/lv." in told and "Unused" not in told and "7 copies on 2014-09-30" in told


@pytest.mark.slow
def test_places_above_languages_and_an_answer_left_out(stocked: Clerk) -> None:
    stocked.does("print", "THB/ru", 90, "--date", "2013-01-01")
    path = sheet(stocked, "nr;london;;dublin;", ";LV;RU;LV;RU", "1;3;4;5;6")
    answers = "\nplace,language\n\n2014-07-01\nTHB\n" + "\n" * 6
    code, screen = at_a_terminal(stocked, "import", str(path), answers=answers)
    assert (code, "Copies: 8 of THB/lv, 10 of THB/ru." in screen) == (0, True), screen
    assert "date (a column, or one for all rows): an answer is needed." in screen
