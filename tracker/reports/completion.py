"""The words that a shell completes, read from the database."""

from collections.abc import Callable
from pathlib import Path

from tracker.errors import TrackerError
from tracker.reports.queries import AsOf, Database, ask, reading

Words = list[tuple[str, str]]
"""Words to complete, each with what it means."""

RECENT = 50
"""How many entries are offered: the last ones, which a clerk may still have in mind."""


def words(path: Path, complete: Callable[[Database], Words]) -> Words:
    """Return the words, none when the database cannot be read: a shell has nobody to read an error."""
    try:
        with reading(path) as database:
            return complete(database)
    except TrackerError:
        return []


def places(database: Database) -> Words:
    """Return the places."""
    return [(str(row[0]), str(row[1])) for row in ask(database, "places", AsOf())]


def stores(database: Database) -> Words:
    """Return the places whose kind is store."""
    return [(str(row[0]), str(row[1])) for row in ask(database, "places", AsOf(), [("kind = ?", "store")])]


def kinds(database: Database) -> Words:
    """Return the kinds of place."""
    return _codes(database, "kind")


def funds(database: Database) -> Words:
    """Return the funds."""
    return _codes(database, "fund")


def booklets(database: Database) -> Words:
    """Return the booklets."""
    return _codes(database, "booklet")


def countries(database: Database) -> Words:
    """Return the countries."""
    return _codes(database, "country")


def items(database: Database) -> Words:
    """Return the items."""
    return _codes(database, "item")


def runs(database: Database) -> Words:
    """Return the standing print runs."""
    return [(str(row[0]), f"printed {row[2]}") for row in ask(database, "print_runs", AsOf(), order="printed_on, run")]


def items_and_runs(database: Database) -> Words:
    """Return the items, then the print runs."""
    return items(database) + runs(database)


def lines(database: Database) -> Words:
    """Return the items with the '=' that their quantity follows, then the print runs."""
    return [(f"{word}=", meaning) for word, meaning in items_and_runs(database)]


def entries(database: Database) -> Words:
    """Return the last entries, the newest first."""
    from tracker.store.entries import last_ones

    return [(str(number), f"{kind} {name} {day}") for number, kind, name, day in last_ones(database, RECENT)]


def open_shipments(database: Database) -> Words:
    """Return the shipments of which something is still in transit."""
    rows = ask(database, "shipments", AsOf(), order="entry")
    still = [row for row in rows if row[10] in ("in-transit", "partly-received")]
    return list(dict.fromkeys((str(row[0]), f"{row[3]} {row[1]}") for row in still))


def open_requests(database: Database) -> Words:
    """Return the requests of which something is still open."""
    rows = ask(database, "requests", AsOf(), [("open > ?", 0)], "request")
    return list(dict.fromkeys((str(row[0]), f"{row[3]} {row[1]}") for row in rows))


def _codes(database: Database, table: str) -> Words:
    from tracker.store.catalogue import codes

    return codes(database, table)
