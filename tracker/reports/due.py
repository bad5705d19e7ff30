"""What waits to be done, and the command that does it."""

from datetime import date
from pathlib import Path

from tracker.messages import Message
from tracker.model.table import AsOf, Row, Table
from tracker.reports.queries import Database, Filter, ask, by_name, reading
from tracker.store.catalogue import place_names
from tracker.store.dictionary import columns

DUE = columns("due")
_MATTERS = "what", "place", "days", "command", "about", "name"
_RANKS = {"parcel": 0, "request": 1, "count": 2, "backup": 3}


def due(path: Path, days: int | None = None) -> Table:
    """Return what is due today, what waits longest first; parcels if they are on their way for over so many days."""
    with reading(path) as database:
        names = dict(place_names(database))
        rows = waiting(database, days)
    rows.sort(key=lambda row: (_RANKS[str(row[0])], str(row[2]), by_name(names.get(str(row[1])), row[1])))
    return Table(
        Message("Due on {day}", day=date.today()),
        DUE,
        rows,
        Message("Nothing is due."),
        matters=_MATTERS,
        names=names,
    )


def waiting(database: Database, days: int | None) -> list[Row]:
    """Return the rows of what is due, with parcels on their way for over so many days: by default, for over 30."""
    if days is None:
        return list(ask(database, "due", AsOf()))
    parcels: list[Filter] = [("what = 'parcel' AND days > ?", days)]
    others: list[Filter] = [("what <> ?", "parcel")]
    return [*ask(database, "_waiting", AsOf(), parcels), *ask(database, "due", AsOf(), others)]
