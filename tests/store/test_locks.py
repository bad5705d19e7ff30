"""A command waits for another program's lock for as long as the README says, in steps in which Ctrl-C is heard."""

import sqlite3
from contextlib import ExitStack, closing, suppress
from threading import Timer

import pytest

from tests.conftest import Clerk
from tests.test_limits import PROMISED
from tracker import waiting
from tracker.drafts import announced
from tracker.errors import DecideAgain, Unusable
from tracker.store import locks, transactions
from tracker.store.connection import Database, Statement, connected
from tracker.store.guard import refuse_strangers
from tracker.store.transactions import writing


def busy(code: int = sqlite3.SQLITE_BUSY) -> Unusable:
    cause = sqlite3.OperationalError("database is locked")
    cause.sqlite_errorcode = code
    error = Unusable("locked")
    error.__cause__ = cause
    return error


class Clock:
    """A clock on which each try for a lock takes a quarter of a second."""

    now = 0.0

    def monotonic(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds

    def fail(self) -> None:
        self.now += 0.25
        raise busy()


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(waiting, "time", clock)
    return clock


def test_a_lock_is_waited_for_as_long_as_promised_and_no_longer(clock: Clock) -> None:
    with pytest.raises(Unusable):
        locks.retrying(clock.fail)
    assert clock.now == PROMISED["waiting.MOST_SECONDS"]


def test_what_fails_at_once_is_tried_now_and_then_and_no_longer(clock: Clock) -> None:
    """SQLite does not wait itself where another program holds a file in WAL mode."""
    tries: list[float] = []

    def fail() -> None:
        tries.append(clock.now)
        assert len(tries) < 1000, "it is tried without a pause"
        raise busy()

    with pytest.raises(Unusable):
        locks.retrying(fail)
    assert clock.now == pytest.approx(PROMISED["waiting.MOST_SECONDS"])


def test_what_is_let_go_in_the_last_moment_is_taken(clock: Clock) -> None:
    def taken() -> float:
        if clock.now < PROMISED["waiting.MOST_SECONDS"] - 0.25:
            clock.fail()
        return clock.now

    assert locks.retrying(taken) == PROMISED["waiting.MOST_SECONDS"] - 0.25


def test_who_records_much_is_waited_for_and_then_as_long_as_anybody(clock: Clock, clerk: Clerk) -> None:
    patience = PROMISED["waiting.MOST_SECONDS"]
    recording = ExitStack()
    recording.enter_context(announced(clerk.db))

    def held() -> None:
        if clock.now == 10 * patience:
            recording.close()
        clock.fail()

    with pytest.raises(Unusable):
        locks.retrying(held, clerk.db)
    assert clock.now == 11 * patience


def test_who_records_much_counts_as_waited_for_nowhere(clock: Clock, clerk: Clerk) -> None:
    """Nor where what waited for it is in vain after that, and to be tried again."""
    recording = ExitStack()
    recording.enter_context(announced(clerk.db))

    def held() -> None:
        if clock.now < 100:
            clock.fail()

    with waiting.in_all():
        with pytest.raises(DecideAgain), waiting.in_vain():
            locks.retrying(held, clerk.db)
            clock.now += 2
            recording.close()
            raise DecideAgain
        assert waiting.left() == PROMISED["waiting.MOST_SECONDS"] - 2


@pytest.mark.slow
def test_who_records_much_does_not_wait_for_itself(clerk: Clerk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tracker.waiting.MOST_SECONDS", 0)
    with closing(sqlite3.connect(clerk.db, isolation_level=None)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM place").fetchone()
        with pytest.raises(Unusable, match="locked by another program"), writing(clerk.db, lasting=True) as database:
            database.apply([Statement("INSERT INTO kind VALUES ('bakery', 'Bakery')")])


@pytest.mark.parametrize("code", [sqlite3.SQLITE_FULL, sqlite3.SQLITE_LOCKED])
def test_nothing_but_a_lock_is_waited_for(clock: Clock, code: int) -> None:
    def full() -> None:
        clock.now += 1
        raise busy(code)

    with pytest.raises(Unusable):
        locks.retrying(full)
    assert clock.now == 1


@pytest.mark.parametrize("code", [sqlite3.SQLITE_BUSY, sqlite3.SQLITE_BUSY_RECOVERY, sqlite3.SQLITE_BUSY_SNAPSHOT])
def test_every_kind_of_lock_is_one(code: int) -> None:
    assert locks.is_busy(busy(code))
    assert not locks.is_busy(Unusable("no cause"))


@pytest.mark.slow
def test_a_commit_is_waited_for_though_all_was_waited_before(clock: Clock, clerk: Clerk) -> None:
    """Others may have what is recorded by then."""
    with ExitStack() as held, waiting.in_all():
        with suppress(DecideAgain), waiting.in_vain():
            clock.now += PROMISED["waiting.MOST_SECONDS"]
            raise DecideAgain
        assert waiting.left() == 0
        reader = sqlite3.connect(clerk.db, isolation_level=None, check_same_thread=False)
        held.callback(reader.close)
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM place").fetchone()
        goes = Timer(0.6, lambda: reader.execute("ROLLBACK"))
        held.callback(goes.join)
        with writing(clerk.db) as database:
            database.apply([Statement("INSERT INTO kind VALUES ('bakery', 'Bakery')")])
            goes.start()
    assert "bakery" in clerk.does("kind", "list").out


def test_who_locks_it_just_when_it_is_opened_is_waited_for(clerk: Clerk, monkeypatch: pytest.MonkeyPatch) -> None:
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


def test_each_try_is_short(clerk: Clerk) -> None:
    """So that Ctrl-C is heard between them."""
    with closing(sqlite3.connect(clerk.db, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with connected(clerk.db) as database:
            locks.shorten_waits(database)
            assert database.value("PRAGMA busy_timeout") == 250


@pytest.mark.slow
def test_who_waited_in_vain_is_told_for_how_long(clerk: Clerk, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tracker.waiting.MOST_SECONDS", 0)
    with closing(sqlite3.connect(clerk.db, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(Unusable, match="still was after 15 seconds"), writing(clerk.db):
            pass
