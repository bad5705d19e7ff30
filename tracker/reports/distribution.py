"""Distribution: copies shipped, received and returned, totalled by dimensions."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path

from tracker.deferred import NamedTuple
from tracker.errors import WrongUsage
from tracker.languages import heading, worded
from tracker.messages import Joined, Message
from tracker.model.as_of import AsOf
from tracker.model.table import Column, Pivot, Row, Table, Value
from tracker.model.text import did_you_mean, match_key, nearest, sort_key
from tracker.reports.queries import Database, Filter, Ledger, Period, ask, by_code, reading, summed
from tracker.store.catalogue import place_names
from tracker.store.dictionary import columns
from tracker.store.queries import as_of

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
    "region",
    "city",
    "place",
    "fund",
)
"""The dimensions to group by: columns of the view `distribution_lines`."""

DEFAULT = ("year", "kind", "language")

SUMS = {
    "shipments": "count(DISTINCT shipment)",
    "copies": "sum(copies)",
    "received": "sum(received)",
    "returned": "sum(returned)",
}

FIGURES = tuple(SUMS)
"""Distinct shipments; copies shipped and received, both by shipment date; copies returned."""

_COLUMNS = {column.name: column for column in (*columns("distribution-lines"), *columns("distribution"))}

NOTHING, TOTAL = "(none)", "total"


class DistributionQuery(NamedTuple):
    """The options of the report; None means not given."""

    by: tuple[str, ...] | None = None
    """The dimensions of the rows."""
    columns: str | None = None
    """The dimension whose values become columns, and which then leaves the rows."""
    show: str | None = None
    """The one of FIGURES in these columns, a chart or changes; a list shows all."""
    period: Period = Period()
    to_people: bool = True
    """Whether to add totals, which take further queries, and to sort by name instead of code."""


def parse_dimension(text: str, dimensions: Sequence[str] = DIMENSIONS) -> str:
    """Return the dimension called `text`. Raises WrongUsage with similar names if there is none."""
    name = match_key(text.strip())
    if name not in dimensions:
        unknown = Message("There is no dimension '{name}'.", name=text.strip())
        known = Message("Choose one of {dimensions}.", dimensions=", ".join(dimensions))
        raise WrongUsage.from_message(Joined(unknown, did_you_mean(nearest(name, dimensions)) or known))
    return name


def parse_dimensions(text: str, dimensions: Sequence[str] = DIMENSIONS) -> tuple[str, ...]:
    """Return the dimensions of a comma-separated list. Raises WrongUsage for unknown or duplicate names."""
    names = tuple(parse_dimension(name, dimensions) for name in text.split(","))
    for index, name in enumerate(names):
        if name in names[:index]:
            raise WrongUsage("'{name}' appears twice in '{text}'; list it once.", name=name, text=text)
    return names


class DistributedLines:
    """The filtered lines, totalled several times in one state of the ledger; slow totals are cached."""

    def __init__(self, database: Database, query: DistributionQuery, when: AsOf) -> None:
        self._database, self._when = database, when
        self._filters = query.period.filters()
        self._found: dict[tuple[str, ...], dict[Row, Row]] = {}

    def summed(self, *by: str) -> dict[Row, Row]:
        """Return each of `FIGURES` for each combination of the dimensions."""
        if by not in self._found:
            self._found[by] = summed(self._database, "distribution_lines", self._when, by, SUMS, self._filters)
        return self._found[by]


def distribution(ledger: Ledger, query: DistributionQuery, when: AsOf, known: DistributedLines | None = None) -> Table:
    """Return the four figures of `FIGURES` by dimensions, or one of them with a dimension's values as columns.

    `known` are the query's lines, if the caller needs several results.
    """
    by, filters = dimensions_of(query), query.period.filters()
    with reading(ledger) as database:
        lines = known or DistributedLines(database, query, when)
        if query.columns is None:
            shown, rows, foot = _as_list(lines, by, query.to_people)
        else:
            shown, rows, foot = _as_pivot(lines, by, query.columns, query.show or "copies", query.to_people)
        names = dict(place_names(database)) if "place" in by else None
    return Table(
        Message("{title}, {as_of}", title=subject(query), as_of=when.message),
        shown,
        rows,
        nothing_found(filters, when),
        foot=foot,
        pivot=None if query.columns is None else Pivot(len(by), query.columns),
        names=names,
    )


def nothing_found(filters: Sequence[Filter], when: AsOf) -> Message:
    """Return the message for an empty report."""
    if filters or when != AsOf():
        return Message("No matches. To see everything, run 'tracker report distribution' without options.")
    return Message("No shipments yet. Log one with 'tracker ship PLACE ITEM=QTY'.")


def subject(query: DistributionQuery) -> Message:
    """Return the title of the report without the date."""
    title = Message("Distribution by {dimensions}", dimensions=headings(dimensions_of(query)))
    if query.columns is not None:
        title = Message(
            "{distribution}, {figure} by {dimension}",
            distribution=title,
            figure=heading(query.show or "copies"),
            dimension=heading(query.columns),
        )
    return Joined(title, *query.period.messages)


def dimensions_of(query: DistributionQuery) -> tuple[str, ...]:
    """Return the dimensions of the rows, by default or if the only one is that of the columns, those of DEFAULT."""
    given, default = ([name for name in by if name != query.columns] for by in (query.by or (), DEFAULT))
    return tuple(given or default)


Result = tuple[tuple[Column, ...], list[Row], Row | None]
"""The columns, rows and totals of the table; shipments do not add up, because one can be in several rows."""


def _as_list(lines: DistributedLines, by: tuple[str, ...], to_people: bool) -> Result:
    found = lines.summed(*by)
    rows = [(*key, *found[key]) for key in ordered(found, by, by_names=to_people)]
    foot = (*(None for _ in by), *lines.summed()[()]) if to_people and len(rows) > 1 else None
    return columns_of((*by, *FIGURES)), rows, foot


def _as_pivot(lines: DistributedLines, by: tuple[str, ...], across: str, show: str, to_people: bool) -> Result:
    """Return a row for each combination of the dimensions, with one figure per value of the dimension `across`."""
    index = FIGURES.index(show)
    cells = {(key[:-1], key[-1:]): figures[index] for key, figures in lines.summed(*by, across).items()}
    keys, values = (
        ordered({cell[side] for cell in cells}, columns, by_names=to_people)
        for side, columns in enumerate((by, (across,)))
    )
    taken = {match_key(name) for name in (*by, TOTAL)}
    names = [NOTHING if value is None else str(value) for (value,) in values]
    kind = _COLUMNS[show].kind
    shown = columns_of(by)
    shown += tuple(Column(f"{across}={name}" if match_key(name) in taken else name, kind) for name in names)
    rows: list[Row] = [(*key, *(cells.get((key, value), 0) for value in values)) for key in keys]
    foot: Row | None = None
    if to_people and len(rows) > 1:
        of_column = lines.summed(across)
        foot = (*(None for _ in by), *(of_column[value][index] for value in values))
    if to_people and len(values) > 1:
        of_row = lines.summed(*by)
        shown = (*shown, Column(TOTAL, kind, margin=True))
        rows = [(*row, of_row[key][index]) for key, row in zip(keys, rows, strict=True)]
        foot = foot and (*foot, lines.summed()[()][index])
    return shown, rows, foot


def columns_of(by: Sequence[str]) -> tuple[Column, ...]:
    """Return the columns of dimensions."""
    return tuple(_COLUMNS[name] for name in by)


def headings(by: Iterable[str]) -> str:
    """Return the dimensions as named in a title."""
    return ", ".join(map(heading, by))


def ordered(keys: Iterable[Row], by: Sequence[str], *, by_names: bool) -> list[Row]:
    """Return the combinations in natural order, dimension by dimension, missing values last.

    With `by_names`, kinds and countries are sorted by their names.
    """

    def rank(column: str, value: Value) -> tuple[bool, tuple[str, ...], list[tuple[int, int, str]]]:
        name = sort_key(str(worded(column, value))) if by_names and column in _NAMED else ()
        return value is None, name, by_code(value)

    return sorted(keys, key=lambda key: [rank(*each) for each in zip(by, key, strict=True)])


_NAMED = ("kind", "country", "region", "city")
"""The dimensions that people read as names."""


# Changes in the distribution between two states of knowledge, such as since a report was signed.


NOW = "now"

_CHANGE_COLUMNS = columns("distribution-changes")

Parts = dict[tuple[Row, int], int]
"""The contribution of each shipment and return to a row."""


def distribution_changes(path: Path, query: DistributionQuery, when: AsOf, against: str) -> Table:
    """Return the rows whose figure differs between two states of knowledge, with both values.

    `entries` are those recorded in between that changed the figure. Raises WrongUsage for a pivot, and without a first
    moment.
    """
    if when.known_at is None:
        raise WrongUsage("--against requires --known-at, the earlier moment to compare with.")
    if query.columns is not None:
        raise WrongUsage("--against cannot be combined with --columns; omit one of them.")
    by, filters, figure = dimensions_of(query), query.period.filters(), query.show or "copies"
    later = when._replace(known_at=None if against == NOW else against)
    with reading(path) as database:
        was, is_ = (
            {
                (key[:-1], int(str(key[-1]))): int(str(value))
                for key, (value,) in summed(
                    database, "distribution_lines", moment, (*by, "entry"), {figure: SUMS[figure]}, filters
                ).items()
            }
            for moment in (when, later)
        )
        made = _made(database, when, later, figure)
        names = dict(place_names(database)) if "place" in by else None
    since = Message("known at {moment}", moment=when.known_at)
    until = Message("now") if against == NOW else Message("known at {moment}", moment=against)
    return Table(
        Message(
            "Changes in distribution by {dimensions} ({figure}), {since} compared with {until}",
            dimensions=headings(by),
            figure=heading(figure),
            since=since,
            until=until,
        ),
        (*columns_of(by), *_CHANGE_COLUMNS),
        _differing(was, is_, made, query),
        Message("No differences."),
        matters=(*by, "was", "is", "entries"),
        names=names,
    )


def _differing(was: Parts, is_: Parts, made: dict[int, list[int]], query: DistributionQuery) -> list[Row]:
    before, after, entries = Counter[Row](), Counter[Row](), defaultdict[Row, set[int]](set)
    for (row, entry), value in was.items():
        before[row] += value
        if is_.get((row, entry)) != value:
            entries[row].update(made.get(entry, ()))
    for (row, entry), value in is_.items():
        after[row] += value
        if was.get((row, entry)) != value:
            entries[row].update(made.get(entry, ()))
    differing = [row for row in before.keys() | after.keys() if before[row] != after[row]]
    return [
        (*row, before[row], after[row], ", ".join(map(str, sorted(entries[row]))) or None)
        for row in ordered(differing, dimensions_of(query), by_names=query.to_people)
    ]


def _made(database: Database, when: AsOf, later: AsOf, figure: str) -> dict[int, list[int]]:
    """Return the entries recorded between two moments that change a figure, by their shipment or return."""
    first, last = sorted(int(as_of(database, moment)["known_entry"] or 0) for moment in (when, later))
    changed = figure if figure in ("received", "returned") else "sent"
    filters: list[Filter] = [("entry > ?", first), ("entry <= ?", last), ("figure = ?", changed)]
    made = defaultdict[int, list[int]](list)
    for entry, about, _ in ask(database, "_cause", AsOf(), filters):
        made[int(str(about))].append(int(str(entry)))
    return made
