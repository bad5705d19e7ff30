import pytest

from tests.cli.terminal import refusal
from tests.conftest import Clerk

COLUMNS = "code,name,kind,country,city,address,contact,email,phone,note,status,region,discreet,postcode,aliases"


def test_places_are_listed_with_their_promised_columns(nobody: Clerk) -> None:
    nobody.does("init")
    assert nobody.does("place", "list", "--format", "csv").out == f"{COLUMNS}\nstore,Store,store,LV,,,,,,,open,,,,\n"


def test_a_place_remembers_how_to_reach_it(clerk: Clerk) -> None:
    where = ("--region", "Kurzeme", "--city", "Liepāja", "--address", "E. Veidenbauma iela 3", "--postcode", "LV-3401")
    how = (
        "--contact",
        "Анна Озола",
        "--email",
        "sd@example.lv",
        "--phone",
        "+371 63489650",
        "--note",
        "zvanīt iepriekš",
    )
    made = clerk.logs("place", "add", "liepaja-sd", "Liepājas dienests", "--kind", "social-service", *where, *how)
    assert made == {
        "code": "liepaja-sd",
        "name": "Liepājas dienests",
        "kind": "social-service",
        "country": "LV",
        "city": "Liepāja",
        "address": "E. Veidenbauma iela 3",
        "contact": "Анна Озола",
        "email": "sd@example.lv",
        "phone": "+371 63489650",
        "note": "zvanīt iepriekš",
        "status": "open",
        "region": "Kurzeme",
        "discreet": None,
        "postcode": "LV-3401",
        "aliases": None,
        "command": 6,
        "messages": [],
    }
    made = {name: value for name, value in made.items() if name not in ("command", "messages")}
    assert list(made) == COLUMNS.split(",")
    assert made in clerk.reads("place", "list")
    assert clerk.reads("place", "show", "liepaja-sd") == {**made, "stock": []}


def test_a_place_is_in_the_first_stores_country_unless_another_is_named(nobody: Clerk) -> None:
    nobody.does("init", "--country", "ee")
    assert nobody.logs("place", "add", "tallinn", "Tallinn", "--kind", "library")["country"] == "EE"
    assert nobody.logs("place", "add", "london", "London", "--kind", "EMBASSY", "--country", "gb")["country"] == "GB"
    assert [row["kind"] for row in nobody.reads("place", "list", "--country", "GB")] == ["embassy"]


def test_places_are_listed_by_region_whatever_its_case(clerk: Clerk) -> None:
    clerk.does("place", "edit", "liepaja", "--region", "Kurzeme")
    clerk.does("place", "add", "rezekne", "Rēzekne", "--kind", "library", "--region", "Latgale")
    assert [row["code"] for row in clerk.reads("place", "list", "--region", "latgale")] == ["rezekne"]
    assert clerk.reads("place", "list", "--region", "Latgale", "--kind", "school") == []
    assert clerk.refused("place", "list", "--region", "Latgle") == (
        "There is no place in the region 'Latgle'. Did you mean Latgale?"
    )
    clerk.does("place", "edit", "rezekne", "--region", "")
    assert clerk.reads("place", "show", "rezekne")["region"] is None
    assert "To set it, run 'tracker place edit --region'." in clerk.refused("place", "list", "--region", "Latgale")


def test_latvian_and_russian_names_sort_as_in_a_dictionary(nobody: Clerk) -> None:
    nobody.does("init", "--store-name", "Noliktava")
    names = ["Zilupe", "Žanete", "Šķēde", "Sigulda", "Ādaži", "Aizkraukle", "Avoti", "Čiekuri", "Cēsis", "Cīrava"]
    names += [
        "Ķekava",
        "Kuldīga",
        "Liepāja",
        "Ļaudona",
        "Ņikrāce",
        "Яблоко",
        "Ёлка",
        "Елена",
        "Жук",
        "Īslīce",
        "Ikšķile",
    ]
    for number, name in enumerate(names):
        nobody.does("place", "add", f"p{number}", name, "--kind", "other")
    assert [row["name"] for row in nobody.reads("place", "list")] == [
        "Aizkraukle",
        "Avoti",
        "Ādaži",
        "Cēsis",
        "Cīrava",
        "Čiekuri",
        "Ikšķile",
        "Īslīce",
        "Kuldīga",
        "Ķekava",
        "Liepāja",
        "Ļaudona",
        "Noliktava",
        "Ņikrāce",
        "Sigulda",
        "Šķēde",
        "Zilupe",
        "Žanete",
        "Елена",
        "Ёлка",
        "Жук",
        "Яблоко",
    ]


