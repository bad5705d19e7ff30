"""Importing print runs: each is a print entry, with what is known of the run's making."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any

from tracker.errors import Refused, WrongUsage
from tracker.imports.cells import parse_sheet_quantity
from tracker.imports.events import Event
from tracker.imports.job import Done, Importing, Job
from tracker.imports.known import known, refuse_differences
from tracker.imports.recorded import Recorded
from tracker.imports.rows import SourceRow
from tracker.imports.sources import require
from tracker.ledger.lookup import find_code, find_store
from tracker.ledger.printing import Printing, log_print
from tracker.ledger.recalling import Recall, withdraw
from tracker.model.catalogue import RunDetail
from tracker.model.codes import ItemCode, RunCode, parse_item, parse_run
from tracker.model.entries import EntryType, Particulars
from tracker.model.money import Money, format_cents, parse_cents, parse_currency
from tracker.model.quantities import Line
from tracker.reports.lists import PRINT_RUN
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


def jobs(importing: Importing) -> Iterator[Job]:
    """Yield the print runs of a sheet: those with numbers first, then by their dates. Raises Refused for columns."""
    require(importing.cells.sheet, _NEEDED)
    rows = [read for row in importing.cells.sheet.rows if (read := _read(importing, row)) is not None]
    rows.sort(key=lambda each: (each.run is None, each.said["printed_on"]))
    recorded = Recorded(importing.database, EntryType.PRINT, [_event(importing, each) for each in rows])
    for each in rows:
        yield Job((each.row,), partial(_record, importing, recorded, each))


def _read(importing: Importing, row: SourceRow) -> _Row | None:
    """Return what a row says; None, its faults noted, when it cannot be read."""
    cells, faults = importing.cells, len(importing.cells.faults)
    cells.needed(row, _NEEDED)
    parsers: dict[str, Callable[[str], Any]] = {
        "run": parse_run,
        "item": parse_item,
        "quantity": parse_sheet_quantity,
        "cost": parse_cents,
        "currency": parse_currency,
        "fund": partial(find_code, importing.database, "fund"),
        "status": _status,
    }
    said = {column: cells.read(row, column, parse) for column, parse in parsers.items() if row.cells.get(column)}
    texts = ("printer", "isbn", "reference", "note", "store")
    said |= {column: cells.text(row, column) for column in texts}
    day = cells.day(row, "printed_on", importing.wanted.date_format)
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


def _event(importing: Importing, each: _Row) -> Event:
    said = each.said
    store = said["store"] and (importing.names.known_place(said["store"]) or said["store"])
    place = store or catalogue.default_store(importing.database).code
    return Event((each.row,), said["printed_on"], place, (Line(each.item, said["quantity"]),), None, said["reference"])


def _record(importing: Importing, recorded: Recorded, each: _Row) -> Done | None:
    _refuse_unknown(importing, each.item)
    event = _event(importing, each)
    key = None if each.run else recorded.key(event)
    code, messages = _recorded(importing, recorded, each, event, key)
    if code is not None:
        refuse_differences(importing, each.row, code, _comparable(each, event), _there(importing, code))
    if code is not None or messages:
        return Done(False, messages=messages)
    clerk = importing.wanted.clerk
    particulars = Particulars(clerk, each.said["printed_on"], each.said["reference"], key=key)
    entry = log_print(importing.database, _printing(importing, each, event), particulars)
    if each.said.get("status") != "withdrawn":
        return Done(True, (entry.number or 0,))
    made = entry.movements[0].run
    withdraw(importing.database, Recall(parse_run(made), "withdrawn in the imported sheet"), clerk)
    said = f"The sheet does not say since when {made} is withdrawn; it is so from today on."
    return Done(True, (entry.number or 0,), (said,))


def _refuse_unknown(importing: Importing, item: ItemCode) -> None:
    """Raise Refused when the booklet or the language is unknown; a new item, or a missing one, is made."""
    try:
        if importing.wanted.create_missing:
            importing.names.what(item)
        else:
            find_code(importing.database, "booklet", item.booklet)
            find_code(importing.database, "language", item.language)
    except Refused as refusal:
        raise Refused(str(refusal), "item") from None


def _recorded(
    importing: Importing, recorded: Recorded, each: _Row, event: Event, key: str | None
) -> tuple[str | None, tuple[str, ...]]:
    """Return the code of the run that the row tells of, if it is recorded; what to say if it is so no more."""
    database = importing.database
    if each.run is not None:
        there = catalogue.run(database, each.run)
        return (None if there is None else there.code), ()
    entry = recorded.find(event, key or "")
    if entry is None:
        return None, ()
    if entry.voided:
        return None, (f"It was recorded as entry {entry.number}, and voided since; it is not recorded again.",)
    return catalogue.run_code(database, entries.run_printed(database, entry.number)), ()


def _there(importing: Importing, code: str) -> dict[str, Any]:
    there = known(importing, "print_runs", PRINT_RUN, code)
    assert there is not None  # noqa: S101  (it was just found)
    return there


def _comparable(each: _Row, event: Event) -> dict[str, Any]:
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


def _printing(importing: Importing, each: _Row, event: Event) -> Printing:
    said = each.said
    try:
        store = find_store(importing.database, event.place, said["printed_on"]).code
    except Refused as refusal:
        raise Refused(str(refusal), "store") from None
    cost = None if said.get("cost") is None else Money(said["cost"], said.get("currency") or "EUR")
    detail = RunDetail(cost, said.get("fund"), said["printer"], said["isbn"], said["note"])
    return Printing(each.item, said["quantity"], store, detail, each.run.number if each.run else None)
