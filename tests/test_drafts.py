"""Drafts of the dead are cleared by whoever comes next; those of the living, and what is not ours, never."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

import pytest

from tests.adapters import create_file, replace_folder
from tests.one_system import posix_only
from tracker import drafts
from tracker.drafts import clear, draft_of, remove, settle
from tracker.errors import session

WRITES = """
import sys
from pathlib import Path
from tracker.atomic_files import replace_folder
from tracker.drafts import draft_of, settle

ledger, target, aside = map(Path, sys.argv[1:])
settle(ledger)
with draft_of(target) as draft:
    draft.mkdir()
    (draft / "half.csv").touch()
    draft.with_name(f"{draft.name}-journal").touch()
    if aside.name == "aside":
        target.rename(draft.with_suffix(".old"))
    print(draft, flush=True)
    sys.stdin.read()
"""


@contextmanager
def writing(ledger: Path, target: Path, aside: str = "") -> Iterator[tuple[Path, Callable[[], None]]]:
    """Have a process write a draft of a folder; give the draft, and what kills the process."""
    command = [sys.executable, "-c", WRITES, str(ledger), str(target), aside]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, encoding="utf-8") as process:
        assert process.stdout
        draft = Path(process.stdout.readline().rstrip("\n"))

        def kill() -> None:
            process.kill()
            process.wait()

        yield draft, kill
        process.kill()


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


@pytest.fixture(autouse=True)
def _no_ledger(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session, "folder", None)


def test_the_draft_of_a_living_program_stays_and_that_of_a_dead_one_goes(tmp_path: Path) -> None:
    target = tmp_path / "package"
    with writing(tmp_path / "tracker.db", target) as (draft, kill):
        there = names(tmp_path)
        assert len(there) == 3  # with its journal, and its guard
        clear(tmp_path)
        os.utime(draft, (0, 0))
        with draft_of(tmp_path / "other.csv"):
            pass
        assert names(tmp_path) == there
        kill()
        clear(tmp_path)
        assert names(tmp_path) == []


def test_a_draft_in_another_folder_is_found_from_the_ledger(tmp_path: Path) -> None:
    office, disk = tmp_path / "office", tmp_path / "disk"
    office.mkdir()
    disk.mkdir()
    ledger = office / "tracker.db"
    with writing(ledger, disk / "package") as (draft, kill):
        assert draft.parent == disk
        settle(ledger)
        assert (len(names(office)), len(names(disk))) == (1, 3)
        kill()
        settle(ledger)
        assert (names(office), names(disk)) == ([], [])


def test_whenever_a_program_is_killed_what_it_leaves_elsewhere_is_found_from_the_ledger(tmp_path: Path) -> None:
    office, disk, lost = tmp_path / "office", tmp_path / "disk", []
    office.mkdir()
    disk.mkdir()
    settle(office / "tracker.db")

    def look(frame: FrameType, event: str, _: object) -> None:
        if names(disk) and not names(office):
            lost.append((frame.f_code.co_name, frame.f_lineno, event))

    sys.setprofile(look)
    try:
        with draft_of(disk / "package") as draft:
            draft.touch()
    finally:
        sys.setprofile(None)
    assert lost == []


@pytest.mark.slow
@pytest.mark.parametrize("replaced", ["file", "folder"])
def test_wherever_ctrl_c_comes_what_is_left_is_found_from_the_ledger(tmp_path: Path, replaced: str) -> None:
    """Also where it comes while the draft, or what it replaced, is being removed."""
    office, disk = tmp_path / "office", tmp_path / "disk"
    office.mkdir()
    disk.mkdir()
    settle(office / "tracker.db")
    lines = 0
    while _stopped_after(lines, disk / "package", replaced):
        settle(office / "tracker.db")
        assert names(office) == [], lines
        assert names(disk) in ([], ["package"]), lines
        assert (disk / "package").exists() or replaced == "file", "a folder that was there is there, old or new"
        remove(disk / "package")
        lines += 1
    assert lines > 100


def _stopped_after(lines: int, target: Path, replaced: str) -> bool:
    """Replace a file or a folder, interrupted after so many lines; tell whether it was."""
    left = lines

    def step(frame: FrameType, event: str, _: object) -> Any:
        nonlocal left
        if not frame.f_code.co_filename.endswith(("drafts.py", "atomic_files.py", "contextlib.py", "shutil.py")):
            return None
        left -= event == "line"
        if left < 0:
            raise KeyboardInterrupt
        return step

    if replaced == "folder":
        target.mkdir()
        (target / "old.csv").touch()
    before = sys.gettrace()
    sys.settrace(step)
    try:
        with draft_of(target) as draft:
            if replaced == "folder":
                draft.mkdir()
                (draft / "new.csv").touch()
                replace_folder(draft, target, existing=True)
            else:
                draft.touch()
                create_file(draft, target)
    except KeyboardInterrupt:
        return True
    finally:
        sys.settrace(before)
    return False


def test_a_draft_in_a_folder_that_is_gone_is_forgotten(tmp_path: Path) -> None:
    office, disk = tmp_path / "office", tmp_path / "disk"
    office.mkdir()
    disk.mkdir()
    with writing(office / "tracker.db", disk / "package") as (_, kill):
        kill()
        disk.rename(tmp_path / "elsewhere")
        settle(office / "tracker.db")
        assert names(office) == []
        clear(tmp_path / "elsewhere")
        assert names(tmp_path / "elsewhere") == []


def test_a_folder_that_was_moved_out_of_the_way_is_put_back(tmp_path: Path) -> None:
    """The program was killed between the two moves with which it replaces a folder."""
    target = tmp_path / "package"
    target.mkdir()
    (target / "stock.csv").write_text("last night's", encoding="utf-8")
    with writing(tmp_path / "tracker.db", target, "aside") as (_, kill):
        kill()
        assert not target.exists()
        settle(tmp_path / "tracker.db")
        assert names(tmp_path) == ["package"]
        assert (target / "stock.csv").read_text(encoding="utf-8") == "last night's"


def test_what_has_the_name_by_now_is_not_replaced_by_what_was_there(tmp_path: Path) -> None:
    target = tmp_path / "package"
    target.mkdir()
    (target / "stock.csv").write_text("last night's", encoding="utf-8")
    with writing(tmp_path / "tracker.db", target, "aside") as (_, kill):
        kill()
        target.mkdir()
        (target / "stock.csv").write_text("mine", encoding="utf-8")
        clear(tmp_path)
        assert names(tmp_path) == ["package"]
        assert (target / "stock.csv").read_text(encoding="utf-8") == "mine"


def test_what_is_not_ours_stays(tmp_path: Path) -> None:
    others = (
        f".tracker-{'a' * 16}.tmp",  # which has no guard
        f".tracker-{'a' * 16}.old",
        f".tracker-{'a' * 15}.lock",
        f".tracker-{'A' * 16}.lock",
        f"tracker-{'a' * 16}.lock",
        ".tracker-notes.lock",
        ".tracker-1.tmp",
    )
    for name in others:
        (tmp_path / name).touch()
        os.utime(tmp_path / name, (0, 0))
    clear(tmp_path)
    assert names(tmp_path) == sorted(others)


def test_a_note_leads_to_nothing_but_a_draft_of_its_own_name(tmp_path: Path) -> None:
    office, disk = tmp_path / "office", tmp_path / "disk"
    office.mkdir()
    disk.mkdir()
    (disk / "diary.txt").touch()
    kept = disk / f".tracker-{'b' * 16}.lock"
    for named in (disk / "diary.txt", kept, disk):
        kept.touch()
        (office / f".tracker-{'a' * 16}.note").write_bytes(os.fsencode(named))
        settle(office / "tracker.db")
        assert (names(office), names(disk)) == ([], [kept.name, "diary.txt"])
    guard = office / f".tracker-{'c' * 16}.lock"
    guard.write_bytes(os.fsencode("../disk"))
    guard.with_suffix(".old").mkdir()
    settle(office / "tracker.db")
    assert names(office) == ["disk"]
    assert names(disk) == [kept.name, "diary.txt"]


def test_where_files_cannot_be_locked_a_draft_stays_for_a_day(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_locks(_stream: object) -> bool:
        raise OSError

    monkeypatch.setattr(drafts, "_lock", no_locks)
    with draft_of(tmp_path / "x.csv") as draft:
        draft.touch()
        guard = draft.with_suffix(".lock")
        for hours, stays in ((23, True), (25, False)):
            os.utime(guard, (time.time() - hours * 60 * 60,) * 2)
            clear(tmp_path)
            assert (draft.exists(), guard.exists()) == (stays, stays)


def test_a_name_that_somebody_clears_up_meanwhile_is_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Between the making of a guard and its locking another program may take it for that of a dead one."""
    lock, tries = drafts._lock, []

    def too_late(stream: object) -> bool:
        tries.append(stream)
        if len(tries) == 1:
            return False
        if len(tries) == 2:
            for guard in tmp_path.glob("*.lock"):
                guard.unlink()
        return lock(stream)  # type: ignore[arg-type]

    monkeypatch.setattr(drafts, "_lock", too_late)
    with draft_of(tmp_path / "x.csv") as draft:
        assert len(tries) == 3
        assert draft.with_suffix(".lock").exists()
    assert names(tmp_path) == []


@posix_only
def test_a_pipe_of_such_a_name_holds_nobody_up(tmp_path: Path) -> None:
    pipe = tmp_path / f".tracker-{'a' * 16}.lock"
    os.mkfifo(pipe)
    clear(tmp_path)
    assert names(tmp_path) == [pipe.name]


def test_a_folder_that_cannot_be_put_back_either_is_put_back_by_whoever_comes_next(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    target = tmp_path / "package"
    target.mkdir()
    (target / "old.csv").touch()
    rename = Path.rename

    def on_a_full_disk(path: Path, new: Path) -> Path:
        if new == target:
            raise OSError
        return rename(path, new)

    with monkeypatch.context() as patched:
        patched.setattr(Path, "rename", on_a_full_disk)
        with pytest.raises(OSError), draft_of(target) as draft:
            draft.mkdir()
            replace_folder(draft, target, existing=True)
        assert not target.exists()
    clear(tmp_path)
    assert (names(tmp_path), names(target)) == (["package"], ["old.csv"])
