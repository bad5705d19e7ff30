"""A ledger of an earlier version is upgraded in place, or left as it was.

Until there is a second version, the next one is simulated: this one with one more migration.
"""

import os
import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.adapters import wait_at_most
from tests.conftest import Clerk
from tests.faults.machine import in_folder, ordinary_user, rights_hold, sentence_of, start
from tests.faults.next_version import MIGRATION, NEXT, THIS, VERSION, install, program_in, upgraded
from tests.faults.proof import schema_version, tables
from tests.faults.screens import busy_ledger
from tests.ledger.moments import the_clock_shows
from tests.store.rawly import opened
from tracker import __version__

pytestmark = pytest.mark.slow

COMMANDS = [("stock",), ("ship", "london", "THB/lv=1", "--date", "2015-07-01"), ("check",), ("info",)]


@pytest.fixture
def old(nobody: Clerk, monkeypatch: pytest.MonkeyPatch) -> Clerk:
    """A clerk who has the next version now, and a ledger that is still as this one left it."""
    nobody.db.write_bytes(busy_ledger())
    install(monkeypatch)
    return nobody


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The next version, to be run in a process of its own."""
    return program_in(tmp_path_factory.mktemp("program"))


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
    return clerk.db.with_name(f"{clerk.db.name}.schema-{THIS}{suffix}")


def content_of(path: Path) -> list[str]:
    """All that a database holds, as SQL."""
    with closing(sqlite3.connect(path)) as connection:
        return list(connection.iterdump())


def commands_of(clerk: Clerk) -> list[tuple[Any, ...]]:
    """All commands that are recorded, as the database has them."""
    with opened(clerk) as connection:
        return connection.execute("SELECT * FROM command ORDER BY number").fetchall()


def stays_as_it_was(clerk: Clerk, words: tuple[str, ...], *there: str, code: int = 3) -> str:
    """Hold that a command is refused, and the folder holds the old ledger and nothing that was not there."""
    before = clerk.db.read_bytes()
    sentence = sentence_of(clerk(*words), code)
    assert clerk.db.read_bytes() == before
    assert in_folder(clerk.db.parent) == sorted([clerk.db.name, *there])
    return sentence


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_whatever_command_comes_first_upgrades_and_says_so_once(
    old: Clerk, said: Callable[[], list[str]], words: tuple[str, ...]
) -> None:
    before = content_of(old.db)
    old.does(*words)
    assert said() == [
        f"{old.db} was upgraded from schema {THIS} to {NEXT}; a copy of the old version is kept as {kept(old)}."
    ]
    assert schema_version(old.db) == NEXT
    assert (schema_version(kept(old)), content_of(kept(old))) == (THIS, before)
    old.does("check")
    assert said() == []
    assert in_folder(old.db.parent) == [old.db.name, kept(old).name]


def test_the_migration_is_carried_out_and_every_row_is_still_there(old: Clerk) -> None:
    before = tables(old.db)
    old.does("stock")
    after = tables(old.db)
    assert set(after.pop("command")) > set(before["command"])
    assert after == upgraded(before)


@pytest.mark.parametrize("words", COMMANDS, ids=" ".join)
def test_an_upgrade_is_a_command_and_comes_before_the_one_that_brought_it_about(
    old: Clerk, words: tuple[str, ...]
) -> None:
    before = commands_of(old)
    began = datetime.now(UTC)
    old.does(*words, "--clerk", "Žanete")
    recorded = commands_of(old)
    number, name, clerk, moment, *rest = recorded[len(before)]
    assert recorded[: len(before)] == before
    assert (number, name, clerk) == (len(before) + 1, "upgrade", "Žanete")
    assert rest == [None, None, None, None, 0, 0, 0, None, None]
    assert before[-1][3] < moment
    assert began <= datetime.fromisoformat(moment) <= datetime.now(UTC)
    assert [name for _, name, *_ in recorded[len(before) + 1 :]] == ["ship"] * (words[0] == "ship")


def test_whose_upgrade_it_is_is_asked_as_for_every_command(old: Clerk, monkeypatch: pytest.MonkeyPatch) -> None:
    assert os.environ["TRACKER_CLERK"] == "anna"
    sound = old.db.read_bytes()
    old.does("stock")
    assert commands_of(old)[-1][2] == "anna"
    for path in (old.db, kept(old)):
        path.unlink()
    old.db.write_bytes(sound)
    monkeypatch.delenv("TRACKER_CLERK")
    monkeypatch.setattr("getpass.getuser", lambda: "logged-in")
    old.does("stock")
    assert commands_of(old)[-1][2] == "logged-in"


def test_what_was_known_is_the_same_before_and_after_an_upgrade(old: Clerk) -> None:
    moment = commands_of(old)[-1][3]
    as_known = ("log", "--known-at", moment, "--format", "csv")
    assert old.does(*as_known).out == old.does("log", "--format", "csv").out
    assert old.logs("ship", "london", "THB/lv=1")["recorded_at"] > commands_of(old)[-2][3] > moment


def test_under_a_wrong_clock_nothing_is_upgraded(old: Clerk, monkeypatch: pytest.MonkeyPatch) -> None:
    number, name, _, moment, *_ = commands_of(old)[-1]
    the_clock_shows(datetime.fromisoformat(moment) - timedelta(hours=2), monkeypatch)
    for words in COMMANDS:
        sentence = stays_as_it_was(old, words)
        assert f"command {number} ({name})" in sentence
        assert moment in sentence


def test_rows_of_no_command_are_in_the_way_of_an_upgrade(old: Clerk) -> None:
    number = len(commands_of(old)) + 1
    with opened(old) as stranger:
        stranger.execute("INSERT INTO text (command, note) VALUES (?, 'x')", [number])
    for words in COMMANDS:
        sentence = stays_as_it_was(old, words, code=1)
        assert "belong to no command" in sentence
    (statement,) = re.findall("DELETE FROM [^;]+;", sentence)
    with opened(old) as stranger:
        stranger.execute(statement)
    old.does("check")
    assert commands_of(old)[-1][:2] == (number, "upgrade")


def test_an_upgrade_is_said_on_stderr_and_the_answer_stays_clean(nobody: Clerk, program: Path) -> None:
    nobody.db.write_bytes(busy_ledger())
    was = nobody.does("stock", "--format", "csv").out
    answer = start("stock", "--format", "csv", db=nobody.db, program=program)
    assert (answer.code, answer.out) == (0, was)
    assert f"was upgraded from schema {THIS} to {NEXT}" in answer.err
    assert answer.err.count("\n") == 1
    assert start("stock", "--format", "csv", db=nobody.db, program=program).err == ""
    assert start("check", db=nobody.db, program=program).code == 0


def test_what_was_upgraded_is_too_new_for_the_version_before(nobody: Clerk, program: Path) -> None:
    nobody.db.write_bytes(busy_ledger())
    assert start("stock", db=nobody.db, program=program).code == 0
    for words in COMMANDS:
        assert stays_as_it_was(nobody, words, kept(nobody).name) == (
            f"{nobody.db} was written by tracker {VERSION}, but this is {__version__}; "
            f"install tracker {VERSION} or later."
        )


def test_what_is_kept_is_the_old_ledger_and_can_be_upgraded_again(old: Clerk) -> None:
    log = old.reads("log")
    again = kept(old).rename(old.db.with_name("again.db"))
    assert schema_version(again) == THIS
    assert old.reads("log", "--db", again) == log
    old.does("check", "--db", again)


def test_a_name_that_is_taken_gets_a_number(old: Clerk) -> None:
    kept(old).write_text("mine", encoding="utf-8")
    kept(old, ".2").mkdir()
    kept(old, ".3").symlink_to("nowhere")
    old.does("stock")
    assert schema_version(kept(old, ".4")) == THIS
    assert kept(old).read_text("utf-8") == "mine"


def test_a_dry_run_upgrades_too_and_records_nothing(old: Clerk) -> None:
    before = commands_of(old)
    with opened(old) as connection:
        (entries,) = connection.execute("SELECT count(*) FROM entry").fetchone()
    old.does(*COMMANDS[1], "--dry-run")
    assert schema_version(old.db) == NEXT
    assert len(commands_of(old)) == len(before) + 1
    assert old.reads("info")["entries"] == entries


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
    wait_at_most(monkeypatch, 0)
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
        old.db.write_bytes(sound[: page * 4096] + bytes([page % 255 + 1]) * 4096 + sound[(page + 1) * 4096 :])
        assert "damaged" in stays_as_it_was(old, ("stock",)), page
    old.db.write_bytes(sound[:-4096])
    assert "damaged" in stays_as_it_was(old, ("stock",))


@pytest.mark.parametrize(
    "broken",
    [
        "CREATE TABLE half (id INTEGER PRIMARY KEY) STRICT;\nCREATE TABLE entry (id);",
        "THIS IS NOT SQL;",
        "DROP TABLE x;",
    ],
)
def test_a_migration_that_fails_in_the_middle_leaves_the_old_ledger_whole(
    old: Clerk, monkeypatch: pytest.MonkeyPatch, broken: str
) -> None:
    with monkeypatch.context() as patched:
        install(patched, MIGRATION + broken)
        stays_as_it_was(old, ("stock",))
    old.does("check")
    assert in_folder(old.db.parent) == [old.db.name, kept(old).name]


@pytest.mark.parametrize(
    "step", ["tracker.store.schema._fill_reference", "tracker.store.schema.commands.close"], ids=["early", "late"]
)
def test_an_interrupt_in_the_middle_leaves_the_old_ledger_whole(
    old: Clerk, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(step, interrupted)
        before = old.db.read_bytes()
        answer = old("stock")
        assert (answer.code, answer.err) == (130, "\nError: Interrupted; nothing was recorded.\n")
        assert old.db.read_bytes() == before
        assert in_folder(old.db.parent) == [old.db.name]
    old.does("check")


def test_kinds_that_an_office_removed_do_not_come_back(old: Clerk) -> None:
    with opened(old) as connection:
        connection.execute("DELETE FROM kind WHERE code IN ('police', 'other')")
    kinds = {row["code"] for row in old.reads("kind", "list")}
    assert {"police", "other"} & kinds == set()
    assert "embassy" in kinds
