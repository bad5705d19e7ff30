"""Writing very many rows at once: the triggers are set aside, and the same rules proven over the whole set.

All of it belongs to one transaction: whoever else opens the file sees it before, or after, with its
triggers in place.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from tracker.store.connection import Database, Statement
from tracker.store.statements import quoted

_BALANCES = """
INSERT INTO balance (place, run, date, copies)
SELECT place, run, date, sum(sum(change)) OVER (PARTITION BY place, run ORDER BY date)
  FROM (SELECT source AS place, run, date, -quantity AS change FROM movement WHERE source > 4
         UNION ALL
        SELECT destination, run, date, quantity FROM movement WHERE destination > 4)
 GROUP BY place, run, date
"""


@contextmanager
def triggers_aside(database: Database) -> Iterator[None]:
    """Drop all triggers for the length of the block, and put them back at its end.

    Only within a transaction, which the caller must give up when the block raises.
    """
    triggers = list(database.rows("SELECT name, sql FROM sqlite_schema WHERE type = 'trigger' ORDER BY rowid"))
    database.apply([Statement(f"DROP TRIGGER {quoted(name)}") for name, _ in triggers])
    yield
    database.apply([Statement(sql) for _, sql in triggers])


def book_balances(database: Database) -> None:
    """Make the balances of all movements anew. Raises BrokenRule unless the triggers are aside."""
    database.apply([Statement("DELETE FROM balance"), Statement(_BALANCES)])
