"""Verify a database: SQLite's own checks, and the ledger's rules over all content."""

from collections.abc import Collection, Iterator
from functools import partial
from itertools import islice
from typing import Any

from tracker.errors import Unusable
from tracker.languages import worded
from tracker.messages import Message
from tracker.model.as_of import AsOf
from tracker.model.table import Value
from tracker.model.text import is_unsafe, plain
from tracker.store.catalogue import default_store
from tracker.store.commands import rows_without_command
from tracker.store.connection import SCHEMA_VERSION, Database
from tracker.store.identity import differences, expected
from tracker.store.queries import as_of, checks
from tracker.store.statements import quoted

_Finding = dict[str, Any]
"""The name of a message, as `finding`, and its fields."""

# Text that no command wrote: not UTF-8, or with characters that commands refuse.


def _unfit_texts(database: Database) -> Iterator[_Finding]:
    """Yield the invalid texts in the tables, except references and dates, which other checks compare."""
    for table in (name for kind, name, _ in expected() if kind == "table"):
        for (column,) in list(database.rows(_COLUMNS, [table])):
            name = quoted(column)
            for (text,) in database.rows(f"SELECT CAST({name} AS BLOB) FROM {quoted(table)} WHERE {name} NOT NULL"):
                # In a damaged row SQLite returns NULL all the same: it trusts a column that is NOT NULL.
                if text is not None and (wrong := _wrong(text)) is not None:
                    yield {**wrong, "table": table, "column": column}


_COLUMNS = """
SELECT field.name
  FROM pragma_table_xinfo(?1) AS field
 WHERE field.type = 'TEXT'
   AND NOT (?1 IN ('entry', 'movement') AND field.name IN ('type', 'date'))
   AND field.name NOT IN (SELECT "from" FROM pragma_foreign_key_list(?1))
"""
"""The text columns of a table that are neither references nor compared by a CHECK with the values of commands."""


def _wrong(stored: bytes) -> _Finding | None:
    try:
        text = stored.decode("utf-8")
    except UnicodeDecodeError:
        return {"finding": "text_unreadable", "text": plain(stored.decode("utf-8", "replace"))[:_SHOWN]}
    character = None if text.isprintable() else next(filter(is_unsafe, text), None)
    if character is None:
        return None
    return {"finding": "text_unsafe", "character": f"U+{ord(character):04X}", "text": plain(text)[:_SHOWN]}


_SHOWN = 100
"""The maximum length of quoted text."""

MOST = 100
"""The maximum number of discrepancies per check; more would hide the others."""

