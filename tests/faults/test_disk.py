"""A full disk, and a file that may not grow: a write is complete, or did not happen."""

import dataclasses
import resource
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from tests.cli.terminal import entries_in
from tests.conftest import Clerk
from tests.faults.machine import fill, in_folder, sentence_of, small_disk, start, stocked_ledger
from tests.faults.next_version import THIS, install

pytestmark = pytest.mark.slow

SHIPMENT = ("ship", "london", "THB/lv=1", "--date", "2015-02-01")


@pytest.fixture
def disk(tmp_path: Path) -> Iterator[Path]:
    """An empty disk of 8 megabytes."""
    with small_disk(tmp_path, 8192) as disk:
        yield disk


@pytest.fixture
def crowded(nobody: Clerk, disk: Path, monkeypatch: pytest.MonkeyPatch) -> Clerk:
    """A clerk with two entries in the ledger, which is on that disk."""
    nobody.db.write_bytes(stocked_ledger())
    return moved(nobody, disk, monkeypatch)


def moved(clerk: Clerk, disk: Path, monkeypatch: pytest.MonkeyPatch) -> Clerk:
    """The clerk, with the ledger on the disk."""
    db = disk / "tracker.db"
    db.write_bytes(clerk.db.read_bytes())
    monkeypatch.setenv("TRACKER_DB", str(db))
    return dataclasses.replace(clerk, db=db)


def refused_as_full(clerk: Clerk, *words: object) -> bool:
    """Run a command on a disk that may be full; tell whether it was refused, with nothing recorded for it."""
    before, files = clerk.db.read_bytes(), in_folder(clerk.db.parent)
    answer = clerk(*words)
    assert in_folder(clerk.db.parent) == files
    if answer.code == 0:
        return False
    assert "the disk is full" in sentence_of(answer)
    assert clerk.db.read_bytes() == before
    return True


def test_a_shipment_is_recorded_whole_or_not_at_all_however_little_room_there_is(crowded: Clerk) -> None:
    pristine, refusals = crowded.db.read_bytes(), 0
    for kilobytes in range(0, 400, 8):
        crowded.db.write_bytes(pristine)
        fill(crowded.db.parent, leaving=kilobytes)
        if not refused_as_full(crowded, *SHIPMENT):
            break
        refusals += 1
        assert entries_in(crowded) == 2
    assert refusals > 1
    assert entries_in(crowded) == 3
    crowded.does("check")


def test_a_full_disk_can_still_be_read_and_takes_shipments_again_once_there_is_room(crowded: Clerk) -> None:
    fill(crowded.db.parent)
    assert refused_as_full(crowded, *SHIPMENT)
    for words in (("stock",), ("log",), ("check",), ("info",), ("export", "movements")):
        crowded.does(*words)
    (crowded.db.parent / "ballast").unlink()
    assert crowded.logs(*SHIPMENT)["entry"] == 3


@pytest.mark.parametrize("kilobytes", [0, 200, 2000, 3000])
def test_an_import_that_fills_the_disk_records_no_row(crowded: Clerk, tmp_path: Path, kilobytes: int) -> None:
    """Its three megabytes of notes are more than SQLite keeps in memory, so that it fails in the middle."""
    rows = "".join(f"p{number},Place {number},school,LV,{'x' * 5000}\n" for number in range(600))
    (tmp_path / "places.csv").write_text(f"code,name,kind,country,note\n{rows}", encoding="utf-8")
    places = crowded.reads("place", "list")
    fill(crowded.db.parent, leaving=kilobytes)
    assert refused_as_full(crowded, "import", "places", tmp_path / "places.csv")
    assert crowded.reads("place", "list") == places
    (crowded.db.parent / "ballast").unlink()
    crowded.does("import", "places", tmp_path / "places.csv")
    assert len(crowded.reads("place", "list")) == len(places) + 600
    crowded.does("check")


