import shlex
from pathlib import Path

import pytest

from tests.conftest import Clerk


@pytest.mark.slow
@pytest.mark.parametrize("name", ["sample.db", "the sample.db"])
def test_the_demo_shows_its_stock_and_what_it_says_to_try_works(
    nobody: Clerk, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(nobody.db.parent)
    said = nobody.does("demo", name).out
    assert [word in said for word in ("THB/lv", "THB/ru", "invented")] == [True] * 3
    commands = [shlex.split(line) for line in said.splitlines() if line.startswith("  tracker ")]
    assert len(commands) >= 3
    assert not nobody.db.exists()
    for command in commands:
        nobody.does(*command[1:])


def test_the_demo_has_notes_and_says_how_to_see_it_at_a_glance(nobody: Clerk) -> None:
    assert {"THB/lv", "overview"} <= set(nobody.does("demo", nobody.db).out.split())
    assert "Open day" in {row["note"] for row in nobody.reads("log", "--type", "handout")}


@pytest.mark.slow
def test_the_demo_is_called_demo_db_unless_named_and_a_file_that_is_there_stays(
    nobody: Clerk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It takes its file as an argument; --db names another ledger."""
    monkeypatch.chdir(nobody.db.parent)
    nobody.does("--db", "x.db", "demo")
    assert sorted(file.name for file in Path().iterdir()) == ["x.db"]
    Path("demo.db").write_text("mine", encoding="utf-8")
    said = nobody.refused("demo")
    assert said.endswith("demo.db already exists and was not changed; choose another file.")
    assert Path("demo.db").read_text(encoding="utf-8") == "mine"
    Path("demo.db").unlink()
    nobody.does("demo")
    assert sorted(file.name for file in Path().iterdir()) == ["demo.db", "x.db"]


@pytest.mark.slow
@pytest.mark.parametrize(
    ("language", "store", "mark"), [("lv", "Noliktava", "zils vāks"), ("ru", "Склад", "синяя обложка")]
)
def test_the_demo_is_in_the_language_of_its_clerk(nobody: Clerk, language: str, store: str, mark: str) -> None:
    nobody.does("--lang", language, "demo", nobody.db)
    assert [row["name"] for row in nobody.reads("place", "list", "--kind", "store")] == [store]
    assert mark in {row["mark"] for row in nobody.reads("run", "list")}
    assert "courier" not in nobody.does("export", "entries").out
