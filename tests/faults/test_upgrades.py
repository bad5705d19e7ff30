"""A ledger of an earlier version is brought up to date in place, or left whole as it was."""

import gzip
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.conftest import Clerk
from tests.faults.machine import (
    SCHEMA_1,
    in_folder,
    ledger_of_schema_1,
    ordinary_user,
    rights_hold,
    sentence_of,
    start,
)
from tests.store.rawly import opened
from tracker.store.connection import SCHEMA_VERSION
from tracker.store.schema import migration_files

FIXTURES = SCHEMA_1.parent
EARLIER = range(1, SCHEMA_VERSION)
ANSWERS = [(version, file) for version in EARLIER for file in sorted((FIXTURES / f"schema-{version}").glob("*.csv"))]
"""What each earlier version answered on its fixture: a file for each command."""

COMMANDS = [("stock",), ("ship", "london", "THB/lv=1", "--date", "2015-07-01"), ("check",), ("info",)]


@pytest.fixture
def old(nobody: Clerk) -> Clerk:
    """A clerk whose ledger is still as the first version left it."""
    ledger_of_schema_1(nobody.db)
    return nobody


@pytest.fixture
def said(caplog: pytest.LogCaptureFixture) -> Callable[[], list[str]]:
    """Tells what was said of upgrading since it was asked last; the program itself says it on stderr."""

    def told() -> list[str]:
        messages = [record.getMessage() for record in caplog.records]
        caplog.clear()
        return messages

    return told


def kept(clerk: Clerk, suffix: str = "") -> Path:
    """The backup that an upgrade leaves."""
    return clerk.db.with_name(f"{clerk.db.name}.schema-1{suffix}")


def schema_of(path: Path) -> int:
    with closing(sqlite3.connect(path)) as connection:
        return int(connection.execute("PRAGMA user_version").fetchone()[0])


def content_of(path: Path) -> list[str]:
    """All that a database holds, as SQL."""
    with closing(sqlite3.connect(path)) as connection:
        return list(connection.iterdump())


def stays_as_it_was(clerk: Clerk, words: tuple[str, ...], *there: str) -> str:
    """Hold that a command is refused, and the folder holds the old ledger and nothing that was not there."""
    before = clerk.db.read_bytes()
    sentence = sentence_of(clerk(*words))
    assert clerk.db.read_bytes() == before
    assert in_folder(clerk.db.parent) == sorted([clerk.db.name, *there])
    return sentence


@pytest.mark.parametrize(("version", "file"), ANSWERS, ids=lambda value: getattr(value, "stem", value))
def test_an_old_ledger_answers_as_it_did(nobody: Clerk, version: int, file: Path) -> None:
    """Columns may only have been added, at the end."""
    nobody.db.write_bytes(gzip.decompress((FIXTURES / f"schema-{version}.db.gz").read_bytes()))
    words = file.stem.split("-") if file.stem.endswith("-list") else [file.stem]
    was = [line.split(",") for line in file.read_text("utf-8").splitlines()]
    now = [line.split(",") for line in nobody.does(*words, "--format", "csv").out.splitlines()]
    assert [line[: len(was[0])] for line in now] == was
    assert now == [line.split(",") for line in nobody.does(*words, "--format", "csv").out.splitlines()]
    nobody.does("check")


def test_there_is_an_answer_to_every_question_from_every_earlier_version() -> None:
    assert [version for version, _ in ANSWERS] == [version for version in EARLIER for _ in range(8)]
    assert all(file.read_text("utf-8").count("\n") > 1 for _, file in ANSWERS)


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_whatever_command_comes_first_upgrades_and_says_so_once(
    old: Clerk, said: Callable[[], list[str]], words: tuple[str, ...]
) -> None:
    before = content_of(old.db)
    old.does(*words)
    assert said() == [
        f"{old.db} was upgraded from schema 1 to {SCHEMA_VERSION}; a copy of the old version is kept as {kept(old)}."
    ]
    assert schema_of(old.db) == SCHEMA_VERSION
    assert (schema_of(kept(old)), content_of(kept(old))) == (1, before)
    old.does("check")
    assert said() == []
    assert in_folder(old.db.parent) == [old.db.name, kept(old).name]


def test_an_upgrade_is_said_on_stderr_and_the_answer_stays_clean(old: Clerk) -> None:
    answer = start("stock", "--format", "csv", db=old.db)
    assert answer.code == 0
    assert answer.out == (SCHEMA_1.parent / "schema-1" / "stock.csv").read_text("utf-8")
    assert "was upgraded from schema 1" in answer.err
    assert answer.err.count("\n") == 1
    assert start("stock", "--format", "csv", db=old.db).err == ""


def test_a_name_with_control_characters_does_not_reach_the_terminal(old: Clerk) -> None:
    path = old.db.rename(old.db.with_name("a\x1b[31m.db"))
    answer = start("stock", db=path)
    assert answer.code == 0
    assert "\x1b" not in answer.err


