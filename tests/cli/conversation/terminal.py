"""A terminal of 80 columns and 24 rows, and a user whose keystrokes are counted."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pyte

COLUMNS, ROWS = 80, 24
ENTER, TAB, CTRL_C, CTRL_D, LEFT, UP = "\r", "\t", "\x03", "\x04", "\x1b[D", "\x1b[A"
PATIENCE = 20
"""Seconds to wait for expected output."""


class Terminal:
    """Runs a command at a pseudo-terminal, and reads its screen. It answers queries of the cursor position."""

    def __init__(
        self, db: Path, *words: str, term: str = "xterm-256color", replies: bool = True, **environment: str
    ) -> None:
        import fcntl
        import pty
        import struct
        import termios

        self.keystrokes = len(" ".join(("tracker", *words))) + 1
        self._screen = pyte.HistoryScreen(COLUMNS, ROWS, history=10_000)
        if replies:
            self._screen.write_process_input = self._reply  # type: ignore[method-assign]
        self._stream = pyte.ByteStream(self._screen)
        self._lock = threading.Lock()
        self._replied = False
        self._controller, terminal = pty.openpty()
        fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
        settings = {name: value for name, value in os.environ.items() if name not in ("COLUMNS", "LINES", "NO_COLOR")}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tracker", *words],
            stdin=terminal,
            stdout=terminal,
            stderr=terminal,
            start_new_session=True,
            preexec_fn=lambda: fcntl.ioctl(0, termios.TIOCSCTTY, 0),  # so that Ctrl-C is a signal to it
            env={**settings, "TRACKER_DB": str(db), "TRACKER_CLERK": "anna", "TERM": term, **environment},
        )
        os.close(terminal)
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _reply(self, data: str) -> None:
        os.write(self._controller, data.encode())

    def _read(self) -> None:
        try:
            while chunk := os.read(self._controller, 65536):
                with self._lock:
                    self._stream.feed(chunk)
                    self._replied = True
        except OSError:
            pass  # Linux says so when the program has left its terminal

    @property
    def rows(self) -> list[str]:
        """The lines on the screen, without trailing spaces."""
        with self._lock:
            return [line.rstrip() for line in self._screen.display]

    @property
    def screen(self) -> str:
        """The lines on the screen, and those scrolled off its top."""
        with self._lock:
            gone: list[Any] = list(self._screen.history.top)
            lines = ["".join(line[column].data for column in range(COLUMNS)).rstrip() for line in gone]
        return "\n".join((*lines, *self.rows))

    @property
    def prompt(self) -> str:
        """The line with the cursor."""
        with self._lock:
            return self._screen.display[self._screen.cursor.y].rstrip()

    def waits_for(self, prompt: str) -> Terminal:
        """Wait until the cursor is after this prompt."""
        return self._wait(lambda: self.prompt.startswith(prompt), prompt)

    def shows(self, text: str) -> Terminal:
        """Wait until this text is on the screen."""
        return self._wait(lambda: text in self.screen, text)

    def _wait(self, happened: Any, what: str) -> Terminal:
        end = time.monotonic() + PATIENCE
        while not happened():
            assert time.monotonic() < end, f"no {what!r} in:\n{self.screen}"
            time.sleep(0.01)
        return self

    def asks_anew(self) -> Terminal:
        """Wait until the cursor is after a question, and the typed text is gone from the screen."""
        return self._wait(lambda: self._is_asking(), "question")

    def _is_asking(self) -> bool:
        if not self._replied or not re.search(r"(:|\?|\]|\[Y/n\])$", self.prompt):
            return False
        time.sleep(0.05)  # what was typed last may not have been taken yet
        return bool(re.search(r"(:|\?|\]|\[Y/n\])$", self.prompt))

    def types(self, *keys: str) -> Terminal:
        """Press these keys; an arrow counts as one."""
        self._replied = False
        for key in keys:
            self.keystrokes += 1 if key.startswith("\x1b") else len(key)
            os.write(self._controller, key.encode())
        return self

    def answers(self, prompt: str, *keys: str) -> Terminal:
        """Wait for the prompt, press these keys and Enter."""
        return self.waits_for(prompt).types(*keys, ENTER)

    def ends(self) -> int:
        """Wait until the program ends; return its exit code."""
        code = self.process.wait(timeout=PATIENCE)
        self._reader.join(timeout=PATIENCE)
        return code
