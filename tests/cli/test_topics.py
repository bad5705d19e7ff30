"""Help texts stay correct: their examples are run, each topic's in a sample of its own."""

import re
from pathlib import Path

import pytest

from tests.adapters import COMMANDS, guide, share_log, speak_english
from tests.catalogues import OTHERS
from tests.cli.test_help import all_commands
from tests.conftest import Clerk
from tests.documents import Shell, indented
from tests.offices.plain_log import PlainLog

TOPICS = dict(guide.topics())
AT_ALL_TERMINALS = 80
FIRST = {
    "access revoke": ("access add anna",),
    "booklet remove": ("booklet add HELP Help",),
    "fund remove": ("fund add amif AMIF",),
    "kind remove": ("kind add clinic Clinic",),
    "inbox reject": ("inbox add 350-M ok",),
    "join": ("share postgresql://riga@db.example.org/ledger",),
    "leave": ("share postgresql://riga@db.example.org/ledger",),
    "level remove": ("level set dublin THB/ru=5",),
    "region remove": ("region set Sēlija",),
    "paper letters": ("withdraw THB/lv/5 --reason old",),
    "place remove": ("place add tallinn Tallinn --kind embassy --country EE",),
    "place reopen": ("place close roja-sd --into store",),
    "reinstate": ("withdraw THB/lv/5 --reason old",),
    "restore": ("backup monday.db",),
    "sync": ("share postgresql://riga@db.example.org/ledger",),
    "seminar cancel": ("seminar add spring Seminar --date 2015-03-12",),
    "undo": ("ship london THB/lv=1",),
}
"""Commands to run before the example of a command."""
ENDLESS = {"serve"}
"""Commands that run until stopped; other tests run them."""
SELDOM = {"access", "clock", "completion", "info", "leave", "redact", "reinstate", "sync"}
"""Commands listed only by `tracker help all`."""
SHEET = "date,place,item,Copies\n2015-02-10,dublin,THB/lv,40\n"


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], sample: bytes) -> Shell:
    """A shell in a folder with the sample, which is the ledger."""
    monkeypatch.chdir(tmp_path)
    Path("demo.db").write_bytes(sample)
    Path("spring.csv").write_text(SHEET, encoding="utf-8")
    monkeypatch.setenv("TRACKER_DB", "demo.db")
    monkeypatch.setenv("TRACKER_CLERK", "anna")
    log = PlainLog(tmp_path / "log.sqlite")
    share_log(monkeypatch, log)
    return Shell(monkeypatch, capsys)


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=[pytest.mark.slow] * (turn % 4 != 1)) for turn, name in enumerate(TOPICS)]
)
def test_every_example_of_a_topic_answers_as_shown(shell: Shell, name: str) -> None:
    Path("spring.csv").unlink()
    wrong = shell.wrong(indented(guide.topic(name)))
    assert not wrong, f"topics/{name}.txt shows something else for:\n\n" + "\n".join(wrong)


@pytest.mark.slow
@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=[pytest.mark.slow] * (turn % 4 != 1)) for turn, name in enumerate(TOPICS)]
)
@pytest.mark.parametrize("code", OTHERS)
def test_an_example_is_answered_in_the_language_of_its_topic(
    shell: Shell, monkeypatch: pytest.MonkeyPatch, code: str, name: str
) -> None:
    Path("spring.csv").unlink()
    monkeypatch.setenv("TRACKER_LANG", code)
    text = Path(guide.__file__).with_name("topics").joinpath(code, f"{name}.txt").read_text(encoding="utf-8")
    wrong = shell.wrong(indented(text))
    speak_english()  # for the next test
    assert not wrong, f"topics/{code}/{name}.txt shows something else for:\n\n" + "\n".join(wrong)


