"""The SQL files of `tracker.db`: queries that build on one another, and their parameters."""

import re
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

from tracker.model.as_of import AsOf
from tracker.model.dates import END_OF_TIME
from tracker.store import commands
from tracker.store.connection import Database

_ASKED = re.compile(r"\b(?:FROM|JOIN) (\w+)")
_LAST_ENTRY = 2**63 - 1
_PARAMETER = re.compile(r":(at|held|known_command|known_entry|item|lead|months)\b")

_END = {
    "at": f"'{END_OF_TIME}'",
    "held": f"'{END_OF_TIME}'",
    "known_command": "(SELECT max(number) FROM command)",
    "known_entry": "(SELECT coalesce(max(last_entry), 0) FROM command)",
    "item": "NULL",
    "lead": "8",
    "months": "18",
}
"""What stands for the parameters in the views: the latest state, for all items. Rows of no command are not in it."""


def names() -> list[str]:
    """Return the names of all queries, which are those of the views, each after those it uses."""
    return _in_order(sorted(_known()))


def view(name: str) -> str:
    """Return the statement that creates the view: the query as of the end of time, for all items."""
    return f"CREATE VIEW {name} AS\n" + _PARAMETER.sub(lambda found: _END[found[1]], _text(name))


@cache
def question(name: str) -> str:
    """Return the SELECT of that name, with the queries it uses as common table expressions.

    These hide the views of the same names, and take the parameters. As they are NOT MATERIALIZED, SQLite
    plans the whole as it plans a view of views.
    """
    return _with_used(_text(name))


@cache
def checks() -> tuple[str, ...]:
    """Return the SELECTs that find discrepancies, in order, with the queries they use."""
    found = sorted(files("tracker.db.checks").iterdir(), key=lambda file: file.name)
    return tuple(_with_used(file.read_text(encoding="utf-8")) for file in found if file.name.endswith(".sql"))


def _with_used(text: str) -> str:
    parts = [f"{used} AS NOT MATERIALIZED (\n{_text(used)})" for used in _used(text)]
    return f"WITH {', '.join(parts)}\n{text}" if parts else text


def as_of(database: Database, when: AsOf) -> dict[str, str | int | None]:
    """Return the parameters of the queries: the last date, command and entry to include, and no item.

    What is planned, as seminars and grants are, has its own last date, `held`.
    """
    if when.known_at is None:
        command = database.open_command or commands.last_number(database)
    else:
        command = commands.last_known(database, when.known_at)
    return {
        "at": END_OF_TIME if when.at is None else when.at.isoformat(),
        "held": END_OF_TIME if (held := when.held or when.at) is None else held.isoformat(),
        "known_command": command,
        "known_entry": _LAST_ENTRY if command == database.open_command else _last_entry_of(database, command),
        "item": None,
    }


def _last_entry_of(database: Database, command: int) -> int:
    """Return the number of the last entry of the commands up to that one, 0 when they recorded none."""
    last = database.value(
        "SELECT last_entry FROM command WHERE number <= ? AND last_entry IS NOT NULL ORDER BY number DESC LIMIT 1",
        [command],
    )
    return int(last or 0)


@cache
def _known() -> frozenset[str]:
    files_there = files("tracker.db.views").iterdir()
    return frozenset(file.name.removesuffix(".sql") for file in files_there if file.name.endswith(".sql"))


@cache
def _text(name: str) -> str:
    return files("tracker.db.views").joinpath(f"{name}.sql").read_text(encoding="utf-8")


def _used(text: str) -> list[str]:
    """Return the queries that an SQL text uses, each after those it uses itself."""
    return _in_order(name for name in _ASKED.findall(text) if name in _known())


def _in_order(names: Iterable[str]) -> list[str]:
    ordered: list[str] = []
    for name in names:
        ordered += [each for each in _built_on(name) if each not in ordered]
    return ordered


@cache
def _built_on(name: str) -> tuple[str, ...]:
    """Return the queries that a query uses, each after those it uses itself, and then its own name."""
    return (*_used(_text(name)), name)
