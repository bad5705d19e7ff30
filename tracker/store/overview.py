"""What reports ask of the tables themselves: sums of the overview and the distribution, and withdrawals of runs."""

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
from tracker.store.headers import KEPT
from tracker.store.queries import as_of
from tracker.store.statements import source


def titles(database: Database) -> dict[str, str]:
    """Return the title of each item."""
    rows = database.rows("SELECT item.code, title FROM item JOIN booklet ON booklet.code = item.booklet")
    return {str(item): str(title) for item, title in rows}


def sent_by_month(database: Database) -> dict[str, int]:
    """Return how many copies were sent to places other than stores, by month, from the monthly flows."""
    rows = database.rows("SELECT month, sum(sent) FROM monthly_flow GROUP BY month")
    return {str(month): int(copies) for month, copies in rows}


# The sums of the distribution: grouped by one number for each combination of dimensions, which is what sorts fast.


OF_PLACE = {"kind": "kind", "country": "country", "region": "region", "city": "city", "place": "code"}
OF_RUN = {name: name for name in ("booklet", "language", "item", "run", "fund")}
"""The dimensions of a place and of a print run, and the columns that have them."""

_PERIODS = {
    "month": "CAST(substr(line.date, 1, 4) || substr(line.date, 6, 2) AS INTEGER)",
    "quarter": "CAST(substr(line.date, 1, 4) AS INTEGER) * 100 + (substr(line.date, 6, 2) + 2) / 3 * 3 - 2",
    "year": "CAST(substr(line.date, 1, 4) AS INTEGER) * 100 + 1",
}
"""A number for each period of that length, the shorter ones first: its first month, such as 201401."""

_BITS = 20
"""Of the number of a combination: those of the class of its print runs, and above them those of the class of its
places; the period is above both."""

_SHIPMENTS = """
sum(iif(line.line = 1, 1, NOT EXISTS (
    SELECT 1 FROM movement AS earlier CROSS JOIN ranked_edition AS its ON its.id = earlier.run
     WHERE earlier.entry = line.shipment AND earlier.line < line.line AND earlier.destination = 4
       AND its.class = ranked_edition.class)))
"""
"""How many shipments a combination has. All lines of one have its place and its day, so it is counted with the first of
those in the same class of print runs: count(DISTINCT shipment) would sort them."""

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
"""What is added up, and what it adds to shipments, copies, received and returned. Now all that was sent was received,
but for what has not arrived, where that is little."""

_LITTLE = 16
"""One copy on its way of so many sent is little: to find what has not arrived takes eight times as long as what has."""


def distributed(
    database: Database, when: AsOf, by: Sequence[str], where: str, values: Mapping[str, Any]
) -> dict[Row, Row]:
    """Return shipments, copies, received and returned of each combination of dimensions; without any, of all together.

    `by` and `where`, a clause about the date, are trusted SQL, never user input.
    """
    ranked, asked = _ranked(database, when, by)
    sums: dict[int, tuple[int, ...]] = {}
    is_now = when == AsOf() and bool(
        database.value("SELECT total(in_transit) * ? <= total(shipped) FROM custody", [_LITTLE])
    )
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
    """Return the SQL that numbers the classes of places and of print runs, and its parameters."""
    (places, asked), (editions, _) = (source(database, name, when) for name in ("_place", "_edition"))
    return (
        f"WITH ranked_place AS MATERIALIZED "
        f"(SELECT *, code AS place, {_class(OF_PLACE, by)} AS class FROM {places} WHERE NOT is_store), "
        f"ranked_edition AS MATERIALIZED (SELECT *, {_class(OF_RUN, by)} AS class FROM {editions})"
    ), asked


def _class(of: Mapping[str, str], by: Sequence[str]) -> str:
    """Return the SQL of a number that is the same for the same values of those dimensions."""
    order = ", ".join(column for name, column in of.items() if name in by)
    return f"dense_rank() OVER (ORDER BY {order})" if order else "0"


def _number(by: Sequence[str]) -> str:
    """Return the SQL of the number of a combination of dimensions."""
    period = next((number for length, number in _PERIODS.items() if length in by), "0")
    return f"(({period} << {_BITS}) + ranked_place.class << {_BITS}) + ranked_edition.class"


def _periods(month: int) -> dict[str, Value]:
    """Return the year, quarter and month that begin with a month, such as 201401."""
    year, of_year = divmod(month, 100)
    return {"year": year, "quarter": f"{year:04}-Q{(of_year + 2) // 3}", "month": f"{year:04}-{of_year:02}"}


# Reading withdrawals of print runs.


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


# A ledger that a program serves to many at once: its first bytes are read without ever closing the file.
#
# Closing a file takes away, on POSIX, all locks that the process has on it, also those of a question that another
# thread asks meanwhile: what that reads could then change under it.


State = tuple[bytes, int, int, int]
"""What tells two states of a ledger apart."""

_LENGTH = 100


@contextmanager
def served(path: Path) -> Iterator[None]:
    """Keep the file open within the block, whatever is asked of it meanwhile."""
    kept = _Kept(path)
    KEPT[str(path)] = kept.header
    try:
        yield
    finally:
        del KEPT[str(path)]
        kept.close()


def state_of(path: Path) -> State | None:
    """Return the state of a ledger that is served, None where it cannot be told.

    Each commit raises the counter in the file's first bytes. A restored backup, or another file of that name, may
    have a counter that was there before: but neither was written at the same moment.
    """
    try:
        status = path.stat()
        return KEPT[str(path)](status), status.st_mtime_ns, status.st_size, status.st_ino
    except (OSError, Unusable):
        return None


class _Kept:
    """A file that stays open; another file that takes its name is opened, too."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._files: list[FileIO] = []
        self._lock = Lock()

    def header(self, status: os.stat_result) -> bytes:
        """Return the first bytes of the file that has this status. Raises OSError."""
        with self._lock:
            if not self._files or not os.path.samestat(os.fstat(self._files[-1].fileno()), status):
                self._files.append(self._path.open("rb", buffering=0))
            file = self._files[-1]
            file.seek(0)
            return file.read(_LENGTH)

    def close(self) -> None:
        """Close what was opened."""
        for file in self._files:
            file.close()
