"""seminar: a place with a day, an audience and a cost, to which copies are shipped."""

from pathlib import Path
from typing import Any

from tests.cli.terminal import held_by, refusal
from tests.conftest import Clerk


def add(clerk: Clerk, code: str, *words: object, day: str = "2015-02-01") -> Any:
    """Add a seminar and return its row."""
    return clerk.logs("seminar", "add", code, f"Seminar {code}", "--date", day, *words)


def test_a_seminar_is_a_place_of_its_kind_with_its_day_and_people(clerk: Clerk) -> None:
    clerk.does("fund", "add", "riga", "Rīgas pilsētas pašvaldība")
    words = ("--audience", "social workers=25", "--audience", "municipal police officers=20")
    added = add(clerk, "s1", *words, "--fund", "riga", "--cost", "958.5", "--country", "EE", "--note", "N")
    assert added == {
        "code": "s1",
        "name": "Seminar s1",
        "date": "2015-02-01",
        "audience": "municipal police officers=20; social workers=25",
        "attendees": 45,
        "copies": 0,
        "fund": "riga",
        "cost": "958.50",
        "currency": "EUR",
        "country": "EE",
        "note": "N",
        "grant": None,
        "command": 7,
        "messages": [],
    }
    assert clerk.reads("seminar", "list") == [{name: added[name] for name in list(added)[:-2]}]
    (place,) = clerk.reads("place", "list", "--kind", "seminar")
    assert (place["code"], place["name"], place["country"]) == ("s1", "Seminar s1", "EE")
    assert "Added seminar" in clerk.does("seminar", "add", "s2", "S", "--date", "2015-02-01").out
    exported = clerk.db.with_name("seminars.csv")
    clerk.does("export", "seminars", "-o", exported)
    assert "0 recorded, 2 skipped" in clerk.does("import", "seminars", exported).out
    exported.write_text(exported.read_text("utf-8").replace(",45,", ",44,"), "utf-8")
    assert "The audience has 45 people, not 44." in clerk("import", "seminars", exported).err


def test_a_seminar_may_lie_in_the_future_and_is_then_not_yet_held(clerk: Clerk) -> None:
    add(clerk, "past", "--audience", "pupils=10")
    add(clerk, "coming", "--audience", "pupils=30", day="2999-02-01")
    assert [row["code"] for row in clerk.reads("seminar", "list")] == ["past", "coming"]
    assert [(row["year"], row["attendees"]) for row in clerk.reads("report", "seminars")] == [(2015, 10)]
    assert clerk.reads("report", "seminars", "--by", "audience") == [{"audience": "pupils", "attendees": 10}]
    planned = clerk.reads("report", "seminars", "--at", "2999-12-31")
    assert [(row["year"], row["attendees"]) for row in planned] == [(2015, 10), (2999, 30)]


def test_seminars_are_listed_by_their_days(clerk: Clerk) -> None:
    for code, day in (("b", "2015-03-01"), ("a", "2015-03-02"), ("c", "2014-12-31")):
        add(clerk, code, day=day)
    assert [row["code"] for row in clerk.reads("seminar", "list")] == ["c", "b", "a"]


def test_what_is_not_said_of_a_seminar_is_empty_and_its_country_is_the_stores(clerk: Clerk) -> None:
    row = add(clerk, "s")
    assert (row["country"], row["copies"]) == ("LV", 0)
    assert [row[name] for name in ("audience", "attendees", "fund", "cost", "currency", "note")] == [None] * 6
    (year,) = clerk.reads("report", "seminars")
    assert (year["seminars"], year["attendees"], year["copies"], year["cost"]) == (1, 0, 0, None)


def test_copies_are_shipped_to_a_seminar_and_handed_out_there(clerk: Clerk) -> None:
    clerk.does("print", "THB/lv", 100, "--date", "2015-01-01")
    add(clerk, "s", "--audience", "pupils=30")
    clerk.does("ship", "s", "THB/lv=40", "--date", "2015-01-30", "--received")
    clerk.does("handout", "s", "THB/lv=30", "--date", "2015-02-01")
    clerk.does("return", "s", "THB/lv=10", "--date", "2015-02-02")
    assert held_by(clerk, "s") == {}


