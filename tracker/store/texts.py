"""What people wrote: its versions, a new one, and emptying all of them for good."""

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
"""The setting that holds the command whose emptied texts may have left traces in the file."""


class Subject(NamedTuple):
    """What a text is about, one of these."""

    entry: int | None
    request: int | None
    run: str | None
    """The code of a print run."""
    command: int | None
    """The command that recorded something else, such as the closing of a place."""


def versions(database: Database, entry: int) -> tuple[TextVersion, ...]:
    """Return the versions of what is written about an entry, oldest first."""
    rows = database.rows(
        "SELECT text.command, command.recorded_at, command.clerk, reference, carrier, reason, note, redacted "
        "FROM text LEFT JOIN _command AS command ON command.number = text.command "
        "WHERE text.entry = ? ORDER BY text.command",
        [entry],
    )
    return tuple(TextVersion(*row) for row in rows)


def amend(command: int, entry: int, version: TextVersion) -> Statement:
    """Return the statement that records a further version of what is written about an entry."""
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
    """Return the carriers of entries, the one that was named last first."""
    return database.column(
        "SELECT carrier FROM text WHERE carrier IS NOT NULL AND entry IS NOT NULL "
        "GROUP BY carrier ORDER BY max(id) DESC"
    )


def last_reference(database: Database, entry_type: str) -> str | None:
    """Return the reference of the last entry of that type that has one, None if none has.

    Entries that were voided do not count, and one that was replaced counts in its old place: who corrects an old entry
    goes on from the newest reference.
    """
    row = database.row(
        "SELECT text.reference FROM text JOIN entry ON entry.id = text.entry "
        "WHERE entry.type = ? AND text.reference IS NOT NULL AND entry.replaces IS NULL "
        "AND (entry.id NOT IN (SELECT entry FROM voided) "
        "OR EXISTS (SELECT 1 FROM entry AS later WHERE later.replaces = entry.id)) "
        "ORDER BY entry.id DESC, text.id DESC LIMIT 1",
        [entry_type],
    )
    return None if row is None else str(row[0])


# Which texts -----------------------------------------------------------------------------------------


def of_entries(database: Database, numbers: Collection[int]) -> list[int]:
    """Return the texts, by id, of entries, of their receipts, of the voids of either, and of the runs they printed."""
    return _ids(
        database,
        "WITH given AS (SELECT value AS id FROM json_each(?)), "
        "first AS (SELECT coalesce(restores, entry.id) AS id FROM given JOIN entry USING (id)), "
        "asked AS (SELECT id FROM first UNION SELECT entry.id FROM entry JOIN first ON entry.restores = first.id), "
        "parcel AS (SELECT id FROM asked UNION SELECT entry.id FROM entry JOIN asked ON entry.shipment = asked.id), "
        "whole AS (SELECT id FROM parcel UNION SELECT void FROM voided WHERE entry IN (SELECT id FROM parcel)) "
        "SELECT id FROM text WHERE entry IN (SELECT id FROM whole) OR run IN ("
        "SELECT movement.run FROM movement JOIN entry ON entry.id = movement.entry "
        "WHERE entry.id IN (SELECT id FROM asked) AND entry.type = 'print' AND movement.source = 1)",
        numbered(numbers),
    )


def of_request(database: Database, number: int) -> list[int]:
    """Return the texts, by id, of a request and of its cancellation."""
    return _ids(
        database,
        "SELECT id FROM text WHERE request = ?1 OR (coalesce(entry, request, run) IS NULL "
        "AND command IN (SELECT command FROM cancellation WHERE request = ?1))",
        number,
    )


def of_command(database: Database, number: int) -> list[int]:
    """Return the texts, by id, that a command wrote, and all other versions of them."""
    return _ids(
        database,
        "SELECT id FROM text WHERE command = ?1 "
        "OR entry IN (SELECT entry FROM text WHERE command = ?1) "
        "OR request IN (SELECT request FROM text WHERE command = ?1) "
        "OR run IN (SELECT run FROM text WHERE command = ?1)",
        number,
    )


def has_request(database: Database, number: int) -> bool:
    """Return whether there is a request of that number."""
    return bool(database.value("SELECT EXISTS (SELECT 1 FROM request WHERE id = ?)", [number]))


def not_yet_empty(database: Database, ids: Collection[int]) -> list[int]:
    """Return those of the texts, by id, that were not emptied before."""
    return _ids(
        database,
        "SELECT id FROM text WHERE id IN (SELECT value FROM json_each(?)) AND redacted IS NULL",
        numbered(ids),
    )


def last_redaction(database: Database, ids: Collection[int]) -> int | None:
    """Return the last command that emptied one of the texts, given by id; None when none was emptied."""
    command: int | None = database.value(
        "SELECT max(redacted) FROM text WHERE id IN (SELECT value FROM json_each(?))", [numbered(ids)]
    )
    return command


