"""A server of its own and a browser: Chromium, as it is installed."""

import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Browser, sync_playwright


class Serving:
    """`tracker serve`, in a process of its own, at any port that is free."""

    def __init__(self, ledger: Path, *words: str) -> None:
        """Start it, and wait until it prints its address."""
        self.ledger = ledger
        settings = {name: value for name, value in os.environ.items() if not name.startswith("TRACKER_")}
        settings |= {"TRACKER_CLERK": "Anna", "TRACKER_LANG": "en", "PYTHONUTF8": "1"}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tracker", "serve", *([] if "--port" in words else ["--port", "0"]), *words],
            env=settings | {"TRACKER_DB": str(ledger)},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            encoding="utf-8",
        )
        assert self.process.stdout is not None
        said = ""
        while (found := re.search(r"(https?://\S+:([0-9]+))/\?token=(\S+)", said)) is None:
            line = self.process.stdout.readline()
            assert line, self.process.communicate()
            said += line
        self.said = said
        self.base, self.port, self.token = found[1], int(found[2]), found[3]

    @property
    def entrance(self) -> str:
        """The printed address."""
        return f"{self.base}/?token={self.token}"

    def ends(self, number: int = signal.SIGTERM) -> tuple[int, str, str]:
        """Stop it, and return its exit code and remaining output."""
        self.process.send_signal(number)
        out, err = self.process.communicate(timeout=30)
        return self.process.returncode, out, err


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start the browser that is installed. Skips the test where there is none."""
    program = shutil.which("chromium")
    if program is None:
        pytest.skip("chromium is not installed")
    is_root = getattr(os, "geteuid", lambda: 1)() == 0
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox"] if is_root else [])
        yield browser
        browser.close()
