import os
import shlex
import shutil
import subprocess

import pytest
from click.shell_completion import ShellComplete

from tests.adapters import cli
from tests.cli.shell import start
from tests.conftest import Clerk, made_once


@made_once
def stocked(clerk: Clerk) -> Clerk:
    """A clerk with a print run, a fund, and a shipment in transit to London (entry 2)."""
    clerk.does("fund", "add", "public-order", "Fonds")
    clerk.does("place", "add", "annex", "Noliktava", "--kind", "store")
    clerk.does("print", "THB/lv", 1000, "--date", "2015-01-01")
    clerk.does("ship", "london", "THB/lv=100", "--date", "2015-01-02")
    clerk.does("ship", "dublin", "THB/lv=10", "--date", "2015-01-02", "--received")
    return clerk


def completed(clerk: Clerk, line: str) -> list[str]:
    """Return the words that bash would offer at the end of the line."""
    words = line.split(" ")
    done = start(
        db=clerk.db, _TRACKER_COMPLETE="bash_complete", COMP_WORDS=line.rstrip(), COMP_CWORD=str(len(words) - 1)
    )
    assert (done.returncode, done.stderr) == (0, "")
    return [answer.partition(",")[2] for answer in done.stdout.splitlines() if answer]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("line", "offered"),
    [
        ("tracker ship lo", ["london"]),
        ("tracker ship LO", ["london"]),
        ("tracker ship Embassy", ["london", "dublin"]),
        ("tracker ship london THB", ["THB/lv=", "THB/lv/1="]),
        ("tracker ship london --from ", ["store", "annex"]),
        ("tracker print TH", ["THB/lv"]),
        ("tracker print THB/lv 5 --fund ", ["public-order"]),
        ("tracker place add x X --kind emb", ["embassy"]),
        ("tracker place add x X --country IE", ["IE"]),
        ("tracker place show du", ["dublin"]),
        ("tracker booklet edit t", ["THB"]),
        ("tracker run show THB", ["THB/lv/1"]),
        ("tracker receive ", ["2"]),
        ("tracker show ", ["4", "3", "2", "1"]),
        ("tracker log --item THB", ["THB/lv", "THB/lv/1"]),
        ("tracker stock --by ", ["item", "run", "place"]),
        ("tracker report distribution --by q", ["quarter"]),
        ("tracker stock --format nd", ["ndjson"]),
        ("tracker shipments --status par", ["partly-received"]),
        ("tracker completion p", ["powershell"]),
        ("tracker sh", ["share", "ship", "shipments", "show"]),
        ("tracker place re", ["remove", "reopen"]),
        ("tracker ship --rec", ["--received"]),
        ("tracker --cl", ["--clerk"]),
        ("tracker ship xyz", []),
    ],
)
def test_a_shell_completes_what_is_known(stocked: Clerk, line: str, offered: list[str]) -> None:
    assert completed(stocked, line) == offered


def test_names_are_completed_from_the_database_named_on_the_line(
    stocked: Clerk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(stocked.db.parent)
    stocked.does("init", "--db", "other.db")
    stocked.does("place", "add", "lodz", "Łódź", "--kind", "embassy", "--country", "PL", "--db", "other.db")
    assert completed(stocked, "tracker --db other.db ship lo") == ["lodz"]
    assert completed(stocked, "tracker ship --db other.db lo") == ["lodz"]


def test_without_a_database_a_shell_completes_nothing_and_makes_none(nobody: Clerk) -> None:
    assert completed(nobody, "tracker ship lo") == []
    assert list(nobody.db.parent.iterdir()) == []


def test_completing_writes_nothing(stocked: Clerk) -> None:
    before = stocked.db.read_bytes()
    completed(stocked, "tracker ship lo")
    assert stocked.db.read_bytes() == before


@pytest.mark.slow
@pytest.mark.parametrize(
    ("shell", "answer"),
    [
        ("bash", ["plain,london"]),
        ("zsh", ["plain", "london", "Embassy in London"]),
        ("fish", ["plain,london\tEmbassy in London"]),
        ("powershell", ["london\tEmbassy in London"]),
    ],
)
def test_each_shell_gets_its_answer_in_its_own_form(stocked: Clerk, shell: str, answer: list[str]) -> None:
    words, typed = ("tracker ship lo", "2")
    if shell == "fish":
        words, typed = ("tracker ship lo", "lo")
    if shell == "powershell":
        words, typed = ("ship", "lo")
    done = start(db=stocked.db, _TRACKER_COMPLETE=f"{shell}_complete", COMP_WORDS=words, COMP_CWORD=typed)
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.splitlines() == answer


@pytest.mark.slow
@pytest.mark.parametrize(
    ("words", "typed", "answer"),
    [
        ("", "sto", ["stock"]),
        ("ship", "", ["store", "london", "dublin", "liepaja", "annex"]),
        ("ship\nlondon", "THB/lv/", ["THB/lv/1="]),
        ("ship", "--rec", ["--received"]),
    ],
)
def test_powershell_completes_commands_options_and_names(
    stocked: Clerk, words: str, typed: str, answer: list[str]
) -> None:
    done = start(db=stocked.db, _TRACKER_COMPLETE="powershell_complete", COMP_WORDS=words, COMP_CWORD=typed)
    assert [line.split("\t")[0] for line in done.stdout.splitlines()] == answer


@pytest.mark.parametrize(
    ("shell", "mark"),
    [
        ("bash", "complete -o nosort -F"),
        ("zsh", "#compdef tracker"),
        ("fish", "complete --no-files --command tracker"),
        ("powershell", "Register-ArgumentCompleter -Native -CommandName tracker"),
    ],
)
def test_the_script_for_each_shell_is_printed_without_a_database(nobody: Clerk, shell: str, mark: str) -> None:
    script = nobody.does("completion", shell).out
    assert mark in script
    assert "_TRACKER_COMPLETE" in script
    assert f"{shell}_complete" in script
    assert list(nobody.db.parent.iterdir()) == []


def test_topics_and_grants_are_completed(clerk: Clerk) -> None:
    clerk.does("fund", "add", "riga", "Rīga")
    clerk.does("fund", "grant", "riga", 2015, "7.50")
    for words, offered in (
        ("help d", {"dates", "demo", "due"}),
        ("help place cl", {"close"}),
        ("fund ungrant ", {"1"}),
    ):
        *before, begun = words.split(" ")
        completer = ShellComplete(cli, {}, "tracker", "_TRACKER_COMPLETE")
        assert {item.value for item in completer.get_completions(before, begun)} == offered, words


def test_zsh_keeps_what_was_typed_where_several_names_have_it_inside(nobody: Clerk) -> None:
    script = nobody.does("completion", "zsh").out
    assert (
        script.index("compadd -U") < script.index("compstate[insert]=''") < script.index("compdef _tracker_completion")
    )


@pytest.mark.skipif(not shutil.which("zsh"), reason="zsh is not installed")
def test_a_bare_zsh_completes_too(nobody: Clerk) -> None:
    """One whose startup file does not set up completion before."""
    startup = nobody.db.with_name("zshrc")
    startup.write_text(nobody.does("completion", "zsh").out, encoding="utf-8")
    asked = f"source {shlex.quote(str(startup))} && print -r -- ${{_comps[tracker]}}"
    done = subprocess.run(
        ["zsh", "-f", "-c", asked],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "HOME": str(nobody.db.parent), "ZDOTDIR": str(nobody.db.parent)},
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "_tracker_completion\n", "")
