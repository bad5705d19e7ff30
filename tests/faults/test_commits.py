"""Failed commits: the report about the command matches the file."""

import random
import sqlite3
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.adapters import Database, Statement, reading
from tests.conftest import Clerk
from tests.faults.left_behind import leave_journal
from tracker.store.connection import describe
from tracker.store.transactions import _LAST_COMMAND, is_committed

pytestmark = pytest.mark.slow

RECORDING = [
    ("ship", "london", "THB/lv=1", "--date", "2015-02-01", "--key", "k"),
    ("kind", "add", "club", "Club", "--key", "k"),
    ("void", "2", "--reason", "r", "--key", "k"),
]


def _fails(error: int, path: Path) -> Exception:
    failure = sqlite3.OperationalError("disk I/O error")
    failure.sqlite_errorcode = error
    told = describe(failure, path)
    told.__cause__ = failure
    return told


@pytest.fixture
def commits(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Makes the next commits fail as listed: True after they are done, as if the lock could not be released."""
    apply, fails = Database.apply, list[bool]()

    def failing(database: Database, statements: Sequence[Statement]) -> None:
        if fails and any(sql == "COMMIT" for sql, _ in statements):
            if fails.pop(0):
                apply(database, statements)
            else:
                database.roll_back()
            raise _fails(sqlite3.SQLITE_IOERR_UNLOCK, Path(database.path))
        apply(database, statements)

    monkeypatch.setattr(Database, "apply", failing)
    return fails


@pytest.mark.parametrize("words", RECORDING, ids=" ".join)
def test_a_command_that_stands_is_said_to_be_recorded(
    stocked: Clerk, commits: list[bool], words: tuple[str, ...]
) -> None:
    commits.append(True)
    answer = stocked(*words)
    assert (answer.code, answer.out) == (4, "")
    assert answer.err == (
        "Error: The command was recorded, but then an error occurred. See 'tracker log'. The database "
        f"{stocked.db} cannot be read or written: the disk is full or failing, its folder is "
        "read-only, or the file is cut off.\n"
    )
    held = stocked.db.read_bytes()
    stocked.does(*words)
    assert stocked.db.read_bytes() == held, "the key was used: it was recorded once"
    stocked.does("check")


@pytest.mark.parametrize("words", RECORDING, ids=" ".join)
def test_a_command_that_does_not_stand_is_not(stocked: Clerk, commits: list[bool], words: tuple[str, ...]) -> None:
    before = stocked.db.read_bytes()
    commits.append(False)
    assert "the disk is full or failing" in stocked.refused(*words, code=3)
    assert stocked.db.read_bytes() == before


def test_what_a_journal_would_take_back_does_not_stand(stocked: Clerk) -> None:
    """It may be in the file by then, but whoever opens it next takes it back."""
    with reading(stocked.db) as database:
        last = database.row(_LAST_COMMAND)
    assert last is not None
    leave_journal(stocked.db, random.Random(6))  # noqa: S311
    assert not is_committed(stocked.db, last)
    stocked.does("check")
    assert is_committed(stocked.db, last)
    assert not is_committed(stocked.db, (last[0] + 1, *last[1:]))
