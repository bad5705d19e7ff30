"""A clerk in a process of its own: does its part, and reports each command before and after, as JSON lines."""

import hashlib
import io
import json
import os
import random
import sqlite3
import sys
import time
from collections.abc import Callable, Generator, Iterator
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from importlib import import_module
from pathlib import Path
from typing import Any

from tracker.entry_point import run


@dataclass(frozen=True)
class Said:
    """The answer of a command. (The tests' own Answer imports pytest, which is slow to load.)"""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        """The output, read as JSON."""
        return json.loads(self.out)


Part = Generator[list[str], Said, None]
"""Yields the words of a command, is sent its answer, and so on."""

FEWEST = 4
"""The minimum number of repetitions of parts that continue until told to stop."""

SHIP = ["ship", "london", "THB/lv=1", "--format", "json"]


def tell(**said: Any) -> None:
    """Print one line at once, bypassing the captured output."""
    os.write(1, (json.dumps(said | {"at": time.perf_counter()}) + "\n").encode())


def carry_out(words: list[str]) -> Said:
    """Run one command in this process and return what it answered."""
    sys.stdout, sys.stderr = (io.TextIOWrapper(io.BytesIO(), encoding="utf-8") for _ in range(2))
    code = run(words)
    said = []
    for stream in (sys.stdout, sys.stderr):
        stream.seek(0)
        said.append(stream.read())
    return Said(code, *said)


def ship(tries: str) -> Part:
    """Ship one copy to London, this many times."""
    for _ in range(int(tries)):
        yield SHIP


def void(tries: str) -> Part:
    """Ship one copy and void the shipment."""
    for _ in range(int(tries)):
        shipped = yield SHIP
        if shipped.code == 0:
            yield ["void", str(shipped.json["entry"]), "--reason", "typing error", "--format", "json"]


def count(tries: str) -> Part:
    """Count the copies in London, with a random result."""
    chance = random.Random(tries)  # noqa: S311  (the same each time)
    for _ in range(int(tries)):
        yield ["count", "london", f"THB/lv={chance.randint(0, 20)}", "--format", "json"]


def import_(tries: str, rows: str, folder: str, name: str) -> Part:
    """Import this many sheets of this many shipments; each sheet is all or nothing."""
    for number in range(int(tries)):
        sheet = Path(folder) / f"{name}-{number}.csv"
        lines = [f"{date.today()},london,THB/lv,1,{name}-{number}-{row}\n" for row in range(int(rows))]
        sheet.write_text("date,place,item,quantity,reference\n" + "".join(lines), encoding="utf-8")
        yield ["import", "shipments", str(sheet), "--received", "--format", "json"]


def until(stop: str) -> Iterator[int]:
    """Continue until told to stop, and at least a few times: the others may finish before this one has run."""
    done = 0
    while done < FEWEST or not Path(stop).exists():
        yield done
        done += 1


def back_up(folder: str, stop: str, keep: str = "3") -> Part:
    """Make backups until told to stop, and check each."""
    for _ in until(stop):
        made = yield ["backup", "--to", folder, "--keep", keep, "--format", "json"]
        if made.code == 0:
            yield ["--db", made.json["file"], "check"]
            yield ["--db", made.json["file"], "log", "--format", "json"]


def read(stop: str) -> Part:
    """Read reports until told to stop."""
    for _ in until(stop):
        yield ["log", "--format", "json"]
        yield ["stock", "--format", "json"]
        yield ["shipments", "--format", "json"]


def look_inside(stop: str) -> Part:
    """Look at the bare tables until told to stop, each time in one transaction."""
    for _ in until(stop):
        with closing(sqlite3.connect(os.environ["TRACKER_DB"], timeout=15, isolation_level=None)) as connection:
            connection.execute("BEGIN")
            last, entries, halves = connection.execute(
                f"SELECT coalesce(max(id), 0), count(*), {HALVES} FROM entry"
            ).fetchone()
        tell(words=["look"], last=last, entries=entries, halves=halves)
        time.sleep(0.005)
    yield from ()


HALVES = """
(SELECT count(*) FROM command
  WHERE coalesce(last_entry - first_entry + 1, 0) <> (SELECT count(*) FROM entry WHERE command = number)
     OR movements <> (SELECT count(*) FROM movement WHERE entry BETWEEN first_entry AND last_entry))
+ (SELECT count(*) FROM entry WHERE command NOT IN (SELECT number FROM command))
+ (SELECT count(*) FROM movement WHERE entry NOT IN (SELECT id FROM entry))
+ (SELECT count(*) FROM text WHERE command NOT IN (SELECT number FROM command))
"""
"""SQL for the number of commands with missing or extra entries or movements, and of rows without a command."""


def obey() -> Part:
    """Carry out what stands on stdin, a JSON array of words a line."""
    for line in sys.stdin:
        yield json.loads(line)


PARTS: dict[str, Callable[..., Part]] = {
    "ship": ship,
    "void": void,
    "count": count,
    "import": import_,
    "back up": back_up,
    "read": read,
    "look inside": look_inside,
    "obey": obey,
}


NEEDED = {
    "": ["tracker.cli.imports", "tracker.cli.log", "tracker.imports.running", "tracker.ledger.backups"],
    "obey": ["tracker.cli.stock", "tracker.store.schema", "sqlite_utils"],
}
"""The modules that a part loads first, so that commands spend no time on that."""


def fingerprint(rows: list[dict[str, Any]], last: int | None = None) -> tuple[int, str]:
    """Return the last entry of a log, and a digest of it up to that entry, or up to `last`.

    Later commands may void an entry, but change nothing else of it.
    """
    last = max((row["entry"] for row in rows), default=0) if last is None else last
    said = [{name: value for name, value in row.items() if name != "voided_by"} for row in rows if row["entry"] <= last]
    text = "\n".join(sorted(json.dumps(row, sort_keys=True) for row in said))
    return last, hashlib.sha256(text.encode()).hexdigest()


def in_short(words: list[str], answer: Said) -> dict[str, Any]:
    """Return the answer to report; for a whole log, its fingerprint."""
    if answer.code == 0 and "log" in words:
        last, digest = fingerprint(answer.json)
        return {"last": last, "fingerprint": digest}
    return {"out": answer.out, "err": answer.err}


def main() -> None:
    """Run a part once a line on stdin says so."""
    part = PARTS[sys.argv[1]](*sys.argv[2:])
    for module in NEEDED.get(sys.argv[1], NEEDED[""]):
        import_module(module)
    tell(ready=True)
    sys.stdin.readline()
    try:
        words = next(part)
        while True:
            tell(started=words)
            answer = carry_out(words)
            tell(words=words, code=answer.code, **in_short(words, answer))
            words = part.send(answer)
    except StopIteration:
        pass


if __name__ == "__main__":
    main()
