"""The copies held at places day by day, and the counts and entries that determine them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from tracker.deferred import NamedTuple
from tracker.model.entries import LOSS, PUBLIC, Correction, Time
from tracker.store.connection import Database, remembered


class DayQuantity(NamedTuple):
    """The copies at the end of a day."""

    date: str
    copies: int


Days = list[DayQuantity]
"""The quantities of days in order: the requested day, and later days with changes."""


class StandingCount(NamedTuple):
    """A valid count: its position in time, and its results for one item."""

    number: int
    time: Time
    runs: dict[int, int]
    """The copies of each run of the item that was counted separately."""
    total: int | None
    """The copies of all runs of the item together, or None if it was not counted as a whole."""
    is_full: bool
    """Whether everything at the place was counted: runs of the item that are not listed are zero."""

    def sets(self, run: int) -> int | None:
        """Return the counted copies of a run of the item, or None if only a total or nothing is known."""
        if run in self.runs:
            return self.runs[run]
        return 0 if self.is_full and self.total is None else None

    @property
    def is_whole(self) -> bool:
        """Whether it covers all runs of the item."""
        return self.is_full or self.total is not None

    def covers(self, run: int) -> bool:
        """Return whether it covers a run of the item."""
        return self.is_whole or run in self.runs


def held_days(database: Database, place: int, run: int, day: str) -> Days:
    """Return a run's copies at a place at the end of `day`, and of each later day with changes."""
    rows = database.rows(
        "SELECT ?3, coalesce((SELECT copies FROM balance "
        "WHERE place = ?1 AND run = ?2 AND date <= ?3 ORDER BY date DESC LIMIT 1), 0) "
        "UNION ALL SELECT date, copies FROM balance WHERE place = ?1 AND run = ?2 AND date > ?3 ORDER BY 1",
        (place, run, day),
    )
    return [DayQuantity(date, copies) for date, copies in rows]


def held_before(database: Database, place: int, run: int, time: Time) -> int:
    """Return a run's copies at a place just before a position in time."""
    return database.number(
        "SELECT coalesce((SELECT copies FROM balance "
        "WHERE place = ?1 AND run = ?2 AND date < ?3 ORDER BY date DESC LIMIT 1), 0) "
        "+ coalesce((SELECT sum(CASE WHEN destination = ?1 THEN quantity ELSE -quantity END) FROM movement "
        "WHERE date = ?3 AND run = ?2 AND ?1 IN (source, destination) AND position < ?4), 0)",
        (place, run, *time),
    )


def runs_at(database: Database, place: int) -> list[int]:
    """Return the runs of which a place has ever held copies.

    Each run is looked up after the previous one, because a store has many days of each.
    """
    return database.column(
        "WITH RECURSIVE there (run) AS (SELECT min(run) FROM balance WHERE place = ?1 UNION ALL "
        "SELECT (SELECT min(balance.run) FROM balance WHERE place = ?1 AND balance.run > there.run) "
        "FROM there WHERE run IS NOT NULL) SELECT run FROM there WHERE run IS NOT NULL",
        [place],
    )


@remembered("print_run", "balance")
def runs_of_item_at(database: Database, place: int, item: str) -> list[int]:
    """Return the runs of an item of which a place has ever held copies."""
    return database.column(
        "SELECT id FROM print_run WHERE item = ?2 AND EXISTS (SELECT 1 FROM balance WHERE place = ?1 AND run = id)",
        [place, item],
    )


def shipment_changes(database: Database, shipment: int, run: int, holder: int) -> Iterator[tuple[Any, ...]]:
    """Yield the changes by date in a run's copies of a shipment in transit or lost; `holder` is TRANSIT or LOSS."""
    return database.rows(
        "SELECT date, sum(CASE WHEN destination = ?3 THEN quantity WHEN source = ?3 THEN -quantity ELSE 0 END) "
        "FROM movement WHERE shipment = ?1 AND run = ?2 GROUP BY date",
        (shipment, run, holder),
    )


def running(changes: Iterable[tuple[str, int]], day: str) -> Days:
    """Return the running totals of dated changes: at the end of `day`, and of each later date among them."""
    later: dict[str, int] = {}
    copies = 0
    for date, change in changes:
        if date <= day:
            copies += change
        else:
            later[date] = later.get(date, 0) + change
    days = [DayQuantity(day, copies)]
    for date in sorted(later):
        copies += later[date]
        days.append(DayQuantity(date, copies))
    return days


