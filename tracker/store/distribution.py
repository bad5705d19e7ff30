"""The sums of the distribution: grouped by one number for each combination of dimensions, which is what sorts fast."""

from collections.abc import Mapping, Sequence
from itertools import starmap
from operator import add
from typing import Any

from tracker.model.as_of import AsOf
from tracker.model.table import Row, Value
from tracker.store.connection import Database
from tracker.store.sources import source

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


def _has_arrived(database: Database) -> bool:
    """Return whether all that was sent has arrived by now, but for little."""
    return bool(database.value("SELECT total(in_transit) * ? <= total(shipped) FROM custody", [_LITTLE]))


def distributed(
    database: Database, when: AsOf, by: Sequence[str], where: str, values: Mapping[str, Any]
) -> dict[Row, Row]:
    """Return shipments, copies, received and returned of each combination of dimensions; without any, of all together.

    `by` and `where`, a clause about the date, are trusted SQL, never user input.
    """
    ranked, asked = _ranked(database, when, by)
    sums: dict[int, tuple[int, ...]] = {}
    is_now = when == AsOf() and _has_arrived(database)
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
