"""300 random histories of commands, sheets and undo: hashes of the tables that they leave and of all answers.

Each history has its number as its seed, and its commands depend on the seed alone, never on an answer.
``python -m tests.golden --history N`` prints the commands and answers of one, and the rows that it left.
"""

import contextlib
import sqlite3
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from functools import cache
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import pytest

from tests.golden.office import Office, digest

COUNT, FIRST, COMMANDS = 300, 20, 14
GROUPS = range(8)
"""The first group has 20 histories, which always run; the other 280 are divided among the rest."""

BEGUN = """
init --store s1
place add s2 'Second store' --kind store
place add p1 Embassy --kind embassy --country GB
place add p2 Library --kind library
place add p3 School --kind school --country LT
booklet add B Booklet
booklet add C 'Another booklet'
fund add riga Rīga
fund grant riga 2015 900 --purpose printing
print B/lv 200 --date 2015-01-01 --cost 90 --fund riga
print B/lv 100 --date 2015-01-02
print B/ru 80 --date 2015-01-01 --to s2
print C/lv 50 --date 2015-01-02
ship p1 B/lv=30 --date 2015-01-02 --ref R1 --received
ship p2 B/lv/1=20 B/lv/2=10 --date 2015-01-02 --ref R2
ship s2 B/lv=40 --date 2015-01-03 --received
request add p3 B/lv=25 --date 2015-01-03
"""

STORES, PLACES = ("s1", "s2"), ("p1", "p2", "p3")
ITEMS = ("B/lv", "B/lv", "B/lv", "B/lv", "B/lv", "B/ru", "B/lv/1", "B/lv/2", "C/lv")
DAYS = tuple(f"2015-01-0{day}" for day in range(1, 8))

Write = Callable[[Random, Path], str]


def history(seed: int, folder: Path) -> Iterator[str]:
    """Yield the commands of a history; the sheets they import are written to the folder."""
    random = Random(seed)  # noqa: S311  (the same histories in every run)
    kinds = list(_WRITERS)
    weights = [weight for _, weight in _WRITERS.values()]
    for _ in range(COMMANDS):
        (kind,) = random.choices(kinds, weights)
        write, _ = _WRITERS[kind]
        yield write(random, folder)


def _line(random: Random, most: int = 30) -> str:
    return f"{random.choice(ITEMS)}={random.randint(1, most)}"


def _lines(random: Random, most: int = 30) -> str:
    return " ".join(_line(random, most) for _ in range(random.choice((1, 1, 2))))


def _particulars(random: Random) -> str:
    words = [f"--date {random.choice(DAYS)}"]
    order = random.random()
    if order < 0.15:
        words.append(f"--replaces {random.randint(4, 12)}")
    elif order < 0.25:
        words.append(f"--before {random.randint(4, 12)}")
    if random.random() < 0.3:
        words.append(f"--ref N{random.randint(1, 9)}")
    if random.random() < 0.8:
        words.append("--yes")
    return " ".join(words)


def _print(random: Random, _: Path) -> str:
    cost = f" --cost {random.randint(1, 99)}.50 --fund riga" if random.random() < 0.5 else ""
    return f"print {random.choice(('B/lv', 'B/ru', 'C/lv'))} {random.randint(1, 90)}{cost} {_particulars(random)}"


def _ship(random: Random, _: Path) -> str:
    to = random.choice((*PLACES, *PLACES, "s2", "p1 p3"))
    received = " --received" if random.random() < 0.4 else ""
    return f"ship {to} {_lines(random)} --from {random.choice(STORES)}{received} {_particulars(random)}"


def _receive(random: Random, _: Path) -> str:
    some = f" {_lines(random, 20)}" if random.random() < 0.6 else ""
    close = " --close" if some and random.random() < 0.4 else ""
    return f"receive {random.choice(('R2', 'R2', random.randint(9, 16)))}{some}{close} {_particulars(random)}"


def _handout(random: Random, _: Path) -> str:
    return f"handout {random.choice(PLACES)} {_lines(random, 12)} {_particulars(random)}"


def _return(random: Random, _: Path) -> str:
    what = random.choice((_lines(random, 12), "--all"))
    return f"return {random.choice(PLACES)} {what} --to {random.choice(STORES)} {_particulars(random)}"


def _move(random: Random, _: Path) -> str:
    return f"move {' '.join(random.sample(PLACES, 2))} {_lines(random, 12)} {_particulars(random)}"


def _writeoff(random: Random, _: Path) -> str:
    where = random.choice((*STORES, *PLACES))
    return f"writeoff {where} {_lines(random, 9)} --reason damaged {_particulars(random)}"


def _count(random: Random, _: Path) -> str:
    full = " --full" if random.random() < 0.2 else ""
    where = random.choice((*STORES, *PLACES, *PLACES))
    return f"count {where} {_lines(random, 90 if where in STORES else 40)}{full} {_particulars(random)}"


def _void(random: Random, _: Path) -> str:
    what = random.choice((f"{random.randint(1, 20)}", f"--command {random.randint(10, 22)}", "last", "4..6"))
    return f"void {what} --reason mistake --yes"


def _undo(random: Random, _: Path) -> str:
    return random.choice(("undo --yes", "undo --yes", f"undo --command {random.randint(10, 24)} --yes"))


