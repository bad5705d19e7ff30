"""The numbers of some of very many entries, in the order of time."""

from collections.abc import Mapping, Sequence
from typing import Any

from tracker.model.as_of import AsOf
from tracker.store.connection import Database
from tracker.store.queries import as_of


def numbers(
    database: Database,
    when: AsOf,
    where: str,
    values: Mapping[str, Any],
    part: tuple[int, int],
    order: Sequence[str],
    *,
    newest_first: bool,
) -> list[int]:
    """Return a part of the numbers of the entries, as of a day and as known at a moment.

    The part is from the first one, counted from 0, so many. `where`, a clause about the columns of `entry`, and the
    columns of `order` are trusted SQL, never user input.
    """
    known = as_of(database, when)
    ordered = ", ".join(f"{column} DESC" if newest_first else column for column in order)
    rows = database.rows(
        f"SELECT id FROM entry{where}{' AND' if where else ' WHERE'} date <= :at AND id <= :known_entry "
        f"ORDER BY {ordered} LIMIT :most OFFSET :first",
        {**values, "at": known["at"], "known_entry": known["known_entry"], "first": part[0], "most": part[1]},
    )
    return [int(number) for (number,) in rows]
