"""Entries by what clerks call them: the last one of a clerk, and those with a reference."""

from typing import NamedTuple

from tracker.store.connection import Database


class Made(NamedTuple):
    """The entries that a command made, without receipts that came with their shipments, and voids with replacements."""

    command: int
    entries: list[int]


def last_made_by(database: Database, clerk: str) -> Made | None:
    """Return what the last command of a clerk made that made an entry, None when there is none."""
    command = database.value("SELECT max(number) FROM command WHERE clerk = ? AND first_entry IS NOT NULL", [clerk])
    if command is None:
        return None
    rows = database.rows(
        "SELECT id FROM entry WHERE command = ? "
        "AND NOT EXISTS (SELECT 1 FROM entry AS sent WHERE sent.id = entry.shipment AND sent.command = entry.command) "
        "AND NOT EXISTS (SELECT 1 FROM entry AS new WHERE new.replaces = entry.voids AND new.command = entry.command) "
        "ORDER BY id",
        [command],
    )
    return Made(command, [number for (number,) in rows])


def referred_to(database: Database, reference: str, kind: str | None) -> list[int]:
    """Return the standing entries, of that type if one is given, whose reference is now that one.

    Receipts that were recorded with their shipments have its reference, and are left out unless receipts are wanted.
    """
    rows = database.rows(
        "SELECT entry.id FROM text JOIN _standing AS entry ON entry.id = text.entry "
        "WHERE text.reference = ?1 AND text.command = (SELECT max(command) FROM text AS version "
        "WHERE version.entry = text.entry) AND (?2 IS NULL OR entry.type = ?2) AND (?2 = 'receive' OR NOT EXISTS ("
        "SELECT 1 FROM entry AS sent WHERE sent.id = entry.shipment AND sent.command = entry.command "
        "AND entry.replaces IS NULL)) "
        "ORDER BY entry.id",
        (reference, kind),
    )
    return [number for (number,) in rows]
