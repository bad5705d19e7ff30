"""Drafts: complete or absent, and never left behind for long."""

from pathlib import Path

import pytest

from tests.adapters import create_file, replace_file, replace_folder
from tests.one_system import posix_only
from tracker.drafts import draft_of


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


@pytest.mark.parametrize("links", [True, False], ids=["a file system with links", "a file system without links"])
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


def test_a_name_that_was_taken_for_a_file_is_given_up_when_the_file_cannot_move_there(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Where there are no links, the name is first taken by an empty file, so that nobody else can have it."""

    def no_links(_source: Path, _target: Path) -> None:
        raise OSError

    monkeypatch.setattr("os.link", no_links)
    with pytest.raises(FileNotFoundError), draft_of(tmp_path / "backup.db") as draft:
        create_file(draft, tmp_path / "backup.db")  # the draft was never made
    assert names(tmp_path) == []


def test_a_folder_that_cannot_be_replaced_stays_as_it_was(tmp_path: Path) -> None:
    target = tmp_path / "package"
    target.mkdir()
    (target / "old.csv").touch()
    with pytest.raises(FileNotFoundError), draft_of(target) as draft:
        replace_folder(draft, target, existing=True)  # the draft was never made
    assert (names(tmp_path), names(target)) == (["package"], ["old.csv"])


@posix_only
def test_a_link_that_leads_nowhere_is_not_replaced_by_what_is_created(tmp_path: Path) -> None:
    draft, target = tmp_path / "draft", tmp_path / "target"
    draft.write_bytes(b"new")
    target.symlink_to("nowhere")
    with pytest.raises(FileExistsError):
        create_file(draft, target)
    assert (draft.read_bytes(), target.readlink()) == (b"new", Path("nowhere"))
