"""Shelves that were counted as a whole, and what happened there, in the order in which it was recorded."""

from collections.abc import Iterator
from datetime import date
from typing import NamedTuple

from tracker.model.catalogue import Run
from tracker.model.entries import Time
from tracker.store.balances import StandingCount
from tracker.store.connection import Database


class Shelf(NamedTuple):
    """An item at a place where it was counted as a whole."""

    place: int
    item: str


class RecordedBy(NamedTuple):
    """When something was recorded: by which entry, of which command."""

    entry: int
    command: int


class ShelfChange(NamedTuple):
    """A movement to or from a shelf."""

    by: RecordedBy
    shelf: Shelf
    time: Time
    run: int
    copies: int
    """How many more copies the shelf holds."""
    booked_for: int | None
    """The count whose difference that books."""


class ShelfRecord(NamedTuple):
    """A count of anything on a shelf, or a print of its item, and when it was voided."""

    by: RecordedBy
    void: RecordedBy | None
    shelf: Shelf
    what: StandingCount | Run


def changes(database: Database) -> Iterator[ShelfChange]:
    """Yield all movements to and from shelves."""
    rows = database.rows(
        "SELECT entry.command, entry.id, shelf.place, shelf.item, movement.date, movement.position, movement.run, "
        "iif(movement.destination = shelf.place, movement.quantity, -movement.quantity), movement.count "
        "FROM movement CROSS JOIN print_run ON print_run.id = movement.run "
        "CROSS JOIN (SELECT * FROM _shelf LIMIT -1) AS shelf "
        "ON shelf.item = print_run.item AND shelf.place IN (movement.source, movement.destination) "
        "CROSS JOIN entry ON entry.id = movement.entry "
        "WHERE movement.entry <= (SELECT max(last_entry) FROM command) ORDER BY movement.entry, movement.line"
    )
    for command, entry, place, item, day, position, run, copies, count in rows:
        yield ShelfChange(RecordedBy(entry, command), Shelf(place, item), Time(day, position), run, copies, count)


def counts(database: Database) -> list[ShelfRecord]:
    """Return all counts that say anything of a shelf, also those that are void."""
    rows = database.rows(
        "SELECT entry.command, entry.id, void.command, void.id, shelf.place, shelf.item, entry.date, entry.position, "
        "entry.is_full, line.item, line.run, line.quantity "
        "FROM _shelf AS shelf JOIN entry ON entry.place = shelf.place AND entry.type = 'count' "
        "LEFT JOIN count_line AS line ON line.count = entry.id AND (line.item = shelf.item "
        "OR line.run IN (SELECT id FROM print_run WHERE print_run.item = shelf.item)) "
        "LEFT JOIN _void ON _void.entry = entry.id LEFT JOIN entry AS void ON void.id = _void.void "
        "WHERE entry.id <= (SELECT max(last_entry) FROM command) AND (entry.is_full OR line.count IS NOT NULL)"
    )
    found: dict[tuple[int, Shelf], ShelfRecord] = {}
    for command, entry, void_command, void, place, item, day, position, is_full, counted, run, quantity in rows:
        shelf = Shelf(place, item)
        made = found.get((entry, shelf))
        count = made.what if made else StandingCount(entry, Time(day, position), {}, None, bool(is_full))
        assert isinstance(count, StandingCount)  # noqa: S101
        if run is not None:
            count.runs[run] = quantity
        elif counted is not None:
            count = count._replace(total=quantity)
        voided = None if void is None else RecordedBy(void, void_command)
        found[entry, shelf] = ShelfRecord(RecordedBy(entry, command), voided, shelf, count)
    return list(found.values())


def counted_alone(database: Database, command: int) -> list[tuple[Shelf, int, Time]]:
    """Return what the only entry of a command counted as a whole, with its number and its place in time."""
    rows = database.rows(
        "SELECT entry.place, line.item, entry.id, entry.date, entry.position "
        "FROM command JOIN entry ON entry.id = command.first_entry JOIN count_line AS line ON line.count = entry.id "
        "WHERE command.number = ? AND command.first_entry = command.last_entry AND line.item IS NOT NULL",
        [command],
    )
    return [(Shelf(place, item), number, Time(day, position)) for place, item, number, day, position in rows]


def prints(database: Database) -> list[ShelfRecord]:
    """Return all prints of the items of shelves, each for every shelf, also those that are void."""
    rows = database.rows(
        "SELECT entry.command, entry.id, void.command, void.id, shelf.place, shelf.item, "
        "run.id, run.code, run.number, movement.date, movement.position "
        "FROM _shelf AS shelf JOIN print_run AS run ON run.item = shelf.item "
        "JOIN movement ON movement.run = run.id AND movement.source = 1 "
        "JOIN entry ON entry.id = movement.entry AND entry.type = 'print' "
        "LEFT JOIN _void ON _void.entry = entry.id LEFT JOIN entry AS void ON void.id = _void.void "
        "WHERE entry.id <= (SELECT max(last_entry) FROM command)"
    )
    return [
        ShelfRecord(
            RecordedBy(entry, command),
            None if void is None else RecordedBy(void, void_command),
            Shelf(place, item),
            Run(run, code, item, date.fromisoformat(day), position, number),
        )
        for command, entry, void_command, void, place, item, run, code, number, day, position in rows
    ]
