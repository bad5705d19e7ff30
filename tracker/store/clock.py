"""Corrections of the timestamps of commands recorded under a wrong clock."""

from collections.abc import Sequence

from tracker.deferred import NamedTuple
from tracker.store.connection import Database, Statement
from tracker.store.statements import insert


class Recorded(NamedTuple):
    """A recorded command with both its UTC timestamps."""

    number: int
    name: str
    shown: str
    """The time of the clock at recording."""
    moment: str
    """The same time, or its correction."""


def recorded_between(database: Database, first: int, last: int) -> list[Recorded]:
    """Return the existing commands from `first` to `last`, in order."""
    rows = database.rows(
        "SELECT number, command.name, command.recorded_at, _command.recorded_at "
        "FROM command JOIN _command USING (number) WHERE number BETWEEN ? AND ? ORDER BY number",
        (first, last),
    )
    return [Recorded(*row) for row in rows]


def moment_of(database: Database, command: int) -> tuple[str, str]:
    """Return the timestamp and the clerk of a recorded command."""
    row = database.only_row("SELECT recorded_at, clerk FROM _command WHERE number = ?", [command])
    return row[0], row[1]


def correct(command: int, moments: Sequence[tuple[int, str]]) -> list[Statement]:
    """Return the statements that record, in one command, the corrected timestamps of other commands, keyed by command
    number.
    """
    return [insert("clock_fix", fixed=number, command=command, moment=moment) for number, moment in moments]


def corrected_by(database: Database, command: int) -> list[tuple[Recorded, str]]:
    """Return the commands that a command corrected, each with its previous and new timestamp."""
    rows = database.rows(
        "SELECT fixed.number, fixed.name, fixed.recorded_at, coalesce((SELECT before.moment FROM clock_fix AS before "
        "WHERE before.fixed = fix.fixed AND before.command < fix.command ORDER BY before.command DESC LIMIT 1), "
        "fixed.recorded_at), fix.moment FROM clock_fix AS fix JOIN command AS fixed ON fixed.number = fix.fixed "
        "WHERE fix.command = ? ORDER BY fix.fixed",
        [command],
    )
    return [(Recorded(*row[:4]), row[4]) for row in rows]
