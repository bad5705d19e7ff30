"""The public interface of the file, for programs that read it, or write to it from a shell."""

import shutil
import sqlite3
import subprocess

import pytest

from tests.conftest import Clerk
from tests.golden.ledgers import make
from tests.properties import quick_first
from tests.store.rawly import LOSS, LV, STORE, entry, opened, picture, whole
from tracker.model.as_of import AsOf
from tracker.store.queries import as_of, names, question
from tracker.store.transactions import reading

PUBLIC = {
    "stock": ("stock",),
    "stock_by_run": ("stock", "--by", "run"),
    "stock_by_place": ("stock", "--by", "place"),
    "shipments": ("shipments",),
    "log": ("log",),
    "places": ("place", "list"),
    "booklets": ("booklet", "list"),
    "print_runs": ("run", "list"),
    "funds": ("export", "funds"),
    "grants": ("export", "grants"),
    "entries": ("export", "entries"),
}


@pytest.mark.parametrize("view", PUBLIC)
def test_the_views_say_what_the_commands_say(world: Clerk, view: str) -> None:
    with opened(world) as connection:
        connection.row_factory = sqlite3.Row
        rows = [dict(row) for row in connection.execute(f"SELECT * FROM {view}")]
    told = world.reads(*PUBLIC[view])
    assert [list(row) for row in rows] == [list(row) for row in told]
    assert sorted(map(str, rows)) == sorted(map(str, told))


@pytest.mark.parametrize("ledger", quick_first(["world", "everything", "collisions"], 1))
def test_a_view_is_its_question_about_the_latest_state(world: Clerk, ledger: str) -> None:
    """What a view leaves out of its question adds nothing to the latest state."""
    if ledger != "world":
        make(ledger, world.db)
    with reading(world.db) as database:
        latest = {**as_of(database, AsOf()), "lead": 8, "months": 18}
        for name in names():
            seen, asked = database.rows(f"SELECT * FROM {name}"), database.rows(question(name), latest)
            assert sorted(map(repr, seen)) == sorted(map(repr, asked)), name


def test_no_view_uses_functions_of_ours(world: Clerk) -> None:
    with opened(world) as connection:
        views = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'view'").fetchall()
        for (name,) in views:
            connection.execute(f"SELECT * FROM {name}").fetchall()
    assert views


def test_an_entry_stands_unless_it_or_its_shipment_is_voided(world: Clerk) -> None:
    with opened(world) as connection:
        voided = dict(connection.execute("SELECT entry, void FROM _void"))
        standing = [number for (number,) in connection.execute("SELECT id FROM _standing ORDER BY id")]
    assert voided == {5: 7, 6: 7, 8: 9}
    assert standing == [1, 2, 3, 4, 10, 11, 12]


SHORT = "; ".join(whole(*entry("writeoff", STORE, (LV, STORE, LOSS, 71), reason="lost")))


@pytest.mark.skipif(shutil.which("sqlite3") is None, reason="the sqlite3 shell is not installed")
@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("UPDATE movement SET quantity = 1;", "never changed"),
        ("DELETE FROM entry;", "never deleted"),
        ("INSERT OR REPLACE INTO movement SELECT * FROM movement;", "only ever added"),
        (f"BEGIN; {SHORT}; COMMIT;", "no_place_is_short"),
        ("PRAGMA recursive_triggers = OFF; PRAGMA foreign_keys = OFF; DELETE FROM movement;", "never deleted"),
    ],
)
def test_the_sqlite3_shell_is_refused_too(world: Clerk, statement: str, words: str) -> None:
    was = picture(world)
    shell = subprocess.run(
        ["sqlite3", "-bail", str(world.db), statement], capture_output=True, text=True, check=False, timeout=60
    )
    assert shell.returncode != 0
    assert words in shell.stderr
    assert picture(world) == was
    world.does("check")
