"""Reading withdrawals of print runs."""

from typing import NamedTuple

from tracker.model.as_of import AsOf
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


class GivenUp(NamedTuple):
    """That copies of a run left a place: by which type of entry, such as a return or a count, and when."""

    place: str
    type: str
    day: str


def given_up(database: Database, run: str, since: str, when: AsOf) -> list[GivenUp]:
    """Return by what copies of a run left places from a day on, in order of time; voids, and what is void, aside.

    Those that were lost on their way to a place are of that place, too, by the receipt that says so.
    """
    known = as_of(database, when)
    rows = database.rows(
        "SELECT place.code, entry.type, movement.date FROM print_run "
        "JOIN movement ON movement.run = print_run.id "
        "JOIN entry ON entry.id = movement.entry "
        "JOIN place ON place.id = iif(movement.source = 4, entry.place, movement.source) AND place.id > 4 "
        "WHERE print_run.code = ?1 AND movement.date BETWEEN ?2 AND ?3 AND entry.id <= ?4 "
        "AND entry.type <> 'void' AND (movement.source <> 4 OR movement.destination = 3) "
        "AND NOT EXISTS (SELECT 1 FROM voided WHERE voided.entry = entry.id AND voided.void <= ?4) "
        "ORDER BY movement.date, entry.id",
        (run, since, known["at"], known["known_entry"]),
    )
    return [GivenUp(*row) for row in rows]
