"""A worker is killed at any moment of a command: what it reported is there, nothing is half done, others go on."""

import random
import shutil
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing, nullcontext
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Clerk
from tests.faults.killing import Figures, Killed, kill_within_a_command, left_over, one_after_the_other
from tests.faults.machine import ordinary_user
from tests.faults.next_version import NEXT, THIS, install, program_in
from tests.faults.proof import (
    Lines,
    entries_said,
    halves,
    is_hot,
    lines_said,
    logged,
    schema_version,
    tables,
)
from tests.faults.screens import busy_ledger
from tests.store.rawly import opened

pytestmark = pytest.mark.slow

KILLS_OF_A_LEDGER = 25
"""After so many, another one begins, so that none grows slow."""

FIRST_TO_COME = [
    ("stock",),
    ("check",),
    ("log", "--format", "csv"),
    ("shipments",),
    ("ship", "london", "THB/lv=1"),
    ("handout", "london", "THB/lv=1"),
]
"""What comes upon the journal of a killed writer: those who read, and those who write."""


@dataclass
class Shaken:
    """A ledger whose writers are killed, what must be in it, and how it went."""

    clerk: Clerk
    figures: Figures
    known: dict[int, Lines] = field(default_factory=dict)

    def begin(self, blank: Path) -> None:
        """Begin with a ledger that has copies to ship."""
        shutil.copyfile(blank, self.clerk.db)
        self.known = logged(self.clerk.reads("log"))

    def look(self, killed: Killed, first: tuple[str, ...]) -> None:
        """Hold that the next command goes on as if nothing had been, and that all is there or nothing."""
        self.figures.counted["kills"] += 1
        self.figures.counted["in a command"] += killed.struck is not None
        self.figures.counted["journals to roll back"] += is_hot(self.clerk.db)
        self.clerk.does(*first)
        self.clerk.does("check")
        assert halves(self.clerk.db) == 0
        found = logged(self.clerk.reads("log"))
        assert sorted(found) == list(range(1, len(found) + 1)), "numbers have gaps"
        said = {number for words, answer in killed.done for number in entries_said(words, answer)}
        for words, answer in killed.done:
            if words[0] == "ship":
                assert found[answer.json["entry"]] == lines_said(answer.json)
        assert said <= set(found), "what was said is there"
        assert {number: found[number] for number in self.known} == self.known, "nothing is rewritten"
        unsaid = len(found) - len(self.known) - len(said) - (first[0] in ("ship", "handout"))
        assert unsaid in (0, entries_of(killed.struck)), (unsaid, killed.struck)
        self.figures.counted["recorded, but not said yet"] += unsaid > 0
        self.known = found


def entries_of(words: list[str] | None) -> int:
    """Return how many entries a command makes."""
    if words is None or words[0] not in ("ship", "import"):
        return 0
    return (1 + ("--received" in words)) * (30 if words[0] == "import" else 1)


@pytest.fixture
def fast_path(tmp_path: Path) -> Path:
    """A folder on the disk after all: there a commit takes its time, and can be hit."""
    return tmp_path


@pytest.fixture
def shaken(office: Clerk, request: pytest.FixtureRequest, capsys: pytest.CaptureFixture[str]) -> Iterator[Shaken]:
    """A ledger with copies to ship, and some in London; at the end of a long form, its figures are printed."""
    office.does("print", "THB/lv", 10_000_000)
    office.does("ship", "london", "THB/lv=1000", "--received")
    ledger = Shaken(office, Figures(request.node.name))
    yield ledger
    with capsys.disabled() if request.node.get_closest_marker("long") else nullcontext():
        sys.stdout.write(f"\n{ledger.figures}\n")


def kill(shaken: Shaken, part: str, kills: int) -> Iterator[tuple[Killed, random.Random]]:
    """Kill so many workers of that part, one after the other, and look at the ledger after each."""
    chance = random.Random(f"{part} {kills}")  # noqa: S311  (the same each time)
    folder, blank = shaken.clerk.db.parent, shaken.clerk.db.with_name("blank.db")
    shutil.copyfile(shaken.clerk.db, blank)
    crew = ((shaken.clerk.db, (part, f"w{number}", folder)) for number in range(kills))
    with one_after_the_other(crew) as workers:
        for number, worker in enumerate(workers):
            if number % KILLS_OF_A_LEDGER == 0:
                shaken.begin(blank)
            killed = kill_within_a_command(worker, chance)
            shaken.look(killed, chance.choice(FIRST_TO_COME))
            yield killed, chance


