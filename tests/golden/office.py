"""An office for recorded commands: a folder, a fixed clock, a language, a screen or a pipe."""

import asyncio
import contextlib
import hashlib
import io
import os
import re
import shlex
import time
import zipfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from html.parser import HTMLParser
from pathlib import Path

import pypdf
import pytest
from python_calamine import CalamineWorkbook

from tests import adapters
from tests.page.visitors import visitor

NOW = datetime(2026, 11, 29, 10, 0, tzinfo=UTC)
FIELDS = "fields"
"""The language in which messages are their fields."""

MOST_LINES = 150
FIRST_LINES = 10
IN_FULL = "TRACKER_GOLDEN_IN_FULL"
"""The variable that prevents shortened answers."""

_ESCAPES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


class Stream(io.TextIOWrapper):
    """A standard stream that keeps its output, and is a terminal if it has a width."""

    def __init__(self, columns: int | None) -> None:
        self.columns = columns
        super().__init__(io.BytesIO(), encoding="utf-8", newline="")

    def isatty(self) -> bool:
        """Return whether it is a terminal."""
        return self.columns is not None

    @property
    def content(self) -> bytes:
        """The output so far."""
        self.flush()
        written: bytes = self.buffer.getvalue()  # type: ignore[attr-defined]
        return written


class Script:
    """A desk at which answers are given one by one, followed by the end of input; it prints the questions."""

    def __init__(self, answers: list[str]) -> None:
        self.answers = answers

    def ask(self, asked: adapters.Inquiry) -> str:
        """Print a question with its offer, and return the next answer."""
        if not self.answers:
            raise EOFError
        answer = self.answers.pop(0)
        offered = f" ({len(asked.choices)} choices, hint {asked.hint!r}, history {list(asked.history)[:3]})"
        print(f"? {asked.prompt}{offered} {answer}")  # noqa: T201  (into the transcript)
        return answer

    def chosen(self, typed: str) -> str:
        """Return the typed text."""
        return typed


@dataclass
class Office:
    """Runs commands in a folder and keeps a transcript. Without `columns`, output goes to a pipe."""

    folder: Path
    patched: pytest.MonkeyPatch
    language: str = FIELDS
    columns: int | None = None
    most_lines: int | None = MOST_LINES
    lines: list[str] = field(default_factory=list)
    commands: int = 0

    def __post_init__(self) -> None:
        """Set the clock, the folder and the environment."""
        self.patched.chdir(self.folder)
        for name, value in {
            "TRACKER_DB": "tracker.db",
            "TRACKER_CLERK": "anna",
            "TRACKER_LANG": "en" if self.language == FIELDS else self.language,
            "COLUMNS": str(self.columns or 80),
            "LINES": "10000",
            "NO_COLOR": "1",
            "TERM": "xterm",
        }.items():
            self.patched.setenv(name, value)
        self.patched.setenv("LANGUAGE", "")
        self.patched.setenv("TZ", "UTC")
        if hasattr(time, "tzset"):
            time.tzset()
        adapters.set_clock_of_sqlite(self.patched, NOW)
        adapters.set_clock(self.patched, NOW, NOW.date())
        for module in ("database", "exports"):
            self.patched.setattr(f"tracker.reports.{module}.__version__", "0")
        for fact in ("platform", "python_version"):
            self.patched.setattr(f"platform.{fact}", lambda: "0")
        adapters.speak_english()
        if self.language == FIELDS:
            adapters.speak_fields_only(self.patched)

    def run(self, words: Sequence[str]) -> tuple[int, bytes, str]:
        """Run a command a second after the previous one, and return its exit code, its output and its errors."""
        self.commands += 1
        adapters.set_clock(self.patched, NOW + timedelta(seconds=self.commands), NOW.date())
        out, err = Stream(self.columns), Stream(None)
        with contextlib.redirect_stdout(out), contextlib.redirect_stderr(err):
            code = adapters.run(list(words))
        return code, out.content, self._plain(err.content)

    def does(self, command: str) -> None:
        """Run a command that must succeed, without adding it to the transcript."""
        code, _, err = self.run(shlex.split(command))
        assert code == 0, f"{command}: {err}"

    @property
    def ledger(self) -> Path:
        """The ledger that commands use."""
        return self.folder / "tracker.db"

    def note(self, command: str) -> int:
        """Run a command, add it to the transcript with its answer, and return its exit code."""
        program, *words = shlex.split(command)
        programs: dict[str, Callable[..., tuple[int, str, str]]] = {
            "tracker": self._tracker,
            "show": self._show,
            "page": self._page,
            "talk": self._talk,
        }
        code, out, err = programs[program](*words)
        self.lines.append(f"$ {command}")
        self.lines += self._shortened(out)
        self.lines += [f"! {line}" for line in err.splitlines()]
        if code:
            self.lines.append(f"# exit code {code}")
        self.lines.append("")
        return code

    @property
    def transcript(self) -> str:
        """All commands with their answers."""
        return "\n".join(line.rstrip() for line in self.lines).rstrip("\n") + "\n"

    def _tracker(self, *words: str) -> tuple[int, str, str]:
        code, out, err = self.run(words)
        return code, self._plain(out), err

    def _talk(self, *words: str) -> tuple[int, str, str]:
        """Run the command before `--` at a terminal, and give the answers after it."""
        end = words.index("--")
        desk = Script(list(words[end + 1 :]))
        with pytest.MonkeyPatch.context() as patched:
            adapters.sit_at_terminal(patched, desk)
            return self._tracker(*words[:end])

    def _show(self, name: str) -> tuple[int, str, str]:
        return 0, self._plain(text_of(self.folder / name).encode()), ""

    def _page(self, address: str) -> tuple[int, str, str]:
        language = "en" if self.language == FIELDS else self.language
        loop = asyncio.new_event_loop()
        try:
            with adapters.served(self.ledger):
                sent = visitor(self.ledger, loop).enters().get(address, accept_language=language)
        finally:
            loop.close()
        return 0 if sent.status == 200 else sent.status, self._plain(page_text(sent.text).encode()), ""

    def _plain(self, content: bytes) -> str:
        text = _ESCAPES.sub("", content.decode("utf-8", "replace")).replace("\N{NO-BREAK SPACE}", " ")
        return text.replace(str(self.folder), "FOLDER")

    def _shortened(self, text: str) -> list[str]:
        lines = text.splitlines()
        if self.most_lines is None or len(lines) <= self.most_lines or IN_FULL in os.environ:
            return lines
        return [*lines[:FIRST_LINES], f"… {len(lines)} lines, sha256 {digest(text)}"]


