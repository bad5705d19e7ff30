"""Dated backups in a folder: the last ones of this ledger are kept, and nothing else is touched."""

import os
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import pytest

from tests.adapters import set_clock_of_backups
from tests.conftest import Clerk
from tests.faults.machine import in_folder, sentence_of
from tests.store.rawly import opened

pytestmark = pytest.mark.slow


@pytest.fixture
def at_noon(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Sets the clock that names backups to noon of a day."""

    def set_to(day: str) -> None:
        set_clock_of_backups(monkeypatch, datetime.fromisoformat(f"{day}T12:00:00+00:00"))

    return set_to


def test_the_last_ones_are_kept_and_everything_else_is_left_alone(
    stocked: Clerk, shelf: Path, at_noon: Callable[[str], None]
) -> None:
    others = [
        "tracker-20150101-120000.csv",
        "tracker-2-20150101-120000.db",
        "tracker-20150101.db",
        "tracker-20150101-120000.db.gz",
        "other-20150101-120000.db",
        "my-tracker-20150101-120000.db",
        "tracker.db",
    ]
    for name in others:
        (shelf / name).write_text("mine", encoding="utf-8")
    (shelf / "tracker-20150101-130000.db").mkdir()
    for day in range(10, 15):
        at_noon(f"2015-02-{day}")
        made = stocked.logs("backup", "--to", shelf, "--keep", 3)
        assert made["file"] == str(shelf / f"tracker-201502{day}-120000.db")
    assert made["removed"] == [str(shelf / "tracker-20150211-120000.db")]
    kept = [f"tracker-201502{day}-120000.db" for day in (12, 13, 14)]
    assert in_folder(shelf) == sorted([*others, "tracker-20150101-130000.db", *kept])
    for name in others:
        assert (shelf / name).read_text("utf-8") == "mine"
    assert "Removed" in stocked.does("backup", "--to", shelf, "--keep", 1).out


def test_another_ledger_of_the_same_name_keeps_its_backups_in_the_same_folder(
    stocked: Clerk, shelf: Path, at_noon: Callable[[str], None]
) -> None:
    """As on a disk of the office, to which everyone's tracker.db goes."""
    other = shelf.parent / "other" / "tracker.db"
    stocked.does("init", "--db", other)
    at_noon("2015-02-09")
    stocked.does("backup", "--to", shelf, "--db", other)
    stocked.does("booklet", "add", "THB", "Booklet", "--db", other)
    stocked.does("print", "THB/lv", 1, "--db", other)
    at_noon("2015-02-10")
    stocked.does("backup", "--to", shelf, "--db", other)
    (shelf / "tracker-20150101-120000.db").write_text("mine", encoding="utf-8")
    there = in_folder(shelf)
    for day in (11, 12, 13):
        at_noon(f"2015-02-{day}")
        stocked.does("backup", "--to", shelf, "--keep", 1)
    assert in_folder(shelf) == [*there, "tracker-20150213-120000.db"]


def test_several_in_one_second_have_names_of_their_own(
    stocked: Clerk, shelf: Path, at_noon: Callable[[str], None]
) -> None:
    at_noon("2015-02-10")
    for _ in range(11):
        stocked.does("backup", "--to", shelf)
    assert len(in_folder(shelf)) == 11
    stocked.does("backup", "--to", shelf, "--keep", 2)
    assert in_folder(shelf) == ["tracker-20150210-120000-11.db", "tracker-20150210-120000-12.db"]


def test_the_backup_that_was_just_made_is_kept_whatever_the_clock_says(
    stocked: Clerk, shelf: Path, at_noon: Callable[[str], None]
) -> None:
    at_noon("2030-01-01")
    stocked.does("backup", "--to", shelf)
    at_noon("2015-01-01")
    made = stocked.logs("backup", "--to", shelf, "--keep", 1)
    assert Path(made["file"]).exists()


def test_a_wrong_clock_deletes_no_true_backup(stocked: Clerk, shelf: Path, at_noon: Callable[[str], None]) -> None:
    """What a backup holds decides which is the last, not the clock in its name."""
    made = []
    for number, day in enumerate(("2030-01-01", "2015-01-03", "2015-01-02", "1999-01-01"), 1):
        at_noon(day)
        made.append(Path(stocked.logs("backup", "--to", shelf)["file"]))
        stocked.does("ship", "london", f"THB/lv={number}", "--date", "2015-02-01")
    at_noon("2015-01-01")
    answer = stocked.logs("backup", "--to", shelf, "--keep", 3)
    assert answer["removed"] == [str(file) for file in made[:2]]
    assert in_folder(shelf) == sorted([made[2].name, made[3].name, "tracker-20150101-120000.db"])


def test_backups_of_one_state_go_by_the_order_in_which_they_were_made(
    stocked: Clerk, shelf: Path, at_noon: Callable[[str], None]
) -> None:
    days = ("2015-01-03", "2015-01-02", "2015-01-01")
    for day in days:
        at_noon(day)
        answer = stocked.logs("backup", "--to", shelf, "--keep", 2)
    assert answer["removed"] == [str(shelf / "tracker-20150103-120000.db")]


def test_a_name_that_a_link_has_is_passed_by(stocked: Clerk, shelf: Path, at_noon: Callable[[str], None]) -> None:
    at_noon("2015-02-10")
    (shelf / "tracker-20150210-120000.db").symlink_to("nowhere")
    stocked.does("backup", "--to", shelf)
    assert (shelf / "tracker-20150210-120000-2.db").exists()


def test_a_ledger_whose_name_looks_like_a_pattern_keeps_to_its_own(
    stocked: Clerk, shelf: Path, at_noon: Callable[[str], None]
) -> None:
    (shelf / "abc-20150101-120000.db").touch()
    db = stocked.db.rename(stocked.db.with_name("a.c*[x].db"))
    for day in (10, 11):
        at_noon(f"2015-02-{day}")
        stocked.does("backup", "--to", shelf, "--keep", 1, "--db", db)
    assert in_folder(shelf) == ["a.c*[x]-20150211-120000.db", "abc-20150101-120000.db"]


def test_nothing_is_removed_unless_the_new_one_was_made(stocked: Clerk, shelf: Path) -> None:
    stocked.does("backup", "--to", shelf)
    with opened(stocked) as connection:
        connection.execute("DROP VIEW stock")
    there = in_folder(shelf)
    assert "stock is missing" in sentence_of(stocked("backup", "--to", shelf, "--keep", 1), code=3)
    assert in_folder(shelf) == there


def test_an_old_backup_that_cannot_be_removed_is_said_with_the_new_one(
    stocked: Clerk, shelf: Path, at_noon: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    at_noon("2015-02-10")
    stocked.does("backup", "--to", shelf)
    at_noon("2015-02-11")
    unlink = Path.unlink

    def stuck(path: Path, missing_ok: bool = False) -> None:
        if path.name == "tracker-20150210-120000.db":
            raise PermissionError(13, os.strerror(13))
        unlink(path, missing_ok)

    monkeypatch.setattr(Path, "unlink", stuck)
    said = sentence_of(stocked("backup", "--to", shelf, "--keep", 1), code=1)
    assert "tracker-20150211-120000.db" in said
    assert "tracker-20150210-120000.db" in said
    assert "permission denied" in said
