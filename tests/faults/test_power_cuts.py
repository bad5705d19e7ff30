"""A power cut after a command reported success loses nothing: the disk has everything, names included."""

import os
import sys
from pathlib import Path

import pytest

from tests.adapters import Database, Statement, create_file, replace_file, replace_folder
from tests.conftest import Clerk

_EXTRA = 3
"""What SQLite calls `synchronous = EXTRA`: the folder is on the disk once the journal, and so the doubt, is gone."""

WRITING = (
    "ship london THB/lv=1 --date 2015-02-01",
    "void 2 --reason r",
    "place edit london --note n",
    "redact 3 --yes",
    "import places SHELF/places.csv",
    "backup SHELF/monday.db",
    "restore SHELF/first.db --yes",
    "init --db SHELF/new.db",
    "import --all SHELF/package --db SHELF/again.db",
)


@pytest.mark.slow
@pytest.mark.parametrize("call", WRITING)
def test_what_is_committed_is_on_the_disk(
    stocked: Clerk, shelf: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    stocked.does("ship", "london", "THB/lv=1", "--date", "2015-02-02", "--note", "to be redacted")
    stocked.does("backup", shelf / "first.db")
    stocked.does("export", "--all", shelf / "package")
    (shelf / "places.csv").write_text("code,name,kind,country\nriga,Riga,other,LV\n", encoding="utf-8")
    apply, found = Database.apply, []

    def noted(database: Database, statements: list[Statement]) -> None:
        if any(sql in ("COMMIT", "VACUUM") for sql, _ in statements) and database.value("PRAGMA query_only") == 0:
            found.append(database.value("PRAGMA synchronous"))
        apply(database, statements)

    monkeypatch.setattr(Database, "apply", noted)
    stocked.does(*call.replace("SHELF", str(shelf)).split())
    assert found
    assert set(found) == {_EXTRA}


@pytest.fixture
def calls(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is asked of the system, in order: the names it is to give, and the folders it is to put on the disk."""
    noted: list[str] = []
    fsync = os.fsync

    def synced(descriptor: int) -> None:
        fsync(descriptor)
        noted.append("the folder" if os.path.samestat(os.fstat(descriptor), Path.cwd().stat()) else "a file")

    monkeypatch.setattr(os, "fsync", synced)
    for module, name in ((os, "link"), (Path, "replace"), (Path, "rename")):
        _note(monkeypatch, noted, module, name)
    return noted


def _note(monkeypatch: pytest.MonkeyPatch, noted: list[str], module: object, name: str) -> None:
    done = getattr(module, name)

    def named(*arguments: object) -> object:
        result = done(*arguments)
        noted.append("a name")
        return result

    monkeypatch.setattr(module, name, named)


@pytest.mark.skipif(sys.platform == "win32", reason="there folders cannot be opened")
def test_a_name_is_on_the_disk_once_it_is_given(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, calls: list[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    for give in (create_file, replace_file):
        Path("draft").touch()
        give(tmp_path / "draft", tmp_path / give.__name__)
    (tmp_path / "drafts").mkdir()
    replace_folder(tmp_path / "drafts", tmp_path / "package", existing=False)
    (tmp_path / "again").mkdir()
    replace_folder(tmp_path / "again", tmp_path / "package", existing=True)
    assert calls == [*["a name", "the folder"] * 3, "a name", "a name", "the folder"]


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="there folders cannot be opened")
@pytest.mark.parametrize("call", ["init --db new.db", "backup new.db", "export --all new", "restore new.db --yes"])
def test_the_last_that_a_command_asks_of_a_folder_is_to_hold_the_name(
    stocked: Clerk, shelf: Path, monkeypatch: pytest.MonkeyPatch, calls: list[str], call: str
) -> None:
    monkeypatch.chdir(shelf)
    if call.startswith("restore"):
        stocked.does("backup", "new.db")
        stocked.db.unlink()
        monkeypatch.chdir(stocked.db.parent)
        call = call.replace("new.db", str(shelf / "new.db"))
    calls.clear()
    stocked.does(*call.split())
    assert calls[-2:] == ["a name", "the folder"]


def test_where_folders_cannot_be_opened_a_name_is_given_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def denied(*_: object) -> int:
        raise PermissionError(13, "Permission denied")

    (tmp_path / "draft").touch()
    monkeypatch.setattr("tracker.atomic_files.os.open", denied)
    create_file(tmp_path / "draft", tmp_path / "file")
    assert (tmp_path / "file").exists()