def digest(text: str) -> str:
    """Return a short hash of a text."""
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def text_of(file: Path) -> str:
    """Return the readable text of a file: the cells of a workbook, the text of a pdf, a page or a package."""
    if file.is_dir():
        files = sorted(each for each in file.rglob("*") if each.is_file())
        return "\n".join(f"{each.relative_to(file).as_posix()}  {digest(each.read_text('utf-8'))}" for each in files)
    match file.suffix:
        case ".xlsx":
            book = CalamineWorkbook.from_path(str(file))
            return "\n".join(line for name in book.sheet_names for line in _sheet_lines(book, name))
        case ".pdf":
            return "\n\f\n".join(page.extract_text() for page in pypdf.PdfReader(file).pages)
        case ".html":
            return page_text(file.read_text("utf-8"))
        case ".zip":
            return "\n".join(zipfile.ZipFile(file).namelist())
        case _:
            return file.read_text("utf-8")


def _sheet_lines(book: CalamineWorkbook, name: str) -> list[str]:
    rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
    return [f"[{name}]", *(" | ".join(map(str, row)) for row in rows)]


class _PageReader(HTMLParser):
    """Collects the texts of a page, one line per block, with the addresses of links and the fields of forms."""

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[list[str]] = [[]]
        self.skipping = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Begin a line, or collect the address of a link or the value of a field."""
        values = dict(attrs)
        if tag in ("style", "script"):
            self.skipping += 1
        if tag in ("p", "tr", "h1", "h2", "h3", "li", "table", "form", "div", "dt", "label", "title", "pre", "text"):
            self.lines.append([])
        if tag in ("td", "th", "dd"):
            self.lines[-1].append("|")
        if tag == "a":
            self.lines[-1].append(f"[{values.get('href')}]")
        if tag in ("input", "option", "select", "button"):
            said = (f"{name}={values[name]}" for name in ("name", "value") if values.get(name))
            self.lines[-1].append(f"<{' '.join([tag, *said, *(['selected'] if 'selected' in values else [])])}>")

    def handle_endtag(self, tag: str) -> None:
        """End an element that is not shown."""
        if tag in ("style", "script"):
            self.skipping -= 1

    def handle_data(self, data: str) -> None:
        """Add a text."""
        if not self.skipping and (text := " ".join(data.split())):
            self.lines[-1].append(text)


def page_text(html: str) -> str:
    """Return the text of a page."""
    reader = _PageReader()
    reader.feed(html)
    return "\n".join(" ".join(line) for line in reader.lines if line)
