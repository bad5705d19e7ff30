"""A command waits for a lock as long as its holder is alive, in short steps, so that Ctrl-C works."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.conftest import Clerk
from tests.test_limits import PROMISED
from tracker.drafts import sign_of_life
from tracker.errors import Unusable
from tracker.store import locks, transactions
from tracker.store.connection import Database, Statement
from tracker.store.identity import refuse_strangers
from tracker.store.transactions import writing

PATIENCE = PROMISED["retries.MOST_SECONDS"]


def busy(code: int = sqlite3.SQLITE_BUSY) -> Unusable:
    cause = sqlite3.OperationalError("database is locked")
    cause.sqlite_errorcode = code
    error = Unusable("locked")
    error.__cause__ = cause
    return error


class Clock:
    """A clock that goes on only while somebody sleeps."""

    now = 0.0

    def monotonic(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(locks, "time", clock)
    return clock


@pytest.mark.parametrize("alive", [0, 100])
def test_a_command_gives_up_when_the_holder_gives_no_sign_of_life(
    clock: Clock, tmp_path: Path, caplog: pytest.LogCaptureFixture, alive: int
) -> None:
    """The holder touches its file until then, or never; what a dead holder left is no sign."""
    ledger = tmp_path / "ledger.db"
    sign = Path(sign_of_life(ledger))
    sign.touch()

    def held() -> None:
        if clock.now < alive:
            sign.write_text("")
        raise busy()

    with pytest.raises(Unusable):
        locks.retrying(held, ledger)
    assert alive + PATIENCE <= clock.now < alive + PATIENCE + 1
    assert caplog.messages == [f"Waiting for another program that has locked {ledger}."]


def test_a_lock_that_is_released_at_the_last_moment_is_taken(clock: Clock, tmp_path: Path) -> None:
    def taken() -> float:
        if clock.now < PATIENCE - 0.1:
            raise busy()
        return clock.now

    assert locks.retrying(taken, tmp_path / "ledger.db") < PATIENCE


@pytest.mark.parametrize("code", [sqlite3.SQLITE_FULL, sqlite3.SQLITE_LOCKED])
def test_nothing_but_a_lock_is_waited_for(clock: Clock, tmp_path: Path, code: int) -> None:
    def full() -> None:
        raise busy(code)

    with pytest.raises(Unusable):
        locks.retrying(full, tmp_path / "ledger.db")
    assert clock.now == 0


@pytest.mark.parametrize("code", [sqlite3.SQLITE_BUSY, sqlite3.SQLITE_BUSY_RECOVERY, sqlite3.SQLITE_BUSY_SNAPSHOT])
def test_every_kind_of_lock_is_one(code: int) -> None:
    assert locks.is_busy(busy(code))
    assert not locks.is_busy(Unusable("no cause"))


@pytest.mark.slow
def test_a_writer_takes_its_own_signs_for_nobody_elses(clerk: Clerk, monkeypatch: pytest.MonkeyPatch) -> None:
    """It waits to commit while a reader is stopped, and gives up."""
    monkeypatch.setattr("tracker.retries.MOST_SECONDS", 1.5)
    with closing(sqlite3.connect(clerk.db, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM place").fetchone()
        with pytest.raises(Unusable, match="not responded"), writing(clerk.db) as database:
            database.apply([Statement("INSERT INTO kind VALUES ('bakery', 'Bakery')")])


def test_a_lock_taken_just_when_the_ledger_is_opened_is_waited_for(
    clerk: Clerk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As the commit of a long sheet does, which may take longer than one try."""
    with closing(sqlite3.connect(clerk.db, isolation_level=None)) as other:
        tries = iter(range(10))

        def late(database: Database) -> None:
            if (number := next(tries)) == 0:
                other.execute("BEGIN EXCLUSIVE")
            elif number == 1:
                other.execute("ROLLBACK")
            refuse_strangers(database)

        monkeypatch.setattr(transactions, "refuse_strangers", late)
        clerk.does("kind", "add", "bakery", "Bakery")


def test_a_dry_run_of_an_import_waits_for_nobody_and_blocks_nobody(
    clerk: Clerk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tracker.retries.MOST_SECONDS", 0)
    clerk.does("print", "THB/lv", 100, "--date", "2015-01-01")
    sheet = tmp_path / "sheet.csv"
    sheet.write_text("date,place,item,quantity\n2015-02-01,london,THB/lv,40\n", encoding="utf-8")
    there = sorted(tmp_path.iterdir())
    with closing(sqlite3.connect(clerk.db, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        done = clerk.reads("import", "shipments", sheet, "--dry-run")
        assert "not responded" in clerk.refused("import", "shipments", sheet, code=3)
    assert (done["recorded"], done["entries"], done["copies"]) == (1, [], [{"item": "THB/lv", "copies": 40}])
    assert len(clerk.reads("log")) == 1
    assert sorted(tmp_path.iterdir()) == there
