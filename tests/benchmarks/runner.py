"""Run a command and write its cost: `runner.py FILE COMMAND…`, a line of processor seconds, peak memory and exit code.

A process's peak includes the memory of its parent when it was started, so the parent must be small: this one, not the
one that measures.
"""

import os
import sys


def main(file: str, *words: str) -> None:
    """Run the command, with this process's folder, environment, input and output."""
    try:
        started = os.posix_spawnp(words[0], words, os.environ)
    except OSError as error:
        sys.exit(f"{words[0]}: {error.strerror}")
    _, status, usage = os.wait4(started, 0)
    seconds = usage.ru_utime + usage.ru_stime
    with open(file, "w", encoding="ascii") as stream:  # noqa: PTH123  (pathlib would be memory)
        stream.write(f"{seconds} {usage.ru_maxrss} {os.waitstatus_to_exitcode(status)}")


if __name__ == "__main__":
    main(*sys.argv[1:])
