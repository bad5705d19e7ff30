"""Reading what became of grants."""

from tracker.store.connection import Database


def grant_withdrawn_by(database: Database, number: int) -> int | None:
    """Return the command that withdrew a grant, None when it stands."""
    command: int | None = database.value("SELECT command FROM grant_withdrawal WHERE funding_grant = ?", [number])
    return command
