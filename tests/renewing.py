"""Writes generated files anew: `schema.sql` and the data dictionary of `db/`, and the catalogues of translations.

The command: `python -m tests.renewing`.
"""

import re
import tempfile
from collections.abc import Iterable, Iterator
from pathlib import Path

from tests import catalogues
from tracker.store.connection import Database
from tracker.store.dictionary import PRIMARY, Field, tables
from tracker.store.schema import create

DB = Path(__file__).resolve().parent.parent / "db"

BEGIN, END = "<!-- dictionary: generated -->", "<!-- end of dictionary -->"
"""The marks in `db/DICTIONARY.md` around the generated tables."""

_HEAD = "| column | type | unit | key | meaning |\n| -- | -- | -- | -- | -- |\n"


def schema() -> str:
    """Return the whole schema of a new database as SQL. sqlite-utils' own table is not part of it."""
    dumped: list[str] = []
    with tempfile.TemporaryDirectory() as folder:
        create(Path(folder) / "new.db", lambda database: dumped.extend(_statements(database)))
    return "".join(f"{statement};\n" for statement in dumped)


def _statements(database: Database) -> Iterator[str]:
    rows = database.rows(
        "SELECT sql FROM sqlite_schema WHERE sql IS NOT NULL AND tbl_name <> '_sqlite_migrations' ORDER BY rowid"
    )
    return (sql for (sql,) in rows)


def renewed(text: str) -> str:
    """Return the text of `db/DICTIONARY.md` with the tables between its marks written anew."""
    dictionary = f"{BEGIN}\n\n{markdown()}\n{END}"
    return re.sub(f"{BEGIN}.*{END}", lambda _: dictionary, text, flags=re.DOTALL)


def markdown() -> str:
    """Return the dictionary as Markdown, a heading and a table for each of its tables."""
    return "\n".join(f"### {name}\n\n{_HEAD}{''.join(_lines(fields))}" for name, fields in tables().items())


def _lines(fields: Iterable[Field]) -> Iterator[str]:
    for field in fields:
        key = [PRIMARY] * field.primary + [f"`{field.refers_to}`"] * bool(field.refers_to)
        yield f"| `{field.name}` | {field.type} | {field.unit} | {' '.join(key)} | {field.meaning} |\n"


def write(path: Path, text: str) -> None:
    """Write a file with line ends that are the same on every system."""
    path.write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    dictionary = DB / "DICTIONARY.md"
    write(DB / "schema.sql", schema())
    write(dictionary, renewed(dictionary.read_text(encoding="utf-8")))
    catalogues.renew()
