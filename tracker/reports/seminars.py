"""Seminars and their attendees, and the people reached by seminars and handouts."""

from collections.abc import Sequence
from pathlib import Path

from tracker.ledger.lookup import find_booklet
from tracker.messages import Message
from tracker.model.as_of import AsOf
from tracker.model.table import Table
from tracker.reports.distribution import headings, ordered
from tracker.reports.queries import Filter, Ledger, Period, ask, reading, summed
from tracker.store.catalogue import place_names
from tracker.store.dictionary import columns

SEMINAR = columns("seminars")
_MATTERS = "code", "date", "name", "attendees", "copies", "cost", "currency", "fund", "audience"
_NONE = Message("No seminars. Add one with 'tracker seminar add CODE NAME --date DATE'.")


def seminars(path: Path) -> Table:
    """Return all seminars by date, including future ones."""
    with reading(path) as database:
        rows = list(ask(database, "seminars", AsOf(), order="date, code"))
    return Table(Message("Seminars"), SEMINAR, rows, _NONE, ("attendees", "copies", "cost"), matters=_MATTERS)


BY = ("year", "audience", "year,audience")
"""The dimensions of past seminars."""


def seminars_held(path: Path, by: str, when: AsOf) -> Table:
    """Return the seminars held by the date, by one of BY."""
    held_by, dimensions = when.as_of_today(), by.split(",")
    with reading(path) as database:
        if by == "year":
            rows = list(ask(database, "seminars_by_year", held_by, order="1"))
        else:
            at_seminars: list[Filter] = [("seminar IS NOT ?", None)]
            found = summed(database, "_reached", held_by, dimensions, {"people": "sum(people)"}, at_seminars)
            rows = [(*key, *found[key]) for key in ordered(found, dimensions, by_names=False)]
    return Table(
        Message("Seminars by {dimensions}, {as_of}", dimensions=headings(dimensions), as_of=when.message),
        columns(f"seminars-by-{'-'.join(dimensions)}"),
        rows,
        _NONE,
        ("seminars", "attendees", "copies", "cost") if by == "year" else ("attendees",),
        legend=Message("Copies include those moved to other places later, but not those returned.")
        if by == "year"
        else None,
    )


# People reached by seminars and handouts.


DIMENSIONS = ("year", "quarter", "month", "audience", "kind", "country", "region", "place")
"""The dimensions to group by."""

_SUMS = {"occasions": "count(DISTINCT occasion)", "people": "sum(people)", "copies": "sum(copies)"}


def reach(
    ledger: Ledger, by: Sequence[str], booklet: str | None, period: Period, when: AsOf, *, to_people: bool
) -> Table:
    """Return the people reached by seminars and handouts, by some of DIMENSIONS.

    Occasions are distinct seminars and handouts. Copies are those handed out there; a group of people has none. A
    booklet has its own handouts and all seminars, which are of no booklet. Raises Refused if it is unknown.
    """
    known = {column.name: column for column in (*columns("distribution-lines"), *columns("seminars-by-audience"))}
    within = period.filters()
    with reading(ledger) as database:
        given = {"booklet": booklet and find_booklet(database, booklet)}
        found = summed(database, "_reached", when.as_of_today(), by, _SUMS, within, given)
        names = dict(place_names(database)) if "place" in by else None
        total = summed(database, "_reached", when.as_of_today(), (), _SUMS, within, given)[()]
    is_by_group = "audience" in by
    rows = [
        (*key, *found[key][:2], None if is_by_group else found[key][2])
        for key in ordered(found, by, by_names=to_people)
    ]
    return Table(
        Message("People reached by {dimensions}, {as_of}", dimensions=headings(by), as_of=when.message),
        (*(known[name] for name in by), *columns("reach")[1:]),
        rows,
        Message("Nobody was reached. Log a handout with 'tracker handout PLACE ITEM=QTY --audience GROUP=N'."),
        foot=(*[None] * len(by), *total[:2], None if is_by_group else total[2]) if len(rows) > 1 else None,
        names=names,
    )
