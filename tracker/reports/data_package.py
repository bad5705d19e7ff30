"""The complete database as a data package: the tables of `export`, and the base tables to restore it from."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from tracker import __version__
from tracker.messages import Message
from tracker.model.as_of import AsOf
from tracker.model.data_package import Resource
from tracker.model.table import Table
from tracker.reports.exports import EXPORTS, export
from tracker.reports.public_tables import discreet_places, for_the_public, shown
from tracker.store import base_tables, dictionary
from tracker.store.connection import SCHEMA_VERSION, Database
from tracker.store.dictionary import Field
from tracker.store.snapshots import Tell, undisturbed

_OWN = "A base table of the database, from which 'tracker import --all' restores it."


@contextmanager
def packaged(path: Path, tell: Tell = lambda _: None) -> Iterator[Iterator[Resource]]:
    """Yield the tables of a package, all of one state of the ledger; read each one before the next.

    Of a large ledger a copy is read; `tell` is given the message that says what room it takes.
    """
    with undisturbed(path, tell=tell) as database:
        yield _resources(database)


@contextmanager
def packaged_for_the_public(path: Path, tell: Tell = lambda _: None) -> Iterator[Iterator[Resource]]:
    """Yield the tables of a package that others may see; no ledger can be restored from it; otherwise as `packaged`."""
    with undisturbed(path, tell=tell) as database:
        yield _public_resources(database)


def _public_resources(database: Database) -> Iterator[Resource]:
    discreet = discreet_places(database)
    for name in EXPORTS:
        table = for_the_public(name, export(database, name, AsOf()), discreet)
        fields = schema(shown(dictionary.tables()[name]))
        yield Resource(f"{name}.csv", table, fields, f"The table of 'tracker export {name}', for the public.")


def _resources(database: Database) -> Iterator[Resource]:
    for name in EXPORTS:
        yield _resource(name, export(database, name, AsOf()), f"The table of 'tracker export {name}'.")
    for name in base_tables.exported():
        columns = dictionary.columns(f"tables/{name}")
        table = Table(Message("{table}", table=name), columns, base_tables.dump(database, name))
        yield _resource(f"tables/{name}", table, _OWN)


def about() -> dict[str, Any]:
    """Return the versions of the program and the schema, as a package records them."""
    return {"version": __version__, "schema": SCHEMA_VERSION}


def _resource(name: str, table: Table, description: str) -> Resource:
    return Resource(f"{name}.csv", table, schema(dictionary.tables()[name]), description)


def schema(fields: Sequence[Field]) -> dict[str, Any]:
    """Return the Table Schema of the fields: their types and meanings, the primary key and the foreign keys."""
    result: dict[str, Any] = {"fields": [_descriptor(field) for field in fields], "missingValues": [""]}
    if primary := [field.name for field in fields if field.primary]:
        result["primaryKey"] = primary
    references = [(field.name, *field.refers_to.rsplit(".", 1)) for field in fields if field.refers_to]
    if references:
        result["foreignKeys"] = [
            {"fields": [name], "reference": {"resource": table, "fields": [column]}}
            for name, table, column in references
        ]
    return result


def _descriptor(field: Field) -> dict[str, str]:
    descriptor = {"name": field.name, "type": field.type, "description": field.meaning}
    return descriptor | {"unit": field.unit} if field.unit else descriptor
