"""User text: its versions, new ones, and permanent redaction."""

from collections.abc import Callable, Collection
from typing import TYPE_CHECKING

from tracker.deferred import NamedTuple
from tracker.model.entries import TextVersion
from tracker.store.connection import Database, Statement
from tracker.store.statements import insert, numbered
from tracker.store.transactions import compact, writing

if TYPE_CHECKING:
    from _typeshed import StrPath

TRACES = "traces"
"""The setting with the command whose redacted text may have left traces in the file."""


class Subject(NamedTuple):
    """The subject of a text, one of these."""

    entry: int | None
    request: int | None
    run: str | None
    """The code of a print run."""
    command: int | None
    """The command that recorded another fact, such as the closing of a place."""


def versions(database: Database, entry: int) -> tuple[TextVersion, ...]:
    """Return the versions of an entry's texts, oldest first."""
    rows = database.rows(
        "SELECT text.command, command.recorded_at, command.clerk, reference, carrier, reason, note, redacted "
        "FROM text LEFT JOIN _command AS command ON command.number = text.command "
        "WHERE text.entry = ? ORDER BY text.command",
        [entry],
    )
    return tuple(TextVersion(*row) for row in rows)


def amend(command: int, entry: int, version: TextVersion) -> Statement:
    """Return the statement that records a new version of an entry's texts."""
    return insert(
        "text",
        command=command,
        entry=entry,
        reference=version.reference,
        carrier=version.carrier,
        reason=version.reason,
        note=version.note,
    )


def carriers(database: Database) -> list[str]:
    """Return the carriers of entries, the latest first."""
    return database.column(
        "SELECT carrier FROM text WHERE carrier IS NOT NULL AND entry IS NOT NULL "
        "GROUP BY carrier ORDER BY max(id) DESC"
    )


def last_reference(database: Database, entry_type: str) -> str | None:
    """Return the last reference of this type, or None; a replacement counts at the old entry's place."""
    row = database.row(
        "SELECT text.reference FROM text JOIN entry ON entry.id = text.entry "
        "WHERE entry.type = ? AND text.reference IS NOT NULL AND entry.replaces IS NULL "
        "AND (entry.id NOT IN (SELECT entry FROM voided) "
        "OR EXISTS (SELECT 1 FROM entry AS later WHERE later.replaces = entry.id)) "
        "ORDER BY entry.id DESC, text.id DESC LIMIT 1",
        [entry_type],
    )
    return None if row is None else str(row[0])


# Select texts ------------------------------------------------------------------------------------------


def of_entries(database: Database, numbers: Collection[int]) -> list[int]:
    """Return the ids of the texts of entries, their receipts, the voids of either, and the runs they printed."""
    return database.column(
        "WITH given AS (SELECT value AS id FROM json_each(?)), "
        "first AS (SELECT coalesce(restores, entry.id) AS id FROM given JOIN entry USING (id)), "
        "asked AS (SELECT id FROM first UNION SELECT entry.id FROM entry JOIN first ON entry.restores = first.id), "
        "parcel AS (SELECT id FROM asked UNION SELECT entry.id FROM entry JOIN asked ON entry.shipment = asked.id), "
        "whole AS (SELECT id FROM parcel UNION SELECT void FROM voided WHERE entry IN (SELECT id FROM parcel)) "
        "SELECT id FROM text WHERE entry IN (SELECT id FROM whole) OR run IN ("
        "SELECT movement.run FROM movement JOIN entry ON entry.id = movement.entry "
        "WHERE entry.id IN (SELECT id FROM asked) AND entry.type = 'print' AND movement.source = 1)",
        [numbered(numbers)],
    )


def of_request(database: Database, number: int) -> list[int]:
    """Return the ids of the texts of a request and its cancellation."""
    return database.column(
        "SELECT id FROM text WHERE request = ?1 OR (coalesce(entry, request, run) IS NULL "
        "AND command IN (SELECT command FROM cancellation WHERE request = ?1))",
        [number],
    )


def of_command(database: Database, number: int) -> list[int]:
    """Return the ids of the texts that a command wrote, and of all their other versions."""
    return database.column(
        "SELECT id FROM text WHERE command = ?1 "
        "OR entry IN (SELECT entry FROM text WHERE command = ?1) "
        "OR request IN (SELECT request FROM text WHERE command = ?1) "
        "OR run IN (SELECT run FROM text WHERE command = ?1)",
        [number],
    )


def has_request(database: Database, number: int) -> bool:
    """Return whether there is a request with this number."""
    return database.is_so("SELECT EXISTS (SELECT 1 FROM request WHERE id = ?)", [number])


def not_yet_empty(database: Database, ids: Collection[int]) -> list[int]:
    """Return the ids of those texts that were not redacted before."""
    return database.column(
        "SELECT id FROM text WHERE id IN (SELECT value FROM json_each(?)) AND redacted IS NULL", [numbered(ids)]
    )


def last_redaction(database: Database, ids: Collection[int]) -> int | None:
    """Return the last command that redacted one of the texts, given by id; or None."""
    return database.number_or_none(
        "SELECT max(redacted) FROM text WHERE id IN (SELECT value FROM json_each(?))", [numbered(ids)]
    )


def rewritten_by(database: Database, command: int) -> int:
    """Return the entry whose texts a command changed, or the print of the run whose details it changed."""
    return database.number(
        "SELECT coalesce((SELECT min(entry) FROM text WHERE command = ?1), (SELECT max(movement.entry) "
        "FROM run_detail JOIN movement USING (run) WHERE run_detail.command = ?1 AND source = 1))",
        [command],
    )


# Redact texts ------------------------------------------------------------------------------------------