def test_places_can_be_listed_by_kind_and_country(clerk: Clerk) -> None:
    def codes(*words: str) -> list[str]:
        return [row["code"] for row in clerk.reads("place", "list", *words)]

    assert codes("--kind", "embassy") == ["dublin", "london"]
    assert codes("--country", "ie") == ["dublin"]
    assert codes("--kind", "embassy", "--country", "LV") == []


def test_a_code_is_taken_whatever_its_case(clerk: Clerk) -> None:
    assert "The code LONDON already exists; choose another code, or run 'tracker place edit LONDON'." in refusal(
        clerk, "place", "add", "LONDON", "L", "--kind", "embassy"
    )


@pytest.mark.parametrize("code", ["printer", "public", "loss", "transit", "Transit"])
def test_the_codes_of_the_places_outside_are_reserved(clerk: Clerk, code: str) -> None:
    assert "reserved" in refusal(clerk, "place", "add", code, "X", "--kind", "other", code=2)
    assert "reserved" in refusal(clerk, "place", "show", code)
    assert "reserved" in refusal(clerk, "place", "edit", code, "--name", "X")
    assert "reserved" in refusal(clerk, "place", "remove", code)
    assert "reserved" in refusal(clerk, "place", "close", code)


@pytest.mark.parametrize("code", ["", " london", "-london", ".london", "lon don", "Rīga", "a/b", "a=1", "a\n"])
def test_a_malformed_code_is_wrong_usage(clerk: Clerk, code: str) -> None:
    shown = code.replace("\n", "\ufffd")
    said = refusal(clerk, "place", "add", "--kind", "other", "--", code, "X", code=2)
    assert f"'{shown}' is not a valid code" in said


def test_nobody_adds_a_place_to_the_outside(clerk: Clerk) -> None:
    assert "There is no kind 'outside'" in refusal(clerk, "place", "add", "x", "X", "--kind", "outside")
    assert "There is no kind 'outside'" in refusal(clerk, "place", "edit", "london", "--kind", "outside")


def test_an_unknown_country_or_kind_suggests_the_nearest(clerk: Clerk) -> None:
    said = refusal(clerk, "place", "add", "x", "X", "--kind", "embassy", "--country", "United Kingdm")
    assert "There is no country 'United Kingdm'. Did you mean GB (United Kingdom)" in said
    assert "GB" in refusal(clerk, "place", "list", "--country", "United Kingdm")
    assert "embassy" in refusal(clerk, "place", "add", "x", "X", "--kind", "embasy")


def test_an_unknown_place_suggests_the_nearest_by_code_or_by_name(clerk: Clerk) -> None:
    assert "Did you mean london (Embassy in London)?" in refusal(clerk, "place", "show", "lodnon")
    assert "liepaja (Liepājas Sociālais dienests)" in refusal(clerk, "place", "show", "liepajas")
    assert "dublin (Embassy in Dublin)" in refusal(clerk, "place", "show", "Embassy")


def test_a_place_is_edited_and_an_empty_text_removes(clerk: Clerk) -> None:
    clerk.does("place", "edit", "london", "--phone", "1", "--note", "n")
    row = clerk.logs("place", "edit", "LONDON", "--name", "Vēstniecība", "--country", "ie", "--phone", "")
    assert (row["name"], row["country"], row["phone"], row["note"]) == ("Vēstniecība", "IE", None, "n")
    assert "Nothing to change" in refusal(clerk, "place", "edit", "london", code=2)
    assert "name is empty" in refusal(clerk, "place", "edit", "london", "--name", " ", code=2)


