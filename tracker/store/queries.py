"""The SQL files of `tracker.db`: queries that build on one another, and their parameters."""

import re
from collections.abc import Iterable, Iterator
from functools import cache

from tracker.database_files import content_of
from tracker.model.as_of import AsOf
from tracker.model.dates import END_OF_TIME
from tracker.store import commands
from tracker.store.connection import MAX_NUMBER, Database

_ASKED = re.compile(r"\b(?:FROM|JOIN) (\w+)")
_ASKED_AS = re.compile(r"\b(FROM|JOIN) (\w+)( AS \w+)?")
_COMMENT = re.compile(r"^-- .*\n|[ \t]+-- .*$", re.MULTILINE)
_EARLIER = re.compile(r"^-- earlier \(\n.*?^-- \)\n", re.MULTILINE | re.DOTALL)
_PARAMETER = re.compile(r":(at|held|known_command|known_entry|item|lead|months|window)\b")

_END = {
    "at": f"'{END_OF_TIME}'",
    "held": f"'{END_OF_TIME}'",
    "known_command": "(SELECT max(number) FROM command)",
    "known_entry": "(SELECT coalesce(max(last_entry), 0) FROM command)",
    "item": "NULL",
    "lead": "8",
    "months": "18",
    "window": "12",
}
"""The values of parameters in views: the latest state, for all items. Rows without a command are excluded."""


def names() -> list[str]:
    """Return the names of the queries that are views, each after those it uses."""
    return [name for name in _in_order(name for name, _ in sql_files("views")) if _content("views", name)]


def view(name: str) -> str:
    """Return the statement that creates the view: the query as of the end of time, for all items."""
    return f"CREATE VIEW {name} AS\n" + _PARAMETER.sub(lambda found: _END[found[1]], _EARLIER.sub("", _text(name)))


def triggers() -> Iterator[tuple[str, str]]:
    """Yield the names of the triggers that update sums and check a command, with the statements that create them."""
    booked = "".join(f"{statement.rstrip()};\n" for statement in sums()).replace(":", "NEW.")
    yield BOOKING, f"CREATE TRIGGER {BOOKING} BEFORE INSERT ON command\nBEGIN\n{booked}END;"
    for name, known in _TRIGGERS.items():
        yield name, _PARAMETER.sub(lambda found: known[found[1]], _inlined(_content("triggers", name)))  # noqa: B023


BOOKING = "command_is_booked"
"""The trigger that adds a command's movements to the sums, before others check it by the sums."""

_TRIGGERS = {
    "command_fits": {**_END, "known_command": "NEW.number"},
    "command_closes": {**_END, "known_command": "NEW.number", "known_entry": "NEW.last_entry"},
}
"""The values of parameters in each trigger.

`command_closes` checks entries only: without entries, `last_entry` is NULL and finds none.
"""


def sums() -> list[str]:
    """Return the statements that add the movements of entries `first_entry` to `last_entry` to all sums."""
    return [_COMMENT.sub("", text) for _, text in sql_files("sums")]


def _inlined(text: str) -> str:
    """Return the text without comments, with the queries it uses inlined, except unmodified views."""

    def part(found: re.Match[str]) -> str:
        word, name, alias = found.groups()
        if name == "_void":  # voids are already in place: there is no later command yet
            return f"{word} voided{alias or ' AS _void'}"
        if not _content("questions", name):  # a view is of the latest state, in which the command is already
            return found[0]
        return f"{word} (\n{_inlined(_text(name))}){alias or f' AS {name}'}"

    return _ASKED_AS.sub(part, _COMMENT.sub("", _EARLIER.sub("", text)))


@cache
def question(name: str) -> str:
    """Return the SELECT of a query, with the queries it uses as common table expressions.

    These hide the views of the same names, and take parameters. They are NOT MATERIALIZED, so SQLite plans the whole
    like a view of views.
    """
    return _with_used(_text(name))


@cache
def current(text: str) -> str:
    """Return a statement on the latest state, with the queries it uses as common table expressions."""
    return _PARAMETER.sub(lambda found: _END[found[1]], _EARLIER.sub("", _with_used(text)))


@cache
def checks() -> tuple[str, ...]:
    """Return the SELECTs that find discrepancies, in order, with the queries they use."""
    return tuple(_with_used(text) for _, text in sql_files("checks"))


def _with_used(text: str) -> str:
    parts = [f"{used} AS NOT MATERIALIZED (\n{_text(used)})" for used in _used(text)]
    return f"WITH {', '.join(parts)}\n{text}" if parts else text


def as_of(database: Database, when: AsOf) -> dict[str, str | int | None]:
    """Return the parameters of queries, for any item and place; `held` is the last date of planned facts."""
    if when.known_at is None:
        command = database.open_command or commands.last_number(database)
    else:
        command = commands.last_known(database, when.known_at)
    return {
        "at": END_OF_TIME if when.at is None else when.at.isoformat(),
        "held": END_OF_TIME if (held := when.held or when.at) is None else held.isoformat(),
        "known_command": command,
        "known_entry": MAX_NUMBER if command == database.open_command else _last_entry_of(database, command),
        "item": None,
        "booklet": None,
        "places": None,
        "window": 12,
    }


def _last_entry_of(database: Database, command: int) -> int:
    last = database.value(
        "SELECT last_entry FROM command WHERE number <= ? AND last_entry IS NOT NULL ORDER BY number DESC LIMIT 1",
        [command],
    )
    return int(last or 0)


def sql_files(folder: str) -> Iterator[tuple[str, str]]:
    """Yield the name and text of each SQL file in a folder, in order."""
    from importlib.resources import files  # slow, and needed only to read them all

    for file in sorted(files(f"tracker.db.{folder}").iterdir(), key=lambda file: file.name):
        if file.name.endswith(".sql"):
            yield file.name.removesuffix(".sql"), file.read_text(encoding="utf-8")


def _text(name: str) -> str:
    return _content("views", name) or _content("questions", name)


@cache
def _content(folder: str, name: str) -> str:
    try:
        return content_of(f"{folder}/{name}.sql")
    except OSError:
        return ""


def _used(text: str) -> list[str]:
    return _in_order(name for name in _ASKED.findall(text) if _text(name))


def _in_order(names: Iterable[str]) -> list[str]:
    ordered: list[str] = []
    for name in names:
        ordered += [each for each in _built_on(name) if each not in ordered]
    return ordered


@cache
def _built_on(name: str) -> tuple[str, ...]:
    """Return the queries that a query uses, each after those it uses itself, followed by its own name."""
    return (*_used(_text(name)), name)
