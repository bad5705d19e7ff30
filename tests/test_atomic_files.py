"""Drafts: complete or not there, and never left behind for long."""

import os
import time
from pathlib import Path

import pytest

from tracker.atomic_files import create_file, draft_of, replace_file, replace_folder


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_a_draft_that_was_moved_leaves_nothing_beside_its_target(tmp_path: Path) -> None:
    (tmp_path / "stock.csv").write_text("old", encoding="utf-8")
    with draft_of(tmp_path / "stock.csv") as draft:
        draft.write_text("new", encoding="utf-8")
        replace_file(draft, tmp_path / "stock.csv")
    assert names(tmp_path) == ["stock.csv"]
    assert (tmp_path / "stock.csv").read_text(encoding="utf-8") == "new"


@pytest.mark.parametrize("folder", [False, True])
def test_a_draft_that_failed_is_removed_with_its_journal(tmp_path: Path, folder: bool) -> None:
    with pytest.raises(ZeroDivisionError), draft_of(tmp_path / "target") as draft:
        if folder:
            (draft / "within").mkdir(parents=True)
        else:
            draft.touch()
        draft.with_name(f"{draft.name}-journal").touch()
        raise ZeroDivisionError
    assert names(tmp_path) == []


@pytest.mark.parametrize("links", [True, False], ids=["a file system with links", "one without"])
def test_what_has_the_name_by_now_is_not_replaced(tmp_path: Path, links: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_links(_source: Path, _target: Path) -> None:
        raise OSError

    if not links:
        monkeypatch.setattr("os.link", no_links)
    target = tmp_path / "backup.db"
    with draft_of(target) as draft:
        draft.write_text("first", encoding="utf-8")
        create_file(draft, target)
    with draft_of(target) as draft, pytest.raises(FileExistsError):
        draft.write_text("second", encoding="utf-8")
        create_file(draft, target)
    assert (target.read_text(encoding="utf-8"), names(tmp_path)) == ("first", ["backup.db"])


def test_a_folder_that_cannot_be_replaced_stays_as_it_was(tmp_path: Path) -> None:
    target = tmp_path / "package"
    target.mkdir()
    (target / "old.csv").touch()
    with pytest.raises(FileNotFoundError), draft_of(target) as draft:
        replace_folder(draft, target, existing=True)  # the draft was never made
    assert (names(tmp_path), names(target)) == (["package"], ["old.csv"])


def test_drafts_of_killed_programs_are_removed_after_a_day(tmp_path: Path) -> None:
    kept = (".tracker-0123456789abcdef.tmp", ".tracker-0123456789abcdef.old", "tracker.tmp", ".tracker-1.tmp")
    removed = (".tracker-fedcba9876543210.tmp", ".tracker-fedcba9876543210.tmp-journal")
    for name in (*kept, *removed):
        (tmp_path / name).touch()
    for name in (*kept, *removed):
        hours = 23 if name == kept[0] else 25
        os.utime(tmp_path / name, (time.time() - hours * 60 * 60,) * 2)
    with draft_of(tmp_path / "target"):
        pass
    assert names(tmp_path) == sorted(kept)
