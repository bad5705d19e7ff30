"""The SQL files of `tracker.db`: queries that build on one another, and their parameters."""

import re
from functools import cache
from importlib.resources import files

from tracker.model.dates import END_OF_TIME
from tracker.model.table import AsOf
from tracker.store.connection import Database

_USES = re.compile(r"^-- uses: (.+)$", re.MULTILINE)
_PARAMETER = re.compile(r":(at|known_at|known_entry|item)\b")
_LAST_ENTRY = 2**63 - 1
END: dict[str, str | int | None] = {
    "at": END_OF_TIME,
    "known_at": END_OF_TIME,
    "known_entry": _LAST_ENTRY,
    "item": None,
}
"""The parameters that select the latest state, for all items."""

_END = {"at": f"'{END_OF_TIME}'", "known_at": f"'{END_OF_TIME}'", "known_entry": str(_LAST_ENTRY), "item": "NULL"}


def names() -> list[str]:
    """Return the names of the public queries, which are those of the views."""
    return sorted(
        file.name.removesuffix(".sql")
        for file in files("tracker.db.views").iterdir()
        if file.name.endswith(".sql") and not file.name.startswith("_")
    )


@cache
def question(name: str) -> str:
    """Return the SELECT of that name, with the queries it uses as common table expressions."""
    return _with_used(_text(name))


def checks() -> list[str]:
    """Return the SELECTs that return a sentence for every discrepancy, in order."""
    found = sorted(files("tracker.db.checks").iterdir(), key=lambda file: file.name)
    return [_with_used(file.read_text(encoding="utf-8")) for file in found if file.name.endswith(".sql")]


def _with_used(text: str) -> str:
    parts = [f"{used} AS (\n{_text(used)})" for used in _used(text)]
    return f"WITH {', '.join(parts)}\n{text}" if parts else text


def view(name: str) -> str:
    """Return the statement that creates the view: the query as of the end of time, for all items."""
    return f"CREATE VIEW {name} AS\n" + _PARAMETER.sub(lambda found: _END[found[1]], question(name))


def as_of(database: Database, when: AsOf) -> dict[str, str | int | None]:
    """Return the parameters of the queries: the last date, entry and timestamp to include, and no item."""
    known_entry = _LAST_ENTRY
    if when.known_at is not None:
        known_entry = last_entry_known(database, when.known_at)
    return {
        "at": END_OF_TIME if when.at is None else when.at.isoformat(),
        "known_at": END_OF_TIME if when.known_at is None else when.known_at,
        "known_entry": known_entry,
        "item": None,
    }


def last_entry_known(database: Database, moment: str) -> int:
    """Return the number of the last entry recorded by that timestamp, 0 when there was none.

    Numbers and timestamps increase together, so a binary search finds it without an index.
    """
    low, high = 0, database.value("SELECT coalesce(max(id), 0) FROM entry")
    while low < high:
        middle = (low + high + 1) // 2
        if database.value("SELECT recorded_at FROM entry WHERE id = ?", [middle]) <= moment:
            low = middle
        else:
            high = middle - 1
    return int(low)


@cache
def _text(name: str) -> str:
    return files("tracker.db.views").joinpath(f"{name}.sql").read_text(encoding="utf-8")


def _used(text: str) -> list[str]:
    """Return the queries that an SQL text uses, each after those it uses itself."""
    ordered: list[str] = []
    for line in _USES.findall(text):
        for used in line.replace(" ", "").split(","):
            ordered += [deeper for deeper in [*_used(_text(used)), used] if deeper not in ordered]
    return ordered