def kill_who_ships(shaken: Shaken, kills: int) -> None:
    for _ in kill(shaken, "ships", kills):
        received = {row["status"] for row in shaken.clerk.reads("shipments") if int(row["reference"] or 0) % 2}
        assert received <= {"received"}, "a shipment that arrived at once has its receipt"


def kill_who_imports(shaken: Shaken, kills: int) -> None:
    for _ in kill(shaken, "imports", kills):
        pass


def kill_who_makes_backups(shaken: Shaken, kills: int) -> None:
    dated, named = (shaken.clerk.db.with_name(name) for name in ("dated", "named"))
    for folder in (dated, named):
        folder.mkdir()
    for killed, _ in kill(shaken, "backups", kills):
        for words, answer in killed.done:
            if words[0] == "backup" and "--to" not in words:
                assert Path(answer.json["file"]).stat().st_size == answer.json["bytes"]
        for file in (*backups_in(dated), *backups_in(named)):
            shaken.clerk.does("--db", file, "check")
        shaken.clerk.does("backup", "--to", dated, "--keep", "3")
        shaken.clerk.does("backup", named / "next.db")
        assert len(backups_in(dated)) <= 3
        assert left_over(shaken.clerk.db.parent) == [], "the first to come has cleared up"
        for file in named.iterdir():
            file.unlink(missing_ok=True)


def backups_in(folder: Path) -> list[Path]:
    """Return all that is in a folder and not hidden."""
    return [file for file in folder.iterdir() if not file.name.startswith(".")]


@pytest.mark.parametrize(
    ("part", "kills"),
    [
        ("ships", 3),
        ("imports", 2),
        ("backups", 2),
        pytest.param("ships", 6, marks=pytest.mark.slow),
        pytest.param("imports", 5, marks=pytest.mark.slow),
        pytest.param("backups", 4, marks=pytest.mark.slow),
    ],
)
def test_who_is_killed_leaves_all_of_a_command_or_nothing(shaken: Shaken, part: str, kills: int) -> None:
    KILLING[part](shaken, kills)


@pytest.mark.long
@pytest.mark.parametrize("part", ["ships", "imports", "backups"])
def test_many_who_are_killed_leave_all_of_a_command_or_nothing(shaken: Shaken, part: str) -> None:
    KILLING[part](shaken, 250)


KILLING = {"ships": kill_who_ships, "imports": kill_who_imports, "backups": kill_who_makes_backups}


def kill_who_upgrades(office: Clerk, kills: int) -> Figures:
    """Kill who opens ledgers of this version with the next; each is old or new, and is upgraded by who comes then."""
    chance = random.Random(f"upgrades {kills}")  # noqa: S311  (the same each time)
    figures = Figures("upgrades")
    calm = office.db.with_name("calm.db")
    calm.write_bytes(busy_ledger())
    before = tables(calm)
    asked: tuple[tuple[str, ...], ...] = (("stock",), ("log", "--format", "csv"))
    said = {words: office.does("--db", calm, *words).out for words in asked}
    folders = [office.db.with_name(f"ledgers-{number}") for number in range(kills)]
    program = program_in(office.db.with_name("program"))
    crew = ((office.db, ("upgrades", "w", folder)) for folder in with_ledgers(folders))
    with pytest.MonkeyPatch.context() as patched, one_after_the_other(crew, program) as workers:
        install(patched)
        for worker, folder in zip(workers, folders, strict=True):
            killed = kill_within_a_command(worker, chance)
            figures.counted["kills"] += 1
            figures.counted["in a command"] += killed.struck is not None
            done = [Path(words[1]) for words, _ in killed.done]
            for path in done:
                assert schema_version(path) == NEXT
            if killed.struck:
                was_killed_in_the_upgrade(office, Path(killed.struck[1]), before, said, figures)
            shutil.rmtree(folder)
    return figures


