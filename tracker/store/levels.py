"""Reading levels: the fewest and the most copies of an item that a place should hold."""

from typing import NamedTuple

from tracker.model.levels import Level, PlaceLevel
from tracker.store.connection import Database


class KnownLevel(NamedTuple):
    """What was last said of the level of an item at a place, and by which command."""

    command: int
    level: Level | None
    """None when it was taken away."""


def known_level(database: Database, place: int, item: str) -> KnownLevel | None:
    """Return what was last said of a level, None when nothing ever was."""
    row = database.row(
        "SELECT command, low, high FROM level WHERE place = ? AND item = ? ORDER BY command DESC LIMIT 1",
        [place, item],
    )
    if row is None:
        return None
    command, low, high = row
    return KnownLevel(command, None if low is None else Level(low, high))


def levels_of(database: Database, command: int) -> list[PlaceLevel]:
    """Return the levels that a command set, and those that it took away."""
    rows = database.rows(
        "SELECT place.code, level.item, level.low, level.high FROM level JOIN place ON place.id = level.place "
        "WHERE level.command = ? ORDER BY place.code, level.item",
        [command],
    )
    return [PlaceLevel(place, item, None if low is None else Level(low, high)) for place, item, low, high in rows]


def items_with_level(database: Database, place: int) -> list[str]:
    """Return the items of which a place has a level."""
    rows = database.rows(
        "SELECT item FROM level WHERE place = ?1 AND low IS NOT NULL AND command = (SELECT max(command) "
        "FROM level AS version WHERE version.place = ?1 AND version.item = level.item) ORDER BY item",
        [place],
    )
    return [item for (item,) in rows]


def places_of_kind(database: Database, kind: str) -> list[str]:
    """Return the codes of the places of a kind, the closed ones too."""
    rows = database.rows(
        "SELECT code FROM place WHERE id > 4 AND (SELECT kind FROM place_detail AS detail "
        "WHERE detail.place = place.id ORDER BY detail.command DESC LIMIT 1) = ? COLLATE NOCASE ORDER BY code",
        [kind],
    )
    return [code for (code,) in rows]
