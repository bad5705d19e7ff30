"""Examples in documents: commands with their answers, and a shell that runs them.

In a ``console`` block, a line that begins with ``$`` is a command, followed by
its output, stdout and then stderr. ``...`` stands for anything within a line and, alone on a line, for any lines; a
space may be a no-break space. A last line ``# exit code 1``, in any language, is the exit code, otherwise 0. A file
shown by ``cat`` before any command created it is written as shown.
"""

import os
import re
import shlex
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.adapters import run

EXIT_CODE = re.compile(r"# (?:exit code|izejas kods|код завершения) (\d+)")
NO_BREAK_SPACE = "\N{NO-BREAK SPACE}"


@dataclass(frozen=True)
class Example:
    """A command, and its answer in the document."""

    command: str
    output: str
    code: int = 0

    def is_answered_by(self, output: str, code: int) -> bool:
        """Return whether the answer is that of the document."""
        return code == self.code and re.fullmatch(as_pattern(self.output), output, re.DOTALL) is not None


def blocks(text: str, language: str) -> list[list[str]]:
    """Return the lines of each block in this language."""
    return [block.splitlines() for block in re.findall(rf"^```{language}\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)]


def examples(block: list[str]) -> Iterator[Example]:
    """Yield the examples in a block."""
    starts = [number for number, line in enumerate(block) if line.startswith("$ ")]
    assert starts[:1] == [0], f"it begins with a command: {block}"
    for start, end in zip(starts, [*starts[1:], len(block)], strict=True):
        lines, code = block[start + 1 : end], 0
        if lines and (said := EXIT_CODE.fullmatch(lines[-1])):
            lines, code = lines[:-1], int(said[1])
        yield Example(block[start].removeprefix("$ "), "\n".join(lines), code)


def as_pattern(output: str) -> str:
    """Return a regular expression for an output in which `...` stands for anything."""
    lines = output.split("\n")
    return "\n".join(".*" if line == "..." else r"[^\n]*".join(map(re.escape, line.split("..."))) for line in lines)


@dataclass(frozen=True)
class Shell:
    """Knows the few programs that the examples use, on every system."""

    environment: pytest.MonkeyPatch
    screen: pytest.CaptureFixture[str]

    def wrong(self, shown: list[list[str]]) -> list[str]:
        """Run the examples, and return those with a different answer, with that answer."""
        wrong = []
        for example in (example for block in shown for example in examples(block)):
            program, *words = shlex.split(example.command)
            if program == "cat" and not Path(*words).exists():
                Path(*words).write_text(example.output + "\n", encoding="utf-8")
            output, code = self(example.command)
            if not example.is_answered_by(output, code):
                wrong.append(f"$ {example.command}\n{output}\n# exit code {code}")
        return wrong

    def __call__(self, command: str) -> tuple[str, int]:
        """Run a command, and return its output on the screen, and its exit code."""
        program, *words = shlex.split(command)
        self.screen.readouterr()
        programs: dict[str, Callable[[list[str]], int]] = {
            "tracker": run,
            "sqlite3": self.sqlite3,
            "export": self.export,
            "cat": self.cat,
            "python": self.python,
        }
        code = programs[program](words)
        said = self.screen.readouterr()
        lines = (said.out + said.err).replace(NO_BREAK_SPACE, " ").rstrip("\n").split("\n")
        return "\n".join(map(str.rstrip, lines)), code

    def sqlite3(self, words: list[str]) -> int:
        """Print the output of sqlite3: one line per row, with values separated by |."""
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

    def python(self, words: list[str]) -> int:
        """Run a Python program that can find the command."""
        path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ.get('PATH', '')}"
        done = subprocess.run(
            [sys.executable, *words], capture_output=True, encoding="utf-8", env={**os.environ, "PATH": path}
        )
        print(done.stdout + done.stderr)  # noqa: T201
        return done.returncode

    def export(self, words: list[str]) -> int:
        """Set environment variables."""
        for word in words:
            self.environment.setenv(*word.split("=", 1))
        return 0
