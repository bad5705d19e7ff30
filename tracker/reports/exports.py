"""Complete tables for scripts, with the columns of the data dictionary."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tracker import __version__
from tracker.messages import Message
from tracker.model.as_of import AsOf
from tracker.model.table import Resource, Row, Table
from tracker.reports.queries import ask, reading
from tracker.store import base_tables, dictionary
from tracker.store.connection import SCHEMA_VERSION, Database
from tracker.store.dictionary import Field, columns

EXPORTS = {
    "booklets": (Message("Booklets, {as_of}"), "code"),
    "places": (Message("Places, {as_of}"), "code"),
    "print-runs": (Message("Print runs, {as_of}"), "item, printed_on, run"),
    "entries": (Message("Entries, {as_of}"), ""),
    "movements": (Message("Movements, {as_of}"), ""),
    "shipments": (Message("Shipments, {as_of}"), "entry, item"),
    "stock": (Message("Stock, {as_of}"), "item"),
    "distribution": (Message("Distribution, {as_of}"), "year, kind, language"),
    "funds": (Message("Funds, {as_of}"), "code"),
    "grants": (Message("Grants, {as_of}"), ""),
    "seminars": (Message("Seminars, {as_of}"), "date, code"),
    "requests": (Message("Requests, {as_of}"), "request, item"),
    "regions": (Message("Regions, {as_of}"), "name"),
    "levels": (Message("Levels, {as_of}"), "place, item"),
    "returns": (Message("Returns, {as_of}"), ""),
    "handouts": (Message("Handouts, {as_of}"), ""),
    "counts": (Message("Counts, {as_of}"), ""),
    "receipts": (Message("Receipts, {as_of}"), ""),
}
"""The tables of `tracker export` by name: title, and order unless the query defines it."""


@contextmanager
def exported(path: Path, name: str, when: AsOf) -> Iterator[Table]:
    """Yield one of EXPORTS as a table whose rows stream from the open database."""
    with reading(path) as database:
        yield export(database, name, when)


def export(database: Database, name: str, when: AsOf) -> Table:
    """Return one of EXPORTS; its rows must be read while the database is open."""
    title, order = EXPORTS[name]
    query = "log" if name == "movements" else name.replace("-", "_")
    valid = [("status <> ?", "voided")] if name == "shipments" else []  # so that the sum of copies is right
    return Table(title.given(as_of=when.message), columns(name), ask(database, query, when, valid, order=order))


# Public tables: without free text and personal data; discreet places show only kind and country.


LEFT_OUT = frozenset(
    {
        "note",
        "reference",
        "carrier",
        "reason",
        "recorded_by",
        "address",
        "postcode",
        "contact",
        "email",
        "phone",
        "discreet",
        "aliases",
        "audience",
    }
)
"""The columns that are not public: free text, clerks, contact details and audiences."""

_OF_A_TABLE = {"receipts": frozenset({"shipment"})}
"""Further ones by table: a receipt names its shipment by the reference."""

_PLACES = frozenset({"place", "source", "destination", "store"})
_WHEREABOUTS = frozenset({"name", "city", "region"})
"""The columns that identify a row's place."""
_OF_ONE_PLACE = frozenset({"places", "seminars"})
"""The tables with one row per place."""
_SHOWN = frozenset({"kind", "country"})
"""The only public columns of a discreet place."""


def shown(name: str) -> tuple[Field, ...]:
    """Return the public fields of a table."""
    left_out = LEFT_OUT | _OF_A_TABLE.get(name, frozenset())
    return tuple(field for field in dictionary.tables()[name] if field.name not in left_out)


def discreet_places(database: Database) -> dict[str, str]:
    """Return the replacement for each discreet place's code: kind and country, such as ngo/LV, which is no code."""
    return {str(row[0]): f"{row[2]}/{row[3]}" for row in ask(database, "places", AsOf(), [("discreet = ?", "yes")])}


