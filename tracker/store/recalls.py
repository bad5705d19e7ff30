"""Reading withdrawals of print runs."""

from typing import NamedTuple

from tracker.model.table import AsOf
from tracker.store.connection import Database
from tracker.store.queries import as_of


def withdrawal_of(database: Database, command: int) -> int | None:
    """Return the withdrawal or reinstatement that a command recorded, None when it recorded none."""
    number: int | None = database.value("SELECT min(id) FROM withdrawal WHERE command = ?", [command])
    return number


class Withdrawal(NamedTuple):
    """Since which day a run is withdrawn, and why; None where the reason was erased."""

    day: str
    reason: str | None


def withdrawal_on(database: Database, run: str, when: AsOf) -> Withdrawal | None:
    """Return the withdrawal that holds for a run, by its code, at that time; None when it can be shipped."""
    known = as_of(database, when)
    row = database.row(
        "SELECT withdrawal.withdrawn, withdrawal.date, text.reason FROM withdrawal "
        "JOIN print_run ON print_run.id = withdrawal.run "
        "LEFT JOIN text ON text.command = withdrawal.command "
        "AND text.entry IS NULL AND text.request IS NULL AND text.run IS NULL "
        "WHERE print_run.code = ? AND withdrawal.date <= ? AND withdrawal.command <= ? "
        "ORDER BY withdrawal.date DESC, withdrawal.id DESC LIMIT 1",
        (run, known["at"], known["known_command"]),
    )
    return Withdrawal(row[1], row[2]) if row and row[0] else None
