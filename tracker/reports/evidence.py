"""Evidence: the certainty of each copy, by the age of the latest proof of its location."""

from tracker.languages import heading
from tracker.messages import Message
from tracker.model.as_of import AsOf
from tracker.model.table import Kind, Row, Table
from tracker.reports.queries import Database, Ledger, ask, by_code, by_name, reading, summed
from tracker.store.catalogue import place_names
from tracker.store.dictionary import columns

DIMENSIONS = ("item", "run", "kind", "country", "region", "place")
"""The dimensions to group by."""

MONTHS = 12
"""The default age in months up to which evidence is fresh."""

_RUNS = "item", "run"
_COLUMNS = {column.name: column for column in columns("evidence")}
_FIGURES = tuple(name for name, column in _COLUMNS.items() if column.kind is Kind.NUMBER)
HELD = "counted", "arrived", "silent", "over"
"""The figures of copies at stores and places."""

_MATTERS = *DIMENSIONS, *HELD, "in_transit", "given", "taken", "lost", "printed", "found"


def evidence(ledger: Ledger, by: str, when: AsOf, months: int = MONTHS) -> Table:
    """Return the certainty of copies by one of DIMENSIONS; places and groups with most silent copies first.

    Copies at stores and places are counted or arrived if their evidence is at most `months` old, else silent.
    """
    up_to = when.as_of_today()
    given = {"window": months, "by": by}
    with reading(ledger) as database:
        ((_, since),) = ask(database, "_evidence_since", up_to, given=given)
        names = dict(place_names(database)) if by == "place" else None
        query = "_evidence_by_run" if by in _RUNS else "_evidence_by_place"
        found = summed(database, query, up_to, (by,), {name: f"sum({name})" for name in _FIGURES}, given=given)
    rows = [(*key, *figures) for key, figures in found.items() if any(figures)]
    silent = 1 + _FIGURES.index("silent")

    def order(row: Row) -> tuple[object, ...]:
        return (
            (by_code(row[0]),)
            if by in _RUNS
            else (-int(row[silent] or 0), by_name((names or {}).get(str(row[0])), row[0]))
        )

    return Table(
        Message(
            "Latest evidence by {dimension}, {as_of}; silent if older than {since}",
            dimension=heading(by),
            since=since,
            as_of=when.message,
        ),
        (_COLUMNS[by], *(_COLUMNS[name] for name in _FIGURES)),
        sorted(rows, key=order),
        Message("Nothing was printed by that date. Log a print run with 'tracker print ITEM QTY'."),
        _FIGURES,
        matters=_MATTERS,
        alarms=lambda row: ("over",) if row[silent + 1] else (),
        names=names,
    )


def certainty(database: Database) -> list[dict[str, int]]:
    """Return the sums of today's evidence: first of all copies that are not at places, then of those at places."""
    names = (*HELD, "in_transit", "given", "taken", "lost")
    rows = ask(database, "_certainty", AsOf().as_of_today(), order="is_store DESC")
    return [{name: int(copies or 0) for name, copies in zip(names, row[1:], strict=True)} for row in rows]
