"""Answers are as of now, and no query runs forever."""

import sqlite3
import threading
from pathlib import Path

import pytest

from tests.adapters import served
from tests.conftest import Clerk
from tests.page.visitors import Visitor
from tracker.page import faults
from tracker.reports.overview import state_of
from tracker.store import transactions


@pytest.mark.slow
def test_what_a_clerk_records_is_seen_at_the_next_load(office: Clerk, manager: Visitor) -> None:
    before = manager.get("/shipments?to=london").table.rows
    assert manager.get("/shipments?to=london").table.rows == before
    office.does("ship", "london", "THB/lv=1", "--ref", "just-now")
    after = manager.get("/shipments?to=london").table.rows
    assert len(after) == len(before) + 1
    assert "just-now" in after[0]


def test_reading_the_header_takes_no_lock_away(office: Clerk) -> None:
    """On POSIX, closing a file takes away all locks of the process on it, also those of other threads."""
    with served(office.db):
        reading = faults.Connections(office.db)
        with reading.opened():
            others = threading.Thread(target=_look, args=(reading, office.db))
            others.start()
            others.join()
            writer = sqlite3.connect(office.db, timeout=0, isolation_level=None)
            with pytest.raises(sqlite3.OperationalError, match="locked"):
                writer.execute("BEGIN EXCLUSIVE")
            writer.close()


def _look(reading: faults.Connections, path: Path) -> None:
    state_of(path)
    with reading.opened():
        pass


def test_a_question_that_takes_too_long_is_given_up(manager: Visitor, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(faults, "MOST_SECONDS", 0)
    monkeypatch.setattr(transactions, "STEPS", 100)
    sent = manager.get("/distribution?by=month&by=place")
    assert sent.status == 503
    assert "<pre><code>tracker report distribution --by month,place</code></pre>" in sent.text
    assert manager.get("/log?format=csv").status == 503


def test_a_ledger_that_cannot_be_used_is_named_to_its_keeper_too(
    office: Clerk, manager: Visitor, capsys: pytest.CaptureFixture[str]
) -> None:
    office.db.write_bytes(b"no ledger")
    sent = manager.get("/stock")
    assert (sent.status, "tracker.db is not a tracker database" in sent.text) == (503, True)
    assert str(office.db) in capsys.readouterr().err, "who keeps the ledger is told"


def test_a_fault_of_ours_says_nothing_of_us(
    manager: Visitor, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def fails(*_: object, **__: object) -> None:
        raise RuntimeError("SELECT secret FROM /etc")

    monkeypatch.setattr("tracker.page.tables.show", fails)
    sent = manager.get("/stock?by=run")
    assert sent.status == 500
    assert "Something went wrong. The terminal or journal" in sent.text
    assert not [word for word in ("SELECT", "/etc", "RuntimeError", "Traceback") if word in sent.text]
    assert "RuntimeError" in capsys.readouterr().err
