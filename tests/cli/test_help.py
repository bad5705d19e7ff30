import click
import pytest

from tests.adapters import COMMANDS, cli, docs
from tests.cli.terminal import refusal
from tests.conftest import Clerk
from tracker import __version__


def all_commands() -> list[tuple[str, ...]]:
    """Return the words of every command, including those in groups."""
    found: list[tuple[str, ...]] = []
    for name in COMMANDS:
        command = command_of(name)
        found.append((name,))
        if isinstance(command, click.Group):
            found += [(name, each) for each in command.commands]
    return found


def command_of(name: str) -> click.Command:
    """Return the command with this name."""
    command = cli.get_command(click.Context(cli), name)
    assert command is not None
    return command


def test_the_version_and_the_commands_are_told(nobody: Clerk) -> None:
    assert nobody.does("--version").out == f"tracker, version {__version__}\n"
    assert nobody.does("--help").out == nobody.does("-h").out == docs.text_of("commands.txt")


@pytest.mark.parametrize("words", all_commands(), ids=" ".join)
def test_every_command_explains_itself_without_a_database(nobody: Clerk, words: tuple[str, ...]) -> None:
    told = nobody.does(*words, "-h").out
    assert told.startswith(f"Usage: tracker {' '.join(words)} ")
    assert told == nobody.does(*words, "--help").out
    assert "--db FILE" in told
    assert "--clerk NAME" in told
    assert list(nobody.db.parent.iterdir()) == []


@pytest.mark.parametrize("name", COMMANDS)
def test_the_short_help_in_the_list_is_the_commands_own(name: str) -> None:
    command = command_of(name)
    assert command.name == name
    assert (command.help or "").splitlines()[0] == COMMANDS[name][1]
    assert command.get_short_help_str(1000) == COMMANDS[name][1]


@pytest.mark.parametrize("words", all_commands(), ids=" ".join)
def test_every_option_and_command_has_a_help_that_ends_like_a_sentence(words: tuple[str, ...]) -> None:
    command = command_of(words[0])
    if len(words) > 1:
        assert isinstance(command, click.Group)
        command = command.commands[words[1]]
    assert command.help
    assert command.help.rstrip().endswith(".")
    for parameter in command.params:
        if isinstance(parameter, click.Option):
            assert parameter.help, parameter.name
            assert parameter.help.endswith((".", "]", ")")), parameter.name


def test_a_wrong_option_points_to_the_help(clerk: Clerk) -> None:
    assert "'tracker place add -h'" in refusal(clerk, "place", "add", "--knd", "embassy", code=2)


@pytest.mark.parametrize("words", all_commands(), ids=" ".join)
def test_help_begins_with_ten_options_at_most_and_one_example(nobody: Clerk, words: tuple[str, ...]) -> None:
    said = nobody.does(*words, "-h").out
    first = said.partition("\nOptions:\n")[2].partition("\n\n")[0]
    assert len([line for line in first.splitlines() if line.startswith("  -")]) <= 10
    assert "--replaces" not in first and "--before" not in first
    assert said.count("\nExample:\n") == 1
    assert said.splitlines()[-1] == "Everywhere: --db FILE  --clerk NAME  --lang CODE  -h, --help"


def test_help_names_corrections_and_what_is_for_scripts(nobody: Clerk) -> None:
    said = nobody.does("ship", "-h").out
    corrections = said.partition("\nCorrections:\n")[2].partition("\n\n")[0]
    assert [line.split("  ")[1] for line in corrections.splitlines()] == ["tracker fix last …", "tracker undo"]
    scripts = said.partition("\nFor scripts:\n")[2].partition("\n\n")[0]
    assert {"--replaces", "--before", "--key"} <= set(scripts.split())
    assert "--encoding" in nobody.does("import", "-h").out.partition("\nFor unusual sheets:\n")[2]
