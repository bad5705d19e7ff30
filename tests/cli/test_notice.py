"""Documents: the founding notice, typed from its facts, and the grounds for a print run."""

import re
import shlex
from datetime import date, timedelta
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest

from tests.cli.terminal import refusal
from tests.conftest import Answer, Clerk, made_once
from tests.render.samples import Terminal

SOCIAL, HEADS = "sociālie darbinieki", "sociālo institūciju vadītāji un sociālie darbinieki"
SCHOOL, POLICE, CARE = "skolu sociālie pedagogi", "pašvaldības policijas darbinieki", "sociālās aprūpes darbinieki"
SEMINARS = {
    2010: ("2774.60", {SOCIAL: 60}),
    2011: ("2988", {HEADS: 60}),
    2012: ("3643", {SOCIAL: 25, SCHOOL: 50, POLICE: 20}),
    2013: ("3273", {POLICE: 20, CARE: 61}),
    2014: ("3400", {POLICE: 20, CARE: 95}),
}
PROJECT = "Preventīvie pasākumi cilvēku tirdzniecības mazināšanai - 2015"


@made_once
def founding_facts(nobody: Clerk) -> Clerk:
    """The facts of the founding notice, and the lowest number of copies for its destinations."""
    nobody.does("init", "--country", "LV")
    nobody.does("booklet", "add", "THB", "Cilvēku tirdzniecības novēršana")
    nobody.does("fund", "add", "kartiba", "Sabiedriskās kārtības uzturēšanas fonds")
    nobody.does("fund", "add", "dome", "Rīgas dome")
    for year, (amount, groups) in SEMINARS.items():
        nobody.does("fund", "grant", "kartiba", year, amount, "--purpose", "seminars")
        people = [word for group, number in groups.items() for word in ("--audience", f"{group}={number}")]
        nobody.does("seminar", "add", f"s{year}", f"Seminārs {year}", "-d", f"{year}-10-01", *people)
    nobody.does("fund", "grant", "dome", "2010..2014", 4312, "--purpose", "printing")
    nobody.does("fund", "grant", "kartiba", 2015, 0, "--purpose", PROJECT, "--date", "2015-04-30")
    for language in ("lv", "ru"):
        nobody.does("print", f"THB/{language}", 100, "-d", "2010-03-01")
    places = {"london": "GB", "dublin": "IE", "nicosia": "CY"}
    for place, country in places.items():
        nobody.does("place", "add", place, f"Vēstniecība {place}", "--kind", "embassy", "--country", country)
    nobody.does("place", "add", "rsd", "Rīgas Sociālais dienests", "--kind", "social-service")
    nobody.does("ship", *places, "rsd", "THB/lv=5", "-d", "2010-04-01", "--received")
    return nobody


@pytest.fixture
def founding(clerk: Clerk, sample: bytes) -> Clerk:
    """The founding case."""
    clerk.db.write_bytes(sample)
    return clerk


def notice(clerk: Clerk, *words: object, language: str = "lv") -> str:
    """Return the text with ordinary spaces."""
    return re.sub(r"[\u00a0\u202f]", " ", clerk.does("--lang", language, "report", "notice", "THB", *words).out)


def stands_in_order(text: str, *parts: str) -> None:
    at = 0
    for part in parts:
        found = re.search(rf"(?<![\d,]){re.escape(part)}(?![\d,]\d)", text[at:])
        assert found, f"{part} is not in {text[at:]}"
        at += found.end()


def test_the_latvian_notice_has_the_figures_of_the_founding_one_in_their_order(founding_facts: Clerk) -> None:
    said = notice(founding_facts)
    stands_in_order(
        said,
        *("2 774,60", "2 988", "3 643", "3 273", "3 400", "411", "60", "60", "25", "50", "20", "20", "61", "20", "95"),
        *("latviešu un krievu", "Lielbritānijā, Īrijā un Kiprā", "4 312", "30. aprīlī"),
    )
    assert f"apstiprināts projekts „{PROJECT}”" in said
    assert " 0 eiro" not in said and "report notice THB --lang lv --at" in said
    told = said.split("Skaitļu avoti")[0]
    assert "izplatīšanai" not in told, "no grant is for that"
    assert all(f"{group} ({people})" in told for _, groups in SEMINARS.values() for group, people in groups.items())


@pytest.mark.parametrize(
    ("language", "parts"),
    [
        ("en", ("2 774.60 in 2010", "411 people", "the United Kingdom, Ireland and Cyprus", "EUR 4 312 in 2010–2014")),
        ("ru", ("2 774,60 евро", "411 человек", "на латышском и русском языках", "в Ирландии и на Кипре", "4 312")),
    ],
)
def test_the_notice_is_in_three_languages(founding_facts: Clerk, language: str, parts: tuple[str, ...]) -> None:
    stands_in_order(notice(founding_facts, language=language), *parts)


