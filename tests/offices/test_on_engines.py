"""Offices share a ledger by a log in PostgreSQL, and by one in rqlite."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.conftest import Clerk
from tests.offices.conftest import Place
from tests.offices.desks import Desk
from tests.offices.offices import assert_one_truth, founded, joined
from tests.store.test_twin import tables_of


@pytest.fixture
def london(clerk: Clerk, place: Place, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Desk:
    """The second office; the first has shared its ledger, and let it in."""
    monkeypatch.setenv("TRACKER_PASSWORD", place.password("riga"))
    clerk.does("share", place.url("riga"))
    secret = tmp_path / "london.txt"
    secret.write_text(f"{place.password('london')}\n", encoding="utf-8")
    secret.chmod(0o600)
    monkeypatch.delenv("TRACKER_PASSWORD")
    desk = Desk(clerk, tmp_path / "london.db")
    desk.does("join", place.url("london"), "--password-file", tmp_path / "london.txt")
    monkeypatch.setenv("TRACKER_PASSWORD", place.password("riga"))
    return desk


@pytest.mark.slow
@pytest.mark.parametrize("place", ["postgresql", "rqlite"], indirect=True)
def test_what_one_office_records_the_other_has(
    clerk: Clerk, london: Desk, place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also when the log begins anew with a snapshot, and a password is wrong."""
    clerk.does("print", "THB/lv", 100, "--date", "2015-01-01", "--note", "secret")
    monkeypatch.delenv("TRACKER_PASSWORD")
    sold = london.logs("ship", "london", "THB/lv=60", "--date", "2015-01-02", "--clerk", "berta")
    assert (sold["entry"], sold["command"]) == (2, 7)
    monkeypatch.setenv("TRACKER_PASSWORD", place.password("riga"))
    assert "store has only 40 copies of THB/lv available on" in clerk.refused("ship", "dublin", "THB/lv=60")
    clerk.does("redact", 1, "--yes")
    clerk.does("share", place.url("riga"), "--prune", "--yes")
    clerk.does("check", "--whole")
    assert tables_of(clerk.db) != tables_of(london.db)
    monkeypatch.setenv("TRACKER_PASSWORD", "wrong")
    assert clerk("print", "THB/lv", 1).code == 3
    assert clerk.reads("stock")[0]["on_hand"] == 40
    monkeypatch.setenv("TRACKER_PASSWORD", place.password("london"))
    other = replace(london, db=london.db.with_name("other.db"))
    other.does("join", place.url("london"))
    assert tables_of(clerk.db) == tables_of(other.db)


@pytest.mark.slow
def test_the_drill_for_a_lost_server_and_for_one_that_was_put_back(place: Place, tmp_path: Path) -> None:
    """As the topic has it, step by step; each office types one command."""
    riga = founded(place, tmp_path, 100)
    london, dublin = joined(riga, "berta"), joined(riga, "clara", "riga")
    for number in range(3):
        london.does("ship", "london", "THB/lv=1", "--ref", f"L{number}")
    dublin.does("sync")
    london.does("ship", "london", "THB/lv=1", "--ref", "L3")
    place.put_back(london.reads("info")["log_command"] - 3)
    riga.does("sync")
    assert "The log had lost" in london("sync").err
    dublin.does("ship", "dublin", "THB/lv=1", "--ref", "D")
    assert_one_truth((riga, london, dublin))
    place.lose()
    for office in (riga, london, dublin):
        answer = office("ship", "london", "THB/lv=1")
        assert (answer.code, "There is no log at" in answer.err) == (3, True)
    assert dublin.does("share", dublin.url, "--from-copy").out.startswith("Shared at ")
    dublin.does("check")
    for office in (riga, london):
        office.does("join", office.url)
        office.does("ship", "london", "THB/lv=1")
    assert_one_truth((riga, london, dublin))
