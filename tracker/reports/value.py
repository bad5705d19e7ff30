"""What the stock of a day is worth: what its copies had cost to print."""

from pathlib import Path

from tracker.messages import Message
from tracker.model.as_of import AsOf
from tracker.model.table import Table
from tracker.reports.queries import ask, by_code, by_name, reading
from tracker.store.dictionary import columns
from tracker.store.place_names import place_names

DIMENSIONS = ("item", "run", "fund", "place")
"""What the stock can be divided by."""

_TITLES = {
    "item": Message("What the stock is worth by item, {as_of}"),
    "run": Message("What the stock is worth by print run, {as_of}"),
    "fund": Message("What the stock is worth by fund, {as_of}"),
    "place": Message("What the stock is worth by place, {as_of}"),
}


def worth(path: Path, by: str, when: AsOf) -> Table:
    """Return what the copies at stores, at places and on their way had cost to print, by one of DIMENSIONS."""
    with reading(path) as database:
        names = dict(place_names(database)) if by == "place" else None
        rows = list(ask(database, f"value_by_{by}", when))
    if names is None:
        rows.sort(key=lambda row: (row[0] is None, by_code(row[0]), str(row[2] or "")))
    else:
        rows.sort(key=lambda row: (by_name(names.get(str(row[0])), row[0]), str(row[2] or "")))
    return Table(
        _TITLES[by].given(as_of=when.message),
        columns(f"value-by-{by}"),
        rows,
        Message("Nothing is in stock. Log a print run with 'tracker print ITEM QTY --cost AMOUNT'."),
        ("copies", "value"),
        names=names,
    )