def test_a_ledger_is_upgraded_whole_or_not_at_all_however_little_room_there_is(
    nobody: Clerk, disk: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither the backup beside it nor half of one is left to fill the disk further."""
    nobody.db.write_bytes(stocked_ledger())
    install(monkeypatch)
    size = nobody.db.stat().st_size // 1024
    for kilobytes in (0, size // 2, size - 4, size, size + 16, size + 32):
        crowded = moved(nobody, disk, monkeypatch)
        fill(disk, leaving=kilobytes)
        before = crowded.db.read_bytes()
        said = sentence_of(crowded("stock"))
        assert "upgraded" in said or "the disk is full" in said
        assert crowded.db.read_bytes() == before
        assert in_folder(disk) == ["ballast", "tracker.db"]
    (disk / "ballast").unlink()
    crowded.does("check")
    assert in_folder(disk) == ["tracker.db", f"tracker.db.schema-{THIS}"]


@pytest.mark.parametrize("words", [("init",), ("demo", "{}")], ids=["init", "demo"])
def test_a_new_ledger_is_made_whole_or_not_at_all(nobody: Clerk, disk: Path, words: tuple[str, ...]) -> None:
    db = disk / "tracker.db"
    words = tuple(word.format(db) for word in words)
    for kilobytes in (0, 4, 60, 200):
        fill(disk, leaving=kilobytes)
        sentence_of(nobody(*words, "--db", db))
        assert in_folder(disk) == ["ballast"]
    (disk / "ballast").unlink()
    nobody.does(*words, "--db", db)
    nobody.does("check", "--db", db)


def test_a_package_is_restored_whole_or_not_at_all(crowded: Clerk, tmp_path: Path) -> None:
    crowded.does("export", "--all", tmp_path / "package")
    disk, db = crowded.db.parent, crowded.db.with_name("new.db")
    for kilobytes in (0, 60, 200):
        fill(disk, leaving=kilobytes)
        sentence_of(crowded("import", "--all", tmp_path / "package", "--db", db))
        assert in_folder(disk) == ["ballast", "tracker.db"]


@pytest.mark.parametrize("limit", [0, 4096, 8192, 40_000, 100_000])
def test_a_file_that_may_not_grow_is_at_its_last_commit_afterwards(nobody: Clerk, limit: int) -> None:
    """What was written below the limit cannot always be taken back at once: then the next command does it."""
    before = stocked_ledger()
    nobody.db.write_bytes(before)
    log = nobody.reads("log")
    answer = start(*SHIPMENT, db=nobody.db, before=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)))
    assert "the disk" in sentence_of(answer)
    assert nobody.reads("log") == log
    assert nobody.db.read_bytes() == before
    assert in_folder(nobody.db.parent) == ["tracker.db"]
    assert nobody.logs(*SHIPMENT)["entry"] == 3
    nobody.does("check")


def test_a_new_ledger_that_finds_no_room_is_told_by_its_own_name(nobody: Clerk, disk: Path) -> None:
    """Not by that of the draft that it was until then."""
    fill(disk, leaving=200)
    said = sentence_of(nobody("init", "--db", disk / "tracker.db"))
    assert f"The database {disk / 'tracker.db'} cannot be written: the disk is full" in said


def test_a_full_folder_for_temporary_files_is_not_blamed_on_the_ledger(
    nobody: Clerk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    nobody.db.write_bytes(stocked_ledger())
    rows = "".join(f"p{number},Place {number},school,LV,{'x' * 5000}\n" for number in range(2000))
    (tmp_path / "places.csv").write_text(f"code,name,kind,country,note\n{rows}", encoding="utf-8")
    nobody.does("import", "places", tmp_path / "places.csv")
    before = nobody.db.read_bytes()
    with small_disk(tmp_path, 64) as disk:
        monkeypatch.setenv("TMPDIR", str(disk))
        said = sentence_of(start("export", "places", db=nobody.db))
    assert "the disk is full, or the one of TMPDIR" in said
    assert nobody.db.read_bytes() == before


def test_a_disk_that_takes_no_more_files_names_the_free_space(crowded: Clerk, disk: Path) -> None:
    subprocess.run(["mount", "-o", "remount,nr_inodes=20", str(disk)], check=True)
    with suppress(OSError):
        for number in range(30):
            (disk / f"{number}").touch()
    link = disk.parent / "link.db"
    link.symlink_to(crowded.db)
    for db in (crowded.db, link):
        assert "the free space" in sentence_of(start(*SHIPMENT, db=db))
    (disk / "0").unlink()
    crowded.does(*SHIPMENT)
