"""The keys of sheets' rows, with their entries and requests, and references to rows of tables."""

from collections.abc import Collection

from tracker.deferred import NamedTuple
from tracker.store.connection import Database
from tracker.store.statements import numbered, quoted

IMPORTED = "import"
"""The prefix of row keys."""


class KnownEntry(NamedTuple):
    """A recorded entry, and whether it was voided."""

    number: int
    voided: bool


class RowKeys:
    """The row keys in a ledger; results about commands are cached during an import."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._taken_back: dict[int, bool] = {}

    def entries_of(self, keys: Collection[str]) -> tuple[dict[str, KnownEntry], set[int]]:
        """Return the entries of rows by key, valid ones if there are any, and the commands that first recorded any.

        Entries that count as never recorded are left out, but not their commands.
        """
        import json  # slow to load

        rows = list(self._database.rows(_ENTRIES_OF_ROWS, [json.dumps(list(keys))]))
        found = {
            key: KnownEntry(number, bool(voided))
            for key, number, command, voided, is_dropped in rows
            if not (is_dropped and self._is_undone(command))
        }
        return found, {command for _, _, command, _, _ in rows}

    def request_of(self, key: str) -> tuple[int, int] | None:
        """Return the request recorded for the row with this key, and its command, unless they were undone."""
        return self._database.row(_REQUEST_WITH_KEY, [key])

    def ordinals_of(self, digest: str, commands: tuple[int, ...]) -> set[int]:
        """Return the ordinals of rows with a content digest that commands recorded and nobody took back."""
        first = f"{IMPORTED}-{digest}-"
        rows = list(self._database.rows(_TURNS, [first, f"{first}:", numbered(commands)]))
        keys = (key for key, number in rows if number is None or not self.is_taken_back(number))
        return {int(key.removeprefix(first)) for key in keys}

    def replacement_of(self, number: int) -> int | None:
        """Return the last entry that corrected an entry, directly or in steps, or None."""
        return self._database.number_or_none(_LAST_REPLACEMENT, [number])

    def is_taken_back(self, number: int) -> bool:
        """Return whether an entry counts as never recorded: void, not replaced, and its whole command was undone."""
        row = self._database.row(_TAKEN_BACK, [number])
        return row is not None and self._is_undone(row[0])

    def _is_undone(self, command: int) -> bool:
        if command not in self._taken_back:
            is_undone = self._database.value(
                "SELECT EXISTS (SELECT 1 FROM _command_undone WHERE number = ?)", [command]
            )
            valid = None if is_undone else self._database.value(_OF_WHICH_SOMETHING_STANDS, [command])
            self._taken_back[command] = valid is None
        return self._taken_back[command]


def has_imported(database: Database, kind: str) -> bool:
    """Return whether any entry of a type was imported."""
    return database.is_so("SELECT EXISTS (SELECT 1 FROM entry WHERE key IS NOT NULL AND type = ?)", [kind])


def imports(database: Database, name: str) -> dict[int, str]:
    """Return the sheet identification (JSON) of imports by command, for commands with this name."""
    return dict(database.rows("SELECT number, sheet FROM command WHERE name = ? AND sheet IS NOT NULL", [name]))


def rows_of(database: Database, commands: Collection[int], first: str, last: str) -> list[tuple[str, int | None]]:
    """Return the row keys of a date range that commands first recorded, with current entries; None if voided."""
    row_keys = RowKeys(database)
    return [
        (key, number if not voided else _if_standing(database, row_keys.replacement_of(number)))
        for key, number, voided in list(database.rows(_ROWS_OF_COMMANDS, [numbered(commands), first, last]))
    ]


def _if_standing(database: Database, number: int | None) -> int | None:
    is_void = database.value("SELECT EXISTS (SELECT 1 FROM voided WHERE entry = ?)", [number])
    return None if is_void else number


_IS_VOID = "EXISTS (SELECT 1 FROM voided WHERE voided.entry = entry.id)"

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
"""The digits of ordinals sort before the colon."""

_REQUEST_WITH_KEY = (
    "SELECT id, command FROM request WHERE key = ? "
    "AND NOT EXISTS (SELECT 1 FROM _command_undone WHERE _command_undone.number = request.command) "
    "ORDER BY id DESC LIMIT 1"
)

_REPLACED = (
    "EXISTS (SELECT 1 FROM entry AS other WHERE other.replaces = entry.id "
    "AND NOT EXISTS (SELECT 1 FROM _command_undone WHERE _command_undone.number = other.command))"
)

_ENTRIES_OF_ROWS = (
    f"SELECT entry.key, entry.id, first.command, {_IS_VOID}, {_IS_VOID} AND NOT {_REPLACED} "
    "FROM json_each(?) AS asked "
    "JOIN entry ON entry.key = asked.value JOIN entry AS first ON first.id = coalesce(entry.restores, entry.id) "
    "ORDER BY 4 DESC, 2"
)
"""Of several entries with a key, the last row is the one to take."""

_LAST_REPLACEMENT = (
    "WITH RECURSIVE corrected(id) AS (SELECT ? UNION SELECT entry.id FROM corrected JOIN entry "
    "ON entry.replaces = corrected.id AND NOT EXISTS (SELECT 1 FROM _command_undone WHERE number = entry.command)) "
    "SELECT nullif(max(id), min(id)) FROM corrected"
)

_TAKEN_BACK = (
    "SELECT first.command FROM entry JOIN entry AS first ON first.id = coalesce(entry.restores, entry.id) "
    f"WHERE entry.id = ? AND EXISTS (SELECT 1 FROM voided WHERE voided.entry = entry.id) AND NOT {_REPLACED}"
)
"""The command that first recorded a void entry without replacement."""

_OF_WHICH_SOMETHING_STANDS = (
    "SELECT entry.id FROM entry AS first JOIN entry ON entry.id = first.id OR entry.restores = first.id "
    "WHERE first.command = ? AND first.type <> 'void' "
    f"AND (NOT EXISTS (SELECT 1 FROM voided WHERE voided.entry = entry.id) OR {_REPLACED}) LIMIT 1"
)
"""An entry of a command that is valid, in its original or a restored form, or that was replaced."""


def is_referred_to(database: Database, table: str, keys: Collection[object]) -> bool:
    """Return whether any row refers to one of these primary keys of a table; their rows may already be deleted."""
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