def for_the_public(name: str, table: Table, discreet: dict[str, str]) -> Table:
    """Return a table of `export` in its public form.

    Discreet places and seminars that look alike become one row, and none has levels, so that keys stay unique.
    """
    names = [column.name for column in table.columns]
    kept = [names.index(field.name) for field in shown(name)]
    subject = "code" if name in _OF_ONE_PLACE else "place"
    of_places = {subject} if name in _OF_ONE_PLACE else _PLACES

    def masked() -> Iterator[Row]:
        seen = set()
        for row in table.rows:
            is_hidden = subject in names and row[names.index(subject)] in discreet
            if is_hidden and name == "levels":
                continue
            cells = [
                discreet.get(str(value), value)
                if column in of_places
                else None
                if is_hidden and (column in _WHEREABOUTS or (name in _OF_ONE_PLACE and column not in _SHOWN))
                else value
                for column, value in zip(names, row, strict=True)
            ]
            public = tuple(cells[index] for index in kept)
            if name in _OF_ONE_PLACE and is_hidden:
                if public in seen:
                    continue
                seen.add(public)
            yield public

    return table._replace(columns=tuple(table.columns[index] for index in kept), rows=masked())


# The complete database as a data package: the tables of `export`, and base tables to restore it from.


_OWN = "A base table of the database, from which 'tracker import --all' restores it."


@contextmanager
def packaged(path: Path, *, public: bool = False) -> Iterator[Iterator[Resource]]:
    """Yield the tables of a package, all of one state of the ledger; read each one before the next.

    From a `public` one, no ledger can be restored.
    """
    with reading(path) as database:
        yield _public_resources(database) if public else _resources(database)


def _public_resources(database: Database) -> Iterator[Resource]:
    discreet = discreet_places(database)
    for name in EXPORTS:
        table = for_the_public(name, export(database, name, AsOf()), discreet)
        fields = schema(shown(name))
        yield Resource(f"{name}.csv", table, fields, f"The table of 'tracker export {name}', for the public.")


def _resources(database: Database) -> Iterator[Resource]:
    for name in EXPORTS:
        yield _resource(name, export(database, name, AsOf()), f"The table of 'tracker export {name}'.")
    for name in base_tables.exported(database):
        columns = dictionary.columns(f"tables/{name}")
        table = Table(Message("{table}", table=name), columns, base_tables.dump(database, name))
        yield _resource(f"tables/{name}", table, _OWN)


def about() -> dict[str, Any]:
    """Return the versions of the program and the schema, for a package."""
    return {"version": __version__, "schema": SCHEMA_VERSION}


def _resource(name: str, table: Table, description: str) -> Resource:
    return Resource(f"{name}.csv", table, schema(dictionary.tables()[name]), description)


def schema(fields: Sequence[Field]) -> dict[str, Any]:
    """Return the Table Schema of the fields: types, descriptions, primary key and foreign keys."""
    described = [
        {"name": field.name, "type": field.type, "description": field.meaning}
        | ({"unit": field.unit} if field.unit else {})
        for field in fields
    ]
    result: dict[str, Any] = {"fields": described, "missingValues": [""]}
    if primary := [field.name for field in fields if field.primary]:
        result["primaryKey"] = primary
    references = [(field.name, *field.refers_to.rsplit(".", 1)) for field in fields if field.refers_to]
    if references:
        result["foreignKeys"] = [
            {"fields": [name], "reference": {"resource": table, "fields": [column]}}
            for name, table, column in references
        ]
    return result


def described_tables() -> list[str]:
    """Return the names of the tables with a JSON schema."""
    return [name for name in dictionary.tables() if "/" not in name]


def json_schema(name: str, dimensions: Sequence[str] = (), usual: Sequence[str] = ()) -> dict[str, Any] | None:
    """Return the JSON Schema of a table's rows, or None for an unknown table. Primary key columns are never null.

    Of the `dimensions` that a report can be grouped by, only the `usual` ones become columns.
    """
    fields = dictionary.tables().get(name, ()) if name in described_tables() else ()
    if not fields:
        return None
    types = {"integer": "integer", "year": "integer"}
    properties: dict[str, Any] = {}
    for field in fields:
        if (name, field.name) == ("trace", "item"):  # only the view has it, as a filter
            continue
        if field.name in dimensions and field.name not in usual:
            continue
        kind = "number" if field.type == "number" and field.unit != "currency" else types.get(field.type, "string")
        described = {"type": kind if field.primary else [kind, "null"], "description": field.meaning}
        if field.unit == "currency" and field.type == "number":
            described["pattern"] = r"^-?\d+\.\d\d$"
        if field.type in ("date", "datetime"):
            described["format"] = field.type.replace("datetime", "date-time")
        properties[field.name] = described
    row = {"type": "object", "properties": properties, "required": list(properties)}
    about = (
        {"description": f"--by puts others in place of {', '.join(usual)}: {', '.join(dimensions)}."} if usual else {}
    )
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", "title": name, **about}
    return schema | {"type": "array", "items": row}
