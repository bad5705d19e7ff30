"""A new database: complete under its name or not there at all, never replacing another file."""

import os
from pathlib import Path

import pytest

from tests.faults.machine import in_folder
from tracker.errors import Refused, Unusable, session
from tracker.store.connection import Database
from tracker.store.identity import check_header
from tracker.store.schema import create


def kinds(database: Database) -> int:
    return int(database.value("SELECT count(*) FROM kind"))


def test_who_creates_a_database_gets_what_filling_it_returned(tmp_path: Path) -> None:
    session.committed = False
    assert create(tmp_path / "deep" / "new.db", kinds) > 0
    check_header(tmp_path / "deep" / "new.db")
    assert in_folder(tmp_path / "deep") == ["new.db"]
    assert session.committed


def test_a_database_that_cannot_be_filled_is_not_there(tmp_path: Path) -> None:
    session.committed = False
    with pytest.raises(ZeroDivisionError):
        create(tmp_path / "new.db", lambda database: 1 // 0)
    assert in_folder(tmp_path) == []
    assert not session.committed


@pytest.mark.parametrize("links", [True, False], ids=["a disk with links", "The shares add up to"])
def test_a_file_that_appears_meanwhile_is_not_replaced(
    tmp_path: Path, links: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_links(*_: object) -> None:
        raise PermissionError(1, os.strerror(1))

    if not links:
        monkeypatch.setattr("os.link", no_links)
    new = tmp_path / "new.db"
    session.committed = False
    with pytest.raises(Refused) as refusal:
        create(new, lambda _: new.write_text("mine", encoding="utf-8"))
    assert str(refusal.value) == f"{new} already exists and was not changed; choose another file."
    assert new.read_text("utf-8") == "mine"
    assert in_folder(tmp_path) == ["new.db"]
    assert not session.committed


def test_a_file_has_no_databases_in_it(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for new in (tmp_path / "file" / "new.db", tmp_path / "file" / "deep" / "new.db"):
        with pytest.raises(Unusable, match=r"^Cannot create a database at .*: there is no such "):
            create(new, kinds)
    assert in_folder(tmp_path) == ["file"]
