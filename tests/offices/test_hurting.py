"""Batches that are made to take long are refused within a stated time; the longest honest ones are far from that."""

import json
import time
import zlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from tests.adapters import Batch
from tests.offices.desks import Desk, join, log, riga
from tests.offices.plain_log import PlainLog
from tests.store.test_twin import tables_of
from tracker.offices import snapshots
from tracker.offices.batches import FORM, steps_in
from tracker.store import allowances

__all__ = ["join", "log", "riga"]

MOST_SECONDS = 60
"""The seconds of a processor within which a batch that expands to 64 MB is refused, whatever it does."""

Line = list[Any]


def in_lines(sql: str, row: Callable[[int], list[Any]], rows: int) -> Iterator[Line]:
    """Lines that carry out a statement with so many rows."""
    for start in range(0, rows, 1_000):
        yield [sql, *map(row, range(start, min(start + 1_000, rows)))]


def detail(columns: tuple[str, ...], place: int) -> Line:
    values = {"place": place, "command": 8, "kind": "other", "country": "LV", "region": None, "city": None}
    named = ", ".join(f'"{column}"' for column in columns)
    return [
        f'INSERT INTO "place_detail" ({named}) VALUES ({", ".join("?" * len(columns))})',
        [values[name] for name in columns],
    ]


ORDERS = list(permutations(("place", "command", "kind", "country", "region", "city")))
LEVEL = 'INSERT INTO "level" ("place", "item", "command", "low", "high") VALUES (?, ?, ?, ?, ?)'
MOVED = (
    "INSERT INTO movement (entry, line, run, source, destination, quantity, date, position, shipment, count) "
    "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
ENTERED = (
    "INSERT INTO entry (id, command, type, date, position, place, shipment, replaces, restores, request, "
    "reason, is_full, key) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)

HURTING: dict[str, tuple[Callable[[int], Iterator[Line]], str, str]] = {
    "the same row again and again, with a long note": (
        lambda size: in_lines('UPDATE "place" SET "phone" = ? WHERE "id" = ?', lambda n: [f"{n}", 6], size // 16),
        "place edit",
        "it takes longer than what commands do",
    ),
    "what is not there": (
        lambda size: in_lines('DELETE FROM "level" WHERE "place" = ?', lambda n: [n + 99], size // 11),
        "place edit",
        "(place edit: removes level)",
    ),
    "statements that are all different": (
        lambda size: (detail(ORDERS[n % len(ORDERS)], n + 99) for n in range(size // 160)),
        "place edit",
        "it ",
    ),
    "added and removed": (
        lambda size: (
            line
            for _ in range(size // 230)
            for line in (
                ['DELETE FROM "level" WHERE "place" = ? AND "item" = ? AND "command" = ?', [6, "THB/lv", 8]],
                [LEVEL, [6, "THB/lv", 8, 1, 2]],
            )
        ),
        "import levels",
        "it breaks a rule of the ledger",
    ),
    "what shares a place in time": (
        lambda size: (
            line
            for lines in (
                in_lines(MOVED, lambda n: [n + 2, 1, 1, 5, 4, 1, "2020-01-01", 7, n + 2, None], size // 120),
                in_lines(
                    ENTERED,
                    lambda n: [n + 2, 8, "ship", "2020-01-01", 7, 6, None, None, None, None, None, 0, None],
                    size // 120,
                ),
            )
            for line in lines
        ),
        "ship",
        "it breaks a rule of the ledger",
    ),
}
"""What a batch does besides what its command did, for so many bytes; under which name, and why it is refused."""


def hurt(batch: Batch, lines: Iterator[Line], name: str) -> Batch:
    """The batch with many more lines before the row of its command."""
    *_, (sql, (row,)) = steps_in(batch.body)
    columns = sql.partition("(")[2].partition(")")[0].replace('"', "").split(", ")
    closing = [name if column == "name" else value for column, value in zip(columns, row, strict=True)]
    packer = zlib.compressobj()
    parts = [
        packer.compress(json.dumps(line, separators=(",", ":")).encode() + b"\n")
        for lines_ in (lines, ([sql, closing],))
        for line in lines_
    ]
    return replace(batch, body=FORM + b"".join(parts) + packer.flush())


@pytest.mark.parametrize(
    "size", [pytest.param(1_500_000, marks=pytest.mark.slow), pytest.param(62_000_000, marks=pytest.mark.long)]
)
def test_what_is_made_to_take_long_is_refused_in_time(
    riga: Desk, join: Callable[[str], Desk], log: PlainLog, size: int
) -> None:
    riga.does("print", "THB/lv", 100)
    riga.does("place", "edit", "london", "--note", "n" * 120_000)
    copy = join("london")
    riga.does("place", "edit", "london", "--phone", "5")
    *_, batch = log.since(5)
    assert batch.number == 8
    before = copy.db.read_bytes()
    for what, (make, name, why) in HURTING.items():
        log.forget(8)
        log.append(hurt(batch, make(size), name))
        began = time.process_time()
        said = copy.refused("sync", code=3)
        assert time.process_time() - began < MOST_SECONDS * max(size / 62_000_000, 0.2), what
        assert why in said, what
        assert copy.db.read_bytes() == before, what


@pytest.mark.parametrize(
    "rows", [pytest.param(3_000, marks=pytest.mark.slow), pytest.param(300_000, marks=pytest.mark.long)]
)
def test_the_longest_sheets_take_a_fifth_of_that(
    riga: Desk, join: Callable[[str], Desk], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rows: int
) -> None:
    """And so does what takes them back."""
    riga.does("print", "THB/lv", rows, "--date", "2011-01-01")
    copy, sheet = join("london"), tmp_path / "sheet.csv"
    lines = (f"20{12 + n % 12}-0{1 + n % 9}-{1 + n % 28:02},london,THB/lv,1,R{n}\n" for n in range(rows))
    sheet.write_text("date,place,item,quantity,reference\n" + "".join(lines), encoding="utf-8")
    monkeypatch.setattr(allowances, "MOST_FREELY", allowances.MOST_FREELY // 5)
    monkeypatch.setattr(allowances, "MOST_A_BYTE", allowances.MOST_A_BYTE // 5)
    riga.does("import", "shipments", sheet, "--received")
    copy.does("sync")
    riga.does("undo", "--yes")
    copy.does("sync")
    assert tables_of(copy.db) == tables_of(riga.db)


def test_a_snapshot_that_expands_without_end_is_refused_before_it_is_written(
    riga: Desk, log: PlainLog, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In as many bytes as a ledger may have, and no more; what was begun is removed."""
    monkeypatch.setattr(snapshots, "MOST_FREELY", 4 * 1024**2)
    honest, packed = log.snapshot(), zlib.compressobj()
    body = b"".join([snapshots.FORM, *(packed.compress(bytes(1 << 20)) for _ in range(64)), packed.flush()])
    desk = Desk(riga.clerk, riga.db.with_name("away.db"))
    log.clear()
    log.publish(replace(honest, body=body), prune=False)
    said = desk.refused("join", "plain://log", code=3)
    assert said == "The snapshot in the log expands to more than any ledger has; ask who keeps the log."
    assert [file.name for file in riga.db.parent.glob("*away*")] == []
    log.clear()
    log.publish(honest, prune=False)
    desk.does("join", "plain://log")
