"""Importing ordinary sheets that are not plain: cost per line, compared with plain ones, in small and larger sheets."""

import csv
import random
from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

from tests.benchmarks.room import Room
from tests.benchmarks.table import Row

_SIZES = 2_000, 20_000
_PLACES = [f"p{number:03}" for number in range(200)]
_ITEMS = ["THB/lv", "THB/ru", "THB/en", "THB/et"]
_SHIPMENTS = "date", "place", "item", "quantity", "reference"


class Kind(NamedTuple):
    """A kind of sheet: its table, and the commands that prepare its ledger."""

    name: str
    words: tuple[str, ...]
    first: tuple[tuple[str, ...], ...] = ()


_COUNT = "count", "store", *(f"{item}=9000000" for item in _ITEMS), "--date"
_KINDS = (
    Kind("plain", ("shipments",)),
    Kind("of shipments before a count", ("shipments",), ((*_COUNT, "2024-01-10"),)),
    Kind(
        "of shipments between counts", ("shipments",), tuple((*_COUNT, f"2023-{month:02}-10") for month in range(1, 13))
    ),
    Kind("of hand-outs", ("handouts",)),
    Kind("of new titles", ("print-runs", "--create-missing")),
)


def measure(room: Room) -> Iterator[Row]:
    """Yield the rows of this section."""
    former: dict[str, float] = {}
    for size in _SIZES:
        ledger = _ledger(room, size)
        commands = []
        for at, kind in enumerate(_KINDS):
            db = room.copy(ledger, f"sheets-{at}.db")
            for words in kind.first:
                room.do(*words, db=db)
            sheet = _sheet(room.folder / f"sheet-{at}-{size}.csv", kind, size)
            used = room.folder / f"sheets-{at}-used.db"
            name = f"a line of a sheet {kind.name}, {size:,} lines"
            before = lambda db=db, used=used: room.copy(db, used.name)  # noqa: E731
            commands.append(room.tracker("import", *kind.words, sheet, db=used, name=name, before=before))
        plain, *others = room.in_turn(*commands)
        for kind, runs in zip(_KINDS, (plain, *others), strict=True):
            line, rounds = runs.seconds / size, len(runs.took)
            if runs is not plain:
                yield Row(runs.name, line, "a plain line", plain.seconds / size, 5, rounds)
            if kind.name in former:
                yield Row(runs.name, line, f"in {_SIZES[0]:,} lines", former[kind.name], 1, rounds)
            former[kind.name] = line


def _ledger(room: Room, size: int) -> Path:
    """Return a ledger with copies of each item in the store and at each place, enough for each sheet."""
    path = room.folder / f"sheets-{size}.db"
    room.do("init", db=path)
    room.do("booklet", "add", "THB", "Cilvēku tirdzniecības novēršana", db=path)
    places = [(code, f"Bibliotēka {code}", "library", "LV") for code in _PLACES]
    room.do("import", "places", _write(path.with_suffix(".csv"), ("code", "name", "kind", "country"), places), db=path)
    for item in _ITEMS:
        room.do("print", item, "10000000", "--date", "2020-01-01", db=path)
    there = [("2020-02-01", place, item, "4000", "") for place in _PLACES for item in _ITEMS]
    room.do("import", "shipments", _write(path.with_suffix(".csv"), _SHIPMENTS, there), "--received", db=path)
    return path


def _sheet(path: Path, kind: Kind, size: int) -> Path:
    """Write a sheet of this kind."""
    chance = random.Random(kind.name)  # noqa: S311  (the same each time)
    if "print-runs" in kind.words:
        titles = [(f"New title {number}/lv", "2024-01-01", "100") for number in range(size)]
        return _write(path, ("item", "printed_on", "quantity"), titles)
    days = [(date(2023, 1, 1) + timedelta(chance.randrange(365))).isoformat() for _ in range(size)]
    rows = [
        (day, chance.choice(_PLACES), chance.choice(_ITEMS), str(chance.randint(1, 50)), f"R{number}")
        for number, day in enumerate(days)
    ]
    return _write(path, _SHIPMENTS, rows)


def _write(path: Path, header: Sequence[str], rows: Sequence[Sequence[str]]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)
    return path
