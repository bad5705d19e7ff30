"""What a recorded entry says, as lines that log it again."""

from tracker.model.codes import parse_item_or_run
from tracker.model.entries import Entry, EntryType
from tracker.model.quantities import Line
from tracker.store import catalogue, entries, entry_sets
from tracker.store.connection import Database


def lines_of(database: Database, entry: Entry) -> tuple[Line, ...]:
    """Return the lines that log an entry again, without the copies that a receipt booked as lost.

    A count has the lines that were counted, and 0 for what a full count did not find. A receipt has a line for each
    item. Any other entry has a line for each item of which there is only one print run, and for each run of the
    others, so that it takes copies of the same runs.
    """
    found = _counted(database, entry) if entry.type is EntryType.COUNT else _moved(database, entry)
    return tuple(Line(parse_item_or_run(what), quantity) for what, quantity in found.items())


def _counted(database: Database, entry: Entry) -> dict[str, int]:
    number = entry.number or 0
    counting = entry_sets.counted_in(database, entry_sets.recorded(database, [number]))[number]
    codes = {run.id: run.code for run in catalogue.runs(database)}
    runs = {codes[run]: quantity for run, quantity in counting.runs.items()}
    named = {*counting.items, *(run.rpartition("/")[0] for run in runs)}
    missing = {item: 0 for each in entry.counts if (item := each.run.rpartition("/")[0]) not in named}
    return runs | counting.items | missing


def _moved(database: Database, entry: Entry) -> dict[str, int]:
    found: dict[str, int] = {}
    is_receipt = entry.type is EntryType.RECEIVE
    for moved in entries.moved_by(database, entry.number or 0):
        by_item = is_receipt or len(catalogue.run_ids_of(database, moved.item)) == 1
        what = moved.item if by_item else moved.run
        found[what] = found.get(what, 0) + (0 if is_receipt and moved.is_lost else moved.quantity)
    return found
