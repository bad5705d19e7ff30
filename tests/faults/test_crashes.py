"""A program is killed: what it recorded is there, nothing is half done, the next one goes on."""

import shutil
import sqlite3
from contextlib import closing

import pytest

from tests.conftest import Clerk
from tests.faults.killing import ANSWER, COMMIT, MOMENTS, killed, left_over
from tests.faults.machine import ordinary_user
from tests.faults.next_version import NEXT, THIS, install, program_in, upgraded
from tests.faults.proof import halves, is_hot, logged, schema_version, tables
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


@pytest.mark.parametrize("at", [COMMIT, ANSWER])
@pytest.mark.parametrize(
    ("words", "entries"),
    [
        ("ship london THB/lv=1 --received", 2),
        ("import shipments sheet.csv --received", 60),
        ("void 2 --reason x -y", 1),
    ],
)
def test_who_is_killed_leaves_all_of_a_command_or_nothing(
    office: Clerk, monkeypatch: pytest.MonkeyPatch, words: str, entries: int, at: str
) -> None:
    office.does("print", "THB/lv", 1000, "--date", "2015-01-01")
    office.does("ship", "london", "THB/lv=10", "--date", "2015-01-02")
    sheet = office.db.with_name("sheet.csv")
    lines = [f"2015-01-03,london,THB/lv,1,R{number}" for number in range(30)]
    sheet.write_text("\n".join(["date,place,item,quantity,reference", *lines]), encoding="utf-8")
    before = logged(office.reads("log"))
    monkeypatch.chdir(sheet.parent)
    assert killed(at, *words.split(), db=office.db)
    found = logged(office.reads("log"))
    assert found | before == found, "nothing is rewritten"
    assert len(found) - len(before) == (entries if at == ANSWER else 0)
    assert halves(office.db) == 0
    office.does("check")
    office.does("place", "edit", "london", "--note", "n")
    assert left_over(sheet.parent) == [], "the next to write has cleared up"


def test_who_is_killed_in_an_upgrade_leaves_the_old_ledger_or_the_new_one(
    office: Clerk, monkeypatch: pytest.MonkeyPatch
) -> None:
    path, beside = office.db.with_name("old") / "old.db", office.db.with_name("beside")
    path.parent.mkdir()
    path.write_bytes(busy_ledger())
    before, asked = tables(path), (("stock",), ("log", "--format", "csv"))
    answers = [office.does("--db", path, *words).out for words in asked]
    program = program_in(office.db.with_name("program"))
    install(monkeypatch)
    versions = set()
    for at in MOMENTS:
        shutil.rmtree(path.parent)
        path.parent.mkdir()
        path.write_bytes(busy_ledger())
        killed(at, "stock", db=path, program=program)
        shutil.rmtree(beside, ignore_errors=True)
        shutil.copytree(path.parent, beside)
        version, found = schema_version(beside / path.name), tables(beside / path.name)
        versions.add(version)
        upgrades = [row for row in found.pop("command") if row not in before["command"]]
        assert [name for _, name, *_ in upgrades] == ["upgrade"] * (version == NEXT), at
        was = {name: rows for name, rows in before.items() if name != "command"}
        assert found == (upgraded(before) if version == NEXT else was), at
        assert [office.does("--db", path, *words).out for words in asked] == answers, at
        office.does("--db", path, "check")
        assert schema_version(path) == NEXT
        kept = [file for file in path.parent.glob(f"{path.name}.schema-{THIS}*") if file.is_file()]
        assert kept, "a copy was made"
        assert all((schema_version(copy), tables(copy)) == (THIS, before) for copy in kept), at
        assert {file.name for file in path.parent.iterdir()} == {path.name, *(copy.name for copy in kept)}, at
    assert versions == {THIS, NEXT}


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
