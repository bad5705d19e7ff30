"""A program is killed: what it recorded is there, nothing is half done, the next one goes on."""

import random
import shutil
import signal
import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Clerk
from tests.faults.killing import Figures, kill_within_a_command, left_over, one_after_the_other
from tests.faults.machine import ordinary_user, start
from tests.faults.next_version import NEXT, THIS, install, program_in
from tests.faults.proof import (
    halves,
    is_hot,
    logged,
    schema_version,
    tables,
)
from tests.faults.screens import busy_ledger
from tests.store.rawly import opened

pytestmark = pytest.mark.slow

FIRST_TO_COME = [
    ("stock",),
    ("check",),
    ("log", "--format", "csv"),
    ("shipments",),
    ("ship", "london", "THB/lv=1"),
    ("handout", "london", "THB/lv=1"),
]
"""What comes upon the journal of a killed writer: those who read, and those who write."""


KILLED = """
import os, signal, sqlite3, sys
from tracker.__main__ import main

connect = sqlite3.connect

def killing(*arguments, **settings):
    connection = connect(*arguments, **settings)
    connection.set_trace_callback(lambda sql: os.kill(os.getpid(), signal.SIGKILL) if sql == "COMMIT" else None)
    return connection

class Stdout:
    encoding = "utf-8"

    def __getattr__(self, name):
        os.kill(os.getpid(), signal.SIGKILL)

if os.environ["WHEN"] == "before the commit":
    sqlite3.connect = killing
else:
    sys.stdout = Stdout()
main()
"""
"""Runs the program, which is killed as it commits, or as it begins to answer."""


@pytest.mark.parametrize("when", ["before the commit", "before the answer"])
@pytest.mark.parametrize(
    ("words", "entries"),
    [
        ("ship london THB/lv=1 --received", 2),
        ("import shipments sheet.csv --received", 60),
        ("void 2 --reason x -y", 1),
    ],
)
def test_who_is_killed_leaves_all_of_a_command_or_nothing(
    office: Clerk, monkeypatch: pytest.MonkeyPatch, words: str, entries: int, when: str
) -> None:
    office.does("print", "THB/lv", 1000, "--date", "2015-01-01")
    office.does("ship", "london", "THB/lv=10", "--date", "2015-01-02")
    sheet = office.db.with_name("sheet.csv")
    lines = [f"2015-01-03,london,THB/lv,1,R{number}" for number in range(30)]
    sheet.write_text("\n".join(["date,place,item,quantity,reference", *lines]), encoding="utf-8")
    before = logged(office.reads("log"))
    monkeypatch.chdir(sheet.parent)
    monkeypatch.setenv("WHEN", when)
    assert start(*words.split(), db=office.db, python=("-c", KILLED)).code == -signal.SIGKILL
    found = logged(office.reads("log"))
    assert found | before == found, "nothing is rewritten"
    assert len(found) - len(before) == (entries if when == "before the answer" else 0)
    assert halves(office.db) == 0
    office.does("check")
    office.does("place", "edit", "london", "--note", "n")
    assert left_over(sheet.parent) == [], "the next to write has cleared up"


@pytest.fixture
def fast_path(tmp_path: Path) -> Path:
    """A folder on the disk after all: there a commit takes its time, and can be hit."""
    return tmp_path


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
