"""Figures that reports read from tables: sums of the overview and distribution, and withdrawals of runs."""

import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from io import FileIO
from itertools import starmap
from operator import add
from pathlib import Path
from threading import Lock
from typing import Any

from tracker.deferred import NamedTuple
from tracker.errors import Unusable
from tracker.model.as_of import AsOf
from tracker.model.table import Row, Value
from tracker.store.connection import Database
from tracker.store.identity import KEPT
from tracker.store.queries import as_of
from tracker.store.statements import source


def sent_by_month(database: Database) -> dict[str, int]:
    """Return the copies sent to places other than stores by month, from the monthly flows."""
    rows = database.rows("SELECT month, sum(sent) FROM monthly_flow GROUP BY month")
    return {str(month): int(copies) for month, copies in rows}


# The sums of the distribution, grouped by one number per combination of dimensions, which sorts fast.


OF_PLACE = {"kind": "kind", "country": "country", "region": "region", "city": "city", "place": "code"}
OF_RUN = {name: name for name in ("booklet", "language", "item", "run", "fund")}
"""The dimensions of a place and of a print run, and their columns."""

_PERIODS = {
    "month": "CAST(substr(line.date, 1, 4) || substr(line.date, 6, 2) AS INTEGER)",
    "quarter": "CAST(substr(line.date, 1, 4) AS INTEGER) * 100 + (substr(line.date, 6, 2) + 2) / 3 * 3 - 2",
    "year": "CAST(substr(line.date, 1, 4) AS INTEGER) * 100 + 1",
}
"""An integer for each period, shortest periods first: its first month, such as 201401."""

_BITS = 20
"""The bits of the class of print runs in a combination's number; above them are places, then the period."""

_SHIPMENTS = """
sum(iif(line.line = 1, 1, NOT EXISTS (
    SELECT 1 FROM movement AS earlier CROSS JOIN ranked_edition AS its ON its.id = earlier.run
     WHERE earlier.entry = line.shipment AND earlier.line < line.line AND earlier.destination = 4
       AND its.class = ranked_edition.class)))
"""
"""Number of shipments. All lines of one share place and date, so it is counted with its first line in a class of print
runs: count(DISTINCT shipment) would sort them.
"""

_SOURCES_NOW = {
    "_sent": f"{_SHIPMENTS}, sum(line.copies), sum(line.copies), 0",
    "_unarrived": "0, 0, -sum(line.copies), 0",
    "_returned": "0, 0, 0, sum(line.copies)",
}
_SOURCES_THEN = {
    "_sent": f"{_SHIPMENTS}, sum(line.copies), 0, 0",
    "_arrived": "0, 0, sum(line.copies), 0",
    "_returned": "0, 0, 0, sum(line.copies)",
}
"""The sources, and what they add to shipments, copies, received and returned. As of now, received is all that was sent
except copies in transit, if few.
"""

_LITTLE = 16
"""One copy in transit per this many sent is few; finding those takes eight times as long as the others."""


def distributed(
    database: Database, when: AsOf, by: Sequence[str], where: str, values: Mapping[str, Any]
) -> dict[Row, Row]:
    """Return shipments, copies, received and returned for each combination of dimensions, or in total without any.

    `by` and `where`, a clause about the date, are trusted SQL, never user input.
    """
    ranked, asked = _ranked(database, when, by)
    sums: dict[int, tuple[int, ...]] = {}
    is_now = when == AsOf() and database.is_so("SELECT total(in_transit) * ? <= total(shipped) FROM custody", [_LITTLE])
    for name, figures in (_SOURCES_NOW if is_now else _SOURCES_THEN).items():
        lines, given = source(database, name, when)
        for combination, *added in database.rows(
            f"{ranked} SELECT {_number(by)}, {figures} "
            f"FROM {lines} AS line CROSS JOIN ranked_edition ON ranked_edition.id = line.run "
            f"CROSS JOIN ranked_place ON ranked_place.id = line.place{where} GROUP BY 1",
            {**asked, **given, **values},
        ):
            sums[combination] = tuple(starmap(add, zip(added, sums.get(combination, (0,) * 4), strict=True)))
    of_place, of_run = (
        {each["class"]: each for each in database.records(f"{ranked} SELECT * FROM {classes} GROUP BY class", asked)}
        for classes in ("ranked_place", "ranked_edition")
    )
    found: dict[Row, Row] = {}
    for combination, figures_of_it in sums.items():
        rest, edition = divmod(combination, 1 << _BITS)
        month, place = divmod(rest, 1 << _BITS)
        known = {**of_place[place], **of_run[edition], **_periods(month)}
        found[tuple(known[name] for name in by)] = figures_of_it
    return found