SENTENCES = {
    "file_damaged": Message("SQLite reports damage: {problem}."),
    "object_missing": Message("The {kind} {name} is missing from the database."),
    "object_changed": Message("The {kind} {name} of the database differs from schema version {schema}."),
    "object_unknown": Message("The {kind} {name} of the database is not part of schema version {schema}."),
    "text_unreadable": Message("A row of table {table} has damaged text in {column} (not UTF-8): '{text}'."),
    "text_unsafe": Message(
        "A row of table {table} has a character in {column} that commands do not accept ({character}): '{text}'."
    ),
    "row_dangling": Message("Row {row} of table {table} refers to a missing row of table {parent}."),
    "some_row_dangling": Message("A row of table {table} refers to a missing row of table {parent}."),
    "default_store_missing": Message("The default store is missing from the database."),
    "default_store_unfit": Message("The default store, {place}, is of kind {kind}."),
    "copies_unaccounted": Message(
        "Copies of {run}: {printed} printed and {found} found, but {accounted} are accounted for."
    ),
    "place_short": Message("Place {place} has a balance of {copies} for {run} at the end of {date}."),
    "transit_short": Message(
        "Shipment {shipment} has a balance of {copies} for {run} in transit at the end of {date}."
    ),
    "losses_short": Message("Shipment {shipment} has a balance of {copies} lost copies of {run} at the end of {date}."),
    "balance_wrong": Message(
        "The balance of {run} at {place} on {date} is {booked}, but the movements add up to {moved}."
    ),
    "arrivals_wrong": Message("Copies of {run} received at {place} on {date}: {moved}; the balance differs."),
    "first_command_missing": Message("Command 1 is missing: the first one is {command}."),
    "command_missing": Message("Command {command} is missing."),
    "moment_not_later": Message(
        "Command {command} was recorded at {recorded_at}, not later than the command before it."
    ),
    "moment_invalid": Message("Command {command} was recorded at '{recorded_at}', which is not a valid timestamp."),
    "moment_ahead": Message(
        "Command {command} was recorded at {recorded_at}, in the future; if the clock was wrong, run "
        "'tracker clock fix {command} MOMENT'."
    ),
    "moments_ahead": Message(
        "Commands {command} to {last} were recorded up to {recorded_at}, in the future; set the clock, or "
        "run 'tracker clock fix {command}..{last} MOMENT'."
    ),
    "clock_behind": Message(
        "Commands {command} to {last}, by several clerks, were recorded up to {recorded_at}, in the future; "
        "set this computer's clock, or see 'tracker clock fix -h'."
    ),
    "entries_missing": Message("Command {command} should have {stated} entries, but has {found}."),
    "entries_out_of_turn": Message("The first entry of command {command} is {found}, but should be {stated}."),
    "movements_missing": Message("Command {command} should have {stated} movements, but has {found}."),
    "facts_added": Message("Command {command} should have {stated} other records, but has {found}."),
    "facts_missing": Message("The commands should have {stated} other records, but have {found}."),
    "row_of_no_command": Message("Rows of table {table} belong to no command; to delete them, run: {statement}"),
    "count_contradicted": Message(
        "Count {entry} has {counted} of {what} at {place} on {date}, but the movements give {held}."
    ),
    "count_misdivided": Message(
        "Count {entry} of {item} at {place} found {counted}: {expected} should belong to {run}, but {held} do."
    ),
    "movement_of_no_run": Message("Movement {line} of entry {entry} is of print run {run}, which does not exist."),
    "movement_of_no_place": Message(
        "Movement {line} of entry {entry} goes from {source} to {destination}, one of which does not exist."
    ),
    "movement_unfit": Message(
        "Movement {line} of entry {entry} ({type}), from {source} to {destination} on {date}, is not valid for "
        "this type of entry."
    ),
    "count_misbooked": Message(
        "Count {entry} records {from_losses} of {what} from losses and {from_public} from the public, which does "
        "not match its difference."
    ),
    "void_incomplete": Message("Void {void} does not exactly reverse the entry it voids."),
    "closed_place_holds": Message("Place {place} has a balance of {copies} for {run} on {date}, when it is closed."),
    "closed_place_asks": Message("Request {request} from {place} requests {item}, but the place is closed."),
    "entry_at_closed_place": Message("Entry {entry} is dated {date}, when its place, {place}, was closed."),
    "receipt_elsewhere": Message(
        "Receipt {entry} belongs to entry {other} ({other_type}), which is not a shipment to its place."
    ),
    "receipt_early": Message("Receipt {entry} comes before its shipment {other}."),
    "request_for_others": Message(
        "Shipment {entry} fulfils request {other}, but ships items that it does not request."
    ),
    "request_elsewhere": Message("Shipment {entry} fulfils request {other} of another place."),
    "replacement_unfit": Message(
        "Entry {entry} ({type}) does not correctly replace entry {other} ({other_type}): it must have the same "
        "type, and the same command must void the original."
    ),
    "void_unfit": Message("Entry {entry} ({type}) is not a valid void of entry {other} ({other_type})."),
    "receipt_left": Message("Receipt {other} is still valid, but its shipment was voided by entry {entry}."),
    "count_empty": Message("Count {entry} counts no items."),
    "not_a_count": Message("Entry {entry} ({type}) has count lines."),
    "counted_twice": Message("Count {entry} counts both an item and one of its runs."),
    "moved_nothing": Message("Entry {entry} ({type}) has no movements."),
    "audience_unfit": Message("Entry {entry} ({type}) has an audience, but is not a handout."),
    "cost_unfit": Message("Entry {entry} ({type}) has a shipping cost for an item that it did not ship."),
    "printed_twice": Message("Entry {entry} prints a run that entry {other} already printed."),
    "run_unprinted": Message("Entry {entry} ({type}) has {run}, which had not been printed by then."),
    "restored_unfit": Message(
        "Entry {entry} ({type}) repeats entry {other} ({other_type}), but differs from it, or the original is valid."
    ),
    "key_shared": Message("Entries {entry} and {other} were recorded for the same row of a sheet."),
    "time_shared": Message("Entries {entry} and {other} have the same position on {date}."),
    "date_ahead": Message("The {what} {id} is dated {date}, later than its command {command} ({recorded_at})."),
    "date_to_come": Message("The {what} {id} is dated {date}, in the future."),
    "shares_unfit": Message("The fund shares of the cost of {run} (command {command}) do not add up to 100%."),
    "payments_unfit": Message("Funds paid {paid} cents for {run}, but the print run cost {cost} cents."),
    "sending_costs_unfit": Message(
        "Command {command} split shipping costs of {cost} cents, starting with entry {id}, into parts that add up "
        "to {paid} cents."
    ),
    "kind_unfit": Message("Place {place} is of kind {kind}, but its store flag differs."),
    "outside_renamed": Message("The outside place number {id} is called {place}."),
    "kind_missing": Message("Place {place} has no kind."),
    "run_never_printed": Message(
        "The print run {run} was never printed. To delete it, run this SQL statement: DELETE FROM print_run WHERE "
        "id = {id};"
    ),
    "request_empty": Message("A request from {place} has no copies."),
    "closed_too_soon": Message("Place {place} was closed while a shipment was in transit to it."),
    "fact_early": Message(
        "Command {command} refers to {about} (table {what}), which only the later command {made} created."
    ),
    "clock_fix_unfit": Message(
        "The corrected time {moment} of command {fixed} is not between those of its neighbours."
    ),
    "undoing_unfit": Message(
        "Command {moment} is recorded as an undo of command {fixed}, which it did not undo or which cannot be undone."
    ),
    "redaction_unfit": Message(
        "Text {id} (command {command}) is marked as redacted by command {redacted} ({name}), which did not redact it."
    ),
    "withdrawn_shipped": Message("Entry {entry} takes copies of {run} on {date}, when the run was withdrawn."),
    "flow_wrong": Message("The monthly flow of {run} in {date} does not match its movements."),
    "custody_wrong": Message("The totals of {run} at {place} do not match the movements."),
}
"""The message of each finding, by name. The checks in `db/checks` return the name and the fields as columns."""

