"""When each item runs out, at the rate of the last 12 months."""

from dataclasses import replace
from pathlib import Path

from tracker.model.dates import today
from tracker.model.table import AsOf, Kind, Table, columns
from tracker.reports.queries import ask, by_code, reading

_COLUMNS = columns(
    "item on_hand per_month months_left runs_out_on",
    item=Kind.CODE,
    on_hand=Kind.NUMBER,
    per_month=Kind.DECIMAL,
    months_left=Kind.DECIMAL,
    runs_out_on=Kind.DATE,
)


def runout(path: Path, when: AsOf) -> Table:
    """Return the items that were printed, the one that runs out first before the others.

    What left in the 12 months up to the day is what was shipped to places that are no stores, or handed
    out at stores. An item of which nothing left comes last, without a day.
    """
    up_to = replace(when, at=when.at or today())
    with reading(path) as database:
        rows = list(ask(database, "runout", up_to))
    rows.sort(key=lambda row: (row[4] is None, str(row[4]), by_code(row[0])))
    return Table(
        f"When items run out, {when}",
        _COLUMNS,
        rows,
        "Nothing was printed by then. Log a print run with 'tracker print ITEM QTY'.",
    )
