"""The places to which a list is restricted: by their kind, country and region, as a clerk names them."""

import json

from tracker.deferred import NamedTuple
from tracker.languages import worded
from tracker.ledger.lookup import find_named, find_region
from tracker.reports.queries import Database, Filter


class ChosenPlaces(NamedTuple):
    """The filters of a list, and what its title says of them."""

    filters: tuple[Filter, ...]
    words: tuple[str, ...]


def chosen_places(database: Database, kind: str | None, country: str | None, region: str | None = None) -> ChosenPlaces:
    """Return what restricts a list to these places; None restricts nothing. Raises Refused when one is unknown."""
    filters: list[Filter] = []
    words: list[str] = []
    if kind is not None:
        filters.append(("kind = ?", code := find_named(database, "kind", kind)))
        words.append(worded("kind", code))
    if country is not None:
        filters.append(("country = ?", code := find_named(database, "country", country)))
        words.append(worded("country", code))
    if region is not None:
        spellings = find_region(database, region)
        filters.append(("region IN (SELECT value FROM json_each(?))", json.dumps(spellings)))
        words.append(spellings[0])
    return ChosenPlaces(tuple(filters), tuple(words))
