"""Restore a database exactly from an exported data package, with entry numbers and timestamps."""

import csv
import hashlib
import json
import os
from collections.abc import Callable, Iterator
from operator import index
from pathlib import Path

from tracker import __version__
from tracker.drafts import clear
from tracker.errors import Refused, UnreadableFile, WrongFile, WrongUsage, reason
from tracker.imports.delimited import bounded
from tracker.ledger.checks import discrepancies
from tracker.model.codes import parse_code, parse_url
from tracker.model.table import DESCRIPTOR, PROPERTY, rearm
from tracker.model.text import is_unsafe
from tracker.store import base_tables
from tracker.store.bulk import book, without_triggers
from tracker.store.checks import AHEAD
from tracker.store.connection import SCHEMA_VERSION, BrokenRule, Database
from tracker.store.schema import create, migrate


def restore_package(path: Path, folder: Path) -> int:
    """Create a new database at `path` from the package in a folder; return the number of rows restored.

    It has the permissions of the package's files, which are those of the exported ledger. Rows of an earlier schema are
    restored into its tables, which are then migrated.

    Raises Refused if the database exists, if the package is incomplete, changed, of a newer version or not from
    tracker, or if its rows break a rule of the ledger; future dates are accepted.
    """
    clear(Path(os.path.realpath(folder)).parent)  # restores a folder that a killed export moved aside
    package = _Package(folder)

    def fill(database: Database) -> int:
        with without_triggers(database):
            restored = sum(_restore(database, table, package) for table in base_tables.exported(database))
        migrate(database)
        with without_triggers(database):
            book(database)
        found = next(discrepancies(database, but=AHEAD), None)
        if found is not None:
            raise WrongFile(
                "The ledger in {folder} breaks a rule and was not restored: {discrepancy}",
                folder=folder,
                discrepancy=found,
            )
        return restored

    return create(path, fill, like=folder / DESCRIPTOR, schema=package.schema)


def _restore(database: Database, table: str, package: "_Package") -> int:
    read = 0

    def records() -> Iterator[list[str | None]]:
        nonlocal read
        for record in package.records(table, base_tables.columns(database, table)):
            read += 1
            yield record

    try:
        base_tables.restore(database, table, records())
    except BrokenRule as broken:
        raise WrongFile(
            "{file} cannot be restored: row {row} breaks a rule ({rule}).",
            file=package.file(table),
            row=read,
            rule=broken,
        ) from broken
    return read


class _Package:
    """The files of a package; those changed since the export are refused."""

    def __init__(self, folder: Path) -> None:
        """Read the description of the package in a folder. Raises Refused unless it can be restored."""
        self.folder, path = folder, folder / DESCRIPTOR
        if not path.is_file():
            raise WrongFile(
                "{folder} does not contain {file}; use a folder written by 'export --all'.",
                folder=folder,
                file=DESCRIPTOR,
            )
        try:
            descriptor = json.loads(path.read_text(encoding="utf-8"))
            properties = descriptor[PROPERTY]
            self.schema = index(properties["schema"])
            if self.schema < 1:
                raise LookupError(self.schema)
            if self.schema > SCHEMA_VERSION:
                raise WrongFile(
                    "{path} was written by tracker {theirs}, but this is {ours}; install tracker {theirs} or later.",
                    path=folder,
                    theirs=properties.get("version"),
                    ours=__version__,
                )
            self._hashes = {str(resource["path"]): resource["hash"] for resource in descriptor["resources"]}
        except (LookupError, TypeError):
            raise WrongFile("{file} is not the description of a package exported by tracker.", file=path) from None
        except (OSError, ValueError, RecursionError) as error:
            why = reason(error) if isinstance(error, OSError) else error
            raise UnreadableFile("{file} cannot be read: {reason}.", file=path, reason=why) from None
        if properties.get("public"):
            raise WrongFile(
                "{folder} was exported with --public and cannot be restored; use a folder exported without it.",
                folder=folder,
            )
        self._text: Callable[[str], str] = rearm if properties.get("disarmed") else str

    def file(self, table: str) -> Path:
        """Return the path of a table's file."""
        return self.folder / "tables" / f"{table}.csv"

    def records(self, table: str, expected: list[str]) -> Iterator[list[str | None]]:
        """Yield a table's rows with these columns, an empty cell as None."""
        path = self.file(table)
        self._verify(path, f"tables/{table}.csv")
        named = enumerate(expected) if table not in _MADE_OF_CODES else ()
        parsers = [(at, _PARSERS[name]) for at, name in named if name in _PARSERS]
        with path.open(encoding="utf-8", newline="") as file:
            lines = csv.reader(bounded(file, path), strict=True)
            try:
                if next(lines, None) != expected:
                    raise _unlike(path, lines.line_num)
                for cells in lines:
                    text = "".join(cells)
                    if len(cells) != len(expected) or (not text.isprintable() and any(map(is_unsafe, text))):
                        raise _unlike(path, lines.line_num)
                    row = [self._text(cell) if cell else None for cell in cells]
                    for at, parse in parsers:
                        parse(row[at] or "")
                    yield row
            except WrongUsage:
                raise _unlike(path, lines.line_num) from None
            except (csv.Error, UnicodeDecodeError) as error:
                raise WrongFile(
                    "{file}, line {line}: cannot be read: {reason}.", file=path, line=lines.line_num, reason=error
                ) from None

    def _verify(self, path: Path, name: str) -> None:
        if not path.is_file():  # opening a named pipe would block
            raise WrongFile("{file} is missing; export the package again.", file=path)
        try:
            with path.open("rb") as file:
                digest = hashlib.file_digest(file, "sha256").hexdigest()
        except OSError as error:
            raise UnreadableFile("{file} cannot be read: {reason}.", file=path, reason=reason(error)) from None
        if self._hashes.get(name) != f"sha256:{digest}":
            raise WrongFile("{file} was changed after it was exported; export the package again.", file=path)


_PARSERS: dict[str, Callable[[str], object]] = {"code": parse_code, "url": parse_url}
"""The parsers of columns that become part of commands and links."""

_MADE_OF_CODES = "item", "print_run"
"""The tables whose codes the database builds from other codes."""


def _unlike(path: Path, line: int) -> Refused:
    """Return the error for a line with other columns than exported, a control character, or a malformed code."""
    return WrongFile(
        "Line {line} of {file} does not have the form that tracker exports; export the package again.",
        file=path,
        line=line,
    )