def empty(command: int, ids: Collection[int]) -> list[Statement]:
    """Return the statements that redact texts, given by id, and record that traces may be in the file."""
    return [Statement(_EMPTY, (command, numbered(ids))), note_traces(command)]


_EMPTY = (
    "UPDATE text SET reference = NULL, carrier = NULL, reason = NULL, note = NULL, redacted = ? "
    "WHERE id IN (SELECT value FROM json_each(?)) AND redacted IS NULL"
)


def note_traces(command: int) -> Statement:
    """Return the statement that records that traces of a command's redacted texts may be in the file."""
    return Statement(
        "INSERT INTO setting (name, value) VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value",
        (TRACES, str(command)),
    )


def redacted_by(database: Database, command: int) -> list[Subject]:
    """Return the subjects of the texts that a command redacted, one per text."""
    rows = database.rows(
        "SELECT text.entry, text.request, print_run.code, iif(coalesce(entry, request, run) IS NULL, command, NULL) "
        "FROM text LEFT JOIN print_run ON print_run.id = text.run WHERE redacted = ? "
        "ORDER BY text.entry, text.request, print_run.code, text.command",
        [command],
    )
    return [Subject(*row) for row in rows]


def named_by(database: Database, redaction: int) -> list[int]:
    """Return the commands that wrote texts redacted by a command, and keep a sheet's name or a key."""
    return database.column(
        "SELECT DISTINCT number FROM command JOIN text ON text.command = number "
        "WHERE redacted = ? AND coalesce(sheet, key) IS NOT NULL ORDER BY number",
        [redaction],
    )


def were_emptied(database: Database, since: int) -> bool:
    """Return whether a later command redacted texts that existed at the command `since`."""
    return database.is_so("SELECT EXISTS (SELECT 1 FROM text WHERE redacted > ?1 AND command <= ?1)", [since])


def still_written(database: Database, emptied: Collection[int]) -> list[int]:
    """Return the entries with texts that are related to entries whose texts were redacted."""
    return database.column(
        "WITH emptied AS (SELECT value AS id FROM json_each(?)) "
        "SELECT entry.id FROM entry WHERE id NOT IN (SELECT id FROM emptied) AND ("
        "replaces IN (SELECT id FROM emptied) "
        "OR id IN (SELECT replaces FROM entry WHERE id IN (SELECT id FROM emptied)) "
        "OR id IN (SELECT voids FROM entry WHERE id IN (SELECT id FROM emptied)) "
        "OR id IN (SELECT shipment FROM entry WHERE id IN (SELECT id FROM emptied))) "
        "AND EXISTS (SELECT 1 FROM text WHERE text.entry = entry.id "
        "AND coalesce(reference, carrier, reason, note) IS NOT NULL) ORDER BY id",
        [numbered(emptied)],
    )


def first_written(database: Database, ids: Collection[int]) -> str | None:
    """Return the earliest timestamp of the texts, given by id, or the time of a wrong clock if that is earlier."""
    return database.text_or_none(
        "SELECT min(min(command.recorded_at, _command.recorded_at)) FROM command JOIN _command USING (number) "
        "WHERE number IN ("
        "SELECT command FROM text WHERE id IN (SELECT value FROM json_each(?)))",
        [numbered(ids)],
    )


def backups(database: Database) -> list[tuple[str, str]]:
    """Return the file and timestamp of each recorded backup."""
    rows = database.rows("SELECT file, recorded_at FROM backup ORDER BY id")
    return [(file, recorded_at) for file, recorded_at in rows]


# Erase traces ------------------------------------------------------------------------------------------


def traces(database: Database) -> int | None:
    """Return the last command whose redacted texts may have left traces in the file, or None."""
    command = database.value("SELECT value FROM setting WHERE name = ?", [TRACES])
    return None if command is None else int(command)


def leave_no_trace(path: "StrPath") -> None:
    """Rewrite the file, and clear the record of traces. Raises Unusable if that is not possible now."""
    compact(path)
    with writing(path, local=True) as database:
        database.apply([Statement("DELETE FROM setting WHERE name = ?", (TRACES,))])


def entries_with(
    database: Database, holds: Callable[[object], bool], most: int | None = None
) -> tuple[list[int], bool]:
    """Return the entries with texts, in any version, that satisfy `holds`, the latest first, and whether these are all.

    `holds` is called with many texts at once, one per line, and must be true if it is true of one of them. Once `most`
    or more are found, earlier ones are not searched; and no more than the latest _SEARCHED texts.
    """
    found: list[int] = []
    last = database.value("SELECT max(id) FROM text") or 0
    for begin in range(last - last % _BLOCK, -1, -_BLOCK):
        if most is not None and (len(found) >= most or begin < last - _SEARCHED):
            return found, False
        block = (begin, begin + _BLOCK - 1)
        whole = database.row(_WHOLE, block) or ()  # joining texts in Python takes three times as long
        if any(text and holds(text) for text in whole):
            found += [entry for entry, *texts in database.rows(_TEXTS, block) if any(map(holds, filter(None, texts)))]
    return found, True


_BLOCK = 4096
"""The number of texts searched at once."""

_SEARCHED = 400_000
"""The number of texts searched if not all entries are wanted."""

_WHOLE = (
    "SELECT group_concat(reference, char(10)), group_concat(carrier, char(10)), group_concat(reason, char(10)), "
    "group_concat(note, char(10)) FROM text WHERE id BETWEEN ? AND ? AND entry IS NOT NULL"
)

_TEXTS = "SELECT entry, reference, carrier, reason, note FROM text WHERE id BETWEEN ? AND ? AND entry IS NOT NULL"