def runs_shipped(database: Database, shipment: int) -> list[int]:
    """Return the runs in a shipment."""
    return database.column("SELECT DISTINCT run FROM _movement WHERE entry = ? AND to_transit", [shipment])


def counts_of(database: Database, place: int, item: str, since: Time) -> list[StandingCount]:
    """Return the counts at a place, after a position in time, that cover an item or one of its runs."""
    rows = database.rows(
        "SELECT entry.id, entry.date, entry.position, entry.is_full, line.item, line.run, line.quantity "
        "FROM _standing AS entry LEFT JOIN count_line AS line ON line.count = entry.id AND (line.item = ?2 "
        "OR line.run IN (SELECT id FROM print_run WHERE print_run.item = ?2)) "
        "WHERE entry.place = ?1 AND entry.type = 'count' AND entry.date >= ?3 "
        "AND (entry.date, entry.position) > (?3, ?4) AND (entry.is_full OR line.count IS NOT NULL) "
        "ORDER BY entry.date, entry.position",
        (place, item, *since),
    )
    known: dict[int, tuple[Time, bool]] = {}
    runs: dict[int, dict[int, int]] = {}
    totals: dict[int, int] = {}
    for number, day, position, is_full, counted, run, quantity in rows:
        known.setdefault(number, (Time(day, position), bool(is_full)))
        if run is not None:
            runs.setdefault(number, {})[run] = quantity
        elif counted is not None:
            totals[number] = quantity
    return [
        StandingCount(number, time, runs.get(number, {}), totals.get(number), is_full)
        for number, (time, is_full) in known.items()
    ]


def is_counted(database: Database, place: int) -> bool:
    """Return whether the place was ever counted."""
    return database.is_so("SELECT EXISTS (SELECT 1 FROM entry WHERE type = 'count' AND place = ?)", [place])


class WholeCount(NamedTuple):
    """A count of all print runs of an item: its number and position in time."""

    number: int
    time: Time


def last_whole_count(database: Database, place: int, item: str, time: Time) -> WholeCount | None:
    """Return the last valid count of an item, or of everything, at a place before a position in time."""
    row = database.row(
        "SELECT entry.id, entry.date, entry.position FROM _standing AS entry "
        "WHERE entry.place = ?1 AND entry.type = 'count' AND (entry.date, entry.position) < (?3, ?4) "
        "AND (entry.is_full OR EXISTS (SELECT 1 FROM count_line "
        "WHERE count_line.count = entry.id AND count_line.item = ?2)) "
        "ORDER BY entry.date DESC, entry.position DESC LIMIT 1",
        (place, item, *time),
    )
    return WholeCount(row[0], Time(row[1], row[2])) if row else None


def places_counted(database: Database, item: str, since: Time) -> list[int]:
    """Return the places with a valid count of an item as a whole after a position in time."""
    return database.column(
        "SELECT DISTINCT entry.place FROM count_line JOIN _standing AS entry ON entry.id = count_line.count "
        "WHERE count_line.item = ? AND (entry.date, entry.position) > (?, ?) ORDER BY 1",
        (item, *since),
    )


def shelves_counted(database: Database) -> list[tuple[int, str]]:
    """Return the places and items with a total in a valid count."""
    rows = database.rows(
        "SELECT DISTINCT entry.place, count_line.item FROM count_line "
        "JOIN _standing AS entry ON entry.id = count_line.count WHERE count_line.item IS NOT NULL ORDER BY 1, 2"
    )
    return list(rows)


def items_counted(database: Database, count: int) -> list[str]:
    """Return the items that a count covers, as a whole or by run; for a full count, all that the place ever held."""
    return database.column(
        "SELECT coalesce(count_line.item, print_run.item) FROM count_line "
        "LEFT JOIN print_run ON print_run.id = count_line.run WHERE count_line.count = ?1 "
        "UNION SELECT print_run.item FROM entry JOIN balance ON balance.place = entry.place "
        "JOIN print_run ON print_run.id = balance.run WHERE entry.id = ?1 AND entry.is_full",
        [count],
    )


def difference_by_run(database: Database, count: int) -> dict[int, dict[int, int]]:
    """Return, by run, the net copies that a count's difference took from losses and from the public."""
    nets: dict[int, dict[int, int]] = {}
    rows = database.rows(
        "SELECT run, source, destination, sum(quantity) FROM movement WHERE count = ? "
        "GROUP BY run, source, destination",
        [count],
    )
    for run, source, destination, quantity in rows:
        net = nets.setdefault(run, {LOSS: 0, PUBLIC: 0})
        for end, copies in ((source, quantity), (destination, -quantity)):
            if end in net:  # `check` also reads movements that another program added between places
                net[end] += copies
    return nets


