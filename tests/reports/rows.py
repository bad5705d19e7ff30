"""Rows as a test spells them: a line for each, its values with blanks between, and after `#` why they are so."""

import csv
import io

from tests.conftest import Clerk
from tests.store.rawly import opened

Rows = list[list[str]]


def rows(text: str) -> Rows:
    """Return the rows that a test spells out. A `-` is an absent value, and `_` a blank within one."""
    lines = (line.partition("#")[0].split() for line in text.splitlines())
    return [line for line in lines if line]


def told(clerk: Clerk, command: str, columns: str) -> Rows:
    """Return these columns of what a reading command prints, in its order."""
    out = clerk.does(*command.split(), "--format", "csv").out
    return [[_spelled(row[column]) for column in columns.split()] for row in csv.DictReader(io.StringIO(out))]


def viewed(clerk: Clerk, view: str, columns: str) -> Rows:
    """Return these columns of a view of the file, in no order that is promised."""
    with opened(clerk) as connection:
        found = connection.execute(f"SELECT {', '.join(columns.split())} FROM {view}").fetchall()
    return sorted([_spelled("" if value is None else str(value)) for value in row] for row in found)


def _spelled(value: str) -> str:
    return value.replace(" ", "_") or "-"


def moment(clerk: Clerk, entry: int) -> str:
    """Return when an entry was recorded: what is known at that moment includes it."""
    return str(clerk.reads("show", entry)["recorded_at"])
