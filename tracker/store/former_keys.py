"""The keys that rows of sheets have in a ledger, in a table of their own while the index of keys is aside.

That index is as large as the keys, which come in no order: to keep it up takes longer than all else of a long sheet.
"""

from typing import Final

from tracker.store.connection import Database, Statement

INDEXES: Final = ("entry_key", "entry_of_place")
"""The indexes whose entries come in no order, though those of a sheet are recorded in that of time."""


def set_apart(database: Database) -> None:
    """Copy the keys to the table `temp.former_key`, where they are found until `let_go`."""
    database.apply([Statement(_TABLE), Statement(_FILL)])


def are_apart(database: Database) -> bool:
    """Tell whether the keys are to be looked up in the table."""
    return bool(database.value("SELECT EXISTS (SELECT 1 FROM temp.sqlite_schema WHERE name = 'former_key')"))


def let_go(database: Database) -> None:
    """Remove the table, if it is there."""
    database.apply([Statement("DROP TABLE IF EXISTS temp.former_key")])


_TABLE = """
CREATE TEMP TABLE former_key (
    key TEXT NOT NULL, entry INTEGER NOT NULL,
    PRIMARY KEY (key, entry)
) WITHOUT ROWID
"""

_FILL = "INSERT INTO temp.former_key (key, entry) SELECT key, id FROM entry WHERE key IS NOT NULL ORDER BY key, id"