@pytest.mark.slow
@pytest.mark.parametrize("words", all_commands(), ids=" ".join)
def test_the_help_of_every_command_ends_with_an_example_that_works(shell: Shell, words: tuple[str, ...]) -> None:
    said, _ = shell(f"tracker {' '.join(words)} -h")
    shell.environment.setenv("TRACKER_CLERK", "sample")  # whose entries they are
    example = said.partition("\nExample:\n  ")[2].partition("\n")[0]
    assert f"{example} ".startswith(f"tracker {' '.join(words)} "), "write one into topics/examples.txt"
    command = next(known for known in map(" ".join, reversed(all_commands())) if example[8:].startswith(known))
    if command in ENDLESS:
        return
    for before in FIRST.get(command, ()):
        answer, code = shell(f"tracker {before}")
        assert code == 0, answer
    if command == "init":
        Path("demo.db").unlink()
    if command == "place link":
        Path("tracker.toml").write_text('public_url = "https://example.org"', encoding="utf-8")
    answer, code = shell(example)
    assert code == 0, answer


def test_each_example_is_of_a_command_in_order_of_the_commands() -> None:
    assert len(guide.examples()) == len(set(guide.examples()))
    listed = [line.split()[1] for line in guide.examples()]
    assert listed == sorted(listed)
    assert set(listed) == set(COMMANDS)


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=[pytest.mark.slow] * (turn % 4 != 1)) for turn, name in enumerate(TOPICS)]
)
def test_a_topic_fits_every_terminal(name: str) -> None:
    """Only examples are as wide as their commands and answers are."""
    text = guide.topic(name)
    assert text.endswith("\n")
    for line in text.splitlines():
        assert len(line) <= AT_ALL_TERMINALS or line.startswith("    "), line
        assert line == line.rstrip()


@pytest.mark.parametrize("code", OTHERS)
@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=[pytest.mark.slow] * (turn % 4 != 1)) for turn, name in enumerate(TOPICS)]
)
def test_a_topic_says_the_same_in_each_language(name: str, code: str) -> None:
    text = guide.topic(name)
    other = Path(guide.__file__).with_name("topics").joinpath(code, f"{name}.txt").read_text(encoding="utf-8")
    assert text.count("\n\n") == other.count("\n\n")
    assert "\n\n\n" not in text + other, "something is missing there"


def test_the_topics_that_people_need_are_there() -> None:
    assert set(TOPICS) >= {"rules", "dates", "counts", "undo", "imports", "sheets", "scripts", "exit-codes"}


def test_the_screen_of_commands_has_all_of_them_on_one_screen(nobody: Clerk) -> None:
    lines = nobody.does("-h").out.splitlines()
    assert len(lines) < 24
    assert max(map(len, lines)) <= AT_ALL_TERMINALS
    words = set(re.findall(r"[a-z]+", "\n".join(lines)))
    assert set(COMMANDS) - words == SELDOM, "write it into topics/commands.txt"
    assert [line.split()[0] for line in lines if line[:1].isalpha()][1:] == [
        *("Log", "Correct", "Look", "Catalogue", "Sheets", "File", "Offices", "Help", "Options")
    ]


def test_help_all_lists_every_command(nobody: Clerk) -> None:
    said = nobody.does("help", "all").out
    assert {tuple(line.split("  ")[0].split()[1:]) for line in said.splitlines()} >= set(all_commands())


def test_help_lists_the_topics(nobody: Clerk) -> None:
    said = nobody.does("help").out
    for name, about in TOPICS.items():
        assert re.search(rf"^  {name} +{re.escape(about)}$", said, re.MULTILINE)
    assert max(map(len, said.splitlines())) <= AT_ALL_TERMINALS


@pytest.mark.parametrize("words", [("exit", "codes"), ("exit-codes",), ("EXIT-CODES",)])
def test_a_topic_is_shown_by_its_name(nobody: Clerk, words: tuple[str, ...]) -> None:
    assert nobody.does("help", *words).out == guide.topic("exit-codes")


def test_a_command_is_explained_as_well(nobody: Clerk) -> None:
    assert nobody.does("help", "place", "add").out == nobody.does("place", "add", "-h").out
    assert nobody.does("help", "ship").out == nobody.does("ship", "-h").out


def test_what_is_neither_is_refused_with_what_is_near(nobody: Clerk) -> None:
    assert nobody.refused("help", "date") == "There is no topic or command 'date'. Did you mean dates or redact?"
    assert nobody.refused("help", "quux").startswith("There is no topic or command 'quux'. 'tracker help' lists")