RAISED = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹", "0123456789")


def figures_of(text: str) -> dict[str, set[str]]:
    """Return the figures in each sentence, by the commands in its notes."""
    told, _, notes = text.partition("Each figure comes from")
    commands = {
        number.translate(RAISED): command for number, command in re.findall(r"^([⁰¹²³⁴-⁹]+) (tracker .*)$", notes, re.M)
    }
    found: dict[str, set[str]] = {}
    for line in told.splitlines()[1:]:
        if numbers := re.search(r"[⁰¹²³⁴-⁹, ]+$", line):
            asked = " ; ".join(commands[number.translate(RAISED)] for number in numbers[0].split(", "))
            plain = re.sub(r"\d{1,2} (January|February|March|April|June|July|November|December)", "", line)
            amounts = re.findall(r"\d[\d ]*(?:\.\d+)?(?![\d.]*[–])", plain[: numbers.start()])
            found.setdefault(asked, set()).update(amount.strip() for amount in amounts)
    return found


def on_screen(clerk: Clerk, monkeypatch: pytest.MonkeyPatch, *words: str) -> str:
    """Return what a screen of 80 columns shows."""
    screen = Terminal()
    with monkeypatch.context() as patch:
        for name, value in {"COLUMNS": "80", "LINES": "200", "TERM": "dumb"}.items():
            patch.setenv(name, value)
        patch.setattr("sys.stdout", screen)
        clerk(*words)
    return screen.getvalue()


@pytest.mark.parametrize("text", [("notice", "THB"), ("reprint", "THB/lv")])
def test_each_note_gives_the_figures_of_its_sentence_on_a_screen_of_80_columns(
    founding: Clerk, text: tuple[str, ...], monkeypatch: pytest.MonkeyPatch
) -> None:
    said = re.sub(r"[\u00a0\u202f]", " ", founding.does("report", *text).out)
    asked = figures_of(said)
    assert len(asked) > 4
    for commands, figures in asked.items():
        answers = [on_screen(founding, monkeypatch, *shlex.split(command)[1:]) for command in commands.split(" ; ")]
        answer = re.sub(r"[\u00a0\u202f]", " ", " ".join([commands, *answers]))
        missing = [figure for figure in figures if figure not in answer]
        if "run list" in commands:  # what a copy cost is a quotient, and years stand in dates
            missing = [figure for figure in missing if not figure.startswith("0.")]
        assert not missing, f"{commands} does not give {missing}"


def test_a_notice_of_then_is_as_it_was_known_and_what_differs_is_marked(founding_facts: Clerk) -> None:
    before, then = notice(founding_facts), moment(founding_facts)
    founding_facts.does("seminar", "edit", "s2014", "--audience", f"{POLICE}=22")
    now = notice(founding_facts)
    assert "413" in now
    assert notice(founding_facts, "--known-at", then).splitlines()[:9] == before.splitlines()[:9]
    compared = notice(founding_facts, "--against", then)
    marked = [line for line in compared.splitlines() if line.startswith("◆ Semināros")]
    assert len(marked) == 1 and "413" in marked[0]
    assert "Semināros apmācīti 411 cilvēki" in compared
    assert "Nothing differs" in notice(founding_facts, "--against", moment(founding_facts), language="en")


def moment(clerk: Clerk) -> str:
    """Return the timestamp of the last command."""
    return str(clerk.reads("info")["last_recorded_at"])


