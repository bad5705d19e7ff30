"""Help texts stay correct: their examples are run, each topic's in a sample of its own."""

import re
from datetime import date
from pathlib import Path

import pytest

from tests.adapters import COMMANDS, LANGUAGES, docs, guide, set_date, share_log
from tests.cli.test_help import all_commands
from tests.conftest import Clerk
from tests.documents import Shell, blocks
from tests.offices.plain_log import PlainLog

TOPICS = docs.topics()
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


def in_language(code: str, name: str) -> str:
    return (Path(docs.__file__).parent / code / f"{name}.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(
    ("code", "name"),
    [
        pytest.param(code, name, marks=[pytest.mark.slow] * (code != LANGUAGES[0] or turn % 4 != 1))
        for code in LANGUAGES
        for turn, name in enumerate(TOPICS)
    ],
)
def test_every_example_of_a_topic_answers_as_shown(shell: Shell, code: str, name: str) -> None:
    """In its language: in the sample or, if it creates a ledger, on a fresh machine on a Monday."""
    text = in_language(code, name)
    Path("spring.csv").unlink()
    if "$ tracker init" in text:
        Path("demo.db").unlink()
        shell.environment.delenv("TRACKER_DB")
        shell.environment.setenv("XDG_DATA_HOME", "data")
        set_date(shell.environment, date(2026, 3, 2))
    shell.environment.setenv("TRACKER_LANG", code)
    wrong = shell.wrong(blocks(text, "console"))
    assert not wrong, f"docs/{code}/{name}.md shows something else for:\n\n" + "\n".join(wrong)


@pytest.mark.slow
@pytest.mark.parametrize("words", all_commands(), ids=" ".join)
def test_the_help_of_every_command_ends_with_an_example_that_works(shell: Shell, words: tuple[str, ...]) -> None:
    said, _ = shell(f"tracker {' '.join(words)} -h")
    shell.environment.setenv("TRACKER_CLERK", "sample")  # whose entries they are
    example = said.partition("\nExample:\n  ")[2].partition("\n")[0]
    assert f"{example} ".startswith(f"tracker {' '.join(words)} "), "write one into docs/en/examples.txt"
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


def test_a_topic_shows_the_same_commands_and_passages_in_each_language() -> None:
    for name in TOPICS:
        text, *others = (in_language(code, name) for code in LANGUAGES)
        for other in others:
            assert re.findall(r"^\$ .*", text, re.MULTILINE) == re.findall(r"^\$ .*", other, re.MULTILINE), name
            assert text.count("\n\n") == other.count("\n\n"), name


def test_a_topic_that_another_names_is_there() -> None:
    for code in LANGUAGES:
        for name in TOPICS:
            named = re.findall(r"`tracker\s+help\s+([a-z-]+)`", in_language(code, name))
            assert set(named) <= {*TOPICS, "schema", "all"}, (code, name)


@pytest.mark.parametrize("code", LANGUAGES)
def test_the_screen_of_commands_has_all_of_them_on_one_screen(nobody: Clerk, code: str) -> None:
    lines = nobody.does("--lang", code, "-h").out.splitlines()
    assert len(lines) < 24
    assert max(map(len, lines)) <= AT_ALL_TERMINALS
    words = set(re.findall(r"[a-z]+", "\n".join(lines)))
    assert set(COMMANDS) - words == SELDOM, "write it into docs/*/commands.txt"


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
    assert nobody.does("help", *words).out == docs.for_terminal(docs.topic("exit-codes"))


def test_a_command_is_explained_as_well(nobody: Clerk) -> None:
    assert nobody.does("help", "place", "add").out == nobody.does("place", "add", "-h").out
    assert nobody.does("help", "ship").out == nobody.does("ship", "-h").out


def test_other_words_are_searched_in_the_manual(nobody: Clerk) -> None:
    said = nobody.does("help", "network", "DRIVE").out
    assert said.startswith(
        "tracker help backups: How to keep the ledger safe: where it lies, backups, restoring\n\nKeep"
    )
    assert "On a network drive (SMB,\nNFS) locks" in said
    assert "tracker help backups: " in nobody.does("--lang", "lv", "help", "onedrive").out
    assert nobody.refused("help", "daets") == "There is no topic or command 'daets'. Did you mean dates?"
    assert nobody.refused("help", "quux").startswith("There is no topic or command 'quux'. 'tracker help' lists")
