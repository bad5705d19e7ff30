"""The keys of sheets' rows, the entries and requests that have them, and what else refers to a row of a table."""

from collections.abc import Collection

from tracker.store.connection import Database
from tracker.store.statements import numbered, quoted

IMPORTED = "import"
"""What the keys of rows begin with."""


class RowKeys:
    """The keys of rows in a ledger; what it finds of a command it remembers, while a sheet is imported."""

    def __init__(self, database: Database) -> None:
        """Know nothing of any command yet."""
        self._database = database
        self._taken_back: dict[int, bool] = {}

    def entry_of(self, key: str) -> int | None:
        """Return the entry that was recorded for the row with that key: one that stands, if any does.

        None when there is none, or whatever there was counts as if it had never been recorded.
        """
        rows = self._database.rows(_WITH_KEY, [key])
        found = [number for (number,) in rows]
        return next((number for number in found if not self.is_taken_back(number)), None)

    def request_of(self, key: str) -> int | None:
        """Return the request that was recorded for the row with that key; None when its whole command was undone."""
        number: int | None = self._database.value(_REQUEST_WITH_KEY, [key])
        return number

    def turns_of(self, digest: str, commands: tuple[int, ...]) -> set[int]:
        """Return the turns of a content, by its digest, that rows have which one of the commands recorded first.

        Those aside that count as if they had never been recorded.
        """
        first = f"{IMPORTED}-{digest}-"
        rows = list(self._database.rows(_TURNS, [first, f"{first}:", numbered(commands)]))
        there = (key for key, number in rows if number is None or not self.is_taken_back(number))
        return {int(key.removeprefix(first)) for key in there}

    def replacement_of(self, number: int) -> int | None:
        """Return the last entry that corrected an entry, perhaps step by step, None when none did."""
        found: int | None = self._database.value(_LAST_REPLACEMENT, [number])
        return found

    def is_taken_back(self, number: int) -> bool:
        """Return whether an entry counts as if it had never been recorded.

        It is void, nothing replaced it, and the whole command that first recorded it was undone: by an undo, by
        voiding the command, or because all its entries are void and none of them was replaced.
        """
        row = self._database.row(_TAKEN_BACK, [number])
        if row is None:
            return False
        (command,) = row
        if command not in self._taken_back:
            is_undone = self._database.value(
                "SELECT EXISTS (SELECT 1 FROM _command_undone WHERE number = ?)", [command]
            )
            stands = None if is_undone else self._database.value(_OF_WHICH_SOMETHING_STANDS, [command])
            self._taken_back[command] = stands is None
        return self._taken_back[command]


def imports(database: Database, name: str) -> dict[int, str]:
    """Return what the sheets of imports are recognized by, as JSON, by the commands with that name."""
    return dict(database.rows("SELECT number, sheet FROM command WHERE name = ? AND sheet IS NOT NULL", [name]))


def entries_of(database: Database, asked: Collection[str]) -> tuple[dict[str, int], set[int]]:
    """Return the entries that stand of the rows with these keys, and the commands that first recorded any such row."""
    import json  # slow to load

    found = list(database.rows(_ENTRIES_OF_ROWS, [json.dumps(list(asked))]))
    return {key: number for key, number, _, voided in found if not voided}, {command for _, _, command, _ in found}


def rows_of(database: Database, commands: Collection[int], first: str, last: str) -> list[tuple[str, int | None]]:
    """Return the keys of the rows of some days that commands recorded first, with their entries as they are now.

    None for an entry that was voided and not replaced.
    """
    row_keys = RowKeys(database)
    return [
        (key, number if not voided else _if_standing(database, row_keys.replacement_of(number)))
        for key, number, voided in list(database.rows(_ROWS_OF_COMMANDS, [numbered(commands), first, last]))
    ]


def _if_standing(database: Database, number: int | None) -> int | None:
    is_void = database.value("SELECT EXISTS (SELECT 1 FROM voided WHERE entry = ?)", [number])
    return None if is_void else number


_IS_VOID = "EXISTS (SELECT 1 FROM voided WHERE voided.entry = entry.id)"

_ENTRIES_OF_ROWS = (
    f"SELECT entry.key, entry.id, first.command, {_IS_VOID} FROM json_each(?) AS asked "
    "JOIN entry ON entry.key = asked.value JOIN entry AS first ON first.id = coalesce(entry.restores, entry.id)"
)

_ROWS_OF_COMMANDS = (
    f"SELECT entry.key, entry.id, {_IS_VOID} FROM json_each(?1) AS former JOIN entry AS first "
    "ON first.command = former.value JOIN entry ON entry.id = first.id OR entry.restores = first.id "
    "WHERE first.key >= 'import-' AND first.key < 'import.' AND first.date BETWEEN ?2 AND ?3"
)

_TURNS = (
    "SELECT entry.key, entry.id FROM entry JOIN entry AS first ON first.id = coalesce(entry.restores, entry.id) "
    "WHERE entry.key >= ?1 AND entry.key < ?2 AND first.command IN (SELECT value FROM json_each(?3)) "
    "UNION ALL SELECT key, NULL FROM request "
    "WHERE key >= ?1 AND key < ?2 AND command IN (SELECT value FROM json_each(?3)) "
    "AND NOT EXISTS (SELECT 1 FROM _command_undone WHERE _command_undone.number = request.command)"
)
"""The digits of turns sort before the colon."""

_WITH_KEY = (
    "SELECT id FROM entry WHERE key = ? ORDER BY EXISTS (SELECT 1 FROM voided WHERE voided.entry = entry.id), id DESC"
)

_REQUEST_WITH_KEY = (
    "SELECT max(id) FROM request WHERE key = ? "
    "AND NOT EXISTS (SELECT 1 FROM _command_undone WHERE _command_undone.number = request.command)"
)

_REPLACED = (
    "EXISTS (SELECT 1 FROM entry AS other WHERE other.replaces = entry.id "
    "AND NOT EXISTS (SELECT 1 FROM _command_undone WHERE _command_undone.number = other.command))"
)

_LAST_REPLACEMENT = (
    "WITH RECURSIVE corrected(id) AS (SELECT ? UNION SELECT entry.id FROM corrected JOIN entry "
    "ON entry.replaces = corrected.id AND NOT EXISTS (SELECT 1 FROM _command_undone WHERE number = entry.command)) "
    "SELECT nullif(max(id), min(id)) FROM corrected"
)

_TAKEN_BACK = (
    "SELECT first.command FROM entry JOIN entry AS first ON first.id = coalesce(entry.restores, entry.id) "
    f"WHERE entry.id = ? AND EXISTS (SELECT 1 FROM voided WHERE voided.entry = entry.id) AND NOT {_REPLACED}"
)
"""The command that first recorded an entry that is void, and that nothing replaced."""

_OF_WHICH_SOMETHING_STANDS = (
    "SELECT entry.id FROM entry AS first JOIN entry ON entry.id = first.id OR entry.restores = first.id "
    "WHERE first.command = ? AND first.type <> 'void' "
    f"AND (NOT EXISTS (SELECT 1 FROM voided WHERE voided.entry = entry.id) OR {_REPLACED}) LIMIT 1"
)
"""An entry of a command that stands, as it was recorded first or again, or that was replaced."""


def is_referred_to(database: Database, table: str, keys: Collection[object]) -> bool:
    """Return whether any row refers to one of these primary keys of a table, whose rows may be gone already."""
    import json  # slow to load

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
