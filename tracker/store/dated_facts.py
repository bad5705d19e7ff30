"""Dated facts that hold from a day on, or no longer: closings, withdrawals and cancellations; and requests."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from tracker.deferred import NamedTuple
from tracker.model.dates import END_OF_TIME
from tracker.store.catalogue import next_id
from tracker.store.connection import Database, Statement, remembered
from tracker.store.statements import insert, source


class Turn(NamedTuple):
    """The beginning or end of such a fact."""

    about: int
    """The place, run or request."""
    is_so: bool
    date: str


TURNS = {"closing": ("place", "closed"), "withdrawal": ("run", "withdrawn"), "cancellation": ("request", "cancelled")}
"""The tables of such facts: the subject column, and the column for beginning or end."""


def turns_of(database: Database, table: str, number: int) -> list[Turn]:
    """Return the rows of a command in one of those tables, in order."""
    about, is_so = TURNS[table]
    rows = database.rows(f"SELECT {about}, {is_so}, date FROM {table} WHERE command = ? ORDER BY id", [number])
    return [Turn(what, bool(so), day) for what, so, day in rows]


def turns(database: Database, table: str, number: int) -> list[Turn]:
    """Return the beginnings and ends of the fact about a place, run or request, in order of time.

    The last row of a day applies, and one that changes nothing, as after an undo, is left out.
    """
    about, is_so = TURNS[table]
    rows = database.rows(f"SELECT date, {is_so} FROM {table} WHERE {about} = ? ORDER BY date, id", [number])
    by_day = dict(rows)
    before = (0, *by_day.values())
    return [Turn(number, bool(so), day) for was, (day, so) in zip(before, by_day.items(), strict=False) if so != was]


def since_on(database: Database, table: str, number: int, day: date) -> date | None:
    """Return the date since which the fact about a place, run or request holds on `day`, or None if it does not."""
    last = next((turn for turn in reversed(turns(database, table, number)) if turn.date <= day.isoformat()), None)
    return date.fromisoformat(last.date) if last and last.is_so else None


def last_day(database: Database, table: str, number: int) -> date | None:
    """Return the date of the last beginning or end of the fact, or None."""
    found = turns(database, table, number)
    return date.fromisoformat(found[-1].date) if found else None


def turned(database: Database, table: str, turn: Turn, command: int) -> list[Statement]:
    """Return the statements that record a beginning or end, valid until the next one.

    A later day whose rows changed nothing, as after an undo, gets a row too: the last of its rows would apply again.
    """
    about, is_so = TURNS[table]
    following = (each.date for each in turns(database, table, turn.about) if each.date > turn.date)
    days = database.column(
        f"SELECT DISTINCT date FROM {table} WHERE {about} = ? AND date > ? AND date < ? ORDER BY date",
        [turn.about, turn.date, next(following, END_OF_TIME)],
    )
    return [
        insert(table, id=number, command=command, **{about: turn.about, is_so: int(turn.is_so), "date": day})
        for number, day in enumerate([turn.date, *days], next_id(database, table))
    ]


def turned_once(database: Database, table: str, turn: Turn, command: int) -> Statement:
    """Return the statement that records a beginning or end, whatever the days after it."""
    about, is_so = TURNS[table]
    values = {about: turn.about, is_so: int(turn.is_so), "date": turn.date}
    return insert(table, id=next_id(database, table), command=command, **values)


@remembered("withdrawal")
def is_any_withdrawn(database: Database) -> bool:
    """Return whether any run has ever been withdrawn."""
    return database.is_so("SELECT EXISTS (SELECT 1 FROM withdrawal)")


def has_facts(database: Database, number: int) -> bool:
    """Return whether a command has rows in one of those tables, or recorded a request."""
    tables = " UNION ALL ".join(f"SELECT command FROM {table}" for table in (*TURNS, "request"))
    return database.is_so(f"SELECT EXISTS (SELECT 1 FROM ({tables}) WHERE command = ?)", [number])


def turns_without(database: Database, table: str, number: int) -> list[Turn]:
    """Return the rows to add to one of those tables to cancel out a command's rows there.

    Undos and what they undid do not count; requests of an undone command are cancelled from their date on.
    """
    about, is_so = TURNS[table]
    subjects = {turn.about for turn in turns_of(database, table, number)}
    added = _requests_undone(database, number) if table == "cancellation" else {}
    subjects |= {request for request, (command, _) in added.items() if command == number}
    turns: list[Turn] = []
    for subject in sorted(subjects):
        rows = database.rows(
            f"SELECT date, {is_so}, turn.command <> ?2 AND command.name <> 'undo' AND NOT EXISTS ("
            "SELECT 1 FROM _command_undone AS undone WHERE undone.number = turn.command AND undone.undone_by <> ?2) "
            f"FROM {table} AS turn JOIN command ON command.number = turn.command "
            f"WHERE turn.{about} = ?1 ORDER BY date, id",
            (subject, number),
        )
        history = list(rows)
        now, without = (
            {day: bool(so) for day, so, _ in history},
            {day: bool(so) for day, so, counts in history if counts},
        )
        if subject in added:
            since = added[subject][1]
            now, without = {since: False, **now}, {since: True}
        turns += (Turn(subject, so, day) for day, so in _differing(now, without))
    return turns


def _differing(now: dict[str, bool], wanted: dict[str, bool]) -> Iterator[tuple[str, bool]]:
    """Yield the dates, with values, at which rows are needed to turn the present state into the wanted one."""
    is_so = is_wanted = False
    for day in sorted({*now, *wanted}):
        is_so, is_wanted = now.get(day, is_so), wanted.get(day, is_wanted)
        if is_so != is_wanted:
            yield day, is_wanted


def _requests_undone(database: Database, number: int) -> dict[int, tuple[int, str]]:
    """Return the requests of a command and of all undone ones, with command and date."""
    rows = database.rows(
        "SELECT id, command, date FROM request WHERE command = ?1 OR EXISTS (SELECT 1 FROM _command_undone AS undone "
        "WHERE undone.number = request.command AND undone.undone_by <> ?1)",
        [number],
    )
    return {request: (command, day) for request, command, day in rows}


# Closed periods of places.


class ClosedPeriod(NamedTuple):
    """A period in which a place is closed: from `since` to the day before `until`; None if it is still closed."""

    since: str
    until: str | None


@remembered("closing")
def closed_periods(database: Database, place_id: int) -> list[ClosedPeriod]:
    """Return the periods in which a place is closed."""
    found = turns(database, "closing", place_id)
    following = [*(turn.date for turn in found[1:]), None]
    pairs = zip(found, following, strict=False)  # without a turn there is one more to follow
    return [ClosedPeriod(turn.date, until) for turn, until in pairs if turn.is_so]


def closed_since(database: Database, place_id: int) -> str | None:
    """Return the date since which the place is closed now, or None if it is open."""
    return next((period.since for period in closed_periods(database, place_id) if period.until is None), None)


# Requests: the one that a command recorded, those like another one, and what is open of an item.


def request_of(database: Database, command: int) -> int:
    """Return the first request that a command recorded."""
    return database.number("SELECT min(id) FROM request WHERE command = ?", [command])


def same_place_and_day(database: Database, number: int) -> list[int]:
    """Return earlier commands' requests for the same place and date as a request, the latest first."""
    return database.column(
        "SELECT other.id FROM request JOIN request AS other ON other.place = request.place "
        "AND other.date = request.date AND other.command < request.command WHERE request.id = ? ORDER BY other.id DESC",
        [number],
    )


