"""Importing print runs: each is a print entry, with what is known of the run's making."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from tracker.errors import Refused, WrongUsage
from tracker.imports.cell_values import parse_sheet_quantity
from tracker.imports.entry_rows import SheetEntry
from tracker.imports.existing import known, refuse_differences
from tracker.imports.jobs import Done, ImportContext, Job
from tracker.imports.matching import Matcher
from tracker.imports.rows import SourceRow
from tracker.imports.sources import require
from tracker.ledger.lookup import find_code, find_store
from tracker.ledger.print_runs import NewPrintRun, log_print
from tracker.ledger.recalls import Recall, withdraw
from tracker.model.catalogue import RunDetail
from tracker.model.codes import ItemCode, RunCode, parse_item, parse_run
from tracker.model.entries import EntryType, Particulars
from tracker.model.money import Money, format_cents, parse_cents, parse_currency
from tracker.model.quantities import Line
from tracker.reports.print_runs import PRINT_RUN
from tracker.store import catalogue, entries

_NEEDED = ("item", "printed_on", "quantity")
_TAKEN = ("run", "store", "cost", "currency", "fund", "printer", "isbn", "status", "reference", "note")

COLUMNS = (_NEEDED, _TAKEN, ())
"""What a sheet must have, may have, and may have without its being used."""


@dataclass(frozen=True)
class _Row:
    """What a row says: the item, the run's number if it has one, and the rest by column."""

    row: SourceRow
    item: ItemCode
    run: RunCode | None
    said: dict[str, Any]


def jobs(context: ImportContext) -> Iterator[Job]:
    """Yield the print runs of a sheet: those with numbers first, then by their dates. Raises Refused for columns."""
    require(context.cells.sheet, _NEEDED)
    rows = [read for row in context.cells.sheet.rows if (read := _read(context, row)) is not None]
    rows.sort(key=lambda each: (each.run is None, each.said["printed_on"]))
    matcher = Matcher(context.database, EntryType.PRINT, [_event(context, each) for each in rows])
    for each in rows:
        yield Job((each.row,), partial(_record, context, matcher, each))


def _read(context: ImportContext, row: SourceRow) -> _Row | None:
    """Return what a row says; None, its faults noted, when it cannot be read."""
    cells, faults = context.cells, len(context.cells.faults)
    cells.needed(row, _NEEDED)
    parsers: dict[str, Callable[[str], Any]] = {
        "run": parse_run,
        "item": parse_item,
        "quantity": parse_sheet_quantity,
        "cost": parse_cents,
        "currency": parse_currency,
        "fund": partial(find_code, context.database, "fund"),
        "status": _status,
    }
    said = {column: cells.read(row, column, parse) for column, parse in parsers.items() if row.cells.get(column)}
    texts = ("printer", "isbn", "reference", "note", "store")
    said |= {column: cells.text(row, column) for column in texts}
    day = cells.day(row, "printed_on", context.wanted.date_format)
    if said.get("currency") and "cost" not in said:
        cells.fault(row, "currency", "A currency says nothing without its cost; write the cost too.")
    run, item = said.get("run"), said.get("item")
    if run is not None and item is not None and str(run.item).casefold() != str(item).casefold():
        cells.fault(row, "run", f"{run} is not a run of {item}.")
    if len(cells.faults) > faults or item is None or day is None:
        return None
    said["printed_on"] = day
    return _Row(row, item, run, said)


def _status(text: str) -> str:
    status = text.casefold()
    if status not in ("active", "withdrawn"):
        raise WrongUsage(f"'{text}' is not a print run's status; write active or withdrawn.")
    return status


def _event(context: ImportContext, each: _Row) -> SheetEntry:
    said = each.said
    store = said["store"] and (context.names.known_place(said["store"]) or said["store"])
    place = store or catalogue.default_store(context.database).code
    return SheetEntry(
        (each.row,), said["printed_on"], place, (Line(each.item, said["quantity"]),), None, said["reference"]
    )


def _record(context: ImportContext, matcher: Matcher, each: _Row) -> Done | None:
    _refuse_unknown(context, each.item)
    event = _event(context, each)
    key = None if each.run else matcher.key(event)
    code, messages = _recorded(context, matcher, each, event, key)
    if code is not None:
        refuse_differences(context, each.row, code, _comparable(each, event), _there(context, code))
    if code is not None or messages:
        return Done(False, messages=messages)
    clerk = context.wanted.clerk
    particulars = Particulars(clerk, each.said["printed_on"], each.said["reference"], key=key)
    entry = log_print(context.database, _printing(context, each, event), particulars)
    if each.said.get("status") != "withdrawn":
        return Done(True, (entry.number or 0,))
    made = entry.movements[0].run
    withdraw(context.database, Recall(parse_run(made), "withdrawn in the imported sheet"), clerk)
    said = f"The sheet does not say since when {made} is withdrawn; it is so from today on."
    return Done(True, (entry.number or 0,), (said,))


def _refuse_unknown(context: ImportContext, item: ItemCode) -> None:
    """Raise Refused when the booklet or the language is unknown; a new item, or a missing one, is made."""
    try:
        if context.wanted.create_missing:
            context.names.what(item)
        else:
            find_code(context.database, "booklet", item.booklet)
            find_code(context.database, "language", item.language)
    except Refused as refusal:
        raise Refused(str(refusal), "item") from None


def _recorded(
    context: ImportContext, matcher: Matcher, each: _Row, event: SheetEntry, key: str | None
) -> tuple[str | None, tuple[str, ...]]:
    """Return the code of the run that the row tells of, if it is recorded; what to say if it is so no more."""
    database = context.database
    if each.run is not None:
        there = catalogue.run(database, each.run)
        return (None if there is None else there.code), ()
    entry = matcher.find(event, key or "")
    if entry is None:
        return None, ()
    if entry.voided:
        return None, (f"It was recorded as entry {entry.number}, and voided since; it is not recorded again.",)
    return catalogue.run_code(database, entries.run_printed(database, entry.number)), ()


def _there(context: ImportContext, code: str) -> dict[str, Any]:
    there = known(context, "print_runs", PRINT_RUN, code)
    assert there is not None  # noqa: S101  (it was just found)
    return there


def _comparable(each: _Row, event: SheetEntry) -> dict[str, Any]:
    """Return what the row says in the words in which a list of print runs says it."""
    cost = each.said.get("cost")
    said: dict[str, Any] = {
        "printed_on": each.said["printed_on"].isoformat(),
        "quantity": each.said["quantity"],
        "cost": None if cost is None else format_cents(cost),
        "currency": each.said.get("currency") or (None if cost is None else "EUR"),
        "fund": each.said.get("fund"),
        "status": each.said.get("status"),
        "store": event.place,
    }
    return said | {name: each.said[name] for name in ("printer", "isbn", "reference", "note")}


def _printing(context: ImportContext, each: _Row, event: SheetEntry) -> NewPrintRun:
    said = each.said
    try:
        store = find_store(context.database, event.place, said["printed_on"]).code
    except Refused as refusal:
        raise Refused(str(refusal), "store") from None
    cost = None if said.get("cost") is None else Money(said["cost"], said.get("currency") or "EUR")
    detail = RunDetail(cost, said.get("fund"), said["printer"], said["isbn"], said["note"])
    return NewPrintRun(each.item, said["quantity"], store, detail, each.run.number if each.run else None)
