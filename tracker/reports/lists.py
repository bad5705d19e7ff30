"""Lists of booklets, kinds, levels, print runs and places."""

import json
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import Any

from tracker.deferred import NamedTuple
from tracker.errors import Refused
from tracker.languages import called, worded
from tracker.ledger.lookup import find_item, find_named, find_place, find_record, find_region
from tracker.messages import Message
from tracker.model.as_of import AsOf
from tracker.model.codes import ItemCode
from tracker.model.table import Row, Table, Value
from tracker.reports.queries import Database, Filter, Ledger, Period, ask, by_code, by_name, reading
from tracker.store import catalogue
from tracker.store.catalogue import place_names
from tracker.store.dictionary import columns

# Records with codes: kinds of places, funds, booklets, places and seminars.


COLUMNS = {
    "kind": columns("tables/kind"),
    "fund": columns("funds"),
    "booklet": columns("booklets"),
    "place": columns("places"),
    "seminar": columns("seminars"),
    "region": columns("regions"),
    "run": columns("print-runs"),
    "grant": columns("grants"),
}
_NUMBERED = {"region": ("regions", "name"), "run": ("print_runs", "run"), "grant": ("grants", '"grant"')}


def record(ledger: Ledger, table: str, code: object) -> dict[str, Any] | None:
    """Return the record with this code, or of the grant with this number, by column.

    None for a place that is not a seminar, a cancelled seminar, and an invalid grant. Raises Refused for an unknown
    code.
    """
    with reading(ledger) as database:
        found = code if table == "grant" else find_record(database, table, str(code))
        if table == "kind":
            rows: Iterable[Row] = (row for row in catalogue.codes(database, table) if row[0] == found)
        else:
            query, key = _NUMBERED.get(table, (f"{table}s", "code"))
            rows = ask(database, query, AsOf(), [(f"{key} = ?", found)])
        names = (column.name for column in COLUMNS[table])
        return next((dict(zip(names, row, strict=True)) for row in rows), None)


def booklets(path: Path) -> Table:
    """Return all booklets by code, with the languages in which they were printed."""
    with reading(path) as database:
        rows = sorted(ask(database, "booklets", AsOf()), key=lambda row: by_code(row[0]))
    none = Message("No booklets. Add one with 'tracker booklet add CODE TITLE'.")
    return Table(Message("Booklets"), COLUMNS["booklet"], rows, none)


def kinds(path: Path, *, to_people: bool = False) -> Table:
    """Return the kinds of places; `to_people` with translated names."""
    with reading(path) as database:
        rows = sorted(catalogue.codes(database, "kind"), key=lambda row: by_code(row[0]))
    if to_people:
        rows = [(code, called("kind", name)) for code, name in rows]
    return Table(Message("Kinds of place"), COLUMNS["kind"], rows)


def regions(path: Path) -> Table:
    """Return the regions with inhabitants or other data, by name."""
    with reading(path) as database:
        rows = sorted(ask(database, "regions", AsOf()), key=lambda row: by_name(row[0], row[1]))
    none = Message("No regions. Record one with 'tracker region set NAME --inhabitants N'.")
    return Table(Message("Regions"), COLUMNS["region"], rows, none)


LEVEL = columns("levels")
_LEVEL_COLUMNS = "place", "item", "low", "high", "name"


def levels(ledger: Ledger, place: str | None, item: ItemCode | None, when: AsOf) -> Table:
    """Return the levels by place, then item. Raises Refused for an unknown place or item."""
    filters: list[Filter] = []
    with reading(ledger) as database:
        if place is not None:
            filters.append(("place = ?", find_place(database, place).code))
        if item is not None:
            filters.append(("item = ?", find_item(database, item)))
        names = dict(place_names(database))
        rows = list(ask(database, "levels", when, filters))
    rows.sort(key=lambda row: (by_name(names[str(row[0])], row[0]), by_code(row[1])))
    return Table(
        Message("Levels") if when.known_at is None else Message("Levels, as known at {moment}", moment=when.known_at),
        LEVEL,
        rows,
        Message("No levels. Set one with 'tracker level set PLACE ITEM=LOW:HIGH'."),
        ("low", "high") if item else (),
        matters=_LEVEL_COLUMNS,
        names=names,
    )


