"""Levels: the lowest and highest number of copies of an item that a place should have, used for refilling."""

from collections.abc import Collection, Iterator, Sequence

from tracker.deferred import NamedTuple
from tracker.errors import UnknownName, WrongUsage
from tracker.languages import worded
from tracker.ledger.catalogue import Change, changing, item_steps
from tracker.ledger.commands import Command
from tracker.ledger.lookup import find_item, find_named, find_place
from tracker.messages import Message
from tracker.model.catalogue import Place
from tracker.model.codes import ItemCode
from tracker.model.levels import Level, LevelLine, PlaceLevel
from tracker.store import dated_facts
from tracker.store.catalogue import items_with_level, known_level, levels_of, places_of_kind
from tracker.store.connection import Database, Statement
from tracker.store.statements import delete, insert


class Where(NamedTuple):
    """The places of levels: named ones, or all open ones of a kind."""

    places: Sequence[str] = ()
    kind: str | None = None

    def find(self, database: Database) -> list[Place]:
        """Return the places, each once. Raises Refused for an unknown place or kind, or a kind without places."""
        if self.kind is None:
            found = [find_place(database, name) for name in self.places]
            return list({place.id: place for place in found}.values())
        kind = find_named(database, "kind", self.kind)
        found = [find_place(database, code) for code in places_of_kind(database, kind)]
        still_open = [place for place in found if dated_facts.closed_since(database, place.id) is None]
        if not still_open:
            raise UnknownName(
                "There is no open place of kind {kind}; add one with 'tracker place add CODE NAME --kind {code}'.",
                kind=worded("kind", kind),
                code=kind,
            )
        return still_open


class LevelsChanged(NamedTuple):
    """The levels set or removed."""

    levels: tuple[PlaceLevel, ...]
    messages: tuple[Message, ...] = ()


@changing
def set_levels(running: Command, where: Where, lines: Sequence[LevelLine]) -> Change[LevelsChanged]:
    """Set the level of each item at each place; earlier ones stay on record. Raises WrongUsage for a repeated item."""
    database, changes = running.database, list[Statement]()
    wanted: dict[str, Level] = {}
    for line in lines:
        item, new_item = item_steps(database, line.what)
        if item in wanted:
            raise WrongUsage("{item} appears twice; specify one level for it.", item=item)
        changes += new_item
        wanted[item] = line.level
    places = where.find(database)
    shelves = [(place, item, level) for place in places for item, level in wanted.items()]
    facts = [step for each in shelves for step in _steps(running, *each, changes)]
    messages = tuple(
        Message("{place} is closed and receives nothing until it is reopened.", place=place.code)
        for place in places
        if dated_facts.closed_since(database, place.id) is not None
    )
    return Change(_changed(shelves, messages), changes, facts)


@changing
def remove_levels(running: Command, where: Where, items: Collection[ItemCode]) -> Change[LevelsChanged]:
    """Remove the levels of these items, or all levels, at each place. Raises Refused if there is no such level."""
    database = running.database
    named = list(dict.fromkeys(find_item(database, item) for item in items))
    shelves: list[tuple[Place, str, Level | None]] = []
    for place in where.find(database):
        with_level = items_with_level(database, place.id)
        missing = [item for item in named if item not in with_level]
        if where.kind is None and (missing or not with_level):
            what = _NO_LEVEL_OF.given(item=missing[0]) if missing else _NO_LEVELS
            raise UnknownName.from_message(what.given(place=place.code))
        shelves += ((place, item, None) for item in named or with_level if item in with_level)
    if not shelves:
        kind = worded("kind", find_named(database, "kind", str(where.kind)))
        raise UnknownName("No place of kind {kind} has such a level; see 'tracker level list'.", kind=kind)
    facts = [step for each in shelves for step in _steps(running, *each, [])]
    return Change(_changed(shelves, ()), facts=facts)


_NO_LEVELS = Message("{place} has no levels; see 'tracker level list'.")
_NO_LEVEL_OF = Message("{place} has no level of {item}; see 'tracker level list'.")


def _steps(
    running: Command, place: Place, item: str, level: Level | None, changes: list[Statement]
) -> Iterator[Statement]:
    """Yield the statement that records a new level; in a sheet, the last row wins."""
    known = known_level(running.database, place.id, item)
    if (known.level if known else None) == level:
        return
    values = {"low": level.low if level else None, "high": level.high if level else None}
    inserted = insert("level", place=place.id, item=item, command=running.number, **values)
    if known and known.command == running.number:
        changes += [delete("level", place=place.id, item=item, command=running.number), inserted]
    else:
        yield inserted


def changed_by(database: Database, command: int, changed: LevelsChanged | None) -> LevelsChanged:
    """Return the levels that a command set or removed: `changed`, or as read from the ledger."""
    return changed or LevelsChanged(tuple(levels_of(database, command)))


def _changed(shelves: Sequence[tuple[Place, str, Level | None]], messages: tuple[Message, ...]) -> LevelsChanged:
    return LevelsChanged(tuple(PlaceLevel(place.code, item, level) for place, item, level in shelves), messages)
