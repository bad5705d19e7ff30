"""Statistics that another program left in the file: questions are planned without them."""

from contextlib import suppress

from tracker.errors import TrackerError
from tracker.store.connection import Database, Statement


def pass_over_statistics(database: Database) -> None:
    """Have a connection plan its questions as if nobody had analysed the file, which stays as it is.

    Statistics may be of other times, or made up, and then a question may take without end. SQLite reads them when it
    opens the file; read anew in a transaction that has deleted them, and that is rolled back, there are none. Where
    that is not possible now, since the file is being written or may not be, they are used.
    """
    try:
        with suppress(TrackerError):
            database.apply(_WITHOUT)
    finally:
        database.roll_back()


_WITHOUT = (
    Statement("BEGIN IMMEDIATE"),
    Statement("DELETE FROM sqlite_stat1"),
    Statement("ANALYZE sqlite_schema"),
)
