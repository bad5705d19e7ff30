"""Words for shell completion, read from the database."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from tracker.errors import TrackerError, session
from tracker.languages import LANGUAGES, called, decimal, spoken, worded
from tracker.messages import Message
from tracker.reports.queries import AsOf, Database, Filter, ask, reading, records

Words = list[tuple[str, str]]
"""Completions with descriptions."""

RECENT = 50
"""The number of latest entries offered, which a clerk may still remember."""


def words(path: Path, complete: Callable[[Database], Words]) -> Words:
    """Return the words, or none if the database cannot be read: completion cannot show errors or warnings."""
    session.warned.add(str(path))
    try:
        with reading(path) as database:
            return complete(database)
    except TrackerError:
        return []


def places(database: Database, filters: Sequence[Filter] = ()) -> Words:
    """Return the places that match the filters."""
    return [(str(row[0]), str(row[1])) for row in ask(database, "places", AsOf(), filters)]


stores = partial(places, filters=[("kind = ?", "store"), ("status = ?", "open")])


def _codes(table: str, database: Database) -> Words:
    from tracker.store.catalogue import codes

    return codes(database, table)


funds, booklets, items, languages = (partial(_codes, table) for table in ("fund", "booklet", "item", "language"))


def kinds(database: Database) -> Words:
    """Return the kinds of places; built-in ones with their translated names."""
    return [(code, called("kind", name)) for code, name in _codes("kind", database)]


def grants(database: Database) -> Words:
    """Return the valid grants, the latest first."""
    rows = records(database, "grants", order='"grant" DESC')
    return [
        (str(row["grant"]), f"{row['fund']} {row['year']} {purpose}: {decimal(row['amount'])} {row['currency']}")
        for row in rows
        for purpose in (worded("purpose", row["purpose"]) or "",)
    ]


def countries(database: Database) -> Words:
    """Return the countries with their translated names."""
    from tracker.store.catalogue import countries as known

    at = 1 + LANGUAGES.index(spoken.code)
    return [(names[0], names[at]) for names in known(database)]


def used_countries(database: Database) -> Words:
    """Return the countries that have places, by name."""
    from tracker.model.text import sort_key

    used = {row[3] for row in ask(database, "places", AsOf())}
    return sorted((word for word in countries(database) if word[0] in used), key=lambda word: sort_key(word[1]))


def regions(database: Database) -> Words:
    """Return the regions that places are in."""
    from tracker.store.catalogue import regions as known

    return [(region, "") for region in known(database)]


def runs(database: Database) -> Words:
    """Return the print runs that are not voided."""
    rows = sorted(
        ask(database, "print_runs", AsOf()), key=lambda row: (str(row[2]), str(row[0]))
    )  # quicker than in SQLite
    return [(str(row[0]), str(Message("printed {day}", day=row[2]))) for row in rows]


def items_and_runs(database: Database) -> Words:
    """Return the items, then the print runs."""
    return items(database) + runs(database)


def _before_number(read: Callable[[Database], Words], database: Database) -> Words:
    return [(f"{word}=", meaning) for word, meaning in read(database)]


lines, levels = partial(_before_number, items_and_runs), partial(_before_number, items)
"""Return the items, and for `lines` the print runs, each followed by the '=' that precedes a quantity or a level."""


def entries(database: Database) -> Words:
    """Return the latest entries, newest first."""
    from tracker.store.entries import latest

    return [(str(each.number), f"{each.type} {each.name} {each.date}") for each in latest(database, RECENT)]


def open_shipments(database: Database) -> Words:
    """Return the shipments with copies in transit, oldest first."""
    from tracker.reports.shipments import in_transit

    return [(str(each.entry), f"{each.name} {each.date}") for each in in_transit(database)]


def open_requests(database: Database) -> Words:
    """Return the requests that are fully or partly open."""
    rows = ask(database, "requests", AsOf(), [("open > ?", 0)], "request")
    return list(dict.fromkeys((str(row[0]), f"{row[3]} {row[1]}") for row in rows))
