"""Private data stays private in every copy, and rewritten files keep their owner."""

import os
import stat
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import Clerk
from tests.faults.machine import stocked_ledger
from tests.faults.next_version import THIS, install
from tests.faults.screens import busy_ledger
from tracker.store import new_files

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has other permissions")

SOMEBODY, THEIR_GROUP = 12345, 23456


@pytest.fixture
def private(nobody: Clerk) -> Iterator[Clerk]:
    """A clerk whose ledger nobody else may read, although others may read what is new."""
    nobody.db.write_bytes(stocked_ledger())
    nobody.db.chmod(0o600)
    before = os.umask(0o022)
    yield nobody
    os.umask(before)


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def test_copies_of_a_private_ledger_are_private(private: Clerk, shelf: Path, tmp_path: Path) -> None:
    private.does("backup", shelf / "named.db")
    private.does("backup", "--to", shelf)
    private.does("export", "--all", tmp_path / "package")
    assert {mode(file) for file in shelf.iterdir()} == {0o600}
    made = [tmp_path / "package", *(tmp_path / "package").rglob("*")]
    assert {mode(path) for path in made if path.is_file()} == {0o600}
    assert {mode(path) for path in made if path.is_dir()} == {0o700}
    private.does("export", "--all", tmp_path / "package")
    assert {mode(path) for path in made if path.is_file()} == {0o600}


@pytest.mark.slow
@pytest.mark.parametrize(
    ("of_the_ledger", "of_the_package", "restored"),
    [(0o600, None, 0o600), (0o640, None, 0o640), (0o600, 0o444, 0o644), (0o600, 0o777, 0o666)],
)
def test_what_is_restored_from_a_package_is_as_private_as_that(
    private: Clerk, tmp_path: Path, of_the_ledger: int, of_the_package: int | None, restored: int
) -> None:
    """Also from a disk on which nothing can be written, or everything executed."""
    private.db.chmod(of_the_ledger)
    private.does("export", "--all", tmp_path / "package")
    if of_the_package is not None:
        (tmp_path / "package" / "datapackage.json").chmod(of_the_package)
    private.does("--db", tmp_path / "restored.db", "import", "--all", tmp_path / "package")
    assert mode(tmp_path / "restored.db") == restored
    private.does("--db", tmp_path / "restored.db", "place", "edit", "london", "--note", "can be written")


@pytest.mark.slow
def test_the_copy_that_an_upgrade_keeps_is_private(private: Clerk, monkeypatch: pytest.MonkeyPatch) -> None:
    private.db.write_bytes(busy_ledger())
    install(monkeypatch)
    private.does("stock")
    assert mode(private.db.with_name(f"{private.db.name}.schema-{THIS}")) == 0o600


def test_a_draft_of_a_copy_is_private_from_the_start(private: Clerk, monkeypatch: pytest.MonkeyPatch) -> None:
    seen: list[int] = []
    fill = new_files._fill

    def look(*arguments: Any) -> None:
        fill(*arguments)
        seen.extend(mode(path) for path in private.db.parent.glob(".tracker-*.tmp/draft*"))

    monkeypatch.setattr(new_files, "_fill", look)
    private.does("backup", private.db.with_name("backup.db"))
    assert set(seen) == {0o600}


def test_a_ledger_that_others_may_read_has_copies_that_they_may_read(private: Clerk, tmp_path: Path) -> None:
    private.db.chmod(0o640)
    private.does("backup", tmp_path / "backup.db")
    private.does("export", "--all", tmp_path / "package")
    assert [mode(tmp_path / name) for name in ("backup.db", "package", "package/datapackage.json")] == [
        0o640,
        0o750,
        0o640,
    ]


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root may give files away")
def test_what_is_written_anew_keeps_owner_group_and_permissions(private: Clerk, tmp_path: Path) -> None:
    output, package = tmp_path / "stock.csv", tmp_path / "package"
    output.touch()
    private.does("export", "--all", package)
    for path in (output, package, package / "stock.csv"):
        os.chown(path, SOMEBODY, THEIR_GROUP)
    output.chmod(0o640)
    private.does("stock", "-o", output)
    private.does("export", "--all", package)
    for path in (output, package, package / "stock.csv"):
        found = path.stat()
        assert (found.st_uid, found.st_gid) == (SOMEBODY, THEIR_GROUP), path
    assert mode(output) == 0o640
    assert output.stat().st_size > 0
    os.chown(private.db, SOMEBODY, THEIR_GROUP)
    private.does("backup", tmp_path / "backup.db")
    assert (tmp_path / "backup.db").stat().st_uid == SOMEBODY