def test_what_a_seminar_returned_does_not_count_as_its_copies(clerk: Clerk) -> None:
    def copies(*words: str) -> tuple[int, int]:
        listed, (year,) = clerk.reads("seminar", "list"), clerk.reads("report", "seminars", *words)
        return listed[0]["copies"], year["copies"]

    clerk.does("print", "THB/lv", 100, "--date", "2015-01-01")
    clerk.does("print", "THB/ru", 100, "--date", "2015-01-01")
    add(clerk, "s")
    add(clerk, "without-any")
    clerk.does("ship", "s", "THB/lv=40", "THB/ru=5", "--date", "2015-01-30", "--received")
    clerk.does("ship", "london", "THB/lv=20", "--date", "2015-01-30", "--received")
    clerk.does("return", "s", "THB/lv=10", "THB/ru=5", "--date", "2015-02-02")
    clerk.does("return", "london", "THB/lv=1", "--date", "2015-02-02")
    assert copies() == (30, 30)
    assert copies("--at", "2015-02-01") == (30, 45), "the list is of now"
    clerk.does("void", 7, "--reason", "was not sent back")
    assert copies() == (45, 45)
    clerk.does("move", "s", "london", "THB/lv=10", "--date", "2015-02-03")
    assert copies() == (45, 45)
    note = "Copies include those moved to other places later, but not those returned."
    assert note in clerk.does("report", "seminars").out


def test_costs_in_another_currency_are_kept_apart(clerk: Clerk) -> None:
    add(clerk, "s1", "--cost", "100", "--audience", "pupils=1")
    add(clerk, "s2", "--cost", "50.10", "--currency", "LVL", "--audience", "pupils=2")
    add(clerk, "s3", "--cost", "0.95", "--audience", "pupils=4")
    rows = [(row["year"], row["currency"], row["cost"], row["attendees"]) for row in clerk.reads("report", "seminars")]
    assert rows == [(2015, "EUR", "100.95", 5), (2015, "LVL", "50.10", 2)]
    for words in (("report", "seminars"), ("seminar", "list")):
        assert "151.05" not in clerk.does(*words).out


def test_a_seminar_that_is_not_whole_is_refused(clerk: Clerk) -> None:
    day = ("--date", "2015-02-01")
    assert "london" in refusal(clerk, "seminar", "add", "london", "S", *day)
    assert "There is no fund 'riga'" in refusal(clerk, "seminar", "add", "s", "S", *day, "--fund", "riga")
    assert "There is no country" in refusal(clerk, "seminar", "add", "s", "S", *day, "--country", "XX")
    assert "Missing option '-d' / '--date'" in refusal(clerk, "seminar", "add", "s", "S", code=2)
    assert "'loss' is a reserved code" in refusal(clerk, "seminar", "add", "loss", "S", *day, code=2)
    assert "'s s' is not a valid code" in refusal(clerk, "seminar", "add", "s s", "S", *day, code=2)
    said = refusal(clerk, "seminar", "add", "s", "S", *day, "--audience", "pupils", code=2)
    assert "'pupils' has no number of people" in said
    said = refusal(clerk, "seminar", "add", "s", "S", *day, "--audience", "=3", code=2)
    assert "The audience is empty" in said
    for people in ("0", "-1", "1.5", "9" * 10):
        said = refusal(clerk, "seminar", "add", "s", "S", *day, "--audience", f"pupils={people}", code=2)
        assert said == f"'{people}' is not a number of people; enter a whole number, 1 or more."
    for groups in ("pupils=3; teachers=2", "pupils; teachers=2"):
        said = refusal(clerk, "seminar", "add", "s", "S", *day, "--audience", groups, code=2)
        assert said.startswith(
            f"'{groups.removesuffix('=2')}' must not contain = or ;. Separate groups with ; in a sheet, or "
            "repeat --audience."
        )
    twice = ("--audience", "pupils=1", "--audience", "Pupils=2")
    assert "twice" in refusal(clerk, "seminar", "add", "s", "S", *day, *twice, code=2)
    said = refusal(clerk, "seminar", "add", "s", "S", *day, "--cost", "1,234.567", code=2)
    assert "'1,234.567' is not an amount of money" in said
    said = refusal(clerk, "seminar", "add", "s", "S", *day, "--currency", "LVL", code=2)
    assert said == "A currency requires an amount; add --cost."
    assert clerk.reads("seminar", "list") == []


def test_one_group_of_people_is_changed(clerk: Clerk) -> None:
    add(clerk, "s", "--audience", "social workers=25", "--audience", "teachers=20")
    edited = clerk.logs("seminar", "edit", "s", "--audience", "Teachers=18", "--audience", "pupils=4")
    assert edited["audience"] == "pupils=4; social workers=25; teachers=18"
    assert clerk.logs("seminar", "edit", "s", "--audience", "pupils=0")["attendees"] == 43


