"""Reading requests: the one that a command recorded, and those like another one."""

from tracker.store.connection import Database


def request_of(database: Database, command: int) -> int | None:
    """Return the first request that a command recorded, None when it recorded none."""
    number: int | None = database.value("SELECT min(id) FROM request WHERE command = ?", [command])
    return number


def same_place_and_day(database: Database, number: int) -> list[int]:
    """Return the requests that earlier commands recorded for the place and date of one, the last one first."""
    rows = database.rows(
        "SELECT other.id FROM request JOIN request AS other ON other.place = request.place "
        "AND other.date = request.date AND other.command < request.command WHERE request.id = ? ORDER BY other.id DESC",
        [number],
    )
    return [other for (other,) in rows]
