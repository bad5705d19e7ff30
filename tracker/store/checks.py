"""Verifying a database: SQLite's own checks, and the ledger's rules over all its content."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from functools import cache
from importlib.resources import files
from typing import Any

from tracker.errors import Unusable
from tracker.messages import Message
from tracker.model.table import Value
from tracker.store.catalogue import default_store
from tracker.store.connection import SCHEMA_VERSION, Database
from tracker.store.queries import END, checks

MOST = 100
"""The maximum number of discrepancies that one check reports; more would hide the others."""

SENTENCES = {
    "file_damaged": Message("SQLite reports damage: {problem}."),
    "object_missing": Message("The {kind} {name} is missing from the database."),
    "object_changed": Message("The {kind} {name} of the database differs from schema version {schema}."),
    "object_unknown": Message("The {kind} {name} of the database is not part of schema version {schema}."),
    "row_dangling": Message("Row {row} of the table {table} refers to a missing row of the table {parent}."),
    "some_row_dangling": Message("A row of the table {table} refers to a missing row of the table {parent}."),
    "default_store_missing": Message("The default store is missing from the database."),
    "copies_unaccounted": Message("{printed} copies of {run} were printed, but {accounted} are accounted for."),
    "place_short": Message("Place {place} holds {copies} copies of {run} at the end of {date}."),
    "transit_short": Message("Shipment {shipment} has {copies} copies of {run} in transit at the end of {date}."),
    "losses_short": Message("Shipment {shipment} has {copies} copies of {run} booked as lost at the end of {date}."),
    "balance_missing": Message(
        "The balance of {run} at {place} on {date} is missing; the movements add up to {moved}."
    ),
    "balance_unfounded": Message(
        "The balance of {run} at {place} on {date} is {booked}, but nothing moved there on that day."
    ),
    "balance_wrong": Message(
        "The balance of {run} at {place} on {date} is {booked}, but the movements add up to {moved}."
    ),
    "first_entry_missing": Message("Entry 1 is missing: the first one is {entry}."),
    "entry_missing": Message("Entry {entry} is missing."),
    "moment_not_later": Message("Entry {entry} was recorded at {recorded_at}, not later than the entry before it."),
    "moment_invalid": Message("Entry {entry} was recorded at '{recorded_at}', which is not a valid timestamp."),
    "movements_missing": Message("Entry {entry} should have {lines} movements, but has {movements}."),
    "movement_without_entry": Message("Movement {line} belongs to entry {entry}, which is missing."),
    "count_contradicted": Message(
        "Count {entry} found {counted} copies of {run} at {place} on {date}, but by the movements there were {held}."
    ),
    "movement_unfit": Message(
        "Movement {line} of entry {entry} ({type}) goes from {source} to {destination} on {date}, "
        "which does not fit the entry."
    ),
    "void_incomplete": Message(
        "Void {void} does not undo what it voids: {copies} copies of {run} are left over on {date}."
    ),
    "closed_place_holds": Message("Place {place} holds {copies} copies of {run} on {date}, and is closed on that day."),
    "closed_place_asks": Message("Request {request} of {place} asks for {item}, and the place is closed."),
    "receipt_elsewhere": Message(
        "Receipt {entry} at {place} belongs to entry {shipment}, which is not a shipment to that place."
    ),
    "replacement_unfit": Message(
        "Entry {entry} ({type}) replaces entry {replaced} ({replaced_type}), "
        "which should be of the same type, and voided before it."
    ),
    "printed_twice": Message("Entry {entry} prints {run}, which entry {first} already printed."),
    "flow_wrong": Message(
        "The monthly flow of {run} in {month} is not the sum of its movements: printed {printed}, "
        "on hand {on_hand}, in transit {in_transit}, at places {at_places}, handed out {handed_out}, lost {lost}."
    ),
    "flow_missing": Message(
        "The monthly flow of {run} in {month} should be: printed {printed}, "
        "on hand {on_hand}, in transit {in_transit}, at places {at_places}, handed out {handed_out}, lost {lost}."
    ),
}
"""The sentence of each finding, by its name. The checks in `db/checks` return the name and the fields as columns."""

_Finding = dict[str, Any]
"""The name of a sentence, as `finding`, and its fields."""


def discrepancies(database: Database) -> Iterator[Message]:
    """Yield a sentence for every discrepancy; none when the database is valid."""
    for finding in _findings(database):
        yield SENTENCES[finding["finding"]].given(**finding)


def _findings(database: Database) -> Iterator[_Finding]:
    for (message,) in database.rows(f"PRAGMA integrity_check({MOST})"):
        if message != "ok":
            yield {"finding": "file_damaged", "problem": message}
    yield from _schema_differences(database)
    for table, row, parent, _ in database.rows("PRAGMA foreign_key_check"):
        finding = "some_row_dangling" if row is None else "row_dangling"
        yield {"finding": finding, "row": row, "table": table, "parent": parent}
    try:
        default_store(database)
    except Unusable:
        yield {"finding": "default_store_missing"}
    for sql in checks():
        yield from database.records(f"SELECT * FROM ({sql}) LIMIT {MOST:d}", END)


def _schema_differences(database: Database) -> Iterator[_Finding]:
    """Yield a finding for every object that is missing or differs from the schema, and every trigger beyond it.

    What else others add to the file, such as views of their own, is theirs: it changes nothing in the ledger.
    """
    existing = {(kind, name): sql for kind, name, sql in database.rows(_OBJECTS)}
    for kind, name, sql in _schema_objects():
        found = existing.get((kind, name))
        if found != sql:
            finding = "object_missing" if found is None else "object_changed"
            yield {"finding": finding, "kind": kind, "name": name, "schema": SCHEMA_VERSION}
    known = {(kind, name) for kind, name, _ in _schema_objects()}
    for kind, name in sorted(existing.keys() - known):
        if kind == "trigger":
            yield {"finding": "object_unknown", "kind": kind, "name": name, "schema": SCHEMA_VERSION}


@cache
def _schema_objects() -> list[tuple[str, str, str]]:
    """Return the type, name and SQL of everything in the schema, from a database made of `db/schema.sql`."""
    with closing(sqlite3.connect(":memory:")) as fresh:
        fresh.executescript(files("tracker.db").joinpath("schema.sql").read_text(encoding="utf-8"))
        return fresh.execute(_OBJECTS).fetchall()


_OBJECTS = "SELECT type, name, sql FROM sqlite_schema WHERE sql IS NOT NULL"


def facts(database: Database) -> dict[str, Value]:
    """Return how many records of each kind the database contains, and when it was last written to."""
    (found,) = database.records(
        "SELECT (SELECT count(*) FROM entry) AS entries, (SELECT count(*) FROM movement) AS movements, "
        "(SELECT count(*) FROM booklet) AS booklets, (SELECT count(*) FROM print_run) AS print_runs, "
        "(SELECT count(*) FROM place WHERE kind <> 'outside') AS places, "
        "(SELECT max(date) FROM entry) AS last_date, (SELECT max(recorded_at) FROM entry) AS last_recorded_at, "
        "(SELECT recorded_at FROM backup ORDER BY id DESC LIMIT 1) AS last_backup_at, "
        "(SELECT file FROM backup ORDER BY id DESC LIMIT 1) AS last_backup"
    )
    return found
