"""The program as started by a shell: a process of its own."""

import os
import subprocess
import sys
from pathlib import Path


def start(
    *words: object, db: Path | None = None, python: tuple[str, ...] = (), **environment: str
) -> subprocess.CompletedProcess[str]:
    """Run the program with these words in a process of its own, and return the result."""
    settings = {name: value for name, value in os.environ.items() if not name.startswith(("TRACKER_", "COMP_"))}
    settings |= (
        {"TRACKER_CLERK": "anna", "TRACKER_LANG": "en", "PYTHONUTF8": "1"}
        | ({"TRACKER_DB": str(db)} if db else {})
        | environment
    )
    return subprocess.run(
        [sys.executable, *python, "-m", "tracker", *map(str, words)],
        env=settings,
        capture_output=True,
        text=True,
        encoding="utf-8",
        stdin=subprocess.DEVNULL,
        timeout=60,
        check=False,
    )
