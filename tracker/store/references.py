"""References: proved over all rows of one command when SQLite did not check each, and those to one row."""

import json
from collections.abc import Collection, Iterator
from itertools import groupby

from tracker.store.commands import OF_COMMANDS, OF_ENTRIES
from tracker.store.connection import BrokenRule, Database
from tracker.store.statements import quoted


def prove(
    database: Database, command: int, tables: Collection[str] | None = None, *, but: Collection[str] = ()
) -> None:
    """Raise BrokenRule when a row of a command, which is closed, refers to something that is not there.

    `tables` are those to which it added rows, if that is known; all `but` those in which it is proved otherwise.
    """
    first, last = database.row("SELECT first_entry, last_entry FROM command WHERE number = ?", [command]) or (0, 0)
    whose = {table: f"child.{quoted(column)} BETWEEN :first AND :last" for table, column in OF_ENTRIES.items()}
    whose |= dict.fromkeys(OF_COMMANDS, "child.command = :command") | dict.fromkeys(_OF_ANY, "TRUE")
    for table, condition in whose.items():
        if table in but or (tables is not None and table not in tables):
            continue
        dangling = " OR ".join(f"({each})" for each in _dangling(database, table))
        any_row = f"SELECT EXISTS (SELECT 1 FROM {quoted(table)} AS child WHERE {condition} AND ({dangling}))"
        if dangling and database.value(any_row, {"command": command, "first": first, "last": last}):
            raise BrokenRule("FOREIGN KEY constraint failed")


def is_referred_to(database: Database, table: str, keys: Collection[object]) -> bool:
    """Return whether any row refers to one of these primary keys of a table, whose rows may be gone already."""
    children = database.rows(
        'SELECT child.name, key."from" FROM sqlite_schema AS child, pragma_foreign_key_list(child.name) AS key '
        "WHERE child.type = 'table' AND key.\"table\" = ?",
        [table],
    )
    given = json.dumps(list(keys))
    return any(
        database.value(
            f"SELECT EXISTS (SELECT 1 FROM json_each(?) AS gone CROSS JOIN {quoted(child)} AS child "
            f"ON child.{quoted(column)} = gone.value)",
            [given],
        )
        for child, column in list(children)
    )


def _dangling(database: Database, table: str) -> Iterator[str]:
    """Yield, for each foreign key of a table, the condition of rows that refer to something that is not there."""
    keys = database.rows('SELECT id, "table", "from", "to" FROM pragma_foreign_key_list(?) ORDER BY id, seq', [table])
    for _, columns in groupby(keys, key=lambda key: key[0]):
        given = list(columns)
        parent = given[0][1]
        names = [to for *_, to in given]
        if None in names:
            primary = database.rows("SELECT name FROM pragma_table_info(?) WHERE pk > 0 ORDER BY pk", [parent])
            names = [name for (name,) in primary]
        own = [quoted(child) for _, _, child, _ in given]
        are_there = " AND ".join(f"child.{column} IS NOT NULL" for column in own)
        same = " AND ".join(f"parent.{quoted(name)} = child.{column}" for name, column in zip(names, own, strict=True))
        yield f"{are_there} AND NOT EXISTS (SELECT 1 FROM {quoted(parent)} AS parent WHERE {same})"


_OF_ANY = ("item", "print_run")
"""The tables whose rows are of no command: they are few, and all are looked at."""
