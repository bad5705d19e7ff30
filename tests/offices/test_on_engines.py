"""Offices share a ledger by a log in PostgreSQL, and by one in rqlite."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.conftest import Clerk
from tests.offices.conftest import Place
from tests.offices.desks import Desk
from tests.store.test_twin import tables_of

pytestmark = pytest.mark.slow


@pytest.fixture
def london(clerk: Clerk, place: Place, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Desk:
    """The second office; the first has shared its ledger, and let it in."""
    monkeypatch.setenv("TRACKER_PASSWORD", place.password("riga"))
    clerk.does("share", place.url("riga"))
    place.let_in()
    (tmp_path / "london.txt").write_text(f"{place.password('london')}\n", encoding="utf-8")
    monkeypatch.delenv("TRACKER_PASSWORD")
    desk = Desk(clerk, tmp_path / "london.db")
    desk.does("join", place.url("london"), "--password-file", tmp_path / "london.txt")
    monkeypatch.setenv("TRACKER_PASSWORD", place.password("riga"))
    return desk


def test_what_one_office_records_the_other_has(
    clerk: Clerk, london: Desk, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also when the log begins anew with a snapshot, and a password is wrong."""
    clerk.does("print", "THB/lv", 100, "--date", "2015-01-01", "--note", "secret")
    monkeypatch.delenv("TRACKER_PASSWORD")
    sold = london.logs("ship", "london", "THB/lv=60", "--date", "2015-01-02", "--clerk", "berta")
    assert (sold["entry"], sold["command"]) == (2, 7)
    monkeypatch.setenv("TRACKER_PASSWORD", place.password("riga"))
    assert "store has 40 copies of THB/lv to spare" in clerk.refused("ship", "dublin", "THB/lv=60")
    clerk.does("redact", 1, "--yes")
    clerk.does("share", place.url("riga"), "--prune")
    clerk.does("check")
    assert tables_of(clerk.db) != tables_of(london.db)
    monkeypatch.setenv("TRACKER_PASSWORD", "wrong")
    assert clerk("print", "THB/lv", 1).code == 3
    assert clerk.reads("stock")[0]["on_hand"] == 40
    monkeypatch.setenv("TRACKER_PASSWORD", place.password("london"))
    other = replace(london, db=london.db.with_name("other.db"))
    other.does("join", place.url("london"))
    assert tables_of(clerk.db) == tables_of(other.db)
