"""Recent entries and carriers to offer again, and entries by name."""

import re
from contextlib import suppress
from pathlib import Path

from tracker.deferred import NamedTuple
from tracker.errors import UnknownName
from tracker.ledger.commands import recorded
from tracker.ledger.fixes import as_typed, find_fixable
from tracker.ledger.lookup import find_entry
from tracker.ledger.naming import find_number, place_named
from tracker.ledger.replacements import is_closing
from tracker.model.entries import Entry, EntryName, EntryType
from tracker.model.quantities import Line
from tracker.reports.completion import RECENT
from tracker.reports.queries import reading
from tracker.store import entries as entry_store
from tracker.store import texts
from tracker.store.entries import Brief

__all__ = ["Brief"]


def carriers(path: Path) -> list[str]:
    """Return the carriers, the latest first."""
    with reading(path) as database:
        return texts.carriers(database)


def last_reference(path: Path, entry_type: str) -> str | None:
    """Return the reference of the last valid entry of this type with a reference, or None."""
    with reading(path) as database:
        return texts.last_reference(database, entry_type)


def entries(path: Path) -> list[Brief]:
    """Return the briefs of the latest entries, newest first."""
    with reading(path) as database:
        return entry_store.latest(database, RECENT)


def entry_named(path: Path, name: EntryName, clerk: str) -> Brief:
    """Return the entry with exactly this number, 'last' or full reference.

    A shipment may also be named by its short code. Raises UnknownName if there is none, Refused if several match or the
    clerk has no last entry, and WrongUsage for a short code with the wrong check letter.
    """
    with reading(path) as database:
        number = find_number(database, name, clerk)
        find_entry(database, number)
        return entry_store.brief(database, number)


_RANGE = re.compile(r"#?([1-9]\d*)\s*(\.\.|-|–)\s*#?([1-9]\d*)", re.ASCII)
_SEVERAL = re.compile(r"#?\d+(?:\s+#?\d+)+", re.ASCII)


def words_listed(path: Path, word: str, clerk: str) -> list[str]:
    """Return the words in "5, 7-9", "5 6 8" or "london, dublin", with ranges as 7..9.

    A place's name or a reference that is written so, such as 2015-8, stays whole.
    """
    if "," not in word and _RANGE.fullmatch(word) is None and _SEVERAL.fullmatch(word) is None:
        return [word]
    with reading(path) as database:
        if place_named(database, word) is not None:
            return [word]
    with suppress(UnknownName):
        entry_named(path, word, clerk)
        return [word]
    parts = [part.strip() for part in word.split(",")]
    return [each for part in parts for each in (part.split() if _SEVERAL.fullmatch(part) else [_range(part)]) if each]


def _range(word: str) -> str:
    """Return 5-8 as 5..8, and 356-67 as 356..367; any other word unchanged."""
    match = _RANGE.fullmatch(word)
    if match is None:
        return word
    first, sign, last = match.groups()
    last = f"{first[: -len(last)]}{last}" if len(last) < len(first) else last
    return word if sign != ".." and int(last) < int(first) else f"{first}..{last}"


class Replaced(NamedTuple):
    """An entry to correct, with the command-line lines that would record it."""

    entry: Entry
    lines: tuple[Line, ...]
    """The lines moved, counted or received: by item, or by run where the clerk named runs."""
    closes: bool
    """For a receipt, whether it recorded the rest of its shipment as lost."""


def fixable(path: Path, name: EntryName, clerk: str) -> Replaced:
    """Return the entry that a clerk wants to correct. Raises Refused if it is unknown or void."""
    with recorded(path, "fix", clerk, keep=False) as running:
        entry = find_fixable(running.database, name, clerk)
        closes = entry.type is EntryType.RECEIVE and is_closing(running.database, entry)
        return Replaced(entry, as_typed(running, entry), closes)
