"""Empty or repeated options are slips: they are refused before anything else happens."""

import getpass
from pathlib import Path

import click
import pytest

from tests.adapters import cli
from tests.cli.terminal import refusal
from tests.conftest import Clerk
from tests.faults.calls import commands
from tracker.cli.base import FileName


def values(option: click.Option) -> list[str]:
    """Two values for an option, as repeated on a command line."""
    return [option.opts[-1], "1", option.opts[-1], "2"]


SINGLE = [
    ((*words, *values(option)), max(option.opts, key=len))
    for words, command in commands(cli)
    for option in command.params
    if isinstance(option, click.Option) and not (option.multiple or option.is_flag or option.name == "lang")
]
"""Every option of every command that takes one value, given twice; but the language in which the refusal is said."""


@pytest.mark.slow
def test_an_option_that_takes_one_value_is_not_given_twice(clerk: Clerk) -> None:
    """In every command: click would take the last one, and forget the other without a word."""
    before = clerk.db.read_bytes()
    assert len(SINGLE) > 250
    for words, option in SINGLE:
        said = f"The option {option} was given twice, but takes only one value."
        assert refusal(clerk, *words, code=2) == said, words
    assert clerk.db.read_bytes() == before


def test_two_languages_are_refused_in_the_first(clerk: Clerk) -> None:
    said = "Kļūda: Opcija --lang norādīta divreiz; tai ir tikai viena vērtība.\n"
    for words in (("--lang", "lv", "stock", "--lang", "ru"), ("stock", "--lang", "lv", "--lang=ru")):
        answer = clerk(*words)
        assert (answer.code, answer.err) == (2, said)


def test_an_option_with_several_names_is_one_option(clerk: Clerk) -> None:
    assert "--output was given twice" in refusal(clerk, "stock", "-o", "a.csv", "--output=b.csv", code=2)
    assert "--output was given twice" in refusal(clerk, "stock", "-oa.csv", "-o", "b.csv", code=2)


@pytest.mark.parametrize("option", ["--db", "--clerk"])
def test_once_before_the_command_and_once_after_it_is_twice(clerk: Clerk, option: str) -> None:
    said = f"The option {option} was given twice, but takes only one value."
    assert refusal(clerk, option, "a", "stock", option, "b", code=2) == said
    assert refusal(clerk, option, "a", "place", option, "b", "list", code=2) == said
    assert refusal(clerk, "place", option, "a", "list", option, "a", code=2) == said


def test_what_takes_several_values_and_what_takes_none_may_be_repeated(clerk: Clerk) -> None:
    audience = ("--audience", "teachers=2", "--audience", "pupils=30")
    clerk.does("seminar", "add", "s", "Seminar", "--date", "2015-01-01", *audience)
    clerk.does("print", "THB/lv", 5, "--dry-run", "--dry-run")
    clerk.does("stock", "-h", "-h")


@pytest.mark.parametrize("empty", ["", " "])
def test_an_empty_option_is_refused(clerk: Clerk, empty: str) -> None:
    for option in ("--db", "--clerk"):
        said = f"The option {option} is empty; specify a value or omit it."
        assert refusal(clerk, "print", "THB/lv", 5, option, empty, code=2) == said
        assert refusal(clerk, option, empty, "stock", code=2) == said
        assert refusal(clerk, "place", "list", f"{option}={empty}", code=2) == said
    said = "The key is empty; enter at least one character."
    for words, command in commands(cli):
        if any("--key" in option.opts for option in command.params):
            assert refusal(clerk, *words, *needed(command), "--key", empty, code=2) == said, words
    assert clerk.reads("log") == []


def paths() -> list[tuple[str, ...]]:
    """All options and arguments that are paths, or free words."""
    found = []
    for words, command in commands(cli):
        for parameter in command.params:
            if isinstance(parameter.type, click.Path | FileName | click.types.StringParamType) and parameter.nargs == 1:
                name = parameter.opts[-1] if isinstance(parameter, click.Option) else ""
                table = ["shipments"] if words == ("import",) and not name else []
                found.append((*words, *table, *([name] if name else []), ""))
    return found


@pytest.mark.slow
def test_an_empty_path_is_not_the_folder_that_one_is_in(
    clerk: Clerk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    asked = paths()
    assert {("backup", "--to", ""), ("restore", ""), ("import", "shipments", ""), ("demo", "")} <= set(asked)
    for words in asked:
        said = refusal(clerk, *words, code=2)
        assert " is empty; specify a value" in said, words
    assert not list(here.iterdir())
    assert refusal(clerk, "backup", "", code=2) == "The argument FILE is empty; specify a value."
    assert refusal(clerk, "export", "--all=", code=2) == "The option --all is empty; specify a value or omit it."
    assert refusal(clerk, "import", "shipments", "a.csv", "--sheet", "a", "--sheet", "", code=2) == (
        "The option --sheet is empty; specify a value or omit it."
    )


def needed(command: click.Command) -> list[str]:
    """Further arguments needed by commands that take a key."""
    for words in ("--reason=lost", "--reason=r"):
        if any("--reason" in option.opts and option.required for option in command.params):
            return [words]
    return []


def test_an_empty_variable_counts_as_unset(clerk: Clerk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(getpass, "getuser", lambda: "logged-in")
    monkeypatch.setattr("sys.platform", "linux")
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path))
    for empty in ("", "  "):
        monkeypatch.setenv("TRACKER_CLERK", empty)
        assert clerk.logs("print", "THB/lv", 5)["recorded_by"] == "logged-in"
    monkeypatch.setenv("TRACKER_DB", "")
    said = refusal(clerk, "stock", code=3)
    assert str(tmp_path / "tracker" / "tracker.db") in said
