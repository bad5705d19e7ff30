import re
from datetime import date, timedelta
from pathlib import Path

import pytest

from tests.conftest import Clerk, made_once
from tests.render.samples import Terminal, on_a_terminal
from tracker.reports import overview as reports

TODAY = date.today()


def ago(days: int) -> str:
    return (TODAY - timedelta(days)).isoformat()


@made_once
def waiting(clerk: Clerk) -> Clerk:
    """A clerk with open tasks: parcels, requests, counts, backups."""
    for words in (
        f"print THB/lv 100 --date {ago(500)}",
        f"print THB/ru 50 --date {ago(200)}",
        f"ship london THB/lv=10 --date {ago(400)} --received",
        f"count london THB/lv=8 --date {ago(390)}",
        f"ship london THB/lv=5 THB/ru=4 --date {ago(40)}",
        f"ship dublin THB/ru=3 --date {ago(20)}",
        f"request add liepaja THB/lv=7 THB/ru=20 --date {ago(2)}",
    ):
        clerk.does(*words.split())
    return clerk


def test_what_is_due_comes_with_the_command_that_does_it(waiting: Clerk) -> None:
    rows = waiting.reads("due")
    assert [(row["what"], row["place"], row["days"], row["about"], row["command"]) for row in rows] == [
        ("parcel", "london", 40, "5 THB/lv, 4 THB/ru", "tracker receive 6"),
        ("request", "liepaja", 2, "7 THB/lv, 20 THB/ru", "tracker ship --request 1"),
        ("count", "store", 500, "THB/lv", "tracker count store"),
        ("silent", None, 390, "8 copies at 1 place", "tracker paper sheet count --kind embassy"),
    ]
    sooner = [row["command"] for row in waiting.reads("due", "--days", 10) if row["what"] == "parcel"]
    assert sooner == ["tracker receive 6", "tracker receive 7"]
    for row in rows[:2]:
        waiting.does(*row["command"].split()[1:], *(["--dry-run"] if row["what"] == "request" else []))
    waiting.does("receive", "7")
    assert [row["what"] for row in waiting.reads("due")] == ["request", "count", "silent"]


def waiting_there(clerk: Clerk) -> list[tuple[str, str | None, str]]:
    """Return the due tasks, except counts: what, where, and the command."""
    rows = clerk.reads("due")
    return [(row["what"], row["place"], row["command"]) for row in rows if row["what"] not in ("count", "silent")]


@pytest.mark.slow
def test_a_command_that_is_due_can_be_carried_out(clerk: Clerk, monkeypatch: pytest.MonkeyPatch) -> None:
    """To a closed place nothing is received; and nothing is shipped that the store has not."""
    for words in (
        f"print THB/lv 10 --date {ago(500)} --cost 1",
        f"place close liepaja --date {ago(40)}",
        f"ship liepaja THB/lv=4 --date {ago(50)}",
        "level set dublin london THB/lv=5",
        "level set dublin THB/ru=3",
        f"run edit THB/lv/1 --review-by {ago(1)}",
    ):
        clerk.does(*words.split())
    clerk.does("backup", clerk.db.with_name("backup.db"))
    due = waiting_there(clerk)
    assert due == [
        ("parcel", "liepaja", f"tracker place reopen liepaja --date {ago(40)}"),
        ("level", "dublin", "tracker ship dublin THB/lv=5"),
        ("level", "dublin", "tracker report runout"),
        ("level", "london", "tracker report runout"),
        ("review", None, "tracker run show THB/lv/1"),
    ]
    for width in (80, 120):
        assert f"\n  {due[0][2]}\n" in on_a_terminal(reports.due(clerk.db), width, monkeypatch)
    for *_, command in due:
        clerk.does(*command.split()[1:])
    assert waiting_there(clerk) == [
        ("parcel", "liepaja", "tracker receive 2"),
        ("level", "dublin", "tracker report runout"),
        ("level", "london", "tracker report runout"),
        ("review", None, "tracker run show THB/lv/1"),
    ]


