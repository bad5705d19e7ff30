"""Distribution: what was sent out, what of it arrived and what came back, summed up by any dimensions."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from tracker.errors import WrongUsage
from tracker.model.table import AsOf, Column, Kind, Row, Table, Value
from tracker.model.text import did_you_mean, match_key, nearest
from tracker.reports.queries import Database, Filter, by_code, reading, summed

DIMENSIONS = (
    "year",
    "quarter",
    "month",
    "booklet",
    "language",
    "item",
    "run",
    "kind",
    "country",
    "place",
    "fund",
)
"""What can be summed by: columns of the view `distribution_lines`."""

DEFAULT = ("year", "kind", "language")

_SUMS = {
    "shipments": "count(DISTINCT shipment)",
    "copies": "sum(copies)",
    "received": "sum(received)",
    "returned": "sum(returned)",
}

FIGURES = tuple(_SUMS)
"""Distinct shipments; copies sent, and of them received, both under the shipment's date; copies that came back."""

NOTHING, TOTAL = "(none)", "total"


@dataclass(frozen=True)
class DistributionQuery:
    """What is asked for; None is what was not said."""

    by: tuple[str, ...] | None = None
    """The dimensions of the rows."""
    columns: str | None = None
    """The dimension of the columns: one for each of its values."""
    show: str | None = None
    """The one of FIGURES that stands in those columns."""
    since: date | None = None
    until: date | None = None
    totals: bool = True
    """Whether rows and columns are summed up too, each of which asks the ledger once more."""


def parse_dimension(text: str) -> str:
    """Return the dimension of that name. Raises WrongUsage with the nearest names when there is none."""
    name = match_key(text.strip())
    if name not in DIMENSIONS:
        close = did_you_mean(nearest(name, DIMENSIONS)) or f" Choose among {', '.join(DIMENSIONS)}."
        raise WrongUsage(f"There is no dimension '{text.strip()}'.{close}")
    return name


def parse_dimensions(text: str) -> tuple[str, ...]:
    """Return the dimensions named in a list with commas. Raises WrongUsage for one unknown, or named twice."""
    names = tuple(map(parse_dimension, text.split(",")))
    for at, name in enumerate(names):
        if name in names[:at]:
            raise WrongUsage(f"'{name}' is named twice in '{text}'; name each dimension once.")
    return names


def distribution(path: Path, wanted: DistributionQuery, when: AsOf) -> Table:
    """Return the four FIGURES by dimensions, or one of them with the values of a dimension as columns.

    Raises WrongUsage when what is asked for contradicts itself.
    """
    by = _by(wanted)
    title, filters = f"Distribution by {', '.join(by)}", _between(wanted)
    if wanted.columns is not None:
        title += f", {wanted.show or 'copies'} by {wanted.columns}"
    if wanted.since is not None:
        title += f" since {wanted.since}"
    if wanted.until is not None:
        title += f" until {wanted.until}"
    with reading(path) as database:
        lines = _Lines(database, when, filters)
        if wanted.columns is None:
            answer = _listed(lines, by, wanted.totals)
        else:
            answer = _crossed(lines, by, wanted.columns, wanted.show or "copies", wanted.totals)
    return Table(
        f"{title}, {when}",
        answer.columns,
        answer.rows,
        "Nothing matches; 'tracker report distribution' shows all that was distributed."
        if filters or when != AsOf()
        else "Nothing was distributed yet. Log a shipment with 'tracker ship PLACE ITEM=QTY'.",
        foot=answer.foot,
    )


def _by(wanted: DistributionQuery) -> tuple[str, ...]:
    """Return the dimensions of the rows."""
    if wanted.show is not None and wanted.columns is None:
        raise WrongUsage("--show says what stands in the columns of a dimension; name that with --columns.")
    if wanted.by is None:
        return tuple(name for name in DEFAULT if name != wanted.columns)
    if wanted.columns in wanted.by:
        raise WrongUsage(f"'{wanted.columns}' cannot be both in --by and in --columns; leave it out of one of them.")
    return wanted.by


def _between(wanted: DistributionQuery) -> list[Filter]:
    """Return the filters for the days asked for."""
    since, until = wanted.since, wanted.until
    if since is not None and until is not None and since > until:
        raise WrongUsage(f"--since {since} is after --until {until}; no day is between them.")
    filters: list[Filter] = []
    if since is not None:
        filters.append(("date >= ?", since.isoformat()))
    if until is not None:
        filters.append(("date <= ?", until.isoformat()))
    return filters


@dataclass(frozen=True)
class _Lines:
    """The lines that are asked for, to be summed up in one state of the ledger again and again."""

    database: Database
    when: AsOf
    filters: Sequence[Filter]

    def summed(self, *by: str) -> dict[Row, Row]:
        """Return the FIGURES of each combination of the dimensions."""
        return summed(self.database, "distribution_lines", self.when, by, _SUMS, self.filters)


@dataclass(frozen=True)
class _Answer:
    """What a table is made of."""

    columns: tuple[Column, ...]
    rows: list[Row]
    foot: Row | None = None
    """The figures of all rows together, which for shipments are not the sum of those of each."""


def _listed(lines: _Lines, by: tuple[str, ...], totals: bool) -> _Answer:
    """Return a row for each combination of the dimensions, with all figures."""
    found = lines.summed(*by)
    columns = (*_codes(by), *(Column(name, Kind.NUMBER) for name in FIGURES))
    rows = [(*key, *found[key]) for key in _sorted(found)]
    if not totals or len(rows) < 2:  # one row is its own sum
        return _Answer(columns, rows)
    return _Answer(columns, rows, (*_blank(by), *lines.summed()[()]))


def _crossed(lines: _Lines, by: tuple[str, ...], across: str, show: str, totals: bool) -> _Answer:
    """Return a row for each combination of the dimensions, with one figure for each value of another one."""
    at = FIGURES.index(show)
    cells = {(key[:-1], key[-1:]): figures[at] for key, figures in lines.summed(*by, across).items()}
    keys, values = (_sorted({cell[side] for cell in cells}) for side in (0, 1))
    taken = {match_key(name) for name in (*by, TOTAL)}
    columns = (*_codes(by), *(Column(_named(value, across, taken), Kind.NUMBER) for (value,) in values))
    rows: list[Row] = [(*key, *(cells.get((key, value), 0) for value in values)) for key in keys]
    foot: Row | None = None
    if totals and len(rows) > 1:
        of_column = lines.summed(across)
        foot = (*_blank(by), *(of_column[value][at] for value in values))
    if totals and len(values) > 1:
        of_row = lines.summed(*by)
        columns = (*columns, Column(TOTAL, Kind.NUMBER, margin=True))
        rows = [(*row, of_row[key][at]) for key, row in zip(keys, rows, strict=True)]
        foot = foot and (*foot, lines.summed()[()][at])
    return _Answer(columns, rows, foot)


def _named(value: Value, dimension: str, taken: Iterable[str]) -> str:
    """Return the name of a value's column, unlike that of any other column."""
    name = NOTHING if value is None else str(value)
    return f"{dimension}={name}" if match_key(name) in taken else name


def _codes(by: Iterable[str]) -> tuple[Column, ...]:
    return tuple(Column(name, Kind.CODE) for name in by)


def _blank(by: Sequence[str]) -> Row:
    return (None,) * len(by)


def _sorted(keys: Iterable[Row]) -> list[Row]:
    """Return the combinations as people sort them, by one dimension after the other, those without it last."""
    return sorted(keys, key=lambda key: [(value is None, by_code(value)) for value in key])
