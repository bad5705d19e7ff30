"""The sums of the distribution: grouped by one number for each combination of dimensions, which is what sorts fast."""

from collections.abc import Mapping, Sequence
from typing import Any

from tracker.model.table import AsOf, Row
from tracker.store.connection import Database
from tracker.store.sources import source

OF_PLACE = {"kind": "kind", "country": "country", "region": "region", "city": "city", "place": "code"}
OF_RUN = {name: name for name in ("booklet", "language", "item", "run", "fund")}
OF_DAY = {
    "year": "CAST(substr(line.date, 1, 4) AS INTEGER)",
    "quarter": "substr(line.date, 1, 4) || '-Q' || ((CAST(substr(line.date, 6, 2) AS INTEGER) + 2) / 3)",
    "month": "substr(line.date, 1, 7)",
}
"""The dimensions, and what they are of a place, of a print run and of a line."""

_PERIODS = {
    "month": "CAST(substr(line.date, 1, 4) || substr(line.date, 6, 2) AS INTEGER)",
    "quarter": "CAST(substr(line.date, 1, 4) AS INTEGER) * 4 + (CAST(substr(line.date, 6, 2) AS INTEGER) + 2) / 3",
    "year": "CAST(substr(line.date, 1, 4) AS INTEGER)",
}
"""A number for each period of that length, less than a million; the shorter ones first."""


def distributed(
    database: Database,
    when: AsOf,
    by: Sequence[str],
    figures: Mapping[str, str],
    where: str,
    values: Mapping[str, Any],
) -> dict[Row, Row]:
    """Return the figures of each combination of dimensions; without dimensions, those of all lines together.

    `by`, `figures` and `where`, a clause about the columns of `_distributed`, are trusted SQL, never user input.
    """
    (places, asked), (editions, _), (lines, _) = (
        source(database, name, when) for name in ("_place", "_edition", "_distributed")
    )
    columns = {
        **OF_DAY,
        **{name: f"ranked_place.{column}" for name, column in OF_PLACE.items()},
        **{name: f"ranked_edition.{column}" for name, column in OF_RUN.items()},
    }
    period = next((number for length, number in _PERIODS.items() if length in by), "0")
    selected = ", ".join((*(columns[name] for name in by), *figures.values()))
    groups = f" GROUP BY (ranked_place.class * 1000000 + ranked_edition.class) * 1000000 + {period}" if by else ""
    rows = database.rows(
        f"WITH ranked_place AS MATERIALIZED "
        f"(SELECT *, {_class(OF_PLACE, by)} AS class FROM {places} WHERE NOT is_store), "
        f"ranked_edition AS MATERIALIZED (SELECT *, {_class(OF_RUN, by)} AS class FROM {editions}) "
        f"SELECT {selected} FROM {lines} AS line CROSS JOIN ranked_edition ON ranked_edition.id = line.run "
        f"CROSS JOIN ranked_place ON ranked_place.id = line.place{where}{groups}",
        {**asked, **values},
    )
    return {row[: len(by)]: row[len(by) :] for row in rows}


def _class(of: Mapping[str, str], by: Sequence[str]) -> str:
    """Return the SQL of a number that is the same for the same values of those dimensions."""
    order = ", ".join(column for name, column in of.items() if name in by)
    return f"dense_rank() OVER (ORDER BY {order})" if order else "0"