@pytest.mark.slow
def test_no_command_takes_what_does_not_reach_or_prints_copies(clerk: Clerk) -> None:
    """The oldest request comes first, and levels get what requests leave."""
    for words in (
        "print THB/lv 10",
        f"request add dublin THB/lv=7 --date {ago(3)}",
        f"request add london THB/lv=5 THB/ru=2 --date {ago(2)}",
        f"request add liepaja THB/ru=4 --date {ago(1)}",
        "level set liepaja THB/lv=1",
    ):
        clerk.does(*words.split())
    due = [(row["place"], row["about"], row["command"]) for row in clerk.reads("due")]
    assert due == [
        ("dublin", "7 THB/lv", "tracker ship --request 1"),
        ("london", "5 THB/lv, 2 THB/ru", "tracker request edit 2"),
        ("liepaja", "4 THB/ru", "tracker request edit 3"),
        ("liepaja", "1 THB/lv", "tracker report runout"),
    ]


def test_seminars_that_lack_copies_or_still_have_some_are_due(clerk: Clerk) -> None:
    for words in (
        f"print THB/lv 100 --date {ago(400)}",
        f"seminar add past Past --date {ago(5)}",
        f"ship past THB/lv=20 --date {ago(6)} --received",
        f"seminar add off Off --date {ago(-2)}",
        f"ship off THB/lv=5 --date {ago(3)} --received",
        "seminar cancel off",
        f"seminar add near Near --date {ago(-14)}",
        f"seminar add far Far --date {ago(-15)}",
        f"seminar add sent Sent --date {ago(-1)}",
        "ship sent THB/lv=9",
    ):
        clerk.does(*words.split())
    rows = [row for row in clerk.reads("due") if row["what"] in ("seminar", "over")]
    assert [(row["what"], row["place"], row["days"], row["about"], row["command"]) for row in rows] == [
        ("seminar", "near", -14, "Near", "tracker ship near"),
        ("over", "past", 5, "20 THB/lv", f"tracker handout past --all --date {ago(5)}"),
        ("over", "off", -2, "5 THB/lv", f"tracker return off --all --date {ago(0)}"),
    ]
    assert "Never received embassy 2 of 2, social-service 1 of 1\n" in clerk.does("overview").out
    last = [row["place"] for row in clerk.reads("report", "coverage")][-5:]
    assert {*last} == {"past", "off", "near", "far", "sent"}, "seminars are never the neediest"
    calendar = clerk.does("due", "-f", "ics").out
    assert f"DTSTART;VALUE=DATE:{ago(-14).replace('-', '')}\r\nSUMMARY:seminar\\, Near\r\n" in calendar
    assert all(len(line.encode()) <= 75 for line in calendar.split("\r\n"))
    assert calendar == clerk.does("due", "-f", "ics").out, "an event is the same at the next time"
    for row in rows[1:]:
        clerk.does(*row["command"].split()[1:])
    assert [row["place"] for row in clerk.reads("due") if row["what"] in ("seminar", "over")] == ["near"]
    assert "No format has the extension .ics; use one of .txt," in clerk.refused(
        "stock", "-o", clerk.db.with_name("x.ics"), code=2
    )


@pytest.mark.slow
def test_an_overspent_grant_waits_to_be_looked_at(clerk: Clerk) -> None:
    clerk.does("fund", "add", "riga", "Rīga")
    clerk.does("fund", "grant", "riga", TODAY.year, 5, "--purpose", "printing")
    clerk.does("print", "THB/lv", 10, "--cost", "5.00", "--fund", "riga")
    assert clerk.reads("due") == []
    clerk.does("print", "THB/lv", 10, "--cost", "1", "--fund", "riga")
    (row,) = clerk.reads("due")
    about = f"riga {TODAY.year} printing -1.00 EUR"
    assert (row["what"], row["since"], row["about"]) == ("grant", TODAY.isoformat(), about)
    clerk.does(*row["command"].split()[1:])
    assert f"Grants         !1 grant; the longest for 0 days: {about}" in clerk.does("overview").out