def test_a_hand_out_reaches_people_who_are_counted_with_those_of_seminars(clerk: Clerk, tmp_path: Path) -> None:
    clerk.does("print", "THB/lv", 200, "-d", "2015-01-01")
    clerk.does("place", "edit", "liepaja", "--region", "Kurzeme")
    add(clerk, "s", "--audience", "pupils=30", "--audience", "teachers=2")
    clerk.does("ship", "liepaja", "THB/lv=60", "-d", "2015-01-02", "--received")
    clerk.does("ship", "s", "THB/lv=40", "-d", "2015-01-30", "--received")
    clerk.does("handout", "s", "THB/lv=35", "-d", "2015-02-01")
    handed = ("handout", "liepaja", "THB/lv=50", "-d", "2015-05-04", "--audience", "pupils=45")
    made = clerk.logs(*handed, "--audience", "parents=5")
    assert made["audience"] == [{"audience": "parents", "people": 5}, {"audience": "pupils", "people": 45}]
    clerk.does("handout", "liepaja", "THB/lv=5", "-d", "2015-05-05")

    def reach(*words: object) -> list[tuple[object, ...]]:
        return [tuple(row.values()) for row in clerk.reads("report", "reach", *words)]

    assert reach() == [(2015, 2, 82, 85)]
    assert reach("--by", "quarter,kind") == [
        ("2015-Q1", "seminar", 1, 32, 35),
        ("2015-Q2", "social-service", 1, 50, 50),
    ]
    assert reach("--by", "audience") == [("parents", 1, 5, None), ("pupils", 2, 75, None), ("teachers", 1, 2, None)]
    assert reach("--by", "region,country") == [("Kurzeme", "LV", 1, 50, 50), (None, "LV", 1, 32, 35)]
    assert [row[0] for row in reach("--by", "place")] == ["liepaja", "s"]
    assert reach("--at", "2015-03-01") == [(2015, 1, 32, 35)]
    assert "82" in clerk.does("report", "reach", "--by", "month,audience").out
    assert clerk.reads("report", "seminars", "--by", "year,audience") == [
        {"year": 2015, "audience": "pupils", "attendees": 30},
        {"year": 2015, "audience": "teachers", "attendees": 2},
    ]
    replaced = clerk.logs("handout", "liepaja", "THB/lv=49", "-d", "2015-05-04", "--replaces", made["entry"])
    assert replaced["audience"] == made["audience"]
    assert reach() == [(2015, 2, 82, 84)]
    clerk.does("undo", "--yes")
    assert reach() == [(2015, 2, 82, 85)]
    clerk.does("check")
    package = tmp_path / "package"
    clerk.does("export", "--all", package)
    clerk.does("--db", tmp_path / "again.db", "import", "--all", package)
    assert clerk.reads("--db", tmp_path / "again.db", "report", "reach") == clerk.reads("report", "reach")


def test_an_audience_that_is_none_is_refused(clerk: Clerk) -> None:
    clerk.does("print", "THB/lv", 20, "-d", "2015-01-01")
    add(clerk, "s")
    for place in ("s", "liepaja"):
        clerk.does("ship", place, "THB/lv=5", "-d", "2015-01-02", "--received")
    said = refusal(clerk, "handout", "liepaja", "THB/lv=5", "--audience", "pupils", code=2)
    assert said == "'pupils' has no number of people; enter GROUP=N, such as \"social workers=60\"."
    said = refusal(clerk, "handout", "s", "THB/lv=5", "--audience", "pupils=5")
    assert said.endswith("use 'tracker seminar edit s --audience GROUP=N'.")
    assert len(clerk.reads("log")) == 5
    assert "Choose one of year, quarter" in refusal(clerk, "report", "reach", "--by", "week", code=2)


def test_a_sheet_of_hand_outs_has_audiences(clerk: Clerk, tmp_path: Path) -> None:
    clerk.does("print", "THB/lv", 90, "-d", "2015-01-01")
    clerk.does("ship", "liepaja", "THB/lv=50", "-d", "2015-01-02", "--received")
    sheet = tmp_path / "handouts.csv"
    rows = "2015-03-01,liepaja,THB/lv,20,pupils=120; teachers=5\n2015-03-02,liepaja,THB/lv,3,\n"
    sheet.write_text(f"date,place,item,quantity,audience\n{rows}", "utf-8")
    clerk.does("import", "handouts", sheet)
    (row,) = clerk.reads("report", "reach", "--by", "month")
    assert (row["occasions"], row["people"], row["copies"]) == (1, 125, 20)
    assert clerk.logs("import", "handouts", sheet)["skipped"] == 2
    sheet.write_text("date,place,item,quantity,audience\n2015-03-03,liepaja,THB/lv,1,pupils\n", "utf-8")
    assert "enter GROUP=N" in clerk("import", "handouts", sheet).err
    assert len(clerk.reads("report", "reach")) == 1
