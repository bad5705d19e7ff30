"""A clerk at a keyboard, who runs commands and reads the answers."""

import json
import os
import shutil
import signal
from collections.abc import Callable
from dataclasses import dataclass
from functools import wraps
from pathlib import Path
from typing import Any

import pytest
from hypothesis import settings

from tests.adapters import ENGLISH, make_sample, run, speak_english, speaking
from tests.speeding import (  # noqa: F401  (hooks of pytest's)
    count_no_memory,
    keep_memory,
    keep_what_is_compiled,
    pytest_collection_finish,
    pytest_ignore_collect,
    pytest_sessionstart,
)

keep_what_is_compiled()
count_no_memory()
keep_memory()

# Whatever the machine speaks, and in whatever is started; tests of other languages ask for them.
os.environ["TRACKER_LANG"] = "en"

# No test is timed: machines are noisy. Each run tries the same examples, so that a change is judged by what it changes;
# `--hypothesis-profile random` looks for others.
settings.register_profile("random", deadline=None)
settings.register_profile("tracker", deadline=None, derandomize=True)
settings.load_profile("tracker")

# What tests write need not last, but the program waits for the disk with every command. So where the system has files
# in memory, and room for all, pytest makes its folders there; `--basetemp` says otherwise.
IN_MEMORY = Path("/dev/shm")  # noqa: S108
if IN_MEMORY.is_dir() and os.access(IN_MEMORY, os.W_OK) and shutil.disk_usage(IN_MEMORY).free > 4 * 2**30:
    os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(IN_MEMORY))

# A shell that starts the tests in the background, or nohup, may have them, and all that they start, ignore signals.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)
for ending in ("SIGTERM", "SIGHUP"):
    if signal.getsignal(number := getattr(signal, ending, signal.SIGINT)) is signal.SIG_IGN:
        signal.signal(number, signal.SIG_DFL)


SLOW_SECONDS = 900


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Give slow tests more time, and long ones no limit; pyproject.toml has the limit of all others."""
    for item in items:
        for mark, seconds in (("long", 0), ("slow", SLOW_SECONDS)):
            if item.get_closest_marker(mark):
                item.add_marker(pytest.mark.timeout(seconds), append=False)
                break


@dataclass(frozen=True)
class Answer:
    """The result of a command: its exit code, its output, its errors."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The output, parsed as JSON."""
        return json.loads(self.out)


@dataclass(frozen=True)
class Clerk:
    """Runs commands on one database, in this process."""

    db: Path
    capture: Callable[[], Any]

    def __call__(self, *words: object) -> Answer:
        """Run a command, whatever its result."""
        self.capture()
        code = run([str(word) for word in words])
        said = self.capture()
        return Answer(code, said.out, said.err)

    def does(self, *words: object) -> Answer:
        """Run a command that must succeed."""
        answer = self(*words)
        assert answer.code == 0, answer.err
        return answer

    def logs(self, *words: object) -> Any:
        """Run a logging command that must succeed, and return what it recorded."""
        return self.does(*words, "--format", "json").json

    def reads(self, *words: object) -> Any:
        """Run a reading command that must succeed, and return its rows."""
        return self.does(*words, "--format", "json").json

    def refused(self, *words: object, code: int = 1) -> str:
        """Run a command that must be refused with that exit code and one sentence, and return the sentence."""
        answer = self(*words)
        assert answer.code == code, (answer.code, answer.out, answer.err)
        assert answer.out == ""
        if answer.err.startswith("{"):
            return str(json.loads(answer.err)["message"])
        assert answer.err.startswith("Error: ")
        return answer.err.removeprefix("Error: ").rstrip("\n").replace("\u00a0", " ")


def made_once(build: Callable[[Clerk], Clerk]) -> Callable[..., Clerk]:
    """Make a fixture of a function that prepares a clerk: the first test runs its commands, others copy its file."""
    made: list[bytes] = []

    @pytest.fixture
    @wraps(build)
    def fixture(**given: Clerk) -> Clerk:
        (clerk,) = given.values()
        if made:
            clerk.db.write_bytes(made[0])
        else:
            build(clerk)
            made.append(clerk.db.read_bytes())
        return clerk

    return fixture


@pytest.fixture(autouse=True)
def in_english() -> None:
    """Each test begins in English, whatever language a command of an earlier one used."""
    speak_english()


@pytest.fixture(scope="session")
def sample(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The sample ledger as a file, created once per process, in English."""
    file = tmp_path_factory.mktemp("sample") / "demo.db"
    with speaking(ENGLISH):
        make_sample(file)
    return file.read_bytes()


@pytest.fixture
def nobody(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Clerk:
    """A clerk without a database."""
    db = tmp_path / "tracker.db"
    monkeypatch.setenv("TRACKER_DB", str(db))
    monkeypatch.setenv("TRACKER_CLERK", "anna")
    return Clerk(db, capsys.readouterr)


@made_once
def clerk(nobody: Clerk) -> Clerk:
    """A clerk with a store, the booklet THB, and three places to ship to."""
    nobody.does("init")
    nobody.does("booklet", "add", "THB", "Cilvēku tirdzniecības novēršana")
    nobody.does("place", "add", "london", "Embassy in London", "--kind", "embassy", "--country", "GB")
    nobody.does("place", "add", "dublin", "Embassy in Dublin", "--kind", "embassy", "--country", "IE")
    nobody.does("place", "add", "liepaja", "Liepājas Sociālais dienests", "--kind", "social-service")
    return nobody


@made_once
def stocked(clerk: Clerk) -> Clerk:
    """A clerk whose store got 1000 copies on 1 January 2015, as entry 1 of command 6."""
    clerk.does("print", "THB/lv", 1000, "--date", "2015-01-01")
    return clerk


@made_once
def arrived(stocked: Clerk) -> Clerk:
    """A clerk whose 100 copies were shipped to London (entry 2, command 7) and arrived in two parts (3 and 4)."""
    stocked.does("ship", "london", "THB/lv=100", "--date", "2015-01-10", "--ref", "R", "--note", "N", "--carrier", "C")
    stocked.does("receive", 2, "THB/lv=60", "--date", "2015-01-12")
    stocked.does("receive", 2, "--date", "2015-01-14")
    return stocked