_RUN_COLUMNS = "run", "printed_on", "quantity", "status", "cost", "currency", "fund"


def print_runs(
    ledger: Ledger, item: ItemCode | None = None, period: Period | None = None, when: AsOf | None = None
) -> Table:
    """Return the print runs of an item or of all, by item and number. Raises Refused for an unknown item."""
    filters = (period or Period()).filters("printed_on")
    when = when or AsOf()
    with reading(ledger) as database:
        if item is not None:
            filters.append(("item = ?", find_item(database, item)))
        found = ask(database, "print_runs", when, filters)
        rows = sorted(found, key=lambda row: by_code(row[0]))
    return Table(
        Message("Print runs, {as_of}", as_of=when.message),
        COLUMNS["run"],
        rows,
        Message("No print runs. Log one with 'tracker print ITEM QTY'."),
        ("quantity", "cost"),
        matters=_RUN_COLUMNS,
    )


_DETAILS = "cost", "currency", "fund", "grant", "printer", "isbn", "review_by", "mark", "carton", "weight", "url"


def earlier_details(ledger: Ledger, run: str) -> list[dict[str, Value]]:
    """Return each command that changed details of a print run, with their values until then, oldest first."""
    names = [column.name for column in COLUMNS["run"]]
    with reading(ledger) as database:
        commands = list(database.records(_DETAILING, [run]))
        moments = [AsOf(known_at=command["recorded_at"]) for command in commands]
        rows = [row for when in moments for row in ask(database, "print_runs", when, [("run = ?", run)])]
    known = [dict(zip(names, row, strict=True)) for row in rows]
    return [
        command | changed
        for command, was, now in zip(commands[1:], known, known[1:], strict=False)
        if (changed := {name: was[name] for name in _DETAILS if was[name] != now[name]})
    ]


_DETAILING = """
SELECT number AS command, recorded_at, clerk AS recorded_by
  FROM _command
 WHERE number IN (SELECT command FROM run_detail WHERE run = (SELECT id FROM print_run WHERE code = ?))
 ORDER BY number
"""

_PLACE_COLUMNS = "code", "name", "kind", "country", "status", "city"


def places(ledger: Ledger, kind: str | None = None, country: str | None = None, region: str | None = None) -> Table:
    """Return the places by name. Raises Refused for an unknown kind, country or region."""
    with reading(ledger) as database:
        chosen = chosen_places(database, kind, country, region)
        rows = sorted(ask(database, "places", AsOf(), chosen.filters), key=lambda row: by_name(row[1], row[0]))
    return Table(
        Message("Places ({filters})", filters=", ".join(chosen.words)) if chosen.words else Message("Places"),
        COLUMNS["place"],
        rows,
        Message("No matching places. Add one with 'tracker place add CODE NAME --kind KIND'."),
        matters=_PLACE_COLUMNS,
    )


def code_named(ledger: Ledger, table: str, name: str) -> str | None:
    """Return the code of a kind or a country (`table`) by its code or its name in any language; or None if unknown."""
    with reading(ledger) as database, suppress(Refused):
        return find_named(database, table, name)
    return None


def default_country(ledger: Ledger) -> str:
    """Return the country of the default store, which is the default for new places."""
    with reading(ledger) as database:
        return str(catalogue.country_of(database, catalogue.default_store(database).id))


class ChosenPlaces(NamedTuple):
    """The filters of a list, and their names for its title."""

    filters: tuple[Filter, ...]
    words: tuple[str, ...]


def chosen_places(database: Database, kind: str | None, country: str | None, region: str | None = None) -> ChosenPlaces:
    """Return the filters for these places; None means no restriction. Raises Refused for an unknown name."""
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