def _ranked(database: Database, when: AsOf, by: Sequence[str]) -> tuple[str, dict[str, Any]]:
    """Return the SQL that numbers the classes of places and print runs, with its parameters."""
    (places, asked), (editions, _) = (source(database, name, when) for name in ("_place", "_edition"))
    return (
        f"WITH ranked_place AS MATERIALIZED "
        f"(SELECT *, code AS place, {_class(OF_PLACE, by)} AS class FROM {places} WHERE NOT is_store), "
        f"ranked_edition AS MATERIALIZED (SELECT *, {_class(OF_RUN, by)} AS class FROM {editions})"
    ), asked


def _class(of: Mapping[str, str], by: Sequence[str]) -> str:
    """Return the SQL of a number that is equal for equal values of those dimensions."""
    order = ", ".join(column for name, column in of.items() if name in by)
    return f"dense_rank() OVER (ORDER BY {order})" if order else "0"


def _number(by: Sequence[str]) -> str:
    """Return the SQL for the number of a combination of dimensions."""
    period = next((number for length, number in _PERIODS.items() if length in by), "0")
    return f"(({period} << {_BITS}) + ranked_place.class << {_BITS}) + ranked_edition.class"


def _periods(month: int) -> dict[str, Value]:
    """Return the year, quarter and month that begin with a month such as 201401."""
    year, of_year = divmod(month, 100)
    return {"year": year, "quarter": f"{year:04}-Q{(of_year + 2) // 3}", "month": f"{year:04}-{of_year:02}"}


# Withdrawals of print runs.


def withdrawal_of(database: Database, command: int) -> int | None:
    """Return the withdrawal or reinstatement that a command recorded, or None."""
    return database.number_or_none("SELECT min(id) FROM withdrawal WHERE command = ?", [command])


class Withdrawal(NamedTuple):
    """The date and reason of a withdrawal; None if the reason was redacted."""

    day: str
    reason: str | None


def withdrawal_on(database: Database, run: str, when: AsOf) -> Withdrawal | None:
    """Return the withdrawal in effect for a run, by its code, at that time; or None if it can be shipped."""
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
    """Copies of a run that left a place: the entry type, such as return or count, and the date."""

    place: str
    type: str
    day: str


def given_up(database: Database, run: str, since: str, when: AsOf) -> list[GivenUp]:
    """Return the departures of a run's copies from places since a date, by time, without voids and void entries.

    Copies lost in transit to a place count as departures of that place, through the receipt that records the loss.
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


# A ledger that a program serves to many: its header is read without ever closing the file.  On POSIX, closing a file
# releases all locks that the process has on it, even those of queries in other threads, whose data could then change
# during the query.


State = tuple[bytes, int, int, int]
"""Identifies a state of a ledger."""

_LENGTH = 100


@contextmanager
def served(path: Path) -> Iterator[None]:
    """Keep the file open within the block."""
    kept = _Kept(path)
    KEPT[str(path)] = kept.header
    try:
        yield
    finally:
        del KEPT[str(path)]
        kept.close()


def state_of(path: Path) -> State | None:
    """Return the state of a served ledger, or None if it is unknown.

    Each commit increments the counter in the file's header. A restored backup, or another file with the name, may have
    an old counter, but not the same time of writing.
    """
    try:
        status = path.stat()
        return KEPT[str(path)](status), status.st_mtime_ns, status.st_size, status.st_ino
    except (OSError, Unusable):
        return None


class _Kept:
    """A file that stays open; another file that takes its name is opened too."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._files: list[FileIO] = []
        self._lock = Lock()

    def header(self, status: os.stat_result) -> bytes:
        """Return the header of the file with this status. Raises OSError."""
        with self._lock:
            if not self._files or not os.path.samestat(os.fstat(self._files[-1].fileno()), status):
                self._files.append(self._path.open("rb", buffering=0))
            file = self._files[-1]
            file.seek(0)
            return file.read(_LENGTH)

    def close(self) -> None:
        """Close the open files."""
        for file in self._files:
            file.close()
