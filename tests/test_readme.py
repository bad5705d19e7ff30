"""The README cannot drift: what it shows is run, and what it lists is what there is.

In a ``console`` block a line that begins with ``$`` is a command, and what follows it is its output,
stdout and then stderr. ``...`` stands for anything within a line and, alone on a line, for any lines;
a blank may be a no-break space. A last line ``# exit code 1`` is the exit code, which is else 0.
A ``csv`` block is a file, of the name that stands after that word.
"""

import re
import shlex
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from tracker.__main__ import run
from tracker.cli import COMMANDS

README = Path(__file__).resolve().parent.parent / "README.md"
TEXT = README.read_text(encoding="utf-8")
FILES = re.findall(r"^```csv (\S+)\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)
EXIT_CODE = re.compile(r"# exit code (\d+)")
NO_BREAK_SPACE = "\N{NO-BREAK SPACE}"


@dataclass(frozen=True)
class Example:
    """A command, and what the README says that it answers."""

    command: str
    output: str
    code: int = 0


def blocks(language: str) -> list[list[str]]:
    """The lines of each block of that language."""
    return [block.splitlines() for block in re.findall(rf"^```{language}\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)]


def examples() -> Iterator[Example]:
    for block in blocks("console"):
        starts = [number for number, line in enumerate(block) if line.startswith("$ ")]
        assert starts[:1] == [0], f"a console block begins with a command: {block}"
        for start, end in zip(starts, [*starts[1:], len(block)], strict=True):
            lines, code = block[start + 1 : end], 0
            if lines and (said := EXIT_CODE.fullmatch(lines[-1])):
                lines, code = lines[:-1], int(said[1])
            yield Example(block[start].removeprefix("$ "), "\n".join(lines), code)


def as_pattern(output: str) -> str:
    """A regular expression for an output in which `...` stands for anything."""
    lines = output.split("\n")
    return "\n".join(".*" if line == "..." else r"[^\n]*".join(map(re.escape, line.split("..."))) for line in lines)


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> "Shell":
    """A shell in a new folder, as on a fresh machine."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("TRACKER_DB", raising=False)
    monkeypatch.delenv("TRACKER_CLERK", raising=False)
    for name, text in FILES:
        Path(name).write_text(text, encoding="utf-8")
    return Shell(monkeypatch, capsys)


@dataclass(frozen=True)
class Shell:
    """Knows the few words that the README's examples begin with, on every system."""

    environment: pytest.MonkeyPatch
    screen: pytest.CaptureFixture[str]

    def __call__(self, command: str) -> tuple[str, int]:
        """Carry out a command, and return what is then on the screen, and its exit code."""
        program, *words = shlex.split(command)
        self.screen.readouterr()
        programs: dict[str, Callable[[list[str]], int]] = {
            "tracker": run,
            "sqlite3": self.sqlite3,
            "export": self.export,
            "cat": self.cat,
        }
        code = programs[program](words)
        said = self.screen.readouterr()
        return (said.out + said.err).replace(NO_BREAK_SPACE, " ").rstrip("\n"), code

    def sqlite3(self, words: list[str]) -> int:
        """Print what the program of that name does: a row a line, its values with | between them."""
        readonly, file, sql = words
        assert readonly == "-readonly"
        with closing(sqlite3.connect(file)) as connection:
            for row in connection.execute(sql):
                print("|".join("" if value is None else str(value) for value in row))  # noqa: T201
        return 0

    def cat(self, words: list[str]) -> int:
        """Print a file."""
        print(Path(*words).read_text(encoding="utf-8"))  # noqa: T201
        return 0

    def export(self, words: list[str]) -> int:
        for word in words:
            self.environment.setenv(*word.split("=", 1))
        return 0


def test_every_example_answers_as_shown(shell: Shell) -> None:
    wrong = []
    for example in examples():
        output, code = shell(example.command)
        if code != example.code or not re.fullmatch(as_pattern(example.output), output, re.DOTALL):
            wrong.append(f"$ {example.command}\n{output}\n# exit code {code}")
    assert not wrong, "the README shows something else for:\n\n" + "\n".join(wrong)


def test_dots_stand_for_anything_in_a_line_or_for_lines() -> None:
    assert re.fullmatch(as_pattern("as of ...\n...\nend"), "as of 2015-01-31\na\nb\nend", re.DOTALL)
    assert not re.fullmatch(as_pattern("as of ...\nend"), "as of 2015-01-31\na\nend", re.DOTALL)


def test_the_commands_listed_are_those_there_are() -> None:
    listed = TEXT.partition("\n| command | does |\n| -- | -- |\n")[2].partition("\n\n")[0]
    assert listed.splitlines() == [f"| `{name}` | {help_} |" for name, (_, help_) in sorted(COMMANDS.items())]


def test_two_commands_set_it_up() -> None:
    """CI finds these two lines by their ends, and runs them as they are."""
    first, second, *_ = blocks("sh")
    assert [len(first), len(second)] == [1, 1]
    assert first[0].endswith("tracker demo")
    assert second[0].endswith("pytest")
    assert all(line.startswith("python3 -m venv .venv && ") for line in (*first, *second))


def test_the_views_listed_are_those_there_are(shell: Shell) -> None:
    shell("tracker demo")
    views, _ = shell("sqlite3 -readonly demo.db \"SELECT name FROM sqlite_schema WHERE type = 'view' ORDER BY name\"")
    listed = TEXT.partition("can read its views, ")[2].partition(".")[0]
    assert re.findall(r"`(\w+)`", listed) == [name for name in views.split() if not name.startswith("_")]


def test_each_shell_is_told_how_to_complete(shell: Shell) -> None:
    for line in blocks("sh")[-1]:
        script, code = shell(" ".join(line.split()[:3]))
        assert code == 0
        assert script.splitlines()[0] == f"# {line}"