def test_a_notice_has_only_what_is_of_its_booklet(founding_facts: Clerk) -> None:
    founding_facts.does("booklet", "add", "OTH", "Cits buklets")
    founding_facts.does("fund", "add", "cits", "Cits fonds")
    founding_facts.does("fund", "grant", "cits", 2012, 700, "--purpose", "druka")
    founding_facts.does("print", "OTH/lv", 60, "-d", "2012-03-01", "--cost", 70, "--fund", "cits")
    for item, copies, cost in (("OTH/lv", 50, 30), ("THB/lv", 200, 212)):
        founding_facts.does("print", item, copies, "-d", "2013-03-01", "--cost", cost, "--fund", "dome")
    founding_facts.does("ship", "rsd", "OTH/lv=30", "THB/lv=20", "-d", "2013-04-01", "--received")
    founding_facts.does("ship", "nicosia", "THB/lv=9", "-d", "2013-04-01")
    founding_facts.does("handout", "rsd", "OTH/lv=3", "-d", "2013-05-01", "--audience", "skolēni=3")
    founding_facts.does("handout", "rsd", "OTH/lv=2", "THB/lv=2", "-d", "2013-05-01", "--audience", "Vecaki=2")
    founding_facts.does("handout", "nicosia", "THB/lv=1", "-d", "2013-05-02", "--audience", "vecāki=3")
    founding_facts.does("fund", "add", "mix", "Jaukts fonds")
    founding_facts.does("fund", "grant", "mix", 2014, 500)
    founding_facts.does("seminar", "add", "s", "Seminārs", "-d", "2014-12-01", "--fund", "mix", "--cost", 300)
    founding_facts.does("ship", "rsd", "OTH/lv=1", "-d", "2014-12-30", "--fund", "mix", "--cost", 5)
    told = notice(founding_facts).split("Skaitļu avoti")[0]
    assert "4 312 eiro 2010.–2014. gadā (izmaksas par šo bukletu – 212 eiro, tirāža – 200 eks.)" in told
    assert "Cits fonds" not in told and "skolēni" not in told and "vecāki (5)" in told
    assert "Jaukts fonds" in told, "it also paid for a seminar"
    assert "Kiprā (15 eks.)" in told and "9 eks. ceļā" in told, "copies that did not arrive were not delivered"
    assert "родители (5)" in notice(founding_facts, language="ru")
    in_may = ("--booklet", "THB", "--since", "2013-05", "--until", "2013-05")
    (row,) = founding_facts.reads("report", "reach", *in_may)
    assert (row["people"], row["copies"]) == (5, 3)
    of_year, _, notes = notice(founding_facts, "--since", "2013", "--until", "2013").partition("Skaitļu avoti")
    parts = ("3 273", "81", "20", "61", "izdots latviešu valodā", "200", "20", "4 312", "212", "31. decembrī")
    stands_in_order(of_year, *parts)
    assert "2 774,60" not in of_year and "--since 2013-01-01 --until 2013-12-31" in notes


def test_a_project_tells_what_it_spent_on_the_booklet(founding_facts: Clerk) -> None:
    founding_facts.does("fund", "grant", "dome", 2013, 500, "--purpose", "atvērtās durvis", "--date", "2013-01-02")
    spent = ("--cost", "123.45", "--fund", "dome", "--grant", 8)
    founding_facts.does("print", "THB/lv", 100, "-d", "2013-02-01", *spent)
    founding_facts.does("ship", "rsd", "THB/lv=1", "-d", "2013-02-02", *spent)
    said = notice(founding_facts, language="en")
    sentence = next(line for line in said.splitlines() if "atvērtās durvis" in line)
    assert "was granted EUR 500 (Rīgas dome). EUR 246.90 was spent on this booklet." in sentence
    command = figures_of(said)
    assert any("--booklet THB" in words and "246.90" in figures for words, figures in command.items())


def test_a_notice_as_known_today_stays_as_it_is(founding_facts: Clerk) -> None:
    for day in (date.today(), date.today() + timedelta(days=400)):
        words = shlex.split(notice(founding_facts, "--known-at", day.isoformat()).splitlines()[-1].split("tracker ")[1])
        assert words[words.index("--known-at") + 1] == moment(founding_facts)
    before = founding_facts.does(*words).out
    founding_facts.does("print", "THB/lv", 7, "-d", "2010-03-02")
    assert founding_facts.does(*words).out == before


def test_the_latest_edition_is_the_one_printed_last(clerk: Clerk) -> None:
    clerk.does("print", "THB/lv", 100, "-d", "2014-03-01", "--cost", 10)
    clerk.does("print", "THB/lv", 100, "-d", "2012-03-01", "--cost", 10)
    assert "latest edition: No. 1, printed 1 March 2014" in notice(clerk, language="en")
    said = clerk.does("report", "reprint", "THB/lv").out
    assert said.index("THB/lv/2 of 2012") < said.index("THB/lv/1 of 2014")


def test_a_text_is_written_as_markdown_html_or_pdf(founding: Clerk, tmp_path: Path) -> None:
    for text in (("notice", "THB"), ("reprint", "THB/lv")):
        for name in ("a.md", "a.html", "a.pdf"):
            founding.does("report", *text, "-o", tmp_path / name)
        assert (tmp_path / "a.md").read_text("utf-8").startswith("# ")
        assert "<h1>" in (tmp_path / "a.html").read_text("utf-8")
        assert (tmp_path / "a.pdf").read_bytes().startswith(b"%PDF")
    assert "No format has the extension .csv" in refusal(founding, "report", "notice", "THB", "-o", "a.csv", code=2)


