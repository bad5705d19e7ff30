"""Importing the sheet of a large office, compared with writing its rows to a table without rules."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from statistics import median

from tests.benchmarks.generator import SHEET
from tests.benchmarks.room import MOST_IN_TURN, Room
from tests.benchmarks.table import Row, compared, memory
from tests.benchmarks.timing import Command, Runs

_MOST_MEMORY = 2**30
_A_LINE = "a line of that"


def measure(room: Room) -> Iterator[Row]:
    """Yield the rows of this section; for a ledger larger than MOST_IN_TURN only the cost of creating it."""
    full = room.folder / "full.db"
    if room.lines > MOST_IN_TURN:
        room.copy(room.founded(room.lines), full.name)
        imports = [room.in_turn(_receiving(room, full, sheet))[0] for sheet in room.office(room.lines).shipments]
        seconds = sum(received.seconds for received in imports)
        yield Row(f"{imports[0].name}, sheet by sheet", seconds, rounds=1)
        yield Row(_A_LINE, seconds / room.lines, rounds=1)
        yield Row("a line of the last sheet", imports[-1].seconds / SHEET, rounds=1)
        yield memory(max(imports, key=lambda received: received.peak), "the limit", _MOST_MEMORY, target=1)
    else:
        yield from _in_turn(room, full)
    full.replace(room.folder / f"received-{room.lines}.db")


def later(room: Room, full: Path) -> Command:
    """Return the command that imports more lines into a full ledger."""
    sheet = room.office(room.lines).later
    return room.tracker("import", "shipments", sheet, "--received", db=full, name="a line of a tenth more")


def a_line(runs: Runs, count: int, first: Runs | None = None, first_count: int = 1) -> Row:
    """Return the row for a line added to a full ledger, compared with one of the first import."""
    rounds = len(runs.took)
    if first is None:
        return Row(runs.name, runs.seconds / count, rounds=rounds)
    return Row(runs.name, runs.seconds / count, "a line of the first", first.seconds / first_count, 2, rounds)


def _in_turn(room: Room, full: Path) -> Iterator[Row]:
    office, founded = room.office(room.lines), room.founded(room.lines)
    (sheet,) = office.shipments
    lines, plain, more, bare = used = [room.folder / f"{name}.db" for name in ("lines", "plain", "more", "bare")]
    written, shipped, received, added, limit = room.in_turn(
        room.sqlite_utils(
            *("insert", "--csv", lines, "lines", sheet),
            name="`sqlite-utils insert --csv`",
            before=lambda: lines.unlink(missing_ok=True),
        ),
        room.tracker(
            *("import", "shipments", sheet),
            db=plain,
            name="`tracker import shipments`",
            before=lambda: room.copy(founded, plain.name),
        ),
        replace(_receiving(room, full, sheet), before=lambda: room.copy(founded, full.name)),
        replace(later(room, more), before=lambda: room.copy(full, more.name)),
        Command(
            "`executemany`, no triggers",
            (room.program("python"), "-P", Path(__file__).with_name("bare.py"), plain, founded, bare),
            before=lambda: room.copy(founded, bare.name),
        ),
    )
    for path in used:
        path.unlink()
    yield compared(shipped, written, target=1.3)
    yield compared(received, written, target=2)
    yield Row(_A_LINE, received.seconds / room.lines, rounds=len(received.took))
    yield a_line(added, office.later_count, received, room.lines)
    yield _above(shipped, limit)
    yield memory(shipped, "the limit", _MOST_MEMORY, target=1)
    yield memory(received, "the limit", _MOST_MEMORY, target=1)
    yield memory(written)


def _receiving(room: Room, full: Path, sheet: Path) -> Command:
    name = "the import with `--received`"
    return room.tracker("import", "shipments", sheet, "--received", db=full, name=name)


def _above(shipped: Runs, limit: Runs) -> Row:
    """Return the row for an import compared with its baseline, which prints its own time."""
    seconds = median(float(each.begins) for each in limit.took)
    return Row(shipped.name, shipped.seconds, limit.name, seconds, rounds=len(limit.took))
