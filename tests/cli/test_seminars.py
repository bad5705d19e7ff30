"""seminar: a place with a day, an audience and a cost, to which copies are shipped."""

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
        "command": 7,
        "messages": [],
    }
    assert clerk.reads("seminar", "list") == [{name: added[name] for name in list(added)[:-2]}]
    (place,) = clerk.reads("place", "list", "--kind", "seminar")
    assert (place["code"], place["name"], place["country"]) == ("s1", "Seminar s1", "EE")
    assert "Added seminar" in clerk.does("seminar", "add", "s2", "S", "--date", "2015-02-01").out


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
        assert said == f"'{people}' is not a number of people; write a whole number, 1 or more."
    for groups in ("pupils=3, teachers=2", "pupils; teachers=2"):
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
    assert said == "A currency needs an amount; give --cost too."
    assert clerk.reads("seminar", "list") == []
