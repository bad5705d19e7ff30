"""Mutated files, and the cost of a command that reads them."""

import random
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.faults.machine import UNEXPECTED

MOST_MIB, MOST_SECONDS = 180, 5
"""The maximum cost of any command, whatever malicious file it reads."""


class Cost(NamedTuple):
    """The answer of a command and its cost: memory and processor time, independent of the load."""

    code: int
    said: str
    mib: float
    seconds: float


_MEASURE = """
import resource, subprocess, sys
code = subprocess.call([sys.executable, "-m", "tracker", *sys.argv[1:]])
took = resource.getrusage(resource.RUSAGE_CHILDREN)
print(code, took.ru_maxrss, took.ru_utime + took.ru_stime, file=sys.stderr)
"""


def cost_of(db: Path, *words: object) -> Cost:
    """Run a command and measure it, from a small process: a child begins as large as its parent."""
    pytest.importorskip("resource", reason="this system does not tell what a process took")
    done = subprocess.run(
        [sys.executable, "-c", _MEASURE, "--db", str(db), *map(str, words)],
        capture_output=True,
        encoding="utf-8",
        timeout=120,
        check=True,
    )
    said, _, measure = done.stderr.rstrip("\n").rpartition("\n")
    code, kilobytes, seconds = measure.split()
    return Cost(int(code), done.stdout + said, int(kilobytes) / 1024, float(seconds))


def holds_itself(code: int, said: str) -> None:
    """Assert that a command succeeded, or was refused with a written message."""
    assert code in (0, 1, 2, 3), said
    assert "Traceback" not in said
    assert UNEXPECTED not in said
    assert code == 0 or said.rstrip("\n").splitlines()[-1].startswith(("Error: ", '{"error": ')), said


def mutated(data: bytes, noise: random.Random) -> bytes:
    """Return the bytes with some flipped, inserted, deleted or doubled, or with lines shuffled."""
    made = bytearray(data)
    for _ in range(noise.randrange(1, 4)):
        at = noise.randrange(len(made) + 1)
        end = min(len(made), at + noise.randrange(1, 20))
        way = noise.randrange(6)
        if way == 0 and at < len(made):
            made[at] ^= 1 << noise.randrange(8)
        elif way == 1:
            made[at:at] = noise.choice(
                [b"\0", b'"', b",", b"\xff", b"\r", b"\n", b"\xef\xbb\xbf", b"\x1b[2J", b"=", b"9" * 30]
            )
        elif way == 2:
            del made[at:end]
        elif way == 3:
            made[at:at] = made[at:end] * noise.randrange(1, 50)
        else:
            lines = bytes(made).splitlines(keepends=True)
            noise.shuffle(lines)
            made = bytearray(b"".join(lines[: noise.randrange(len(lines) + 1)] + lines[: 1 if way == 5 else 0]))
    return bytes(made)
