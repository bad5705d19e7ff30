import os
import re
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.adapters import replacing_folder
from tests.one_system import posix_only
from tracker.errors import Refused

Patch = pytest.MonkeyPatch


def ours(folder: Path) -> set[str] | None:
    """Return the files that an earlier export has listed."""
    listed = folder / "list.txt"
    return {"list.txt", *listed.read_text("utf-8").split()} if listed.is_file() else None


def export(path: Path | str, *names: str, then: Callable[[], None] = lambda: None) -> None:
    """Export files that hold their own names, and a list of them."""
    with replacing_folder(str(path), ours) as draft:
        for name in names:
            (draft / name).parent.mkdir(exist_ok=True)
            (draft / name).write_text(name, "utf-8")
        (draft / "list.txt").write_text("\n".join(names), "utf-8")
        then()


def inside(path: Path) -> list[str]:
    return sorted(file.relative_to(path).as_posix() for file in path.rglob("*") if file.is_file())


def names(path: Path) -> list[str]:
    return sorted(entry.name for entry in path.iterdir())


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


def refused(path: Path | str, *files: str) -> str:
    with pytest.raises(Refused) as refusal:
        export(path, *files)
    return str(refusal.value)


def test_a_folder_appears_whole(tmp_path: Path) -> None:
    def not_yet() -> None:
        assert not (tmp_path / "out").exists()

    export(tmp_path / "out", "places.csv", "tables/run.csv", then=not_yet)
    assert inside(tmp_path / "out") == ["list.txt", "places.csv", "tables/run.csv"]
    assert names(tmp_path) == ["out"]


def test_an_earlier_export_is_replaced_as_a_whole(tmp_path: Path) -> None:
    export(tmp_path / "out", "old.csv", "tables/old.csv")
    export(tmp_path / "out", "new.csv")
    assert inside(tmp_path) == ["out/list.txt", "out/new.csv"]
    assert names(tmp_path / "out") == ["list.txt", "new.csv"]
    assert names(tmp_path) == ["out"]


@pytest.mark.parametrize("other", ["report.docx", "tables/mine.csv", "mine/notes.txt", "empty/"])
def test_a_file_of_somebody_else_is_named_and_all_stays(other: str, tmp_path: Path, monkeypatch: Patch) -> None:
    monkeypatch.chdir(tmp_path)
    export("out", "places.csv", "tables/run.csv")
    there = tmp_path / "out" / other
    (there if other.endswith("/") else there.parent).mkdir(exist_ok=True)
    if not other.endswith("/"):
        there.touch()
    name = "mine" if other.startswith("mine/") else other.rstrip("/")
    assert refused("out", "new.csv") == f"Cannot write 'out': it has other files ({name}); use another folder."
    assert {"places.csv", "tables/run.csv"} < set(inside(tmp_path / "out"))
    assert there.exists()
    assert names(tmp_path) == ["out"]


def test_a_file_that_comes_while_we_write_is_not_lost(tmp_path: Path) -> None:
    export(tmp_path / "out", "places.csv")
    with pytest.raises(Refused, match=r"it has other files \(mine.txt\)"):
        export(tmp_path / "out", "new.csv", then=(tmp_path / "out" / "mine.txt").touch)
    assert inside(tmp_path) == ["out/list.txt", "out/mine.txt", "out/places.csv"]


@pytest.mark.parametrize(
    ("path", "reason"),
    [
        ("file", "it is a file; use a folder"),
        ("file/out", "there is no such folder"),
        ("new/out", "there is no such file or folder"),
        ("here", "it is the current folder; run the command from another folder"),
        ("here/../here", "it is the current folder; run the command from another folder"),
        ("", "it is not a valid folder name"),
        ("a\0b", "it is not a valid folder name"),
    ],
)
def test_what_cannot_be_the_folder_is_refused(path: str, reason: str, tmp_path: Path, monkeypatch: Patch) -> None:
    (tmp_path / "file").write_text("mine")
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    given = str(tmp_path / path) if path and "\0" not in path else path
    assert refused(given, "a.csv") == f"Cannot write '{given}': {reason}."
    assert inside(tmp_path) == ["file"]
    assert names(tmp_path) == ["file", "here"]


@pytest.mark.parametrize("error", [RuntimeError(), KeyboardInterrupt(), SystemExit(1)])
def test_when_anything_fails_what_was_there_stays_and_nothing_else(error: BaseException, tmp_path: Path) -> None:
    def fail() -> None:
        raise error

    export(tmp_path / "out", "old.csv")
    with pytest.raises(type(error)):
        export(tmp_path / "out", "new.csv", then=fail)
    with pytest.raises(type(error)):
        export(tmp_path / "other", "new.csv", then=fail)
    assert inside(tmp_path) == ["out/list.txt", "out/old.csv"]
    assert names(tmp_path) == ["out"]


