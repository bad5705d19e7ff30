"""The cost of short commands on the sample, compared with Python alone, and of an office's day."""

from collections.abc import Iterator

from tests.benchmarks.instructions import FLOOR, LIMITS, has_counter, instructions
from tests.benchmarks.room import Room
from tests.benchmarks.table import Row, compared, millions, told
from tests.benchmarks.timing import Command

_TIMES_AS_OFTEN = 3
"""More rounds than other comparisons: these are short, so chance matters more."""

_DAY = """
set -e
for parcel in {1..20}; do "$0" ship london THB/lv=5 --ref "day-$parcel"; done
for parcel in {1..20}; do "$0" receive "day-$parcel"; done
for report in overview due stock log check info "report evidence" "report coverage" "report refill" "report reach"; do
    "$0" $report
done
"""
"""Twenty parcels, their receipts, and ten reports."""


def measure(room: Room) -> Iterator[Row]:
    """Yield the rows of this section."""
    demo, shipped = room.demo(), room.folder / "shipped.db"
    completing = room.tracker(
        db=demo,
        name="completing a place's name",
        _TRACKER_COMPLETE="bash_complete",
        COMP_WORDS="tracker ship lo",
        COMP_CWORD="2",
    )
    ship = room.tracker(
        "ship", "london", "THB/lv=1", db=shipped, name="`tracker ship`", before=lambda: room.copy(demo, shipped.name)
    )
    rounds = room.rounds * _TIMES_AS_OFTEN
    floor, *ours = room.in_turn(
        room.floor(),
        room.tracker("--help", db=demo),
        completing,
        room.tracker("stock", "--format", "csv", db=demo),
        ship,
        rounds=rounds,
    )
    for runs, target in zip(ours, (1.25, 1.25, 1.5, 2), strict=True):
        yield compared(runs, floor, target=target)
    rows = room.sqlite_utils("rows", demo, "stock", name="`sqlite-utils rows FILE stock`")
    yield compared(*room.in_turn(room.tracker("stock", db=demo), rows, rounds=rounds), target=0.9)
    yield from _counted(room)
    day = Command(
        "an office's day: 20 parcels, their receipts, 10 reports",
        ("bash", "-c", _DAY, room.program("tracker")),
        {"TRACKER_DB": str(shipped)},
        before=lambda: room.copy(demo, shipped.name),
    )
    yield told(*room.in_turn(day))


def _counted(room: Room) -> Iterator[Row]:
    """Yield the rows for the instructions of commands."""
    if not has_counter():
        yield Row("instructions: valgrind is not installed", None)
        return
    python, program = room.program("python"), room.program("tracker")
    floor = instructions(python, room.demo(), FLOOR)
    for words, most in LIMITS.items():
        counted = instructions(python, room.demo(), (program, *words.split()))
        yield Row(f"`tracker {words}`, instructions", counted, "the floor", floor, most, 1, millions)
