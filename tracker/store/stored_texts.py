"""Texts that no command put into the file: of bytes that are not UTF-8, or with characters that commands refuse."""

from collections.abc import Collection, Iterator
from itertools import islice
from typing import NamedTuple

from tracker.model.text import is_unsafe
from tracker.store.connection import Database
from tracker.store.statements import quoted


class UnfitText(NamedTuple):
    """A text that commands cannot read, or do not take: where it stands, and what is wrong with it."""

    table: str
    column: str
    text: str
    """What can be read of it."""
    character: str | None
    """The first character that commands refuse, as `U+001B`; None when the text is not UTF-8."""


def unfit_texts(database: Database, tables: Collection[str]) -> Iterator[UnfitText]:
    """Yield what is wrong with the texts of the tables.

    A text that refers to another is equal to that one, and what a CHECK compares with days is one.
    """
    for table in tables:
        for (column,) in list(database.rows(_COLUMNS, [table])):
            name = quoted(column)
            found = database.rows(f"SELECT CAST({name} AS BLOB) FROM {quoted(table)} WHERE {name} NOT NULL")
            # In a damaged row, SQLite returns NULL even so: it takes a column that is NOT NULL at its word.
            stored = (text for (text,) in found if text is not None)
            while several := list(islice(stored, _AT_ONCE)):
                if _is_suspect(b" ".join(several)):
                    yield from (wrong for text in several if (wrong := _wrong(table, column, text)) is not None)


_AT_ONCE = 1000
"""The number of texts that are looked through at once."""

_COLUMNS = """
SELECT field.name
  FROM pragma_table_xinfo(?1) AS field
 WHERE field.type = 'TEXT'
   AND NOT (?1 IN ('entry', 'movement') AND field.name IN ('type', 'date'))
   AND field.name NOT IN (SELECT "from" FROM pragma_foreign_key_list(?1))
"""
"""The columns of a table that have texts of their own, which no CHECK compares with those that commands write."""


def _is_suspect(texts: bytes) -> bool:
    """Return whether a text among them may be wrong: what can be printed is right."""
    try:
        return not texts.decode("utf-8").isprintable()
    except UnicodeDecodeError:
        return True


def _wrong(table: str, column: str, stored: bytes) -> UnfitText | None:
    try:
        text = stored.decode("utf-8")
    except UnicodeDecodeError:
        return UnfitText(table, column, stored.decode("utf-8", "replace"), None)
    character = None if text.isprintable() else next(filter(is_unsafe, text), None)
    return None if character is None else UnfitText(table, column, text, f"U+{ord(character):04X}")
