"""Offices that share a ledger: each a file of its own, in which separate processes record."""

import json
import os
import subprocess
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.conftest import Answer
from tests.offices.conftest import Place
from tests.store.test_twin import tables_of

AHEAD = """
import datetime, sys
from tracker.model import dates
class Clock(datetime.datetime):
    @classmethod
    def now(cls, tz=None):
        return datetime.datetime.now(tz) + datetime.timedelta(hours=HOURS)
dates.datetime = Clock
from tracker.__main__ import main
sys.exit(main())
"""
"""The program, whose clock is so many hours ahead."""


@dataclass
class Office:
    """One office: its file, and the user as whom it asks the log."""

    name: str
    user: str
    folder: Path
    place: Place
    url: str
    environment: dict[str, str] = field(default_factory=dict)

    @property
    def db(self) -> Path:
        return self.folder / f"{self.name}.db"

    def started(
        self, *words: object, hours: int = 0, program: Sequence[str] = ("-m", "tracker"), **environment: str
    ) -> subprocess.Popen[str]:
        """Start the program with these words; with its clock so many hours ahead."""
        settings = {name: value for name, value in os.environ.items() if not name.startswith("TRACKER_")}
        settings |= {"TRACKER_DB": str(self.db), "TRACKER_CLERK": self.name, "TRACKER_LANG": "en", "PYTHONUTF8": "1"}
        settings |= {"TRACKER_PASSWORD": self.place.password(self.user)} | self.environment | environment
        if hours:
            program = ["-c", AHEAD.replace("HOURS", str(hours))]
        return subprocess.Popen(
            [sys.executable, *program, *map(str, words)],
            env=settings,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
        )

    def __call__(self, *words: object, hours: int = 0, **environment: str) -> Answer:
        """Run the program, whatever its result."""
        process = self.started(*words, hours=hours, **environment)
        out, err = process.communicate(timeout=600)
        assert "Traceback" not in err, err
        return Answer(process.returncode, out, err)

    def does(self, *words: object) -> Answer:
        """Run a command that must succeed."""
        answer = self(*words)
        assert answer.code == 0, (words, answer)
        return answer

    def reads(self, *words: object) -> Any:
        return json.loads(self.does(*words, "--format", "json").out)


def founded(place: Place, folder: Path, copies: int) -> Office:
    """The office that shares its ledger: with so many copies, and two places to send them to."""
    riga = Office("anna", "riga", folder, place, place.url("riga"))
    riga.does("init")
    riga.does("booklet", "add", "THB", "Cilvēku tirdzniecības novēršana")
    riga.does("place", "add", "london", "Embassy in London", "--kind", "embassy", "--country", "GB")
    riga.does("place", "add", "dublin", "Embassy in Dublin", "--kind", "embassy", "--country", "IE")
    riga.does("print", "THB/lv", copies)
    riga.does("share", riga.url)
    return riga


def joined(riga: Office, name: str, user: str = "london", url: str | None = None) -> Office:
    """Another office, with a copy of its own."""
    office = Office(name, user, riga.folder, riga.place, url or riga.place.url(user))
    office.does("join", office.url)
    return office


def assert_one_truth(offices: Iterable[Office], *, checked: bool = True) -> None:
    """Assert that all copies are the same, row by row, after catching up, and that all are valid."""
    offices = list(offices)
    for office in offices:
        office.does("sync")
    first, *others = (tables_of(office.db) for office in offices)
    for office, other in zip(offices[1:], others, strict=True):
        assert other == first, office.name
    for office in offices if checked else offices[:1]:
        assert office.does("check").out.startswith("OK")