def counts_adjusted(database: Database, first: int) -> list[int]:
    """Return the counts before the entry `first` whose differences changed from that entry on."""
    return database.column(
        "SELECT count FROM (SELECT count, run, "
        "sum(CASE WHEN source IN (?2, ?3) THEN quantity ELSE -quantity END) AS change "
        "FROM movement WHERE entry >= ?1 AND count < ?1 GROUP BY count, run) "
        "WHERE change <> 0 GROUP BY count ORDER BY 1",
        (first, LOSS, PUBLIC),
    )


def corrections_of(database: Database, count: int) -> list[Correction]:
    """Return the changes in a count's difference by later commands, oldest first."""
    rows = database.rows(
        "SELECT entry.command, command.recorded_at, command.clerk, print_run.item, "
        "sum(CASE WHEN movement.source IN (?2, ?3) THEN quantity ELSE -quantity END) AS change "
        "FROM movement JOIN entry ON entry.id = movement.entry JOIN print_run ON print_run.id = movement.run "
        "JOIN _command AS command ON command.number = entry.command "
        "WHERE movement.count = ?1 GROUP BY entry.command, print_run.item ORDER BY entry.command, print_run.item",
        (count, LOSS, PUBLIC),
    )
    own = database.value("SELECT command FROM entry WHERE id = ?", [count])
    differences: dict[str, int] = {}
    found = []
    for command, moment, clerk, item, change in rows:
        before = differences.get(item, 0)
        differences[item] = before + change
        if change and command != own:
            found.append(Correction(command, moment, clerk, item, before, before + change))
    return found


@remembered("print_run", "voided")
def printed_by(database: Database, run: int, day: str) -> int:
    """Return the copies of a run printed up to `day`."""
    return database.number(
        "SELECT coalesce(sum(movement.quantity), 0) FROM _movement AS movement "
        "JOIN _standing AS entry ON entry.id = movement.entry "
        "WHERE movement.run = ? AND movement.from_printer AND entry.type = 'print' AND movement.date <= ?",
        (run, day),
    )


def last_taking(database: Database, place: int, run: int, day: str) -> int | None:
    """Return the last valid entry, except counts, that takes copies of the run from the place on `day`."""
    return database.number_or_none(
        "SELECT movement.entry FROM movement JOIN _standing AS entry ON entry.id = movement.entry "
        "WHERE movement.date = ? AND movement.run = ? AND movement.source = ? "
        "AND movement.count IS NULL "
        "ORDER BY movement.position DESC, movement.entry DESC LIMIT 1",
        (day, run, place),
    )


def last_taking_shipped(database: Database, shipment: int, run: int, day: str, outside: int) -> int | None:
    """Return the last valid entry that takes a shipment's copies from transit, or from losses, on `day`."""
    return database.number_or_none(
        "SELECT movement.entry FROM movement JOIN _standing AS entry ON entry.id = movement.entry "
        "WHERE movement.shipment = ? AND movement.run = ? AND movement.date = ? "
        "AND movement.source = ? "
        "ORDER BY movement.position DESC, movement.entry DESC LIMIT 1",
        (shipment, run, day, outside),
    )


def counts_before(database: Database, run: int, time: Time) -> list[int]:
    """Return the valid counts, at any place, that found copies of a run before a position in time."""
    return database.column(
        "SELECT entry.id FROM _standing AS entry JOIN count_line ON count_line.count = entry.id "
        "WHERE count_line.run = ? AND (entry.date, entry.position) < (?, ?) ORDER BY entry.id",
        (run, *time),
    )


class EntryAt(NamedTuple):
    """An entry at a place: its date and number."""

    date: str
    number: int


def last_entry_at(database: Database, place: int, day: str) -> EntryAt | None:
    """Return the last valid entry after `day` at a place, or with the place as source or destination."""
    row = database.row(
        "SELECT date, id FROM _standing WHERE place = ?1 AND date > ?2 "
        "UNION ALL SELECT entry.date, entry.id FROM balance "
        "JOIN movement ON movement.date = balance.date AND movement.run = balance.run "
        "AND balance.place IN (movement.source, movement.destination) AND movement.count IS NULL "
        "JOIN _standing AS entry ON entry.id = movement.entry "
        "WHERE balance.place = ?1 AND balance.date > ?2 ORDER BY date DESC, id DESC LIMIT 1",
        (place, day),
    )
    return EntryAt(*row) if row else None
