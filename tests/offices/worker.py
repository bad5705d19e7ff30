"""An office in a process of its own: runs the commands that it reads, a line each, and says the exit code of each."""

import json
import os
import sys
from pathlib import Path

from tests.offices.plain_log import PlainLog
from tracker.offices import connections
from tracker.outermost import run


def work(log: Path) -> None:
    """Run the commands of standard input, by that log; `die` ends the process once the log has taken the next one."""
    plain = PlainLog(log)
    connections.opened = lambda *_where: plain
    for line in sys.stdin:
        words = json.loads(line)
        if words == ["die"]:
            plain.after = lambda _: os._exit(9)
            continue
        sys.stderr.write(f"{run(words)}\n")
        sys.stderr.flush()


if __name__ == "__main__":
    work(Path(sys.argv[1]))