def _ids(database: Database, question: str, about: int | str) -> list[int]:
    return database.column(question, [about])


def rewritten_by(database: Database, command: int) -> int:
    """Return the entry of which a command recorded new texts, or the print of the run of which it did new details."""
    return int(
        database.value(
            "SELECT coalesce((SELECT min(entry) FROM text WHERE command = ?1), (SELECT max(movement.entry) "
            "FROM run_detail JOIN movement USING (run) WHERE run_detail.command = ?1 AND source = 1))",
            [command],
        )
    )


# Emptying them ---------------------------------------------------------------------------------------


def empty(command: int, ids: Collection[int]) -> list[Statement]:
    """Return the statements that empty texts, given by id, and note that traces of them may be in the file."""
    return [Statement(_EMPTY, (command, numbered(ids))), note_traces(command)]


_EMPTY = (
    "UPDATE text SET reference = NULL, carrier = NULL, reason = NULL, note = NULL, redacted = ? "
    "WHERE id IN (SELECT value FROM json_each(?)) AND redacted IS NULL"
)


def note_traces(command: int) -> Statement:
    """Return the statement that notes that traces of the texts that a command emptied may be in the file."""
    return Statement(
        "INSERT INTO setting (name, value) VALUES (?, ?) ON CONFLICT DO UPDATE SET value = excluded.value",
        (TRACES, str(command)),
    )


def emptied_by(database: Database, command: int) -> list[Subject]:
    """Return what the texts that a command emptied were about, each text once."""
    rows = database.rows(
        "SELECT text.entry, text.request, print_run.code, iif(coalesce(entry, request, run) IS NULL, command, NULL) "
        "FROM text LEFT JOIN print_run ON print_run.id = text.run WHERE redacted = ? "
        "ORDER BY text.entry, text.request, print_run.code, text.command",
        [command],
    )
    return [Subject(*row) for row in rows]


def were_emptied(database: Database, since: int) -> bool:
    """Return whether a later command than that one emptied texts that were written by then."""
    return bool(database.value("SELECT EXISTS (SELECT 1 FROM text WHERE redacted > ?1 AND command <= ?1)", [since]))


def still_written(database: Database, emptied: Collection[int]) -> list[int]:
    """Return the entries with texts that belong to the same story as those entries whose texts were emptied."""
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
    """Return the earliest moment at which one of the texts, given by id, was written, or a clock showed then."""
    moment: str | None = database.value(
        "SELECT min(min(command.recorded_at, _command.recorded_at)) FROM command JOIN _command USING (number) "
        "WHERE number IN ("
        "SELECT command FROM text WHERE id IN (SELECT value FROM json_each(?)))",
        [numbered(ids)],
    )
    return moment


def backups(database: Database) -> list[tuple[str, str]]:
    """Return file and moment of each recorded backup."""
    rows = database.rows("SELECT file, recorded_at FROM backup ORDER BY id")
    return [(file, recorded_at) for file, recorded_at in rows]


# Leaving no trace ------------------------------------------------------------------------------------


def traces(database: Database) -> int | None:
    """Return the last command whose emptied texts may have left traces in the file, None when there are no traces."""
    command = database.value("SELECT value FROM setting WHERE name = ?", [TRACES])
    return None if command is None else int(command)


def leave_no_trace(path: "StrPath") -> None:
    """Write the file anew, and forget that there may be traces. Raises Unusable when that is not possible now."""
    compact(path)
    with writing(path, local=True) as database:
        database.apply([Statement("DELETE FROM setting WHERE name = ?", (TRACES,))])


def entries_with(database: Database, holds: Callable[[object], bool], most: int | None = None) -> list[int]:
    """Return the entries about which something was written that `holds` is true of, in any of its versions.

    It must be true of a whole that is made of texts, a line each, when it is true of one of them: it is asked about
    many at once. What was written last comes first; when `most` or more are found, no earlier ones are looked for.
    """
    found: list[int] = []
    last = database.value("SELECT max(id) FROM text") or 0
    for begin in range(last - last % _BLOCK, -1, -_BLOCK):
        if most is not None and len(found) >= most:
            break
        block = {"first": begin, "last": begin + _BLOCK - 1}
        whole = database.row(_WHOLE, block) or ()
        if any(text and holds(text) for text in whole):
            found += [entry for entry, *texts in database.rows(_TEXTS, block) if any(map(holds, filter(None, texts)))]
    return found


_BLOCK = 4096
"""How many rows of texts are looked at in one go."""

_WHOLE = (
    "SELECT group_concat(reference, char(10)), group_concat(carrier, char(10)), group_concat(reason, char(10)), "
    "group_concat(note, char(10)) FROM text WHERE id BETWEEN :first AND :last AND entry IS NOT NULL"
)

_TEXTS = (
    "SELECT entry, reference, carrier, reason, note FROM text WHERE id BETWEEN :first AND :last AND entry IS NOT NULL"
)
