"""The time a clerk waits for a short command on the sample, compared with Python alone."""

from collections.abc import Iterator

from tests.benchmarks.room import Room
from tests.benchmarks.table import Row, compared

_TIMES_AS_OFTEN = 3
"""More rounds than other comparisons: these are short, so chance matters more."""


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