AHEAD = frozenset({"moment_ahead", "moments_ahead", "clock_behind", "date_ahead", "date_to_come"})
"""Findings about wrong dates or timestamps, in ledgers whose copies are all correct."""


def discrepancies(database: Database, *, but: Collection[str] = ()) -> Iterator[Message]:
    """Yield a message for each discrepancy, except findings named in `but`; none if the database is valid."""
    for finding in _findings(database):
        if finding["finding"] not in but:
            words = {name: worded(_WORDS.get(name, ""), value) for name, value in finding.items()}
            yield SENTENCES[finding["finding"]].given(**words)


_WORDS = {"type": "type", "other_type": "type", "kind": "kind"}
"""The fields with words of the program, each with the column used to translate it."""


def _findings(database: Database) -> Iterator[_Finding]:
    for finding in _of_the_file(database):
        # Invalid text must not end the check: from here on it is read as far as possible.
        database.connection.text_factory = partial(str, encoding="utf-8", errors="replace")
        yield finding
    if not can_be_queried(database):
        return
    try:
        store = default_store(database)
    except Unusable:
        yield {"finding": "default_store_missing"}
    else:
        if not store.is_store:
            yield {"finding": "default_store_unfit", "place": store.code, "kind": store.kind}
    for table, statement in rows_without_command(database):
        yield {"finding": "row_of_no_command", "table": table, "statement": statement}
    latest = as_of(database, AsOf())
    for sql in checks():
        yield from database.records(f"SELECT * FROM ({sql}) LIMIT {MOST:d}", latest)


def _of_the_file(database: Database) -> Iterator[_Finding]:
    """Yield the findings on the file, its schema, references and texts."""
    for message in database.column(f"PRAGMA integrity_check({MOST})"):
        if message != "ok":
            yield {"finding": "file_damaged", "problem": message}
    for found in differences(database):
        kind = worded("object", found.kind)
        yield {"finding": found.finding, "kind": kind, "name": found.name, "schema": SCHEMA_VERSION}
    if not can_be_queried(database):
        return
    for table, row, parent, _ in database.rows("PRAGMA foreign_key_check"):
        finding = "some_row_dangling" if row is None else "row_dangling"
        yield {"finding": finding, "row": row, "table": table, "parent": parent}
    yield from islice(_unfit_texts(database), MOST)


def can_be_queried(database: Database) -> bool:
    """Return whether all objects needed by queries exist; a changed view might never end."""
    return not any(
        found.is_needed or (found.finding == "object_changed" and found.kind == "view")
        for found in differences(database)
    )


def facts(database: Database) -> dict[str, Value]:
    """Return the number of records of each kind, and the time of the last write."""
    (found,) = database.records(
        "SELECT (SELECT count(*) FROM entry WHERE id <= :known_entry) AS entries, "
        "(SELECT count(*) FROM movement WHERE entry <= :known_entry) AS movements, "
        "(SELECT count(*) FROM booklet WHERE command <= :known_command) AS booklets, "
        "(SELECT count(*) FROM print_run) AS print_runs, "
        "(SELECT count(*) FROM place WHERE command <= :known_command) AS places, "
        "(SELECT max(date) FROM entry WHERE id <= :known_entry) AS last_date, "
        "(SELECT recorded_at FROM _command ORDER BY number DESC LIMIT 1) AS last_recorded_at, "
        "(SELECT recorded_at FROM backup ORDER BY id DESC LIMIT 1) AS last_backup_at, "
        "(SELECT file FROM backup ORDER BY id DESC LIMIT 1) AS last_backup",
        as_of(database, AsOf()),
    )
    return found
