import shlex
from pathlib import Path

import pytest

from tests.conftest import Clerk


@pytest.mark.slow
def test_the_demo_makes_a_database_shows_its_stock_and_says_what_to_try(
    nobody: Clerk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(nobody.db.parent)
    said = nobody.does("demo", "sample.db").out
    assert "THB/lv" in said
    assert "THB/ru" in said
    assert "invented" in said
    assert "tracker --db sample.db ship" in said
    assert not nobody.db.exists()


@pytest.mark.slow
@pytest.mark.parametrize("name", ["sample.db", "the sample.db"])
def test_what_the_demo_says_to_try_works(nobody: Clerk, name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(nobody.db.parent)
    lines = nobody.does("demo", name).out.splitlines()
    commands = [shlex.split(line) for line in lines if line.startswith("  tracker ")]
    assert len(commands) >= 3
    for command in commands:
        nobody.does(*command[1:])


@pytest.mark.slow
def test_the_demo_is_called_demo_db_unless_named(nobody: Clerk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(nobody.db.parent)
    nobody.does("demo")
    assert [file.name for file in Path().iterdir()] == ["demo.db"]
    nobody.does("--db", "x.db", "demo")
    assert sorted(file.name for file in Path().iterdir()) == ["demo.db", "x.db"]


def test_the_demo_leaves_alone_what_is_there(nobody: Clerk) -> None:
    file = nobody.db.with_name("sample.db")
    file.write_text("mine", encoding="utf-8")
    said = nobody.refused("demo", file)
    assert "already exists" in said
    assert file.read_text(encoding="utf-8") == "mine"


@pytest.mark.slow
def test_the_remedy_for_a_demo_that_is_there_is_one_that_works(nobody: Clerk) -> None:
    """`demo` takes its file as an argument: --db would not help."""
    file = nobody.db.with_name("sample.db")
    nobody.does("demo", file)
    assert nobody.refused("demo", file) == f"{file} already exists and was not changed; name another file."
