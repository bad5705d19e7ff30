"""What changed in the distribution between two moments of knowing: since a report was signed, for instance."""

from collections import Counter, defaultdict
from pathlib import Path

from tracker.errors import WrongUsage
from tracker.languages import heading
from tracker.messages import Message
from tracker.model.as_of import AsOf
from tracker.model.table import Row, Table
from tracker.reports.distribution import SUMS, DistributionQuery, dimensions_of, filters_of, headings, ordered
from tracker.reports.distribution import columns_of as columns_of_dimensions
from tracker.reports.queries import Database, Filter, ask, reading, summed
from tracker.store.dictionary import columns
from tracker.store.place_names import place_names
from tracker.store.queries import as_of

NOW = "now"

_COLUMNS = columns("distribution-changes")

Parts = dict[tuple[Row, int], int]
"""What each shipment and each return adds to a row."""


def distribution_changes(path: Path, query: DistributionQuery, when: AsOf, against: str) -> Table:
    """Return the rows of one of FIGURES that differ: what it was as known at one moment, and is at the other.

    `entries` are those that were recorded between the two and changed that figure. Raises WrongUsage for a pivot, and
    without a moment to begin with.
    """
    if when.known_at is None:
        raise WrongUsage("--against compares with what was known before; name that moment with --known-at.")
    if query.columns is not None:
        raise WrongUsage("--against cannot be combined with --columns; leave out one of them.")
    by, filters, figure = dimensions_of(query._replace(show=None)), filters_of(query), query.show or "copies"
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
            "Changes of the distribution by {dimensions}, {figure}, {since} and {until}",
            dimensions=headings(by),
            figure=heading(figure),
            since=since,
            until=until,
        ),
        (*columns_of_dimensions(by), *_COLUMNS),
        _differing(was, is_, made, query),
        Message("Nothing differs."),
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
        for row in ordered(differing, dimensions_of(query._replace(show=None)), by_names=query.to_people)
    ]


def _made(database: Database, when: AsOf, later: AsOf, figure: str) -> dict[int, list[int]]:
    """Return the entries recorded between two moments that change a figure, by the shipment or return concerned."""
    first, last = sorted(int(as_of(database, moment)["known_entry"] or 0) for moment in (when, later))
    changed = figure if figure in ("received", "returned") else "sent"
    filters: list[Filter] = [("entry > ?", first), ("entry <= ?", last), ("figure = ?", changed)]
    made = defaultdict[int, list[int]](list)
    for entry, about, _ in ask(database, "_cause", AsOf(), filters):
        made[int(str(about))].append(int(str(entry)))
    return made
