"""An office in a process of its own: runs the commands that it reads, a line each, and says the exit code of each."""

import json
import os
import sys
from pathlib import Path

from tests.offices.plain_log import PlainLog
from tracker.entry_point import run
from tracker.offices import connections


def work(log: Path) -> None:
    """Run the commands of standard input, by that plain log."""
    plain = PlainLog(log)
    connections.log_of = lambda _cursor: plain  # type: ignore[assignment]
    for line in sys.stdin:
        words = json.loads(line)
        if words == ["die"]:
            plain.after = lambda _: os._exit(9)  # like a killed program, once the log has accepted a batch
            continue
        sys.stderr.write(f"{run(words)}\n")
        sys.stderr.flush()


if __name__ == "__main__":
    work(Path(sys.argv[1]))
