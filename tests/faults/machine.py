"""A failing machine: small disks, users with few rights, readers who are gone."""

import ctypes
import errno
import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stdout
from functools import cache
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from tests.adapters import run
from tests.conftest import Answer

UNEXPECTED = "Unexpected error"
"""The message of the outermost layer for an unforeseen error: better than a traceback, but not an answer."""

_CAPABILITY_VERSION = 0x20080522
_PASSES_BY_RIGHTS = 0b110
"""CAP_DAC_OVERRIDE and CAP_DAC_READ_SEARCH."""


def start(
    *words: object,
    db: Path | None = None,
    before: Callable[[], None] | None = None,
    stdout: int = subprocess.PIPE,
    stderr: int = subprocess.PIPE,
    python: tuple[str, ...] = ("-m", "tracker"),
    program: Path | None = None,
) -> Answer:
    """Run the program in a process of its own, which calls `before` first.

    `program` is the folder of another copy of it.
    """
    settings = {name: value for name, value in os.environ.items() if not name.startswith(("TRACKER_", "COMP_"))}
    done = subprocess.run(
        [sys.executable, *python, *map(str, words)],
        env=settings | {"TRACKER_CLERK": "anna", "TRACKER_LANG": "en"} | ({"TRACKER_DB": str(db)} if db else {}),
        cwd=program,
        preexec_fn=before,
        stdin=subprocess.DEVNULL,
        stdout=stdout,
        stderr=stderr,
        encoding="utf-8",
        timeout=60,
        check=False,
    )
    return Answer(done.returncode, done.stdout or "", done.stderr or "")


def sentence_of(answer: Answer, code: int = 3) -> str:
    """Return the only sentence, or the message in JSON, of a refusal: no traceback, nothing on stdout."""
    assert answer.code == code, answer
    assert answer.out == "", answer
    assert answer.err.count("\n") == 1, answer
    assert UNEXPECTED not in answer.err, answer
    if answer.err.startswith("{"):
        return str(json.loads(answer.err)["message"])
    assert answer.err.startswith("Error: "), answer
    return answer.err.removeprefix("Error: ").rstrip("\n")


class _Capabilities(ctypes.Structure):
    """Linux's `__user_cap_header_struct` and, twice, `__user_cap_data_struct`; see capget(2)."""

    _fields_ = [(name, ctypes.c_uint32) for name in ("version", "pid", "effective", "permitted", "inheritable")]
    _fields_ += [(f"{name}_high", ctypes.c_uint32) for name in ("effective", "permitted", "inheritable")]


@contextmanager
def ordinary_user() -> Iterator[None]:
    """Drop root's right to ignore file permissions. (Another user could not read root's Python.)"""
    if sys.platform != "linux" or os.geteuid():
        yield
        return
    before = _capabilities()
    _set_capabilities(before, before.effective & ~_PASSES_BY_RIGHTS)
    try:
        yield
    finally:
        _set_capabilities(before, before.effective)


def _capabilities() -> _Capabilities:
    found = _Capabilities(version=_CAPABILITY_VERSION)
    _called("capget", ctypes.byref(found), ctypes.byref(found, 8))
    return found


def _set_capabilities(before: _Capabilities, effective: int) -> None:
    wanted = _Capabilities.from_buffer_copy(before)
    wanted.effective = effective
    _called("capset", ctypes.byref(wanted), ctypes.byref(wanted, 8))


def _called(name: str, *arguments: object) -> None:
    if getattr(ctypes.CDLL(None, use_errno=True), name)(*arguments):
        raise OSError(ctypes.get_errno(), name)


def rights_hold(folder: Path) -> bool:
    """Return whether file permissions restrict an ordinary user of this machine."""
    if sys.platform == "win32":
        return False
    closed = folder / "closed"
    closed.touch(0o000)
    try:
        with ordinary_user():
            return not os.access(closed, os.R_OK, effective_ids=True)
    finally:
        closed.unlink()


@contextmanager
def small_disk(folder: Path, kilobytes: int) -> Iterator[Path]:
    """Mount an empty disk of that size in memory. Skips the test if that is not possible."""
    disk = folder / "disk"
    disk.mkdir()
    command = ["mount", "-t", "tmpfs", "-o", f"size={kilobytes}k", "tmpfs", str(disk)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    except OSError as error:
        pytest.skip(f"no disk can be mounted here: {error}")
    if done.returncode:
        pytest.skip(f"no disk can be mounted here: {done.stderr.partition(chr(10))[0]}")
    try:
        yield disk
    finally:
        subprocess.run(["umount", "--lazy", disk], check=True)


def fill(disk: Path, leaving: int = 0) -> None:
    """Fill the disk, leaving some kilobytes."""
    ballast = disk / "ballast"
    ballast.unlink(missing_ok=True)
    free = os.statvfs(disk)
    room = free.f_bavail * free.f_frsize - leaving * 1024
    try:
        with ballast.open("wb", buffering=0) as file:
            file.write(b"x" * max(room, 0))
    except OSError as error:
        assert error.errno == errno.ENOSPC


@cache
def stocked_ledger() -> bytes:
    """Return a ledger with 1000 copies in the store, 100 of them in transit to London: entries 1 and 2."""
    with TemporaryDirectory() as folder, redirect_stdout(StringIO()):
        db = Path(folder) / "tracker.db"
        for words in (
            "init",
            "booklet add THB Booklet",
            "place add london London --kind embassy --country GB",
            "place add dublin Dublin --kind embassy --country IE",
            "place add liepaja Liepaja --kind social-service",
            "print THB/lv 1000 --date 2015-01-01",
            "ship london THB/lv=100 --date 2015-01-02",
        ):
            assert run([*words.split(), "--db", str(db)]) == 0
        return db.read_bytes()


def in_folder(folder: Path) -> list[str]:
    """Return the names of all files in a folder, including hidden ones."""
    return sorted(entry.name for entry in folder.iterdir())
