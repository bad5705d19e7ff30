"""The numbers of some of very many entries, in an order of time."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from tracker.model.as_of import AsOf
from tracker.store.connection import Database
from tracker.store.queries import as_of


def numbers(
    database: Database,
    when: AsOf,
    where: str,
    values: Mapping[str, Any],
    order: Sequence[str],
    *,
    newest_first: bool,
    first: int = 0,
    most: int = -1,
) -> Iterator[int]:
    """Yield the numbers of the entries, as of a day and as known at a moment.

    They begin with the entry at position `first`, counted from 0, and are at most `most`, or all for -1. `where`, a
    clause about the columns of `entry`, and the columns of `order` are trusted SQL, never user input.
    """
    known = as_of(database, when)
    ordered = ", ".join(f"{column} DESC" if newest_first else column for column in order)
    rows = database.rows(
        f"SELECT id FROM entry{where}{' AND' if where else ' WHERE'} date <= :at AND id <= :known_entry "
        f"ORDER BY {ordered} LIMIT :most OFFSET :first",
        {**values, "at": known["at"], "known_entry": known["known_entry"], "first": first, "most": most},
    )
    return (number for (number,) in rows)


def count(database: Database, when: AsOf, kind: str | None) -> int:
    """Return how many entries there are, or how many of one type, as of a day and as known at a moment."""
    known = as_of(database, when)
    return int(
        database.value(
            "SELECT count(*) FROM entry WHERE (:kind IS NULL OR type = :kind) AND date <= :at AND id <= :known_entry",
            {"kind": kind, "at": known["at"], "known_entry": known["known_entry"]},
        )
    )
