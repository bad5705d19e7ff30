"""Killing a worker in the middle of a command, and what it had said until then."""

import random
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.conftest import Answer
from tests.faults.crew import ROOT, Told, Worker, answers


@dataclass(frozen=True)
class Killed:
    """What a worker had done when it was killed, and the command that it was killed in."""

    done: list[tuple[list[str], Answer]]
    struck: list[str] | None


@dataclass
class Figures:
    """How often something happened."""

    what: str
    began: float = field(default_factory=time.monotonic)
    counted: Counter[str] = field(default_factory=Counter)

    def __str__(self) -> str:
        """All of it in one line."""
        said = ", ".join(f"{number} {name}" for name, number in self.counted.items())
        return f"{self.what}: {said}; {time.monotonic() - self.began:.0f} s"


def kill_within_a_command(worker: Worker, chance: random.Random) -> Killed:
    """Let a worker go, kill it while it is at its second to fourth command, and return what it had told.

    The moment is any within the time that the command before took or, twice in three times, that its
    commit and answer took.
    """
    worker.go()
    told = _up_to(worker, "started", chance.randint(2, 4))
    sign = chance.choice(["started", "committing", "committing"])
    if sign == "committing":
        told += _up_to(worker, sign, chance.randint(1, 2))
    time.sleep(chance.uniform(0, _last_time_from(told, sign)))
    worker.kill()
    told += worker.rest()
    worker.process.wait()
    done = list(answers(told))
    assert all(answer.code == 0 for _, answer in done), done
    started = [line["started"] for line in told if "started" in line]
    return Killed(done, started[-1] if len(started) > len(done) else None)


def _up_to(worker: Worker, sign: str, times: int) -> list[Told]:
    told: list[Told] = []
    while times:
        line = worker.next()
        assert line is not None, f"{worker.name} has ended"
        told.append(line)
        times -= sign in line
    return told


def _last_time_from(told: list[Told], sign: str) -> float:
    """Return how many seconds passed from the sign to the answer in the last command that was answered."""
    answered = max(number for number, line in enumerate(told) if "code" in line)
    since = [line["at"] for line in told[:answered] if sign in line]
    return float(told[answered]["at"] - since[-1])


@contextmanager
def one_after_the_other(
    parts: Iterator[tuple[Path, tuple[object, ...]]], program: Path = ROOT
) -> Iterator[Iterator[Worker]]:
    """Give workers one by one, each on its ledger with its part; the next one gets ready while one is at work."""
    waiting: list[Worker] = []

    def workers() -> Iterator[Worker]:
        for db, part in parts:
            waiting.append(Worker(db, *part, program=program))
            if len(waiting) > 1:
                yield waiting[0]
                waiting.pop(0).close()
        yield waiting[0]
        waiting.pop(0).close()

    try:
        yield workers()
    finally:
        for worker in waiting:
            worker.close()
