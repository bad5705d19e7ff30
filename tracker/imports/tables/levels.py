"""Importing levels: how many copies of an item places should hold."""

from collections.abc import Iterator
from functools import partial

from tracker.errors import WrongUsage
from tracker.imports.cells import in_one_line
from tracker.imports.entry_rows import needed
from tracker.imports.jobs import Done, ImportContext, ImportTable, Job
from tracker.imports.names import read_item
from tracker.imports.new_places import OF_PLACES
from tracker.imports.parsing import parse_sheet_quantity
from tracker.imports.rows import SourceRow
from tracker.imports.sources import require
from tracker.ledger.levels import Where, set_levels
from tracker.ledger.lookup import find_place
from tracker.messages import Message
from tracker.model.codes import ItemCode, RunCode
from tracker.model.levels import Level, LevelLine, level_of
from tracker.store import catalogue
from tracker.store.levels import known_level

_REQUIRED = ("place", "item", "low")


def _jobs(context: ImportContext) -> Iterator[Job]:
    """Yield a job for each row of a sheet, in its order. Raises Refused when a column is missing."""
    require(context.cells.sheet, needed(context.cells.sheet, _REQUIRED))
    for row in context.cells.sheet.rows:
        yield Job((row,), partial(_level, context, row))


def _level(context: ImportContext, row: SourceRow) -> Done | None:
    """Set a level, unless it is so already; one that differs is only set with `update`."""
    cells, names = context.cells, context.names
    cells.has_all(row, needed(cells.sheet, _REQUIRED))
    place = cells.optional(row, "place", lambda text: names.resolve_place(in_one_line(text)))
    item, level = _item(context, row), _read(context, row)
    if place is None or item is None or level is None:
        return None
    code = names.find_or_add_place(place)
    names.find_new_item(item)
    found = catalogue.item(context.database, item)
    known = known_level(context.database, find_place(context.database, code).id, found) if found else None
    if known and known.level == level:
        return Done(False)
    if known and known.level and not (context.request.update or known.command == context.command.number):
        message = Message(
            "{place} already has the level {item}={low}:{high}; import with --update to change it.",
            place=code,
            item=item,
            low=known.level.low,
            high=known.level.high,
        )
        cells.fault(row, "low", message)
        return None
    made = set_levels(context.command, Where((code,)), (LevelLine(item, level),), context.request.clerk)
    return Done(True, messages=made.messages)


def _item(context: ImportContext, row: SourceRow) -> ItemCode | None:
    what: ItemCode | RunCode | None = read_item(context.cells, context.names, row, may_be_new=True)
    if isinstance(what, RunCode):
        message = Message("{run} is a print run; write its item, {item}.", run=what, item=what.item)
        context.cells.fault(row, "item", message)
        return None
    return what


def _read(context: ImportContext, row: SourceRow) -> Level | None:
    """Return the level of a row, whose most are its fewest if it does not say; None, with a fault, when it is none."""
    cells, quantity = context.cells, partial(parse_sheet_quantity, zero=True)
    faults = len(cells.faults)
    low, high = (cells.optional(row, column, quantity) for column in ("low", "high"))
    if low is None or len(cells.faults) > faults:
        return None
    try:
        return level_of(low, low if high is None else high)
    except WrongUsage as error:
        cells.fault(row, "high" if high is not None else "low", error.message)
        return None


LEVELS = ImportTable(
    _REQUIRED,
    optional=("booklet", "language", "high", *OF_PLACES),
    ignored=("here", "in_transit", "requested", "wanted", "proposed"),
    jobs=_jobs,
)
