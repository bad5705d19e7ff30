"""Restoring a database from a data package that tracker exported, exactly: entry numbers and timestamps included."""

import csv
import hashlib
import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from tracker.errors import Refused
from tracker.imports.delimited import bounded
from tracker.model.data_package import DESCRIPTOR, MARK
from tracker.model.formulas import rearm
from tracker.store import tables
from tracker.store.checks import discrepancies
from tracker.store.connection import SCHEMA_VERSION, BrokenRule, Database
from tracker.store.loading import book_anew, triggers_aside
from tracker.store.schema import create

_MOST_BYTES = 8 * 1024**2
"""The largest descriptor that is read; those that tracker writes have some ten thousand bytes."""


def restore_package(path: Path, folder: Path) -> int:
    """Create a new database at `path` from the package in a folder; return the number of rows restored.

    Raises Refused when the database already exists, when the package is incomplete, changed, from another
    schema or not from tracker, or when its rows break a rule of the ledger.
    """
    package = _Package(folder)
    restored = 0

    def fill(database: Database) -> None:
        nonlocal restored
        with triggers_aside(database):
            for table in tables.dumped():
                restored += _restore(database, table, package)
            book_anew(database)
        found = next(discrepancies(database), None)
        if found is not None:
            raise Refused(f"{folder} breaks a rule of the ledger and was not restored: {found}")

    create(path, fill)
    return restored


def _restore(database: Database, table: str, package: "_Package") -> int:
    rows = package.records(table)
    read = 0

    def counted() -> Iterator[list[str | None]]:
        nonlocal read
        for row in rows:
            read += 1
            yield row

    try:
        tables.restore(database, table, counted())
    except BrokenRule as broken:
        raise Refused(f"{package.file(table)} cannot be restored: row {read} breaks a rule ({broken}).") from broken
    return read


class _Package:
    """The files of a package; those that were changed since the export are refused."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        descriptor = self._descriptor()
        properties = descriptor[MARK]
        if properties.get("schema") != SCHEMA_VERSION:
            raise Refused(
                f"{folder} was exported from schema {properties.get('schema')}, but this program restores "
                f"schema {SCHEMA_VERSION}; use the version of tracker that exported it."
            )
        self._text: Callable[[str], str] = rearm if properties.get("disarmed") else str
        listed = descriptor.get("resources")
        resources = [resource for resource in listed if isinstance(resource, dict)] if isinstance(listed, list) else []
        self._hashes = {str(resource.get("path")): resource.get("hash") for resource in resources}

    def file(self, table: str) -> Path:
        """Return the path of a table's file."""
        return self.folder / "tables" / f"{table}.csv"

    def records(self, table: str) -> Iterator[list[str | None]]:
        """Yield a table's rows, an empty cell as None. Raises Refused when the file is missing, changed or invalid."""
        path = self.file(table)
        self._verify(path, f"tables/{table}.csv")
        expected = tables.columns(table)
        with path.open(encoding="utf-8", newline="") as file:
            lines = csv.reader(bounded(file, path), strict=True)
            try:
                if next(lines, None) != expected:
                    raise Refused(f"{path} does not have the columns {', '.join(expected)}; export the package again.")
                for cells in lines:
                    if len(cells) != len(expected):
                        raise Refused(f"{path}, line {lines.line_num}, does not have {len(expected)} cells.")
                    yield [self._text(cell) if cell else None for cell in cells]
            except (csv.Error, UnicodeDecodeError) as error:
                raise Refused(f"{path}, line {lines.line_num}, cannot be read: {error}.") from None

    def _verify(self, path: Path, name: str) -> None:
        if not path.is_file():  # opening a named pipe would block
            raise Refused(f"{path} is missing; export the package again.")
        try:
            with path.open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
        except OSError as error:
            raise Refused(f"{path} cannot be read: {(error.strerror or str(error)).lower()}.") from None
        if self._hashes.get(name) != f"sha256:{digest}":
            raise Refused(f"{path} was changed after it was exported; export the package again.")

    def _descriptor(self) -> dict[str, Any]:
        path = self.folder / DESCRIPTOR
        if not path.is_file():
            raise Refused(f"{self.folder} does not contain {DESCRIPTOR}; name a folder written by 'export --all'.")
        try:
            if path.stat().st_size > _MOST_BYTES:
                raise ValueError("it is larger than any that tracker writes")
            descriptor = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError, RecursionError) as error:
            raise Refused(f"{path} cannot be read: {error}.") from None
        if not isinstance(descriptor, dict) or not isinstance(descriptor.get(MARK), dict):
            raise Refused(f"{path} does not describe a package exported by tracker.")
        return descriptor
