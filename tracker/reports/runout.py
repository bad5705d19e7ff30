"""When each item runs out, at the average rate of the last months, at most 12."""

from pathlib import Path

from tracker.messages import Message
from tracker.model.table import AsOf, Table
from tracker.reports.queries import ask, by_code, reading
from tracker.store.dictionary import columns

_COLUMNS = columns("runout")
_MATTERS = "item", "available", "months_left", "runs_out_on", "per_month", "on_hand"


def runout(path: Path, when: AsOf) -> Table:
    """Return the printed items in the order in which they run out.

    What is available runs out at the rate of the copies shipped to places other than stores, or handed out at
    stores, less those returned, in the 12 months up to the day, or since the item was first printed. Items
    of which no more left than came back are last, without a date.
    """
    up_to = when.as_of_today()
    with reading(path) as database:
        rows = list(ask(database, "runout", up_to))
    rows.sort(key=lambda row: (row[4] is None, str(row[4]), by_code(row[0])))
    return Table(
        Message("When items run out, {as_of}", as_of=when.message),
        _COLUMNS,
        rows,
        Message("Nothing was printed by that date. Log a print run with 'tracker print ITEM QTY'."),
        matters=_MATTERS,
    )
