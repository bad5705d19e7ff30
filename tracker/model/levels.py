"""Levels: the lowest and highest number of copies of an item that a place should have."""

from tracker.deferred import NamedTuple
from tracker.errors import WrongUsage
from tracker.model.codes import ItemCode, RunCode, parse_named
from tracker.model.quantities import parse_quantity


class Level(NamedTuple):
    """The lowest and highest number of copies."""

    low: int
    high: int

    def __str__(self) -> str:
        return f"{self.low}" if self.low == self.high else f"{self.low}:{self.high}"


class LevelLine(NamedTuple):
    """A level of an item, as typed by a clerk."""

    what: ItemCode
    level: Level

    def __str__(self) -> str:
        return f"{self.what}={self.level}"


class PlaceLevel(NamedTuple):
    """The level of an item at a place; None means that no level is set."""

    place: str
    item: str
    level: Level | None


def parse_level(text: str) -> Level:
    """Return the level LOW:HIGH, or LOW alone for both. Raises WrongUsage for anything else."""
    fewest, colon, most = text.partition(":")
    low = parse_quantity(fewest.strip(), zero=True)
    return level_of(low, parse_quantity(most.strip(), zero=True) if colon else low)


def level_of(low: int, high: int) -> Level:
    """Return the level. Raises WrongUsage if `low` is above `high`, or `high` is zero."""
    if low > high:
        raise WrongUsage(
            "The lowest level, {low}, is above the highest, {high}; enter LOW:HIGH, such as {high}:{low}.",
            low=low,
            high=high,
        )
    if high == 0:
        raise WrongUsage("A level is at least 1 copy; to remove levels, run 'tracker level remove'.")
    return Level(low, high)


def parse_level_line(text: str) -> LevelLine:
    """Return the line ITEM=LOW:HIGH or ITEM=LOW, split at the last '='. Raises WrongUsage, also for a print run."""
    what, equals, level = text.rpartition("=")
    if not equals:
        raise WrongUsage("'{text}' has no level; enter ITEM=LOW:HIGH, such as THB/lv=50:100.", text=text)
    item = parse_named(what)
    if isinstance(item, RunCode):
        raise WrongUsage(
            "Levels are set for items, not print runs; enter {item} instead of {run}.", item=item.item, run=item
        )
    return LevelLine(item, parse_level(level))
