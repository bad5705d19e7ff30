"""Clerks working at the same time, each in a separate process."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path
from typing import Any

from tests.conftest import Answer

ROOT = Path(__file__).resolve().parent.parent.parent

Told = dict[str, Any]
"""A line printed by a worker: a command it started, or a command with its answer."""


class Worker:
    """A process that waits for a signal to start."""

    def __init__(self, db: Path, *part: object, program: Path = ROOT) -> None:
        """Start the process; `part` is the name of a function in `tests.faults.worker`, and its arguments.

        `program` is the folder of the program to run, which precedes the installed one.
        """
        self.name = str(part[0])
        settings = {"TRACKER_DB": str(db), "TRACKER_CLERK": self.name, "PYTHONIOENCODING": "utf-8"}
        if program != ROOT:
            settings["PYTHONPATH"] = str(ROOT)
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.worker", *map(str, part)],
            cwd=program,
            env=os.environ | settings,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
        )

    def go(self) -> None:
        """Wait until the process is ready, and let it start."""
        ready = self.next()
        assert ready and "ready" in ready
        self.say("go")

    def say(self, line: str) -> None:
        """Send the process a line on stdin."""
        assert self.process.stdin
        self.process.stdin.write(f"{line}\n")
        self.process.stdin.flush()

    def next(self) -> Told | None:
        """Return its next line; None if it has ended, or was killed in the middle of a line."""
        assert self.process.stdout
        line = self.process.stdout.readline()
        return json.loads(line) if line.endswith("\n") else None

    def rest(self) -> list[Told]:
        """Return all its lines until it ends."""
        return list(iter(self.next, None))

    def obey(self, *words: object) -> Answer:
        """Let it run a command, and return the answer."""
        self.say(json.dumps([str(word) for word in words]))
        while (told := self.next()) is not None:
            if "code" in told:
                return answer_of(told)
        raise AssertionError(f"{self.name} has ended")

    def kill(self) -> None:
        """Kill it: SIGKILL, or TerminateProcess."""
        self.process.kill()

    def close(self) -> None:
        """End it, if necessary, and release it."""
        self.process.kill()
        self.process.wait()
        for stream in (self.process.stdin, self.process.stdout):
            if stream:
                with suppress(OSError):  # it was killed with a line unread
                    stream.close()


def work_together(writers: Sequence[Worker], readers: Sequence[Worker], stop: Path) -> dict[str, list[Told]]:
    """Start all workers at once, stop the readers when the writers have ended; return the lines of each."""
    crew = [*readers, *writers]
    try:
        for worker in crew:
            worker.go()
        with ThreadPoolExecutor(len(crew)) as pool:
            told = {worker: pool.submit(worker.rest) for worker in crew}
            for worker in writers:
                told[worker].result()
            stop.touch()
            lines: dict[str, list[Told]] = {}
            for worker in crew:
                lines.setdefault(worker.name, []).extend(told[worker].result())
                assert worker.process.wait() == 0, worker.name
        return lines
    finally:
        for worker in crew:
            worker.close()


def answers(lines: list[Told]) -> Iterator[tuple[list[str], Answer]]:
    """Yield each command that was answered, with its answer."""
    for told in lines:
        if "code" in told:
            yield told["words"], answer_of(told)


def answer_of(told: Told) -> Answer:
    """Return the answer in a line."""
    return Answer(told["code"], told.get("out", ""), told.get("err", ""))
