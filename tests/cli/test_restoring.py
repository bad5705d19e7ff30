from pathlib import Path

import pytest

from tests.conftest import Clerk

pytest.importorskip("pty", reason="this system has no pseudo-terminals")

from tests.cli.test_prompts import at_a_terminal


@pytest.fixture
def backup(stocked: Clerk) -> Path:
    """A backup after which a shipment was recorded."""
    file = stocked.db.with_name("monday.db")
    stocked.does("backup", file)
    stocked.does("ship", "london", "THB/lv=100", "--date", "2015-01-02")
    return file


@pytest.mark.slow
def test_at_a_terminal_it_names_the_last_commands_and_asks(stocked: Clerk, backup: Path) -> None:
    code, screen = at_a_terminal(stocked, "restore", str(backup), answers="y\n")
    assert code == 0
    asked, _, done = screen.partition("Restore it? [y/N] ")
    assert "The last command of the current file is " in asked
    assert "(ship, 2" in asked
    assert "Restored " in done
    assert "The last command of the replaced file is " in done
    assert f"kept as {stocked.db}.before-restore" in done
    assert [row["entry"] for row in stocked.reads("log")] == [1]


@pytest.mark.slow
@pytest.mark.parametrize("answer", ["n", ""])
def test_who_does_not_say_yes_changes_nothing(stocked: Clerk, backup: Path, answer: str) -> None:
    before = stocked.db.read_bytes()
    code, screen = at_a_terminal(stocked, "restore", str(backup), answers=f"{answer}\n")
    assert code == 1
    assert screen.endswith("Nothing was changed.\r\n")
    assert stocked.db.read_bytes() == before


@pytest.mark.slow
def test_who_said_yes_is_not_asked(stocked: Clerk, backup: Path) -> None:
    code, screen = at_a_terminal(stocked, "restore", str(backup), "-y", answers="")
    assert code == 0
    assert "Restore it?" not in screen


def test_what_is_recorded_while_it_asks_is_not_lost(
    stocked: Clerk, backup: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def meanwhile(*_: object, **__: object) -> None:
        stocked.does("ship", "dublin", "THB/lv=5", "--date", "2015-01-03")

    monkeypatch.setattr("tracker.cli.output.at_terminal", lambda: True)
    monkeypatch.setattr("tracker.cli.prompts.confirm_all", meanwhile)
    assert " changed before you answered and was not replaced; run the command again." in stocked.refused(
        "restore", backup
    )
    assert [row["entry"] for row in stocked.reads("log")] == [1, 2, 3]


def test_a_missing_ledger_is_restored(stocked: Clerk, backup: Path) -> None:
    stocked.db.unlink()
    assert "current file" not in stocked.refused("restore", backup)
    assert "Restored" in stocked.does("restore", backup, "--yes").out


def test_a_ruined_ledger_is_kept_with_its_journal_or_stays_where_it_was(
    stocked: Clerk, backup: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stocked.db.write_bytes(b"x" * 4096)
    journal = stocked.db.with_name("tracker.db-journal")
    journal.write_bytes(b"left")

    def fail(*_: object) -> None:
        raise PermissionError

    with monkeypatch.context() as patched:
        patched.setattr("tracker.store.restoring.replace_file", fail)
        stocked("restore", backup, "--yes")
    assert (stocked.db.read_bytes(), journal.read_bytes()) == (b"x" * 4096, b"left")
    assert f"kept as {stocked.db}.before-restore" in stocked.does("restore", backup, "--yes").out
    assert stocked.db.with_name("tracker.db.before-restore-journal").read_bytes() == b"left"