def test_the_grounds_for_a_print_run_tell_what_a_committee_asks(clerk: Clerk) -> None:
    clerk.does("fund", "add", "dome", "Dome")
    clerk.does("fund", "grant", "dome", "2010..2999", 500, "--purpose", "printing")
    clerk.does("print", "THB/lv", 400, "-d", "yesterday", "--cost", 80, "--fund", "dome")
    clerk.does("ship", "london", "THB/lv=90", "-d", "yesterday", "--received")
    clerk.does("request", "add", "dublin", "THB/lv=25")
    clerk.does("level", "set", "london", "THB/lv=50:100")
    clerk.does("seminar", "add", "s", "A seminar", "-d", "2015-01-01")
    said = clerk.does("report", "reprint", "THB/lv", "--months", 6).out
    for part in (
        *(
            "310 copies are in stock, 285 of them available to send",
            "Open",
            "25 copies: Embassy in Dublin",
            "50 to 100 copies",
        ),
        *(
            "For the new print run to last 6 months, print",
            "never received a copy",
            "400 copies for EUR 80, EUR 0.20 each",
            "EUR 420 of EUR 500",
        ),
    ):
        assert part in said.replace("An open request asks", "Open requests ask")
    assert "tracker stock THB/lv --chart" in said and "A seminar" not in said
    clerk.does("ship", "dublin", "THB/lv=30")
    said = clerk.does("report", "reprint", "THB/lv", "--at", "yesterday").out
    day = date.today() - timedelta(1)
    assert "310 copies are in stock, 280 of them available to send, 0 in transit and 90 at places." in said
    assert f"Copies that left after {day} do not count as available." in said
    assert f"tracker why THB/lv available --at {day}" in said
    assert "30 in transit" in clerk.does("report", "reprint", "THB/lv").out


def test_a_notice_names_the_copies_that_came_back(founding_facts: Clerk) -> None:
    founding_facts.does("return", "rsd", "THB/lv=2", "-d", "2010-05-01")
    founding_facts.does("ship", "dublin", "THB/lv=4", "-d", "2010-06-01")
    assert "to social services (5 copies, 2 returned) and to" in notice(founding_facts, language="en")
    assert "sociālajiem dienestiem (5 eks., atgriezti 2)" in notice(founding_facts)
    assert "returned" not in notice(founding_facts, "--until", "2010-04", language="en")


def test_texts_of_what_is_not_there_are_refused(clerk: Clerk) -> None:
    said = refusal(clerk, "report", "notice", "THB")
    assert said.endswith("log a print run with 'tracker print THB/lv QTY'.")
    clerk.does("print", "THB/lv", 1, "-d", "2015-01-01")
    said = refusal(clerk, "report", "notice", "THB", "--since", 2013, "--until", 2013)
    assert said == "No copies of THB were printed by 2013-12-31; choose a later period."
    assert "There is no booklet" in refusal(clerk, "report", "notice", "nothing")
    assert "There is no item" in refusal(clerk, "report", "reprint", "THB/et")
    days = ("--since", "2015-02-01", "--until", "2015-01-31")
    for words in (("report", "notice", "THB"), ("report", "distribution"), ("log",), ("shipments",)):
        assert "swap them" in refusal(clerk, *words, *days, code=2)


def test_a_delivery_note_goes_by_mail_with_the_address_of_the_pdf(clerk: Clerk, tmp_path: Path) -> None:
    clerk.does("print", "THB/lv", 100, "-d", "2015-01-01")
    assert clerk.logs("booklet", "edit", "THB", "--url", "https://example.org/thb.pdf")["url"].endswith("thb.pdf")
    assert clerk.logs("run", "edit", "THB/lv/1", "--url", "https://example.org/1.pdf")["url"].endswith("1.pdf")
    clerk.does("place", "edit", "liepaja", "--email", "sd@example.org")
    for place in ("liepaja", "london"):
        clerk.does("ship", place, "THB/lv=7", "-d", "2015-02-01")
    file = tmp_path / "n.eml"
    answer: Answer = clerk.does("paper", "note", 2, "--language", "lv", "-o", file)
    assert answer.err == ""
    mail = message_from_bytes(file.read_bytes(), policy=default)
    assert (mail["To"], mail["X-Unsent"]) == ("sd@example.org", "1")
    assert "Jums nosūtīti 7 eksemplāri" in mail.get_body().get_content()  # type: ignore[union-attr]
    (paper,) = mail.iter_attachments()
    assert paper.get_content().startswith(b"%PDF")
    assert file.stat().st_mode & 0o077 == 0
    assert "An e-mail goes to one place" in refusal(clerk, "paper", "note", 2, 3, "-o", file)
    said = refusal(clerk, "booklet", "edit", "THB", "--url", "thb.pdf", code=2)
    assert said == "'thb.pdf' is not a web address; enter one such as https://example.org/thb.pdf."
