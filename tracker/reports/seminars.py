"""Seminars and their attendees."""

from pathlib import Path

from tracker.messages import Message
from tracker.model.as_of import AsOf
from tracker.model.table import Table
from tracker.model.text import sort_key
from tracker.reports.queries import ask, reading
from tracker.store.dictionary import columns

SEMINAR = columns("seminars")
_MATTERS = "code", "date", "name", "attendees", "copies", "cost", "currency", "fund", "audience"
_BY_YEAR = columns("seminars-by-year")
_BY_AUDIENCE = columns("seminars-by-audience")
_NONE = Message("No seminars. Add one with 'tracker seminar add CODE NAME --date DATE'.")


def seminars(path: Path) -> Table:
    """Return all seminars by date, including future ones."""
    with reading(path) as database:
        rows = list(ask(database, "seminars", AsOf(), order="date, code"))
    return Table(Message("Seminars"), SEMINAR, rows, _NONE, ("attendees", "copies", "cost"), matters=_MATTERS)


def seminars_held(path: Path, by: str, when: AsOf) -> Table:
    """Return the seminars held by that day, by year or by audience."""
    held_by = when.as_of_today()
    with reading(path) as database:
        rows = list(ask(database, f"seminars_by_{by}", held_by, order="1"))
    if by == "year":
        title = Message("Seminars by year, {as_of}", as_of=when.message)
        return Table(title, _BY_YEAR, rows, _NONE, ("seminars", "attendees", "copies", "cost"))
    rows.sort(key=lambda row: sort_key(str(row[0])))
    title = Message("Seminars by audience, {as_of}", as_of=when.message)
    return Table(title, _BY_AUDIENCE, rows, _NONE, ("attendees",))
