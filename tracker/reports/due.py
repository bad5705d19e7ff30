"""What waits to be done, and the command that does it."""

from tracker.messages import Message
from tracker.model.as_of import AsOf
from tracker.model.dates import today
from tracker.model.table import Row, Table
from tracker.reports.queries import Database, Ledger, ask, by_name, reading
from tracker.store.dictionary import columns
from tracker.store.place_names import place_names

DUE = columns("due")
_MATTERS = "what", "command", "place", "days", "about", "name"
_RANKS = {"parcel": 0, "request": 1, "level": 2, "count": 3, "review": 4, "grant": 5, "backup": 6}


def due(ledger: Ledger, days: int | None = None) -> Table:
    """Return what is due today, what waits longest first; parcels if they are on their way for over so many days."""
    with reading(ledger) as database:
        names = dict(place_names(database))
        rows = [row for row, is_due in waiting(database) if _is_wanted(row, is_due, days)]
    rows.sort(key=lambda row: (_RANKS[str(row[0])], str(row[2]), by_name(names.get(str(row[1])), row[1])))
    return Table(
        Message("Due on {day}", day=today()),
        DUE,
        rows,
        Message("Nothing is due."),
        matters=_MATTERS,
        whole="command",
        names=names,
    )


def waiting(database: Database) -> list[tuple[Row, bool]]:
    """Return the rows of what waits, each with whether it is due."""
    return [(row[:-1], bool(row[-1])) for row in ask(database, "_waiting", AsOf())]


def _is_wanted(row: Row, is_due: bool, days: int | None) -> bool:
    """Tell whether a row is due: a parcel, if it is on its way for over so many days."""
    return int(row[3] or 0) > days if days is not None and row[0] == "parcel" else is_due
