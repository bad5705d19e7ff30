"""Places, with their contact details and status."""

from contextlib import suppress

from tracker.errors import Refused
from tracker.ledger.lookup import find_named, find_place
from tracker.messages import Message
from tracker.model.as_of import AsOf
from tracker.model.table import Row, Table
from tracker.reports.chosen_places import chosen_places
from tracker.reports.queries import Ledger, ask, by_name, reading
from tracker.store import catalogue
from tracker.store.dictionary import columns

PLACE = columns("places")
_MATTERS = "code", "name", "kind", "country", "status", "city"


def places(ledger: Ledger, kind: str | None = None, country: str | None = None, region: str | None = None) -> Table:
    """Return the places by name. Raises Refused when the kind, country or region is unknown."""
    with reading(ledger) as database:
        chosen = chosen_places(database, kind, country, region)
        rows = sorted(ask(database, "places", AsOf(), chosen.filters), key=lambda row: by_name(row[1], row[0]))
    return Table(
        Message("Places ({filters})", filters=", ".join(chosen.words)) if chosen.words else Message("Places"),
        PLACE,
        rows,
        Message("No matching places. Add one with 'tracker place add CODE NAME --kind KIND'."),
        matters=_MATTERS,
    )


def place(ledger: Ledger, code: str) -> Row:
    """Return the row of one place. Raises Refused when it is unknown."""
    with reading(ledger) as database:
        found = find_place(database, code)
        return next(ask(database, "places", AsOf(), [("code = ?", found.code)]))


def code_named(ledger: Ledger, table: str, name: str) -> str | None:
    """Return the code of a kind or a country, the table, by its code or its name in any language; None if unknown."""
    with reading(ledger) as database, suppress(Refused):
        return find_named(database, table, name)
    return None


def default_country(ledger: Ledger) -> str:
    """Return the country of the default store, which is that of a place if none is given."""
    with reading(ledger) as database:
        return str(catalogue.country_of(database, catalogue.default_store(database).id))
