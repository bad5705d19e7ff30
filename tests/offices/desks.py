"""Several offices with a log in a plain file."""

import re
import shlex
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.adapters import share_log
from tests.conftest import Answer, Clerk
from tests.offices.plain_log import PlainLog

URL = "rqlite://riga@log"


@dataclass(frozen=True)
class Desk:
    """A clerk of one office."""

    clerk: Clerk
    db: Path

    def __call__(self, *words: object) -> Answer:
        return self.clerk("--db", self.db, *words)

    def types(self, command: str) -> Answer:
        """Run a command as printed, with the file that it names."""
        return self.clerk(*shlex.split(command)[1:])

    def does(self, *words: object) -> Answer:
        return self.clerk.does("--db", self.db, *words)

    def logs(self, *words: object) -> Any:
        return self.clerk.logs("--db", self.db, *words)

    reads = logs

    def lacking(self) -> list[str]:
        """Join again, and return the commands in the file that the answer names."""
        said, *_ = self.logs("join", url_of(self.db.stem), "--yes")["messages"]
        named = re.fullmatch(
            "To record the missing commands again, run those in (.*) in order. Stop at the first that is refused, "
            "unless it is already recorded.",
            said,
        )
        assert named, said
        first, *commands = Path(named[1]).read_text(encoding="utf-8").splitlines()
        assert first == f"# {said}"
        return commands

    def refused(self, *words: object, code: int = 1) -> str:
        return self.clerk.refused("--db", self.db, *words, code=code)


@pytest.fixture
def log(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> PlainLog:
    """The log that all offices share."""
    log = PlainLog(tmp_path / "log.sqlite")
    share_log(monkeypatch, log)
    return log


@pytest.fixture
def riga(clerk: Clerk, log: PlainLog) -> Desk:
    """The office that shares its ledger."""
    desk = Desk(clerk, clerk.db)
    desk.does("share", URL)
    return desk


@pytest.fixture
def join(riga: Desk) -> Callable[[str], Desk]:
    """Make a copy for another office."""

    def join(name: str) -> Desk:
        desk = Desk(riga.clerk, riga.db.with_name(f"{name}.db"))
        desk.does("join", url_of(name))
        return desk

    return join


def url_of(office: str) -> str:
    return f"rqlite://{office}@log"
