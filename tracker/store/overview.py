"""What the overview asks of the tables itself."""

from tracker.store.connection import Database


def titles(database: Database) -> dict[str, str]:
    """Return the title of each item."""
    rows = database.rows("SELECT item.code, title FROM item JOIN booklet ON booklet.code = item.booklet")
    return {str(item): str(title) for item, title in rows}


def sent_by_month(database: Database) -> dict[str, int]:
    """Return how many copies were sent to places other than stores, by month, from the monthly flows."""
    rows = database.rows("SELECT month, sum(sent) FROM monthly_flow GROUP BY month")
    return {str(month): int(copies) for month, copies in rows}