def test_nothing_is_due_in_a_new_ledger(nobody: Clerk) -> None:
    nobody.does("init")
    assert nobody.does("due").out == f"Due on {TODAY}\nNothing is due.\n"


@pytest.mark.slow
def test_the_page_counts_the_days_to_a_seminar_and_names_found_copies(clerk: Clerk) -> None:
    clerk.does("print", "THB/lv", 100)
    clerk.does("ship", "london", "THB/lv=20", "--received")
    clerk.does("count", "london", "THB/lv=24", "--yes")
    clerk.does("seminar", "add", "spring", "Spring", "--date", (TODAY + timedelta(10)).isoformat())
    page = clerk.does("overview", "-f", "html").out
    assert "in 10 days" in page
    assert "Where all copies are, and how certain that is: 104" in page
    assert "counts found 4 more than were printed" in page


@pytest.mark.slow
def test_a_backup_is_due_after_a_week(nobody: Clerk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    nobody.does("init")
    nobody.does("clock", "fix", "1", f"{ago(9)}T10:00:00Z")
    (row,) = nobody.reads("due")
    assert (row["what"], row["since"], row["about"], row["command"]) == (
        *("backup", ago(9), "never", f"tracker backup backup-{TODAY}.db"),
    )
    monkeypatch.chdir(tmp_path)
    nobody.does(*row["command"].split()[1:])
    assert nobody.reads("due") == []
    assert nobody.reads("overview")["backup"] is not None


def test_the_overview_tells_what_a_manager_wants_to_know(waiting: Clerk) -> None:
    told = waiting.reads("overview")
    assert [(item["item"], item["on_hand"], item["available"]) for item in told["items"]] == [
        ("THB/ru", 43, 23),
        ("THB/lv", 85, 78),
    ]
    assert (told["parcels"]["count"], told["parcels"]["late"], told["parcels"]["place"]) == (2, 1, "Embassy in London")
    assert (told["requests"]["count"], told["requests"]["days"]) == (1, 2)
    assert told["served"] == [
        {"kind": "embassy", "places": 2, "never": 1},
        {"kind": "social-service", "places": 1, "never": 1},
    ]
    waiting.does("receive", 7, "THB/ru=0", "--close")
    assert waiting.reads("overview")["served"] == told["served"], "what was lost on the way served nobody"
    assert len(told["months"]) == 36
    assert sum(month["copies"] for month in told["months"]) == 22
    assert any(month["copies"] == 0 for month in told["months"])
    assert (told["entries"][0]["entry"], told["backup"], told["due"]) == (7, None, 4)


def test_months_are_bars_and_this_one_is_marked(waiting: Clerk) -> None:
    month = f"{TODAY:%Y-%m}"
    copies = {each["month"]: each["copies"] for each in waiting.reads("overview")["months"]}[month]
    page = waiting.db.with_name("overview.html")
    waiting.does("overview", "-o", page)
    drawn = page.read_text(encoding="utf-8")
    assert drawn.count(f"<title>{month}, copies: {copies}</title>") == 2
    parts = re.findall(r"</svg> <span>(\w[\w ]*)</span> <span>(\d+)</span>", drawn)
    assert parts == [("arrived", "43"), ("silent", "85"), ("in transit", "12"), ("silent", "8"), ("taken", "2")]
    assert (f"{month} is not over." in drawn) == ((TODAY + timedelta(1)).day != 1)
    assert f"–{month} so far, most in " in waiting.does("overview").out


@pytest.mark.parametrize(("columns", "lines"), [(80, 24), (120, 40)])
def test_the_overview_is_one_screen(waiting: Clerk, columns: int, lines: int, monkeypatch: pytest.MonkeyPatch) -> None:
    languages = "de en fr es it pl uk lt et ar fa vi zh ja"
    for number, language in enumerate(languages.split(), 1):
        waiting.does("print", f"THB/{language}", number)
    monkeypatch.setenv("COLUMNS", str(columns))
    monkeypatch.setenv("LINES", str(lines))
    screen = Terminal()
    monkeypatch.setattr("sys.stdout", screen)
    waiting("overview")
    drawn = screen.getvalue().splitlines()
    assert len(drawn) < lines
    assert all(len(line) <= columns for line in drawn if "\x1b" not in line)
    assert ("Cilvēku tirdzniecības novēršana" in screen.getvalue()) == (columns == 120)
    assert ("and 9 more items" in screen.getvalue()) == (columns == 80)


def test_the_overview_of_an_empty_ledger_is_an_overview(nobody: Clerk) -> None:
    nobody.does("init")
    said = nobody.does("overview").out
    assert "In transit     nothing" in said
    assert "Due            nothing" in said
    assert "Never received none; there are no places yet" in said
    page = nobody.db.with_name("overview.html")
    nobody.does("overview", "-o", page)
    assert "There are no places yet." in page.read_text(encoding="utf-8")
    nobody.does("place", "add", "london", "London", "--kind", "embassy", "--country", "GB")
    assert "Never received embassy 1 of 1" in nobody.does("overview").out
    nobody.does("booklet", "add", "THB", "Cilvēku tirdzniecības novēršana")
    nobody.does("print", "THB/lv", 10)
    nobody.does("ship", "london", "THB/lv=1", "--received")
    assert "Never received none; all places have received copies" in nobody.does("overview").out


def test_what_lasts_for_more_than_ten_years_has_no_day_for_people(clerk: Clerk) -> None:
    clerk.does("print", "THB/lv", 5000, "--date", ago(365))
    clerk.does("ship", "london", "THB/lv=10", "--date", ago(300), "--received")
    (row,) = clerk.reads("report", "runout")
    assert row["runs_out_on"] > str(TODAY.year + 100)
    page = clerk.db.with_name("overview.html")
    clerk.does("overview", "-o", page)
    for told in (
        *(clerk.does(*words).out for words in (("overview",), ("report", "runout"), ("stock", "--chart"))),
        page.read_text(encoding="utf-8"),
    ):
        assert "more than 10 years" in told
        assert row["runs_out_on"] not in told
    assert row["runs_out_on"] in clerk.does("report", "runout", "--format", "csv").out


def test_what_lasts_past_the_year_9999_is_read_by_people_and_is_null_for_programs(clerk: Clerk) -> None:
    clerk.does("print", "THB/lv", 100000, "--date", ago(365))
    clerk.does("ship", "london", "THB/lv=1", "--date", ago(300), "--received")
    overview = clerk.does("overview").out
    assert re.search(r"0\.1 +\d\s\d{3}\s\d{3}\.0  more than 10 years", overview)
    assert "more than 10 years" in clerk.does("report", "runout", "--lead", 8).out
    for words in (("overview",), ("report", "runout")):
        for form in ("html", "pdf"):
            file = clerk.db.with_name(f"{words[-1]}.{form}")
            clerk.does(*words, "-o", file)
            assert form == "pdf" or "more than 10 years" in file.read_text(encoding="utf-8")
    assert "available for more than 10 years" in clerk.does("stock", "--chart").out
    (row,) = clerk.reads("report", "runout")
    assert row["runs_out_on"] is None
    assert clerk.reads("overview")["items"][0]["runs_out_on"] is None
    assert "9999-12-31" not in clerk.does("report", "runout", "--format", "csv").out


def test_no_bar_is_cut_and_a_long_name_hides_no_figure(waiting: Clerk, monkeypatch: pytest.MonkeyPatch) -> None:
    waiting.does("place", "edit", "london", "--name", "Embassy of the Republic of Latvia to the United Kingdom")
    monkeypatch.setenv("COLUMNS", "80")
    screen = Terminal()
    monkeypatch.setattr("sys.stdout", screen)
    waiting("overview")
    drawn = screen.getvalue()
    assert "█…" not in drawn
    assert "█" in drawn
    assert "!2 parcels, 1 overdue; the longest for 40 days: Embassy" in drawn
