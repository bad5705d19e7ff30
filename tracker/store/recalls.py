"""Reading withdrawals of print runs."""

from tracker.store.connection import Database


def withdrawal_of(database: Database, command: int) -> int | None:
    """Return the withdrawal or reinstatement that a command recorded, None when it recorded none."""
    number: int | None = database.value("SELECT min(id) FROM withdrawal WHERE command = ?", [command])
    return number