def test_a_used_place_does_not_change_between_store_and_other(clerk: Clerk) -> None:
    clerk.does("place", "edit", "dublin", "--kind", "store")
    clerk.does("place", "edit", "dublin", "--kind", "library")
    clerk.does("print", "THB/lv", 10, "--date", "2015-01-01")
    clerk.does("ship", "dublin", "THB/lv=1", "--date", "2015-01-02")
    assert refusal(clerk, "place", "edit", "dublin", "--kind", "store") == (
        "dublin is in use and cannot change from library to store; add another place and move the copies there."
    )
    assert refusal(clerk, "place", "edit", "store", "--kind", "embassy").startswith(
        "store is in use and cannot change from store to embassy; add another place and move the copies there."
    )
    clerk.does("place", "edit", "dublin", "--kind", "consular")


def test_a_place_that_was_never_used_can_be_removed(clerk: Clerk) -> None:
    clerk.does("place", "remove", "dublin")
    assert "dublin" not in [row["code"] for row in clerk.reads("place", "list")]
    clerk.does("place", "add", "Dublin", "Embassy in Dublin", "--kind", "embassy", "--country", "IE")


def test_a_used_place_and_the_first_store_stay(clerk: Clerk) -> None:
    clerk.does("print", "THB/lv", 10, "--date", "2015-01-01")
    clerk.does("ship", "london", "THB/lv=1", "--date", "2015-01-02")
    assert "in use" in refusal(clerk, "place", "remove", "london")
    assert "default store" in refusal(clerk, "place", "remove", "store")
    assert "default store" in refusal(clerk, "place", "close", "store")


def test_a_closed_place_takes_nothing_more_but_an_older_date_is_still_good(clerk: Clerk) -> None:
    clerk.does("print", "THB/lv", 10, "--date", "2015-01-01")
    assert clerk.logs("place", "close", "london", "--date", "2015-03-01", "--note", "moved")["status"] == "closed"
    for day in ("2015-03-01", "2015-03-02", "today"):
        assert ("london was closed on 2015-03-01") in refusal(clerk, "ship", "london", "THB/lv=1", "--date", day)
    clerk.does("ship", "london", "THB/lv=1", "--date", "2015-02-28", "--dry-run")
    assert "already closed" in refusal(clerk, "place", "close", "london")


def test_a_place_opened_again_takes_copies_again(clerk: Clerk) -> None:
    clerk.does("print", "THB/lv", 10, "--date", "2015-01-01")
    clerk.does("place", "close", "london", "--date", "2015-03-01")
    assert clerk.logs("place", "reopen", "london", "--date", "2015-04-01")["status"] == "open"
    clerk.does("ship", "london", "THB/lv=1", "--date", "2015-04-01")
    assert "already open" in refusal(clerk, "place", "reopen", "london")


def test_a_place_stays_closed_for_the_days_between_closing_and_opening(clerk: Clerk) -> None:
    clerk.does("print", "THB/lv", 10, "--date", "2015-01-01")
    clerk.does("place", "close", "london", "--date", "2015-03-01")
    clerk.does("place", "reopen", "london", "--date", "2015-04-01")
    for day in ("2015-03-01", "2015-03-15", "2015-03-31"):
        assert refusal(clerk, "ship", "london", "THB/lv=1", "--date", day) == (
            f"london was closed on 2015-03-01; use an earlier date, or run 'tracker place reopen london --date {day}'."
        )
    clerk.does("place", "close", "london", "--date", "2015-05-01")
    assert refusal(clerk, "ship", "london", "THB/lv=1", "--date", "2015-05-02") == (
        "london was closed on 2015-05-01; use an earlier date, or run 'tracker place reopen london --date 2015-05-02'."
    )
    clerk.does("place", "reopen", "london", "--date", "2015-05-02")
    clerk.does("ship", "london", "THB/lv=1", "--date", "2015-05-02")


def test_a_place_does_not_open_before_it_closed_nor_close_in_the_future(clerk: Clerk) -> None:
    assert "future" in refusal(clerk, "place", "close", "london", "--date", "2999-01-01")
    clerk.does("place", "close", "london", "--date", "2015-03-01")
    said = refusal(clerk, "place", "reopen", "london", "--date", "2015-02-28")
    assert said == "london is already open on 2015-02-28."
    clerk.does("place", "reopen", "london", "--date", "2015-04-01")
    said = refusal(clerk, "place", "close", "london", "--date", "2015-03-15")
    assert said == "london was last closed or reopened on 2015-04-01; use that date or a later one."
    assert "future" in refusal(clerk, "place", "reopen", "london", "--date", "2999-01-01")


