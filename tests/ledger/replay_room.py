"""The environment of random histories: a new database in memory, initial copies everywhere, and a history."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.conftest import Clerk
from tests.ledger.replay_clerk import Busy
from tests.ledger.replay_facts import FUND, OTHER, Wish
from tests.ledger.replay_questions import GRANTED
from tests.ledger.replay_world import World

STORES, OTHERS = ("s1", "s2"), ("p1", "p2", "p3")
KINDS = {"s1": "store", "s2": "store", "p1": "embassy", "p2": "library", "p3": "school"}
COUNTRIES = dict(zip(KINDS, ("LV", "LV", "GB", "LV", "IE"), strict=True))
DAYS = tuple(f"2015-01-0{day}" for day in range(1, 6))
LATER = "2016-01-02"
"""A day on which the first events are more than 12 months old."""

BEGINNING = (
    Wish("print", DAYS[0], store="s1", what=("B/lv",), quantities=(5, 5), first=True),
    Wish("print", DAYS[0], store="s1", what=("B/ru",), quantities=(4, 4)),
    Wish("print", DAYS[1], store="s1", what=("B/lv",), quantities=(3, 3)),
    Wish("ship", DAYS[0], "p1", store="s1", what=("B/lv/1", "B/ru"), quantities=(9, 8), first=True),
    Wish("ship", DAYS[1], "p1", store="s1", what=("B/lv/2",), quantities=(8,), first=True),
    Wish("ship", DAYS[1], "p2", store="s1", what=("B/lv/1", "B/ru"), quantities=(9, 5), first=True),
    Wish("ship", DAYS[1], "s2", store="s1", what=("B/lv/1", "B/lv/2"), quantities=(9, 9), first=True),
    Wish("ship", DAYS[1], "p3", store="s1", what=("B/lv/2", "B/ru"), quantities=(9, 5)),
)
"""Initial copies everywhere, so that most commands can succeed."""


def setting_up() -> list[list[str]]:
    """Return the commands that make a database with two stores, three other places, a booklet and a grant."""
    places = [(code, "--kind", KINDS[code], "--country", COUNTRIES[code]) for code in KINDS if code != "s1"]
    return [
        ["init", "--store", "s1", "--country", COUNTRIES["s1"]],
        *(["place", "add", code, f"Place-{code}", *about] for code, *about in places),
        ["booklet", "add", "B", "Booklet"],
        ["fund", "add", FUND, "Fund"],
        ["fund", "add", OTHER, "Other"],
        ["fund", "grant", FUND, "2015", str(GRANTED), "--purpose", "printing"],
    ]


@pytest.fixture
def room(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Iterator[Clerk]:
    """A clerk with a new database, in memory if possible, as it is written so often."""
    shared = Path("/dev/shm")  # noqa: S108
    folder = Path(tempfile.mkdtemp(prefix="tracker-", dir=shared if shared.is_dir() else tmp_path))
    monkeypatch.setenv("TRACKER_DB", str(folder / "tracker.db"))
    monkeypatch.setenv("TRACKER_CLERK", "anna")
    clerk = Clerk(folder / "tracker.db", capsys.readouterr)
    for words in setting_up():
        clerk.does(*words)
    shutil.copyfile(clerk.db, folder / "blank.db")
    yield clerk
    shutil.rmtree(folder)


def desk(clerk: Clerk) -> Busy:
    """Begin a new history."""
    shutil.copyfile(clerk.db.with_name("blank.db"), clerk.db)
    return Busy(clerk, world())


def world() -> World:
    """Return the model of a new database."""
    return World(dict(KINDS), dict(COUNTRIES), (*DAYS, LATER), grants=(GRANTED,))


class Told(AssertionError):
    """The fault, and the commands that reproduce it."""

    def __init__(self, error: AssertionError, story: list[str]) -> None:
        typed = [f"tracker {' '.join(words)}" for words in setting_up()]
        super().__init__("\n".join([str(error), "", "after these commands:", *typed, *story]))
