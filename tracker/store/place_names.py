"""The names of all places, which a report shows beside their codes; apart, as the catalogue takes time to load."""

from tracker.store.connection import Database
from tracker.store.memory import remembered


@remembered("place")
def place_names(database: Database) -> list[tuple[str, str]]:
    """Return the code and name of every place, without the reserved ones."""
    return [(code, name) for code, name in database.rows("SELECT code, name FROM place WHERE id > 4")]