def has_requests(database: Database) -> bool:
    """Return whether there is any request."""
    return database.is_so("SELECT EXISTS (SELECT 1 FROM request)")


class OpenLine(NamedTuple):
    """The open copies of an item in a request."""

    request: int
    open: int


def open_of_item(database: Database, item: str) -> list[OpenLine]:
    """Return the open copies of an item in each request, oldest first."""
    lines, parameters = source(database, "_request_line")
    rows = database.rows(
        f"SELECT request, open FROM {lines} WHERE item = :item ORDER BY request", {**parameters, "item": item}
    )
    return [OpenLine(request, copies) for request, copies in rows if copies > 0]


def copies_ever_got(database: Database, place: int) -> int:
    """Return the copies of all items that a place ever received, by printing, shipments or moves."""
    copies = database.value(
        "SELECT coalesce(sum(movement.quantity), 0) FROM _standing AS entry JOIN _movement AS movement "
        "ON movement.entry = entry.id AND movement.destination = entry.place AND movement.count IS NULL "
        "WHERE entry.place = ? AND entry.type IN ('print', 'receive', 'move')",
        [place],
    )
    return int(copies)


# Shipments in transit to a place.


def in_transit_to(database: Database, place: int, day: str = END_OF_TIME) -> list[int]:
    """Return the shipments with copies in transit to the place at the end of `day`."""
    return database.column(
        "SELECT entry.id FROM entry JOIN _movement AS movement ON movement.shipment = entry.id "
        "WHERE entry.type = 'ship' AND entry.place = ? AND movement.date <= ? GROUP BY entry.id "
        "HAVING sum((movement.to_transit - movement.from_transit) * movement.quantity) > 0 ORDER BY entry.id",
        (place, day),
    )