def with_ledgers(folders: list[Path]) -> Iterator[Path]:
    """Put five ledgers of this version into each folder when it is its turn."""
    for folder in folders:
        folder.mkdir()
        for number in range(5):
            (folder / str(number)).mkdir()
            (folder / str(number) / "old.db").write_bytes(busy_ledger())
        yield folder


def was_killed_in_the_upgrade(
    office: Clerk, path: Path, before: dict[str, list[Any]], said: dict[tuple[str, ...], str], figures: Figures
) -> None:
    beside = path.with_name("beside")
    beside.mkdir()
    for file in (path, path.with_name(f"{path.name}-journal")):
        if file.exists():
            shutil.copy(file, beside)
    figures.counted["journals to roll back"] += is_hot(path)
    version = schema_version(beside / path.name)
    assert version in (THIS, NEXT)
    figures.counted[f"left as schema {version}"] += 1
    found = tables(beside / path.name)
    upgrades = [row for row in found.pop("command") if row not in before["command"]]
    assert [name for _, name, *_ in upgrades] == ["upgrade"] * (version == NEXT)
    assert found.pop("run_weight", None) == ([(1, 100), (2, 100)] if version == NEXT else None)
    assert {**found, "command": before["command"]} == before
    for words, answer in said.items():
        assert office.does("--db", path, *words).out == answer
    office.does("--db", path, "check")
    assert schema_version(path) == NEXT
    kept = [file for file in path.parent.glob(f"{path.name}.schema-{THIS}*") if file.is_file()]
    assert kept, "a copy was made"
    assert all((schema_version(copy), tables(copy)) == (THIS, before) for copy in kept)
    assert {file.name for file in path.parent.iterdir()} == {"beside", path.name, *(copy.name for copy in kept)}


@pytest.mark.parametrize("kills", [2, pytest.param(6, marks=pytest.mark.slow)])
def test_who_is_killed_in_an_upgrade_leaves_the_old_ledger_or_the_new_one(office: Clerk, kills: int) -> None:
    assert kill_who_upgrades(office, kills).counted["kills"] == kills


@pytest.mark.long
def test_many_who_are_killed_in_upgrades(office: Clerk, capsys: pytest.CaptureFixture[str]) -> None:
    figures = kill_who_upgrades(office, 250)
    with capsys.disabled():
        sys.stdout.write(f"\n{figures}\n")


@pytest.mark.parametrize("first", FIRST_TO_COME, ids=" ".join)
def test_whoever_comes_upon_a_killed_writers_journal_rolls_it_back(office: Clerk, first: tuple[str, ...]) -> None:
    """The pages of an open transaction have reached the file, and would be read as if they were committed."""
    office.does("print", "THB/lv", 100)
    office.does("ship", "london", "THB/lv=10", "--received")
    before, killed = tables(office.db), office.db.with_name("killed.db")
    with opened(office) as writer:
        writer.execute("PRAGMA cache_size = 1")
        writer.execute("BEGIN IMMEDIATE")
        writer.execute("UPDATE place SET name = 'half done' WHERE id > 4")
        writer.execute("UPDATE country SET name = 'half done'")
        writer.executemany("INSERT INTO kind VALUES (?, 'half done')", [(f"k{number}",) for number in range(2_000)])
        shutil.copy(office.db, killed)
        shutil.copy(f"{office.db}-journal", f"{killed}-journal")
        writer.execute("ROLLBACK")
    assert b"half done" in killed.read_bytes()
    assert is_hot(killed)
    with ordinary_user():
        office.does("--db", killed, *first)
    assert not is_hot(killed)
    if first[0] in ("ship", "handout"):
        assert len(tables(killed)["entry"]) == 1 + len(before["entry"])
    else:
        assert tables(killed) == before
    with closing(sqlite3.connect(killed)) as connection:
        assert connection.execute("SELECT count(*) FROM place WHERE name = 'half done'").fetchone() == (0,)
    office.does("--db", killed, "check")