@pytest.mark.parametrize("number", [1, 2])
@pytest.mark.parametrize("error", [PermissionError(13, "Permission denied"), KeyboardInterrupt()])
def test_when_a_move_fails_what_was_there_is_put_back(
    number: int, error: BaseException, tmp_path: Path, monkeypatch: Patch
) -> None:
    moves: list[Path] = []
    rename = Path.rename

    def failing(self: Path, target: Path) -> Path:
        moves.append(self)
        if len(moves) == number:
            raise error
        return rename(self, target)

    export(tmp_path / "out", "old.csv")
    monkeypatch.setattr(Path, "rename", failing)
    refusal = f"Cannot write '{tmp_path / 'out'}': permission denied." if isinstance(error, OSError) else ""
    with pytest.raises(Refused if refusal else type(error), match=f"^{re.escape(refusal)}$"):
        export(tmp_path / "out", "new.csv")
    assert inside(tmp_path) == ["out/list.txt", "out/old.csv"]
    assert names(tmp_path) == ["out"]


def test_an_interrupt_after_the_last_move_leaves_the_new_folder_alone(tmp_path: Path, monkeypatch: Patch) -> None:
    rename = Path.rename

    def late(self: Path, target: Path) -> Path:
        rename(self, target)
        if target.name == "out":
            raise KeyboardInterrupt
        return target

    export(tmp_path / "out", "old.csv")
    monkeypatch.setattr(Path, "rename", late)
    with pytest.raises(KeyboardInterrupt):
        export(tmp_path / "out", "new.csv")
    assert inside(tmp_path) == ["out/list.txt", "out/new.csv"]
    assert names(tmp_path) == ["out"]


def test_a_disk_that_cannot_hold_it_is_noticed(tmp_path: Path, monkeypatch: Patch) -> None:
    def full(_: int) -> None:
        raise OSError(28, os.strerror(28))

    export(tmp_path / "out", "old.csv")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(os, "fsync", full)
    assert refused("out", "new.csv") == "Cannot write 'out': no space left on device."
    assert inside(tmp_path) == ["out/list.txt", "out/old.csv"]


def test_every_file_is_on_the_disk_before_it_counts(tmp_path: Path, monkeypatch: Patch) -> None:
    synced: list[int] = []

    def sync(number: int) -> None:
        if stat.S_ISREG(os.fstat(number).st_mode):  # and not the folder that they are in
            synced.append(os.fstat(number).st_size)

    monkeypatch.setattr(os, "fsync", sync)
    export(tmp_path / "out", "a.csv", "tables/longer.csv")
    assert sorted(synced) == sorted(file.stat().st_size for file in (tmp_path / "out").rglob("*") if file.is_file())


@posix_only
def test_a_link_to_the_folder_stays(tmp_path: Path) -> None:
    (tmp_path / "2014").mkdir()
    (tmp_path / "latest").symlink_to("2014")
    (tmp_path / "next").symlink_to("2015")
    export(tmp_path / "latest", "old.csv")
    export(tmp_path / "latest", "new.csv")
    export(tmp_path / "next", "next.csv")
    assert (tmp_path / "latest").is_symlink()
    assert (tmp_path / "next").is_symlink()
    assert inside(tmp_path / "2014") == ["list.txt", "new.csv"]
    assert inside(tmp_path / "2015") == ["list.txt", "next.csv"]


@posix_only
def test_what_a_link_inside_leads_to_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "notes.txt").touch()
    export(tmp_path / "out", "tables")
    (tmp_path / "out" / "tables").unlink()
    (tmp_path / "out" / "tables").symlink_to(tmp_path / "mine")
    export(tmp_path / "out", "new.csv")
    assert inside(tmp_path) == ["mine/notes.txt", "out/list.txt", "out/new.csv"]


@posix_only
def test_permissions_are_kept(tmp_path: Path) -> None:
    seen: list[int] = []
    export(tmp_path / "out", "a.csv")
    (tmp_path / "out").chmod(0o750)
    (tmp_path / "out" / "a.csv").chmod(0o640)
    export(tmp_path / "out", "a.csv", "b.csv", then=lambda: seen.extend(map(mode, tmp_path.glob(".tracker-*.tmp"))))
    assert seen == [0o700]
    assert mode(tmp_path / "out") == 0o750
    assert mode(tmp_path / "out" / "a.csv") == 0o640
