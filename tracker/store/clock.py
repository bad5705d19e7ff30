"""Corrections of the timestamps of commands recorded under a wrong clock."""

from collections.abc import Sequence

from tracker.deferred import NamedTuple
from tracker.store.commands import RecordedCommand
from tracker.store.connection import Database, Statement
from tracker.store.statements import insert


class CorrectedCommand(NamedTuple):
    """A command with a corrected timestamp: the time of its clock, its previous timestamp, and the new one."""

    command: int
    name: str
    clock_showed: str
    was: str
    recorded_at: str


def recorded_between(database: Database, first: int, last: int) -> list[RecordedCommand]:
    """Return the existing commands from `first` to `last`, in order."""
    rows = database.rows(
        "SELECT number, name, recorded_at FROM _command WHERE number BETWEEN ? AND ? ORDER BY number", (first, last)
    )
    return [RecordedCommand(*row) for row in rows]


def moment_of(database: Database, command: int) -> tuple[str, str]:
    """Return the timestamp and the clerk of a recorded command."""
    row = database.only_row("SELECT recorded_at, clerk FROM _command WHERE number = ?", [command])
    return row[0], row[1]


def correct(command: int, moments: Sequence[tuple[int, str]]) -> list[Statement]:
    """Return the statements that record, in one command, the corrected timestamps of other commands, keyed by command
    number.
    """
    return [insert("clock_fix", fixed=number, command=command, moment=moment) for number, moment in moments]


def corrected_by(database: Database, command: int) -> list[CorrectedCommand]:
    """Return the commands that a command corrected."""
    rows = database.rows(
        "SELECT fixed.number, fixed.name, fixed.recorded_at, coalesce((SELECT before.moment FROM clock_fix AS before "
        "WHERE before.fixed = fix.fixed AND before.command < fix.command ORDER BY before.command DESC LIMIT 1), "
        "fixed.recorded_at), fix.moment FROM clock_fix AS fix JOIN command AS fixed ON fixed.number = fix.fixed "
        "WHERE fix.command = ? ORDER BY fix.fixed",
        [command],
    )
    return [CorrectedCommand(*row) for row in rows]
