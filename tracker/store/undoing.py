"""Undone commands, the reversible parts of commands, and the effects of undos."""

import json
from collections.abc import Collection

from tracker.deferred import NamedTuple
from tracker.store.connection import Database
from tracker.store.dated_facts import has_facts


class Undoable(NamedTuple):
    """A command, and whether it can be undone."""

    number: int
    name: str
    clerk: str
    undone_by: int | None
    is_undoable: bool
    """Whether it recorded only entries, closings, withdrawals, requests and their opposites."""


def command(database: Database, number: int) -> Undoable | None:
    """Return the command with this number, or None."""
    row = database.row(
        "SELECT command.number, command.name, command.clerk, "
        "(SELECT undone_by FROM _command_undone WHERE _command_undone.number = command.number), "
        f"command.removed = 0 AND command.facts = ({_SET_BACK}), command.first_entry IS NOT NULL "
        "FROM command WHERE command.number = ?1",
        [number],
    )
    if row is None:
        return None
    number, name, clerk, undone_by, is_whole, has_entries = row
    is_undoable = bool(is_whole and (has_entries or has_facts(database, number)))
    return Undoable(number, name, clerk, undone_by, is_undoable)


def remedy(database: Database, number: int) -> str | None:
    """Return the command line that undoes a command, or None if it cannot be undone, or already was."""
    what = command(database, number)
    can_be = what is not None and what.is_undoable and what.undone_by is None and what.name != "undo"
    return f"tracker undo --command {number}" if can_be else None


_OWN = "BETWEEN command.first_entry AND command.last_entry"
_NEW_RUN = (
    "EXISTS (SELECT 1 FROM movement AS printed JOIN entry ON entry.id = printed.entry "
    "WHERE printed.source = 1 AND entry.command = ?1 AND entry.type = 'print' AND printed.run = "
)
_NEW_PLACES = "IN (SELECT id FROM place WHERE place.command = ?1)"
_NEW_REQUESTS = "IN (SELECT id FROM request WHERE request.command = ?1)"

_SET_BACK = " + ".join(
    f"(SELECT count(*) FROM {table} WHERE {which})"
    for table, which in (
        ("count_line", f"count_line.count {_OWN}"),
        ("voided", f"voided.void {_OWN}"),
        ("undoing", "undoing.command = ?1"),
        ("closing", "closing.command = ?1"),
        ("withdrawal", "withdrawal.command = ?1"),
        ("cancellation", "cancellation.command = ?1"),
        ("request", "request.command = ?1"),
        ("request_line", f"request_line.command = ?1 AND request_line.request {_NEW_REQUESTS}"),
        ("shipment_cost", f"shipment_cost.shipment {_OWN}"),
        ("handout_audience", f"handout_audience.handout {_OWN}"),
        ("run_detail", f"run_detail.command = ?1 AND {_NEW_RUN} run_detail.run)"),
        ("run_share", f"run_share.command = ?1 AND {_NEW_RUN} run_share.run)"),
        ("place_detail", f"place_detail.command = ?1 AND place_detail.place {_NEW_PLACES}"),
        (
            "text",
            f"text.command = ?1 AND (text.entry {_OWN} OR text.request {_NEW_REQUESTS} "
            f"OR {_NEW_RUN} text.run) OR coalesce(text.entry, text.request, text.run) IS NULL)",
        ),
    )
)
"""The number of facts of a command that an undo reverses, or that belong to reversed ones."""


def before(database: Database, clerk: str, number: int | None = None) -> int | None:
    """Return the last command of a clerk, before `number` if given, that is neither an undo nor undone; or None."""
    return database.number_or_none(
        "SELECT number FROM command WHERE clerk = ?1 AND name <> 'undo' AND (?2 IS NULL OR number < ?2) "
        "AND NOT EXISTS (SELECT 1 FROM _command_undone WHERE _command_undone.number = command.number) "
        "AND number <= (SELECT max(number) FROM command) ORDER BY number DESC LIMIT 1",
        (clerk, number),
    )


def is_all_of(database: Database, number: int) -> bool:
    """Return whether a command recorded only entries or requests, so that reversing these undoes it."""
    return not database.value(
        "SELECT EXISTS (SELECT 1 FROM closing WHERE command = ?1) "
        "OR EXISTS (SELECT 1 FROM withdrawal WHERE command = ?1) "
        "OR EXISTS (SELECT 1 FROM cancellation WHERE command = ?1) "
        "OR EXISTS (SELECT 1 FROM undoing WHERE command = ?1) "
        "OR EXISTS (SELECT 1 FROM entry WHERE command = ?1 AND type = 'void')",
        [number],
    )


def commands_undone(database: Database, numbers: Collection[int]) -> dict[int, int]:
    """Return the commands that undid the first recording of these entries, by entry."""
    rows = database.rows(
        "SELECT entry.id, undone.undone_by FROM entry "
        "JOIN entry AS first ON first.id = coalesce(entry.restores, entry.id) "
        "JOIN _command_undone AS undone ON undone.number = first.command "
        "WHERE entry.id IN (SELECT value FROM json_each(?))",
        [json.dumps(list(numbers))],
    )
    return dict(rows)


def places_added(database: Database, command: int) -> list[str]:
    """Return the codes of the places that a command added."""
    return database.column("SELECT code FROM place WHERE command = ? ORDER BY id", [command])


class SetBack(NamedTuple):
    """An entry that an undo voided or, with its new number in `again`, recorded again."""

    number: int
    again: int | None
    type: str
    date: str
    place: str
    copies: int


_COPIES = (
    "(SELECT coalesce(sum(quantity), 0) FROM _movement AS movement WHERE movement.entry = entry.id "
    "AND movement.count IS NULL AND (entry.type <> 'receive' OR NOT to_loss))"
)
"""The copies that an entry moved, without count differences and copies missing from a shipment."""


def reversed_by(database: Database, number: int) -> list[SetBack]:
    """Return the entries that an undo voided, then those it recorded again, with their copies."""
    rows = database.rows(
        f"SELECT entry.id, NULL, entry.type, entry.date, place.code, {_COPIES} "
        "FROM entry AS void JOIN voided ON voided.void = void.id JOIN entry ON entry.id = voided.entry "
        "JOIN place ON place.id = entry.place WHERE void.command = ?1 AND void.type = 'void' "
        "UNION ALL SELECT coalesce((SELECT max(before.id) FROM entry AS before WHERE before.restores = entry.restores "
        f"AND before.id < entry.id), entry.restores), entry.id, entry.type, entry.date, place.code, {_COPIES} "
        "FROM entry JOIN place ON place.id = entry.place WHERE entry.command = ?1 AND entry.restores IS NOT NULL",
        [number],
    )
    return [SetBack(*row) for row in rows]


def undone_by(database: Database, number: int) -> int:
    """Return the command that an undo reversed."""
    return database.number("SELECT undone FROM undoing WHERE command = ?", [number])


class Open(NamedTuple):
    """A request that is not cancelled, and its date."""

    number: int
    date: str


def requests_of(database: Database, number: int) -> list[Open]:
    """Return the requests that a command recorded and that are not cancelled."""
    rows = database.rows(
        "SELECT id, date FROM request WHERE command = ? AND NOT coalesce((SELECT cancelled FROM cancellation "
        "WHERE cancellation.request = request.id ORDER BY cancellation.date DESC, cancellation.id DESC LIMIT 1), 0) "
        "ORDER BY id",
        [number],
    )
    return [Open(*row) for row in rows]