def _fact(random: Random, _: Path) -> str:
    day, place, run = random.choice(DAYS), random.choice(PLACES), random.choice(("B/lv/1", "B/lv/2", "B/ru/1"))
    return random.choice(
        (
            f"withdraw {run} --reason outdated --date {day}",
            f"reinstate {run} --date {day}",
            f"place close {place} --date {day}",
            f"place close {place} --into {random.choice((*STORES, *PLACES))} --date {day}",
            f"place reopen {place} --date {day}",
            f"place edit {place} --kind {random.choice(('library', 'police'))} --city Riga",
            f"request add {place} {_line(random)} --date {day} --yes",
            f"request cancel {random.randint(1, 3)} --date {day}",
            f"ship --request {random.randint(1, 3)} --date {day}",
            f"level set {place} B/lv={random.randint(1, 9)}:{random.randint(9, 30)}",
            f"fund grant riga 2015 {random.randint(1, 99)}",
            f"run edit {run} --carton {random.randint(1, 40)}",
        )
    )


_SHEETS = {
    "shipments": (
        "--received",
        "--rejects rejects.csv",
        "--create-missing --country LV --rejects rejects.csv",
        "--open --rejects rejects.csv",
        "",
    ),
    "returns": ("--rejects rejects.csv", "--rejects rejects.csv"),
    "handouts": ("--rejects rejects.csv", "--rejects rejects.csv"),
    "counts": ("", "--rejects rejects.csv"),
    "requests": ("--create-missing --country LV", "--rejects rejects.csv"),
}


def _import(random: Random, folder: Path) -> str:
    table = random.choice(list(_SHEETS))
    rows, most = random.randint(1, 7), 9 if table in ("returns", "handouts") else 25
    file = folder / f"{table}-{len(list(folder.glob('*.csv')))}.csv"
    lines = ["date,place,item,quantity,reference"]
    for _ in range(rows):
        place = random.choice((*PLACES, *PLACES, "s2", "new")) if table == "shipments" else random.choice(PLACES)
        item = random.choice((*ITEMS, "B/xx") if random.random() < 0.2 else ITEMS)
        lines.append(f"{random.choice(DAYS)},{place},{item},{random.randint(0, most)},S{random.randint(1, 9)}")
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    source = f" --source s{random.randint(1, 2)}" if random.random() < 0.3 else ""
    return f"import {table} {file.name} {random.choice(_SHEETS[table])}{source}"


_WRITERS: dict[str, tuple[Write, int]] = {
    "print": (_print, 2),
    "ship": (_ship, 6),
    "receive": (_receive, 5),
    "handout": (_handout, 3),
    "return": (_return, 2),
    "move": (_move, 2),
    "writeoff": (_writeoff, 2),
    "count": (_count, 5),
    "void": (_void, 3),
    "undo": (_undo, 5),
    "fact": (_fact, 6),
    "import": (_import, 6),
}


@cache
def _begun() -> bytes:
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patched:
        office = Office(Path(folder), patched)
        for command in BEGUN.strip().splitlines():
            office.does(command)
        return office.ledger.read_bytes()


def lived(group: int, folder: Path, patched: pytest.MonkeyPatch) -> str:
    """Run the histories of a group, and return a line for each."""
    others = range(FIRST, COUNT)
    seeds = range(FIRST) if group == 0 else others[group - 1 :: len(GROUPS) - 1]
    lines = []
    for seed in seeds:
        room = folder / str(seed)
        room.mkdir()
        office, codes = live(seed, room, patched)
        answers = digest(office.transcript)
        log, rest = (digest("\n".join(rows)) for rows in rows_of(office.ledger))
        lines.append(
            f"history {seed:3}  recorded {codes[0]:2} of {COMMANDS}  log {log}  rest {rest}  answers {answers}"
        )
    return "\n".join(lines) + "\n"


def live(seed: int, folder: Path, patched: pytest.MonkeyPatch) -> tuple[Office, Counter[int]]:
    """Run one history; return the office with its transcript, and the number of commands by exit code."""
    office = Office(folder, patched, most_lines=None)
    office.ledger.write_bytes(_begun())
    office.commands = 100
    codes = Counter[int]()
    for command in history(seed, folder):
        codes[office.note(f"tracker {command} -f json")] += 1
    assert set(codes) <= {0, 1, 2}, office.transcript
    office.does("check")
    return office, codes


def rows_of(ledger: Path) -> tuple[list[str], list[str]]:
    """Return the rows of the log (entries and movements), and those of all other tables."""
    with closing(sqlite3.connect(ledger)) as connection:
        tables = [
            name
            for (name,) in connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table' ORDER BY name")
            if not name.startswith(("sqlite_", "_sqlite_"))  # sqlite-utils asks the system when it migrates
        ]
        lasting = (
            "SELECT * FROM main.setting WHERE name NOT IN ('link_secret', 'version')"  # random, or not of a history
        )
        connection.execute(f"CREATE TEMP VIEW setting AS {lasting}")
        rows = {
            name: sorted(f"{name} {row!r}" for row in connection.execute(f'SELECT * FROM "{name}"')) for name in tables
        }
        commands = connection.execute("SELECT * FROM command")
        rows["command"] = sorted(f"command {row[:-1]!r}" for row in commands)  # the last column is about files
    log = [row for name in ("entry", "movement") for row in rows.pop(name)]
    return log, [row for table in rows.values() for row in table]


def print_history(seed: int) -> None:
    """Print the commands and answers of a history, and the resulting rows."""
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patched:
        with contextlib.chdir(folder):
            office, _ = live(seed, Path(folder), patched)
        print(office.transcript, *(row for rows in rows_of(office.ledger) for row in rows), sep="\n")  # noqa: T201