def test_a_closing_that_was_undone_does_not_stand_in_the_way_of_an_earlier_one(clerk: Clerk) -> None:
    clerk.does("place", "close", "london", "--date", "2015-03-05")
    clerk.does("undo")
    clerk.does("place", "close", "london", "--date", "2015-03-03")
    clerk.does("print", "THB/lv", 10, "--date", "2015-01-01")
    for day in ("2015-03-03", "2015-03-05", "2015-03-09"):
        said = refusal(clerk, "ship", "london", "THB/lv=1", "--date", day)
        assert said.startswith("london was closed on 2015-03-03; ")
    assert clerk.reads("place", "show", "london")["status"] == "closed"
    clerk.does("undo", "--command", 8)
    clerk.does("ship", "london", "THB/lv=1", "--date", "2015-03-09")
    clerk.does("check")


def test_a_place_is_closed_only_when_it_is_empty_and_nothing_is_on_its_way(clerk: Clerk) -> None:
    clerk.does("print", "THB/lv", 10, "--date", "2015-01-01")
    clerk.does("ship", "london", "THB/lv=1", "--date", "2015-01-02")
    assert "Shipment 2 is in transit" in refusal(clerk, "place", "close", "london")
    clerk.does("receive", 2, "--date", "2015-01-05")
    assert "; return, hand out or count it first." in refusal(clerk, "place", "close", "london")


def test_a_place_does_not_close_on_a_day_on_which_it_held_copies(clerk: Clerk) -> None:
    clerk.does("place", "add", "annex", "Annex", "--kind", "store")
    clerk.does("print", "THB/lv", 10, "--to", "annex", "--date", "2015-01-01")
    clerk.does("ship", "london", "THB/lv=10", "--from", "annex", "--date", "2015-02-01")
    said = refusal(clerk, "place", "close", "annex", "--date", "2015-01-15")
    assert "annex still has 10 copies on 2015-01-15; return, hand out or count them first." in said
    clerk.does("place", "close", "annex", "--date", "2015-02-01")


def test_what_a_place_holds_is_shown_with_it(clerk: Clerk) -> None:
    clerk.does("print", "THB/lv", 10, "--date", "2015-01-01")
    clerk.does("ship", "london", "THB/lv=4", "--date", "2015-01-02", "--received")
    assert clerk.reads("place", "show", "London")["stock"] == [{"item": "THB/lv", "copies": 4}]
    shown = clerk.does("place", "show", "london").out
    assert "Embassy in London" in shown
    assert "THB/lv" in shown


def test_a_place_answers_in_words(clerk: Clerk) -> None:
    said = clerk.does("place", "add", "nicosia", "Nikosija", "--kind", "embassy", "--country", "cy").out
    assert said == "Added place nicosia: Nikosija (embassy, Cyprus).\n"
    assert clerk.does("place", "edit", "Nicosia", "--city", "Nicosia").out.startswith("Changed place nicosia.")
    assert clerk.does("place", "close", "nicosia").out == "Closed place nicosia.\n"
    assert clerk.does("place", "reopen", "nicosia").out == "Reopened place nicosia.\n"
    assert clerk.does("place", "remove", "Dublin").out == "Removed place dublin.\n"


def test_a_place_that_cannot_be_closed_says_all_that_it_holds_last(clerk: Clerk) -> None:
    for day, copies in (("2015-01-01", 5), ("2015-02-01", 3)):
        clerk.does("print", "THB/lv", 10, "--date", day)
        clerk.does("ship", "london", f"THB/lv={copies}", "--date", day, "--received")
    clerk.does("ship", "london", "THB/lv/2=3", "--date", "2015-02-01", "--received")
    said = refusal(clerk, "place", "close", "london", "--date", "2015-01-15")
    assert said.startswith("london still has 11 copies on 2015-02-01; return, hand out or count them first.")


