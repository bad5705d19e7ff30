"""An answer of a place is in the inbox once, wherever the program is killed while it stores it."""

import os
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing, suppress
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from urllib.parse import urlencode

import pytest

from tests.conftest import Clerk

pytestmark = [pytest.mark.slow, pytest.mark.skipif(shutil.which("strace") is None, reason="strace is not installed")]

WRITES = "pwrite64", "fdatasync", "fsync", "unlink"
"""What SQLite asks of the system while it stores something."""


@pytest.fixture
def office(nobody: Clerk, sample: bytes) -> Clerk:
    """A clerk at the sample, whose page has an address."""
    nobody.db.write_bytes(sample)
    nobody.db.with_name("tracker.toml").write_text('public_url = "http://localhost"', encoding="utf-8")
    return nobody


def started(office: Clerk, *words: str, call: str = "", turn: int = 0) -> "subprocess.Popen[str]":
    """Start the program, which is killed when it makes a system call for that turn."""
    kill = ["strace", "-f", "-o", os.devnull, "-e", f"trace={call}", "-e", f"inject={call}:signal=KILL:when={turn}"]
    return subprocess.Popen(
        [*(kill if call else []), sys.executable, "-m", "tracker", *words],
        env=os.environ | {"TRACKER_DB": str(office.db), "TRACKER_LANG": "en"},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )


def desk_of(office: Clerk) -> Path:
    """Return the desk file."""
    return office.db.with_name(f"{office.db.name}.desk")


def turns(office: Clerk) -> Iterator[tuple[str, int]]:
    """Yield each call and turn at which to kill, until the program is not killed any more; with an empty inbox."""
    desk = desk_of(office)
    office.does("inbox", "add", "350-M ok")
    with closing(sqlite3.connect(desk)) as opened, opened:
        opened.execute("DELETE FROM answer")
    empty = desk.read_bytes()
    for call in WRITES:
        for turn in range(1, 100):
            for file in desk.parent.glob(f"{desk.name}*"):
                file.unlink()
            desk.write_bytes(empty)
            yield call, turn
            if desk.with_name("done").exists():
                desk.with_name("done").unlink()
                break


def test_a_killed_inbox_add_is_repeated_and_stores_one_answer(office: Clerk) -> None:
    desk, killed = desk_of(office), 0
    words = "inbox", "add", "350-M lv=60 ru=28"
    before = office.db.read_bytes()
    for call, turn in turns(office):
        process = started(office, *words, call=call, turn=turn)
        out, err = process.communicate()
        killed += process.returncode != 0
        if process.returncode == 0:
            desk.with_name("done").touch()
        office.does(*words)
        assert len({row["answer"] for row in office.reads("inbox")}) == 1, (call, turn, out)
    assert killed > 10, (call, turn, out, err)
    assert office.db.read_bytes() == before


@pytest.mark.long
def test_a_killed_page_is_started_again_and_stores_one_answer(office: Clerk) -> None:
    desk, killed = desk_of(office), 0
    (link,) = office.logs("place", "link", "dublin")["links"]
    path = str(link["link"]).removeprefix("http://localhost")
    office.db.with_name("tracker.toml").unlink()
    body = urlencode({"key": "k" * 22, "all 350": "yes"})

    def sends(call: str = "", turn: int = 0) -> str:
        process = started(office, "serve", "--answers", "--port", "0", call=call, turn=turn)
        assert process.stdout is not None
        found = re.search(r":(\d+)/a/", process.stdout.readline())
        text = "" if found is not None else process.stdout.read()
        if found is not None:
            connection = HTTPConnection("127.0.0.1", int(found[1]), timeout=30)
            with suppress(OSError, HTTPException):
                connection.request("POST", path, body, {"Content-Type": "application/x-www-form-urlencoded"})
                text = connection.getresponse().read().decode()
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
        return text

    for call, turn in turns(office):
        thanked = "Thank you!" in sends(call, turn)
        killed += not thanked
        if thanked:
            desk.with_name("done").touch()
            assert len({row["answer"] for row in office.reads("inbox")}) == 1, "stored before the thank-you"
        assert "Thank you!" in sends()
        assert len({row["answer"] for row in office.reads("inbox")}) == 1
    assert killed > 10
