"""Entries by what clerks call them: the last one of a clerk, and those with a reference."""

from typing import NamedTuple

from tracker.store.connection import Database

MAX_NUMBER = 2**63 - 1
"""The highest number that SQLite can hold."""


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
        "WHERE text.reference = ?1 AND text.reference = ?1 COLLATE NOCASE "
        "AND text.command = (SELECT max(command) FROM text AS version "
        "WHERE version.entry = text.entry) AND (?2 IS NULL OR entry.type = ?2) AND (?2 = 'receive' OR NOT EXISTS ("
        "SELECT 1 FROM entry AS sent WHERE sent.id = entry.shipment AND sent.command = entry.command "
        "AND entry.replaces IS NULL)) "
        "ORDER BY entry.id",
        (reference, kind),
    )
    return [number for (number,) in rows]


class Brief(NamedTuple):
    """What an entry is known by: its number, its type, its place by code and name, its date, its reference."""

    number: int
    type: str
    place: str
    name: str
    date: str
    reference: str | None


def brief(database: Database, number: int) -> Brief | None:
    """Return what the entry of that number is known by, None when there is none."""
    return next((entry for entry in latest(database, 1, number) if entry.number == number), None)


def latest(database: Database, limit: int, last: int = MAX_NUMBER) -> list[Brief]:
    """Return what the latest entries up to a number are known by, newest first."""
    rows = database.rows(
        "SELECT entry.id, entry.type, place.code, place.name, entry.date, (SELECT reference FROM text "
        "WHERE text.entry = entry.id ORDER BY command DESC LIMIT 1) FROM entry JOIN place ON place.id = entry.place "
        "WHERE entry.id <= ? ORDER BY entry.id DESC LIMIT ?",
        [last, limit],
    )
    return [Brief(*row) for row in rows]