@pytest.fixture
def emptied(clerk: Clerk) -> Clerk:
    """A clerk with London closed since 1 March: it got 10 copies (entries 2, 3) and returned them (4)."""
    clerk.does("print", "THB/lv", 100, "--date", "2015-01-01")
    clerk.does("ship", "london", "THB/lv=10", "--date", "2015-01-10", "--received")
    clerk.does("return", "london", "THB/lv=10", "--date", "2015-02-01")
    clerk.does("place", "close", "london", "--date", "2015-03-01")
    return clerk


@pytest.mark.slow
@pytest.mark.parametrize(
    "words",
    [
        ("void", 4, "--reason", "never came back"),
        ("return", "london", "THB/lv=9", "--replaces", 4),
        ("ship", "london", "THB/lv=1", "--date", "2015-02-20", "--received"),
        ("count", "london", "THB/lv=1", "--date", "2015-02-25"),
    ],
    ids=lambda words: str(words[0]),
)
def test_a_closed_place_comes_to_hold_nothing_by_what_is_logged_for_an_earlier_day(
    emptied: Clerk, words: tuple[object, ...]
) -> None:
    before = emptied.db.read_bytes()
    said = refusal(emptied, *words)
    assert said.startswith("london would have ")
    assert " on 2015-03-01, but was closed on 2015-03-01. First run 'tracker place reopen" in said
    assert emptied.db.read_bytes() == before
    emptied.does("place", "reopen", "london", "--date", "2015-03-01")
    emptied.does(*words)
    emptied.does("check")


def test_a_place_that_was_closed_for_a_month_is_empty_all_that_month(emptied: Clerk) -> None:
    emptied.does("place", "reopen", "london", "--date", "2015-04-01")
    said = refusal(emptied, "void", 4, "--reason", "never came back")
    assert said == (
        "london would have 10 copies of THB/lv/1 on 2015-03-01, but was closed on 2015-03-01. First run "
        "'tracker place reopen london --date 2015-03-01'."
    )
    emptied.does("ship", "london", "THB/lv=5", "--date", "2015-04-01", "--received")


def test_a_place_that_was_closed_is_reopened_for_the_days_that_it_was_not(emptied: Clerk) -> None:
    emptied.does("place", "reopen", "london", "--date", "2015-04-01")
    assert "was closed on" in refusal(emptied, "ship", "london", "THB/lv=5", "--date", "2015-03-20", "--received")
    emptied.does("place", "reopen", "london", "--date", "2015-03-10")
    assert "was closed on 2015-03-01" in refusal(emptied, "ship", "london", "THB/lv=5", "--date", "2015-03-09")
    emptied.does("ship", "london", "THB/lv=5", "--date", "2015-03-20", "--received")
    emptied.does("return", "london", "THB/lv=5", "--date", "2015-03-25")
    emptied.does("place", "close", "london", "--date", "2015-05-01")


def test_copies_that_leave_before_the_day_of_closing_may_be_logged_later(emptied: Clerk) -> None:
    emptied.does("ship", "london", "THB/lv=5", "--date", "2015-01-20")
    emptied.does("receive", 5, "THB/lv=0", "--close", "--date", "2015-01-21")
    emptied.does("check")


def test_a_closed_place_does_not_ask_for_copies_on_an_earlier_day_either(emptied: Clerk) -> None:
    said = refusal(emptied, "request", "add", "london", "THB/lv=1", "--date", "2015-02-01")
    assert said.startswith(
        "london was closed on 2015-03-01 and has no open requests. First run 'tracker place reopen london "
        "--date 2015-03-01'."
    )


def test_a_closed_place_does_not_come_to_have_an_open_request(clerk: Clerk) -> None:
    clerk.does("print", "THB/lv", 100, "--date", "2015-01-01")
    clerk.does("request", "add", "london", "THB/lv=10", "--date", "2015-01-05")
    clerk.does("ship", "--request", 1, "--date", "2015-01-10")
    clerk.does("receive", 2, "THB/lv=0", "--close", "--date", "2015-01-20")
    clerk.does("place", "close", "london", "--date", "2015-03-01")
    assert refusal(clerk, "void", 2, "--reason", "never left", "--yes") == (
        "Request 1 would be open again at london, which has been closed since 2015-03-01. "
        "First run 'tracker place reopen london --date 2015-03-01'."
    )
    clerk.does("place", "reopen", "london", "--date", "2015-03-01")
    clerk.does("void", 2, "--reason", "never left", "--yes")
