"""The cost of queries and of logging with a full ledger, compared with a ledger of ten lines, or with SQLite alone."""

import csv
import os
import shutil
import sys
from collections.abc import Iterator
from itertools import count
from pathlib import Path

from click import ClickException

from tests.benchmarks.flat import QUESTION, write_flat
from tests.benchmarks.generator import ITEMS, PLACES, TEN_YEARS_BEFORE
from tests.benchmarks.importing import a_line, later
from tests.benchmarks.room import FEW, MOST_IN_TURN, Room
from tests.benchmarks.table import Row, compared, letters, memory, size, told
from tests.benchmarks.timing import Command, Runs

_BY = ("report", "distribution", "--by", "year,kind,country,language")

_LISTS: tuple[tuple[tuple[str, ...], float], ...] = (
    (("overview",), 0.25),
    (("due",), 0.25),
    (("report", "evidence"), 0.5),
    (("report", "evidence", "--by", "place"), 0.5),
    (("report", "coverage"), 0.5),
    (("trace", f"{ITEMS[-1]}/1"), 0.5),
    (("trace", ITEMS[-1]), 0.5),
    (("find", "S0-0000123"), 1.5),
)
"""The most frequent queries of a manager, and the seconds they may take."""

_SHELL = """
import csv, sqlite3, sys
rows = sqlite3.connect(sys.argv[1]).execute(sys.argv[2])
csv.writer(sys.stdout).writerows([[name for name, *_ in rows.description], *rows])
"""

_CONSTANT = 1.25
"""Memory counts as constant if it grows by less than this while the lines grow tenfold."""


def measure(room: Room) -> Iterator[Row]:
    """Yield the rows of this section. Logging comes last, because it changes the queried ledgers."""
    full, small = room.received(room.lines), room.received(FEW)
    stored = full.stat().st_size
    stocks = [room.tracker("stock", db=db) for db in (full, small)]
    yield compared(*room.in_turn(*stocks), beside="at ten lines", target=1.3)
    yield from _lists(room, full)
    log = room.tracker("log", "--place", PLACES[0], "--since", "2024-12-01", db=full)
    yield compared(*room.in_turn(log, room.floor()), target=2)
    at = room.tracker("stock", "--at", TEN_YEARS_BEFORE, db=full)
    yield compared(*room.in_turn(at, room.floor()), target=4)
    yield _distribution(room, full)
    yield from _export(room, full)
    (checked,) = room.in_turn(room.tracker("check", db=full))
    yield told(checked)
    yield _backup(room, full)
    yield Row("the file", stored, unit=size)
    line = (stored - room.founded(room.lines).stat().st_size) / room.lines
    yield Row("a received line in the file", line, "the limit", 400, 1, unit=letters)
    for day in ("today", str(TEN_YEARS_BEFORE)):
        words = ("ship", PLACES[0], f"{ITEMS[-1]}=1", "--date", day)
        ships = [room.tracker(*words, db=db, name=f"`tracker ship --date {day}`") for db in (full, small)]
        yield compared(*room.in_turn(*ships), beside="at ten lines", target=1.2)
    added, few = room.in_turn(*(_added(room, db) for db in (full, small)))
    yield compared(added, few, beside="at ten lines", target=1.2)
    yield memory(added, "the limit", 50 * 2**20, target=1)
    if room.lines > MOST_IN_TURN:
        (added,) = room.in_turn(later(room, full))
        yield a_line(added, room.office(room.lines).later_count)


def _added(room: Room, full: Path) -> Command:
    """Return the command that imports twenty more lines, each time with other references."""
    sheet, times = room.folder / "twenty.csv", count()

    def write() -> None:
        again = next(times)
        rows = (f"2024-12-31,{place},{ITEMS[-1]},1,{full.stem}-{again}\n" for place in PLACES[:20])
        sheet.write_text("".join(["date,place,item,quantity,reference\n", *rows]), encoding="utf-8")

    return room.tracker("import", "shipments", sheet, "--add", db=full, name="an import of 20 lines", before=write)


def _lists(room: Room, full: Path) -> Iterator[Row]:
    """Yield the rows for a manager's queries, each with the seconds it may take, start-up included."""
    for words, seconds in _LISTS:
        (asked,) = room.in_turn(room.tracker(*words, db=full))
        yield Row(asked.name, asked.seconds, "the limit", seconds, 1, len(asked.took))


def _distribution(room: Room, full: Path) -> Row:
    """Return the row for the report compared with its query in SQL. Raises ClickException if they differ."""
    shell = shutil.which("sqlite3")
    ask = (shell, "-init", os.devnull, "-batch", "-readonly", "-csv", "-header") if shell else ()
    flat = room.folder / "flat.db"
    write_flat(flat, full)
    plain = Command(
        f"`GROUP BY` over a flat table in {'the sqlite3 shell' if shell else 'sqlite3 of Python'}",
        (*(ask or (sys.executable, "-c", _SHELL)), flat, QUESTION),
    )
    ours, theirs = room.in_turn(
        room.tracker(*_BY, "--format", "csv", db=full, name="`tracker report distribution`, by 4"), plain
    )
    flat.unlink()
    _same("distribution", *(sorted(_figures(runs)) for runs in (ours, theirs)))
    return compared(ours, theirs, target=1.5)


def _export(room: Room, full: Path) -> Iterator[Row]:
    """Yield the rows for the log as csv, next to sqlite-utils, and for its memory, next to a tenth of the lines."""
    words, name = ("export", "movements", "--format", "csv"), "`tracker export movements`"
    exports = [room.tracker(*words, db=db, name=name) for db in (full, room.received(max(room.lines // 10, FEW)))]
    if room.lines > MOST_IN_TURN:
        ours, small = room.in_turn(*exports)
        yield told(ours)
    else:
        utils = room.sqlite_utils("rows", full, "log", "--csv", name="`sqlite-utils rows FILE log --csv`")
        ours, small, theirs = room.in_turn(*exports, utils)
        _same("log", *(_rows(runs) for runs in (ours, theirs)))
        yield compared(ours, theirs, target=1)
    yield Row("a row of that", ours.seconds / (_rows(ours) - 1), rounds=len(ours.took))
    yield memory(ours, "at a tenth of the lines", small.peak, target=_CONSTANT)


def _backup(room: Room, full: Path) -> Row:
    backup = room.folder / "backup.db"
    (backed,) = room.in_turn(
        room.tracker("backup", backup, db=full, name="`tracker backup`", before=lambda: backup.unlink(missing_ok=True))
    )
    backup.unlink()
    return told(backed)


def _figures(runs: Runs) -> list[list[str]]:
    """Return the first rows of a report in csv: its dimensions, shipments and copies."""
    return [row[:6] for row in csv.reader(runs.answer.splitlines())]


def _rows(runs: Runs) -> int:
    with runs.took[-1].answer.open("rb") as lines:
        return sum(1 for _ in lines)


def _same(what: str, ours: object, theirs: object) -> None:
    """Raise ClickException unless both sides give the same answer."""
    if ours != theirs:
        raise ClickException(f"The two answers for the {what} are not the same.")
