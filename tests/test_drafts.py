"""The next command removes drafts of ended programs; those of running ones, and foreign files, never."""

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
from tracker import drafts
from tracker.drafts import clear, draft_of, remove

WRITES = """
import sys
from pathlib import Path
from tracker.atomic_files import replace_folder
from tracker.drafts import aside_of, draft_of

target, aside = map(Path, sys.argv[1:])
with draft_of(target) as draft:
    draft.mkdir()
    (draft / "half.csv").touch()
    draft.with_name(f"{draft.name}-journal").touch()
    if aside.name == "aside":
        target.rename(aside_of(draft))
    print(draft, flush=True)
    sys.stdin.read()
"""


@contextmanager
def writing(target: Path, aside: str = "") -> Iterator[tuple[Path, Callable[[], None]]]:
    """Have a process write a draft of a folder; give the draft, and what kills the process."""
    command = [sys.executable, "-c", WRITES, str(target), aside]
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


def test_the_draft_of_a_living_program_stays_and_that_of_a_dead_one_goes(tmp_path: Path) -> None:
    target = tmp_path / "package"
    with writing(target) as (draft, kill):
        there = names(tmp_path)
        assert there == [draft.parent.name]
        clear(tmp_path)
        os.utime(draft, (0, 0))
        with draft_of(tmp_path / "other.csv"):
            pass
        assert names(tmp_path) == there
        kill()
        clear(tmp_path)
        assert names(tmp_path) == []


@pytest.mark.slow
@pytest.mark.parametrize("replaced", ["file", "folder"])
def test_wherever_ctrl_c_comes_what_is_left_is_cleared(tmp_path: Path, replaced: str) -> None:
    """Also where it comes while the draft, or what it replaced, is being removed."""
    lines = 0
    while _stopped_after(lines, tmp_path / "package", replaced):
        for left in tmp_path.glob(".tracker-*"):  # as it is a day later
            os.utime(left, (0, 0))
        clear(tmp_path)
        assert names(tmp_path) in ([], ["package"]), lines
        assert (tmp_path / "package").exists() or replaced == "file", "a folder that was there is there, old or new"
        remove(tmp_path / "package")
        lines += 1
    assert lines > 50


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


def test_a_folder_that_was_moved_out_of_the_way_is_put_back(tmp_path: Path) -> None:
    """The program was killed between the two moves with which it replaces a folder."""
    target = tmp_path / "package"
    target.mkdir()
    (target / "stock.csv").write_text("last night's", encoding="utf-8")
    with writing(target, "aside") as (_, kill):
        kill()
        assert not target.exists()
        clear(tmp_path)
        assert names(tmp_path) == ["package"]
        assert (target / "stock.csv").read_text(encoding="utf-8") == "last night's"


def test_what_has_the_name_by_now_is_not_replaced_by_what_was_there(tmp_path: Path) -> None:
    target = tmp_path / "package"
    target.mkdir()
    (target / "stock.csv").write_text("last night's", encoding="utf-8")
    with writing(target, "aside") as (_, kill):
        kill()
        target.mkdir()
        (target / "stock.csv").write_text("mine", encoding="utf-8")
        clear(tmp_path)
        assert names(tmp_path) == ["package"]
        assert (target / "stock.csv").read_text(encoding="utf-8") == "mine"


def test_what_is_not_ours_stays(tmp_path: Path) -> None:
    others = (f".tracker-{'a' * 15}.tmp", f".tracker-{'A' * 16}.tmp", f"tracker-{'a' * 16}.tmp", ".tracker-notes")
    for name in others:
        (tmp_path / name).mkdir()
        os.utime(tmp_path / name, (0, 0))
    clear(tmp_path)
    assert names(tmp_path) == sorted(others)


def test_where_files_cannot_be_locked_a_draft_stays_for_a_day(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_locks(_stream: object, **_: object) -> bool:
        raise OSError

    monkeypatch.setattr(drafts, "_lock", no_locks)
    with draft_of(tmp_path / "x.csv") as draft:
        draft.touch()
        for hours, stays in ((23, True), (25, False)):
            os.utime(draft.parent, (time.time() - hours * 60 * 60,) * 2)
            clear(tmp_path)
            assert (draft.exists(), draft.parent.exists()) == (stays, stays)
