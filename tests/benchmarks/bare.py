"""The baseline of an import: its rows, written again to the same tables without triggers.

Run as `bare.py FULL FOUNDED BARE`, where BARE is a copy of FOUNDED; prints the processor seconds for writing and
commit, without reading.
"""

import sqlite3
import sys
import time
from collections.abc import Iterator
from contextlib import closing

_CHUNK = 50_000
_CACHE = "PRAGMA cache_size = -200000"
"""The same as for an import."""


def write(full: str, founded: str, copy: str) -> float:
    """Write the rows that only `full` has to the copy, and return the seconds."""
    with closing(sqlite3.connect(full)) as source, closing(sqlite3.connect(copy, isolation_level=None)) as bare:
        source.execute("ATTACH ? AS founded", (founded,))
        for (name,) in bare.execute("SELECT name FROM sqlite_schema WHERE type = 'trigger'").fetchall():
            bare.execute(f'DROP TRIGGER "{name}"')
        bare.execute(_CACHE)
        bare.execute("PRAGMA foreign_keys = ON")
        bare.execute("BEGIN")
        bare.execute("PRAGMA defer_foreign_keys = ON")
        seconds = sum(_copy(source, bare, table) for table in _grown(source))
        begin = time.process_time()
        bare.execute("COMMIT")
        return seconds + time.process_time() - begin


def _grown(source: sqlite3.Connection) -> Iterator[str]:
    """Yield the tables with more rows than before."""
    tables = source.execute("SELECT name FROM main.sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")
    for (table,) in tables.fetchall():
        now, then = (source.execute(f'SELECT count(*) FROM {at}."{table}"').fetchone() for at in ("main", "founded"))
        if now > then:
            yield table


def _copy(source: sqlite3.Connection, bare: sqlite3.Connection, table: str) -> float:
    """Copy the new rows of a table in order, and return the seconds."""
    rows = source.execute(f'SELECT * FROM main."{table}" EXCEPT SELECT * FROM founded."{table}"')
    insert = f'INSERT OR REPLACE INTO "{table}" VALUES ({", ".join("?" * len(rows.description))})'
    seconds = 0.0
    while chunk := rows.fetchmany(_CHUNK):
        begin = time.process_time()
        bare.executemany(insert, chunk)
        seconds += time.process_time() - begin
    return seconds


if __name__ == "__main__":
    sys.stdout.write(f"{write(*sys.argv[1:])}\n")
