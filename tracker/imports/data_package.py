"""Restoring a database from a data package of ours, exactly: numbers and moments included."""

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

_LONGEST = 8 * 1024**2
"""The bytes of a descriptor: ours have some ten thousand."""


def restore_package(path: Path, folder: Path) -> int:
    """Make a new database at `path` from the package in a folder; return how many rows it took.

    Raises Refused when the database is there already, the package is not whole, not ours, from
    another version or changed since, or what it holds breaks a rule of the ledger.
    """
    package = _Package(folder)
    read = 0

    def fill(database: Database) -> None:
        nonlocal read
        with triggers_aside(database):
            for table in tables.dumped():
                read += _restore(database, table, package)
            book_anew(database)
        found = next(discrepancies(database), None)
        if found is not None:
            raise Refused(f"{folder} breaks a rule of the ledger and was not restored: {found}")

    create(path, fill)
    return read


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
    """The files of a package, each as it was written or refused."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        descriptor = self._descriptor()
        about = descriptor[MARK]
        if about.get("schema") != SCHEMA_VERSION:
            raise Refused(
                f"{folder} was exported from schema {about.get('schema')}, and this program restores "
                f"schema {SCHEMA_VERSION}; use the version of tracker that exported it."
            )
        self._text: Callable[[str], str] = rearm if about.get("disarmed") else str
        listed = descriptor.get("resources")
        described = [resource for resource in listed if isinstance(resource, dict)] if isinstance(listed, list) else []
        self._hashes = {str(resource.get("path")): resource.get("hash") for resource in described}

    def file(self, table: str) -> Path:
        """Return where a table's rows are."""
        return self.folder / "tables" / f"{table}.csv"

    def records(self, table: str) -> Iterator[list[str | None]]:
        """Yield a table's rows, an empty cell as None. Raises Refused when the file is not as it was written."""
        path = self.file(table)
        self._prove(path, f"tables/{table}.csv")
        expected = tables.columns(table)
        with path.open(encoding="utf-8", newline="") as file:
            lines = csv.reader(bounded(file, path), strict=True)
            try:
                if next(lines, None) != expected:
                    raise Refused(f"{path} has other columns than {', '.join(expected)}; export the package again.")
                for cells in lines:
                    if len(cells) != len(expected):
                        raise Refused(f"{path}, line {lines.line_num}, has not {len(expected)} cells.")
                    yield [self._text(cell) if cell else None for cell in cells]
            except (csv.Error, UnicodeDecodeError) as error:
                raise Refused(f"{path}, line {lines.line_num}, cannot be read: {error}.") from None

    def _prove(self, path: Path, name: str) -> None:
        if not path.is_file():  # a pipe would be waited for
            raise Refused(f"{path} is missing; export the package again.")
        try:
            with path.open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
        except OSError as error:
            raise Refused(f"{path} cannot be read: {(error.strerror or str(error)).lower()}.") from None
        if self._hashes.get(name) != f"sha256:{digest}":
            raise Refused(f"{path} was changed since it was exported; export the package again.")

    def _descriptor(self) -> dict[str, Any]:
        path = self.folder / DESCRIPTOR
        if not path.is_file():
            raise Refused(f"{self.folder} holds no {DESCRIPTOR}; name the folder that 'export --all' made.")
        try:
            if path.stat().st_size > _LONGEST:
                raise ValueError("it is longer than any that tracker writes")
            descriptor = json.loads(path.read_text(encoding="utf-8"))
        except (OSError, ValueError, RecursionError) as error:
            raise Refused(f"{path} cannot be read: {error}.") from None
        if not isinstance(descriptor, dict) or not isinstance(descriptor.get(MARK), dict):
            raise Refused(f"{path} does not describe a package that tracker exported.")
        return descriptor
