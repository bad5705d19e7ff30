"""Statistics that another program left in the file: questions are planned without them."""

from contextlib import suppress

from tracker.errors import TrackerError
from tracker.store.connection import Database, Statement


def pass_over_statistics(database: Database) -> None:
    """Have a connection plan its questions as if nobody had analysed the file, which stays as it is.

    Statistics may be of other times, or made up, and then a query may never end. SQLite reads them together with the
    schema; so the schema is read again in a transaction that deletes them and is rolled back. Where that is not
    possible now, because the file is being written or is read-only, they are used.
    """
    try:
        with suppress(TrackerError):
            database.apply(_WITHOUT)
    finally:
        database.roll_back()


_WITHOUT = (
    Statement("BEGIN IMMEDIATE"),
    Statement("DELETE FROM sqlite_stat1"),
    Statement("PRAGMA writable_schema = RESET"),  # ANALYZE would keep the sizes of tables that it read before
    Statement("SELECT count(*) FROM sqlite_schema"),
)