def test_what_is_kept_is_the_old_ledger_and_can_be_upgraded_again(old: Clerk) -> None:
    log = old.reads("log")
    again = kept(old).rename(old.db.with_name("again.db"))
    assert schema_of(again) == 1
    assert old.reads("log", "--db", again) == log
    old.does("check", "--db", again)


def test_a_name_that_is_taken_gets_a_number(old: Clerk) -> None:
    kept(old).write_text("mine", encoding="utf-8")
    kept(old, ".2").mkdir()
    kept(old, ".3").symlink_to("nowhere")
    old.does("stock")
    assert schema_of(kept(old, ".4")) == 1
    assert kept(old).read_text("utf-8") == "mine"


def test_a_dry_run_upgrades_too_and_records_nothing(old: Clerk) -> None:
    old.does(*COMMANDS[1], "--dry-run")
    assert schema_of(old.db) == SCHEMA_VERSION
    assert old.reads("log")[-1]["entry"] == 12


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_an_old_ledger_that_is_read_only_must_be_upgraded_first(
    old: Clerk, tmp_path: Path, words: tuple[str, ...]
) -> None:
    if not rights_hold(tmp_path):
        pytest.skip("this user passes by the rights on files, and cannot give that up")
    old.db.chmod(0o444)
    with ordinary_user():
        said = stays_as_it_was(old, words)
    assert "read-only" in said
    assert "must be upgraded" in said
    old.db.chmod(0o644)
    old.db.parent.chmod(0o555)
    try:
        with ordinary_user():
            assert "must be upgraded" in stays_as_it_was(old, words)
    finally:
        old.db.parent.chmod(0o755)
    with ordinary_user():
        old.does(*words)


def test_an_old_ledger_that_another_program_holds_is_left_to_it(old: Clerk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tracker.store.connection.BUSY_SECONDS", 0)
    with opened(old) as other:
        other.execute("BEGIN IMMEDIATE")
        assert "locked" in stays_as_it_was(old, ("stock",))
        other.execute("ROLLBACK")
        other.execute("BEGIN")
        other.execute("SELECT count(*) FROM entry").fetchall()
        assert "locked" in stays_as_it_was(old, ("stock",))
        other.execute("ROLLBACK")
    old.does("stock")


def test_an_old_ledger_that_is_damaged_is_not_upgraded(old: Clerk) -> None:
    """Not even where the damage is in what no migration reads."""
    sound = old.db.read_bytes()
    for page in range(1, len(sound) // 4096, 3):
        old.db.write_bytes(sound[: page * 4096] + bytes([page]) * 4096 + sound[(page + 1) * 4096 :])
        assert "damaged" in stays_as_it_was(old, ("stock",)), page
    old.db.write_bytes(sound[:-4096])
    assert "damaged" in stays_as_it_was(old, ("stock",))


@pytest.mark.parametrize(
    "broken",
    [
        "CREATE TABLE half (id INTEGER PRIMARY KEY) STRICT; CREATE TABLE entry (id);",
        "THIS IS NOT SQL;",
        "DROP TABLE x;",
    ],
)
def test_a_migration_that_fails_in_the_middle_leaves_the_old_ledger_whole(
    old: Clerk, monkeypatch: pytest.MonkeyPatch, broken: str
) -> None:
    def migrations() -> Iterator[tuple[str, str]]:
        yield from migration_files()
        yield "9999_broken", broken

    with monkeypatch.context() as patched:
        patched.setattr("tracker.store.schema.migration_files", migrations)
        stays_as_it_was(old, ("stock",))
    old.does("check")
    assert in_folder(old.db.parent) == [old.db.name, kept(old).name]


def test_an_interrupt_in_the_middle_leaves_the_old_ledger_whole(old: Clerk, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr("tracker.store.schema._fill_reference", interrupted)
        before = old.db.read_bytes()
        answer = old("stock")
        assert (answer.code, answer.err) == (130, "\nError: Interrupted; nothing was recorded.\n")
        assert old.db.read_bytes() == before
        assert in_folder(old.db.parent) == [old.db.name]
    old.does("check")


def test_two_commands_that_come_first_together_upgrade_once(old: Clerk) -> None:
    """The second waits for the first, and finds it done."""
    import threading

    answers: list[int] = []
    both = [threading.Thread(target=lambda: answers.append(start("stock", db=old.db).code)) for _ in range(2)]
    for each in both:
        each.start()
    for each in both:
        each.join()
    assert answers == [0, 0]
    assert in_folder(old.db.parent) == [old.db.name, kept(old).name]


def test_kinds_that_an_office_removed_do_not_come_back(old: Clerk) -> None:
    with closing(sqlite3.connect(old.db)) as connection:
        connection.execute("DELETE FROM kind WHERE code IN ('police', 'other')")
        connection.commit()
    kinds = {row["code"] for row in old.reads("kind", "list")}
    assert {"police", "other"} & kinds == set()
    assert "embassy" in kinds
